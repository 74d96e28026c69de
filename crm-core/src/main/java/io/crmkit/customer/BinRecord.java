package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * That a customer is, or was, in the recycle bin, and what it takes to bring it back or to purge it (CUS-10). It stands under the id of the
 * customer, whose record is deleted meanwhile: so no list, count or rule can come across a customer in the bin. What hangs on the customer
 * stays where it is, and is seen through the customer only. It is in the scope in which the customer was.
 *
 * @param id id of the customer
 * @param version how often it was written
 * @param state where it stands
 * @param customer the customer as it was; absent once it is out of the bin
 * @param trade what the customer had brought and been judged to be, if anything
 * @param reminders ids of the reminders that waited, and wait again when it is restored
 * @param externals external ids that lead to it, its own and those of customers that were merged into it
 * @param tokens by which it could be come across, beside its owner's
 * @param at when it was put there
 * @param by id of the user who did
 * @param reason why
 * @param left what of it was deleted and is to be erased: versions of what is left, by type and id
 */
record BinRecord(
        String id,
        long version,
        State state,
        Optional<Customer> customer,
        Optional<TradeRecord> trade,
        List<String> reminders,
        Set<String> externals,
        Set<String> tokens,
        Instant at,
        String by,
        String reason,
        Map<String, Long> left)
        implements Entity<BinRecord> {

    /** Where it stands. */
    enum State {
        /** It is in the bin. */
        BINNED,
        /** Its record is there again, and on the way to the pool. */
        LANDING,
        /** It was restored. */
        RESTORED,
        /** What hangs on it is being purged. */
        PURGING,
        /** It is gone. */
        PURGED
    }

    static final String STATE = "state";
    static final String AT = "at";
    static final String EXTERNAL = "external";
    static final String BY_TIME = "by_time";

    private static final int MOST_IMPORTED = 10_000;

    /** The kind. Three indexes: what is due, the list, and what an import meets. */
    static final Kind<BinRecord> KIND = new Kind<>(
                    RecordType.named("recycle_bin", 1)
                            .scoped()
                            .indexes(
                                    IndexSpec.text("owner"),
                                    IndexSpec.text(STATE),
                                    IndexSpec.instant(AT),
                                    IndexSpec.text(EXTERNAL).asMultiValued())
                            .orders(OrderSpec.descending(BY_TIME, AT))
                            .build(),
                    "customer",
                    BinRecord.class,
                    (b, values) -> values.text("owner", b.owner().orElse(null))
                            .text(STATE, b.state().name())
                            .instant(AT, b.at())
                            .many(EXTERNAL, List.copyOf(b.externals())),
                    BinRecord::owner,
                    BinRecord::tokens,
                    false)
            .sealing("customer");

    /** Copies what is many. */
    BinRecord {
        reminders = reminders == null ? List.of() : List.copyOf(reminders);
        externals = externals == null ? Set.of() : Set.copyOf(externals);
        tokens = tokens == null ? Set.of() : Set.copyOf(tokens);
        left = left == null ? Map.of() : Map.copyOf(left);
    }

    /** Put there. */
    static BinRecord of(
            Unit unit,
            Customer customer,
            Optional<TradeRecord> trade,
            List<String> reminders,
            Set<String> externals,
            String reason) {
        return new BinRecord(
                customer.id(),
                1,
                State.BINNED,
                Optional.of(customer),
                trade,
                reminders,
                externals,
                unit.grants(Customer.KIND, customer),
                unit.now(),
                unit.actorId(),
                reason,
                Map.of());
    }

    Optional<String> owner() {
        return customer.flatMap(Customer::owner);
    }

    /** Whether it holds a customer that is not there otherwise. */
    boolean holds() {
        return customer.isPresent() && state != State.LANDING;
    }

    /** What a customer's id leads to that is in the bin, also by the id of one that was merged into it. */
    static Optional<BinRecord> of(Unit unit, String id) {
        return unit.find(KIND, unit.heir(Customer.KIND, id)).filter(BinRecord::holds);
    }

    /** The same, for whoever could see the customer. */
    static Optional<BinRecord> visible(Unit unit, String id) {
        return of(unit, id)
                .filter(binned -> unit.sees(Customer.KIND, binned.customer().orElseThrow()));
    }

    /** That a customer is in the bin, for whoever could see it there. */
    static Optional<Refusal> refusal(Unit unit, String id) {
        return visible(unit, id).map(binned -> Binned.of(unit, binned).refusal(unit));
    }

    /**
     * The rows of an import whose customers are in the bin: to bring one back, somebody restores it.
     *
     * @param unit the unit of work
     * @param keys keys of the rows, as they stand in {@code external}
     * @return why each is refused, by key; who could not see the customer is told that it is there, and nothing else
     */
    static Map<String, Refusal> imported(Unit unit, Collection<String> keys) {
        Map<String, Refusal> refusals = new TreeMap<>();
        if (keys.isEmpty()) {
            return refusals;
        }
        for (BinRecord binned : unit.query(KIND, Filter.anyOf(EXTERNAL, List.copyOf(keys)), MOST_IMPORTED)) {
            Refusal refusal = unit.sees(Customer.KIND, binned.customer().orElseThrow())
                    ? Binned.of(unit, binned).refusal(unit)
                    : Refusal.of(Refusal.Kind.RULE, "CUS-10", "bin.taken");
            binned.externals().forEach(key -> refusals.put(key, refusal.onField("externalId")));
        }
        return refusals;
    }

    BinRecord in(State other) {
        return new BinRecord(id, version, other, customer, trade, reminders, externals, tokens, at, by, reason, left);
    }

    BinRecord leaving(Map<String, Long> other) {
        return new BinRecord(
                id, version, State.PURGING, customer, trade, reminders, externals, tokens, at, by, reason, other);
    }

    /** Without what it held: that it was there stays. */
    BinRecord emptied(State other) {
        return new BinRecord(
                id,
                version,
                other,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Set.of(),
                Set.of(),
                at,
                by,
                reason,
                Map.of());
    }

    @Override
    public BinRecord withVersion(long next) {
        return new BinRecord(id, next, state, customer, trade, reminders, externals, tokens, at, by, reason, left);
    }
}
