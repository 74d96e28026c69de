package io.crmkit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.TestCrm;
import io.crmkit.customer.CustomerPolicy;
import io.crmkit.internal.json.Json;
import io.crmkit.pipeline.PipelinePolicy;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PolicyBookTest {

    private static List<Refusal> problems(String document) {
        return Crm.checkPolicy(document).refusals();
    }

    @Test
    @DisplayName("POL-01 the shipped policy, written as a document, reads as itself")
    void roundTrip() {
        Policy policy = Crm.checkPolicy(Crm.shippedPolicy()).orElseThrow();
        assertThat(policy.get(PipelinePolicy.SECTION)).isEqualTo(PipelinePolicy.SECTION.defaults());
        assertThat(policy.get(CustomerPolicy.SECTION)).isEqualTo(CustomerPolicy.SECTION.defaults());
    }

    @Test
    @DisplayName(
            "POL-01 the shipped policy says the same each time: what a role may stands in the order of its letters")
    void inOrder() {
        JsonNode roles = Json.mapper().readTree(Crm.shippedPolicy()).at("/access/roles");
        assertThat(roles.size()).isGreaterThan(10);
        roles.forEach(role -> assertThat(role.get("permissions").valueStream().map(JsonNode::asString))
                .isNotEmpty()
                .isSorted());
    }

    @Test
    @DisplayName("POL-01 a document says only what differs")
    void overDefaults() {
        Policy policy = Crm.checkPolicy("customer:\n  maxOwned: 50\n").orElseThrow();
        assertThat(policy.get(CustomerPolicy.SECTION).maxOwned()).isEqualTo(50);
        assertThat(policy.get(CustomerPolicy.SECTION).industries())
                .isEqualTo(CustomerPolicy.SECTION.defaults().industries());
        assertThat(Crm.checkPolicy("").isDone()).isTrue();
    }

    @Test
    @DisplayName("POL-01 unknown keys and wrong values are all told at once, with path, value and what is allowed")
    void strict() {
        List<Refusal> refusals = problems("""
                custmer: {}
                customer:
                  maxOwnd: 5
                pipeline:
                  wonNeeds: [SIGNATURE]
                  stages: 7
                """);
        assertThat(refusals.stream().map(r -> r.field().orElse("")))
                .containsExactly("custmer", "customer.maxOwnd", "pipeline.wonNeeds[0]", "pipeline.stages");
        assertThat(refusals.get(0).suggestion()).contains("customer");
        assertThat(refusals.get(1).message(Locale.ENGLISH))
                .isEqualTo(
                        "customer.maxOwnd is not known; allowed here: maxOwned, industries, types, purchasingPowers. "
                                + "Did you mean \"maxOwned\"?");
        assertThat(refusals.get(2).message(Locale.ENGLISH)).contains("SIGNING_DATE, CONTRACT_NUMBER, AMOUNT");
    }

    @Test
    @DisplayName("POL-01 values out of range are told with the range")
    void range() {
        Refusal refusal = problems("customer: {maxOwned: 0}").get(0);
        assertThat(refusal.message(Locale.ENGLISH)).contains("customer.maxOwned", "0", "at least 1");
        assertThat(refusal.message(Locale.CHINA)).contains("不得小于 1");
        assertThat(problems("customer: {maxOwned: 1.5}").get(0).code()).isEqualTo("document.wrong-value");
        assertThat(problems("customer: {maxOwned: 99999999999}").get(0).code()).isEqualTo("document.wrong-value");
    }

    @Test
    @DisplayName("POL-01 what is neither YAML nor JSON is told with its line; a repeated key is refused")
    void syntax() {
        assertThat(problems("customer:\n  maxOwned: [1\n").get(0).code()).isEqualTo("document.syntax");
        assertThat(problems("customer: {maxOwned: 1, maxOwned: 2}").get(0).code())
                .isEqualTo("document.syntax");
        assertThat(problems("just words").get(0).code()).isEqualTo("document.wrong-value");
    }

    @Test
    @DisplayName("POL-01 a published policy is in force at once on every node, and its versions stay")
    void published() {
        try (TestCrm test = new TestCrm()) {
            Outcome<PolicyVersion> one =
                    test.as("admin").policies().publish("customer: {maxOwned: 7}", "fewer customers, more care");
            assertThat(one.orElseThrow().number()).isEqualTo(1);
            assertThat(test.as("admin")
                            .policies()
                            .publish("customer: {maxOwned: -1}", "no")
                            .isDone())
                    .isFalse();
            assertThat(test.as("admin")
                            .policies()
                            .publish("customer: {maxOwned: 8}", "one more")
                            .orElseThrow()
                            .number())
                    .isEqualTo(2);
            assertThat(test.as("admin")
                            .policies()
                            .inForce()
                            .orElseThrow()
                            .orElseThrow()
                            .reason())
                    .isEqualTo("one more");
            assertThat(TestCrm.code(test.as("lan").policies().publish("customer: {maxOwned: 9}", "me too")))
                    .contains("access.permission-missing");
        }
    }
}
