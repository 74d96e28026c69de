package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.access.Department;
import io.crmkit.access.User;
import io.crmkit.app.Shown.Fields;
import io.crmkit.app.Shown.When;
import io.crmkit.catalogue.Product;
import io.crmkit.customer.Customer;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Opportunity.Deal;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of records that can be shown, with names in place of ids where the reader may see the names. */
final class Subjects {

    static final List<String> NAMES =
            List.of("customers", "leads", "opportunities", "products", "users", "departments");

    private static final int PAGE = 500;

    private final CrmSession session;
    private final Map<String, String> users = new HashMap<>();
    private final Map<String, String> departments = new HashMap<>();
    private final Map<String, String> products = new HashMap<>();
    private final Map<String, String> customers = new HashMap<>();

    Subjects(CrmSession session) {
        this.session = session;
        // Who may not see these sees ids.
        session.users().list().toOptional().ifPresent(all -> all.forEach(u -> users.put(u.id(), u.name())));
        session.departments().list().toOptional().ifPresent(all -> all.forEach(d -> departments.put(d.id(), d.name())));
    }

    /** {@return a kind of record} */
    Shown<?> named(String name) {
        return switch (name) {
            case "customers" -> customers();
            case "leads" -> leads();
            case "opportunities" -> opportunities();
            case "products" -> products();
            case "users" -> users();
            case "departments" -> departments();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Shown<Customer> customers() {
        return new Shown<>(
                "customers",
                Fields.of(Customer::id, Customer::trace)
                        .text("name", Customer::name)
                        .detail("short_name", of(c -> c.profile().shortName()))
                        .text("industry", of(c -> c.profile().industry()))
                        .text("region", of(c -> c.profile().region()))
                        .add(
                                "employees",
                                Sheet.Kind.COUNT,
                                When.ALWAYS,
                                of(c -> c.profile().employees().map(Integer::longValue)))
                        .add(
                                "annual_revenue",
                                Sheet.Kind.MONEY,
                                When.ALWAYS,
                                of(c -> c.profile().annualRevenue()))
                        .detail("founded_year", of(c -> c.profile().foundedYear()))
                        .text("parent", of(c -> c.profile().parent().map(this::customer)))
                        .text("owner", of(c -> c.owner().map(this::user)))
                        .detail("source", of(c -> c.profile().source()))
                        .text("type", of(c -> c.profile().type()))
                        .detail("purchasing_power", of(c -> c.profile().purchasingPower()))
                        .detail("tags", c -> String.join(", ", c.profile().tags()))
                        .detail("remark", of(c -> c.profile().remark()))
                        .traced(Customer::trace, Customer::version, this::user),
                page -> session.customers().list(PAGE, page),
                id -> session.customers().get(id).toOptional(),
                c -> Set.of(c.name()),
                Customer::trace);
    }

    private Shown<Lead> leads() {
        return new Shown<>(
                "leads",
                Fields.of(Lead::id, Lead::trace)
                        .text("company", of(l -> l.facts().company()))
                        .text("contact", of(l -> l.facts().contact()))
                        .detail("phone", of(l -> l.facts().phone()))
                        .detail("needs", of(l -> l.facts().needs()))
                        .text("product", of(l -> l.facts().product().map(this::product)))
                        .text("status", l -> l.status().key())
                        .text("owner", of(l -> l.owner().map(this::user)))
                        .detail("source", of(l -> l.facts().source()))
                        .text("engaged_on", of(l -> l.facts().engagedOn()))
                        .traced(Lead::trace, Lead::version, this::user),
                page -> session.leads().list(PAGE, page),
                id -> session.leads().get(id).toOptional(),
                l -> l.facts().company().map(Set::of).orElse(Set.of()),
                Lead::trace);
    }

    private Shown<Opportunity> opportunities() {
        return new Shown<>(
                "opportunities",
                Fields.of(Opportunity::id, Opportunity::trace)
                        .text("name", o -> o.terms().name())
                        .text("customer", o -> customer(o.terms().customer()))
                        .text("owner", o -> user(o.owner()))
                        .text("products", o -> joined(o.terms().products(), this::product))
                        .text("stage", o -> o.stage().id())
                        .add("probability", Sheet.Kind.COUNT, When.DETAIL, o ->
                                (long) o.progress().probability())
                        .add(
                                "expected_amount",
                                Sheet.Kind.MONEY,
                                When.DETAIL,
                                of(o -> o.terms().expectedAmount()))
                        .detail("expected_close", of(o -> o.terms().expectedClose()))
                        .text("engaged_on", of(o -> o.terms().engagedOn()))
                        .text("closed_on", deal(Deal::closedOn))
                        .add("amount", Sheet.Kind.MONEY, When.ALWAYS, deal(Deal::amount))
                        .detail("contract_number", deal(Deal::contractNumber))
                        .detail("lost_reason", deal(Deal::lostReason))
                        .detail("lost_text", deal(Deal::lostText))
                        .detail("lost_from", deal(d -> d.lastOpenStage().map(Stage::id)))
                        .detail("source", of(o -> o.terms().source()))
                        .detail("historic", o -> o.progress().historic())
                        .detail("team", o -> joined(o.team(), m -> user(m.user()) + (m.write() ? " (rw)" : " (r)")))
                        .detail("moves", o -> joined(o.progress().history(), m -> m.to().id()))
                        .traced(Opportunity::trace, Opportunity::version, this::user),
                page -> session.opportunities().list(Filter.all(), PAGE, page),
                id -> session.opportunities().get(id).toOptional(),
                o -> Set.of(o.terms().name()),
                Opportunity::trace);
    }

    private Shown<Product> products() {
        return new Shown<>(
                "products",
                Fields.of(Product::id, Product::trace)
                        .text("name", Product::name)
                        .text("series", of(Product::series))
                        .add("list_price", Sheet.Kind.MONEY, When.ALWAYS, of(Product::listPrice))
                        .text("active", Product::active)
                        .traced(Product::trace, Product::version, this::user),
                page -> session.products().list(PAGE, page),
                id -> Optional.empty(),
                p -> Set.of(p.name()),
                Product::trace);
    }

    private Shown<User> users() {
        return new Shown<>(
                "users",
                Fields.of(User::id, User::trace)
                        .text("login", User::login)
                        .text("name", User::name)
                        .detail("email", of(User::email))
                        .detail("phone", of(User::phone))
                        .detail("sales_code", of(User::salesCode))
                        .detail("trained_on", of(User::trainedOn))
                        .text("department", of(u -> u.department().map(d -> departments.getOrDefault(d, d))))
                        .text("superior", of(u -> u.superior().map(this::user)))
                        .text("roles", u -> String.join(", ", u.roles()))
                        .text("active", User::active)
                        .traced(User::trace, User::version, this::user),
                page -> whole(session.users().list()),
                id -> Optional.empty(),
                u -> Set.of(u.login(), u.name()),
                User::trace);
    }

    private Shown<Department> departments() {
        return new Shown<>(
                "departments",
                Fields.of(Department::id, Department::trace)
                        .text("name", Department::name)
                        .text("parent", of(d -> d.parent().map(p -> departments.getOrDefault(p, p))))
                        .text("head", of(d -> d.head().map(this::user)))
                        .traced(Department::trace, Department::version, this::user),
                page -> whole(session.departments().list()),
                id -> Optional.empty(),
                d -> Set.of(d.name()),
                Department::trace);
    }

    private static <T> Outcome<Listing<T>> whole(Outcome<List<T>> all) {
        return all.map(items -> new Listing<>(items, Optional.empty()));
    }

    private static <T> Function<T, @Nullable Object> of(Function<T, ? extends Optional<?>> value) {
        return t -> value.apply(t).orElse(null);
    }

    private static Function<Opportunity, @Nullable Object> deal(Function<Deal, ? extends Optional<?>> value) {
        return o -> o.progress()
                .deal()
                .flatMap(d -> value.apply(d).map(Object.class::cast))
                .orElse(null);
    }

    private static <E> String joined(List<E> items, Function<E, String> text) {
        return items.stream().map(text).collect(Collectors.joining(" > "));
    }

    private String user(String id) {
        return users.getOrDefault(id, id);
    }

    private String customer(String id) {
        return customers.computeIfAbsent(
                id,
                k -> session.customers().get(k).toOptional().map(Customer::name).orElse(k));
    }

    private String product(String id) {
        if (products.isEmpty()) {
            Optional<String> page = Optional.empty();
            do {
                Optional<Listing<Product>> some =
                        session.products().list(PAGE, page).toOptional();
                some.ifPresent(s -> s.items().forEach(p -> products.put(p.id(), p.name())));
                page = some.flatMap(Listing::next);
            } while (page.isPresent());
        }
        return products.getOrDefault(id, id);
    }
}
