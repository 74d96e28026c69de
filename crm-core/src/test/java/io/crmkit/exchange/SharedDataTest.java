package io.crmkit.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.exchange.ImportReport.Step;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The example mappings against the real data sets, which are not part of the checkout. */
class SharedDataTest {

    private final Shelf departments = new Shelf("department", 500, text("name"), reference("parent"));
    private final Shelf users = new Shelf(
            "user",
            500,
            text("name"),
            text("roles").asRequired(),
            reference("department"),
            reference("superior"),
            Shelf.field("trainedOn", ImportField.Type.DATE));
    private final Shelf products = new Shelf("product", 500, text("name"), text("series"), money("listPrice"));
    private final Shelf customers = new Shelf(
            "customer",
            500,
            text("name"),
            Shelf.choice(
                    "industry",
                    ImportField.Type.CHOICE,
                    "technology",
                    "medical",
                    "retail",
                    "software",
                    "entertainment",
                    "marketing",
                    "telecommunications",
                    "finance",
                    "employment",
                    "services"),
            Shelf.field("employees", ImportField.Type.INTEGER),
            Shelf.field("foundedYear", ImportField.Type.INTEGER),
            money("annualRevenue"),
            Shelf.choice("region", ImportField.Type.OPEN_CHOICE, "Philippines", "United States", "Panama"),
            reference("parent"));
    private final Shelf leads = new Shelf(
            "lead",
            500,
            reference("product"),
            reference("owner"),
            Shelf.choice("status", ImportField.Type.CHOICE, "not-contacted", "in-contact", "interested"),
            Shelf.field("engagedOn", ImportField.Type.DATE));
    private final Shelf opportunities = new Shelf(
            "opportunity",
            500,
            text("name"),
            reference("customer").asRequired(),
            reference("owner").asRequired(),
            reference("product"),
            Shelf.choice("stage", ImportField.Type.CHOICE, "initial-contact", "in-depth", "about-to-close"),
            Shelf.field("engagedOn", ImportField.Type.DATE));
    private final Shelf history = new Shelf(
            "opportunity-history",
            500,
            text("name"),
            reference("customer").asRequired(),
            reference("owner").asRequired(),
            reference("product"),
            Shelf.choice("stage", ImportField.Type.CHOICE, "won", "lost", "closed")
                    .asRequired(),
            Shelf.field("engagedOn", ImportField.Type.DATE),
            Shelf.field("closedOn", ImportField.Type.DATE).asRequired(),
            money("amount"));
    private final Shelf purchases = new Shelf(
            "purchase",
            1000,
            reference("customer").asRequired(),
            Shelf.field("date", ImportField.Type.DATE).asRequired(),
            Shelf.field("quantity", ImportField.Type.INTEGER),
            money("amount").asRequired());

    SharedDataTest() {
        users.referring("department", departments).referring("superior", users);
        customers.referring("parent", customers);
        leads.referring("product", products).referring("owner", users);
        Stream.of(opportunities, history)
                .forEach(shelf -> shelf.referring("customer", customers)
                        .referring("owner", users)
                        .referring("product", products));
    }

    private static ImportField text(String name) {
        ImportField field = Shelf.field(name, ImportField.Type.TEXT);
        return name.equals("name") ? field.asRequired() : field;
    }

    private static ImportField reference(String name) {
        return Shelf.field(name, ImportField.Type.REFERENCE);
    }

    private static ImportField money(String name) {
        return Shelf.field(name, ImportField.Type.MONEY);
    }

    private static Path find(String path) {
        Path at = Path.of("").toAbsolutePath();
        Optional<Path> found = Stream.iterate(at, p -> p != null, Path::getParent)
                .map(p -> p.resolve(path))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(found.isPresent(), () -> "NOT RUN: there is no " + path + " beside the checkout");
        return found.orElseThrow();
    }

    private Outcome<ImportReport> run(String example, String data, UnaryOperator<String> change) throws IOException {
        Path directory = find("shared/data/" + data);
        String mapping = change.apply(Files.readString(find("crm-reference-app/examples/" + example)));
        return new Importer(List.of(departments, users, products, customers, leads, opportunities, history, purchases))
                .run(Mapping.parse(mapping).orElseThrow(), directory, ImportOptions.standard(), ImportProgress.NONE);
    }

    @Test
    @DisplayName("CUS-16 crm-sales: every row finds its place, and both near misses are reported")
    void crm_sales() throws IOException {
        Outcome<ImportReport> outcome = run("crm-sales.yaml", "crm-sales", mapping -> mapping);
        ImportReport report = outcome.orElseThrow();
        assertThat(outcome.warnings()).isEmpty();
        assertThat(report.steps())
                .extracting(Step::entity, Step::created, Step::refused)
                .containsExactly(
                        tuple("department", 3L, 0L),
                        tuple("user", 6L, 0L),
                        tuple("user", 35L, 0L),
                        tuple("product", 7L, 0L),
                        tuple("customer", 85L, 0L),
                        tuple("lead", 1425L, 0L),
                        tuple("opportunity", 664L, 0L),
                        tuple("opportunity-history", 6711L, 0L));
        assertThat(report.steps().get(4).remarks().stream().map(g -> g.summary(Locale.ENGLISH)))
                .containsExactly(
                        "12 × CUS-16 industry: \"technolgy\" was taken for \"technology\". (first: line 2)",
                        "1 × CUS-16 region: \"Philipines\" was taken for \"Philippines\". (first: line 5)");
        assertThat(history.records.values().stream()
                        .flatMap(row -> row.get("amount", Money.class).stream())
                        .map(Money::amount)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("10005534");
        assertThat(customers.value("Acme Corporation", "annualRevenue")).isEqualTo(Money.of("USD", "1100040000"));
        assertThat(customers.records.values().stream()
                        .filter(row -> row.values().containsKey("parent")))
                .hasSize(15);
    }

    @Test
    @DisplayName("CUS-16 crm-sales: without the translation of GTXPro its 1,480 rows are refused with a suggestion")
    void crm_sales_without_translation() throws IOException {
        ImportReport report = run(
                        "crm-sales.yaml", "crm-sales", mapping -> mapping.replace(", values: { GTXPro: GTX Pro }", ""))
                .orElseThrow();
        assertThat(report.refused()).isEqualTo(1480);
        assertThat(report.steps().stream().flatMap(step -> step.refusals().stream()))
                .allSatisfy(group -> {
                    assertThat(group.example().value()).contains("GTXPro");
                    assertThat(group.example().suggestion()).contains("GTX Pro");
                });
    }

    @Test
    @DisplayName("CUS-16 purchases: no row is lost, exact copies included, and importing again changes nothing")
    void cdnow() throws IOException {
        ImportReport report =
                run("purchases.yaml", "purchases", mapping -> mapping).orElseThrow();
        assertThat(report.total("customer", Step::created)).isEqualTo(23_544);
        assertThat(report.total("purchase", Step::created)).isEqualTo(69_659);
        assertThat(purchases.records.values().stream()
                        .flatMap(row -> row.get("amount", Money.class).stream())
                        .map(Money::amount)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("2500315.63");
        ImportReport again =
                run("purchases.yaml", "purchases", mapping -> mapping).orElseThrow();
        assertThat(again.changedNothing()).isTrue();
        assertThat(again.total(Step::unchanged)).isEqualTo(23_544 + 69_659);
    }
}
