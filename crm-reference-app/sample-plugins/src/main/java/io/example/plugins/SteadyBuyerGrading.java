package io.example.plugins;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The grading plugin {@code steady-buyer}: a customer who buys again and again, and lately, is worth more than one who bought for
 * as much once.
 *
 * <p>A is who reached {@code floor-a} in twelve months, bought at least {@code purchases} times, every {@code regular-days} days on
 * average or more often, and last bought no longer than {@code recent-days} ago. B is who reached {@code floor-b} and last bought
 * no longer than {@code lost-days} ago. Everybody else is C. The score has 40 points for how lately, 35 for how regularly and 25
 * for how much.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>name</th><th>meaning</th><th>allowed</th><th>otherwise</th></tr>
 * <tr><td>{@code floor-a}</td><td>amount in twelve months for A</td><td>from floor-b, below 10^15</td><td>must be given</td></tr>
 * <tr><td>{@code floor-b}</td><td>amount in twelve months for B</td><td>above 0</td><td>must be given</td></tr>
 * <tr><td>{@code purchases}</td><td>how many purchases make a habit</td><td>2 to 1,000</td><td>3</td></tr>
 * <tr><td>{@code regular-days}</td><td>days between purchases on average</td><td>1 to 3,650</td><td>60</td></tr>
 * <tr><td>{@code recent-days}</td><td>days since the last purchase</td><td>1 to 3,650, below lost-days</td><td>90</td></tr>
 * <tr><td>{@code lost-days}</td><td>days of silence after which one counts as lost</td><td>1 to 3,650</td><td>365</td></tr>
 * </table>
 *
 * <p>Another parameter is refused: a slip of the pen in a policy should not go unnoticed.
 */
public final class SteadyBuyerGrading implements GradingStrategyProvider {

    private static final Set<String> NAMES =
            Set.of("floor-a", "floor-b", "purchases", "regular-days", "recent-days", "lost-days");

    private static final BigDecimal TOO_MUCH = new BigDecimal("1E15");

    @Override
    public String id() {
        return "steady-buyer";
    }

