package io.crmkit.exchange;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which rows were imported before. A row is known by source and external id, whatever became of its record since, so that
 * importing twice changes nothing.
 *
 * @param <T> the records' type
 */
public final class KnownRows<T extends Entity<T>> {

    private final Kind<T> kind;
    private final Function<T, Trace> trace;
    private final Map<String, T> known = new HashMap<>();

    /**
     * For one kind of record, which has a unique index {@code external}.
     *
     * @param kind the kind
     * @param trace the trace of a record
     */
    public KnownRows(Kind<T> kind, Function<T, Trace> trace) {
        this.kind = kind;
        this.trace = trace;
    }

    /**
     * The origin of a row.
     *
     * @param row the row
     * @return its origin
     */
    public static Trace.Origin origin(ImportRow row) {
        return new Trace.Origin(row.source(), row.externalId(), row.fingerprint(), row.original(), row.run());
    }

    /**
     * Reads ahead.
     *
     * @param unit the unit of work
     * @param rows the rows
     */
    public void readAhead(Unit unit, List<ImportRow> rows) {
        rows.stream().flatMap(row -> row.run().stream()).distinct().forEach(run -> ImportRun.hold(unit, run));
        List<String> keys = rows.stream().map(r -> origin(r).key()).distinct().toList();
        for (T object : unit.query(kind, Filter.in("external", keys), 10_000)) {
            trace.apply(object).external().ifPresent(key -> known.put(key, object));
        }
    }

    /**
     * What a row became when it was imported before.
     *
     * @param unit the unit of work
     * @param row the row
     * @return the record and whether the row still says the same
     */
    public Optional<ImportEntity.Loaded> find(Unit unit, ImportRow row) {
        T object = known.get(origin(row).key());
        if (object == null) {
            return Optional.empty();
        }
        boolean same = trace.apply(object)
                        .origin()
                        .filter(o -> o.fingerprint().equals(row.fingerprint()))
                        .isPresent()
                && mayCompare(unit, object);
        return Optional.of(new ImportEntity.Loaded(
                object.id(), same ? ImportEntity.Effect.UNCHANGED : ImportEntity.Effect.DIFFERENT));
    }

    /** Whoever neither brought the row nor sees the record in full would find out by guessing what it says (ACC-07). */
    private boolean mayCompare(Unit unit, T object) {
        return trace.apply(object).createdBy().equals(unit.actorId())
                || (unit.walls().sees(kind) && unit.sees(kind, object));
    }

    /**
     * Remembers a record that a row has just become.
     *
     * @param object the record
     * @return what to answer
     */
    public ImportEntity.Loaded created(T object) {
        trace.apply(object).external().ifPresent(key -> known.put(key, object));
        return new ImportEntity.Loaded(object.id(), ImportEntity.Effect.NEW);
    }
}
