package io.crmkit.pool;

import io.crmkit.access.Edits;
import io.crmkit.access.Ownership;
import io.crmkit.access.Refusals;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.pool.Pooled.Held;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The public pool of one kind of record (CUS-12): what nobody owns, and how it comes to an owner and back. Whoever may claim from a pool
 * sees what is in it, behind the same walls as everywhere. Got from a session.
 *
 * @param <T> the records' type
 */
public final class Pool<T extends Entity<T>> {

    private static final String MODULE = "pool";
    private static final Operation VIEW = Operation.of("pool.view", MODULE, "view");
    private static final Operation CLAIM = new Operation("pool.claim", PoolPolicy.CLAIM);
    private static final Operation ASSIGN = new Operation("pool.assign", PoolPolicy.ASSIGN);
    private static final Operation RELEASE = Operation.of("pool.release", MODULE, "release");
    private static final Operation EXEMPT = Operation.of("pool.exempt", MODULE, "exempt");
    private static final Operation END_EXEMPTION = Operation.of("pool.end-exemption", MODULE, "exempt");

    private final Road road;
    private final Actor actor;
    private final Pooled<T> pooled;
    private final Kind<T> kind;
    private final ZoneId zone;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param pooled what can be in the pool
     */
    public Pool(Road road, Actor actor, Pooled<T> pooled) {
        this.road = road;
        this.actor = actor;
        this.pooled = pooled;
        this.kind = pooled.kind();
        this.zone = road.with().zone();
    }

    private record Claim(@NotBlank String id) {}

    private record Assign(
            @NotBlank String id,
            long expectedVersion,
            @NotBlank String to,
            @NotBlank @CleanText(max = 500) String reason) {}

    private record Because(
            @NotBlank String id,
            long expectedVersion,
            @NotBlank @CleanText(max = 500) String reason) {}

    private static PoolPolicy policy(Unit unit) {
        return unit.standing().policy().get(PoolPolicy.SECTION);
    }

    private static Set<String> open(Unit unit) {
        return policy(unit).openTo(unit.standing().departmentsOf(unit.actorId()));
    }

    // What is there

    /**
     * The pools that the actor may claim from.
     *
     * @return the pools with the number of records in each, by key
     */
    public Outcome<List<PoolCount>> pools() {
        return road.read(actor, VIEW, unit -> {
            Set<String> open = open(unit);
            Map<String, Long> counts = new HashMap<>();
            for (Tally.Group group :
                    unit.tally(kind, Filter.in(Pooled.POOL, open), List.of(Pooled.POOL), List.of(Measure.count()))) {
                counts.put(String.valueOf(group.keys().get(0)), (Long)
                        Objects.requireNonNull(group.measures().get(0)));
            }
            return Outcome.done(open.stream()
                    .map(key -> new PoolCount(
                            key,
                            Optional.ofNullable(policy(unit).pools().get(key))
                                    .orElseThrow()
                                    .name(),
                            counts.getOrDefault(key, 0L)))
                    .toList());
        });
    }

