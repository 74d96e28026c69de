package io.crmkit.audit;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.internal.json.Json;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ErasureTest {

    private static final String CANARY = "wechat zhang-wei-1988";

    private static Customer.Profile remark(String text) {
        Customer.Profile plain = Customer.Profile.named("A");
        return Json.read(
                Json.write(((tools.jackson.databind.node.ObjectNode) Json.tree(plain)).put("remark", text)),
                Customer.Profile.class);
    }

    private static List<AuditEntry> entries(TestCrm test, String subject) {
        return test.as("director")
                .audit()
                .list(Optional.empty(), Optional.of(subject), 50, Optional.empty())
                .orElseThrow()
                .items();
    }

    private static Customer remarked(TestCrm test) {
        CrmSession lan = test.as("lan");
        Customer made = lan.customers().create(NewCustomer.named("A")).orElseThrow();
        Customer told = lan.customers().edit(made.id(), 1, remark(CANARY)).orElseThrow();
        return lan.customers().edit(made.id(), told.version(), remark("none")).orElseThrow();
    }

    private static List<StoredRecord> holding(TestCrm test, String text) {
        return test.crm.snapshot().filter(r -> r.payload().contains(text)).toList();
    }

    @Test
    @DisplayName(
            "ACC-10 erasing what the trail holds of a person leaves the chain valid, an entry, and no trace of the contents")
    void erased() {
        try (TestCrm test = new TestCrm()) {
            Customer customer = remarked(test);
            String subject = "customer/" + customer.id();
            assertThat(entries(test, subject).toString()).contains(CANARY);
            assertThat(holding(test, CANARY))
                    .extracting(r -> r.key().type())
                    .containsOnly("audit_content")
                    .hasSize(2);
            AuditTrail.Verification before =
                    test.as("director").audit().verify().orElseThrow();
            assertThat(before.intact()).as("%s", before).isTrue();
            assertThat(code(test.as("lan").audit().erase(subject, "asked to"))).contains("access.permission-missing");
            assertThat(test.as("admin").audit().erase(subject, "asked to").orElseThrow())
                    .isEqualTo(2);
            assertThat(holding(test, CANARY)).isEmpty();
            assertThat(entries(test, subject).toString()).contains("erased").doesNotContain(CANARY);
            assertThat(entries(test, subject)).anySatisfy(e -> {
                assertThat(e.operation()).isEqualTo("audit.erase");
                assertThat(e.reason()).contains("asked to");
                assertThat(e.login()).isEqualTo("admin");
            });
            AuditTrail.Verification after = test.as("director").audit().verify().orElseThrow();
            assertThat(after.intact()).as("%s", after).isTrue();
            assertThat(test.as("admin").audit().erase(subject, "again").orElseThrow())
                    .isZero();
        }
    }

    @Test
    @DisplayName("ACC-10 contents that are changed, taken away, or erased without an erasure on record are found")
    void tampered() {
        try (TestCrm test = new TestCrm()) {
            remarked(test);
            List<StoredRecord> all = test.crm.snapshot().toList();
            StoredRecord victim = all.stream()
                    .filter(r -> r.key().type().equals("audit_content"))
                    .findFirst()
                    .orElseThrow();
            Map<String, String> ways = Map.of(
                    "changed", victim.payload().replace(CANARY, "nobody"),
                    "gone", "",
                    "erased", victim.payload().replaceFirst("\\{", "{\"erasure\":\"e1\","),
                    "emptied",
                            Json.write(
                                    Map.of("id", victim.id(), "subject", "customer/1", "erasure", "e1", "version", 1)));
            ways.forEach((how, payload) -> {
                InMemoryStore copy = new InMemoryStore();
                copy.prepare(io.crmkit.Crm.recordTypes());
                copy.commit(new ChangeSet(
                        "default",
                        "copy",
                        all.stream()
                                .filter(r -> !payload.isEmpty() || !r.equals(victim))
                                .map(r -> r.equals(victim) ? with(r, payload) : r)
                                .<Change>map(Change.Load::new)
                                .toList()));
                try (TestCrm tampered = new TestCrm(copy)) {
                    AuditTrail.Verification found =
                            tampered.as("director").audit().verify().orElseThrow();
                    assertThat(found.problem()).as(how).contains(AuditProblem.CONTENTS);
                    assertThat(found.firstBroken()).contains(victim.id());
                }
            });
        }
    }

    private static StoredRecord with(StoredRecord r, String payload) {
        return new StoredRecord(
                r.tenant(),
                r.key(),
                r.version(),
                r.state(),
                new RecordBody(
                        r.body().schemaVersion(),
                        payload,
                        r.body().visibility(),
                        r.body().values()));
    }
}
