package io.crmkit.customer;

import io.crmkit.access.Edits;
import io.crmkit.access.Ownership;
import io.crmkit.access.Refusals;
import io.crmkit.automation.Reminder;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.pool.Custody;
import io.crmkit.pool.RecycleNotice;
import io.crmkit.privacy.Keepsake;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The recycle bin of customers (CUS-10, 回收站). Got from a session.
 *
 * <p>A customer in the bin is gone from everything: its record is deleted in the store, so that no list, search, count, report, check for
 * duplicates, pool, run of rules or cap can come across it; what hangs on it, such as contacts, follow-ups and documents, is seen through it only. Its id
 * answers that it is in the bin, to those who could see it, and is unknown to all others. For some days (policy {@code
 * cleansing.binDays}) it can be restored and is then exactly what it was; afterwards {@link #purge} takes it away for good.
 *
 * <p>What is traded or negotiated is no rubbish: a customer that bought something, or with whom there is any opportunity, open, won or lost,
 * does not go into the bin, because purchases are accounts and opportunities are the record of what the pipeline won and lost. Nor does
 * one that is under approval.
 */
public final class RecycleBin {

    private static final String MODULE = "customer";
    static final Operation PUT = Operation.of("bin.put", MODULE, "delete");
    private static final Operation RESTORE = Operation.of("bin.restore", MODULE, "delete");
    private static final Operation VIEW = Operation.of("bin.view", MODULE, "view");

    /** What the bin and the cleansing keep. */
    public static final List<Kind<?>> KINDS = List.of(BinRecord.KIND, Proposal.KIND, CleansingRun.KIND);

    private final Road road;
    private final Actor actor;
    private final Evaluation evaluation;
    private final List<Mergeable<?>> parts;
    private final List<Keepsake> keepsakes;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param evaluation judges customers
     * @param parts what refers to customers
     * @param keepsakes what is kept about persons and customers beside their records
     */
    public RecycleBin(
            Road road, Actor actor, Evaluation evaluation, List<Mergeable<?>> parts, List<Keepsake> keepsakes) {
        this.road = road;
        this.actor = actor;
        this.evaluation = evaluation;
        this.parts = parts;
        this.keepsakes = keepsakes;
    }

    /**
     * Puts a customer into the bin. It needs the permission to delete customers, reaching the owner.
     *
     * @param customer id of the customer
     * @param expectedVersion the version that was read
     * @param reason why
     * @return what is in the bin now, or everything that is in the way
     */
    public Outcome<Binned> put(String customer, long expectedVersion, String reason) {
        record Command(
                @NotBlank String customer,
                long expectedVersion,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(
                actor,
                PUT,
                new Command(customer, expectedVersion, reason),
                Binned.class,
                unit -> put(unit, parts, customer, expectedVersion, reason));
    }

    static Outcome<Binned> put(Unit unit, List<Mergeable<?>> parts, String id, long expectedVersion, String reason) {
        Optional<Customer> found = unit.visible(Customer.KIND, id);
        if (found.isEmpty()) {
            return Outcome.refused(BinRecord.refusal(unit, id)
                    .orElseGet(() -> Refusals.notFound(Messages.label("kind.customer"), id)));
        }
        Customer customer = found.get();
        if (!unit.standing().reaches(PUT.permission(), customer.id(), customer.owner())) {
            return Outcome.refused(Refusals.outOfReach(PUT.permission()));
        }
        Optional<Refusal> stale = Edits.stale(Customer.KIND, id, customer, expectedVersion);
        if (stale.isPresent()) {
            return Outcome.refused(stale.get());
        }
        List<Refusal> wrong = inTheWay(unit, parts, customer);
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        unit.check(TradeRecord.KIND, id); // so that nothing is bought meanwhile
        Optional<TradeRecord> trade = unit.find(TradeRecord.KIND, id);
        List<String> reminders = RecycleNotice.settleAll(unit, Customer.KIND.key(id));
        BinRecord binned = BinRecord.of(unit, customer, trade, reminders, externals(unit, customer), reason);
        unit.delete(Customer.KIND, customer, Optional.of(reason));
        unit.drop(TradeRecord.KIND, id);
        Ownership.ends(unit, MODULE, customer.owner());
        return Outcome.done(Binned.of(unit, unit.keep(BinRecord.KIND, binned)));
    }

    /**
     * What keeps a customer out of the bin, all at once: by its kind where the actor sees any of it, never how many. Of what the actor sees
     * nothing of is said that there is something.
     */
    static List<Refusal> inTheWay(Unit unit, List<Mergeable<?>> parts, Customer customer) {
        List<Refusal> told = new ArrayList<>();
        boolean untold = false;
        if (bought(unit, customer)) {
            if (unit.walls().sees(TradeRecord.KIND.module(), TradeRecord.TRADED)) {
                told.add(Refusal.of(Refusal.Kind.RULE, "CUS-10", "bin.bought", customer.name()));
            } else {
                untold = true;
            }
        }
        for (Mergeable<?> part : parts) {
            if (!part.hanging() && !part.of(unit, customer.id(), 1).isEmpty()) {
                if (part.shows(unit, customer.id())) {
                    told.add(Refusal.of(
                            Refusal.Kind.RULE,
                            "CUS-10",
                            "bin.refers",
                            customer.name(),
                            Messages.label("kind." + part.kind().name())));
                } else {
                    untold = true;
                }
            }
        }
        if (told.isEmpty() && untold) {
            told.add(Refusal.of(Refusal.Kind.RULE, "CUS-10", "bin.needed", customer.name()));
        }
        List<Refusal> wrong = new ArrayList<>();
        unit.locks().refusal(Customer.KIND, customer.id()).ifPresent(wrong::add);
        wrong.addAll(told);
        return wrong;
    }

    private static boolean bought(Unit unit, Customer customer) {
        Filter purchases = Filter.in("customer", List.copyOf(MergedIds.idsOf(unit, customer.id())));
        return !unit.query(Purchase.KIND, purchases, 1).isEmpty()
                || unit.find(TradeRecord.KIND, customer.id())
                        .filter(TradeRecord::traded)
                        .isPresent();
    }

    private static Set<String> externals(Unit unit, Customer customer) {
        Set<String> externals = new TreeSet<>();
        customer.trace().external().ifPresent(externals::add);
        for (String id : MergedIds.idsOf(unit, customer.id())) {
            unit.find(MergeRecord.KIND, id)
                    .flatMap(merge -> merge.other().trace().external())
                    .ifPresent(externals::add);
        }
        return externals;
    }

    /**
     * What is in the bin and the actor may know of, the last first.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Binned>> list(int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            Listing<BinRecord> page = unit.list(
                    BinRecord.KIND,
                    Filter.equal(BinRecord.STATE, BinRecord.State.BINNED.name()),
                    BinRecord.BY_TIME,
                    limit,
                    pageToken);
            return Outcome.done(new Listing<>(
                    page.items().stream()
                            .filter(binned ->
                                    unit.sees(Customer.KIND, binned.customer().orElseThrow()))
                            .map(binned -> Binned.of(unit, binned))
                            .toList(),
                    page.next()));
        });
    }

    /**
     * A customer in the bin.
     *
     * @param customer its id, or that of one that was merged into it
     * @return what is told of it, if the actor could see the customer
     */
    public Outcome<Binned> get(String customer) {
        return road.read(
                actor,
                VIEW,
                unit -> BinRecord.visible(unit, customer)
                        .map(binned -> Outcome.done(Binned.of(unit, binned)))
                        .orElseGet(() -> Outcome.refused(notThere(customer))));
    }

    /**
     * Takes a customer out of the bin: it is exactly what it was, its owner's again, as far as the owner's cap allows (CUS-12). Who could
     * put it there can restore it.
     *
     * @param customer its id
     * @param reason why
     * @return the customer, or why not
     */
    public Outcome<Customer> restore(String customer, String reason) {
        return restore(customer, reason, false);
    }

    /**
     * Takes a customer out of the bin and into the pool, such as when its owner cannot take it (CUS-12).
     *
     * @param customer its id
     * @param reason why
     * @return the customer, or why not
     */
    public Outcome<Customer> restoreToPool(String customer, String reason) {
        return restore(customer, reason, true);
    }

    private Outcome<Customer> restore(String customer, String reason, boolean toPool) {
        record Command(
                @NotBlank String customer,
                @NotBlank @CleanText(max = 500) String reason,
                boolean toPool) {}
        Command command = new Command(customer, reason, toPool);
        Outcome<Customer> restored =
                road.write(actor, RESTORE, command, Customer.class, unit -> restored(unit, customer, reason, toPool));
        if (!restored.isDone()) {
            return restored;
        }
        Outcome<Customer> settled = road.write(
                actor.withoutKey(), RESTORE, command, Customer.class, unit -> settled(unit, customer, restored));
        return settled.isDone() || toPool ? settled : restored; // it is there again in any case
    }

    private Outcome<Customer> restored(Unit unit, String id, String reason, boolean toPool) {
        Optional<BinRecord> landing =
                unit.find(BinRecord.KIND, id).filter(binned -> binned.state() == BinRecord.State.LANDING && toPool);
        Optional<Customer> there = landing.flatMap(binned -> unit.visible(Customer.KIND, id));
        if (there.isPresent()) { // whoever was restoring it did not get to the end
            return reaches(unit, there.get())
                    ? Outcome.done(there.get())
                    : Outcome.refused(Refusals.outOfReach(RESTORE.permission()));
        }
        Optional<BinRecord> found =
                BinRecord.visible(unit, id).filter(binned -> binned.id().equals(id));
        if (found.isEmpty()) {
            return Outcome.refused(notThere(id));
        }
        BinRecord binned = found.get();
        Customer customer = binned.customer().orElseThrow();
        if (!reaches(unit, customer)) {
            return Outcome.refused(Refusals.outOfReach(RESTORE.permission()));
        }
        Binned told = Binned.of(unit, binned);
        if (binned.state() != BinRecord.State.BINNED || unit.now().isAfter(told.until())) {
            return Outcome.refused(Refusal.of(
                    Refusal.Kind.RULE,
                    "CUS-10",
                    "bin.too-late",
                    customer.name(),
                    unit.said(told.at()),
                    unit.said(told.until())));
        }
        boolean moves = toPool && customer.owner().isPresent();
        if (!moves) {
            List<Refusal> wrong = Ownership.returns(unit, MODULE, customer.owner(), Customers.cap(unit));
            if (!wrong.isEmpty()) {
                List<Refusal> all = new ArrayList<>(wrong);
                all.add(Refusal.of(Refusal.Kind.RULE, "CUS-10", "bin.to-pool-instead", customer.name()));
                return Outcome.refused(all);
            }
        }
        Customer back = unit.restore(Customer.KIND, customer, Optional.of(reason));
        binned.trade().ifPresent(trade -> unit.undrop(TradeRecord.KIND, trade));
        if (moves) {
            Ownership.returns(unit, MODULE, customer.owner()); // until it has landed
            unit.keep(BinRecord.KIND, binned.in(BinRecord.State.LANDING));
        } else {
            Reminder.waitAgain(unit, binned.reminders());
            unit.keep(BinRecord.KIND, binned.emptied(BinRecord.State.RESTORED));
        }
        return Outcome.done(back);
    }

    /**
     * What can only be written once the record is there again: into the pool, and what has changed around it meanwhile. A request that
     * comes again comes by here too: what was written since is left alone, and told to nobody who does not see it.
     */
    private Outcome<Customer> settled(Unit unit, String id, Outcome<Customer> restored) {
        Optional<Customer> found = unit.visible(Customer.KIND, id);
        if (found.isEmpty()) {
            return restored; // put into the bin again by somebody faster, or somebody else's by now
        }
        Customer customer = found.get();
        Optional<BinRecord> landing =
                unit.find(BinRecord.KIND, id).filter(binned -> binned.state() == BinRecord.State.LANDING);
        boolean same = restored.toOptional()
                .filter(back -> back.version() == customer.version())
                .isPresent();
        if (landing.isEmpty() && !same) {
            return Outcome.done(customer);
        }
        if (!reaches(unit, customer)) {
            return Outcome.refused(Refusals.outOfReach(RESTORE.permission()));
        }
        Customer after = landing.map(binned -> landed(unit, customer, binned)).orElse(customer);
        List<Refusal> warnings = new ArrayList<>();
        if (after.profile().parent().isPresent() && astray(unit, after)) {
            warnings.add(Refusal.of(Refusal.Kind.RULE, "CUS-10", "bin.parent-gone", customer.name())
                    .onField("parent"));
            after = after.cleared(
                    United.below(after.profile(), Optional.empty()),
                    after.trace().touched(unit.now(), unit.actorId()));
        }
        landing.ifPresent(binned -> unit.keep(BinRecord.KIND, binned.emptied(BinRecord.State.RESTORED)));
        if (!after.equals(customer)) {
            after = unit.change(Customer.KIND, customer, after, Optional.empty());
        } else {
            unit.reindex(Customer.KIND, id); // by the policy as it is now
        }
        evaluation.run(unit, List.of(id));
        return new Outcome.Done<>(after, warnings);
    }

    private static boolean reaches(Unit unit, Customer customer) {
        return unit.standing().reaches(RESTORE.permission(), customer.id(), customer.owner());
    }

    /** Into the pool, unless it was given to somebody else meanwhile. */
    private static Customer landed(Unit unit, Customer customer, BinRecord binned) {
        Optional<String> before = binned.owner();
        if (!customer.owner().equals(before)) {
            return customer;
        }
        Ownership.pooled(unit, MODULE, before);
        OwnedCustomers.goAlong(unit, customer, Optional.empty());
        return customer.withOwner(
                Optional.empty(), Custody.PUBLIC, customer.trace().touched(unit.now(), unit.actorId()));
    }

    /** Whether what it belonged to was purged meanwhile, or belongs to it now. */
    private static boolean astray(Unit unit, Customer customer) {
        Set<String> seen = new TreeSet<>(Set.of(customer.id()));
        Optional<String> above = customer.profile().parent();
        boolean first = true;
        while (above.isPresent()) {
            if (!seen.add(above.get())) {
                return above.get().equals(customer.id());
            }
            Optional<Customer> next = unit.find(Customer.KIND, above.get());
            if (first && next.isEmpty() && BinRecord.of(unit, above.get()).isEmpty()) {
                return true;
            }
            first = false;
            above = next.flatMap(one -> one.profile().parent());
        }
        return false;
    }

    /**
     * Takes away for good what can be restored no longer (CUS-10): the customers, their contacts, follow-ups and documents, what the audit
     * trail tells of their sensitive fields, and what reminders, messages and answers tell. That they were there, and who purged them, stays
     * on record, and the chains of the audit trail stay valid. Contents of documents go with the next {@code documents().collect}. It can
     * be interrupted at any time and goes on when it is called again, on whatever node.
     *
     * @return how many customers are gone
     */
    public Outcome<Long> purge() {
        return new BinPurge(road, actor, parts, keepsakes).run();
    }

    /** {@return the permission to put customers into the bin and to restore them} */
    public static Permission permission() {
        return PUT.permission();
    }

    private static Refusal notThere(String id) {
        return Refusal.of(Refusal.Kind.NOT_FOUND, "CUS-10", "bin.not-there", id).ofValue(id);
    }
}
