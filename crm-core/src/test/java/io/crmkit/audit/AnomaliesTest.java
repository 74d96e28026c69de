package io.crmkit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.customer.ContactState;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnomaliesTest {

    private static List<Anomaly> found(TestCrm test) {
        return test.as("director")
                .audit()
                .anomalies(TestCrm.NOON.minus(Duration.ofDays(1)), TestCrm.NOON.plus(Duration.ofDays(3)))
                .orElseThrow();
    }

    private static Leads.NewLead lead(Optional<String> phone) {
        return new Leads.NewLead(
                new Lead.Facts(
                        Optional.of("Company"),
                        Optional.empty(),
                        phone,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                ContactState.NOT_CONTACTED,
                Optional.empty());
    }

    @Test
    @DisplayName(
            "ACC-10 more than 200 views of sensitive fields within an hour are reported, 200 are not, nor views of others")
    void views() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            String customer = lan.customers()
                    .create(io.crmkit.customer.NewCustomer.named("Jade"))
                    .orElseThrow()
                    .id();
            String person = lan.leads()
                    .create(lead(Optional.of("13800138000")))
                    .orElseThrow()
                    .id();
            for (int i = 0; i < 200; i++) {
                lan.leads().get(person).orElseThrow();
                lan.customers().get(customer).orElseThrow();
                test.time.updateAndGet(t -> t.plusSeconds(17));
            }
            assertThat(found(test)).isEmpty();
            lan.leads().list(10, Optional.empty()).orElseThrow();
            assertThat(found(test)).singleElement().satisfies(a -> {
                assertThat(a.kind()).isEqualTo(Anomaly.Kind.VIEWS);
                assertThat(a.login()).isEqualTo("lan");
                assertThat(a.count()).isEqualTo(201);
                assertThat(a.limit()).isEqualTo(200);
                assertThat(a.from()).isEqualTo(TestCrm.NOON);
            });
            AuditEntry view = test.as("director")
                    .audit()
                    .list(Optional.of(test.id("lan")), Optional.of("lead/" + person), 1, Optional.empty())
                    .orElseThrow()
                    .items()
                    .get(0);
            assertThat(view.operation()).isEqualTo("lead.view");
            assertThat(view.changes()).as("who saw it, not what").isEmpty();
        }
    }

    @Test
    @DisplayName("ACC-10 more than 1,000 exported rows on a day, ten refusals an hour and access by night are reported")
    void others() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            lan.audit().exported("customer", 600).orElseThrow();
            test.time.updateAndGet(t -> t.plus(Duration.ofHours(2)));
            lan.audit().exported("customer", 400).orElseThrow();
            assertThat(found(test)).isEmpty();
            lan.audit().exported("customer", 1).orElseThrow();
            for (int i = 0; i < 9; i++) {
                lan.users().create(NewUser.of("P", "sales-rep"));
            }
            assertThat(found(test))
                    .extracting(Anomaly::kind, Anomaly::count)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(Anomaly.Kind.EXPORTS, 1_001L));
            lan.users().create(NewUser.of("P", "sales-rep"));
            assertThat(found(test))
                    .extracting(Anomaly::kind)
                    .containsExactly(Anomaly.Kind.EXPORTS, Anomaly.Kind.REFUSALS);
            test.time.set(Instant.parse("2026-03-02T14:00:00Z")); // 22:00 there
            test.as("qiu");
            assertThat(found(test).stream()
                            .filter(a -> a.kind() == Anomaly.Kind.HOURS)
                            .map(Anomaly::login))
                    .as("who was there without doing anything, and who asked")
                    .containsExactlyInAnyOrder("qiu", "director");
        }
    }

    @Test
    @DisplayName("ACC-10 an hour slides: what a naive count over every hour finds, and nothing else, is reported")
    void slides() {
        AuditPolicy policy = AuditPolicy.SECTION.defaults();
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Instant[] times = random.longs(random.nextInt(1, 60), 0, 5 * 3_600)
                    .sorted()
                    .mapToObj(s -> TestCrm.NOON.plusSeconds(s))
                    .toArray(Instant[]::new);
            AnomalyWatch watch = new AnomalyWatch(policy, TestCrm.ZONE);
            for (int i = times.length - 1; i >= 0; i--) {
                watch.saw(refused(times[i]));
            }
            long most = 0;
            for (Instant from : times) {
                long within = 0;
                for (Instant at : times) {
                    if (!at.isBefore(from) && at.isBefore(from.plus(Duration.ofHours(1)))) {
                        within++;
                    }
                }
                most = Math.max(most, within);
            }
            List<Anomaly> found = watch.found();
            assertThat(found.stream().mapToLong(Anomaly::count).max().orElse(0))
                    .as("seed %d", seed)
                    .isEqualTo(most >= policy.refusalsPerHour() ? most : 0);
        }
    }

    private static AuditEntry refused(Instant at) {
        return new AuditEntry(
                "l-1",
                1,
                "l",
                1,
                "",
                at,
                "u1",
                "lan",
                "test",
                "user.create",
                "user",
                Optional.empty(),
                false,
                Optional.of("ACC-09"),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }
}
