package io.crmkit.customer.duplicates;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The records that some drafts may be duplicates of, read in a few reads (CUS-05). Not safe for use by many threads. */
public final class Candidates {

    /** How many keys one look-up asks for. */
    private static final int KEYS = 2_000;

    private static final int MOST_READ = 10_000;

    private final DuplicatesPolicy policy;
    private final DuplicateJudge judge = DuplicateJudge.shipped();
    private final Map<RecordKey, Candidate<?>> all = new HashMap<>();
    private final Map<String, List<RecordKey>> byKey = new HashMap<>();

    /** The keys of drafts that were read ahead for, by what they say. */
    private final Map<List<MatchRecord.Value>, Set<String>> asked = new HashMap<>();

    /** A record and what the actor sees of it. */
    private record Candidate<T extends Entity<T>>(Matchable<T> kind, T object, MatchRecord says) {

        boolean seenBy(Unit unit) {
            return unit.sees(kind.kind(), object);
        }

        String name(Unit unit) {
            return kind.name(unit.shown(object));
        }

        Optional<String> owner() {
            return kind.kind().owner().apply(object);
        }
    }

    Candidates(DuplicatesPolicy policy) {
        this.policy = policy;
    }

    /** The keys that a draft asks for. */
    Set<String> asked(MatchRecord draft) {
        return asked.computeIfAbsent(
                draft.values(), values -> LookupKeys.shipped().asked(draft));
    }

    /** The same for a draft whose keys are known. */
    void asks(MatchRecord draft, Set<String> keys) {
        asked.putIfAbsent(draft.values(), keys);
    }

    <T extends Entity<T>> void read(Unit unit, Matchable<T> matchable, Collection<String> keys, int drafts) {
        Kind<T> kind = matchable.kind();
        List<String> some = new ArrayList<>();
        int limit = (int) Math.min(MOST_READ, (long) policy.read() * drafts);
        for (String key : keys) {
            some.add(key);
            if (some.size() == KEYS) {
                take(unit, matchable, unit.query(kind, unit.sealed().anyOf(kind, Matchable.INDEX, some), limit));
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            take(unit, matchable, unit.query(kind, unit.sealed().anyOf(kind, Matchable.INDEX, some), limit));
        }
    }

    /** Records that others speak for: the customer whose contact has the phone. */
    <T extends Entity<T>> void readMore(Unit unit, Matchable<T> matchable, Collection<MatchRecord> drafts) {
        int limit = (int) Math.min(MOST_READ, (long) policy.read() * drafts.size());
        Map<String, List<MatchRecord.Value>> more = matchable.more(unit, drafts, limit);
        unit.prefetch(matchable.kind(), more.keySet());
        more.forEach((id, values) -> unit.find(matchable.kind(), id).ifPresent(object -> {
            MatchRecord says = seenInFull(unit, matchable, object);
            List<MatchRecord.Value> all = new ArrayList<>(says.values());
            all.addAll(values);
            MatchRecord together = new MatchRecord(says.id(), says.source(), all);
            put(
                    new Candidate<>(matchable, object, together),
                    LookupKeys.shipped().stored(together));
        }));
    }

    private <T extends Entity<T>> void take(Unit unit, Matchable<T> matchable, List<T> found) {
        found.forEach(object -> put(unit, matchable, object));
    }

    /** A record that was read, or is about to be there. */
    <T extends Entity<T>> void put(Unit unit, Matchable<T> matchable, T object) {
        RecordKey key = matchable.kind().key(object.id());
        if (all.containsKey(key)) {
            return;
        }
        Policy now = unit.standing().policy();
        MatchRecord stored = matchable.says(now, object);
        MatchRecord seen = seenInFull(unit, matchable, object, stored);
        put(
                new Candidate<>(matchable, object, seen),
                seen.equals(stored)
                        ? matchable.keys(now, object).stored()
                        : LookupKeys.shipped().stored(seen));
    }

    /** What a record says, but for what the actor does not see or sees in part (ACC-07). */
    static <T extends Entity<T>> MatchRecord seenInFull(Unit unit, Matchable<T> matchable, T object) {
        return seenInFull(
                unit, matchable, object, matchable.says(unit.standing().policy(), object));
    }

    private static <T extends Entity<T>> MatchRecord seenInFull(
            Unit unit, Matchable<T> matchable, T object, MatchRecord stored) {
        T shown = unit.shown(object);
        return shown == object
                ? stored
                : inFull(stored, matchable.says(unit.standing().policy(), shown));
    }

    private <T extends Entity<T>> void put(Candidate<T> candidate, Set<String> stored) {
        RecordKey key = candidate.kind().kind().key(candidate.object().id());
        all.put(key, candidate);
        stored.forEach(one -> byKey.computeIfAbsent(one, k -> new ArrayList<>()).add(key));
    }

    /** What a wall covers, in whole or in part, says nothing (ACC-07). */
    private static MatchRecord inFull(MatchRecord stored, MatchRecord shown) {
        return new MatchRecord(
                stored.id(),
                stored.source(),
                stored.values().stream().filter(shown.values()::contains).toList());
    }

    /** A record that was written meanwhile. */
    <T extends Entity<T>> void add(Policy now, Matchable<T> matchable, T object) {
        put(
                new Candidate<>(matchable, object, matchable.says(now, object)),
                matchable.keys(now, object).stored());
    }

    /**
     * What a draft may be a duplicate of.
     *
     * @param unit the unit of work
     * @param draft what is about to be saved, one of those that were read ahead for
     * @return the likeliest first, those that the actor does not see at the end; none when nothing is suspected
     */
    public List<Suspect> suspects(Unit unit, DuplicateCheck.Draft draft) {
        Set<RecordKey> near = new HashSet<>();
        asked(draft.says()).forEach(key -> near.addAll(byKey.getOrDefault(key, List.of())));
        draft.self().ifPresent(near::remove);
        if (near.isEmpty()) {
            return List.of();
        }
        double least = policy.likelihood().doubleValue();
        Map<RecordKey, PairScore> scores = new HashMap<>();
        for (RecordKey key : near) {
            Candidate<?> candidate = all.get(key);
            if (candidate != null) {
                PairScore score = judge.score(draft.says(), candidate.says());
                if (score.likelihood() >= least) {
                    scores.put(key, score);
                }
            }
        }
        List<DuplicateCheck.Found> found = new ArrayList<>();
        scores.forEach((key, score) -> {
            Candidate<?> candidate = all.get(key);
            if (candidate != null) {
                boolean seen = candidate.seenBy(unit);
                found.add(new DuplicateCheck.Found(
                        key, seen ? candidate.name(unit) : "", candidate.owner(), score, seen));
            }
        });
        // what is not seen comes last and in an order that tells nothing of how likely it is
        found.sort(Comparator.comparing((DuplicateCheck.Found one) -> !one.seen())
                .thenComparing(one -> one.seen() ? -one.pair().score() : 0)
                .thenComparing(one ->
                        one.seen() ? one.record().toString() : one.owner().orElse("")));
        return DuplicateCheck.named(unit, found, policy.named());
    }
}
