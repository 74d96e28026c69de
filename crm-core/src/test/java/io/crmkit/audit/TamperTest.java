package io.crmkit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.TestCrm;
import io.crmkit.customer.NewCustomer;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.StoredRecord;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TamperTest {

    @ParameterizedTest
    @DisplayName("ACC-10 a changed, a missing and a foreign entry are found, and the first broken one is named")
    @ValueSource(strings = {"change", "drop", "drop-last"})
    void tampered(String how) {
        try (TestCrm test = new TestCrm()) {
            for (int i = 0; i < 5; i++) {
                test.as("lan").customers().create(NewCustomer.named("C" + i)).orElseThrow();
            }
            List<StoredRecord> all = test.crm.store().snapshot("default").toList();
            List<StoredRecord> entries = all.stream()
                    .filter(r -> r.key().type().equals("audit_entry"))
                    .toList();
            StoredRecord victim = entries.get(how.equals("drop-last") ? entries.size() - 1 : 3);
            UnaryOperator<StoredRecord> change = r -> new StoredRecord(
                    r.tenant(),
                    r.key(),
                    r.version(),
                    r.state(),
                    new RecordBody(
                            r.body().schemaVersion(),
                            r.payload().replaceFirst("\"done\":true", "\"done\":false"),
                            r.body().visibility(),
                            r.body().values()));
            InMemoryStore copy = new InMemoryStore();
            copy.prepare(io.crmkit.Crm.recordTypes());
            copy.commit(new ChangeSet(
                    "default",
                    "copy",
                    all.stream()
                            .filter(r -> how.equals("change") || !r.equals(victim))
                            .map(r -> r.equals(victim) ? change.apply(r) : r)
                            .<Change>map(Change.Load::new)
                            .toList()));
            try (TestCrm tampered = new TestCrm(copy)) {
                AuditTrail.Verification found =
                        tampered.as("director").audit().verify().orElseThrow();
                assertThat(found.intact()).isFalse();
                assertThat(found.firstBroken()).contains(victim.id());
            }
        }
    }
}