    /**
     * What is in the pools that the actor may claim from, the last changed first.
     *
     * @param pool key of a pool, or none for all
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<T>> list(Optional<String> pool, int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            Set<String> open = open(unit);
            if (pool.isPresent() && !open.contains(pool.get())) {
                return Outcome.refused(unknown(pool.get(), open));
            }
            Filter filter =
                    pool.map(key -> Filter.equal(Pooled.POOL, key)).orElseGet(() -> Filter.in(Pooled.POOL, open));
            Listing<T> page = unit.list(kind, filter, "by_updated", limit, pageToken);
            unit.tellRead(
                    kind.module(), kind.blind().isEmpty() ? 0 : page.items().size()); // persons (ACC-10)
            return Outcome.done(page);
        });
    }

    private static Refusal unknown(String pool, Set<String> open) {
        return Refusal.of(Refusal.Kind.INVALID, "CUS-12", "pool.unknown", pool, String.join(", ", open))
                .onField("pool")
                .ofValue(pool);
    }

    /**
     * What the actor may still claim.
     *
     * @return the numbers
     */
    public Outcome<ClaimQuota> quota() {
        return road.read(actor, VIEW, unit -> {
            PoolPolicy policy = policy(unit);
            ClaimLedger ledger = ledger(unit);
            LocalDate free = ledger.firstFree(unit.today(), Math.max(1, policy.claimsPerDay()));
            return Outcome.done(new ClaimQuota(
                    unit.today(),
                    ledger.on(unit.today()),
                    policy.claimsPerDay(),
                    Ownership.count(unit, kind.name(), unit.actorId()),
                    pooled.cap(unit).orElse(Integer.MAX_VALUE),
                    free.equals(unit.today()) ? unit.now() : startOf(free)));
        });
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static ClaimLedger ledger(Unit unit) {
        return unit.find(ClaimLedger.KIND, unit.actorId()).orElseGet(() -> ClaimLedger.of(unit.actorId()));
    }

    // How it changes hands

    /**
     * Takes a record out of a pool. Whoever is first gets it; the cap, the claims of the day and the former owner's cool-down hold, and
     * a claim that is refused uses nothing up.
     *
     * @param id the record
     * @return the record, now the actor's; or every rule that refuses, with the earliest time where waiting helps
     */
    public Outcome<T> claim(String id) {
        return road.write(actor, CLAIM, new Claim(id), kind.javaType(), unit -> {
            Outcome<T> found = inPool(unit, id);
            if (!(found instanceof Outcome.Done<T> there)) {
                return found;
            }
            T before = there.value();
            Optional<String> me = Optional.of(unit.actorId());
            List<Refusal> wrong = new ArrayList<>();
            usedUp(unit).ifPresent(wrong::add);
            cooling(unit, before).ifPresent(wrong::add);
            wrong.addAll(pooled.give(unit, before, me, CLAIM.permission()));
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            unit.keep(ClaimLedger.KIND, ledger(unit).oneMore(unit.today()));
            return Outcome.done(moved(unit, before, me, Optional.empty()));
        });
    }

    /** A record that nobody owns, in a pool that is open to the actor. */
    private Outcome<T> inPool(Unit unit, String id) {
        Optional<T> found = unit.visible(kind, id);
        if (found.isEmpty()) {
            return Outcome.refused(Refusals.notFound(label(), id));
        }
        Held held = pooled.held(found.get());
        if (held.pool().isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-12", "pool.owned", name(unit, found.get()))
                    .onField("owner"));
        }
        String pool = held.pool().get();
        if (!open(unit).contains(pool)) {
            return Outcome.refused(Refusal.of(Refusal.Kind.FORBIDDEN, "CUS-12", "pool.closed", pool)
                    .onField("pool")
                    .missing("pool " + pool));
        }
        return Outcome.done(found.get());
    }

    private Optional<Refusal> usedUp(Unit unit) {
        int perDay = policy(unit).claimsPerDay();
        if (perDay == 0) {
            return Optional.of(Refusal.of(Refusal.Kind.RULE, "CUS-12", "pool.no-claims"));
        }
        LocalDate free = ledger(unit).firstFree(unit.today(), perDay);
        if (free.equals(unit.today())) {
            return Optional.empty();
        }
        Instant from = startOf(free);
        return Optional.of(Refusal.of(
                        Refusal.Kind.RULE,
                        "CUS-12",
                        "pool.used-up",
                        ledger(unit).on(unit.today()),
                        perDay,
                        unit.said(from))
                .until(from));
    }

    private Optional<Refusal> cooling(Unit unit, T record) {
        int days = pooled.policy(unit, record).coolDownDays();
        Instant left = pooled.held(record).custody().left().get(unit.actorId());
        if (left == null) {
            return Optional.empty();
        }
        Instant from = left.atZone(zone).plusDays(days).toInstant();
        return unit.now().isBefore(from)
                ? Optional.of(
                        Refusal.of(Refusal.Kind.RULE, "CUS-12", "pool.cooling", days, unit.said(left), unit.said(from))
                                .until(from))
                : Optional.empty();
    }

    /**
     * Gives a record out of a pool to somebody. The new owner must be within reach and keeps to the cap; daily claims and cool-down are
     * for those who help themselves.
     *
     * @param id the record
     * @param expectedVersion the version that was read
     * @param to id of the new owner
     * @param reason why
     * @return the record as changed
     */
    public Outcome<T> assign(String id, long expectedVersion, String to, String reason) {
        return road.write(actor, ASSIGN, new Assign(id, expectedVersion, to, reason), kind.javaType(), unit -> {
            Outcome<T> found = inPool(unit, id).flatMap(record -> inVersion(id, record, expectedVersion));
            if (!(found instanceof Outcome.Done<T> there)) {
                return found;
            }
            if (!unit.standing().reaches(ASSIGN.permission(), "", Optional.of(to))) {
                return Outcome.refused(Refusals.outOfReach(ASSIGN.permission()).onField("owner"));
            }
            List<Refusal> wrong = pooled.give(unit, there.value(), Optional.of(to), ASSIGN.permission());
            return wrong.isEmpty()
                    ? Outcome.done(moved(unit, there.value(), Optional.of(to), Optional.of(reason)))
                    : Outcome.refused(wrong);
        });
    }

    private Outcome<T> inVersion(String id, T record, long expectedVersion) {
        return Edits.stale(kind, id, record, expectedVersion)
                .<Outcome<T>>map(Outcome::refused)
                .orElseGet(() -> Outcome.done(record));
    }

