package io.crmkit.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.approval.Approval;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GrantsTest {

    private static final Instant END = TestCrm.NOON.plus(Duration.ofDays(10));

    private TestCrm test;
    private CrmSession admin;
    private String north;
    private Customer jade;

    @BeforeEach
    void open() {
        test = new TestCrm();
        admin = test.as("admin");
        north = admin.departments()
                .create("North", Optional.empty())
                .orElseThrow()
                .id();
        Department made = admin.departments().list().orElseThrow().get(0);
        User qiu = test.user("qiu");
        admin.users()
                .changeDepartment(qiu.id(), qiu.version(), Optional.of(north))
                .orElseThrow();
        admin.departments()
                .changeHead(north, made.version(), Optional.of(test.id("manager.mo")))
                .orElseThrow();
        jade = test.as("qiu").customers().create(NewCustomer.named("Jade")).orElseThrow();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static PermissionRequest ask(Right right, Optional<Instant> until) {
        return new PermissionRequest(right, until, "covers for Qiu", "order 7");
    }

    private String pending(Outcome<Grant> outcome) {
        return ((Outcome.Pending<Grant>) outcome).approval();
    }

    private Approval approve(String login, String id) {
        Approval now = admin.approvals().of(id).orElseThrow();
        return test.as(login)
                .approvals()
                .approve(id, now.version(), Optional.empty())
                .orElseThrow();
    }

    private Grant granted(Right right, Optional<Instant> until) {
        String id = pending(test.as("lan").grants().request(ask(right, until)));
        approve("manager.ma", id);
        if (right.department().isPresent()) {
            approve("manager.mo", id);
        }
        approve("admin", id);
        return test.as("lan").grants().mine().orElseThrow().get(0);
    }

    @Test
    @DisplayName(
            "ACC-08 another department's data: superior and its head decide, the administrator executes; it ends by itself and "
                    + "touches no record")
    void data() {
        CrmSession lan = test.as("lan");
        assertThat(TestCrm.code(lan.customers().get(jade.id()))).contains("shared.not-found");
        String id = pending(lan.grants().request(ask(Right.data(north, "customer:view"), Optional.of(END))));
        approve("manager.ma", id);
        assertThat(admin.approvals().of(id).orElseThrow().turn()).containsExactly(test.id("manager.mo"));
        approve("manager.mo", id);
        assertThat(lan.customers().get(jade.id()).isDone()).isFalse();
        approve("admin", id);
        assertThat(lan.customers().get(jade.id()).orElseThrow()).isEqualTo(jade);
        assertThat(lan.customers().list(10, Optional.empty()).orElseThrow().items())
                .containsExactly(jade);
        assertThat(TestCrm.code(lan.customers().edit(jade.id(), 1, Customer.Profile.named("x"))))
                .contains("access.out-of-reach");
        Decision decision =
                admin.access().explain("lan", "view", "customer/" + jade.id()).orElseThrow();
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.grounds()).extracting(Decision.Ground::kind).contains(Decision.Kind.GRANT);
        assertThat(admin.access().whoCan("view", "customer/" + jade.id()).orElseThrow())
                .extracting(Decision::login)
                .contains("lan");
        test.time.set(END);
        assertThat(TestCrm.code(lan.customers().get(jade.id()))).contains("shared.not-found");
        assertThat(test.as("qiu").customers().get(jade.id()).orElseThrow()).isEqualTo(jade);
        assertThat(admin.access()
                        .explain("lan", "view", "customer/" + jade.id())
                        .orElseThrow()
                        .allowed())
                .isFalse();
    }

    @Test
    @DisplayName("ACC-08 a role for a while, revoked at once, on the other node at its next call")
    void role() {
        InMemoryStore store = new InMemoryStore(test.space);
        try (Crm node = TestCrm.open(store, test.time::get, 3)) {
            CrmSession lan = node.signIn("lan");
            assertThat(TestCrm.code(lan.customers().get(jade.id()))).contains("shared.not-found");
            Grant grant = granted(Right.role("sales-vice-president"), Optional.of(END));
            assertThat(lan.customers().get(jade.id()).isDone()).isTrue();
            assertThat(TestCrm.code(lan.grants().revoke(grant.id(), grant.version(), "mine")))
                    .contains("access.permission-missing");
            admin.grants().revoke(grant.id(), grant.version(), "duties changed").orElseThrow();
            assertThat(TestCrm.code(lan.customers().get(jade.id()))).contains("shared.not-found");
            assertThat(TestCrm.code(admin.grants().adjust(grant.id(), grant.version() + 1, Optional.empty(), "x")))
                    .contains("access.grant.over");
        }
    }

    @Test
    @DisplayName("ACC-08 a grant is adjusted at once; permissions reach as far as the grant says")
    void adjusted() {
        Grant grant = granted(Right.permissions(Reach.ALL, "customer:view"), Optional.empty());
        CrmSession lan = test.as("lan");
        assertThat(lan.customers().get(jade.id()).isDone()).isTrue();
        admin.grants()
                .adjust(grant.id(), grant.version(), Optional.of(TestCrm.NOON.plusSeconds(60)), "an hour is enough")
                .orElseThrow();
        test.time.set(TestCrm.NOON.plusSeconds(60));
        assertThat(TestCrm.code(lan.customers().get(jade.id()))).contains("shared.not-found");
    }

    @Test
    @DisplayName("ACC-07, ACC-08 a grant opens records, never fields")
    void walls() {
        admin.policies()
                .publish(
                        "access: { roles: { sales-rep: { walls: { customer.remark: HIDDEN } } } }",
                        "remarks are the managers'")
                .orElseThrow();
        granted(Right.permissions(Reach.ALL, "customer:view", "customer:edit"), Optional.empty());
        assertThat(test.as("lan").access().walls()).containsKey("customer.remark");
    }

    @Test
    @DisplayName("ACC-08 nobody grants to himself, and an administrator who cannot give the role does not execute")
    void nobodyToHimself() {
        Outcome<Grant> own = admin.grants().request(ask(Right.role("finance"), Optional.empty()));
        assertThat(TestCrm.code(own)).contains("approval.nobody");
        admin.policies()
                .publish("approval: { kinds: { permission-request: { steps: [] } } }", "no steps")
                .orElseThrow();
        assertThat(TestCrm.code(test.as("lan").grants().request(ask(Right.role("finance"), Optional.empty()))))
                .contains("access.not-oneself");
        admin.policies()
                .publish(
                        "approval: { kinds: { permission-request: { steps: [ { name: { zh: 步, en: s }, approvers: [ { by: "
                                + "SUPERIOR } ], mode: ALL, whenEmpty: ADMINISTRATOR } ] } } }",
                        "the superior executes")
                .orElseThrow();
        String id = pending(test.as("lan").grants().request(ask(Right.role("finance"), Optional.empty())));
        assertThat(TestCrm.code(test.as("manager.ma").approvals().approve(id, 1, Optional.empty())))
                .contains("access.out-of-reach");
    }

    @Test
    @DisplayName(
            "ACC-08 justification and evidence are mandatory; what is not there is refused with a suggestion, in zh and en")
    void mandatory() {
        CrmSession lan = test.as("lan");
        assertThat(lan.grants()
                        .request(new PermissionRequest(Right.role("finance"), Optional.empty(), " ", ""))
                        .refusals())
                .extracting(r -> r.field().orElse(""))
                .contains("justification", "evidence");
        for (Right right : List.of(
                Right.role("finanse"),
                Right.permissions(Reach.OWN, "customer:vieww"),
                Right.permissions(Reach.ALL, "customer:*"),
                Right.data("nowhere", "customer:view"))) {
            List<Refusal> wrong =
                    lan.grants().request(ask(right, Optional.empty())).refusals();
            assertThat(wrong).as(right.toString()).hasSize(1);
            assertThat(wrong.get(0).message(Locale.CHINESE))
                    .isNotEqualTo(wrong.get(0).message(Locale.ENGLISH));
        }
        assertThat(TestCrm.code(lan.grants().request(ask(Right.role("finance"), Optional.of(TestCrm.NOON)))))
                .contains("access.grant.until");
        assertThat(TestCrm.code(lan.grants().request(ask(Right.role("sales-rep"), Optional.empty()))))
                .contains("access.grant.held");
    }

    @Test
    @DisplayName("ACC-08 two workdays: each of the three steps has sixteen hours of them")
    void twoWorkdays() {
        Instant friday = Instant.parse("2026-03-06T04:00:00Z");
        test.time.set(friday);
        String id = pending(test.as("lan").grants().request(ask(Right.role("finance"), Optional.empty())));
        Instant due = admin.approvals().of(id).orElseThrow().due().orElseThrow();
        assertThat(due).isEqualTo(Instant.parse("2026-03-08T20:00:00Z")); // Monday at four in Shanghai
        test.time.set(due);
        assertThat(admin.approvals().escalate(10).orElseThrow().escalated()).isEqualTo(1);
        assertThat(admin.approvals().of(id).orElseThrow().turn()).contains(test.id("director"));
    }

    @Test
    @DisplayName("ACC-19 crossing duties are listed with the roles and grants that make them")
    void crossings() {
        CrmSession office = admin;
        assertThat(office.access().crossings().orElseThrow())
                .extracting(Crossing.Found::crossing, Crossing.Found::login)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("submit-and-approve", "manager.ma"),
                        org.assertj.core.groups.Tuple.tuple("rights-and-erasure", "admin"))
                .doesNotContain(org.assertj.core.groups.Tuple.tuple("deal-and-payment", "lan"));
        granted(Right.role("finance"), Optional.of(END));
        assertThat(office.access().crossings().orElseThrow())
                .filteredOn(found -> found.login().equals("lan"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.crossing()).isEqualTo("deal-and-payment");
                    assertThat(found.other().get(0).en()).contains("finance");
                });
        test.time.set(END);
        assertThat(office.access().crossings().orElseThrow())
                .extracting(Crossing.Found::login)
                .doesNotContain("lan");
        assertThat(TestCrm.code(test.as("lan").access().crossings())).contains("access.permission-missing");
        assertThat(Set.copyOf(office.users().list().orElseThrow())).isNotEmpty();
    }
}
