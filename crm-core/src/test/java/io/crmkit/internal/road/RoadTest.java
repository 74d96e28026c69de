package io.crmkit.internal.road;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.FaultyStore;
import io.crmkit.TestCrm;
import io.crmkit.audit.AuditEntry;
import io.crmkit.audit.AuditTrail;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoadTest {

    @Test
    @DisplayName("DAT-03 a repeated request has one effect and one answer; the same key for another is refused")
    void requestKey() {
        try (TestCrm test = new TestCrm()) {
            CrmSession request = test.as("lan").withRequestKey("r-1");
            Customer first = request.customers().create(NewCustomer.named("A")).orElseThrow();
            assertThat(request.customers().create(NewCustomer.named("A")).orElseThrow())
                    .isEqualTo(first);
            assertThat(code(request.customers().create(NewCustomer.named("B")))).contains("shared.request-key-reused");
            assertThat(test.as("lin")
                            .withRequestKey("r-1")
                            .customers()
                            .create(NewCustomer.named("A"))
                            .orElseThrow()
                            .id())
                    .as("another user's key is another key")
                    .isNotEqualTo(first.id());
            assertThat(test.as("lan")
                            .customers()
                            .list(10, Optional.empty())
                            .orElseThrow()
                            .items())
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("ACC-10 every write is on record with its author, and the trail verifies")
    void audit() {
        try (TestCrm test = new TestCrm()) {
            Customer a =
                    test.as("lan").customers().create(NewCustomer.named("A")).orElseThrow();
            Customer b = test.as("lan")
                    .customers()
                    .edit(a.id(), a.version(), Customer.Profile.named("B"), "for a reason")
                    .orElseThrow();
            List<AuditEntry> entries = test.as("director")
                    .audit()
                    .list(Optional.empty(), Optional.of("customer/" + a.id()), 10, Optional.empty())
                    .orElseThrow()
                    .items();
            assertThat(entries).hasSize(2);
            assertThat(entries.stream().map(AuditEntry::subjectVersion))
                    .containsExactlyInAnyOrder(Optional.of(1L), Optional.of(b.version()));
            AuditEntry edit = entries.stream()
                    .filter(e -> e.operation().equals("customer.edit"))
                    .findFirst()
                    .orElseThrow();
            assertThat(edit.changes().toString()).contains("A", "B");
            assertThat(edit.login()).isEqualTo("lan");
            AuditTrail.Verification verified =
                    test.as("director").audit().verify().orElseThrow();
            assertThat(verified.intact()).isTrue();
            assertThat(verified.entries()).isGreaterThan(8);
        }
    }

    @Test
    @DisplayName(
            "DAT-03 a failure at any storage call leaves all or nothing, with the record of it, and the next try works")
    void failAtEachCall() {
        int failures = 0;
        for (int at = 1; at < 60; at++) {
            FaultyStore store = new FaultyStore(new InMemoryStore());
            try (TestCrm test = new TestCrm(store)) {
                CrmSession lan = test.as("lan");
                store.failAt(at, StorageException.Kind.UNAVAILABLE);
                Outcome<Customer> outcome = null;
                try {
                    outcome = lan.customers().create(NewCustomer.named("A"));
                } catch (StorageException e) {
                    failures++;
                }
                boolean spent = store.heal();
                long customers = test.as("lan")
                        .customers()
                        .list(10, Optional.empty())
                        .orElseThrow()
                        .items()
                        .size();
                long entries = test.as("director")
                        .audit()
                        .list(Optional.of(test.id("lan")), Optional.empty(), 100, Optional.empty())
                        .orElseThrow()
                        .items()
                        .size();
                assertThat(customers).isEqualTo(outcome == null ? 0 : 1);
                assertThat(entries).isEqualTo(customers);
                assertThat(lan.customers().create(NewCustomer.named("B")).isDone())
                        .isTrue();
                assertThat(test.as("director").audit().verify().orElseThrow().intact())
                        .isTrue();
                if (!spent) {
                    break;
                }
            }
        }
        assertThat(failures).isGreaterThanOrEqualTo(3);
    }

    @Test
    @DisplayName("DAT-03 an unknown outcome is resolved: done once, never twice, never lost")
    void unknownOutcome() {
        for (boolean done : List.of(true, false)) {
            FaultyStore store = new FaultyStore(new InMemoryStore());
            try (TestCrm test = new TestCrm(store)) {
                CrmSession lan = test.as("lan");
                store.nextCommitUnknown(done);
                assertThat(lan.customers().create(NewCustomer.named("A")).isDone())
                        .isTrue();
                assertThat(lan.customers()
                                .list(10, Optional.empty())
                                .orElseThrow()
                                .items())
                        .hasSize(1);
                assertThat(test.as("director").audit().verify().orElseThrow().intact())
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName(
            "DAT-03 transient failures are tried again, and a store that stays busy is a refusal, not a wrong answer")
    void transientFailures() {
        FaultyStore store = new FaultyStore(new InMemoryStore());
        try (TestCrm test = new TestCrm(store)) {
            CrmSession lan = test.as("lan");
            store.failCommits(3, StorageException.Kind.TRANSIENT);
            assertThat(lan.customers().create(NewCustomer.named("A")).isDone()).isTrue();
            store.failCommits(1_000, StorageException.Kind.TRANSIENT);
            assertThat(code(lan.customers().create(NewCustomer.named("B")))).contains("shared.busy");
            store.failCommits(0, StorageException.Kind.TRANSIENT);
            store.failCommits(1, StorageException.Kind.FULL);
            assertThatThrownBy(() -> lan.customers().create(NewCustomer.named("C")))
                    .isInstanceOf(StorageException.class);
            assertThat(lan.customers().list(10, Optional.empty()).orElseThrow().items())
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("CUS-12 the cap holds when two nodes race for the last place")
    void race() throws Exception {
        try (TestCrm test = new TestCrm();
                Crm other = TestCrm.open(new InMemoryStore(test.space), test.time::get, 99)) {
            test.as("admin")
                    .policies()
                    .publish("customer: {maxOwned: 20}", "a small cap")
                    .orElseThrow();
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Callable<Boolean>> tries = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    CrmSession session = (i % 2 == 0 ? test.crm : other).signIn("lan");
                    String name = "C" + i;
                    tries.add(() -> create(session, name));
                }
                int created = 0;
                for (Future<Boolean> result : threads.invokeAll(tries)) {
                    created += result.get() ? 1 : 0;
                }
                assertThat(created).isEqualTo(20);
                assertThat(test.as("lan")
                                .customers()
                                .list(100, Optional.empty())
                                .orElseThrow()
                                .items())
                        .hasSize(20);
                assertThat(test.as("director").audit().verify().orElseThrow().intact())
                        .isTrue();
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Whoever is told to try again does so, as a user would. */
    private static boolean create(CrmSession session, String name) {
        while (true) {
            Outcome<Customer> outcome = session.customers().create(NewCustomer.named(name));
            if (outcome.isDone() || !code(outcome).equals(Optional.of("shared.busy"))) {
                return outcome.isDone();
            }
        }
    }

    @Test
    @DisplayName("the audit trail, the requests and the ledgers hold no clear text of what was only refused")
    void refusedLeavesNoContents() {
        try (TestCrm test = new TestCrm()) {
            test.as("fen").customers().create(NewCustomer.named("Canary-4711"));
            assertThat(test.crm.snapshot().map(StoredRecord::payload))
                    .noneMatch(payload -> payload.contains("Canary-4711"));
        }
    }
}
