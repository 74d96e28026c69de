package io.crmkit.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.internal.json.Json;
import io.crmkit.internal.validate.Validation;
import io.crmkit.scoring.GradeCard.Counting;
import io.crmkit.scoring.GradeCard.Kind;
import io.crmkit.shared.PluginFailure;
import io.crmkit.shared.PluginFailure.Reason;
import io.crmkit.spi.grading.Grade;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GradeCardTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

    private static PluginFailure failure(Reason reason) {
        return new PluginFailure("acme", "c1", reason, List.of("x", "y"));
    }

    private static Optional<String> grade(GradeCard card, LocalDate day) {
        return card.on(day).map(Counting::grade);
    }

    @Test
    @DisplayName(
            "SCO-02 the grade by hand counts until its last day, then the computed one, which went on being computed")
    void expiry() {
        GradeCard card = GradeCard.empty()
                .computed(Grade.of("C"), "threshold", MONDAY)
                .adjusted(
                        ManualGrade.of("A", "strategic customer").until(MONDAY.plusDays(3)), "lan", MONDAY.plusDays(1))
                .orElseThrow()
                .computed(Grade.of("B").because("grew"), "threshold", MONDAY.plusDays(2));
        assertThat(grade(card, MONDAY.minusDays(1))).isEmpty();
        assertThat(card.on(MONDAY)).contains(new Counting("C", false, MONDAY));
        assertThat(card.on(MONDAY.plusDays(1))).contains(new Counting("A", true, MONDAY.plusDays(1)));
        assertThat(grade(card, MONDAY.plusDays(3))).contains("A");
        assertThat(card.on(MONDAY.plusDays(4))).contains(new Counting("B", false, MONDAY.plusDays(2)));
        assertThat(card.computed()).as("visible beside it").map(Grade::code).contains("B");
        assertThat(card.history())
                .extracting(GradeCard.Event::kind)
                .containsExactly(Kind.COMPUTED, Kind.BY_HAND, Kind.COMPUTED);
    }

    @Test
    @DisplayName("SCO-02 a grade by hand is withdrawn with a reason; later ones replace earlier ones")
    void withdrawal() {
        GradeCard card = GradeCard.empty()
                .computed(Grade.of("C"), "threshold", MONDAY)
                .adjusted(ManualGrade.of("A", "hope"), "lan", MONDAY)
                .orElseThrow()
                .adjusted(ManualGrade.of("B", "less hope"), "lan", MONDAY.plusDays(1))
                .orElseThrow();
        assertThat(grade(card, MONDAY)).contains("A");
        assertThat(grade(card, MONDAY.plusDays(1))).contains("B");
        GradeCard withdrawn =
                card.withdrawn("wang", "no hope", MONDAY.plusDays(2)).orElseThrow();
        assertThat(grade(withdrawn, MONDAY.plusDays(1))).contains("B");
        assertThat(grade(withdrawn, MONDAY.plusDays(2))).contains("C");
        assertThat(withdrawn.withdrawn("wang", "again", MONDAY.plusDays(2)).refusals())
                .extracting(r -> r.code())
                .containsExactly("grading.card.nothing-to-withdraw");
    }

    @Test
    @DisplayName("SCO-02 a grade by hand needs grade and reason, and an end that is not past")
    void checked() {
        assertThat(Validation.standard().of(ManualGrade.of(" ", "")))
                .extracting(r -> r.field().orElse(""))
                .containsExactly("grade", "reason");
        assertThat(GradeCard.empty()
                        .adjusted(ManualGrade.of("A", "why").until(MONDAY.minusDays(1)), "lan", MONDAY)
                        .refusals())
                .extracting(r -> r.field().orElse(""))
                .containsExactly("until");
        assertThat(GradeCard.empty()
                        .adjusted(ManualGrade.of("A", "why").until(MONDAY), "lan", MONDAY)
                        .isDone())
                .isTrue();
    }

    @Test
    @DisplayName(
            "SCO-03 a failed grading leaves the old grade and says so, once in a row; the same grade again is no event")
    void failed() {
        GradeCard card = GradeCard.empty()
                .computed(Grade.of("B"), "acme", MONDAY)
                .computed(Grade.of("B").because("news"), "acme", MONDAY.plusDays(1))
                .failed(failure(Reason.THREW), MONDAY.plusDays(2))
                .failed(failure(Reason.THREW), MONDAY.plusDays(3))
                .failed(failure(Reason.QUARANTINED), MONDAY.plusDays(4));
        assertThat(card.history())
                .extracting(GradeCard.Event::kind)
                .containsExactly(Kind.COMPUTED, Kind.FAILED, Kind.FAILED);
        assertThat(card.history().get(1).by()).isEqualTo("acme");
        assertThat(grade(card, MONDAY.plusDays(9))).contains("B");
        assertThat(card.computed().orElseThrow().reasons()).hasSize(1);
        assertThat(card.computed(Grade.of("B"), "acme", MONDAY.plusDays(5)).history())
                .as("that it works again is an event")
                .hasSize(4);
    }

    @Test
    @DisplayName("SCO-02 a card is stored and read as it was")
    void stored() {
        GradeCard card = GradeCard.empty()
                .computed(Grade.of("B").scored(66.5).because("好", "good"), "acme", MONDAY)
                .failed(failure(Reason.NOTHING), MONDAY)
                .adjusted(ManualGrade.of("A", "why").until(MONDAY.plusDays(9)), "lan", MONDAY)
                .orElseThrow();
        assertThat(Json.read(Json.write(card), GradeCard.class)).isEqualTo(card);
        TradeHistory history = TradeHistory.none().plus(MONDAY, new java.math.BigDecimal("1.50"));
        assertThat(Json.read(Json.write(history), TradeHistory.class)).isEqualTo(history);
    }
}
