package io.crmkit.scoring;

import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a customer has been silent (LIF-04, LIF-08) and whether its rhythm has changed (LIF-05). Pure rules.
 *
 * @param level how silent it is
 * @param months the full calendar months without a purchase, neither the month of the last one nor the present one counted
 * @param since the day of the last purchase. A reminder comes once per episode, and this day names the episode
 * @param rhythmChanged whether its rhythm has changed
 * @param reasons why, in both languages; none when there is nothing to tell
 */
public record Silence(Level level, int months, Optional<LocalDate> since, boolean rhythmChanged, List<Label> reasons) {

    /** How silent a customer is; each level includes the ones before. */
    public enum Level {
        /** It bought lately, or never at all. */
        NONE,
        /** The rep is reminded to revisit (LIF-04). */
        REMINDER,
        /** At risk (LIF-04). */
        AT_RISK,
        /** Dormant (LIF-08). */
        DORMANT;

        /**
         * Whether this level includes another.
         *
         * @param other the other
         * @return whether it is as silent, or more
         */
        public boolean isAtLeast(Level other) {
            return compareTo(other) >= 0;
        }
    }

    /** Copies the reasons. */
    public Silence {
        reasons = List.copyOf(reasons);
    }

    /**
     * How silent a customer is on a day.
     *
     * @param history what it bought; what came after the day does not count
     * @param today the day
     * @param policy the numbers
     * @return level, rhythm and reasons
     */
    public static Silence of(TradeHistory history, LocalDate today, SilencePolicy policy) {
        return of(history, today, policy, Optional.empty());
    }

    /**
     * The same, with reasons that name the currency of the amounts.
     *
     * @param history what it bought; what came after the day does not count
     * @param today the day
     * @param policy the numbers
     * @param currency ISO 4217 code of the amounts, if it is known
     * @return level, rhythm and reasons
     */
    public static Silence of(TradeHistory history, LocalDate today, SilencePolicy policy, Optional<String> currency) {
        TradeHistory known = history.upTo(today);
        if (known.last().isEmpty()) {
            return new Silence(Level.NONE, 0, Optional.empty(), false, List.of());
        }
        LocalDate last = known.last().get();
        int months = monthsBetween(last, today);
        List<Label> reasons = new ArrayList<>();
        Level level = level(months, policy);
        if (level != Level.NONE) {
            reasons.add(Messages.label(
                    "grading.silence." + level.name().toLowerCase(Locale.ROOT).replace('_', '-'), months, last));
        }
        List<Label> rhythm = rhythm(known, last, today, policy, currency);
        reasons.addAll(rhythm);
        return new Silence(level, months, Optional.of(last), !rhythm.isEmpty(), reasons);
    }

    /** The full calendar months between two days, the months of both days not counted. */
    static int monthsBetween(LocalDate last, LocalDate today) {
        return Math.max(0, (int) ChronoUnit.MONTHS.between(YearMonth.from(last), YearMonth.from(today)) - 1);
    }

    /** The first day on which so many full calendar months are over since a day. */
    static LocalDate silentFrom(LocalDate last, int months) {
        return YearMonth.from(last).plusMonths(months + 1L).atDay(1);
    }

    private static Level level(int months, SilencePolicy policy) {
        if (months >= policy.dormantMonths()) {
            return Level.DORMANT;
        }
        if (months >= policy.atRiskMonths()) {
            return Level.AT_RISK;
        }
        return months >= policy.reminderMonths() ? Level.REMINDER : Level.NONE;
    }

    private static List<Label> rhythm(
            TradeHistory known, LocalDate last, LocalDate today, SilencePolicy policy, Optional<String> currency) {
        List<Label> reasons = new ArrayList<>();
        if (known.days().size() >= policy.rhythmPurchases()) {
            long gap = ChronoUnit.DAYS.between(last, today);
            BigDecimal median = median(known.gaps());
            if (BigDecimal.valueOf(gap).compareTo(median.multiply(policy.rhythmFactor())) > 0) {
                reasons.add(Messages.label("grading.rhythm.gap", gap, plain(policy.rhythmFactor()), plain(median)));
            }
        }
        LocalDate middle = today.minusDays(policy.compareDays());
        BigDecimal recent = known.amount(middle, today);
        BigDecimal before = known.amount(middle.minusDays(policy.compareDays()), middle);
        if (before.signum() > 0 && recent.compareTo(before.multiply(policy.declineBelow())) < 0) {
            reasons.add(Messages.label(
                    "grading.rhythm.amount",
                    policy.compareDays(),
                    amount(recent, currency),
                    plain(policy.declineBelow().movePointRight(2)),
                    amount(before, currency)));
        }
        return reasons;
    }

    /** The middle of the gaps, or the mean of the two middle ones; exact. */
    private static BigDecimal median(List<Long> gaps) {
        List<Long> sorted = gaps.stream().sorted().toList();
        int n = sorted.size();
        return BigDecimal.valueOf(sorted.get((n - 1) / 2) + sorted.get(n / 2)).multiply(new BigDecimal("0.5"));
    }

    private static String amount(BigDecimal amount, Optional<String> currency) {
        return Figures.amount(amount) + currency.map(code -> " " + code).orElse("");
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
