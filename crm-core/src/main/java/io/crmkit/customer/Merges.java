package io.crmkit.customer;

import io.crmkit.access.Edits;
import io.crmkit.access.Ownership;
import io.crmkit.access.Refusals;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.duplicates.DuplicatesPolicy;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.pool.RecycleNotice;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Two customers that are one become one, and two again when that was wrong (CUS-06). Got from a session.
 *
 * <p>One survives: it keeps id, owner, grade by hand and history, and gets what is known of the other and not of it, its tags, and all that
 * refers to it. The other is gone from every list; its id leads to the survivor. All of it is one change set, on record in the audit. For
 * some days (policy {@code duplicates.undoDays}) it can be undone: both are again what they were, but for what has changed since, which stays
 * with the survivor.
 */
public final class Merges {

    private static final String MODULE = "customer";
    static final Operation MERGE = Operation.of("customer.merge", MODULE, "merge");
    private static final Operation UNMERGE = Operation.of("customer.unmerge", MODULE, "merge");
    private static final Operation VIEW = Operation.of("customer.merges", MODULE, "view");

    /** How many merges of one customer are listed. */
    private static final int LISTED = 100;

    /** How many records one merge moves. */
    private static final int MOST_MOVED = 5_000;

    private final Road road;
    private final Actor actor;
    private final Evaluation evaluation;
    private final List<Mergeable<?>> parts;

    /** What merges keep. */
    public static final List<Kind<?>> KINDS = List.of(MergeRecord.KIND);

    /**
     * A merge, as it is told.
     *
     * @param customer id of the customer that is gone
     * @param survivor id of the customer that it was merged into
     * @param at when
     * @param by id of the user who merged them
     * @param reason why
     * @param undoUntil until when it can be undone
     */
    public record Merged(String customer, String survivor, Instant at, String by, String reason, Instant undoUntil) {}

    /**
     * What shall become one.
     *
     * @param survivor id of the customer that stays
     * @param survivorVersion the version of it that was read
     * @param other id of the customer that goes
     * @param otherVersion the version of it that was read
     * @param take keys of dictionary fields whose value shall be the other's, such as {@code address}; all others are the survivor's where
     *     it has one
     * @param reason why they are one
     */
    public record Pair(
            @NotBlank String survivor,
            long survivorVersion,
            @NotBlank String other,
            long otherVersion,
            @NotNull @Size(max = 200) Set<@NotBlank String> take,
            @NotBlank @CleanText(max = 500) String reason) {

        /** Copies the keys. */
        public Pair {
            take = Set.copyOf(take);
        }

        /**
         * Two customers as they were read.
         *
         * @param survivor the one that stays
         * @param other the one that goes
         * @param reason why they are one
         * @return the pair
         */
        public static Pair of(Customer survivor, Customer other, String reason) {
            return new Pair(survivor.id(), survivor.version(), other.id(), other.version(), Set.of(), reason);
        }

        /**
         * The same with fields whose value shall be the other's.
         *
         * @param keys keys of the fields
         * @return another pair
         */
        public Pair taking(String... keys) {
            return new Pair(survivor, survivorVersion, other, otherVersion, Set.of(keys), reason);
        }
    }

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param evaluation judges customers
     * @param parts what refers to customers
     */
    public Merges(Road road, Actor actor, Evaluation evaluation, List<Mergeable<?>> parts) {
        this.road = road;
        this.actor = actor;
        this.evaluation = evaluation;
        this.parts = parts;
    }

    /**
     * Makes one of two. Both must be in the actor's reach and seen in full, and nothing of them under approval.
     *
     * @param pair what shall become one
     * @return the survivor, or everything that is in the way
     */
    public Outcome<Customer> merge(Pair pair) {
        return road.write(actor, MERGE, pair, Customer.class, unit -> merged(unit, pair));
    }

