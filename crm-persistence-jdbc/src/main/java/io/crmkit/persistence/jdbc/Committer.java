package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to apply a change set inside a transaction. Changes run in the order of the contract; neighbours of one kind
 * and type run as one batch. An attempt that meets a unique value throws the database's error; the next one then goes
 * carefully, change by change, and asks before it writes, so that it can say which value of which record is taken without
 * reading it out of an error message.
 */
final class Committer {

    /** How many changes one batch has at most, and how many characters of payload. */
    private static final int BATCH = 1_000;

    private static final int BATCH_CHARS = 4_000_000;

    private final Session session;
    private final String tenant;
    private final Function<String, Layout> layouts;
    private final boolean careful;
    private final SortedMap<RecordKey, CommitResult.Ensured> ensured = new TreeMap<>();

    Committer(Session session, String tenant, Function<String, Layout> layouts, boolean careful) {
        this.session = session;
        this.tenant = tenant;
        this.layouts = layouts;
        this.careful = careful;
    }

    SortedMap<RecordKey, CommitResult.Ensured> ensured() {
        return ensured;
    }

    /** Answers a refusal, or null when all is done. */
    @Nullable
    CommitResult apply(ChangeSet set) throws SQLException {
        List<Change> run = new ArrayList<>();
        int chars = 0;
        for (Change change : set.inPhases()) {
            if (!run.isEmpty()
                    && (careful || run.size() >= BATCH || chars > BATCH_CHARS || !alike(run.get(0), change))) {
                CommitResult refusal = apply(run);
                if (refusal != null) {
                    return refusal;
                }
                run.clear();
                chars = 0;
            }
            run.add(change);
            RecordBody body = body(change);
            chars += body == null ? 0 : body.payload().length();
        }
        return run.isEmpty() ? null : apply(run);
    }

    private static boolean alike(Change a, Change b) {
        return a.getClass() == b.getClass() && a.key().type().equals(b.key().type());
    }

    private static @Nullable RecordBody body(Change change) {
        return change instanceof Change.Insert c
                ? c.body()
                : change instanceof Change.Ensure c
                        ? c.body()
                        : change instanceof Change.Update c
                                ? c.body()
                                : change instanceof Change.Rewrite c
                                        ? c.body()
                                        : change instanceof Change.Load c
                                                ? c.record().body()
                                                : null;
    }

    private @Nullable CommitResult apply(List<Change> run) throws SQLException {
        Change first = run.get(0);
        Layout layout = layouts.apply(first.key().type());
        if (careful) {
            CommitResult refusal = foresee(layout, first);
            if (refusal != null) {
                return refusal;
            }
        }
        if (first instanceof Change.Check) {
            return check(layout, run);
        } else if (first instanceof Change.CheckAbsent) {
            return checkAbsent(layout, run);
        } else if (first instanceof Change.Insert || first instanceof Change.Load) {
            List<StoredRecord> records = run.stream().map(this::fresh).toList();
            session.insert(layout.insert(), rows(records, layout::insertRow));
            fillSides(layout, records);
            return null;
        } else if (first instanceof Change.Ensure) {
            ensure(layout, run);
            return null;
        } else if (first instanceof Change.Update) {
            return replaced(layout, run, session.batch(layout.update(), rows(run, change -> {
                Change.Update c = (Change.Update) change;
                return layout.updateRow(tenant, c.key().id(), c.expectedVersion(), c.body());
            })));
        } else if (first instanceof Change.Rewrite) {
            return replaced(layout, run, session.batch(layout.rewrite(), rows(run, change -> {
                Change.Rewrite c = (Change.Rewrite) change;
                return layout.updateRow(tenant, c.key().id(), c.expectedVersion(), c.body());
            })));
        } else if (first instanceof Change.Reindex) {
            return replaced(layout, run, session.batch(layout.reindex(), rows(run, change -> {
                Change.Reindex c = (Change.Reindex) change;
                return layout.reindexRow(tenant, c.key().id(), c.expectedVersion(), c.visibility(), c.values());
            })));
        } else if (first instanceof Change.Delete) {
            CommitResult refusal = moved(layout, run, layout.move(RecordState.LIVE, RecordState.DELETED));
            if (refusal == null) {
                clearSides(layout, run);
            }
            return refusal;
        } else if (first instanceof Change.Restore) {
            CommitResult refusal = moved(layout, run, layout.move(RecordState.DELETED, RecordState.LIVE));
            if (refusal == null && layout.hasSideTables()) {
                fillSides(layout, read(layout, run));
            }
            return refusal;
        }
        return moved(layout, run, layout.erase());
    }

