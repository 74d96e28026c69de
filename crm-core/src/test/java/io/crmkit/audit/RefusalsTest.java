package io.crmkit.audit;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportRow;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static List<AuditEntry> refusals(TestCrm test, String login) {
        return test
                .as("director")
                .audit()
                .list(Optional.of(test.id(login)), Optional.empty(), 100, Optional.empty())
                .orElseThrow()
                .items()
                .stream()
                .filter(e -> !e.done())
                .toList();
    }

    private static long stored(TestCrm test) {
        return test.crm
                .snapshot()
                .filter(r -> r.key().type().equals("audit_entry"))
                .count();
    }

    private static void tries(CrmSession session) {
        assertThat(code(session.users().create(NewUser.of("P", "sales-rep")))).contains("access.permission-missing");
    }

    @Test
    @DisplayName(
            "ACC-09 what is forbidden to an import is on record when it is only tried, too, the same many times as a count")
    void tried() {
        try (TestCrm test = new TestCrm()) {
            CrmSession admin = test.as("admin");
            admin.policies()
                    .publish("access: { roles: { administrator: { walls: { customer.region: READ_ONLY } } } }", "test")
                    .orElseThrow();
            ImportEntity customers = test.as("admin").importable().stream()
                    .filter(entity -> entity.name().equals("customer"))
                    .findFirst()
                    .orElseThrow();
            List<ImportRow> rows = List.of(
                    new ImportRow("t", "1", "", Map.of("name", "宁波海天精工有限公司")),
                    new ImportRow("t", "2", "", Map.of("name", "上海联创软件有限公司", "region", "华东")),
                    new ImportRow("t", "3", "", Map.of("name", "深圳大疆创新科技有限公司", "region", "华南")));
            assertThat(customers.preview(rows).orElseThrow())
                    .extracting(Outcome::isDone)
                    .containsExactly(true, false, false);
            assertThat(refusals(test, "admin"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.times()).contains(2L));
            assertThat(admin.customers()
                            .list(10, Optional.empty())
                            .orElseThrow()
                            .items())
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("ACC-09 the same refused again is one entry with a count, and the count begins anew after the window")
    void repeated() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            long before = stored(test);
            for (int i = 0; i < 7; i++) {
                tries(lan);
                test.time.updateAndGet(t -> t.plusSeconds(10));
            }
            assertThat(stored(test)).as("one entry, and a count").isEqualTo(before + 1);
            tries(test.as("lin"));
            assertThat(stored(test)).as("somebody else").isEqualTo(before + 2);
            assertThat(refusals(test, "lan"))
                    .extracting(AuditEntry::times)
                    .containsExactly(Optional.of(6L), Optional.empty());
            AuditEntry told = refusals(test, "lan").get(0);
            assertThat(told.operation()).isEqualTo("user.create");
            assertThat(told.rule()).contains("ACC-09");
            assertThat(told.at()).isEqualTo(TestCrm.NOON.plusSeconds(60));
            assertThat(told.changes()).containsEntry("since", TestCrm.NOON.toString());
            test.time.updateAndGet(t -> t.plus(Duration.ofMinutes(11)));
            tries(lan);
            tries(lan);
            tries(lan);
            test.time.updateAndGet(t -> t.plus(Duration.ofMinutes(11)));
            tries(lan);
            assertThat(refusals(test, "lan").stream()
                            .mapToLong(e -> e.times().orElse(1L))
                            .sum())
                    .isEqualTo(11);
            assertThat(refusals(test, "lan")).hasSize(5);
            assertThat(test.as("director").audit().verify().orElseThrow().intact())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("ACC-09 a crash right after a refusal loses none of the count")
    void crash() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (TestCrm test = new TestCrm(new InMemoryStore(space))) {
            for (int i = 0; i < 5; i++) { // each node ends without being closed
                tries(TestCrm.open(new InMemoryStore(space), () -> TestCrm.NOON, 100 + i)
                        .signIn("lan"));
            }
            assertThat(refusals(test, "lan").stream()
                            .mapToLong(e -> e.times().orElse(1L))
                            .sum())
                    .isEqualTo(5);
        }
    }

    @Test
    @DisplayName("ACC-09 refusals of many threads at once are all told")
    void together() throws InterruptedException {
        try (TestCrm test = new TestCrm()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Thread thread = new Thread(() -> {
                    for (int n = 0; n < 25; n++) {
                        tries(test.as("lan"));
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(refusals(test, "lan").stream()
                            .mapToLong(e -> e.times().orElse(1L))
                            .sum())
                    .isEqualTo(200);
        }
    }
}
