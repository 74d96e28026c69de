package io.crmkit.bench;

import io.crmkit.Crm;
import io.crmkit.scoring.GradeBands;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.scoring.ThresholdGrading;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The twelve thresholds that every side of {@link GradingBench} grades by, read from a policy document, and whom to grade. */
final class Grades {

    private static final String DOCUMENT = """
            scoring:
              basis: TRAILING_12_MONTHS
              grades:
                bands:
                  - { grade: A1, from: 20000000 }
                  - { grade: A2, from: 10000000 }
                  - { grade: A3, from: 5000000 }
                  - { grade: B1, from: 2000000 }
                  - { grade: B2, from: 1000000 }
                  - { grade: B3, from: 500000 }
                  - { grade: C1, from: 200000 }
                  - { grade: C2, from: 100000 }
                  - { grade: C3, from: 50000 }
                  - { grade: D1, from: 20000 }
                  - { grade: D2, from: 10000 }
                  - { grade: D3, from: 0 }
            """;

    private static final ScoringPolicy POLICY =
            Crm.checkPolicy(DOCUMENT).orElseThrow().get(ScoringPolicy.SECTION);

    private Grades() {}

    static GradeBands bands() {
        return POLICY.grades();
    }

    static GradingStrategy strategy() {
        return ThresholdGrading.of(new ThresholdGrading.Settings(POLICY.basis(), POLICY.grades()));
    }

    static Grade withoutReasons(Subject subject, GradeBands bands) {
        return Grade.of(bands.grade(subject.amount(POLICY.basis())));
    }

    /** Customers of every band alike, by amounts with cents; one in sixteen bought for exactly the bound. */
    static List<Subject> subjects(int count, long seed) {
        Random random = new Random(seed);
        List<GradeBands.Band> bands = bands().bands();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int band = random.nextInt(bands.size());
                    long from = bands.get(band).from().longValueExact();
                    long below =
                            band == 0 ? 4 * from : bands.get(band - 1).from().longValueExact();
                    long cents = random.nextInt(16) == 0
                            ? 100 * from
                            : 100 * from + (long) (random.nextDouble() * 100 * (below - from));
                    return subject(i, BigDecimal.valueOf(cents, 2));
                })
                .toList();
    }

    private static Subject subject(int number, BigDecimal amount) {
        LocalDate day = LocalDate.of(2026, 3, 2);
        return new Subject("customer", "c" + number, day, "CNY", Map.of(POLICY.basis(), amount), 3, day, day, Map.of());
    }

    static BigDecimal amount(Subject subject) {
        return subject.amount(POLICY.basis());
    }
}
