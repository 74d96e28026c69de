package io.crmkit.spi.contract;

import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Subjects, ordinary and odd, made from dice so that the same dice make the same subject and smaller dice a plainer one. All of
 * them are such as the core may ask about: no purchase is after the day of grading, and days are in the years 1 to 9999.
 */
final class Subjects {

    /** How many dice make a subject. */
    static final int DICE = 18;

    /** The greatest number on a die. */
    static final int SIDES = 9_999;

    static final List<String> KINDS = List.of("customer", "lead", "opportunity");

    static final List<String> CURRENCIES = List.of("CNY", "USD", "JPY", "KWD", "XXX");

    static final List<String> IDS = List.of(
            "c1",
            "01926f3e-7a10-7bcd-9e5f-0123456789ab",
            "",
            " ",
            "\u5F20\u4E09",
            "\uD83D\uDE00".repeat(64),
            "../../etc/passwd",
            "a'b\"c\\d{0}%s");

    static final List<LocalDate> DAYS = List.of(
            LocalDate.of(2026, 7, 15),
            LocalDate.of(2026, 1, 1),
            LocalDate.of(2026, 12, 31),
            LocalDate.of(2024, 2, 29),
            LocalDate.of(2025, 2, 28),
            LocalDate.of(1970, 1, 1),
            LocalDate.of(9999, 12, 31),
            LocalDate.of(1, 1, 1));

    /** How long ago a purchase was; as far as the calendar of the core goes. */
    static final List<Integer> AGES =
            List.of(0, 1, 29, 30, 31, 59, 89, 90, 91, 179, 180, 181, 364, 365, 366, 730, 1096, 3_653, 740_000);

    static final List<Long> PURCHASES = List.of(0L, 1L, 2L, 3L, 12L, 365L, 1L << 31, Long.MAX_VALUE);

    /** In rising order, with the same number at several scales. */
    static final List<BigDecimal> AMOUNTS = amounts(
            "-1E+30",
            "-250000.50",
            "-0.01",
            "0",
            "0.00",
            "0E+3",
            "1E-9",
            "0.01",
            "0.333333333333333333333333333333",
            "1",
            "999.99",
            "1000",
            "9999.9999",
            "1E+4",
            "99999.99",
            "99999.999999999",
            "100000",
            "100000.00",
            "1E+5",
            "250000",
            "499999.99",
            "500000",
            "500000.000",
            "1E+6",
            "12345678.90",
            "2147483648",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "123456789012345678901234567890.123456789",
            "1E+30");

    static final List<String> FACT_VALUES = List.of(
            "retail",
            "85.5",
            "true",
            "2026-07-01",
            "",
            " ",
            "-1",
            "0",
            "101",
            "1e999",
            "NaN",
            "Infinity",
            "null",
            "\u96F6\u552E",
            "\uFF18\uFF15",
            "\u0668\u0665",
            "\uD83D\uDE00",
            "\u202Eredro",
            "{0} {x} '' ${x} %s %n \\u0041",
            "<b>&amp;</b>",
            "line\r\nline",
            "a\u0000b\u0007",
            "\uD83D",
            "x".repeat(10_000));

    private static final List<String> KNOWN_FACTS = List.of("industry", "region", "source", "satisfaction");

    private final List<String> factNames;

    Subjects(Set<String> read) {
        Set<String> names = new TreeSet<>(read);
        names.addAll(KNOWN_FACTS);
        names.addAll(List.of("", "no such fact", "\u6210\u4EA4"));
        factNames = List.copyOf(names);
    }

    /** Names of facts, those that the strategy reads among them. */
    List<String> factNames() {
        return factNames;
    }

    /** A good customer. */
    static Subject ordinary() {
        return with(new BigDecimal("250000.00"), 12, 20, 700, Map.of("industry", "retail", "satisfaction", "85.5"));
    }

    /** Nothing is known. */
    static Subject unknown(String id) {
        return new Subject("customer", id, DAYS.get(0), "CNY", Map.of(), 0, null, null, Map.of());
    }

    /** One who bought for an amount, the same by every basis; the last and first time so many days ago. */
    static Subject with(
            BigDecimal amount,
            long purchases,
            @Nullable Integer lastDaysAgo,
            @Nullable Integer firstDaysAgo,
            Map<String, String> facts) {
        LocalDate asOf = DAYS.get(0);
        return new Subject(
                "customer",
                "c1",
                asOf,
                "CNY",
                everyBasis(amount),
                purchases,
                firstDaysAgo == null ? null : asOf.minusDays(firstDaysAgo),
                lastDaysAgo == null ? null : asOf.minusDays(lastDaysAgo),
                facts);
    }

    static Map<AmountBasis, BigDecimal> everyBasis(BigDecimal amount) {
        Map<AmountBasis, BigDecimal> amounts = new EnumMap<>(AmountBasis.class);
        Arrays.stream(AmountBasis.values()).forEach(basis -> amounts.put(basis, amount));
        return amounts;
    }

