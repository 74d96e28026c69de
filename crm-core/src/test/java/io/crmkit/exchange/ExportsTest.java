package io.crmkit.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.Department;
import io.crmkit.access.User;
import io.crmkit.approval.Approval;
import io.crmkit.audit.AuditEntry;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExportsTest {

    private TestCrm test;
    private CrmSession lan;
    private CrmSession ma;

    @BeforeEach
    void open() {
        test = new TestCrm();
        CrmSession admin = test.as("admin");
        Department sales = admin.departments().create("Sales", Optional.empty()).orElseThrow();
        for (String login : List.of("lan", "manager.ma", "director")) {
            User user = test.user(login);
            admin.users()
                    .changeDepartment(user.id(), user.version(), Optional.of(sales.id()))
                    .orElseThrow();
        }
        admin.departments()
                .changeHead(sales.id(), sales.version(), Optional.of(test.id("manager.ma")))
                .orElseThrow();
        lan = test.as("lan");
        ma = test.as("manager.ma");
        lan.customers().create(NewCustomer.named("=Jade")).orElseThrow();
        test.as("qiu").customers().create(NewCustomer.named("Pearl")).orElseThrow();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static ExportRequest ask(String purpose) {
        return new ExportRequest("customer", Optional.of(purpose), "all in scope");
    }

    private List<Customer> written(CrmSession session, String ticket) {
        List<Customer> rows = new ArrayList<>();
        session.exports()
                .<Customer>write(ticket, "customer", page -> session.customers().list(1, page), 100, rows::addAll)
                .orElseThrow();
        return rows;
    }

    @Test
    @DisplayName(
            "ACC-13 an export waits for the department head, then writes what is in scope when it is written, on record")
    void governed() {
        Outcome<ExportTicket> asked = lan.exports().request(ask("visit of the auditors"));
        String id = ((Outcome.Pending<ExportTicket>) asked).approval();
        assertThat(TestCrm.code(lan.exports().get(id))).contains("exchange.export.none");
        Approval waiting = ma.approvals().of(id).orElseThrow();
        assertThat(waiting.turn()).containsExactly(test.id("manager.ma"));
        assertThat(waiting.request().form()).containsEntry("purpose", "visit of the auditors");
        ma.approvals().approve(id, waiting.version(), Optional.empty()).orElseThrow();
        assertThat(written(lan, id)).extracting(Customer::name).containsExactly("=Jade");
        lan.customers().create(NewCustomer.named("Later")).orElseThrow();
        assertThat(written(lan, id)).hasSize(2);
        assertThat(test.as("admin")
                        .audit()
                        .list(Optional.empty(), Optional.empty(), 200, Optional.empty())
                        .orElseThrow()
                        .items())
                .filteredOn(entry -> entry.operation().equals("customer.export"))
                .hasSize(3) // one customer, and later two on pages of one
                .extracting(AuditEntry::reason)
                .containsOnly(Optional.of("visit of the auditors (export " + id + ")"));
        assertThat(TestCrm.code(ma.exports()
                        .<Customer>write(id, "customer", page -> ma.customers().list(9, page), 9, rows -> {})))
                .contains("exchange.export.none");
        assertThat(TestCrm.code(
                        lan.exports().write(id, "lead", page -> lan.leads().list(9, page), 9, rows -> {})))
                .contains("exchange.export.other");
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(3)));
        List<Customer> late = new ArrayList<>();
        assertThat(TestCrm.code(lan.exports()
                        .<Customer>write(id, "customer", page -> lan.customers().list(9, page), 9, late::addAll)))
                .contains("exchange.export.over");
        assertThat(late).isEmpty();
    }

    @Test
    @DisplayName(
            "ACC-13 a purpose must be said; the head's own export is decided by the superior; nobody above needs nobody")
    void whom() {
        assertThat(TestCrm.code(lan.exports().request(new ExportRequest("customer", Optional.empty(), "all"))))
                .contains("exchange.export.purpose");
        String own = ((Outcome.Pending<ExportTicket>) ma.exports().request(ask("plan"))).approval();
        assertThat(ma.approvals().of(own).orElseThrow().turn()).containsExactly(test.id("director"));
        CrmSession admin = test.as("admin");
        assertThat(TestCrm.code(admin.exports().request(ask("copy"))))
                .as("nobody is above the administrator, who lacks the permission to export")
                .contains("exchange.export.permission");
        User director = test.user("director");
        admin.users()
                .changeDepartment(director.id(), director.version(), Optional.empty())
                .orElseThrow();
        ExportTicket free = test.as("director").exports().request(ask("board")).orElseThrow();
        assertThat(free.approved()).isFalse();
        assertThat(written(test.as("director"), free.id())).hasSize(2);
    }

    @Test
    @DisplayName(
            "ACC-08 ACC-13 who got a ticket by the own permission and loses that in the middle of a file gets no further page, and what left is on record")
    void permissionEnds() {
        CrmSession admin = test.as("admin");
        User head = test.user("director");
        admin.users()
                .changeDepartment(head.id(), head.version(), Optional.empty())
                .orElseThrow();
        CrmSession director = test.as("director");
        ExportTicket free = director.exports().request(ask("board")).orElseThrow();
        List<Customer> left = new ArrayList<>();
        Outcome<Long> file = director.exports()
                .write(free.id(), "customer", page -> director.customers().list(1, Optional.empty()), 2, rows -> {
                    left.addAll(rows);
                    admin.policies()
                            .publish(
                                    "access: { roles: { sales-vice-president: { permissions: [ 'approval:edit', 'approval:view', 'customer:view' ] } } }",
                                    "no more exports")
                            .orElseThrow();
                });
        assertThat(TestCrm.code(file)).contains("exchange.export.permission");
        assertThat(left).hasSize(1);
        assertThat(admin.audit()
                        .list(Optional.empty(), Optional.empty(), 50, Optional.empty())
                        .orElseThrow()
                        .items())
                .filteredOn(entry -> entry.operation().equals("customer.export")
                        && entry.reason().isPresent())
                .extracting(AuditEntry::reason)
                .contains(Optional.of("board (export " + free.id() + ")"));
    }

    @Test
    @DisplayName("ACC-13 what a spreadsheet takes for a formula is disarmed")
    void formulas() {
        for (String text : List.of("=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1")) {
            assertThat(Exports.disarmed(text)).isEqualTo("'" + text);
        }
        assertThat(Exports.disarmed("Jade")).isEqualTo("Jade");
        assertThat(Exports.disarmed("")).isEmpty();
    }
}
