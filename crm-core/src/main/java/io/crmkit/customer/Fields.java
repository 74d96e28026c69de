package io.crmkit.customer;

import io.crmkit.access.Policies;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.DictionaryPolicy;
import io.crmkit.dictionary.Field;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicyVersion;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The field dictionary in force and its changes (CUS-01). Got from a session. */
public final class Fields {

    private static final Operation VIEW = Operation.of("dictionary.view", "customer", "view");
    private static final Operation RECOUNT = Operation.of("dictionary.recount", "policy", "configure");
    private static final Operation CLEAR = Operation.of("dictionary.clear", "policy", "configure");

    /** How many customers are looked at in one change set. */
    private static final int BATCH = 500;

    private final Road road;
    private final Actor actor;
    private final Policies policies;

    /** For which dictionary the counts and facets of all customers were computed last. */
    public record Recount(String id, long version, String dictionary) implements Entity<Recount> {

        static final String ID = "last";

        /** The kind. */
        public static final Kind<Recount> KIND =
                Kind.plain(RecordType.named("dictionary_recount", 1).build(), Recount.class, (run, values) -> {});

        @Override
        public Recount withVersion(long other) {
            return new Recount(id, other, dictionary);
        }
    }

    /**
     * What one pass over all customers came to.
     *
     * @param customers how many were looked at
     * @param changed how many were changed
     */
    public record Pass(long customers, long changed) {}

    /** What one batch came to, and where to go on. */
    private record Step(String dictionary, long customers, long changed, Optional<String> next) {}

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param policies the actor's way to policy documents
     */
    public Fields(Road road, Actor actor, Policies policies) {
        this.road = road;
        this.actor = actor;
        this.policies = policies;
    }

