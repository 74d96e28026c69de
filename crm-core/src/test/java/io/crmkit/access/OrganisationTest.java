package io.crmkit.access;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrganisationTest {

    private final TestCrm test = new TestCrm();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    @DisplayName("ACC-01 logins come from names, are unique, and a taken one is refused")
    void logins() {
        CrmSession admin = test.as("admin");
        assertThat(admin.users()
                        .create(NewUser.of("Melvin Marxen", "sales-rep"))
                        .orElseThrow()
                        .login())
                .isEqualTo("melvin.marxen");
        assertThat(admin.users()
                        .create(NewUser.of("Melvin  MARXEN", "sales-rep"))
                        .orElseThrow()
                        .login())
                .isEqualTo("melvin.marxen2");
        assertThat(admin.users()
                        .create(NewUser.of("张 伟", "sales-rep"))
                        .orElseThrow()
                        .login())
                .isEqualTo("张.伟");
        Outcome<User> taken = admin.users().create(NewUser.of("X", "sales-rep").withLogin("LAN"));
        assertThat(code(taken)).contains("access.login-taken");
        assertThat(taken.refusals().get(0).message(Locale.CHINA)).isEqualTo("登录名“lan”已被占用。");
    }

    @Test
    @DisplayName("ACC-04 nobody ends up below himself, at any depth")
    void cycle() {
        CrmSession admin = test.as("admin");
        User director = test.user("director");
        Outcome<User> direct =
                admin.users().changeSuperior(director.id(), director.version(), Optional.of(director.id()));
        assertThat(code(direct)).contains("access.superior-cycle");
        Outcome<User> deep =
                admin.users().changeSuperior(director.id(), director.version(), Optional.of(test.id("lan")));
        assertThat(code(deep)).contains("access.superior-cycle");
        assertThat(deep.refusals().get(0).rule()).isEqualTo("ACC-04");
        assertThat(test.user("director")).isEqualTo(director);
    }

    @Test
    @DisplayName("ACC-04 no department ends up below itself")
    void departmentCycle() {
        CrmSession admin = test.as("admin");
        Department top = admin.departments().create("Top", Optional.empty()).orElseThrow();
        Department sub =
                admin.departments().create("Sub", Optional.of(top.id())).orElseThrow();
        assertThat(code(admin.departments().move(top.id(), top.version(), Optional.of(sub.id()))))
                .contains("access.department-cycle");
        assertThat(code(admin.departments().move(top.id(), top.version(), Optional.of("nowhere"))))
                .contains("shared.not-found");
    }

    @Test
    @DisplayName("ACC-04 a changed superior takes effect at once on what both see, on every node")
    void moved() {
        CrmSession lan = test.as("lan");
        lan.customers().create(NewCustomer.named("Lan's")).orElseThrow();
        CrmSession otherNodeMo = TestCrm.open(new io.crmkit.spi.storage.InMemoryStore(test.space), test.time::get, 8)
                .signIn("manager.mo");
        assertThat(names(test.as("manager.ma"))).containsExactly("Lan's");
        assertThat(names(otherNodeMo)).isEmpty();
        User user = test.user("lan");
        test.as("admin")
                .users()
                .changeSuperior(user.id(), user.version(), Optional.of(test.id("manager.mo")))
                .orElseThrow();
        assertThat(names(test.as("manager.ma"))).isEmpty();
        assertThat(names(otherNodeMo)).containsExactly("Lan's");
    }

    @Test
    @DisplayName("ACC-05 an unknown role is refused and the roles that there are are named")
    void unknownRole() {
        Outcome<User> outcome = test.as("admin").users().create(NewUser.of("X", "sales-rap"));
        assertThat(code(outcome)).contains("access.unknown-role");
        assertThat(outcome.refusals().get(0).message(Locale.ENGLISH)).contains("sales-rep");
        assertThat(outcome.refusals().get(0).suggestion()).contains("sales-rep");
    }

    @Test
    @DisplayName("ACC-05 the shipped pack has all seventeen roles of the catalogue, the dealers' three apart")
    void shippedRoles() {
        Set<String> shipped = AccessPolicy.SECTION.defaults().roles().keySet();
        assertThat(shipped)
                .contains(
                        "administrator",
                        "sales-rep",
                        "sales-manager",
                        "sales-vice-president",
                        "company-head",
                        "department-head",
                        "division-head",
                        "marketing",
                        "customer-service",
                        "technical-after-sales",
                        "finance",
                        "chief-engineers-office",
                        "office-director",
                        "enterprise-management-centre",
                        "functional-staff",
                        "executive",
                        "dealer-administrator",
                        "dealer-superior",
                        "dealer-rep");
    }

    @Test
    @DisplayName("ACC-06 a rep sees own customers, a manager those of the people below, a vice-president all")
    void scopes() {
        test.as("lan").customers().create(NewCustomer.named("A")).orElseThrow();
        test.as("qiu").customers().create(NewCustomer.named("B")).orElseThrow();
        assertThat(names(test.as("lan"))).containsExactly("A");
        assertThat(names(test.as("lin"))).isEmpty();
        assertThat(names(test.as("manager.ma"))).containsExactly("A");
        assertThat(names(test.as("director"))).containsExactly("A", "B");
    }

    @Test
    @DisplayName("ACC-06 a record out of sight and one that does not exist are answered alike")
    void indistinguishable() {
        Customer hidden =
                test.as("lan").customers().create(NewCustomer.named("A")).orElseThrow();
        CrmSession qiu = test.as("qiu");
        String there = qiu.customers().get(hidden.id()).refusals().get(0).message(Locale.ENGLISH);
        String notThere = qiu.customers().get("0".repeat(26)).refusals().get(0).message(Locale.ENGLISH);
        assertThat(there.replace(hidden.id(), "?")).isEqualTo(notThere.replace("0".repeat(26), "?"));
        assertThat(code(qiu.customers().edit(hidden.id(), 1, Customer.Profile.named("Mine"))))
                .contains("shared.not-found");
    }

    @Test
    @DisplayName("ACC-08 nobody changes the own roles")
    void notOneself() {
        CrmSession admin = test.as("admin");
        User self = test.user("admin");
        assertThat(code(admin.users().changeRoles(self.id(), self.version(), Set.of("executive"))))
                .contains("access.not-oneself");
    }

    @Test
    @DisplayName("ACC-09 who lacks a permission is refused, told which, and it is on record")
    void unauthorised() {
        long before = entries().size();
        Outcome<User> outcome = test.as("lan").users().create(NewUser.of("X", "sales-rep"));
        assertThat(code(outcome)).contains("access.permission-missing");
        assertThat(outcome.refusals().get(0).missing()).contains("user:create");
        assertThat(entries()).hasSize((int) before + 1);
        assertThat(entries().get(0).done()).isFalse();
        assertThat(entries().get(0).actor()).isEqualTo(test.id("lan"));
        assertThat(entries().get(0).rule()).contains("ACC-09");
    }

    @Test
    @DisplayName("ACC-01 a disabled user can do nothing from the next call on, with a session that is open already")
    void disabled() {
        CrmSession lan = test.as("lan");
        assertThat(lan.customers().list(10, Optional.empty()).isDone()).isTrue();
        User user = test.user("lan");
        test.as("admin").users().changeActive(user.id(), user.version(), false).orElseThrow();
        assertThat(code(lan.customers().list(10, Optional.empty()))).contains("access.unknown-user");
        assertThat(code(lan.customers().create(NewCustomer.named("A")))).contains("access.unknown-user");
        assertThatThrownBy(() -> test.as("lan")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("DAT-03 an edit of an older version is refused, not lost and not overwriting")
    void conflict() {
        User lan = test.user("lan");
        CrmSession admin = test.as("admin");
        admin.users().changeActive(lan.id(), lan.version(), false).orElseThrow();
        assertThat(code(admin.users().changeRoles(lan.id(), lan.version(), Set.of("executive"))))
                .contains("shared.conflict");
        assertThat(test.user("lan").roles()).containsExactly("sales-rep");
    }

    @Test
    @DisplayName("ACC-01 a store is set up once")
    void once() {
        assertThat(code(test.crm.setUp(NewUser.of("Intruder", "administrator"))))
                .contains("access.already-set-up");
    }

    private List<io.crmkit.audit.AuditEntry> entries() {
        return test.as("director")
                .audit()
                .list(Optional.empty(), Optional.empty(), 1_000, Optional.empty())
                .orElseThrow()
                .items();
    }

    private static List<String> names(CrmSession session) {
        return session.customers().list(100, Optional.empty()).orElseThrow().items().stream()
                .map(Customer::name)
                .toList();
    }
}
