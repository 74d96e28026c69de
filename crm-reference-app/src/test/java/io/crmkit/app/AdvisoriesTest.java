package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.StorageException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What products of this field had to publish advisories about, where there is SQL and where there are spreadsheets. */
class AdvisoriesTest {

    @TempDir
    Path directory;

    private Crm open() {
        return Crm.builder()
                .store("sqlite:" + directory.resolve("crm.db"))
                .clock(() -> Instant.parse("2026-03-02T04:00:00Z"))
                .via("test")
                .open();
    }

    @Test
    @DisplayName("ACC-06 advisory: no SQL comes in by names of filters, by values, by names of people or things")
    void sql() {
        List<String> hostile = List.of(
                "' OR '1'='1",
                "x'; DROP TABLE customer; --",
                "\" OR \"\"=\"",
                "x') UNION SELECT * FROM user --",
                "`name`",
                "%",
                "_",
                "\\");
        try (Crm crm = open()) {
            crm.setUp(NewUser.of("Admin", "administrator")).orElseThrow();
            CrmSession admin = crm.signIn("admin");
            admin.customers().create(NewCustomer.named("Jade")).orElseThrow();
            for (String name : hostile) {
                for (Filter filter : List.of(
                        Filter.equal(name, "Jade"),
                        Filter.prefix(name, "J"),
                        Filter.present(name),
                        Filter.in(name, Set.of("Jade")))) {
                    assertThatThrownBy(() -> admin.customers().list(filter, 10, Optional.empty()))
                            .as(name)
                            .isInstanceOfAny(IllegalArgumentException.class, StorageException.class);
                }
                assertThat(names(admin, Filter.equal("name", name))).as(name).isEmpty();
                assertThat(names(admin, Filter.prefix("name", name))).as(name).isEmpty();
                admin.customers().create(NewCustomer.named("x" + name)).orElseThrow();
                assertThat(names(admin, Filter.equal("name", "x" + name))).containsExactly("x" + name);
                assertThat(crm.trySignIn(name).isDone()).as(name).isFalse();
                assertThat(admin.customers().get(name).isDone()).as(name).isFalse();
            }
            assertThat(names(admin, Filter.all())).hasSize(1 + hostile.size());
        }
    }

    private static List<String> names(CrmSession session, Filter filter) {
        List<String> names = new ArrayList<>();
        session.customers()
                .list(filter, 100, Optional.empty())
                .orElseThrow()
                .items()
                .forEach(customer -> names.add(customer.name()));
        return names;
    }

    @Test
    @DisplayName(
            "ACC-13 advisory: what a spreadsheet would execute leaves as text, in every CSV that the command writes")
    void formulas() {
        String formula = "=cmd|' /C calc'!A0";
        try (Crm crm = open()) {
            crm.setUp(NewUser.of("Admin", "administrator"), NewUser.of("Di", "sales-vice-president"))
                    .orElseThrow();
            CrmSession di = crm.signIn("di");
            Customer customer =
                    di.customers().create(NewCustomer.named(formula)).orElseThrow();
            Opportunity deal = di.opportunities()
                    .create(NewOpportunity.of(formula, customer.id(), Money.cny("5")))
                    .orElseThrow();
            di.opportunities()
                    .move(deal, Stage.WON, Evidence.contract("+1", Money.cny("7"), LocalDate.of(2026, 3, 1)))
                    .orElseThrow();
        }
        Shell shell = new Shell(directory).always("--store", "sqlite:" + directory.resolve("crm.db"), "--as", "di");
        int found = 0;
        for (List<String> command : List.of(
                List.of("report", "accounts"),
                List.of("report", "reps"),
                List.of("report", "grades"),
                List.of("show", "customers"),
                List.of("show", "opportunities"))) {
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("--format", "csv"));
            Shell.Answer answer = shell.crm(words.toArray(String[]::new));
            assertThat(answer.exit()).as("%s %s", words, answer).isZero();
            for (Map<String, String> row : answer.rows()) {
                found += (int) row.values().stream()
                        .filter(cell -> cell.contains("cmd|"))
                        .count();
                assertThat(row.values())
                        .as("%s", words)
                        .noneMatch(cell -> !cell.isEmpty() && "=+@\t\r".indexOf(cell.charAt(0)) >= 0);
            }
        }
        assertThat(found).as("the formula was there, disarmed").isPositive();
    }
}
