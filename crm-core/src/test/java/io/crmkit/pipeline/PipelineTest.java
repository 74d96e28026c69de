package io.crmkit.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.shared.Money;
import io.crmkit.shared.Refusal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
    private static final PipelinePolicy POLICY = PipelinePolicy.SECTION.defaults();
    private static final Evidence CONTRACT = Evidence.contract("HT-2026-018", Money.cny("480000"), TODAY);

    private static List<String> codes(Stage from, Stage to, Evidence evidence, boolean manager, boolean finance) {
        return Pipeline.evaluate(new Pipeline.Move(from, to, evidence, TODAY, manager, finance), POLICY).stream()
                .map(Refusal::code)
                .toList();
    }

    @Test
    @DisplayName("PIP-04 the shipped pipeline: 20%, 50%, 80%, won or lost, closed")
    void shipped() {
        assertThat(POLICY.stages().stream().map(s -> s.id() + " " + s.probability()))
                .containsExactly(
                        "initial-contact 20", "in-depth 50", "about-to-close 80", "won 100", "lost 0", "closed 100");
    }

    @Test
    @DisplayName("PIP-05 won without evidence names all three missing pieces at once, in both languages")
    void wonNeeds() {
        List<Refusal> refusals = Pipeline.evaluate(
                new Pipeline.Move(Stage.IN_DEPTH, Stage.WON, Evidence.none(), TODAY, false, false), POLICY);
        assertThat(refusals.stream().map(r -> r.missing().orElse("")))
                .containsExactly("signedOn", "contractNumber", "amount");
        assertThat(refusals.get(1).message(Locale.CHINA)).isEqualTo("请录入合同编号。");
        assertThat(refusals.get(1).message(Locale.ENGLISH)).isEqualTo("Please enter the contract number.");
        assertThat(refusals).allMatch(r -> r.rule().equals("PIP-05"));
    }

    @ParameterizedTest
    @DisplayName("PIP-05 each piece is asked for by itself: an amount of zero or below and a blank number are missing")
    @CsvSource({
        "'', 480000, 2026-03-02, pipeline.won.contract-number",
        "' ', 480000, 2026-03-02, pipeline.won.contract-number",
        "HT-1, 0, 2026-03-02, pipeline.won.amount",
        "HT-1, -1, 2026-03-02, pipeline.won.amount",
        "HT-1, 480000, 2026-03-03, pipeline.won.signing-date-future"
    })
    void wonEach(String number, String amount, LocalDate signedOn, String code) {
        Evidence evidence = Evidence.contract(number, Money.cny(amount), signedOn);
        assertThat(codes(Stage.ABOUT_TO_CLOSE, Stage.WON, evidence, true, true)).containsExactly(code);
    }

    @Test
    @DisplayName("PIP-05 with signing date, number and an amount above zero a deal is won")
    void won() {
        assertThat(codes(Stage.INITIAL_CONTACT, Stage.WON, CONTRACT, false, false))
                .isEmpty();
    }

    @Test
    @DisplayName("PIP-05 lost needs a reason from the list, and words when it is another one")
    void lost() {
        assertThat(codes(Stage.IN_DEPTH, Stage.LOST, Evidence.none(), false, false))
                .containsExactly("pipeline.lost.reason");
        assertThat(codes(Stage.IN_DEPTH, Stage.LOST, Evidence.lost("weather", ""), false, false))
                .containsExactly("pipeline.lost.reason");
        assertThat(codes(Stage.IN_DEPTH, Stage.LOST, Evidence.lost("other", " "), false, false))
                .containsExactly("pipeline.lost.text");
        assertThat(codes(Stage.IN_DEPTH, Stage.LOST, Evidence.lost("price", ""), false, false))
                .isEmpty();
    }

    @Test
    @DisplayName("PIP-05 only finance's confirmation closes, and only what is won")
    void closed() {
        assertThat(codes(Stage.WON, Stage.CLOSED, CONTRACT, true, false))
                .containsExactly("pipeline.closed.finance-only");
        assertThat(codes(Stage.IN_DEPTH, Stage.CLOSED, CONTRACT, true, true))
                .containsExactly("pipeline.move-not-permitted");
        assertThat(codes(Stage.WON, Stage.CLOSED, Evidence.none(), false, true)).isEmpty();
    }

    @Test
    @DisplayName("PIP-04 backwards needs a reason and the manager, forwards neither")
    void back() {
        assertThat(codes(Stage.INITIAL_CONTACT, Stage.ABOUT_TO_CLOSE, Evidence.none(), false, false))
                .isEmpty();
        assertThat(codes(Stage.ABOUT_TO_CLOSE, Stage.IN_DEPTH, Evidence.none(), false, false))
                .containsExactly("pipeline.back.reason", "pipeline.back.manager");
        assertThat(codes(Stage.ABOUT_TO_CLOSE, Stage.IN_DEPTH, Evidence.because("wrong"), true, false))
                .isEmpty();
        assertThat(codes(Stage.LOST, Stage.IN_DEPTH, Evidence.because("they called"), true, false))
                .isEmpty();
        assertThat(codes(Stage.LOST, Stage.WON, CONTRACT, false, false))
                .containsExactly("pipeline.back.reason", "pipeline.back.manager");
        assertThat(codes(Stage.WON, Stage.LOST, Evidence.lost("price", "withdrew"), false, false))
                .containsExactly("pipeline.back.manager");
    }

    @Test
    @DisplayName("PIP-04 nothing leaves closed, a stage is not moved onto itself, an unknown one is named")
    void ends() {
        for (Stage to : List.of(Stage.IN_DEPTH, Stage.WON, Stage.LOST)) {
            assertThat(codes(Stage.CLOSED, to, CONTRACT, true, true)).contains("pipeline.move-not-permitted");
        }
        assertThat(codes(Stage.WON, Stage.WON, CONTRACT, true, true)).containsExactly("pipeline.already-there");
        assertThat(codes(Stage.WON, new Stage("wonn"), CONTRACT, true, true)).containsExactly("pipeline.unknown-stage");
    }

    @Test
    @DisplayName("PIP-05 what a gate asks for is policy")
    void policy() {
        PipelinePolicy lenient =
                new PipelinePolicy(POLICY.stages(), List.of(Evidence.Item.AMOUNT), POLICY.lostReasons());
        Evidence amountOnly = new Evidence(
                Optional.empty(), Optional.of(Money.cny("1")), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(Pipeline.evaluate(
                        new Pipeline.Move(Stage.IN_DEPTH, Stage.WON, amountOnly, TODAY, false, false), lenient))
                .isEmpty();
    }

    @Test
    @DisplayName("PIP-04 a stage is known by its id, whoever made it, and the shipped ones are read as the constants")
    void stagesById() {
        for (PipelinePolicy.StageDefinition shipped : POLICY.stages()) {
            Stage made = new Stage(String.valueOf(shipped.id().toCharArray()));
            assertThat(POLICY.get(made)).isSameAs(shipped);
            assertThat(Stage.of(made.id())).isEqualTo(made);
        }
        assertThat(Stage.of(String.valueOf("won".toCharArray()))).isSameAs(Stage.WON);
        assertThat(Stage.of("pilot")).isEqualTo(new Stage("pilot"));
        assertThat(POLICY.find(new Stage("pilot"))).isEmpty();
    }
}
