package io.crmkit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.shared.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentsTest {

    private static final String SILENCE = "set: {scoring: {silence: {reminderMonths: 1}}}";

    private static Policy read(String document) {
        return Crm.checkPolicy(document).orElseThrow();
    }

    private static Refusal only(String document) {
        List<Refusal> refusals = Crm.checkPolicy(document).refusals();
        assertThat(refusals).hasSize(1);
        return refusals.get(0);
    }

    private static Function<String, Collection<String>> facts(Map<String, List<String>> known) {
        return fact -> known.getOrDefault(fact, List.of());
    }

    private static int reminder(Policy.Variant variant) {
        return variant.policy().get(ScoringPolicy.SECTION).silence().reminderMonths();
    }

    private static List<String> names(Policy.Variant variant) {
        return variant.segments().stream().map(Segment::name).toList();
    }

    @Test
    @DisplayName("POL-04 the first segment that fits wins; what it leaves unsaid stays as it is for all")
    void firstWins() {
        Policy policy = read("""
                scoring: {silence: {dormantMonths: 9}}
                segments:
                  - {name: key retail, when: {type: [large], industry: [retail]}, set: {scoring: {silence: {reminderMonths: 1}}}}
                  - {name: key, when: {type: [large]}, set: {scoring: {silence: {reminderMonths: 3}, grades: {bands: [{grade: A, from: 5}, {grade: Z, from: 0}]}}}}
                """);
        Policy.Variant both = policy.variant(facts(Map.of("type", List.of("large"), "industry", List.of("retail"))));
        assertThat(names(both)).containsExactly("key retail");
        assertThat(reminder(both)).isEqualTo(1);
        assertThat(both.policy().get(ScoringPolicy.SECTION).grades())
                .as("one segment applies, not the sum of two")
                .isEqualTo(policy.get(ScoringPolicy.SECTION).grades());
        Policy.Variant key = policy.variant(facts(Map.of("type", List.of("large"))));
        assertThat(names(key)).containsExactly("key");
        assertThat(reminder(key)).isEqualTo(3);
        assertThat(key.policy().get(ScoringPolicy.SECTION).silence().dormantMonths())
                .isEqualTo(9);
        assertThat(key.policy().get(ScoringPolicy.SECTION).knownGrades()).containsExactly("A", "Z");
        Policy.Variant nobody = policy.variant(facts(Map.of("industry", List.of("retail"))));
        assertThat(nobody.segments()).isEmpty();
        assertThat(nobody.policy()).isSameAs(policy);
    }

    @Test
    @DisplayName("POL-04 settings are made once with the policy: the same segments give the same objects")
    void madeOnce() {
        Policy policy = read("segments: [{name: a, when: {tags: [x, y]}, " + SILENCE + "}]");
        Policy.Variant one = policy.variant(facts(Map.of("tags", List.of("x"))));
        Policy.Variant other = policy.variant(facts(Map.of("tags", List.of("z", "y"), "region", List.of("r"))));
        assertThat(one).isSameAs(other);
        assertThat(policy.variants()).hasSize(2);
        Policy none = read("");
        assertThat(none.variant(fact -> {
                    throw new IllegalStateException("without segments nothing is asked");
                }))
                .isSameAs(none.variant(facts(Map.of())));
    }

    @Test
    @DisplayName(
            "POL-04 a segment of a grade applies beside one of other facts; the one further up wins where both say something")
    void byGrade() {
        String ofA =
                "{name: of A, when: {grade: [A]}, set: {scoring: {silence: {reminderMonths: 1, dormantMonths: 12}}}}";
        String small =
                "{name: small, when: {type: [small]}, set: {scoring: {silence: {reminderMonths: 3, dormantMonths: 8}}}}";
        Map<String, List<String>> smallA = Map.of("type", List.of("small"), "grade", List.of("A"));
        Policy gradeFirst = read("segments: [" + ofA + ", " + small + "]");
        assertThat(names(gradeFirst.variant(facts(smallA)))).containsExactly("of A", "small");
        assertThat(reminder(gradeFirst.variant(facts(smallA)))).isEqualTo(1);
        Policy typeFirst = read("segments: [" + small + ", " + ofA + "]");
        assertThat(names(typeFirst.variant(facts(smallA)))).containsExactly("small", "of A");
        assertThat(reminder(typeFirst.variant(facts(smallA)))).isEqualTo(3);
        assertThat(typeFirst.variants()).hasSize(4);
    }

    @Test
    @DisplayName("POL-04 another strategy starts with parameters of its own")
    void strategy() {
        Policy policy = read("""
                scoring: {strategy: {id: acme, parameters: {floor: 1}}}
                segments: [{name: small, when: {type: [small]}, set: {scoring: {strategy: {id: threshold}}}}]
                """);
        ScoringPolicy small =
                policy.variant(facts(Map.of("type", List.of("small")))).policy().get(ScoringPolicy.SECTION);
        assertThat(small.strategy().id()).isEqualTo("threshold");
        assertThat(small.strategy().parameters()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("POL-04 a document whose segments cannot be is refused, naming rule, field and what to do")
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | document.wrong-value | segments",
                "[7] | document.wrong-value | segments[0]",
                "[{name: a, wen: {type: [large]}, when: {type: [large]}, SET}] | document.unknown-key | segments[0].wen",
                "[{when: {type: [large]}, SET}] | document.missing-key | segments[0].name",
                "[{name: ' ', when: {type: [large]}, SET}] | valid.required | segments[0].name",
                "[{name: a, SET}] | document.segment-no-condition | segments[0].when",
                "[{name: a, when: {}, SET}] | document.segment-no-condition | segments[0].when",
                "[{name: a, when: {size: [large]}, SET}] | document.unknown-key | segments[0].when.size",
                "[{name: a, when: {type: large}, SET}] | document.wrong-value | segments[0].when.type",
                "[{name: a, when: {type: []}, SET}] | document.wrong-value | segments[0].when.type",
                "[{name: a, when: {type: [[large]]}, SET}] | document.wrong-value | segments[0].when.type[0]",
                "[{name: a, when: {type: [larg]}, SET}] | document.segment-unknown-value | segments[0].when.type",
                "[{name: a, when: {grade: [Q]}, SET}] | document.segment-unknown-value | segments[0].when.grade",
                "[{name: a, when: {type: [large]}}] | document.segment-nothing-set | segments[0].set",
                "[{name: a, when: {type: [large]}, set: {scoring: {}}}] | document.segment-nothing-set | segments[0].set",
                "[{name: a, when: {type: [large]}, set: {customer: {maxOwned: 5}}}] | document.unknown-key | segments[0].set.customer",
                "[{name: a, when: {type: [large]}, set: {scoring: {source: WON_DEALS}}}] | document.unknown-key | segments[0].set.scoring.source",
                "[{name: a, when: {type: [large]}, set: {scoring: {silence: {remindMonths: 5}}}}] | document.unknown-key | segments[0].set.scoring.silence.remindMonths",
                "[{name: a, when: {type: [large]}, set: {scoring: {silence: {reminderMonths: x}}}}] | document.wrong-value | segments[0].set.scoring.silence.reminderMonths",
                "[{name: a, when: {type: [large]}, set: {scoring: {silence: {reminderMonths: 0}}}}] | document.segment-contradiction | segments[0].set.scoring.silence.reminderMonths",
                "[{name: a, when: {type: [large]}, set: {scoring: {silence: {reminderMonths: 9}}}}] | document.segment-contradiction | segments[0].set.scoring.silence",
                "[{name: a, when: {type: [large]}, set: {scoring: {lifecycle: {lostMonths: 2}}}}] | document.segment-contradiction | segments[0].set.scoring",
                "[{name: a, when: {grade: [A]}, set: {scoring: {basis: LIFETIME}}}] | document.segment-circular | segments[0].set.scoring.basis",
                "[{name: a, when: {type: [large]}, SET}, {name: a, when: {type: [small]}, SET}] | document.segment-name-twice | segments[1].name",
                "[{name: a, when: {type: [large]}, SET}, {name: b, when: {type: [large], region: [r]}, SET}] | document.segment-unreachable | segments[1]",
                "[{name: a, when: {type: [large]}, SET}, {name: b, when: {type: [small]}, SET}, {name: c, when: {type: [small, large]}, SET}] | document.segment-unreachable | segments[2]",
            })
    void refused(String segments, String code, String field) {
        Refusal refusal = only("segments: " + segments.replace("SET", SILENCE));
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.field()).contains(field);
        assertThat(refusal.rule()).isIn("POL-04", "CUS-03");
        assertThat(refusal.message(Locale.ENGLISH)).isNotEqualTo(refusal.message(Locale.CHINESE));
    }

    @Test
    @DisplayName(
            "POL-04 a segment that a part of its customers reaches stays; two that clash only together are refused")
    void together() {
        assertThat(Crm.checkPolicy("segments: [{name: a, when: {type: [large]}, " + SILENCE
                                + "}, {name: b, when: {tags: [x], type: [large, small]}, " + SILENCE + "}]")
                        .isDone())
                .isTrue();
        Refusal clash = only("""
                segments:
                  - {name: patient, when: {type: [small]}, set: {scoring: {silence: {atRiskMonths: 6}}}}
                  - {name: quick, when: {grade: [C]}, set: {scoring: {lifecycle: {lostMonths: 4}}}}
                """);
        assertThat(clash.code()).isEqualTo("document.segment-contradiction");
        assertThat(clash.message(Locale.ENGLISH)).contains("patient + quick", "lostMonths 4");
        assertThat(clash.field()).contains("segments[1].set.scoring");
    }

    @Test
    @DisplayName("POL-04 there are at most 30 segments")
    void tooMany() {
        String many = String.join(
                ", ",
                IntStream.range(0, 31)
                        .mapToObj(i -> "{name: s" + i + ", when: {tags: [t" + i + "]}, " + SILENCE + "}")
                        .toList());
        assertThat(only("segments: [" + many + "]").code()).isEqualTo("document.segment-too-many");
    }
}
