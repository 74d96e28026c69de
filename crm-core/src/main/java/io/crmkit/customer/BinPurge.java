package io.crmkit.customer;

import io.crmkit.access.AuditLog;
import io.crmkit.audit.Erasure;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.AccessList;
import io.crmkit.internal.store.Kind;
import io.crmkit.pool.RecycleNotice;
import io.crmkit.privacy.Consent;
import io.crmkit.privacy.Keepsake;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Purges what was in the recycle bin for long enough, a bounded number of records in each change set. What is deleted in one change set is
 * erased in the next; which that is stands in the record of the bin, so that nothing is forgotten when a run is cut off. Not safe for use
 * by many threads.
 */
final class BinPurge {

    private static final Operation PURGE = Operation.of("bin.purge", "customer", "purge");

    /** How many records of a kind that hang on a customer are deleted at once. */
    private static final int TOGETHER = 100;

    /** How many customers at most are looked at in one change set. */
    private static final int CUSTOMERS = 20;

    /** How many changes a change set gets, roughly; the store takes more. */
    private static final int CHANGES = 1_000;

    private static final int MOST_CHILDREN = 500;

    private final Road road;
    private final Actor actor;
    private final List<Mergeable<?>> parts;
    private final List<Keepsake> keepsakes;
    private final Map<String, Kind<?>> kinds = new TreeMap<>();

    /** What one change set did. */
    private record Step(int purged, boolean more) {}

    BinPurge(Road road, Actor actor, List<Mergeable<?>> parts, List<Keepsake> keepsakes) {
        this.road = road;
        this.actor = actor;
        this.parts = parts;
        this.keepsakes = keepsakes;
        List.of(Customer.KIND, Consent.KIND, MergeRecord.KIND, TradeRecord.KIND, Proposal.KIND)
                .forEach(kind -> kinds.put(kind.name(), kind));
        parts.stream()
                .filter(Mergeable::hanging)
                .forEach(part -> kinds.put(part.kind().name(), part.kind()));
    }

    Outcome<Long> run() {
        record Command() {}
        long purged = 0;
        while (true) {
            Outcome<Step> step =
                    road.write(actor.withoutKey(), PURGE, new Command(), Step.class, unit -> Outcome.done(step(unit)));
            if (!(step instanceof Outcome.Done<Step> done)) {
                return Outcome.refused(step.refusals());
            }
            purged += done.value().purged();
            if (!done.value().more()) {
                return Outcome.done(purged);
            }
        }
    }

    private Step step(Unit unit) {
        List<BinRecord> some = due(unit);
        int purged = 0;
        for (BinRecord binned : some) {
            if (unit.size() > CHANGES) {
                break;
            }
            purged += goOn(unit, binned) ? 1 : 0;
        }
        return new Step(purged, !some.isEmpty());
    }

    /** What was begun first. */
    private static List<BinRecord> due(Unit unit) {
        List<BinRecord> begun =
                unit.query(BinRecord.KIND, Filter.equal(BinRecord.STATE, BinRecord.State.PURGING.name()), CUSTOMERS);
        if (!begun.isEmpty()) {
            return begun;
        }
        Instant until = unit.now().minus(Binned.time(unit));
        return unit.query(
                BinRecord.KIND,
                Filter.and(
                        Filter.equal(BinRecord.STATE, BinRecord.State.BINNED.name()),
                        Filter.range(BinRecord.AT, null, until)),
                CUSTOMERS);
    }

    /** {@return whether the customer is gone now} */
    private boolean goOn(Unit unit, BinRecord binned) {
        Customer customer = binned.customer().orElseThrow();
        if (!binned.left().isEmpty()) {
            binned.left().forEach((key, version) -> {
                RecordKey record = key(key);
                unit.purge(Objects.requireNonNull(kinds.get(record.type()), key), record.id(), version);
            });
            boolean last =
                    binned.left().containsKey(Customer.KIND.key(customer.id()).toString());
            unit.keep(BinRecord.KIND, last ? binned.emptied(BinRecord.State.PURGED) : binned.leaving(Map.of()));
            return last;
        }
        Map<String, Long> left = new TreeMap<>();
        String why = "CUS-10 " + customer.id();
        // First, for of what stays the values go with the contacts.
        List<Proposal> proposals = unit.query(
                Proposal.KIND, Filter.in("customer", List.copyOf(MergedIds.idsOf(unit, customer.id()))), TOGETHER);
        proposals.forEach(proposal -> drop(unit, Proposal.KIND, proposal, left));
        boolean more = proposals.size() == TOGETHER;
        for (Mergeable<?> part : parts) {
            if (part.hanging()) {
                List<String> ids = part.of(unit, customer.id(), TOGETHER).stream()
                        .limit(TOGETHER)
                        .toList();
                for (String id : ids) {
                    more |= forget(unit, part.kind(), id, why, left);
                }
                more |= ids.size() == TOGETHER;
            }
        }
        more |= orphan(unit, customer, why);
        more |= forgotten(unit, Customer.KIND.key(customer.id()), why);
        if (!more) {
            last(unit, binned, customer, left);
        }
        unit.keep(BinRecord.KIND, binned.leaving(left));
        return false;
    }

