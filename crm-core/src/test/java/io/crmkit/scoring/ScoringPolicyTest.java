package io.crmkit.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.grading.AmountBasis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringPolicyTest {

    @Test
    @DisplayName("POL-01 the shipped scoring policy, written as a document, reads as itself; grades alone still do")
    void round_trip() {
        assertThat(Policies.scoring(Crm.shippedPolicy())).isEqualTo(ScoringPolicy.SECTION.defaults());
        ScoringPolicy policy = Policies.scoring(
                "scoring: {grades: {bands: [{grade: B, from: 100}, {grade: A, from: 1000}, {grade: C, from: 0}]}}");
        assertThat(policy.grades()).isEqualTo(GradeBands.abc(1000, 100));
        assertThat(policy.basis()).isEqualTo(AmountBasis.TRAILING_12_MONTHS);
        assertThat(policy.strategy().id()).isEqualTo("threshold");
    }

    @Test
    @DisplayName("POL-01 the README's scoring section reads, and says what is shipped but for its one criterion")
    void readme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int from = readme.indexOf("scoring:\n");
        ScoringPolicy policy = Policies.scoring(readme.substring(from, readme.indexOf("```", from)));
        ScoringPolicy shipped = ScoringPolicy.SECTION.defaults();
        assertThat(policy)
                .usingRecursiveComparison()
                .ignoringFields("scorecard.criteria")
                .isEqualTo(shipped);
        assertThat(policy.scorecard().criteria()).hasSize(1);
    }

    @Test
    @DisplayName("SCO-03 a plugin of others is handed its parameters as they stand in the document")
    void parameters() {
        ScoringPolicy policy =
                Policies.scoring("scoring: {strategy: {id: acme, parameters: {floor: 500000, model: a.bin}}}");
        assertThat(policy.parameters().decimal("floor")).isEqualByComparingTo("500000");
        assertThat(policy.parameters().text("model")).isEqualTo("a.bin");
    }

    @ParameterizedTest(name = "POL-01 {0}: {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
        guard: {batchSize: 0} | scoring.guard.batchSize | at least 1
        guard: {batchSize: 1001} | scoring.guard.batchSize | at most 1000
        guard: {batchMilis: 5} | scoring.guard.batchMilis | batchMillis
        basis: WEEK | scoring.basis | TRAILING_12_MONTHS, LIFETIME, CALENDAR_YEAR
        source: BOTH | scoring.source | PURCHASES, WON_DEALS
        grades: {bands: []} | scoring.grades.bands | required
        grades: {bands: [{grade: A}]} | scoring.grades.bands[0].from | missing
        grades: {bands: [{grade: A, from: -1}]} | scoring.grades.bands[0].from | at least 0
        grades: {bands: [{grade: A, from: 1}, {grade: A, from: 0}]} | scoring.grades | same grade
        grades: {bands: [{grade: A, from: 1}, {grade: B, from: 1.0}]} | scoring.grades | same bound
        silence: {reminderMonths: 0} | scoring.silence.reminderMonths | at least 1
        silence: {reminderMonths: 4} | scoring.silence | must not fall
        silence: {rhythmFactor: 0.5} | scoring.silence.rhythmFactor | at least 1
        lifecycle: {lostMonths: 2} | scoring | lostMonths
        strategy: {id: ""} | scoring.strategy.id | required
        strategy: {id: rfm, parameters: {a: b}} | scoring | takes no parameters
        rfm: {recencyDays: [30, 30]} | scoring.rfm | must rise
        rfm: {weights: {recency: 0}} | scoring.rfm.weights.recency | at least 1
        scorecard: {criteria: []} | scoring.scorecard.criteria | 1 to 30 entries
        scorecard: {criteria: [{name: {zh: a, en: a}, of: FACT, weight: 1, points: [{from: 1, points: 1}]}]} | scoring.scorecard.criteria[0] | names a fact
        scorecard: {criteria: [{name: {zh: a, en: a}, of: AMOUNT, weight: 1, points: [{points: 1}]}]} | scoring.scorecard.criteria[0].points[0] | number (from) or for texts
        scorecard: {criteria: [{name: {zh: a, en: a}, of: AMOUNT, weight: 1, points: [{from: 1, points: 101}]}]} | scoring.scorecard.criteria[0].points[0].points | at most 100
        """)
    void strict(String document, String path, String told) {
        List<Refusal> refusals = Crm.checkPolicy("scoring: {" + document + "}").refusals();
        assertThat(refusals).hasSize(1);
        assertThat(refusals.get(0).field()).contains(path);
        assertThat(refusals.get(0).message(Locale.ENGLISH)).contains(path, told);
        assertThat(refusals.get(0).message(Locale.CHINA)).contains(path);
    }
}
