package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.Transfer;
import io.crmkit.customer.FollowUp.Method;
import io.crmkit.customer.FollowUp.Said;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportEntity.Loaded;
import io.crmkit.exchange.ImportRow;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads.NewLead;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LocksTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");
    private final CrmSession director = test.as("director");
    private final CrmSession lan = test.as("lan");

    @AfterEach
    void close() {
        test.close();
    }

    private ImportEntity customers() {
        return admin.importable().stream()
                .filter(entity -> entity.name().equals("customer"))
                .findFirst()
                .orElseThrow();
    }

    private static ImportRow row(String id, String name, String shortName) {
        return new ImportRow("test", id, shortName, Map.of("name", name, "shortName", shortName, "owner", "Lan"));
    }

    private Customer imported(String id, String name) {
        String made = customers()
                .load(List.of(row(id, name, "first")))
                .get(0)
                .orElseThrow()
                .id();
        return lan.customers().get(made).orElseThrow();
    }

    /** A customer whose other name is being decided. */
    private String locked(Customer customer) {
        admin.policies()
                .publish("protected: {fields: {name: APPROVAL}}", "test")
                .orElseThrow();
        Outcome<Customer> waits = lan.customers()
                .fill(customer.id(), customer.version(), Map.of("name", customer.name() + " Ltd"), "renamed");
        return ((Outcome.Pending<Customer>) waits).approval();
    }

    @Test
    @DisplayName(
            "APR-01 what is under approval is locked on every road: edit, fill, attest, assign, transfer, merge, pool, grade, stage")
    void everyRoad() {
        Customer jade = imported("1", "Jade");
        Customer coral = imported("2", "Coral");
        director.grades()
                .adjust(jade.id(), new ManualGrade("B", "known", Optional.empty()))
                .orElseThrow();
        director.grades()
                .setStage(jade.id(), Lifecycle.Stage.LOST, "moved away", Optional.empty())
                .orElseThrow();
        locked(jade);
        Customer held = lan.customers().get(jade.id()).orElseThrow();
        CustomerStanding standing = director.grades().of(jade.id()).orElseThrow();
        String lin = test.id("lin");
        Map<String, Supplier<Outcome<?>>> roads = new LinkedHashMap<>();
        roads.put(
                "edit",
                () -> lan.customers()
                        .edit(jade.id(), held.version(), held.profile().inIndustry("retail")));
        roads.put("fill", () -> lan.customers().fill(jade.id(), held.version(), Map.of("shortName", "J")));
        roads.put("attest", () -> lan.customers().attest(jade.id(), held.version()));
        roads.put("assign", () -> director.customers().assign(jade.id(), held.version(), Optional.of(lin), "closer"));
        roads.put(
                "transfer",
                () -> director.customers().transfer(jade.id(), held.version(), lin, "closer", Transfer.Parts.FOLLOW));
        roads.put("merge away", () -> director.merges().merge(Merges.Pair.of(coral, held, "one")));
        roads.put("merge into", () -> director.merges().merge(Merges.Pair.of(held, coral, "one")));
        roads.put("release", () -> director.pool().release(jade.id(), held.version(), "no time"));
        roads.put("exempt", () -> director.pool().exempt(jade.id(), held.version(), "key account"));
        roads.put("grade", () -> director.grades().adjust(jade.id(), new ManualGrade("A", "great", Optional.empty())));
        roads.put("grade withdrawn", () -> director.grades().withdraw(jade.id(), "no more"));
        roads.put(
                "stage",
                () -> director.grades().setStage(jade.id(), Lifecycle.Stage.AT_RISK, "silent", Optional.empty()));
        roads.put("stage withdrawn", () -> director.grades().withdrawStage(jade.id(), "came back"));

        roads.forEach((road, taken) -> {
            Outcome<?> outcome = taken.get();
            assertThat(code(outcome)).as(road).contains("approval.locked");
            assertThat(outcome.refusals().get(0).rule()).as(road).isEqualTo("APR-01");
        });

        assertThat(lan.customers().get(jade.id()).orElseThrow()).isEqualTo(held);
        assertThat(director.grades().of(jade.id()).orElseThrow()).isEqualTo(standing);
        assertThat(lan.customers().get(coral.id()).orElseThrow()).isEqualTo(coral);
    }

    @Test
    @DisplayName(
            "APR-01 what is under approval is left alone by import and refused to bulk transfer, which goes on with all others")
    void importAndBulk() {
        Customer jade = imported("1", "Jade");
        Customer coral = imported("2", "Coral");
        locked(jade);
        Customer held = lan.customers().get(jade.id()).orElseThrow();

        List<Outcome<Loaded>> loaded =
                customers().load(List.of(row("1", "Jade", "second"), row("2", "Coral", "second")));
        List<Outcome<Customer>> moved = director.customers()
                .transfer(List.of(jade.id(), coral.id()), test.id("lin"), "closer", Transfer.Parts.FOLLOW);

        assertThat(loaded) // an import never changes what is there
                .extracting(each -> each.orElseThrow().effect())
                .containsOnly(ImportEntity.Effect.DIFFERENT);
        assertThat(code(moved.get(0))).contains("approval.locked");
        assertThat(moved.get(1).isDone()).isTrue();
        assertThat(lan.customers().get(jade.id()).orElseThrow()).isEqualTo(held);
        Customer after = director.customers().get(coral.id()).orElseThrow();
        assertThat(after.owner()).contains(test.id("lin"));
    }

    @Test
    @DisplayName(
            "CUS-08 APR-01 a customer under approval takes follow-ups, also about its deals, and the approval goes on")
    void followUp() {
        Customer jade = imported("1", "Jade");
        String deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                .orElseThrow()
                .id();
        String approval = locked(jade);
        test.time.set(TestCrm.NOON.plusSeconds(3_600));
        Instant first = TestCrm.NOON.plusSeconds(60);
        Instant second = test.time.get();

        assertThat(lan.followUps()
                        .record("customer/" + jade.id(), Said.of(first, Method.CALL, "asked"))
                        .refusals())
                .isEmpty();
        assertThat(lan.followUps()
                        .record("opportunity/" + deal, Said.of(second, Method.CALL, "asked again"))
                        .refusals())
                .isEmpty();

        Customer held = lan.customers().get(jade.id()).orElseThrow();
        assertThat(held.custody().followUps()).containsExactly(first, second);
        assertThat(held.name()).isEqualTo("Jade");
        CrmSession ma = test.as("manager.ma");
        ma.approvals()
                .approve(approval, ma.approvals().of(approval).orElseThrow().version(), Optional.empty())
                .orElseThrow();
        Customer after = lan.customers().get(jade.id()).orElseThrow();
        assertThat(after.name()).isEqualTo("Jade Ltd");
        assertThat(after.custody().followUps()).containsExactly(first, second);
    }

    @Test
    @DisplayName(
            "CUS-08 CUS-12 a follow-up of a lead keeps it from being recycled; one of before the last changes nothing")
    void lead() {
        String followed = newLead("Jade");
        String idle = newLead("Coral");
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(80)));
        Instant at = test.time.get();
        lan.followUps()
                .record("lead/" + followed, Said.of(at, Method.CALL, "still interested"))
                .orElseThrow();
        lan.followUps()
                .record("lead/" + followed, Said.of(at.minus(Duration.ofDays(9)), Method.CALL, "before"))
                .orElseThrow();
        assertThat(lan.leads().get(followed).orElseThrow().lastFollowUpAt()).contains(at);

        test.time.set(TestCrm.NOON.plus(Duration.ofDays(100)));
        director.leadPool().recycle().orElseThrow();

        assertThat(lan.leads().get(followed).orElseThrow().owner()).contains(test.id("lan"));
        assertThat(director.leads().get(idle).orElseThrow().owner()).isEmpty();
    }

    private String newLead(String company) {
        return lan.leads()
                .create(new NewLead(
                        new Lead.Facts(
                                Optional.of(company),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        ContactState.IN_CONTACT,
                        Optional.empty()))
                .orElseThrow()
                .id();
    }
}
