package io.crmkit.access.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.access.Reach;
import io.crmkit.access.worlds.Naive.Twin;
import io.crmkit.access.worlds.World.Rec;
import io.crmkit.automation.OutgoingMessage;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Purchases;
import io.crmkit.customer.view.CustomerView;
import io.crmkit.exchange.ImportRow;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Wall;
import io.crmkit.spi.storage.Filter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Two worlds that differ only in a value that a reader may not see are one world for this reader; and what is out of sight is not
 * there.
 */
class NonInterferenceTest {

    /** Of so many pairs one is asked for what goes across all modules: that alone takes five times as long as all else. */
    private static final int WIDE = Integer.getInteger("crmkit.pairs.wide", 10);

    /** How many pairs; {@code -Dcrmkit.pairs=2000}. */
    private static final int PAIRS = Integer.getInteger("crmkit.pairs", 2_000);

    /** What every role grants here, so that as much as possible can be asked. */
    private static final Set<String> ASKED = Set.of(
            "access:explain",
            "access:who-can",
            "customer:assign",
            "customer:create",
            "grade:edit",
            "lead:assign",
            "lead:create",
            "message:view",
            "opportunity:assign",
            "opportunity:create",
            "purchase:create",
            "purchase:view",
            "reminder:edit",
            "reminder:view",
            "user:view");

    /**
     * What tells of records that a reader does not see, on purpose: the trail, to whoever may view it (entries of all records, behind
     * the own walls), and that a login or an external id is taken. All else here is asked.
     */
    private static final Set<String> DISCLOSURES = Set.of("audit:view", "customer:import", "user:create");

    /** A value that is hidden from a person: behind a wall, or in a record that is out of sight. */
    private record Secret(int person, int place, String field, String other, boolean unseen) {}

    @Test
    @DisplayName(
            "ACC-06 ACC-07 pairs of worlds that differ in a hidden value give the same answers, errors, order and pages, byte for byte")
    void pairs() {
        List<Long> seeds = LongStream.iterate(1, seed -> seed + 1)
                .filter(seed -> secret(world(seed), new Random(seed)).isPresent())
                .limit(PAIRS)
                .boxed()
                .toList();
        assertThat(seeds.parallelStream().flatMap(seed -> interference(seed).stream()))
                .isEmpty();
        assertThat(seeds).hasSize(PAIRS);
        assertThat(seeds.stream()
                        .filter(seed -> secret(world(seed), new Random(seed))
                                .orElseThrow()
                                .unseen())
                        .count())
                .as("some are out of sight, some behind walls")
                .isBetween(PAIRS / 10L, PAIRS * 9L / 10);
    }

    private static World world(long seed) {
        return World.random(new Random(seed)).granting(ASKED);
    }

    /** What is wrong with a pair: the reader is told a difference, or whoever may see the value is told none. */
    private static Optional<String> interference(long seed) {
        World world = world(seed);
        Secret of = secret(world, new Random(seed)).orElseThrow();
        List<String> one = transcript(world, of, seed % WIDE == 0);
        List<String> other = transcript(world.with(of.place(), of.field(), of.other()), of, seed % WIDE == 0);
        if (one.size() != other.size() || one.get(0).equals(other.get(0))) {
            return Optional.of("seed " + seed + " " + of + ": nothing to tell, or not as much");
        }
        return IntStream.range(1, one.size())
                .filter(i -> !one.get(i).equals(other.get(i)))
                .mapToObj(i -> "seed " + seed + " " + of + ": " + one.get(i) + " and " + other.get(i))
                .findFirst();
    }

