package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.PageTokens;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageChecks;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tallies;
import io.crmkit.spi.storage.Tally;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record store on any of the databases. */
final class JdbcStore implements RecordStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

    private static final int MAX_CHANGES = 100_000;

    /** How often a careful attempt may meet a unique value that another one took in the meantime. */
    private static final int RACES = 3;

    private static final String COMMITTED = "committed";
    private static final String VOIDED = "voided";

    private interface Work<T> {
        T run(Session session) throws SQLException;
    }

    private final Connections connections;
    private final Dialect dialect;
    private final StoreProfile profile;
    private final Map<String, Layout> layouts = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> building = new ConcurrentHashMap<>();
    private final Growth growth = new Growth();
    private volatile boolean closed;

    JdbcStore(Connections connections) {
        this.connections = connections;
        this.dialect = connections.dialect();
        this.profile = StoreProfile.allBut(Set.of(), MAX_CHANGES, connections.maxPayloadBytes())
                .bounded();
    }

    static List<String> schema(Dialect dialect, Collection<RecordType> types) {
        List<String> ddl = new ArrayList<>(Catalogue.create(dialect));
        ddl.add(Catalogue.insertedLayout());
        for (RecordType type : types) {
            ddl.addAll(new Layout(type, dialect).create());
            ddl.add(Catalogue.inserted(type));
        }
        return ddl;
    }

    @Override
    public StoreProfile profile() {
        return profile;
    }

    // ---- what there is

    @Override
    public Preparation prepare(Collection<RecordType> types) {
        types.forEach(type -> StorageChecks.check(type, profile));
        Map<String, Catalogue.Entry> known = reading(Catalogue::read);
        boolean all = types.stream()
                .allMatch(t -> known.containsKey(t.name())
                        && known.get(t.name()).type().equals(t));
        boolean asItIs = all && (known.isEmpty() || reading(Catalogue::isOfThisLayout));
        Map<String, Catalogue.Entry> now = asItIs ? known : preparing(session -> Catalogue.prepare(session, types));
        Map<String, Set<String>> unfilled = new TreeMap<>();
        for (RecordType type : types) {
            Set<String> names =
                    Objects.requireNonNull(now.get(type.name()), type.name()).building();
            building.put(type.name(), names);
            layouts.put(type.name(), new Layout(type, dialect));
            if (!names.isEmpty()) {
                unfilled.put(type.name(), names);
            }
        }
        return new Preparation(unfilled);
    }

    @Override
    public void ready(String type, Set<String> indexes) {
        layout(type);
        preparing(session -> {
            Catalogue.ready(session, type, indexes);
            return true;
        });
    }

    @Override
    public RecordType type(String name) {
        return layout(name).type;
    }

    private Layout layout(String name) {
        mustBeOpen();
        Layout layout = layouts.get(name);
        if (layout == null) {
            throw new StorageException(
                    StorageException.Kind.SCHEMA, "record type '" + name + "' was not prepared by this store");
        }
        return layout;
    }

    /** What was building when this store looked last may have been filled by another one. */
    private Set<String> building(String type) {
        Set<String> names = building.getOrDefault(type, Set.of());
        if (!names.isEmpty()) {
            names = reading(session -> Catalogue.building(session, type));
            building.put(type, names);
        }
        return names;
    }

    // ---- reads

    @Override
    public Optional<StoredRecord> find(String tenant, RecordKey key) {
        return findInAnyState(tenant, key).filter(r -> r.state() == RecordState.LIVE);
    }

    @Override
    public Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
        Layout layout = layout(key.type());
        StorageChecks.id("tenant", tenant);
        StorageChecks.id("id", key.id());
        Sql sql = Sql.of(layout.findOne).bound(IndexKind.TEXT, tenant).bound(IndexKind.TEXT, key.id());
        List<StoredRecord> found = reading(session -> session.list(sql, row -> layout.record(row, tenant)));
        return found.stream().findFirst();
    }

    @Override
    public List<StoredRecord> findAll(String tenant, String type, Collection<String> ids) {
        Layout layout = layout(type);
        StorageChecks.id("tenant", tenant);
        StorageChecks.ids(ids);
        ids.forEach(id -> StorageChecks.id("id", id));
        if (ids.isEmpty()) {
            return List.of();
        }
        Set<String> wanted = new LinkedHashSet<>(ids);
        Sql sql = Sql.of("SELECT " + layout.columns + " FROM " + layout.table + " t WHERE t._tenant = ")
                .text(tenant)
                .add(" AND " + Layout.byKey("t.") + "0 AND " + dialect.inArray("t._id", IndexKind.TEXT, 0))
                .bound(IndexKind.TEXT, wanted);
        Map<String, StoredRecord> found = new HashMap<>();
        reading(session -> session.list(sql, row -> layout.record(row, tenant)))
                .forEach(record -> found.put(record.id(), record));
        return wanted.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    @Override
    public Page query(Query query) {
        mustBeOpen();
        StorageChecks.check(query, this::type, this::building);
        Layout layout = layout(query.type());
        PageTokens.Position after = PageTokens.read(query, layout.type);
        List<StoredRecord> found = reading(session -> page(session, layout, query, after));
        if (found.size() <= query.limit()) {
            return new Page(found, null);
        }
        List<StoredRecord> page = found.subList(0, query.limit());
        StoredRecord last = page.get(page.size() - 1);
        List<@Nullable Object> sortValues = new ArrayList<>();
        if (query.order() != null) {
            for (OrderSpec.Key key :
                    layout.type.order(query.order()).orElseThrow().keys()) {
                sortValues.add(last.body().values().get(key.index()));
            }
        }
        return new Page(page, PageTokens.write(query, new PageTokens.Position(sortValues, last.id())));
    }

    private static List<StoredRecord> page(
            Session session, Layout layout, Query query, PageTokens.@Nullable Position after) throws SQLException {
        List<List<Seeker.Lane>> ways = Seeker.ways(layout, query.filter());
        return ways.isEmpty()
                ? page(session, layout, new Finder(layout), query, after)
                : new Seeker(session, layout, query, after).page(ways);
    }

    static List<StoredRecord> page(
            Session session, Layout layout, Finder finder, Query query, PageTokens.@Nullable Position after)
            throws SQLException {
        int few = finder.few(query);
        List<StoredRecord> some =
                session.list(finder.page(query, after, few), row -> layout.record(row, query.tenant()));
        return Finder.isSettled(query, some, few)
                ? some
                : session.list(finder.page(query, after), row -> layout.record(row, query.tenant()));
    }

    @Override
    public List<Tally.Group> tally(Tally tally) {
        mustBeOpen();
        StorageChecks.check(tally, this::type, this::building);
        Tallier tallier = new Tallier(layout(tally.type()), tally);
        return Tallies.sorted(reading(session -> session.list(tallier.sql(), tallier::group)));
    }

    // ---- writes

    @Override
    public CommitResult commit(ChangeSet set) {
        mustBeOpen();
        StorageChecks.check(set, profile, this::type);
        for (int attempt = 0; attempt <= RACES; attempt++) {
            boolean careful = attempt > 0;
            try {
                CommitResult result = writing(session -> {
                    if (!receive(session, set.tenant(), set.receipt(), COMMITTED)) {
                        session.rollback();
                        return outcome(session, set.tenant(), set.receipt());
                    }
                    Committer committer = new Committer(session, set.tenant(), this::layout, careful);
                    CommitResult refusal = committer.apply(set);
                    if (refusal != null) {
                        session.rollback();
                        return refusal;
                    }
                    if (!committer.ensured().isEmpty()) {
                        remember(session, set, committer.ensured());
                    }
                    return end(session, CommitResult.Committed.of(committer.ensured()));
                });
                if (result instanceof CommitResult.Committed) {
                    growth.after(set).forEach(this::analyze);
                }
                return result;
            } catch (SQLException e) {
                if (dialect.failure(e) != Dialect.Failure.UNIQUE) {
                    throw translated(e);
                }
            }
        }
        throw new StorageException(
                StorageException.Kind.TRANSIENT, "others took and gave back the same unique values all the time");
    }

    /** After the commit and apart from it: what is committed is committed, and the planner's knowledge is its own affair. */
    private void analyze(String type, long rows) {
        String table = Names.table(type);
        Sql outdated = dialect.outdated(table, rows).orElse(null);
        if (outdated == null) {
            return;
        }
        try (Session session = connections.reader()) {
            if (session.exists(outdated)) {
                session.ddl(dialect.analyze(table));
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("{} was not analyzed; the server will do so by itself", table, e);
        }
    }

    @Override
    public CommitResult resolve(String tenant, String receipt) {
        mustBeOpen();
        StorageChecks.id("tenant", tenant);
        StorageChecks.id("receipt", receipt);
        try {
            return writing(session -> {
                if (!receive(session, tenant, receipt, VOIDED)) {
                    session.rollback();
                    return outcome(session, tenant, receipt);
                }
                session.commit();
                return new CommitResult.Voided();
            });
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    /** Inserts a receipt; waits for whoever is inserting the same one, and answers false when that one committed. */
    private boolean receive(Session session, String tenant, String receipt, String outcome) throws SQLException {
        Session.Write insert = new Session.Write(
                dialect.insertUnlessThere(
                        Names.RECEIPTS,
                        List.of("_tenant", "_receipt", "outcome"),
                        List.of(dialect.idType(), dialect.idType(), dialect.idType())),
                List.of(IndexKind.TEXT, IndexKind.TEXT, IndexKind.TEXT));
        List<@Nullable Object[]> row = new ArrayList<>();
        row.add(new @Nullable Object[] {tenant, receipt, outcome});
        return session.batch(insert, row)[0] == 1;
    }

    private void remember(Session session, ChangeSet set, SortedMap<RecordKey, CommitResult.Ensured> ensured)
            throws SQLException {
        List<String> words = new ArrayList<>();
        ensured.forEach((key, what) -> words.addAll(List.of(key.type(), key.id(), what.name())));
        session.update(Sql.of("UPDATE " + Names.RECEIPTS + " SET ensured = ")
                .text(JsonArrays.write(words))
                .add(" WHERE _tenant = ")
                .text(set.tenant())
                .add(" AND _receipt = ")
                .text(set.receipt()));
    }

    private static CommitResult outcome(Session session, String tenant, String receipt) throws SQLException {
        CommitResult result = session.first(
                Sql.of("SELECT outcome, ensured FROM " + Names.RECEIPTS + " WHERE _tenant = ")
                        .text(tenant)
                        .add(" AND _receipt = ")
                        .text(receipt),
                row -> {
                    if (!row.getString(1).equals(COMMITTED)) {
                        return new CommitResult.Voided();
                    }
                    List<String> words = JsonArrays.read(row.getString(2));
                    SortedMap<RecordKey, CommitResult.Ensured> ensured = new TreeMap<>();
                    for (int i = 0; i + 2 < words.size(); i += 3) {
                        ensured.put(
                                new RecordKey(words.get(i), words.get(i + 1)),
                                CommitResult.Ensured.valueOf(words.get(i + 2)));
                    }
                    return CommitResult.Committed.of(ensured);
                });
        if (result == null) {
            throw new SQLException("the receipt was there a moment ago and is not any more", "40001");
        }
        return result;
    }

    /** Commits. When the connection breaks here, no one on this side knows whether the other side was done. */
    private CommitResult end(Session session, CommitResult done) throws SQLException {
        try {
            session.commit();
            return done;
        } catch (SQLException e) {
            if (dialect.failure(e) == Dialect.Failure.LOST) {
                session.rollback();
                return new CommitResult.Unknown("the connection broke during COMMIT: " + e.getMessage());
            }
            throw e;
        }
    }

    // ---- one moment

    @Override
    public Stream<StoredRecord> snapshot(String tenant) {
        mustBeOpen();
        StorageChecks.id("tenant", tenant);
        try {
            Session session = connections.frozen();
            Iterator<Layout> types = new TreeMap<>(layouts).values().iterator();
            Walk walk = new Walk(session, types, tenant);
            return StreamSupport.stream(
                            Spliterators.spliteratorUnknownSize(
                                    walk, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
                            false)
                    .onClose(walk::close);
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    /** Walks through the tables of one moment. */
    private final class Walk implements Iterator<StoredRecord> {
        private final Session session;
        private final Iterator<Layout> types;
        private final String tenant;
        private @Nullable Layout layout;
        private @Nullable PreparedStatement statement;
        private @Nullable ResultSet rows;
        private @Nullable StoredRecord next;
        private boolean ended;

        Walk(Session session, Iterator<Layout> types, String tenant) {
            this.session = session;
            this.types = types;
            this.tenant = tenant;
        }

        @Override
        public boolean hasNext() {
            mustBeOpen();
            try {
                while (next == null && !ended) {
                    if (rows != null && layout != null && rows.next()) {
                        next = layout.record(rows, tenant);
                    } else {
                        finish();
                        begin();
                    }
                }
                return next != null;
            } catch (SQLException e) {
                throw translated(e);
            }
        }

        private void begin() throws SQLException {
            if (!types.hasNext()) {
                ended = true;
                return;
            }
            Layout following = types.next();
            Sql sql = Sql.of("SELECT " + following.columns + " FROM " + following.table + " t WHERE t._tenant = ")
                    .text(tenant)
                    .add(" ORDER BY t._id");
            layout = following;
            statement = session.connection.prepareStatement(sql.text());
            statement.setFetchSize(500);
            session.bind(statement, sql);
            rows = statement.executeQuery();
        }

        private void finish() throws SQLException {
            if (statement != null) {
                statement.close();
                statement = null;
                rows = null;
            }
        }

        @Override
        public StoredRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            StoredRecord result = Objects.requireNonNull(next);
            next = null;
            return result;
        }

        void close() {
            ended = true;
            next = null;
            try {
                finish();
            } catch (SQLException e) {
                // The connection ends anyway.
            } finally {
                session.rollback();
                session.close();
            }
        }
    }

    @Override
    public void close() {
        synchronized (layouts) {
            if (closed) {
                return;
            }
            closed = true;
        }
        connections.close();
    }

    // ---- sessions and errors

    private void mustBeOpen() {
        if (closed) {
            throw closed(null);
        }
    }

    private static StorageException closed(@Nullable Throwable cause) {
        return new StorageException(StorageException.Kind.CLOSED, "the store was closed", cause);
    }

    private <T> T reading(Work<T> work) {
        mustBeOpen();
        try (Session session = connections.reader()) {
            return work.run(session);
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    /** Does work in a transaction that the work itself ends; takes back what it leaves. */
    private <T> T writing(Work<T> work) throws SQLException {
        try (Session session = connections.writer()) {
            session.begin();
            try {
                return work.run(session);
            } catch (SQLException | RuntimeException e) {
                session.rollback();
                throw e;
            }
        }
    }

    private <T> T preparing(Work<T> work) {
        mustBeOpen();
        try (Session session = connections.writer()) {
            dialect.lockPrepare(session);
            try {
                T result = work.run(session);
                session.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                session.rollback();
                throw e;
            } finally {
                dialect.unlockPrepare(session);
            }
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    private StorageException translated(SQLException e) {
        if (closed) {
            return closed(e);
        }
        StorageException.Kind kind = switch (dialect.failure(e)) {
            case CONFLICT, LOST -> StorageException.Kind.TRANSIENT;
            case FULL -> StorageException.Kind.FULL;
            case LIMIT -> StorageException.Kind.LIMIT;
            case UNIQUE, OTHER -> StorageException.Kind.UNAVAILABLE;
        };
        String advice = switch (kind) {
            case TRANSIENT -> "a conflict with others or a lost connection; nothing was done, try again: ";
            case FULL -> "no room is left; nothing was done: ";
            case LIMIT -> "more than the database takes; nothing was done: ";
            default -> "the database refuses; nothing was done: ";
        };
        return new StorageException(kind, advice + e.getMessage(), e);
    }
}