    /**
     * Gives a record back to the pool that the policy names for it. Its owner may, and who reaches the owner; a team member never.
     *
     * @param id the record
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the record as changed; the actor may not see it any more afterwards
     */
    public Outcome<T> release(String id, long expectedVersion, String reason) {
        return road.write(actor, RELEASE, new Because(id, expectedVersion, reason), kind.javaType(), unit -> {
            Outcome<T> found = reached(unit, RELEASE.permission(), id, expectedVersion);
            if (!(found instanceof Outcome.Done<T> there)) {
                return found;
            }
            if (pooled.held(there.value()).owner().isEmpty()) {
                return Outcome.refused(notOwned(unit, there.value()));
            }
            List<Refusal> wrong = pooled.give(unit, there.value(), Optional.empty(), RELEASE.permission());
            return wrong.isEmpty()
                    ? Outcome.done(moved(unit, there.value(), Optional.empty(), Optional.of(reason)))
                    : Outcome.refused(wrong);
        });
    }

    private Outcome<T> reached(Unit unit, Permission permission, String id, long expectedVersion) {
        Optional<T> found = unit.visible(kind, id);
        if (found.isEmpty()) {
            return Outcome.refused(Refusals.notFound(label(), id));
        }
        return unit.standing()
                        .reaches(
                                permission,
                                found.get().id(),
                                pooled.held(found.get()).owner())
                ? inVersion(id, found.get(), expectedVersion)
                : Outcome.refused(Refusals.outOfReach(permission));
    }

    private Refusal notOwned(Unit unit, T record) {
        return Refusal.of(
                        Refusal.Kind.RULE,
                        "CUS-12",
                        "pool.not-owned",
                        name(unit, record),
                        pooled.held(record).pool().orElse(""))
                .onField("owner");
    }

    /** What the actor may call it. */
    private String name(Unit unit, T record) {
        return pooled.held(unit.shown(record)).name();
    }

    private T moved(Unit unit, T before, Optional<String> to, Optional<String> reason) {
        Held held = pooled.held(before);
        String into =
                to.isPresent() ? Custody.PUBLIC : pooled.policy(unit, before).into();
        T after = unit.change(
                kind,
                before,
                pooled.with(
                        before,
                        to,
                        held.custody().moved(held.owner(), to, into, unit.now()),
                        held.trace().touched(unit.now(), unit.actorId())),
                reason);
        pooled.concluded(unit, List.of(before.id()));
        return after;
    }

    // What stays

    /**
     * Exempts a record from recycling, as long as somebody owns it.
     *
     * @param id the record
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the record as changed
     */
    public Outcome<T> exempt(String id, long expectedVersion, String reason) {
        return exempted(
                EXEMPT,
                new Because(id, expectedVersion, reason),
                unit -> Optional.of(new Custody.Exemption(unit.actorId(), unit.now(), reason)));
    }

    /**
     * Ends an exemption from recycling. The time without follow-up counts as if there had been none.
     *
     * @param id the record
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the record as changed
     */
    public Outcome<T> endExemption(String id, long expectedVersion, String reason) {
        return exempted(END_EXEMPTION, new Because(id, expectedVersion, reason), unit -> Optional.empty());
    }

    private Outcome<T> exempted(
            Operation operation, Because command, Function<Unit, Optional<Custody.Exemption>> exemption) {
        return road.write(
                actor,
                operation,
                command,
                kind.javaType(),
                unit -> Edits.change(
                        unit,
                        kind,
                        command.id(),
                        command.expectedVersion(),
                        operation,
                        Optional.of(command.reason()),
                        record -> {
                            Held held = pooled.held(record);
                            return held.owner().isEmpty()
                                    ? Outcome.refused(notOwned(unit, record))
                                    : Outcome.done(pooled.with(
                                            record,
                                            held.owner(),
                                            held.custody().exempted(exemption.apply(unit)),
                                            held.trace().touched(unit.now(), unit.actorId())));
                        }));
    }

    // What goes back by itself

    /**
     * Gives everything to the pools that its owner has not seen to in time, and reminds owners whose time is soon over, in batches, each
     * of which is a change set of its own. Doing it again, or on two nodes at once, does no harm.
     *
     * @return what was done
     */
    public Outcome<RecyclingReport> recycle() {
        return new RecyclingRun<>(road, actor.withoutKey(), pooled).recycle();
    }

    /**
     * What {@link #recycle} would do if it ran every day from today on, and nobody did anything until then (POL-02). What the actor may
     * not see is not counted.
     *
     * @param days how many days to look ahead, 0 for today alone, to 366
     * @return what would be done
     * @throws IllegalArgumentException for other days
     */
    public Outcome<RecyclingReport> preview(int days) {
        return new RecyclingRun<>(road, actor, pooled).preview(days);
    }

    private Label label() {
        return Messages.label("kind." + kind.name());
    }
}