    private static Optional<Secret> secret(World world, Random random) {
        Naive naive = new Naive(world, Twin.SOUND);
        List<Secret> walled = new ArrayList<>();
        List<Secret> unseen = new ArrayList<>();
        for (int person = 0; person < world.people().size(); person++) {
            for (int place = 0; place < world.records().size(); place++) {
                Rec rec = world.records().get(place);
                boolean sees = naive.sees(person, rec);
                List<String> fields = new ArrayList<>(World.FIELDS.get(rec.kind()));
                if (!sees) {
                    fields.add("name");
                }
                for (String field : fields) {
                    boolean there = !field.equals("lostReason") || rec.lost();
                    boolean holds = naive.holds(person, rec.kind() + ":view");
                    boolean hidden = !field.equals("name") && naive.wall(person, rec.kind(), field) == Wall.HIDDEN;
                    String other = field.equals("name") ? rec.name() + "*" : World.value(random, field);
                    if (there
                            && holds
                            && (hidden || !sees)
                            && !other.equals(rec.fields().get(field))) {
                        (sees ? walled : unseen).add(new Secret(person, place, field, other, !sees));
                    }
                }
            }
        }
        // As often as there is a choice, one or the other.
        List<Secret> all = walled.isEmpty() || (!unseen.isEmpty() && random.nextBoolean()) ? unseen : walled;
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /** What the administrator sees of the record, and then everything that the person is told, in words. */
    private static List<String> transcript(World world, Secret secret, boolean wide) {
        List<String> said = new ArrayList<>();
        try (Built built = new Built(world, Stores.memory(), "t")) {
            CrmSession session = built.sessions.get(secret.person());
            said.add(get(built.admin, world, built.ids, secret.place()));
            for (int place = 0; place < world.records().size(); place++) {
                said.add(get(session, world, built.ids, place));
                explained(said, session, world.records().get(place).kind(), built.ids.get(place));
                guess(said, session, world.records().get(place), built.ids.get(place), secret);
            }
            pages(said, from -> session.customers().list(Filter.all(), 2, from));
            pages(said, from -> session.leads().list(1, from));
            pages(said, from -> session.opportunities().list(Filter.all(), 1, from));
            for (Filter filter : List.of(
                    Filter.equal("source", secret.other()),
                    Filter.present("region"),
                    Filter.not(Filter.equal("industry", secret.other())))) {
                pages(said, from -> session.customers().list(filter, 2, from));
            }
            for (Filter filter : List.of(
                    Filter.equal("lost_reason", "price"),
                    Filter.present("currency"),
                    Filter.range("expected", null, new BigDecimal("200.0000")),
                    Filter.range("weighted", new BigDecimal("20.0000"), null))) {
                pages(said, from -> session.opportunities().list(filter, 2, from));
            }
            for (Reports.Name name : Reports.Name.values()) {
                said.add(words(session.reports().get(name)));
            }
            if (wide) {
                across(said, session, world, built, secret);
            }
            said.add(words(session.customers().named(secret.other())));
            if (!secret.unseen()) { // the trail is a declared disclosure of what is out of sight, and of that alone
                pages(said, from -> session.audit().list(Optional.empty(), Optional.empty(), 20, from));
            }
            for (Reminder.State state : Reminder.State.values()) {
                pages(said, from -> session.reminders().list(state, 5, from));
            }
            for (OutgoingMessage.State state : OutgoingMessage.State.values()) {
                pages(said, from -> session.messages().list(state, 5, from));
            }
            created(said, session, world, built, secret);
        }
        return said;
    }

    /** What goes across all modules: the reports of INS-01, and CUS-17. */
    private static void across(List<String> said, CrmSession session, World world, Built built, Secret secret) {
        for (String by : List.of("industry", "region", "source", "owner", "lifecycle")) {
            said.add(words(session.customerInsight().spread(by)));
        }
        said.add(words(session.customerInsight().growth(3)));
        said.add(words(session.customerInsight().repurchase(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 3, 1))));
        IntStream.range(0, world.records().size())
                .filter(place -> world.records().get(place).kind().equals("customer"))
                .limit(2)
                .mapToObj(built.ids::get)
                .forEach(id -> {
                    said.add(viewed(session.customerViews().of(id, 2), secret));
                    pages(said, from -> session.customerViews().timeline(id, 4, from));
                });
    }

    private static String get(CrmSession session, World world, List<String> ids, int place) {
        String id = ids.get(place);
        return switch (world.records().get(place).kind()) {
            case "customer" ->
                words(session.customers().get(id))
                        + words(session.grades().of(id))
                        + words(session.purchases().of(id, 10, Optional.empty()));
            case "lead" -> words(session.leads().get(id));
            default -> words(session.opportunities().get(id));
        };
    }

