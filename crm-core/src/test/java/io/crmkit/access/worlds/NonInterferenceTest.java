package io.crmkit.access.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.access.worlds.Naive.Twin;
import io.crmkit.access.worlds.World.Rec;
import io.crmkit.customer.Customer;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Wall;
import io.crmkit.spi.storage.Filter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two worlds that differ only in a value that a reader may not see are one world for this reader. */
class NonInterferenceTest {

    /** How many pairs; {@code -Dcrmkit.pairs=2000}. */
    private static final int PAIRS = Integer.getInteger("crmkit.pairs", 2_000);

    /** A value that is hidden from a person. */
    private record Secret(int person, int place, String field, String other) {}

    @Test
    @DisplayName(
            "ACC-07 pairs of worlds that differ in a hidden value give the same answers, errors, order and pages, byte for byte")
    void pairs() {
        List<Long> seeds = LongStream.iterate(1, seed -> seed + 1)
                .filter(seed ->
                        secret(World.random(new Random(seed)), new Random(seed)).isPresent())
                .limit(PAIRS)
                .boxed()
                .toList();
        assertThat(seeds.parallelStream().flatMap(seed -> interference(seed).stream()))
                .isEmpty();
        assertThat(seeds).hasSize(PAIRS);
    }

    /** What is wrong with a pair: the reader is told a difference, or whoever may see the value is told none. */
    private static Optional<String> interference(long seed) {
        World world = World.random(new Random(seed));
        Secret of = secret(world, new Random(seed)).orElseThrow();
        List<String> one = transcript(world, of);
        List<String> other = transcript(world.with(of.place(), of.field(), of.other()), of);
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
        List<Secret> all = new ArrayList<>();
        for (int person = 0; person < world.people().size(); person++) {
            for (int place = 0; place < world.records().size(); place++) {
                Rec rec = world.records().get(place);
                for (String field : World.FIELDS.get(rec.kind())) {
                    boolean there = !field.equals("lostReason") || rec.lost();
                    if (there
                            && naive.holds(person, rec.kind() + ":view")
                            && naive.wall(person, rec.kind(), field) == Wall.HIDDEN) {
                        String other = World.value(random, field);
                        if (!other.equals(rec.fields().get(field))) {
                            all.add(new Secret(person, place, field, other));
                        }
                    }
                }
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /** What the administrator sees of the record, and then everything that the person is told, in words. */
    private static List<String> transcript(World world, Secret secret) {
        List<String> said = new ArrayList<>();
        try (Built built = new Built(world, Stores.memory(), "t")) {
            CrmSession session = built.sessions.get(secret.person());
            said.add(get(built.admin, world, built.ids, secret.place()));
            for (int place = 0; place < world.records().size(); place++) {
                said.add(get(session, world, built.ids, place));
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
            said.add(words(session.customers().named(world.records().get(0).name())));
            pages(said, from -> session.audit().list(Optional.empty(), Optional.empty(), 20, from));
            pages(said, from -> session.reminders().list(io.crmkit.automation.Reminder.State.OPEN, 5, from));
        }
        return said;
    }

    private static String get(CrmSession session, World world, List<String> ids, int place) {
        String id = ids.get(place);
        return switch (world.records().get(place).kind()) {
            case "customer" ->
                words(session.customers().get(id)) + words(session.grades().of(id));
            case "lead" -> words(session.leads().get(id));
            default -> words(session.opportunities().get(id));
        };
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
}