    private static <T> List<@Nullable Object[]> rows(List<T> from, Function<T, @Nullable Object[]> row) {
        List<@Nullable Object[]> rows = new ArrayList<>(from.size());
        from.forEach(each -> rows.add(row.apply(each)));
        return rows;
    }

    /** The record that an Insert, Ensure or Load brings. */
    private StoredRecord fresh(Change change) {
        if (change instanceof Change.Load load) {
            return load.record();
        }
        RecordBody body = change instanceof Change.Insert insert ? insert.body() : ((Change.Ensure) change).body();
        return new StoredRecord(tenant, change.key(), 1, RecordState.LIVE, body);
    }

    private static @Nullable CommitResult stale(List<Change> run, int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                return new CommitResult.Stale(run.get(i).key());
            }
        }
        return null;
    }

    private static long version(Change change) {
        return change instanceof Change.Check c
                ? c.expectedVersion()
                : change instanceof Change.Update c
                        ? c.expectedVersion()
                        : change instanceof Change.Reindex c
                                ? c.expectedVersion()
                                : change instanceof Change.Rewrite c
                                        ? c.expectedVersion()
                                        : change instanceof Change.Delete c
                                                ? c.expectedVersion()
                                                : change instanceof Change.Restore c
                                                        ? c.expectedVersion()
                                                        : ((Change.Erase) change).expectedVersion();
    }

    private @Nullable CommitResult moved(Layout layout, List<Change> run, Session.Write write) throws SQLException {
        return stale(
                run,
                session.batch(
                        write, rows(run, c -> layout.keyRow(tenant, c.key().id(), version(c)))));
    }

    /** After Update, Rewrite and Reindex: the side tables say what the record now says. */
    private @Nullable CommitResult replaced(Layout layout, List<Change> run, int[] counts) throws SQLException {
        CommitResult refusal = stale(run, counts);
        if (refusal != null || !layout.hasSideTables()) {
            return refusal;
        }
        clearSides(layout, run);
        List<StoredRecord> records = new ArrayList<>();
        for (Change change : run) {
            RecordBody body = change instanceof Change.Reindex c
                    ? new RecordBody(1, "", c.visibility(), c.values())
                    : Objects.requireNonNull(body(change), "an Update and a Rewrite bring a body");
            records.add(new StoredRecord(tenant, change.key(), 1, RecordState.LIVE, body));
        }
        fillSides(layout, records);
        return null;
    }

    private void clearSides(Layout layout, List<Change> run) throws SQLException {
        for (String side : layout.sideTables()) {
            if (session.dialect.locksByArray() && run.size() > 1) {
                session.update(Sql.of("DELETE FROM " + side + " WHERE _tenant = ")
                        .text(tenant)
                        .add(" AND ")
                        .add(session.dialect.inArray("_id", IndexKind.TEXT, 0))
                        .bound(IndexKind.TEXT, ids(run)));
            } else {
                session.batch(
                        new Session.Write(
                                "DELETE FROM " + side + " WHERE _tenant = ? AND _id = ?",
                                List.of(IndexKind.TEXT, IndexKind.TEXT)),
                        rows(run, c -> new @Nullable Object[] {tenant, c.key().id()}));
            }
        }
    }

    private static List<String> ids(List<? extends Change> run) {
        return run.stream().map(c -> c.key().id()).toList();
    }

    private void fillSides(Layout layout, List<StoredRecord> records) throws SQLException {
        if (!layout.hasSideTables()) {
            return;
        }
        for (IndexSpec index : layout.type.indexes()) {
            if (index.multiValued()) {
                List<@Nullable Object[]> rows = new ArrayList<>();
                for (StoredRecord record : records) {
                    if (record.state() == RecordState.LIVE) {
                        rows.addAll(layout.manyRows(index, record));
                    }
                }
                session.insert(layout.insertMany(index), rows);
            }
        }
        if (layout.type.scoped()) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (StoredRecord record : records) {
                if (record.state() == RecordState.LIVE) {
                    rows.addAll(layout.grantRows(record));
                }
            }
            session.insert(layout.insertGrant(), rows);
        }
    }

    private List<StoredRecord> read(Layout layout, List<Change> run) throws SQLException {
        return session.list(
                Sql.of("SELECT " + layout.columns + " FROM " + layout.table + " t WHERE t._tenant = ")
                        .text(tenant)
                        .add(" AND ")
                        .add(session.dialect.inArray("t._id", IndexKind.TEXT, 0))
                        .bound(IndexKind.TEXT, ids(run)),
                row -> layout.record(row, tenant));
    }

    /** Where a record stands. */
    private record Standing(String id, long version, int state) {
        boolean is(int wantedState, long wantedVersion) {
            return state == wantedState && version == wantedVersion;
        }
    }

    private Map<String, Standing> standing(Layout layout, List<String> ids, String lock) throws SQLException {
        Map<String, Standing> found = new HashMap<>();
        String wait =
                lock.isEmpty() || session.dialect.shortWaits().isEmpty() ? "" : ", " + session.dialect.shortWaits();
        String select = "SELECT _id, _version, _state" + wait + " FROM " + layout.table + " WHERE _tenant = ";
        List<Sql> queries = new ArrayList<>();
        if (ids.size() > 1 && session.dialect.locksByArray()) {
            queries.add(Sql.of(select)
                    .text(tenant)
                    .add(" AND ")
                    .add(session.dialect.inArray("_id", IndexKind.TEXT, 0))
                    .bound(IndexKind.TEXT, ids)
                    .add(" ORDER BY _id" + lock));
        } else {
            ids.forEach(id -> queries.add(
                    Sql.of(select).text(tenant).add(" AND _id = ").text(id).add(lock)));
        }
        for (Sql query : queries) {
            session.list(query, row -> new Standing(row.getString(1), row.getLong(2), row.getInt(3)))
                    .forEach(s -> found.put(s.id(), s));
        }
        return found;
    }

    private @Nullable CommitResult check(Layout layout, List<Change> run) throws SQLException {
        Map<String, Standing> standing = standing(layout, ids(run), session.dialect.forShare());
        for (Change change : run) {
            Standing now = standing.get(change.key().id());
            if (now == null || !now.is(0, version(change))) {
                return new CommitResult.Stale(change.key());
            }
        }
        return null;
    }

    /**
     * A tombstone is locked like any row. An id that never was is kept from others by a row that is inserted and deleted
     * again: whoever inserts the same id waits for this transaction.
     */
    private @Nullable CommitResult checkAbsent(Layout layout, List<Change> run) throws SQLException {
        List<String> missing = ids(run);
        for (int round = 0; !missing.isEmpty(); round++) {
            Map<String, Standing> standing = standing(layout, missing, session.dialect.forShare());
            List<String> still = new ArrayList<>();
            for (String id : missing) {
                Standing now = standing.get(id);
                if (now != null && now.state() == 0) {
                    return new CommitResult.Stale(new RecordKey(layout.type.name(), id));
                } else if (now == null) {
                    still.add(id);
                }
            }
            List<String> occupied = session.dialect.forShare().isEmpty() ? List.of() : occupy(layout, still);
            missing = occupied;
            if (round > 3) {
                throw new SQLException("others insert and remove the same id all the time", "40001");
            }
        }
        return null;
    }

    /** Answers the ids that someone else inserted meanwhile. */
    private List<String> occupy(Layout layout, List<String> ids) throws SQLException {
        List<String> taken = new ArrayList<>();
        if (!ids.isEmpty() && !session.dialect.shortWaits().isEmpty()) {
            session.exists(Sql.of("SELECT " + session.dialect.shortWaits()));
        }
        Session.Write insert = layout.insertUnlessThere();
        for (String id : ids) {
            StoredRecord placeholder = new StoredRecord(
                    tenant, new RecordKey(layout.type.name(), id), 1, RecordState.ERASED, StoredRecord.ERASED_BODY);
            List<@Nullable Object[]> row = new ArrayList<>();
            row.add(layout.insertRow(placeholder));
            if (session.batch(insert, row)[0] == 0) {
                taken.add(id);
            } else {
                session.update(Sql.of("DELETE FROM " + layout.table + " WHERE _tenant = ")
                        .text(tenant)
                        .add(" AND _id = ")
                        .text(id));
            }
        }
        return taken;
    }

    private void ensure(Layout layout, List<Change> run) throws SQLException {
        Map<String, Standing> before = standing(layout, ids(run), "");
        List<StoredRecord> wanted = new ArrayList<>();
        for (Change change : run) {
            Standing now = before.get(change.key().id());
            if (now == null) {
                wanted.add(fresh(change));
            } else {
                ensured.put(change.key(), there(now));
            }
        }
        int[] counts = session.batch(layout.insertUnlessThere(), rows(wanted, layout::insertRow));
        List<StoredRecord> inserted = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            StoredRecord record = wanted.get(i);
            if (counts[i] == 0) {
                refused.add(record.id());
            } else if (counts[i] == 1) {
                inserted.add(record);
                ensured.put(record.key(), CommitResult.Ensured.INSERTED);
            } else {
                throw new SQLException("the driver does not tell whether a row was inserted: " + counts[i]);
            }
        }
        fillSides(layout, inserted);
        if (!refused.isEmpty()) {
            Map<String, Standing> now = standing(layout, refused, "");
            for (String id : refused) {
                Standing other = now.get(id);
                ensured.put(
                        new RecordKey(layout.type.name(), id),
                        other == null ? CommitResult.Ensured.VALUE_TAKEN : there(other));
            }
        }
    }

    private static CommitResult.Ensured there(Standing standing) {
        return standing.state() == 0 ? CommitResult.Ensured.PRESENT : CommitResult.Ensured.TOMBSTONE;
    }

    // ---- going carefully

    /** Says what would refuse this change, by looking. */
    private @Nullable CommitResult foresee(Layout layout, Change change) throws SQLException {
        RecordKey key = change.key();
        if (change instanceof Change.Insert || change instanceof Change.Load) {
            if (standing(layout, List.of(key.id()), "").containsKey(key.id())) {
                return new CommitResult.Duplicate(key, null);
            }
            StoredRecord record = fresh(change);
            return taken(layout, key, record.state(), record.body().values());
        }
        IndexValues values;
        if (change instanceof Change.Update c) {
            values = c.body().values();
        } else if (change instanceof Change.Rewrite c) {
            values = c.body().values();
        } else if (change instanceof Change.Reindex c) {
            values = c.values();
        } else if (change instanceof Change.Restore) {
            List<StoredRecord> now = read(layout, List.of(change));
            values = now.isEmpty() ? IndexValues.none() : now.get(0).body().values();
        } else {
            return null;
        }
        Standing now = standing(layout, List.of(key.id()), "").get(key.id());
        if (now == null || !now.is(change instanceof Change.Restore ? 1 : 0, version(change))) {
            return new CommitResult.Stale(key);
        }
        return taken(layout, key, RecordState.LIVE, values);
    }

    private @Nullable CommitResult taken(Layout layout, RecordKey key, RecordState state, IndexValues values)
            throws SQLException {
        for (String name : values.asMap().keySet()) {
            IndexSpec index = layout.type.index(name).orElseThrow();
            Object value = values.get(name);
            if (index.unique()
                    && value != null
                    && (state == RecordState.LIVE || index.heldByTombstone())
                    && session.exists(Sql.of("SELECT 1 FROM " + layout.table + " WHERE _tenant = ")
                            .text(tenant)
                            .add(" AND " + layout.column(index) + " = ")
                            .bind(index.kind(), value)
                            .add(" AND _id <> ")
                            .text(key.id())
                            .add(index.heldByTombstone() ? "" : " AND _state = 0"))) {
                return new CommitResult.Duplicate(key, name);
            }
        }
        return null;
    }
}