    /** Without the hint of a duplicate, as {@link #unhinted} says. */
    private static String viewed(Outcome<CustomerView> view, Secret secret) {
        return view.toOptional()
                .filter(seen -> secret.unseen())
                .map(seen -> seen.parts().stream()
                        .filter(part -> !part.key().equals("duplicates"))
                        .toList()
                        .toString())
                .orElseGet(() -> words(view));
    }

    private static void explained(List<String> said, CrmSession session, String kind, String id) {
        said.add(words(session.access().explain("p0", "edit", kind + "/" + id)));
        said.add(words(session.access().whoCan("view", kind + "/" + id)));
    }

    /** Sends back what is shown, and what the hidden value might be. */
    private static void guess(List<String> said, CrmSession session, Rec rec, String id, Secret secret) {
        if (rec.kind().equals("customer")) {
            Outcome<Customer> seen = session.customers().get(id);
            Customer.Profile profile = seen.toOptional().map(Customer::profile).orElse(Customer.Profile.named("x"));
            long version = seen.toOptional().map(Customer::version).orElse(1L);
            said.add(words(session.customers().edit(id, version, profile.inIndustry(secret.other()))));
            said.add(words(session.customers().edit(id, version, profile.inIndustry("no such industry"))));
            said.add(words(session.customers().edit(id, version, profile)));
        } else if (rec.kind().equals("opportunity")) {
            Outcome<Opportunity> seen = session.opportunities().get(id);
            long version = seen.toOptional().map(Opportunity::version).orElse(1L);
            said.add(words(session.opportunities().move(id, version, Stage.WON, Evidence.none())));
            said.add(words(session.opportunities().move(id, version, Stage.LOST, Evidence.lost("price", "x"))));
        }
    }

    /** New records beside those that are there, by the same names, and upon them. */
    private static void created(List<String> said, CrmSession session, World world, Built built, Secret secret) {
        said.add(unhinted(session.customers().create(NewCustomer.named(secret.other())), secret));
        for (int place = 0; place < world.records().size(); place++) {
            if (world.records().get(place).kind().equals("customer")) {
                said.add(words(session.opportunities()
                        .create(NewOpportunity.of("New", built.ids.get(place), Money.cny("5")))));
            }
        }
        said.add(unhinted(session.leads().create(lead(secret.other())), secret));
    }

    /** Without the hint that there is a duplicate: a declared disclosure of what is out of sight, and of that alone (CUS-05). */
    private static String unhinted(Outcome<?> outcome, Secret secret) {
        if (!secret.unseen() || !outcome.isDone()) {
            return words(outcome);
        }
        return outcome.orElseThrow() + " "
                + outcome.warnings().stream()
                        .filter(warning -> !warning.rule().equals("CUS-05"))
                        .toList();
    }

