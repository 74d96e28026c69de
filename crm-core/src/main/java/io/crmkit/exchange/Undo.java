package io.crmkit.exchange;

import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes back what an import made (CUS-16). What somebody has changed since, or has made something of, stays and is counted.
 *
 * @param <T> the records' type
 */
public final class Undo<T extends Entity<T>> {

    /**
     * What a subject knows of its records.
     *
     * @param <T> the records' type
     */
    public interface Subject<T> {

        /**
         * Reads ahead.
         *
         * @param unit the unit of work
         * @param records what shall be taken back
         */
        void readAhead(Unit unit, List<T> records);

        /**
         * Whether something has been made of a record since.
         *
         * @param unit the unit of work
         * @param record the record
         * @return whether it stays
         */
        boolean stays(Unit unit, T record);

        /**
         * Takes back what was written beside a record, such as the count of what its owner has.
         *
         * @param unit the unit of work
         * @param record the record
         */
        void release(Unit unit, T record);
    }

    /**
     * What became of some records.
     *
     * @param removed versions of what is left of those that were taken back, by id
     * @param kept how many stay
     */
    record Undone(Map<String, Long> removed, int kept) {}

    private final Kind<T> kind;
    private final Function<T, Trace> trace;
    private final Permission permission;
    private final Subject<T> subject;

    /**
     * For one kind of record, which has a unique index {@code external}.
     *
     * @param kind the kind
     * @param trace the trace of a record
     * @param permission whoever takes back must hold it
     * @param subject what the subject knows
     */
    public Undo(Kind<T> kind, Function<T, Trace> trace, Permission permission, Subject<T> subject) {
        this.kind = kind;
        this.trace = trace;
        this.permission = permission;
        this.subject = subject;
    }

    Permission permission() {
        return permission;
    }

    Undone remove(Unit unit, String run, List<String> keys) {
        List<T> records = unit.query(kind, Filter.in("external", keys), 10_000).stream()
                .filter(record ->
                        trace.apply(record).origin().flatMap(Trace.Origin::run).equals(Optional.of(run)))
                .toList();
        unit.prefetchToWrite(kind, records.stream().map(Entity::id).toList());
        subject.readAhead(unit, records);
        Map<String, Long> removed = new LinkedHashMap<>();
        int kept = 0;
        for (T record : records) {
            if (record.version() > 1
                    || unit.locks().refusal(kind, record.id()).isPresent()
                    || subject.stays(unit, record)) {
                kept++;
            } else {
                subject.release(unit, record);
                removed.put(record.id(), unit.remove(kind, record, Optional.of("CUS-16 import " + run)));
            }
        }
        return new Undone(removed, kept);
    }

    void forget(Unit unit, Map<String, Long> removed) {
        removed.forEach((id, version) -> unit.purge(kind, id, version));
    }
}