    /** The same subject with other amounts. */
    static Subject withAmounts(Subject s, Map<AmountBasis, BigDecimal> amounts) {
        return new Subject(
                s.kind(),
                s.id(),
                s.asOf(),
                s.currency(),
                amounts,
                s.purchases(),
                s.firstPurchaseOrNull(),
                s.lastPurchaseOrNull(),
                s.facts());
    }

    /** An equal subject that shares no object with the other, as far as Java lets one copy. */
    static Subject copy(Subject s) {
        Map<AmountBasis, BigDecimal> amounts = new EnumMap<>(AmountBasis.class);
        s.amounts()
                .forEach((basis, amount) -> amounts.put(basis, new BigDecimal(amount.unscaledValue(), amount.scale())));
        Map<String, String> facts = new HashMap<>();
        s.facts().forEach((name, value) -> facts.put(copy(name), copy(value)));
        return new Subject(
                copy(s.kind()),
                copy(s.id()),
                LocalDate.ofEpochDay(s.asOf().toEpochDay()),
                copy(s.currency()),
                amounts,
                s.purchases(),
                copy(s.firstPurchaseOrNull()),
                copy(s.lastPurchaseOrNull()),
                facts);
    }

    private static String copy(String text) {
        return String.valueOf(text.toCharArray());
    }

    private static @Nullable LocalDate copy(@Nullable LocalDate day) {
        return day == null ? null : LocalDate.ofEpochDay(day.toEpochDay());
    }

    /** So many subjects, always the same for one seed; every fifth is an ordinary one with another amount. */
    List<Subject> many(long seed, int count) {
        Random random = new Random(seed);
        List<Subject> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 5 == 0) {
                BigDecimal amount = BigDecimal.valueOf(random.nextInt(100_000_000), 2);
                int last = random.nextInt(400);
                many.add(with(amount, 1L + random.nextInt(40), last, last + random.nextInt(900), Map.of()));
            } else {
                many.add(of(random.ints(DICE, 0, SIDES + 1).toArray()));
            }
        }
        return many;
    }

    /** The subject of these dice. */
    Subject of(int... dice) {
        LocalDate asOf = pick(DAYS, dice[2]);
        Map<AmountBasis, BigDecimal> amounts = new EnumMap<>(AmountBasis.class);
        AmountBasis[] bases = AmountBasis.values();
        for (int i = 0; i < bases.length; i++) {
            int die = dice[4 + i % 3];
            if (die % 7 > 0) {
                amounts.put(bases[i], amount(die));
            }
        }
        LocalDate first = day(asOf, dice[8]);
        LocalDate last = day(asOf, dice[9]);
        if (first != null && last != null && first.isAfter(last)) {
            LocalDate earlier = last;
            last = first;
            first = earlier;
        }
        Map<String, String> facts = new TreeMap<>();
        for (int i = dice[10] % 4; i > 0; i--) {
            facts.put(pick(factNames, dice[9 + 2 * i]), pick(FACT_VALUES, dice[10 + 2 * i]));
        }
        return new Subject(
                pick(KINDS, dice[0]),
                pick(IDS, dice[1]),
                asOf,
                pick(CURRENCIES, dice[3]),
                amounts,
                pick(PURCHASES, dice[7]),
                first,
                last,
                facts);
    }

    /** Half of them from the table, half of them any. */
    private static BigDecimal amount(int die) {
        return die % 2 == 0 ? pick(AMOUNTS, die / 2) : BigDecimal.valueOf(die * 7_919L, die % 5);
    }

    static @Nullable LocalDate day(LocalDate asOf, int die) {
        if (die % 5 == 0) {
            return null;
        }
        LocalDate day = asOf.minusDays(pick(AGES, die / 5));
        return day.getYear() < 1 ? LocalDate.of(1, 1, 1) : day;
    }

    static <T> T pick(List<T> table, int die) {
        return table.get(die % table.size());
    }

    private static List<BigDecimal> amounts(String... texts) {
        return Arrays.stream(texts).map(BigDecimal::new).toList();
    }

    static String shown(Subject subject) {
        return "the subject "
                + PluginBench.shown(subject.id()) + ": " + subject.kind() + ", as of " + subject.asOf() + ", "
                + subject.currency() + " " + new TreeMap<>(subject.amounts()) + ", " + subject.purchases()
                + " purchases from " + subject.firstPurchaseOrNull() + " to " + subject.lastPurchaseOrNull()
                + ", facts "
                + subject.facts().entrySet().stream()
                        .map(fact -> PluginBench.shown(fact.getKey()) + "=" + PluginBench.shown(fact.getValue()))
                        .sorted()
                        .toList();
    }
}