    private static Leads.NewLead lead(String company) {
        return new Leads.NewLead(
                new Lead.Facts(
                        Optional.of(company),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                ContactState.NOT_CONTACTED,
                Optional.empty());
    }

    private static <T> void pages(List<String> said, Function<Optional<String>, Outcome<Listing<T>>> page) {
        Optional<String> from = Optional.empty();
        do {
            Outcome<Listing<T>> answer = page.apply(from);
            said.add(words(answer)); // with its token
            from = answer.toOptional().flatMap(Listing::next);
        } while (from.isPresent());
    }

    private static String words(Outcome<?> outcome) {
        StringBuilder words = new StringBuilder(outcome.toString());
        outcome.refusals().forEach(r -> words.append(r.message(Locale.CHINA)).append(r.message(Locale.ENGLISH)));
        return words.toString();
    }

    @Test
    @DisplayName(
            "ACC-06 an id that is out of sight and one that nobody has give one answer, whatever is asked, done or created with them")
    void unseenIds() {
        long compared = LongStream.range(0, 150)
                .parallel()
                .map(seed -> {
                    World world = world(seed);
                    Naive naive = new Naive(world, Twin.SOUND);
                    long pairs = 0;
                    try (Built built = new Built(world, Stores.memory(), "t")) {
                        for (int person = 0; person < world.people().size(); person++) {
                            for (int place = 0; place < world.records().size(); place++) {
                                Rec rec = world.records().get(place);
                                if (!naive.sees(person, rec)) {
                                    CrmSession session = built.sessions.get(person);
                                    String id = built.ids.get(place);
                                    String nobodys =
                                            new StringBuilder(id).reverse().toString();
                                    assertThat(with(session, rec.kind(), id, built))
                                            .as("seed %s person %s %s", seed, person, rec)
                                            .isEqualTo(with(session, rec.kind(), nobodys, built));
                                    pairs++;
                                }
                            }
                        }
                    }
                    return pairs;
                })
                .sum();
        assertThat(compared).isGreaterThan(500);
    }

    /** Everything that a person can try with an id; the id itself is put aside in what is answered. */
    private static List<String> with(CrmSession session, String kind, String id, Built built) {
        Optional<String> somebody = Optional.of(built.users.get(0));
        List<Outcome<?>> answers = new ArrayList<>(List.of(
                session.access().explain("p0", "view", kind + "/" + id),
                session.access().whoCan("edit", kind + "/" + id)));
        switch (kind) {
            case "customer" ->
                answers.addAll(List.of(
                        session.customers().get(id),
                        session.customers().edit(id, 1, Customer.Profile.named("x")),
                        session.customers().assign(id, 1, somebody, "for a reason"),
                        session.customers().create(NewCustomer.of(below(id))),
                        session.opportunities().create(NewOpportunity.of("x", id, Money.cny("5"))),
                        session.grades().of(id),
                        session.grades().adjust(id, ManualGrade.of("A", "because")),
                        session.grades().withdraw(id, "because"),
                        session.purchases().of(id, 10, Optional.empty()),
                        session.customerViews().of(id, 5),
                        session.customerViews().timeline(id, 5, Optional.empty()),
                        session.purchases()
                                .record(new Purchases.NewPurchase(id, LocalDate.of(2026, 3, 1), 1, Money.cny("5")))));
            case "lead" ->
                answers.addAll(List.of(session.leads().get(id), session.leads().assign(id, 1, somebody)));
            default ->
                answers.addAll(List.of(
                        session.opportunities().get(id),
                        session.opportunities().move(id, 1, Stage.IN_DEPTH, Evidence.none()),
                        session.opportunities().assign(id, 1, somebody.orElseThrow()),
                        session.opportunities().addToTeam(id, 1, somebody.orElseThrow(), false, Optional.empty()),
                        session.opportunities().removeFromTeam(id, 1, somebody.orElseThrow()),
                        session.opportunities().confirmFirstPayment(id, 1)));
        }
        return answers.stream().map(answer -> words(answer).replace(id, "ID")).toList();
    }

    private static Customer.Profile below(String parent) {
        return new Customer.Profile(
                "Below",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(parent),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    @DisplayName(
            "ACC-06 what is disclosed on purpose is this and no more: the trail, a taken login, a taken external id")
    void disclosures() {
        World.RoleDef own = new World.RoleDef(
                Set.of("customer:view", "customer:create"), Reach.OWN, Map.of("user", Reach.ALL), Map.of());
        World.Person person = new World.Person(Optional.empty(), Optional.empty(), Set.of("own"), true);
        World world =
                new World(List.of(), List.of(person), Map.of("own", own), List.of(), List.of()).granting(DISCLOSURES);
        try (Built built = new Built(world, Stores.memory(), "t")) {
            CrmSession reader = built.sessions.get(0);
            ImportRow row = new ImportRow("old", "7", "f", Map.of("name", "Secret"));
            ImportRow free = new ImportRow("old", "8", "g", Map.of("name", "Mine"));
            load(built.admin, row);
            assertThat(words(load(reader, row))).contains("DIFFERENT").doesNotContain("Secret");
            assertThat(words(load(reader, free))).contains("NEW");
            assertThat(words(reader.users().create(NewUser.of("X", "own").withLogin("admin"))))
                    .contains("The login \"admin\" is taken");
            assertThat(words(reader.audit().list(Optional.empty(), Optional.empty(), 100, Optional.empty())))
                    .contains("customer.import")
                    .doesNotContain("Secret");
        }
    }

    private static Outcome<?> load(CrmSession session, ImportRow row) {
        return session.importable().stream()
                .filter(entity -> entity.name().equals("customer"))
                .findFirst()
                .orElseThrow()
                .load(List.of(row))
                .get(0);
    }
}