    /** {@return the dictionary in force; what fields there are is known to whoever may view customers} */
    public Outcome<Dictionary> inForce() {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(CustomerFields.of(unit.standing().policy())));
    }

    /**
     * What a dictionary would be, without putting it in force.
     *
     * @param document the section {@code dictionary} of the policy document: what differs from the shipped fields
     * @return the dictionary, or everything that is wrong with it
     */
    public Outcome<Dictionary> check(String document) {
        return policies.checkSection(DictionaryPolicy.SECTION.name(), document).map(CustomerFields::of);
    }

    /**
     * Puts a dictionary in force, at once and on every node, as a version of the policy. Reports that count afterwards want {@link
     * #recount()} first.
     *
     * @param document the section {@code dictionary} of the policy document: what differs from the shipped fields
     * @param reason why
     * @return the version; or everything that is wrong, such as a field in use whose type would change
     */
    public Outcome<PolicyVersion> publish(String document, String reason) {
        return policies.publishSection(DictionaryPolicy.SECTION.name(), document, reason);
    }

    /**
     * Whether counts and facets of all customers are those of the dictionary in force.
     *
     * @param unit the unit of work
     * @return whether; if not, {@link #recount()} makes them so
     */
    public static boolean isCounted(Unit unit) {
        Policy policy = unit.standing().policy();
        String known = unit.find(Recount.KIND, Recount.ID)
                .map(Recount::dictionary)
                .orElseGet(() -> CustomerFields.shippedFingerprint());
        return known.equals(CustomerFields.fingerprint(policy));
    }

    /**
     * Computes counts and facets of all customers anew, as is needed once after the dictionary has changed. Customers stay as they are,
     * in the version that they have. Whoever writes a customer meanwhile is not disturbed.
     *
     * @return how many customers were looked at
     */
    public Outcome<Pass> recount() {
        record Batch(Optional<String> from) {}
        Actor once = actor.withoutKey();
        Optional<String> token = Optional.empty();
        String dictionary = "";
        long customers = 0;
        do {
            Optional<String> from = token;
            String expected = dictionary;
            Outcome<Step> batch =
                    road.write(once, RECOUNT, new Batch(from), Step.class, unit -> recounted(unit, from, expected));
            if (!(batch instanceof Outcome.Done<Step> done)) {
                return Outcome.refused(batch.refusals());
            }
            boolean anew = !expected.isEmpty() && !expected.equals(done.value().dictionary());
            customers =
                    anew ? done.value().customers() : customers + done.value().customers();
            dictionary = done.value().dictionary();
            token = done.value().next();
        } while (token.isPresent());
        return Outcome.done(new Pass(customers, 0));
    }

    /** When the dictionary has changed since the pass began, it begins again. */
    private static Outcome<Step> recounted(Unit unit, Optional<String> from, String expected) {
        String dictionary = CustomerFields.fingerprint(unit.standing().policy());
        boolean goesOn = expected.isEmpty() || expected.equals(dictionary);
        Listing<Customer> page = unit.everyone(Customer.KIND, Filter.all(), BATCH, goesOn ? from : Optional.empty());
        page.items().forEach(customer -> unit.reindex(Customer.KIND, customer.id()));
        if (page.next().isEmpty()) {
            unit.keep(Recount.KIND, new Recount(Recount.ID, 1, dictionary));
            unit.note("dictionary", Optional.empty());
        }
        return Outcome.done(new Step(dictionary, page.items().size(), 0, page.next()));
    }

    /**
     * Takes the values of a retired field from all customers, each with an entry in the audit trail, so that the field can be given
     * another type or left out.
     *
     * @param key the field
     * @param reason why
     * @return how many customers were looked at and changed
     */
    public Outcome<Pass> clear(String key, String reason) {
        record Batch(String key, String reason, Optional<String> from) {}
        Actor once = actor.withoutKey();
        Optional<String> token = Optional.empty();
        long customers = 0;
        long changed = 0;
        do {
            Optional<String> from = token;
            Outcome<Step> batch = road.write(
                    once, CLEAR, new Batch(key, reason, from), Step.class, unit -> cleared(unit, key, reason, from));
            if (!(batch instanceof Outcome.Done<Step> done)) {
                return Outcome.refused(batch.refusals());
            }
            customers += done.value().customers();
            changed += done.value().changed();
            token = done.value().next();
        } while (token.isPresent());
        return Outcome.done(new Pass(customers, changed));
    }

    private static Outcome<Step> cleared(Unit unit, String key, String reason, Optional<String> from) {
        Optional<Field> field = CustomerFields.of(unit.standing().policy()).field(key);
        if (field.isEmpty() || CustomerFields.isStandard(key)) {
            return Outcome.refused(Refusal.of(Refusal.Kind.NOT_FOUND, "CUS-01", "dictionary.unknown", key)
                    .onField(key));
        }
        if (!field.get().retired()) {
            return Outcome.refused(Refusal.of(
                            Refusal.Kind.RULE,
                            "CUS-01",
                            "dictionary.not-retired",
                            field.get().label())
                    .onField(key));
        }
        Listing<Customer> page = unit.everyone(Customer.KIND, Filter.all(), BATCH, from);
        long changed = 0;
        for (Customer customer : page.items()) {
            Map<String, String> values = new TreeMap<>(customer.profile().fields());
            if (values.remove(key) != null) {
                Trace touched = customer.trace().touched(unit.now(), unit.actorId());
                unit.change(
                        Customer.KIND,
                        customer,
                        customer.cleared(customer.profile().withFields(values), touched),
                        Optional.of(reason));
                changed++;
            }
        }
        return Outcome.done(new Step("", page.items().size(), changed, page.next()));
    }

    /**
     * Fields in use whose type would change, or that would be gone (CUS-01). A field must be retired before, and hold nothing any more:
     * as long as it is retired nobody fills it, so what was counted stays true until the policy is in force.
     *
     * @param unit the unit of work
     * @param next the policy to be published
     * @return the refusals, each with how many customers hold a value
     */
    public static List<Refusal> inUse(Unit unit, Policy next) {
        Dictionary after = CustomerFields.of(next);
        List<Field> changed = CustomerFields.of(unit.standing().policy()).fields().stream()
                .filter(field -> !CustomerFields.isStandard(field.key()))
                .filter(field -> after.field(field.key())
                        .filter(other -> other.type() == field.type())
                        .isEmpty())
                .toList();
        if (changed.isEmpty()) {
            return List.of();
        }
        Map<String, Long> holders = holders(unit, changed);
        List<Refusal> wrong = new ArrayList<>();
        for (Field field : changed) {
            long count = holders.getOrDefault(field.key(), 0L);
            if (count > 0 || !field.retired()) {
                String path = DictionaryPolicy.SECTION.name() + ".fields." + field.key();
                Object type = after.field(field.key()).<Object>map(Field::type).orElse("-");
                wrong.add(Refusal.of(
                                Refusal.Kind.RULE,
                                "CUS-01",
                                count > 0 ? "dictionary.in-use" : "dictionary.retire-first",
                                field.label(),
                                field.key(),
                                field.type(),
                                type,
                                count)
                        .onField(path)
                        .missing("retired: true"));
            }
        }
        return wrong;
    }

    private static Map<String, Long> holders(Unit unit, List<Field> fields) {
        Map<String, Long> holders = new LinkedHashMap<>();
        Optional<String> token = Optional.empty();
        do {
            // another unit for each page, so that not all customers are remembered
            Listing<Customer> page = unit.another().everyone(Customer.KIND, Filter.all(), 1_000, token);
            for (Customer customer : page.items()) {
                for (Field field : fields) {
                    if (customer.profile().fields().containsKey(field.key())) {
                        holders.merge(field.key(), 1L, Long::sum);
                    }
                }
            }
            token = page.next();
        } while (token.isPresent());
        return holders;
    }
}
