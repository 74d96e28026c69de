package io.crmkit.app;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import java.math.BigDecimal;

/**
 * A grading plugin that misbehaves on purpose, for the demonstration: it fails on every customer with seven purchases.
 *
 * @param excuse what it then says
 */
record MoodyGrading(String excuse) implements GradingStrategyProvider {

    static final String ID = "moody";

    private static final BigDecimal MUCH = BigDecimal.valueOf(200_000);

    @Override
    public String id() {
        return ID;
    }

    @Override
    public GradingStrategy create(Parameters parameters) {
        return subject -> {
            if (subject.purchases() == 7) {
                throw new IllegalStateException(excuse);
            }
            return subject.amount(AmountBasis.TRAILING_12_MONTHS).compareTo(MUCH) >= 0
                    ? Grade.of("A").because("金额不少", "much was bought")
                    : Grade.of("C").because("金额不多", "little was bought");
        };
    }
}
