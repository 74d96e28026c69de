package io.crmkit.scoring;

import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * What one customer bought, added up by day: all that grades, silence and lifecycle ask for, for any day, without looking at
 * the purchases again. Immutable; amounts are exact and in one currency. The order in which purchases were added does not
 * matter.
 *
 * @param days the days on which something was bought, in order
 */
@ValueObject
public record TradeHistory(List<Day> days) {

    private static final TradeHistory NONE = new TradeHistory(List.of());

    /**
     * What was bought on a day.
     *
     * @param day the day
     * @param purchases how many purchases
     * @param amount their sum
     */
    @ValueObject
    public record Day(LocalDate day, long purchases, BigDecimal amount) {}

    /** Checks the order. */
    public TradeHistory {
        days = List.copyOf(days);
        for (int i = 1; i < days.size(); i++) {
            if (!days.get(i - 1).day().isBefore(days.get(i).day())) {
                throw new IllegalArgumentException(
                        "the days are not in order: " + days.get(i).day());
            }
        }
    }

    /** {@return nothing was bought yet} */
    public static TradeHistory none() {
        return NONE;
    }

    /**
     * A history of purchases in any order.
     *
     * @param purchases the purchases; those of one day are added up
     * @return the history
     */
    public static TradeHistory of(Collection<Day> purchases) {
        Map<LocalDate, Day> byDay = new TreeMap<>();
        purchases.forEach(p -> byDay.merge(p.day(), p, TradeHistory::sum));
        return new TradeHistory(List.copyOf(byDay.values()));
    }

    /**
     * The same history and one purchase more.
     *
     * @param day when
     * @param amount for how much
     * @return the longer history
     */
    public TradeHistory plus(LocalDate day, BigDecimal amount) {
        Day purchase = new Day(day, 1, amount);
        List<Day> more = new ArrayList<>(days);
        int at = count(day);
        if (at > 0 && days.get(at - 1).day().equals(day)) {
            more.set(at - 1, sum(days.get(at - 1), purchase));
        } else {
            more.add(at, purchase);
        }
        return new TradeHistory(more);
    }

    /**
     * The same history without a purchase that was taken back.
     *
     * @param day when it was
     * @param amount for how much
     * @return the shorter history; the same one when there is nothing on that day
     */
    public TradeHistory minus(LocalDate day, BigDecimal amount) {
        int at = count(day) - 1;
        if (at < 0 || !days.get(at).day().equals(day)) {
            return this;
        }
        List<Day> less = new ArrayList<>(days);
        Day before = less.get(at);
        if (before.purchases() == 1) {
            less.remove(at);
        } else {
            less.set(at, new Day(day, before.purchases() - 1, before.amount().subtract(amount)));
        }
        return new TradeHistory(less);
    }

    private static Day sum(Day a, Day b) {
        return new Day(a.day(), a.purchases() + b.purchases(), a.amount().add(b.amount()));
    }

    /**
     * What was known at the end of a day.
     *
     * @param day the day
     * @return the history up to that day, itself included
     */
    public TradeHistory upTo(LocalDate day) {
        int known = count(day);
        return known == days.size() ? this : new TradeHistory(days.subList(0, known));
    }

    /** How many of the days are not after a day. */
    private int count(LocalDate day) {
        int low = 0;
        int high = days.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (days.get(middle).day().isAfter(day)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** {@return how many purchases there are} */
    public long purchases() {
        return days.stream().mapToLong(Day::purchases).sum();
    }

    /** {@return the day of the first purchase, if there is one} */
    public Optional<LocalDate> first() {
        return days.isEmpty() ? Optional.empty() : Optional.of(days.get(0).day());
    }

    /** {@return the day of the last purchase, if there is one} */
    public Optional<LocalDate> last() {
        return days.isEmpty()
                ? Optional.empty()
                : Optional.of(days.get(days.size() - 1).day());
    }

    /**
     * What was bought in a time.
     *
     * @param after the day before its first day
     * @param until its last day
     * @return the sum, zero when nothing was bought
     */
    public BigDecimal amount(LocalDate after, LocalDate until) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = count(after); i < days.size() && !days.get(i).day().isAfter(until); i++) {
            sum = sum.add(days.get(i).amount());
        }
        return sum;
    }

    /**
     * What counts for a grade on a day (SCO-01).
     *
     * @param basis over which time; the twelve months end with the day of grading, that day included
     * @param asOf the day of grading
     * @return the sum
     */
    public BigDecimal amount(AmountBasis basis, LocalDate asOf) {
        return switch (basis) {
            case TRAILING_12_MONTHS -> amount(asOf.minusYears(1), asOf);
            case LIFETIME -> amount(LocalDate.MIN, asOf);
            case CALENDAR_YEAR -> amount(asOf.withDayOfYear(1).minusDays(1), asOf);
        };
    }

    /** {@return the days between one day of buying and the next, in order; two purchases on a day are one occasion} */
    public List<Long> gaps() {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < days.size(); i++) {
            gaps.add(ChronoUnit.DAYS.between(days.get(i - 1).day(), days.get(i).day()));
        }
        return gaps;
    }

    /**
     * What a strategy is told.
     *
     * @param kind what is graded, such as {@code customer}
     * @param id its id
     * @param asOf the day of grading; what came later does not count
     * @param currency ISO 4217 code of the amounts
     * @param facts further facts
     * @return the subject
     */
    public Subject subject(String kind, String id, LocalDate asOf, String currency, Map<String, String> facts) {
        TradeHistory known = upTo(asOf);
        Map<AmountBasis, BigDecimal> amounts = new EnumMap<>(AmountBasis.class);
        for (AmountBasis basis : AmountBasis.values()) {
            amounts.put(basis, known.amount(basis, asOf));
        }
        return new Subject(
                kind,
                id,
                asOf,
                currency,
                amounts,
                known.purchases(),
                known.first().orElse(null),
                known.last().orElse(null),
                facts);
    }
}