    /** Deletes what hangs on the customer, with what is told of it elsewhere. */
    private <T extends Entity<T>> boolean forget(
            Unit unit, Kind<T> kind, String id, String why, Map<String, Long> left) {
        T object = unit.find(kind, id).orElseThrow();
        left.put(kind.key(id).toString(), unit.remove(kind, object, Optional.of(why)));
        unit.find(Consent.KIND, kind.key(id).toString())
                .ifPresent(consent -> left.put(
                        Consent.KIND.key(consent.id()).toString(),
                        unit.remove(Consent.KIND, consent, Optional.of(why))));
        return forgotten(unit, kind.key(id), why);
    }

    /** Takes away what the audit trail, reminders, messages and answers tell of a record. {@return whether there may be more} */
    private boolean forgotten(Unit unit, RecordKey key, String why) {
        boolean more = AuditLog.erase(unit, key.toString(), why) == Erasure.TOGETHER;
        for (Keepsake keepsake : keepsakes) {
            more |= keepsake.erase(unit, key) == Keepsake.TOGETHER;
        }
        return more;
    }

    private static <T extends Entity<T>> void drop(Unit unit, Kind<T> kind, T object, Map<String, Long> left) {
        unit.drop(kind, object.id());
        left.put(kind.key(object.id()).toString(), object.version() + 1);
    }

    /** Who belonged to the customer belongs to nobody. */
    private static boolean orphan(Unit unit, Customer customer, String why) {
        List<Customer> all = unit.query(Customer.KIND, Filter.equal("parent", customer.id()), MOST_CHILDREN);
        unit.prefetchToWrite(Customer.KIND, all.stream().map(Customer::id).toList());
        List<Customer> children = all.stream()
                .filter(child -> unit.locks().refusal(Customer.KIND, child.id()).isEmpty())
                .toList();
        children.forEach(child -> unit.changeAlike(
                Customer.KIND,
                child,
                child.cleared(United.below(child.profile(), Optional.empty()), child.trace()),
                Optional.of(why)));
        return !children.isEmpty() && all.size() == MOST_CHILDREN;
    }

    /** The customer itself, those that were merged into it, and what the mechanisms keep of it. */
    private static void last(Unit unit, BinRecord binned, Customer customer, Map<String, Long> left) {
        for (String id : MergedIds.idsOf(unit, customer.id())) {
            unit.find(MergeRecord.KIND, id).ifPresent(merge -> {
                left.put(Customer.KIND.key(id).toString(), merge.other().version() + 1);
                drop(unit, MergeRecord.KIND, merge, left);
                unit.drop(AccessList.KIND, AccessList.idOf(Customer.KIND, id));
            });
        }
        binned.trade()
                .ifPresent(trade -> left.put(TradeRecord.KIND.key(trade.id()).toString(), trade.version() + 1));
        unit.drop(AccessList.KIND, AccessList.idOf(Customer.KIND, customer.id()));
        unit.drop(PrimaryContact.KIND, customer.id());
        unit.drop(CustomerSeen.KIND, customer.id());
        unit.drop(RecycleNotice.KIND, Customer.KIND.key(customer.id()).toString());
        left.put(Customer.KIND.key(customer.id()).toString(), customer.version() + 1);
        unit.note(Customer.KIND.key(customer.id()).toString(), Optional.of(binned.reason()));
    }

    private static RecordKey key(String text) {
        int slash = text.indexOf('/');
        return new RecordKey(text.substring(0, slash), text.substring(slash + 1));
    }
}