    Outcome<Customer> merged(Unit unit, Pair pair) {
        Optional<Customer> one = unit.visible(Customer.KIND, pair.survivor());
        Optional<Customer> two = unit.visible(Customer.KIND, pair.other());
        List<Refusal> wrong = new ArrayList<>();
        if (one.isEmpty()) {
            wrong.add(notFound(pair.survivor()));
        }
        if (two.isEmpty()) {
            wrong.add(notFound(pair.other()));
        }
        if (one.isEmpty() || two.isEmpty()) {
            return Outcome.refused(wrong);
        }
        Customer survivor = one.get();
        Customer other = two.get();
        if (survivor.id().equals(other.id())) {
            return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "CUS-06", "merge.itself", survivor.name()));
        }
        within(unit, survivor, wrong);
        within(unit, other, wrong);
        walled(unit).ifPresent(wrong::add);
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        Edits.stale(Customer.KIND, pair.survivor(), survivor, pair.survivorVersion())
                .ifPresent(wrong::add);
        Edits.stale(Customer.KIND, pair.other(), other, pair.otherVersion()).ifPresent(wrong::add);
        unknownFields(unit, pair.take(), wrong);
        Optional<TradeRecord> otherTrade = unit.find(TradeRecord.KIND, other.id());
        Optional<TradeRecord> tradeBefore = unit.find(TradeRecord.KIND, survivor.id());
        otherTrade.ifPresent(theirs -> tradeBefore.ifPresent(ours -> MergedTrade.currencies(ours, theirs, wrong)));
        Customer.Profile united = United.of(survivor, other, pair.take());
        wrong.addAll(road.violations(united));
        if (below(unit, survivor, other.id())) {
            wrong.add(Refusal.of(Refusal.Kind.RULE, "CUS-06", "merge.below", survivor.name(), other.name())
                    .onField("parent"));
        }
        List<String> children = unit.query(Customer.KIND, Filter.equal("parent", other.id()), MOST_MOVED).stream()
                .map(Customer::id)
                .filter(id -> !id.equals(survivor.id()))
                .toList();
        Map<String, List<String>> moved = new TreeMap<>();
        parts.forEach(part -> moved.put(part.kind().name(), part.of(unit, other.id(), MOST_MOVED)));
        long many =
                children.size() + moved.values().stream().mapToLong(List::size).sum();
        if (many >= MOST_MOVED) {
            wrong.add(Refusal.of(Refusal.Kind.RULE, "CUS-06", "merge.too-many", other.name(), MOST_MOVED));
        }
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        Map<String, Mergeable.Sale> sales = new TreeMap<>();
        parts.forEach(part -> {
            List<String> ids = moved.getOrDefault(part.kind().name(), List.of());
            sales.putAll(part.sales(unit, ids));
            part.move(unit, ids, other.id(), survivor.id(), pair.reason());
        });
        adopt(unit, children, other.id(), survivor.id(), pair.reason());
        Trace touched = survivor.trace().touched(unit.now(), unit.actorId());
        Customer after = unit.change(
                Customer.KIND,
                survivor,
                survivor.withProfile(united, touched)
                        .withCustody(survivor.owner(), survivor.custody().united(other.custody()), touched),
                Optional.of(pair.reason()));
        List<String> reminders = RecycleNotice.settleAll(unit, Customer.KIND.key(other.id()));
        unit.delete(Customer.KIND, other, Optional.of(pair.reason()));
        Ownership.ends(unit, MODULE, other.owner());
        otherTrade.ifPresent(theirs -> {
            unit.drop(TradeRecord.KIND, other.id());
            TradeRecord ours = tradeBefore.orElseGet(() -> TradeRecord.none(survivor.id(), survivor.owner()));
            unit.keep(
                    TradeRecord.KIND,
                    ours.with(theirs, Evaluation.source(unit.standing().policy())));
        });
        evaluation.run(unit, List.of(survivor.id()));
        unit.keep(
                MergeRecord.KIND,
                new MergeRecord(
                        other.id(),
                        1,
                        survivor.id(),
                        other,
                        survivor,
                        after,
                        otherTrade,
                        tradeBefore,
                        unit.find(TradeRecord.KIND, survivor.id()),
                        moved,
                        sales,
                        children,
                        reminders,
                        unit.now(),
                        unit.actorId(),
                        pair.reason(),
                        Optional.empty()));
        return Outcome.done(after);
    }

    /** Both are seen in full, with what they brought: whether they can be one follows from it. */
    private static Optional<Refusal> walled(Unit unit) {
        return unit.walls().sees(Customer.KIND) && unit.walls().sees(TradeRecord.KIND)
                ? Optional.empty()
                : Optional.of(Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-07", "merge.walled"));
    }

    private static void within(Unit unit, Customer customer, List<Refusal> wrong) {
        if (!unit.standing().reaches(MERGE.permission(), customer.id(), customer.owner())) {
            wrong.add(Refusals.outOfReach(MERGE.permission()));
        }
    }

    private static void unknownFields(Unit unit, Set<String> take, List<Refusal> wrong) {
        take.stream()
                .sorted()
                .filter(key ->
                        CustomerFields.of(unit.standing().policy()).field(key).isEmpty())
                .forEach(key -> wrong.add(Refusal.of(Refusal.Kind.NOT_FOUND, "CUS-01", "dictionary.unknown", key)
                        .onField(key)));
    }

    /** Whether a customer is below another, but not right below it. */
    private static boolean below(Unit unit, Customer customer, String other) {
        Set<String> seen = new LinkedHashSet<>(Set.of(customer.id()));
        Optional<Customer> above =
                customer.profile().parent().filter(id -> !id.equals(other)).flatMap(id -> unit.find(Customer.KIND, id));
        while (above.isPresent() && seen.add(above.get().id())) {
            Optional<String> next = above.get().profile().parent();
            if (next.filter(other::equals).isPresent()) {
                return true;
            }
            above = next.flatMap(id -> unit.find(Customer.KIND, id));
        }
        return false;
    }

    private static void adopt(Unit unit, Collection<String> children, String from, String to, String reason) {
        unit.prefetchToWrite(Customer.KIND, children);
        for (String id : children) {
            unit.find(Customer.KIND, id)
                    .filter(child ->
                            child.profile().parent().filter(from::equals).isPresent())
                    .ifPresent(child -> unit.changeAlike(
                            Customer.KIND,
                            child,
                            child.cleared(
                                    United.below(child.profile(), Optional.of(to)),
                                    child.trace().touched(unit.now(), unit.actorId())),
                            Optional.of(reason)));
        }
    }

    /**
     * Undoes a merge: the customer that was merged is there again, owned as before, with all that referred to it then and still refers to
     * the survivor. What has changed since stays as it is.
     *
     * @param customer id of the customer that was merged
     * @param reason why they are two
     * @return the customer that is there again
     */
    public Outcome<Customer> undo(String customer, String reason) {
        record Command(
                @NotBlank String customer,
                @NotBlank @CleanText(max = 500) String reason) {}
        Outcome<Customer> undone = road.write(
                actor, UNMERGE, new Command(customer, reason), Customer.class, unit -> undone(unit, customer, reason));
        if (undone.isDone()) {
            // who may read it because of its deals, and what these brought, may have changed while it was away
            road.write(actor.withoutKey(), UNMERGE, new Command(customer, reason), Boolean.class, unit -> {
                new MergedTrade(evaluation, parts).settle(unit, customer);
                return Outcome.done(true);
            });
        }
        return undone;
    }

    private Outcome<Customer> undone(Unit unit, String id, String reason) {
        Optional<MergeRecord> found = unit.find(MergeRecord.KIND, id).filter(MergeRecord::stands);
        Optional<Customer> survivor = found.flatMap(merge -> unit.find(Customer.KIND, merge.survivor()));
        if (found.isEmpty() || unit.visible(Customer.KIND, id).isEmpty()) {
            return Outcome.refused(notFound(id));
        }
        MergeRecord merge = found.get();
        if (survivor.isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-06", "merge.undo-later-first", merge.survivor())
                    .missing(merge.survivor()));
        }
        Customer now = survivor.get();
        List<Refusal> wrong = new ArrayList<>();
        within(unit, now, wrong);
        within(unit, merge.other(), wrong);
        walled(unit).ifPresent(wrong::add);
        Instant until = until(unit, merge);
        if (unit.now().isAfter(until)) {
            wrong.add(
                    Refusal.of(Refusal.Kind.RULE, "CUS-06", "merge.too-late", unit.said(merge.at()), unit.said(until)));
        }
        if (wrong.isEmpty()) {
            wrong.addAll(Ownership.returns(unit, MODULE, merge.other().owner(), Customers.cap(unit)));
        }
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        Customer back = unit.restore(Customer.KIND, merge.other(), Optional.of(reason));
        parts.forEach(part -> part.move(
                unit, merge.moved().getOrDefault(part.kind().name(), List.of()), now.id(), back.id(), reason));
        adopt(unit, merge.children(), now.id(), back.id(), reason);
        boolean untouched = now.withVersion(merge.after().version()).equals(merge.after());
        Customer.Profile profile =
                United.undone(merge.before().profile(), merge.after().profile(), now.profile());
        unit.change(
                Customer.KIND,
                now,
                untouched
                        ? merge.before().again(now.trace().touched(unit.now(), unit.actorId()))
                        : now.cleared(profile, now.trace().touched(unit.now(), unit.actorId())),
                Optional.of(reason));
        new MergedTrade(evaluation, parts).undone(unit, merge, now);
        Reminder.waitAgain(unit, merge.reminders());
        unit.keep(MergeRecord.KIND, merge.undone(unit.now()));
        return Outcome.done(back);
    }

    /**
     * The merges that ended in a customer and can be undone, the last first.
     *
     * @param customer id of the customer
     * @return the merges
     */
    public Outcome<List<Merged>> of(String customer) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Customer.KIND, customer)
                        .map(survivor -> Outcome.done(
                                unit.query(MergeRecord.KIND, Filter.equal("survivor", survivor.id()), LISTED).stream()
                                        .sorted((a, b) -> b.at().compareTo(a.at()))
                                        .map(merge -> new Merged(
                                                merge.id(),
                                                merge.survivor(),
                                                merge.at(),
                                                merge.by(),
                                                merge.reason(),
                                                until(unit, merge)))
                                        .toList()))
                        .orElseGet(() -> Outcome.refused(notFound(customer))));
    }

    private static Instant until(Unit unit, MergeRecord merge) {
        return merge.at()
                .plus(Duration.ofDays(
                        unit.standing().policy().get(DuplicatesPolicy.SECTION).undoDays()));
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(Messages.label("kind.customer"), id);
    }
}
