package io.crmkit.insight;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerStanding;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Purchase;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.exchange.ImportRow;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.StageCard;
import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerInsightTest {

    private static final String DOCUMENT = """
            dictionary: { fields: {
              kiln: { type: SINGLE_CHOICE, module: BASIC, options: [
                { key: hot, label: { zh: 高温, en: hot } }, { key: cold, label: { zh: 低温, en: cold } }],
                label: { zh: 窑, en: kiln } },
              uses: { type: MULTIPLE_CHOICE, module: BASIC, options: [
                { key: cups, label: { zh: 杯, en: cups } }, { key: tiles, label: { zh: 砖, en: tiles } }],
                label: { zh: 用途, en: uses } } } }
            """;
    private static final int CUSTOMERS = 40;

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");
    private final CrmSession director = test.as("director");

    @AfterEach
    void close() {
        test.close();
    }

    /** What happened to some customers, at random, in the months before the day of the reports. */
    private void world(Random random) {
        admin.policies().publish(DOCUMENT, "test").orElseThrow();
        test.time.set(TestCrm.NOON.minus(Duration.ofDays(500)));
        List<String> reps = List.of("lan", "lin", "qiu", "rui");
        List<Customer> made = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            test.time.set(test.time.get().plus(Duration.ofHours(random.nextInt(24 * 20))));
            CrmSession rep = test.as(reps.get(random.nextInt(4)));
            Customer customer = rep.customers()
                    .create(NewCustomer.named("Customer " + i), "no duplicate")
                    .orElseThrow();
            Map<String, String> values = new HashMap<>();
            some(random, values, "industry", "retail", "energy");
            some(random, values, "region", "华东", "North");
            some(random, values, "source", "offline", "referral");
            some(random, values, "type", "large", "small");
            some(random, values, "kiln", "hot", "cold");
            some(random, values, "uses", "cups", "cups,tiles");
            if (!values.isEmpty()) {
                customer = rep.customers()
                        .fill(customer.id(), customer.version(), values)
                        .orElseThrow();
            }
            if (random.nextInt(3) == 0) {
                String[] tags = random.nextBoolean() ? new String[] {"VIP"} : new String[] {"VIP", "late"};
                customer = rep.customers()
                        .edit(
                                customer.id(),
                                customer.version(),
                                customer.profile().tagged(tags))
                        .orElseThrow();
            }
            made.add(customer);
        }
        test.time.set(TestCrm.NOON);
        LocalDate today = LocalDate.of(2026, 3, 2);
        for (Customer customer : made) {
            for (int i = random.nextInt(5); i > 0; i--) {
                admin.purchases()
                        .record(new NewPurchase(
                                customer.id(),
                                today.minusDays(random.nextInt(600)),
                                1,
                                Money.cny(String.valueOf(1_000 * (1 + random.nextInt(400))))))
                        .orElseThrow();
            }
            if (random.nextInt(5) == 0) {
                director.grades()
                        .setStage(customer.id(), Lifecycle.Stage.LOST, "moved away", Optional.empty())
                        .orElseThrow();
            }
            if (random.nextInt(6) == 0) {
                director.pool()
                        .release(customer.id(), customer.version(), "no time")
                        .orElseThrow();
            }
        }
        director.grades().regrade().orElseThrow();
    }

    private static void some(Random random, Map<String, String> values, String key, String one, String other) {
        int which = random.nextInt(3);
        if (which > 0) {
            values.put(key, which == 1 ? one : other);
        }
    }

    private static List<Customer> visible(CrmSession reader) {
        return reader.customers().list(1_000, Optional.empty()).orElseThrow().items();
    }

    /** Owners whose customers' purchases a reader sees added up; nobody's, for whoever sees all. */
    private Set<Optional<String>> reach(String login) {
        Set<Optional<String>> owners = new HashSet<>();
        List<String> people = login.equals("lan")
                ? List.of("lan")
                : login.equals("manager.ma")
                        ? List.of("manager.ma", "lan", "lin")
                        : List.of("lan", "lin", "qiu", "rui");
        people.forEach(each -> owners.add(Optional.of(test.id(each))));
        if (login.equals("admin") || login.equals("director")) {
            owners.add(Optional.empty());
        }
        return owners;
    }

    private static Map<String, Long> told(Report report) {
        Map<String, Long> told = new TreeMap<>();
        report.rows().forEach(row -> told.put((String) row.get(0), (Long) row.get(2)));
        return told;
    }

    private static Map<String, Long> naive(List<Customer> customers, Function<Customer, List<String>> values) {
        Map<String, Long> counts = new TreeMap<>();
        for (Customer customer : customers) {
            List<String> some = values.apply(customer);
            (some.isEmpty() ? List.of("") : some).forEach(value -> counts.merge(value, 1L, Long::sum));
        }
        return counts;
    }

    private static Function<Customer, List<String>> one(Function<Customer, Optional<String>> value) {
        return customer -> value.apply(customer).stream().toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName(
            "INS-01 how customers are spread, grow and buy again is what a naive look at all visible customers tells")
    void naive(long seed) {
        world(new Random(seed));
        Map<String, Function<Customer, List<String>>> known = Map.of(
                "industry", one(c -> c.profile().industry()),
                "region", one(c -> c.profile().region()),
                "source", one(c -> c.profile().source()),
                "type", one(c -> c.profile().type()),
                "owner", one(Customer::owner),
                "tags", c -> c.profile().tags(),
                "kiln", one(c -> Optional.ofNullable(c.profile().fields().get("kiln"))),
                "uses",
                        one(c -> Optional.ofNullable(c.profile().fields().get("uses")))
                                .andThen(all -> all.stream()
                                        .flatMap(text -> List.of(text.split(",")).stream())
                                        .toList()));
        for (String login : List.of("lan", "manager.ma", "director")) {
            CrmSession reader = test.as(login);
            List<Customer> customers = visible(reader);
            known.forEach((by, value) -> assertThat(
                            told(reader.customerInsight().spread(by).orElseThrow()))
                    .as(login + " by " + by)
                    .isEqualTo(naive(customers, value)));
            Set<Optional<String>> reach = reach(login);
            assertThat(told(reader.customerInsight().spread("grade").orElseThrow()))
                    .as(login)
                    .isEqualTo(naive(customers, one(c -> reach.contains(c.owner()) ? grade(c) : Optional.of("?"))));
            assertThat(told(reader.customerInsight().spread("lifecycle").orElseThrow()))
                    .as(login)
                    .isEqualTo(naive(
                            customers,
                            one(c -> Optional.of(
                                    reach.contains(c.owner())
                                            ? standing(c).stage().name()
                                            : "?"))));
            List<Customer> reached =
                    customers.stream().filter(c -> reach.contains(c.owner())).toList();
            grows(reader, customers, reached);
            buysAgain(reader, reached, LocalDate.of(2025, 3, 3), LocalDate.of(2026, 3, 2));
            buysAgain(reader, reached, LocalDate.of(2024, 6, 1), LocalDate.of(2025, 6, 30));
            buysAgain(reader, reached, LocalDate.of(2020, 1, 1), LocalDate.of(2030, 1, 1));
        }
    }

    private CustomerStanding standing(Customer customer) {
        return director.grades().of(customer.id()).orElseThrow();
    }

    /** Who neither bought nor was judged by hand was never judged. */
    private Optional<String> grade(Customer customer) {
        CustomerStanding standing = standing(customer);
        boolean judged = standing.bought().history().purchases() > 0
                || standing.stages().history().stream().anyMatch(event -> event.kind() == StageCard.Kind.BY_HAND);
        return judged ? standing.counting().map(GradeCard.Counting::grade) : Optional.empty();
    }

    private void grows(CrmSession reader, List<Customer> customers, List<Customer> reached) {
        Map<String, List<Long>> told = new TreeMap<>();
        reader.customerInsight()
                .growth(24)
                .orElseThrow()
                .rows()
                .forEach(row -> told.put(
                        (String) row.get(0), List.of((Long) row.get(1), (Long) row.get(2), (Long) row.get(3))));
        Map<String, List<Long>> naive = new TreeMap<>();
        for (int back = 0; back < 24; back++) {
            YearMonth month = YearMonth.of(2026, 3).minusMonths(back);
            naive.put(
                    month.toString(),
                    List.of(
                            customers.stream()
                                    .filter(c -> YearMonth.from(
                                                    c.trace().createdAt().atZone(TestCrm.ZONE))
                                            .equals(month))
                                    .count(),
                            turned(reached, Lifecycle.Stage.LOST, month),
                            turned(reached, Lifecycle.Stage.WON_BACK, month)));
        }
        assertThat(told).isEqualTo(naive);
    }

    private long turned(List<Customer> customers, Lifecycle.Stage stage, YearMonth month) {
        return customers.stream()
                .filter(c -> standing(c).stages().history().stream()
                        .anyMatch(event -> event.kind() != StageCard.Kind.WITHDRAWN
                                && event.stage() == stage
                                && YearMonth.from(event.on()).equals(month)))
                .count();
    }

    private void buysAgain(CrmSession reader, List<Customer> reached, LocalDate from, LocalDate to) {
        long bought = 0;
        long again = 0;
        for (Customer customer : reached) {
            long purchases =
                    director.purchases().of(customer.id(), 1_000, Optional.empty()).orElseThrow().items().stream()
                            .map(Purchase::date)
                            .filter(day -> !day.isBefore(from) && !day.isAfter(to))
                            .count();
            bought += purchases > 0 ? 1 : 0;
            again += purchases > 1 ? 1 : 0;
        }
        List<List<Object>> rows =
                reader.customerInsight().repurchase(from, to).orElseThrow().rows();
        assertThat(rows.get(rows.size() - 1).subList(1, 3)).isEqualTo(List.of(bought, again));
        assertThat(rows.subList(0, rows.size() - 1).stream()
                        .mapToLong(row -> (Long) row.get(1))
                        .sum())
                .isEqualTo(bought);
    }

    @Test
    @DisplayName(
            "INS-01 ACC-07 what a reader does not see is not counted by; a field that is not there is answered with those that are")
    void walls() {
        admin.policies()
                .publish(
                        "access: {roles: {sales-rep: {walls: {customer.industry: HIDDEN, customer.kiln: MASKED,"
                                + " customer.tags: HIDDEN, customer.traded: HIDDEN}}}}\n" + DOCUMENT,
                        "test")
                .orElseThrow();
        CrmSession lan = test.as("lan");
        Customer jade = lan.customers().create(NewCustomer.named("Jade")).orElseThrow();
        assertThat(jade.owner()).isPresent();
        for (String by : List.of("industry", "kiln", "tags", "grade", "lifecycle")) {
            assertThat(code(lan.customerInsight().spread(by))).as(by).contains("access.walled-question");
            assertThat(director.customerInsight().spread(by).isDone()).as(by).isTrue();
        }
        assertThat(code(lan.customerInsight().growth(12))).contains("access.walled-question");
        assertThat(code(lan.customerInsight().repurchase(LocalDate.of(2025, 1, 1), LocalDate.of(2026, 1, 1))))
                .contains("access.walled-question");
        assertThat(lan.customerInsight().spread("uses").isDone()).isTrue();
        assertThat(code(director.customerInsight().spread("nmae"))).contains("report.spread.unknown");
        assertThat(director.customerInsight()
                        .spread("industri")
                        .refusals()
                        .get(0)
                        .suggestion())
                .contains("industry");
        assertThat(code(director.customerInsight().growth(0))).contains("report.growth.months");
        assertThat(code(director.customerInsight().repurchase(LocalDate.of(2026, 2, 1), LocalDate.of(2026, 1, 1))))
                .contains("report.repurchase.period");
        admin.users()
                .create(NewUser.of("Staff", "functional-staff").withLogin("staff"))
                .orElseThrow();
        assertThat(code(test.as("staff").customerInsight().spread("industry"))).contains("access.permission-missing");
    }

    @Test
    @DisplayName(
            "INS-01 CUS-16 who was a customer elsewhere before is new in the month of then; labels are in both languages")
    void imported() {
        admin.importable().stream()
                .filter(entity -> entity.name().equals("customer"))
                .findFirst()
                .orElseThrow()
                .load(List.of(new ImportRow(
                        "test",
                        "1",
                        "f",
                        Map.of("name", "Jade", "industry", "retail", "createdOn", LocalDate.of(2025, 11, 1)))))
                .get(0)
                .orElseThrow();
        List<List<Object>> rows =
                director.customerInsight().growth(6).orElseThrow().rows();
        assertThat(rows)
                .hasSize(6)
                .filteredOn(row -> (Long) row.get(1) > 0)
                .extracting(row -> row.get(0))
                .containsExactly("2025-11");
        Report spread = director.customerInsight().spread("industry").orElseThrow();
        Label label = (Label) spread.rows().get(0).get(1);
        assertThat(label.zh()).isNotEqualTo(label.en());
        assertThat(spread.title().zh()).contains("客户分布");
    }
}
