package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.protection.FieldKeys;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings sensitive fields under the present key while everybody works on (ACC-11). Got from a session.
 *
 * <p>A rotation: every node gets keys with a new one added; then every node gets it as the primary one; then {@link #run()} rewrites what is
 * sealed with others, or not sealed at all; then the old key may go, once {@link #status()} finds nothing that needs it.
 */
public final class KeyRotation {

    private static final Operation RUN = Operation.of("keys.rotate", "key", "rotate");
    private static final Operation STATUS = Operation.of("keys.status", "key", "view");

    private static final int TOGETHER = 200;

    /** When others are faster with some records of a batch, again and again. */
    private static final int IN_A_CROWD = 10;

    private static final int READ_TOGETHER = 1_000;

    private final Road road;
    private final Actor actor;
    private final List<Kind<?>> kinds;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param kinds the kinds that may have sensitive fields
     */
    public KeyRotation(Road road, Actor actor, List<Kind<?>> kinds) {
        this.road = road;
        this.actor = actor;
        this.kinds = List.copyOf(kinds);
    }

    /**
     * What a rotation did.
     *
     * @param key id of the key that everything is sealed with now
     * @param read number of records read, by kind
     * @param rewritten number of records that were sealed anew, by kind
     */
    public record Report(String key, Map<String, Long> read, Map<String, Long> rewritten) {
        /** Copies the numbers. */
        public Report {
            read = Collections.unmodifiableMap(new TreeMap<>(read));
            rewritten = Collections.unmodifiableMap(new TreeMap<>(rewritten));
        }
    }

    /**
     * Which keys there are, and how much needs them.
     *
     * @param primary id of the key that new values are sealed with; empty without keys
     * @param known ids of the keys given
     * @param values number of sealed values by id of the key, also of keys that are not known; those in clear under the empty id
     */
    public record Status(String primary, Set<String> known, Map<String, Long> values) {
        /** Copies the numbers. */
        public Status {
            known = Collections.unmodifiableSet(new TreeSet<>(known));
            values = Collections.unmodifiableMap(new TreeMap<>(values));
        }
    }

    /** One batch of a kind. */
    private record Batch(String kind, Optional<String> from, int limit) {}

    /** What a batch came to. */
    private record Done(long read, long rewritten, Optional<String> next) {}

    /**
     * Rewrites every record that is not sealed with the primary key, in batches, each a change set with its entry in the audit.
     * Versions stay, so that nobody's edit goes stale. It may be stopped and begun again at any time, and run on several nodes: what
     * is done already is only read.
     *
     * @return what was done; refused without keys
     */
    public Outcome<Report> run() {
        Optional<FieldKeys> keys = road.with().codec().protection().keys();
        Map<String, Long> read = new TreeMap<>();
        Map<String, Long> rewritten = new TreeMap<>();
        for (Kind<?> kind : kinds) {
            Optional<String> from = Optional.empty();
            do {
                Outcome<Done> outcome = batch(kind, from, TOGETHER);
                if (outcome.refusals().stream().anyMatch(r -> r.kind() == Refusal.Kind.CONFLICT)) {
                    outcome = batch(kind, from, IN_A_CROWD);
                }
                if (!(outcome instanceof Outcome.Done<Done> done)) {
                    return Outcome.refused(outcome.refusals());
                }
                read.merge(kind.name(), done.value().read(), Long::sum);
                rewritten.merge(kind.name(), done.value().rewritten(), Long::sum);
                from = done.value().next();
            } while (from.isPresent());
        }
        return Outcome.done(new Report(keys.map(FieldKeys::primary).orElse(""), read, rewritten));
    }

    private Outcome<Done> batch(Kind<?> kind, Optional<String> from, int limit) {
        return road.write(actor.withoutKey(), RUN, new Batch(kind.name(), from, limit), Done.class, unit -> {
            if (road.with().codec().protection().keys().isEmpty()) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-11", "access.no-field-keys"));
            }
            return Outcome.done(rewrite(unit, kind, from, limit));
        });
    }

    private static <T extends Entity<T>> Done rewrite(Unit unit, Kind<T> kind, Optional<String> from, int limit) {
        Listing<Boolean> page = unit.sealed().rewrite(kind, limit, from);
        long rewritten = page.items().stream().filter(changed -> changed).count();
        unit.tellRead(kind.name(), rewritten);
        return new Done(page.items().size(), rewritten, page.next());
    }

    /**
     * Reads all records and counts which keys they need.
     *
     * @return the keys and their use
     */
    public Outcome<Status> status() {
        return road.read(actor, STATUS, unit -> {
            Map<String, Long> values = new TreeMap<>();
            kinds.forEach(kind -> count(unit, kind, values));
            Optional<FieldKeys> keys = road.with().codec().protection().keys();
            return Outcome.done(new Status(
                    keys.map(FieldKeys::primary).orElse(""),
                    keys.map(FieldKeys::known).orElse(Set.of()),
                    values));
        });
    }

    private static <T extends Entity<T>> void count(Unit unit, Kind<T> kind, Map<String, Long> values) {
        Optional<String> from = Optional.empty();
        do {
            Listing<Map<String, Integer>> page = unit.sealed().keys(kind, READ_TOGETHER, from);
            List<Map<String, Integer>> records = new ArrayList<>(page.items());
            records.forEach(record -> record.forEach((key, n) -> values.merge(key, (long) n, Long::sum)));
            from = page.next();
        } while (from.isPresent());
    }
}
