package io.crmkit.spi.broken;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.GradingHarness;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The broken grading plugins, each with the clause that must notice it. */
final class BrokenGradings {

    /**
     * One way to be broken.
     *
     * @param clause the clause that must fail
     * @param name what is wrong
     * @param harness hands the broken plugin over
     */
    record Broken(String clause, String name, Supplier<GradingHarness> harness) {}

    private BrokenGradings() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.addAll(creation());
        all.addAll(laws());
        all.addAll(batches());
        all.addAll(facts());
        all.addAll(grades());
        return all;
    }

    // ---- how it is created

    private static List<Broken> creation() {
        AtomicInteger ids = new AtomicInteger();
        return List.of(
                provider("G01", "its id has capitals", new SoundGrading() {
                    @Override
                    public String id() {
                        return "Sound_Grading";
                    }
                }),
                provider("G01", "its id is another one each time", new SoundGrading() {
                    @Override
                    public String id() {
                        return "sound-" + ids.incrementAndGet();
                    }
                }),
                provider("G02", "it was made for the next version", new SoundGrading() {
                    @Override
                    public int spiVersion() {
                        return 2;
                    }
                }),
                new Broken("G03", "its services file is empty", () -> new SoundGrading.Harness() {
                    @Override
                    public Optional<ClassLoader> discovery() {
                        return Optional.of(ServicesOf.nothing(GradingStrategyProvider.class));
                    }
                }),
                provider("G03", "it has no public constructor", new SoundGrading() {}),
                provider("G04", "asked for its id it starts a thread", new SoundGrading() {
                    @Override
                    public String id() {
                        Thread thread = new Thread(() -> LockSupport.parkNanos(5_000_000_000L), "warm-up");
                        thread.setDaemon(true);
                        thread.start();
                        return "sound";
                    }
                }),
                creating("G05", "create answers null", parameters -> null),
                creating(
                        "G06",
                        "create does not look at its parameters",
                        parameters -> new SoundGrading.Strategy(BigDecimal.TEN, 90)),
                creating("G06", "the refusal does not name the parameter", parameters -> {
                    try {
                        return new SoundGrading().create(parameters);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException("the configuration is wrong", e);
                    }
                }),
                creating("G07", "a parameter left out makes a NullPointerException", parameters -> {
                    String floor = parameters.asMap().get("floor");
                    if (floor.isEmpty()) {
                        throw new IllegalArgumentException("floor is empty");
                    }
                    return new SoundGrading().create(parameters);
                }),
                creating(
                        "G07",
                        "a number of the wrong form is not named",
                        parameters -> new SoundGrading.Strategy(
                                SoundGrading.floor(parameters), Integer.parseInt(parameters.text("days", "90")))),
                creating(
                        "G07",
                        "a parameter is read when somebody is graded, and fails then",
                        parameters ->
                                subject -> new SoundGrading().create(parameters).grade(subject)),
                provider("G08", "it can be created once", new SoundGrading() {
                    private final AtomicInteger created = new AtomicInteger();

                    @Override
                    public GradingStrategy create(Parameters parameters) {
                        if (created.incrementAndGet() > 1) {
                            throw new IllegalStateException("already created");
                        }
                        return super.create(parameters);
                    }
                }),
                provider("G08", "parameters are left in a field while it is created", new SoundGrading() {
                    private volatile Parameters current = Parameters.none();

                    @Override
                    public GradingStrategy create(Parameters parameters) {
                        current = parameters;
                        LockSupport.parkNanos(200_000);
                        GradingStrategy created = super.create(current);
                        current = Parameters.none();
                        return created;
                    }
                }));
    }

    // ---- what a grade follows from

    private static List<Broken> laws() {
        return List.of(
                strategy("G10", "its score counts how often it was asked", () -> {
                    AtomicInteger asked = new AtomicInteger();
                    return (sound, subject) -> sound.grade(subject).scored(asked.incrementAndGet() % 100);
                }),
                strategy("G11", "who is graded after a good one is graded better", () -> {
                    AtomicInteger before = new AtomicInteger();
                    return (sound, subject) -> {
                        Grade grade = sound.grade(subject);
                        int last = before.getAndSet(grade.code().hashCode() + subject.hashCode());
                        return last % 2 == 0 ? grade.scored(99) : grade;
                    };
                }),
                provider("G12", "each strategy has another seed", new SoundGrading() {
                    private final AtomicInteger seeds = new AtomicInteger();

                    @Override
                    public GradingStrategy create(Parameters parameters) {
                        int seed = seeds.incrementAndGet();
                        GradingStrategy sound = super.create(parameters);
                        return subject -> sound.grade(subject).scored(seed % 100);
                    }
                }),
                strategy(
                        "G13",
                        "the score depends on the object",
                        () -> (sound, subject) -> sound.grade(subject).scored(System.identityHashCode(subject) % 100)),
                strategy(
                        "G14",
                        "an amount is compared with its scale",
                        () -> (sound, subject) ->
                                subject.amount(AmountBasis.LIFETIME).scale() > 3
                                        ? Grade.of("A")
                                        : sound.grade(subject)),
                strategy(
                        "G15",
                        "numbers are written as the machine writes them",
                        () -> (sound, subject) -> sound.grade(subject)
                                .because(
                                        "\u6B21\u6570 " + String.format(Locale.getDefault(), "%,.2f", 1234.5),
                                        String.format(Locale.getDefault(), "%,d purchases", subject.purchases()))),
                strategy(
                        "G15",
                        "days begin when the machine's do",
                        () -> (sound, subject) -> sound.grade(subject)
                                .scored(Math.floorMod(
                                        subject.asOf()
                                                        .atStartOfDay(ZoneId.systemDefault())
                                                        .toEpochSecond()
                                                / 3_600,
                                        24))),
                strategy("G16", "the subject is left in a field while it is graded", () -> {
                    Box<Subject> current = new Box<>();
                    return (sound, subject) -> {
                        current.value = subject;
                        LockSupport.parkNanos(10_000);
                        return sound.grade(current.value);
                    };
                }),
                strategy("G17", "graded subjects are kept for later", () -> {
                    ConcurrentLinkedQueue<Subject> graded = new ConcurrentLinkedQueue<>();
                    return (sound, subject) -> {
                        graded.add(subject);
                        return graded.isEmpty() ? Grade.of("C") : sound.grade(subject);
                    };
                }),
                strategy("G17", "grades are remembered by subject", () -> {
                    Map<Subject, Grade> known = new ConcurrentHashMap<>();
                    return (sound, subject) -> known.computeIfAbsent(subject, sound::grade);
                }));
    }

    // ---- batches

    private static List<Broken> batches() {
        return List.of(
                batch("G20", "the last one of a batch is left out", (sound, subjects) -> {
                    List<Grade> grades = each(sound, subjects);
                    return grades.subList(0, Math.max(1, grades.size() - 1));
                }),
                batch("G20", "who knows nothing gets null in a batch", (sound, subjects) -> {
                    List<Grade> grades = new ArrayList<>();
                    subjects.forEach(s -> grades.add(s.purchases() == 0 ? null : sound.grade(s)));
                    return grades;
                }),
                batch(
                        "G21",
                        "a batch comes back sorted",
                        (sound, subjects) -> each(sound, subjects).stream()
                                .sorted(Comparator.comparing(Grade::code))
                                .toList()),
                batch("G21", "scores of a batch are relative to its best one", (sound, subjects) -> {
                    List<Grade> grades = each(sound, subjects);
                    double best = grades.stream()
                            .mapToDouble(g -> g.score().orElse(1))
                            .max()
                            .orElse(1);
                    return grades.stream()
                            .map(g -> g.scored(g.score().orElse(0) / best * 99))
                            .toList();
                }),
                batch("G22", "a batch of more than 500 is refused", (sound, subjects) -> {
                    if (subjects.size() > 500) {
                        throw new IllegalArgumentException("too many");
                    }
                    return each(sound, subjects);
                }),
                batch("G23", "equal subjects of a batch are graded once", (sound, subjects) -> {
                    Map<Subject, Grade> grades = new LinkedHashMap<>();
                    subjects.forEach(s -> grades.put(s, sound.grade(s)));
                    return List.copyOf(grades.values());
                }),
                batch("G24", "the list is sorted in place", (sound, subjects) -> {
                    List<Grade> grades = each(sound, subjects);
                    Collections.swap(subjects, 0, subjects.size() - 1);
                    return grades;
                }),
                batch(
                        "G24",
                        "the answer is a view that grades when it is read",
                        (sound, subjects) -> new AbstractList<>() {
                            @Override
                            public Grade get(int index) {
                                return sound.grade(subjects.get(index));
                            }

                            @Override
                            public int size() {
                                return subjects.size();
                            }
                        }));
    }

    // ---- what may be known

    private static List<Broken> facts() {
        return List.of(
                strategy("G30", "it divides by the number of purchases", () -> (sound, subject) -> {
                    subject.amount(AmountBasis.LIFETIME).longValue();
                    return subject.amounts().isEmpty() && 1 / subject.purchases() > 1
                            ? Grade.of("A")
                            : sound.grade(subject);
                }),
                strategy("G31", "an amount must be a whole number", () -> (sound, subject) -> {
                    subject.amount(AmountBasis.CALENDAR_YEAR).longValueExact();
                    return sound.grade(subject);
                }),
                strategy("G31", "a negative amount is refused", () -> (sound, subject) -> {
                    if (subject.amount(AmountBasis.LIFETIME).signum() < 0) {
                        throw new IllegalArgumentException("negative");
                    }
                    return sound.grade(subject);
                }),
                strategy("G32", "who bought must have a last purchase", () -> (sound, subject) -> {
                    if (subject.purchases() > 0) {
                        subject.lastPurchase().orElseThrow();
                    }
                    return sound.grade(subject);
                }),
                strategy("G32", "it divides by the days since the first purchase", () -> (sound, subject) -> {
                    long days = subject.firstPurchase()
                            .map(first -> ChronoUnit.DAYS.between(first, subject.asOf()))
                            .orElse(1L);
                    return sound.grade(subject).scored(subject.purchases() / days > 1 ? 1 : 2);
                }),
                strategy("G33", "a fact must be a number", () -> (sound, subject) -> {
                    double satisfaction = subject.fact("satisfaction")
                            .map(Double::parseDouble)
                            .orElse(0.0);
                    return satisfaction > 1e9 ? Grade.of("A") : sound.grade(subject);
                }),
                strategy(
                        "G34",
                        "an id must be a UUID",
                        () -> (sound, subject) ->
                                UUID.fromString(subject.id()).version() == 9 ? Grade.of("A") : sound.grade(subject)),
                strategy("G34", "only customers are graded", () -> (sound, subject) -> switch (subject.kind()) {
                    case "customer" -> sound.grade(subject);
                    default -> throw new IllegalArgumentException(subject.kind());
                }),
                strategy("G35", "who bought for nothing, and lately, makes it fail", () -> (sound, subject) -> {
                    boolean odd = subject.amount(AmountBasis.LIFETIME).signum() == 0
                            && subject.lastPurchase().isPresent()
                            && !subject.facts().isEmpty();
                    return odd ? Grade.of("") : sound.grade(subject);
                }));
    }

    // ---- what a grade is

    private static List<Broken> grades() {
        return List.of(
                graded(
                        "G40",
                        "returns get a grade that is not declared",
                        (grade, subject) -> subject.amount(AmountBasis.LIFETIME).signum() < 0 ? Grade.of("D") : grade),
                graded("G41", "the code ends with a NUL", (grade, subject) -> Grade.of(grade.code() + "\u0000")),
                graded("G42", "there is no reason in English", (grade, subject) -> grade.because("\u597D", "")),
                graded(
                        "G43",
                        "a fact is repeated in the reason",
                        (grade, subject) -> grade.because(subject.fact("industry")
                                .map(industry -> industry.substring(0, Math.min(40, industry.length())) + ".")
                                .orElse("-"))),
                graded(
                        "G44",
                        "a long fact is repeated in the reason",
                        (grade, subject) -> grade.because(subject.fact("industry")
                                .filter(f -> f.startsWith("xxx"))
                                .orElse("-"))),
                graded(
                        "G45",
                        "the score has no upper end",
                        (grade, subject) -> grade.scored(subject.amount(AmountBasis.TRAILING_12_MONTHS)
                                .max(BigDecimal.ZERO)
                                .divideToIntegralValue(new BigDecimal("10000"))
                                .doubleValue())),
                graded(
                        "G46",
                        "who buys for very much goes to another list",
                        (grade, subject) ->
                                subject.amount(AmountBasis.TRAILING_12_MONTHS).compareTo(new BigDecimal("1000000")) > 0
                                        ? Grade.of("C")
                                        : grade));
    }

    private static final class Box<T> {
        @Nullable
        T value;
    }

    private static List<Grade> each(GradingStrategy sound, List<Subject> subjects) {
        return subjects.stream().map(sound::grade).toList();
    }

    private static Broken provider(String clause, String name, GradingStrategyProvider provider) {
        return new Broken(clause, name, () -> new SoundGrading.Harness(provider));
    }

    private static Broken creating(String clause, String name, Function<Parameters, GradingStrategy> create) {
        return provider(clause, name, new SoundGrading() {
            @Override
            public GradingStrategy create(Parameters parameters) {
                return create.apply(parameters);
            }
        });
    }

    /** Each strategy has a breaker of its own, so that what it remembers is its own. */
    private static Broken strategy(
            String clause, String name, Supplier<BiFunction<GradingStrategy, Subject, Grade>> breaker) {
        return creating(clause, name, parameters -> {
            GradingStrategy sound = new SoundGrading().create(parameters);
            BiFunction<GradingStrategy, Subject, Grade> broken = breaker.get();
            return subject -> broken.apply(sound, subject);
        });
    }

    private static Broken graded(String clause, String name, BiFunction<Grade, Subject, Grade> broken) {
        return strategy(clause, name, () -> (sound, subject) -> broken.apply(sound.grade(subject), subject));
    }

    private static Broken batch(
            String clause, String name, BiFunction<GradingStrategy, List<Subject>, List<Grade>> broken) {
        return creating(clause, name, parameters -> {
            GradingStrategy sound = new SoundGrading().create(parameters);
            return new GradingStrategy() {
                @Override
                public Grade grade(Subject subject) {
                    return sound.grade(subject);
                }

                @Override
                public List<Grade> gradeAll(List<Subject> subjects) {
                    return broken.apply(sound, subjects);
                }
            };
        });
    }
}
