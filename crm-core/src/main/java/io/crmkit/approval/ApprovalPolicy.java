package io.crmkit.approval;

import io.crmkit.policy.Checked;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicySection;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The section {@code approval} of the policy document (APR-01).
 *
 * @param administrators id of the role that decides where nobody else can
 * @param kinds by kind of approval, who decides; a kind without steps needs no approval
 * @param platform which kinds an enterprise's process platform decides (APR-03)
 */
public record ApprovalPolicy(
        @NotBlank @CleanText(max = 60) String administrators,
        @NotNull Map<String, @Valid Definition> kinds,
        @Valid @NotNull Routing platform)
        implements Checked {

    /** The section without any kind, for reading; a product ships it with the kinds of its subjects. */
    public static final PolicySection<ApprovalPolicy> SECTION = section(Map.of());

    private static final int MOST_STEPS = 500;

    /** How the approvers of a step decide together. */
    public enum Mode {
        /** The first who decides, decides (或签). */
        ANY,
        /** Everybody must approve, in any order (会签). */
        ALL,
        /** Everybody must approve, one after the other (依次审批). */
        SEQUENTIAL
    }

    /** How an approver is found. */
    public enum By {
        /** The submitter's superior, or the superior's superior and so on by {@code level}. */
        SUPERIOR,
        /** The head of the submitter's department, or of the nearest above that has one; without any, the submitter's superior. */
        DEPARTMENT_HEAD,
        /** The heads of the departments whose matter it is as well, such as those whose data is asked for. */
        CONCERNED_HEAD,
        /** Everybody who holds a role. */
        ROLE,
        /** A user. */
        USER
    }

    /** What happens when a step finds nobody. */
    public enum WhenEmpty {
        /** The step is passed over. */
        PASS,
        /** The user whom the step names decides. */
        NAMED,
        /** The administrators decide. */
        ADMINISTRATOR
    }

    /** How a platform gets the form data (APR-03). */
    public enum PlatformMode {
        /** The CRM pushes it. */
        PUSH,
        /** The platform pulls it. */
        PULL
    }

    /**
     * Who decides about approvals of a kind.
     *
     * @param steps one after the other; none when nobody needs to decide
     */
    public record Definition(
            @NotNull @Size(max = MOST_STEPS) List<@Valid Step> steps) {

        /** Copies the list. */
        public Definition {
            steps = steps == null ? List.of() : List.copyOf(steps);
        }

        /**
         * A definition.
         *
         * @param steps one after the other
         * @return the definition
         */
        public static Definition of(Step... steps) {
            return new Definition(List.of(steps));
        }
    }

    /**
     * One step.
     *
     * @param name what people call it
     * @param approvers who decides
     * @param mode how they decide together
     * @param when for which amounts; for all without it
     * @param limit how long it may take; as long as it likes without it
     * @param whenEmpty what happens when nobody is found
     * @param named login of the user who decides then, with {@link WhenEmpty#NAMED}
     */
    public record Step(
            @NotNull Label name,
            @NotEmpty @Size(max = 50) List<@Valid Designation> approvers,
            @NotNull Mode mode,
            Optional<@Valid Condition> when,
            Optional<@Valid Limit> limit,
            @NotNull WhenEmpty whenEmpty,
            Optional<@CleanText(max = 100) String> named) {

        /** Absent parts have what is usual. */
        public Step {
            approvers = approvers == null ? List.of() : List.copyOf(approvers);
            mode = mode == null ? Mode.ALL : mode;
            when = when == null ? Optional.empty() : when;
            limit = limit == null ? Optional.empty() : limit;
            whenEmpty = whenEmpty == null ? WhenEmpty.ADMINISTRATOR : whenEmpty;
            named = named == null ? Optional.empty() : named;
        }

        /**
         * A step in which everybody must approve, which administrators decide when nobody is found.
         *
         * @param zh its name in Chinese
         * @param en its name in English
         * @param approvers who decides
         * @return the step
         */
        public static Step of(String zh, String en, Designation... approvers) {
            return new Step(
                    new Label(zh, en),
                    List.of(approvers),
                    Mode.ALL,
                    Optional.empty(),
                    Optional.empty(),
                    WhenEmpty.ADMINISTRATOR,
                    Optional.empty());
        }

        /**
         * The same in another mode.
         *
         * @param other the mode
         * @return the step
         */
        public Step in(Mode other) {
            return new Step(name, approvers, other, when, limit, whenEmpty, named);
        }

        /**
         * The same with a limit in hours, escalated to the superior of whoever is late.
         *
         * @param hours how many
         * @param workdays whether Saturdays and Sundays do not count
         * @return the step
         */
        public Step within(int hours, boolean workdays) {
            return new Step(
                    name,
                    approvers,
                    mode,
                    when,
                    Optional.of(new Limit(hours, workdays, Optional.of(Designation.superior()))),
                    whenEmpty,
                    named);
        }

        /**
         * The same with something else that happens when nobody is found.
         *
         * @param other what
         * @return the step
         */
        public Step whenEmpty(WhenEmpty other) {
            return new Step(name, approvers, mode, when, limit, other, named);
        }
    }

    /**
     * How approvers are found.
     *
     * @param by by what
     * @param level with {@link By#SUPERIOR}, how far up, 1 for the direct superior
     * @param role with {@link By#ROLE}, id of the role
     * @param user with {@link By#USER}, the user's login
     */
    public record Designation(
            @NotNull By by,
            Optional<@Min(1) @Max(50) Integer> level,
            Optional<@CleanText(max = 60) String> role,
            Optional<@CleanText(max = 100) String> user) {

        /** What is absent is none. */
        public Designation {
            level = level == null ? Optional.empty() : level;
            role = role == null ? Optional.empty() : role;
            user = user == null ? Optional.empty() : user;
        }

        private static Designation of(By by) {
            return new Designation(by, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** {@return the direct superior} */
        public static Designation superior() {
            return of(By.SUPERIOR);
        }

        /** {@return the head of the submitter's department} */
        public static Designation departmentHead() {
            return of(By.DEPARTMENT_HEAD);
        }

        /** {@return the heads of the other departments concerned} */
        public static Designation concernedHead() {
            return of(By.CONCERNED_HEAD);
        }

        /**
         * Everybody with a role.
         *
         * @param id id of the role
         * @return the designation
         */
        public static Designation role(String id) {
            return new Designation(By.ROLE, Optional.empty(), Optional.of(id), Optional.empty());
        }

        private boolean complete() {
            return by == By.ROLE ? role.isPresent() : by != By.USER || user.isPresent();
        }
    }

    /**
     * For which amounts a step is there. One whose amount is not known, or is in another currency, goes through it: nobody gets
     * around a step by leaving the amount out.
     *
     * @param from the least amount
     * @param below the first amount that is too much
     * @param currency in which currency; CNY without it
     */
    public record Condition(
            Optional<@PositiveOrZero BigDecimal> from,
            Optional<@PositiveOrZero BigDecimal> below,
            Optional<@CleanText(max = 3) String> currency) {

        /** What is absent is none. */
        public Condition {
            from = from == null ? Optional.empty() : from;
            below = below == null ? Optional.empty() : below;
            currency = currency == null ? Optional.empty() : currency;
        }

        /**
         * Whether the step is there.
         *
         * @param amount the amount, if it is known
         * @return whether
         */
        public boolean applies(Optional<Money> amount) {
            if (amount.isEmpty() || !amount.get().currency().equals(currency.orElse("CNY"))) {
                return true;
            }
            BigDecimal number = amount.get().amount();
            return from.filter(least -> number.compareTo(least) < 0).isEmpty()
                    && below.filter(most -> number.compareTo(most) >= 0).isEmpty();
        }
    }

    /**
     * How long a step may take for each of its approvers.
     *
     * @param hours how many hours
     * @param workdays whether Saturdays and Sundays do not count
     * @param escalate who may decide as well when the time is over; with {@link By#SUPERIOR}, the superior of whoever is late. Nobody
     *     without it: it is overdue then, and no more
     */
    public record Limit(@Min(1) @Max(8_760) int hours, boolean workdays, Optional<@Valid Designation> escalate) {

        /** What is absent is none. */
        public Limit {
            escalate = escalate == null ? Optional.empty() : escalate;
        }

        /**
         * When the time is over.
         *
         * @param from when it begins
         * @param zone where days begin and end
         * @return when
         */
        public Instant due(Instant from, ZoneId zone) {
            if (!workdays) {
                return from.plus(Duration.ofHours(hours));
            }
            ZonedDateTime at = workday(from.atZone(zone));
            Duration left = Duration.ofHours(hours);
            while (true) {
                ZonedDateTime midnight = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
                Duration today = Duration.between(at, midnight);
                if (left.compareTo(today) < 0) {
                    return at.plus(left).toInstant();
                }
                left = left.minus(today);
                at = workday(midnight);
            }
        }

        private static ZonedDateTime workday(ZonedDateTime at) {
            ZonedDateTime day = at;
            while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
                day = day.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            }
            return day;
        }
    }

    /**
     * What goes to an enterprise's process platform (APR-03).
     *
     * @param kinds kinds of approvals that the platform decides
     * @param mode how it gets the form data
     * @param attempts after how many failed pushes an approval is left to a person
     * @param waitMinutes how long to wait after a failed push, in minutes
     */
    public record Routing(
            @NotNull List<@NotBlank String> kinds,
            @NotNull PlatformMode mode,
            @Min(1) @Max(1_000) int attempts,
            @Min(1) @Max(1_440) int waitMinutes) {

        /** Copies the list. */
        public Routing {
            kinds = kinds == null ? List.of() : List.copyOf(kinds);
        }

        static Routing shipped() {
            return new Routing(List.of(), PlatformMode.PUSH, 20, 5);
        }
    }

    /** Copies the map. */
    public ApprovalPolicy {
        kinds = kinds == null ? Map.of() : Map.copyOf(kinds);
        platform = platform == null ? Routing.shipped() : platform;
    }

    /**
     * The section as a product ships it.
     *
     * @param shipped who decides, by kind
     * @return the section
     */
    public static PolicySection<ApprovalPolicy> section(Map<String, Definition> shipped) {
        return new PolicySection<>(
                "approval", ApprovalPolicy.class, new ApprovalPolicy("administrator", shipped, Routing.shipped()));
    }

    @Override
    public List<Refusal> contradictions() {
        List<Refusal> problems = new ArrayList<>();
        new TreeMap<>(kinds).forEach((kind, definition) -> {
            for (int i = 0; i < definition.steps().size(); i++) {
                Step step = definition.steps().get(i);
                String path = "approval.kinds." + kind + ".steps[" + i + "]";
                List<Designation> all = new ArrayList<>(step.approvers());
                step.limit().flatMap(Limit::escalate).ifPresent(all::add);
                if (!all.stream().allMatch(Designation::complete)) {
                    problems.add(contradiction(path, "approval.policy.incomplete"));
                }
                if (step.whenEmpty() == WhenEmpty.NAMED && step.named().isEmpty()) {
                    problems.add(contradiction(path, "approval.policy.named"));
                }
            }
        });
        return problems;
    }

    private static Refusal contradiction(String path, String code) {
        return Refusal.of(Refusal.Kind.INVALID, "POL-01", "document.contradiction", path, Messages.label(code))
                .onField(path);
    }

    /**
     * Kinds and roles that are not there: a misspelt one would leave a matter undecided, or decided by nobody.
     *
     * @param policy the policy
     * @param known the kinds of approvals
     * @param roles the roles
     * @return a refusal for each
     */
    public static List<Refusal> unknown(
            Policy policy, java.util.Collection<String> known, java.util.Collection<String> roles) {
        ApprovalPolicy approval = policy.get(SECTION);
        List<Refusal> wrong = new ArrayList<>();
        new TreeSet<>(approval.kinds().keySet()).forEach(kind -> unknown("approval.kinds", kind, known, wrong));
        approval.platform().kinds().forEach(kind -> unknown("approval.platform.kinds", kind, known, wrong));
        unknown("approval.administrators", approval.administrators(), roles, wrong);
        new TreeMap<>(approval.kinds()).forEach((kind, definition) -> {
            for (int i = 0; i < definition.steps().size(); i++) {
                String path = "approval.kinds." + kind + ".steps[" + i + "]";
                Step step = definition.steps().get(i);
                step.approvers().forEach(who -> who.role().ifPresent(role -> unknown(path, role, roles, wrong)));
                step.limit()
                        .flatMap(Limit::escalate)
                        .flatMap(Designation::role)
                        .ifPresent(role -> unknown(path, role, roles, wrong));
            }
        });
        return wrong;
    }

    private static void unknown(String path, String value, java.util.Collection<String> known, List<Refusal> wrong) {
        if (!known.contains(value)) {
            Refusal refusal = Refusal.of(
                            Refusal.Kind.INVALID,
                            "POL-01",
                            "document.wrong-value",
                            path,
                            value,
                            String.join(", ", new TreeSet<>(known)))
                    .onField(path)
                    .ofValue(value);
            wrong.add(NearMiss.of(value, known).map(refusal::suggesting).orElse(refusal));
        }
    }
}
