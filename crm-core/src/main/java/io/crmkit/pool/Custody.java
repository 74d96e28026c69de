package io.crmkit.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * How long whose a record is, and what its owner did about it (CUS-12, LIF-02). An edit of other fields changes nothing of it.
 *
 * @param since since when its owner has it, or since when it is in its pool; absent for one of before this was kept
 * @param followUps when it was followed up under its present owner, the oldest first, the first {@value #MOST_FOLLOW_UPS} of them
 * @param lastFollowUpAt when it was last followed up, by whomever
 * @param pool key of the pool it is in; absent for one that somebody owns
 * @param left who had it before and when each lost it last, the last {@value #MOST_LEFT} of them
 * @param exempt who exempts it from recycling by hand, if somebody does
 */
@ValueObject
public record Custody(
        Optional<Instant> since,
        List<Instant> followUps,
        Optional<Instant> lastFollowUpAt,
        Optional<String> pool,
        Map<String, Instant> left,
        Optional<Exemption> exempt) {

    /** Key of the pool that there always is. */
    public static final String PUBLIC = "public";

    /** How many follow-ups are told apart. */
    public static final int MOST_FOLLOW_UPS = 20;

    /** How many former owners are remembered. */
    public static final int MOST_LEFT = 20;

    private static final Custody UNKNOWN =
            new Custody(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty());

    /**
     * That a record shall not be recycled.
     *
     * @param by id of the user who said so
     * @param at when
     * @param reason why
     */
    @ValueObject
    public record Exemption(String by, Instant at, String reason) {}

    /** Copies the collections; a record of before this was kept has none. */
    public Custody {
        since = since == null ? Optional.empty() : since;
        followUps = followUps == null ? List.of() : List.copyOf(followUps);
        lastFollowUpAt = lastFollowUpAt == null ? Optional.empty() : lastFollowUpAt;
        pool = pool == null ? Optional.empty() : pool;
        left = left == null || left.isEmpty() ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(left));
        exempt = exempt == null ? Optional.empty() : exempt;
    }

    /** {@return of which nothing is known} */
    public static Custody unknown() {
        return UNKNOWN;
    }

    /**
     * Of a new record.
     *
     * @param owner id of its owner, if it has one
     * @param pool key of the pool that it is in otherwise
     * @param now when
     * @return the custody
     */
    public static Custody begun(Optional<String> owner, String pool, Instant now) {
        return new Custody(
                Optional.of(now),
                List.of(),
                Optional.empty(),
                owner.isPresent() ? Optional.empty() : Optional.of(pool),
                Map.of(),
                Optional.empty());
    }

    /**
     * The record changes hands. A new time begins; an exemption stays as long as somebody owns it.
     *
     * @param from id of who owned it, if somebody did
     * @param to id of who owns it from now on, if somebody does
     * @param into key of the pool that it goes to otherwise
     * @param now when
     * @return the other; the same when nothing changes
     */
    public Custody moved(Optional<String> from, Optional<String> to, String into, Instant now) {
        Optional<String> in = to.isPresent() ? Optional.empty() : Optional.of(into);
        if (from.equals(to) && pool.equals(in)) {
            return this;
        }
        Map<String, Instant> before = new TreeMap<>(left);
        from.filter(owner -> !to.equals(Optional.of(owner))).ifPresent(owner -> before.put(owner, now));
        while (before.size() > MOST_LEFT) {
            before.remove(Collections.min(before.entrySet(), Map.Entry.comparingByValue())
                    .getKey());
        }
        return new Custody(
                Optional.of(now), List.of(), lastFollowUpAt, in, before, to.isPresent() ? exempt : Optional.empty());
    }

    /**
     * Somebody followed it up (CUS-08).
     *
     * @param at when that was; a day of before counts as the last only when none is known that is later
     * @return the other
     */
    public Custody followedUp(Instant at) {
        List<Instant> more = new ArrayList<>(followUps);
        if (since.filter(at::isBefore).isEmpty()) {
            more.add(at);
            more.sort(Comparator.naturalOrder());
        }
        return new Custody(
                since,
                more.size() > MOST_FOLLOW_UPS ? more.subList(0, MOST_FOLLOW_UPS) : more,
                Optional.of(lastFollowUpAt.filter(at::isBefore).orElse(at)),
                pool,
                left,
                exempt);
    }

    /**
     * Two records become one (CUS-06): who lost either cannot claim the one at once, and it was last followed up when either was.
     *
     * @param other the custody of the record that goes
     * @return this one, with what is known of the other
     */
    public Custody united(Custody other) {
        Map<String, Instant> before = new TreeMap<>(left);
        other.left.forEach((owner, at) -> before.merge(owner, at, (a, b) -> a.isAfter(b) ? a : b));
        while (before.size() > MOST_LEFT) {
            before.remove(Collections.min(before.entrySet(), Map.Entry.comparingByValue())
                    .getKey());
        }
        Optional<Instant> last = lastFollowUpAt
                .filter(at -> other.lastFollowUpAt.filter(at::isBefore).isEmpty())
                .or(() -> other.lastFollowUpAt);
        return new Custody(since, followUps, last, pool, before, exempt);
    }

    /**
     * With another exemption from recycling, or none.
     *
     * @param other the exemption
     * @return the other
     */
    public Custody exempted(Optional<Exemption> other) {
        return new Custody(since, followUps, lastFollowUpAt, pool, left, other);
    }

    /**
     * Since when nobody has done anything about it.
     *
     * @param createdAt when it was created, for one of before this was kept
     * @return when its owner got it, or the last follow-up after that
     */
    public Instant idleSince(Instant createdAt) {
        Instant begun = since.orElse(createdAt);
        return lastFollowUpAt.filter(begun::isBefore).orElse(begun);
    }
}