    @Override
    public GradingStrategy create(Parameters parameters) {
        Set<String> unknown = new TreeSet<>(parameters.asMap().keySet());
        unknown.removeAll(NAMES);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "parameter '" + String.join("', '", unknown) + "' is unknown; there are " + new TreeSet<>(NAMES));
        }
        BigDecimal floorA = amount(parameters, "floor-a");
        BigDecimal floorB = amount(parameters, "floor-b");
        if (floorA.compareTo(floorB) < 0) {
            throw new IllegalArgumentException(
                    "parameter 'floor-a' is " + floorA + ", less than 'floor-b', which is " + floorB);
        }
        int recent = parameters.integer("recent-days", 90, 1, 3_650);
        int lost = parameters.integer("lost-days", 365, 1, 3_650);
        if (recent >= lost) {
            throw new IllegalArgumentException(
                    "parameter 'recent-days' is " + recent + ", not less than 'lost-days', which is " + lost);
        }
        return new SteadyBuyer(
                floorA,
                floorB,
                parameters.integer("purchases", 3, 2, 1_000),
                parameters.integer("regular-days", 60, 1, 3_650),
                recent,
                lost);
    }

    private static BigDecimal amount(Parameters parameters, String name) {
        BigDecimal amount = parameters.decimal(name);
        if (amount.signum() <= 0 || amount.compareTo(TOO_MUCH) >= 0) {
            throw new IllegalArgumentException(
                    "parameter '" + name + "' is " + amount + "; allowed is more than 0 and less than 10^15");
        }
        return amount;
    }

    /** The strategy: immutable, and a function of the subject alone. */
    private record SteadyBuyer(
            BigDecimal floorA, BigDecimal floorB, int purchases, int regularDays, int recentDays, int lostDays)
            implements GradingStrategy {

        private static final int FOR_RECENCY = 40;
        private static final int FOR_RHYTHM = 35;
        private static final int FOR_AMOUNT = 25;

        /** In thousandths, so that no machine and no order of additions makes a difference. */
        private static final long WHOLE = 1_000;

        @Override
        public Grade grade(Subject subject) {
            BigDecimal amount = subject.amount(AmountBasis.TRAILING_12_MONTHS);
            OptionalLong silence = silence(subject);
            OptionalLong rhythm = rhythm(subject);
            boolean recent = silence.isPresent() && silence.getAsLong() <= recentDays;
            boolean lost = silence.isEmpty() || silence.getAsLong() > lostDays;
            boolean regular = rhythm.isPresent() && rhythm.getAsLong() <= regularDays;

            boolean isA = regular && recent && amount.compareTo(floorA) >= 0;
            boolean isB = !lost && amount.compareTo(floorB) >= 0;
            long points = FOR_RECENCY * falling(silence, recentDays, lostDays)
                    + FOR_RHYTHM * falling(rhythm, regularDays, 4L * regularDays)
                    + FOR_AMOUNT * share(amount);
            return new Grade(
                    isA ? "A" : isB ? "B" : "C",
                    points / (double) WHOLE,
                    List.of(
                            aboutSilence(silence, recent, lost),
                            aboutRhythm(subject, rhythm, regular),
                            aboutAmount(subject, amount)));
        }

        /** Days since the last purchase, if there was one. */
        private static OptionalLong silence(Subject subject) {
            return subject.lastPurchase()
                    .map(last -> OptionalLong.of(Math.max(0, ChronoUnit.DAYS.between(last, subject.asOf()))))
                    .orElse(OptionalLong.empty());
        }

        /** Days between purchases on average, if there were enough of them, and not all on one day. */
        private OptionalLong rhythm(Subject subject) {
            if (subject.purchases() < purchases
                    || subject.firstPurchase().isEmpty()
                    || subject.lastPurchase().isEmpty()) {
                return OptionalLong.empty();
            }
            long days = ChronoUnit.DAYS.between(
                    subject.firstPurchase().orElseThrow(),
                    subject.lastPurchase().orElseThrow());
            return days <= 0 ? OptionalLong.empty() : OptionalLong.of(days / (subject.purchases() - 1));
        }

        /** All of it up to the one number of days, nothing from the other on, evenly falling between. */
        private static long falling(OptionalLong days, long allUpTo, long nothingFrom) {
            if (days.isEmpty() || days.getAsLong() >= nothingFrom) {
                return 0;
            }
            return days.getAsLong() <= allUpTo
                    ? WHOLE
                    : WHOLE * (nothingFrom - days.getAsLong()) / (nothingFrom - allUpTo);
        }

        private long share(BigDecimal amount) {
            if (amount.signum() <= 0) {
                return 0;
            }
            return amount.compareTo(floorA) >= 0
                    ? WHOLE
                    : amount.multiply(BigDecimal.valueOf(WHOLE))
                            .divide(floorA, MathContext.DECIMAL128)
                            .setScale(0, RoundingMode.DOWN)
                            .longValue();
        }

        private Grade.Reason aboutSilence(OptionalLong silence, boolean recent, boolean lost) {
            if (silence.isEmpty()) {
                return new Grade.Reason("没有购买日期", "no day of a purchase is known");
            }
            long days = silence.getAsLong();
            if (recent) {
                return new Grade.Reason(
                        days + " 天前购买过,在 " + recentDays + " 天之内",
                        "last bought " + days + " days ago, within " + recentDays);
            }
            return lost
                    ? new Grade.Reason(
                            days + " 天未购买,超过 " + lostDays + " 天,视为流失",
                            "has not bought for " + days + " days, more than " + lostDays + ": counts as lost")
                    : new Grade.Reason(
                            days + " 天未购买,超过 " + recentDays + " 天",
                            "has not bought for " + days + " days, more than " + recentDays);
        }

        private Grade.Reason aboutRhythm(Subject subject, OptionalLong rhythm, boolean regular) {
            if (rhythm.isEmpty()) {
                return new Grade.Reason(
                        "共购买 " + subject.purchases() + " 次,看不出规律(至少 " + purchases + " 次,且不在同一天)",
                        subject.purchases() + " purchases show no rhythm (" + purchases
                                + " or more, not all on one day, would)");
            }
            String often = regular ? "达到" : "未达到";
            return new Grade.Reason(
                    "共购买 " + subject.purchases() + " 次,平均每 " + rhythm.getAsLong() + " 天一次," + often + "每 " + regularDays
                            + " 天一次",
                    subject.purchases() + " purchases, one in " + rhythm.getAsLong() + " days on average; "
                            + (regular ? "at least" : "less than") + " one in " + regularDays);
        }

        private Grade.Reason aboutAmount(Subject subject, BigDecimal amount) {
            String told = told(amount) + " " + subject.currency();
            if (amount.compareTo(floorA) >= 0) {
                return new Grade.Reason(
                        "12 个月内 " + told + ",达到 A 级的 " + told(floorA),
                        told + " in 12 months, which reaches " + told(floorA) + " for A");
            }
            return amount.compareTo(floorB) >= 0
                    ? new Grade.Reason(
                            "12 个月内 " + told + ",达到 B 级的 " + told(floorB),
                            told + " in 12 months, which reaches " + told(floorB) + " for B")
                    : new Grade.Reason(
                            "12 个月内 " + told + ",未达到 B 级的 " + told(floorB),
                            told + " in 12 months, less than " + told(floorB) + " for B");
        }

        /** With two places; very long ones shortened. */
        private static String told(BigDecimal amount) {
            return amount.precision() - (long) amount.scale() > 30
                    ? amount.round(new MathContext(6)).toString()
                    : amount.setScale(2, RoundingMode.HALF_UP).toPlainString();
        }
    }
}
