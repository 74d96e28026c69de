package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a record type lies in tables. Columns of declared indexes bear their names, all others begin with an underscore,
 * so that the two never meet.
 */
final class Layout {

    /**
     * The column of a side table of values that says who owns the record, so that most records of others need not be looked at. Null
     * where the record alone tells who sees it: it is granted to others as well, or nobody owns it.
     */
    static final String OWNER_MARK = "_mark";

    /**
     * The column of grants that says which of the record's tokens stands before this one, so that a record is counted once among several
     * tokens. Null where none does, {@link #SEVERAL} where more than one do.
     */
    static final String BEFORE = "_before";

    /** No token is empty. */
    static final String SEVERAL = "";

    /** How states are written. */
    private static final RecordState[] STATES = {RecordState.LIVE, RecordState.DELETED, RecordState.ERASED};

    final RecordType type;
    final Dialect dialect;
    final String table;
    final String grants;
    /** What a SELECT asks for so that {@link #record} can read it; the table is called {@code t}. */
    final String columns;

    /** The statement for one record; tenant and id are bound. */
    final String findOne;

    /** Indexes that the side table of grants repeats: those by which some order sorts, and those that tell the owner. */
    private final List<IndexSpec> repeated;

    Layout(RecordType type, Dialect dialect) {
        this.type = type;
        this.dialect = dialect;
        table = Names.table(type.name());
        grants = Names.grants(type.name());
        repeated = repeated();
        List<String> names = new ArrayList<>(List.of("t._id", "t._version", "t._state", "t._schema", "t._payload"));
        if (type.scoped()) {
            names.addAll(List.of("t._owner", "t._grants"));
        }
        type.indexes().forEach(index -> names.add("t." + dialect.quote(index.name())));
        columns = String.join(", ", names);
        findOne = "SELECT " + columns + " FROM " + table + " t WHERE t._tenant = ? AND t._id = ?";
    }

    private List<IndexSpec> repeated() {
        Set<IndexSpec> specs = new LinkedHashSet<>();
        for (OrderSpec order : type.orders()) {
            order.keys().forEach(key -> specs.add(type.index(key.index()).orElseThrow()));
        }
        type.indexes().stream().filter(this::tellsOwner).forEach(specs::add);
        return List.copyOf(specs);
    }

    String many(IndexSpec index) {
        return Names.many(type.name(), index.name());
    }

    String column(IndexSpec index) {
        return dialect.quote(index.name());
    }

    boolean hasSideTables() {
        return type.scoped() || type.indexes().stream().anyMatch(IndexSpec::multiValued);
    }

    // ---- tables and indexes

    private String columnType(IndexSpec index) {
        return index.multiValued() ? dialect.longTextType() : dialect.columnType(index.kind(), index.scale());
    }

    private Map<String, String> tableColumns() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("_tenant", dialect.idType() + " NOT NULL");
        all.put("_id", dialect.idType() + " NOT NULL");
        all.put("_version", "BIGINT NOT NULL");
        all.put("_state", "SMALLINT NOT NULL");
        all.put("_schema", "INTEGER NOT NULL");
        if (type.scoped()) {
            all.put("_owner", dialect.idType());
            all.put("_grants", dialect.longTextType());
        }
        type.indexes().forEach(index -> all.put(index.name(), columnType(index)));
        all.put("_payload", dialect.longTextType() + " NOT NULL");
        all.putAll(dialect.extraColumns(type.orders(), true));
        return all;
    }

    private Map<String, String> grantColumns() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("_tenant", dialect.idType() + " NOT NULL");
        all.put("_token", dialect.idType() + " NOT NULL");
        all.put("_id", dialect.idType() + " NOT NULL");
        if (dialect.indexesOwners()) {
            all.put("_owner", dialect.idType());
            all.put(BEFORE, dialect.idType());
        }
        repeated.forEach(index -> all.put(index.name(), columnType(index)));
        all.putAll(dialect.extraColumns(type.orders(), false));
        return all;
    }

    private Map<String, String> manyColumns(IndexSpec index) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("_tenant", dialect.idType() + " NOT NULL");
        all.put("value", dialect.columnType(index.kind(), index.scale()) + " NOT NULL");
        all.put("_id", dialect.idType() + " NOT NULL");
        if (type.scoped()) {
            all.put(OWNER_MARK, "BIGINT");
        }
        return all;
    }

    private String createTable(String name, Map<String, String> all, String key, boolean side) {
        List<String> parts = new ArrayList<>();
        all.forEach((column, columnType) -> parts.add("  " + dialect.quote(column) + " " + columnType));
        parts.add("  PRIMARY KEY (" + key + ")" + (all.containsKey(OWNER_MARK) ? dialect.beside(OWNER_MARK) : ""));
        return "CREATE TABLE IF NOT EXISTS " + name + " (\n" + String.join(",\n", parts) + "\n)"
                + dialect.tableOptions(side) + (side ? dialect.tended() : "");
    }

    /** {@return the statements that create what this type needs, each harmless when it is there} */
    List<String> create() {
        List<String> ddl = new ArrayList<>();
        ddl.add(createTable(table, tableColumns(), "_tenant, _id", false));
        for (IndexSpec index : type.indexes()) {
            if (index.multiValued()) {
                ddl.add(createTable(many(index), manyColumns(index), "_tenant, value, _id", true));
                ddl.add(byId("m", index.name(), many(index)));
            } else if (index.unique()) {
                ddl.add(dialect.createIndex(
                        uniqueName(index),
                        table,
                        List.of(id("_tenant"), valuePart(index)),
                        true,
                        !index.heldByTombstone(),
                        null));
            } else if (!beginsOrder(index)) {
                ddl.add(valueIndex(index));
            }
        }
        type.orders().forEach(order -> ddl.add(orderIndex("o", order, table, "", true)));
        if (type.scoped()) {
            ddl.add(dialect.createIndex(
                    Names.index(type.name(), "owner", ""),
                    table,
                    List.of(id("_tenant"), id("_owner"), id("_id")),
                    false,
                    true,
                    "_owner"));
            type.orders().forEach(order -> ddl.add(orderIndex("owner", order, table, "_owner", true)));
            ddl.add(createTable(grants, grantColumns(), "_tenant, _token, _id", true));
            ddl.add(byId("grants", "", grants));
            type.orders().forEach(order -> ddl.add(orderIndex("token", order, grants, "_token", false)));
        }
        return ddl;
    }

    private boolean beginsOrder(IndexSpec index) {
        return type.orders().stream().anyMatch(o -> o.keys().get(0).index().equals(index.name()));
    }

    /** {@return the name of the index of these values, where they have one that no order begins with} */
    String valueIndexName(IndexSpec index) {
        return Names.index(type.name(), "i", index.name());
    }

    private String valueIndex(IndexSpec index) {
        List<Dialect.KeyPart> parts = new ArrayList<>(List.of(id("_tenant"), valuePart(index), id("_id")));
        if (tellsOwner(index)) {
            parts.add(id("_owner"));
        }
        return dialect.createIndex(valueIndexName(index), table, parts, false, true, column(index));
    }

    /** {@return whether the database's index of these values tells the owner as well} */
    boolean tellsOwner(IndexSpec index) {
        return dialect.indexesOwners()
                && type.scoped()
                && !index.multiValued()
                && !index.unique()
                && !beginsOrder(index);
    }

    private String uniqueName(IndexSpec index) {
        return Names.index(type.name(), "u", index.name());
    }

    private String byId(String kind, String name, String side) {
        return dialect.createIndex(
                Names.index(type.name(), kind, name), side, List.of(id("_tenant"), id("_id")), false, false, null);
    }

    private String orderIndex(String kind, OrderSpec order, String on, String token, boolean live) {
        List<Dialect.KeyPart> parts = new ArrayList<>(List.of(id("_tenant")));
        if (!token.isEmpty()) {
            parts.add(id(token));
        }
        for (OrderSpec.Key key : order.keys()) {
            parts.addAll(
                    dialect.keyParts(key, Dialect.bytes(type.index(key.index()).orElseThrow())));
        }
        parts.add(new Dialect.KeyPart(order.idDescending() ? "_id DESC" : "_id", 4 * 128));
        String notNull = live && !token.isEmpty() ? token : null;
        return dialect.createIndex(Names.index(type.name(), kind, order.name()), on, parts, false, live, notNull);
    }

    private static Dialect.KeyPart id(String column) {
        return new Dialect.KeyPart(column, 4 * 128);
    }

    private Dialect.KeyPart valuePart(IndexSpec index) {
        return new Dialect.KeyPart(column(index), Dialect.bytes(index));
    }

    /** Brings the tables of a known declaration to this one. */
    void evolve(Session session, RecordType known) throws SQLException {
        for (IndexSpec gone : known.indexes()) {
            if (type.index(gone.name()).isEmpty() && gone.unique()) {
                session.ddl(dialect.dropIndex(uniqueName(gone), table));
            }
        }
        for (OrderSpec old : known.orders()) {
            if (!type.order(old.name()).equals(Optional.of(old))) {
                session.ddl(dialect.dropIndex(Names.index(type.name(), "o", old.name()), table));
                if (type.scoped()) {
                    session.ddl(dialect.dropIndex(Names.index(type.name(), "owner", old.name()), table));
                    session.ddl(dialect.dropIndex(Names.index(type.name(), "token", old.name()), grants));
                }
            }
        }
        Set<String> there = session.columns(table);
        for (IndexSpec index : type.indexes()) {
            // An index that was given up once and comes back finds values that nobody kept up.
            if (known.index(index.name()).isEmpty() && there.contains(index.name())) {
                session.ddl("UPDATE " + table + " SET " + column(index) + " = NULL");
                if (index.multiValued()) {
                    session.ddl("DELETE FROM " + many(index));
                }
            }
        }
        addColumns(session, table, tableColumns(), there);
        if (type.scoped()) {
            addColumns(session, grants, grantColumns(), session.columns(grants));
            List<IndexSpec> before = new Layout(known, dialect).repeated;
            repeat(
                    session,
                    repeated.stream()
                            .filter(index -> !before.contains(index))
                            .map(this::column)
                            .toList());
        }
        for (String statement : create()) {
            session.ddl(statement);
        }
    }

    /** Brings columns of the grants to what the records have. */
    private void repeat(Session session, List<String> columns) throws SQLException {
        if (!columns.isEmpty()) {
            session.ddl(columns.stream()
                    .map(column -> column + " = (SELECT t." + column + " FROM " + table + " t WHERE t._tenant = "
                            + grants + "._tenant AND t._id = " + grants + "._id)")
                    .collect(Collectors.joining(", ", "UPDATE " + grants + " SET ", "")));
        }
    }

    /** Says of grants what stands before them. */
    private void tellBefore(Session session) throws SQLException {
        session.ddl("UPDATE " + grants + " SET " + BEFORE + " = (SELECT CASE COUNT(*) WHEN 0 THEN NULL WHEN 1 THEN"
                + " MIN(o._token) ELSE '" + SEVERAL + "' END FROM " + grants + " o WHERE o._tenant = " + grants
                + "._tenant AND o._id = " + grants + "._id AND o._token < " + grants + "._token)");
    }

    /**
     * Brings tables of an earlier layout to this one. What is in the side tables of the first is right as it is: no mark, so the record
     * is asked. Indexes of the second did not tell the owner, grants of the third neither owner nor values nor what stands before them.
     *
     * @param from the number of the layout
     */
    void upgrade(Session session, int from) throws SQLException {
        for (IndexSpec index : type.indexes()) {
            if (from < 2 && type.scoped() && index.multiValued()) {
                addColumns(session, many(index), manyColumns(index), session.columns(many(index)));
            } else if (from < 3 && tellsOwner(index)) {
                session.ddl(dialect.dropIndex(valueIndexName(index), table));
                session.ddl(valueIndex(index));
            }
        }
        for (String side : sideTables()) {
            Optional<String> tend = dialect.tend(side);
            if (tend.isPresent()) {
                session.ddl(tend.get());
            }
        }
        if (type.scoped() && dialect.indexesOwners()) {
            addColumns(session, grants, grantColumns(), session.columns(grants));
            List<String> columns = new ArrayList<>(List.of("_owner"));
            type.indexes().stream().filter(this::tellsOwner).map(this::column).forEach(columns::add);
            repeat(session, columns);
            tellBefore(session);
        }
    }

    private void addColumns(Session session, String to, Map<String, String> wanted, Set<String> there)
            throws SQLException {
        for (Map.Entry<String, String> e : wanted.entrySet()) {
            if (!there.contains(e.getKey())) {
                session.ddl(dialect.addColumn(to, dialect.quote(e.getKey()), e.getValue()));
            }
        }
    }

    // ---- reading

    StoredRecord record(ResultSet row, String tenant) throws SQLException {
        String id = row.getString(1);
        long version = row.getLong(2);
        RecordState state = STATES[row.getInt(3)];
        int schema = row.getInt(4);
        String payload = row.getString(5);
        int at = 6;
        Visibility visibility = Visibility.none();
        if (type.scoped()) {
            String owner = row.getString(at++);
            String tokens = row.getString(at++);
            if (owner != null || tokens != null) {
                visibility = Visibility.of(owner, JsonArrays.read(tokens));
            }
        }
        IndexValues.Builder values = IndexValues.builder();
        for (IndexSpec index : type.indexes()) {
            if (index.multiValued()) {
                String json = row.getString(at++);
                if (json != null) {
                    List<Object> many = new ArrayList<>();
                    JsonArrays.read(json).forEach(text -> many.add(parse(index, text)));
                    values.many(index.name(), many);
                }
            } else {
                values.put(index.name(), dialect.read(row, at++, index.kind(), index.scale()));
            }
        }
        RecordBody body = new RecordBody(schema, payload, visibility, values.build());
        return new StoredRecord(tenant, new RecordKey(type.name(), id), version, state, body);
    }

    private static Object parse(IndexSpec index, String text) {
        return switch (index.kind()) {
            case TEXT -> text;
            case INTEGER -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case DATE -> LocalDate.parse(text);
            case INSTANT -> Instant.parse(text);
            case BOOLEAN -> Boolean.valueOf(text);
        };
    }

    // ---- writing

    private static final List<IndexKind> KEY = List.of(IndexKind.TEXT, IndexKind.TEXT, IndexKind.INTEGER);

    private Map<String, IndexKind> valueColumns() {
        Map<String, IndexKind> all = new LinkedHashMap<>();
        if (type.scoped()) {
            all.put("_owner", IndexKind.TEXT);
            all.put("_grants", IndexKind.TEXT);
        }
        type.indexes().forEach(i -> all.put(column(i), i.multiValued() ? IndexKind.TEXT : i.kind()));
        return all;
    }

    private void values(List<@Nullable Object> row, Visibility visibility, IndexValues values) {
        if (type.scoped()) {
            row.add(visibility.owner().orElse(null));
            row.add(visibility.grants().isEmpty() ? null : JsonArrays.write(visibility.grants()));
        }
        for (IndexSpec index : type.indexes()) {
            Object value = values.get(index.name());
            row.add(value instanceof Collection<?> many ? json(index, many) : value);
        }
    }

    private static @Nullable String json(IndexSpec index, Collection<?> many) {
        return many.isEmpty()
                ? null
                : JsonArrays.write(many.stream()
                        .map(value -> switch (index.kind()) {
                            case DECIMAL -> new Plain((BigDecimal) value);
                            case DATE, INSTANT -> value.toString();
                            default -> value;
                        })
                        .toList());
    }

    /** A decimal that says all its digits. */
    private record Plain(BigDecimal value) {
        @Override
        public String toString() {
            return value.toPlainString();
        }
    }

    private List<String> insertColumns() {
        List<String> names = new ArrayList<>(List.of("_tenant", "_id", "_version", "_state", "_schema"));
        names.addAll(valueColumns().keySet());
        names.add("_payload");
        return names;
    }

    private List<IndexKind> insertKinds() {
        List<IndexKind> kinds = new ArrayList<>(KEY);
        kinds.addAll(List.of(IndexKind.INTEGER, IndexKind.INTEGER));
        kinds.addAll(valueColumns().values());
        kinds.add(IndexKind.TEXT);
        return kinds;
    }

    Session.Write insert() {
        return new Session.Write(insert(table, insertColumns()), insertKinds());
    }

    private static String insert(String into, List<String> names) {
        return "INSERT INTO " + into + " (" + String.join(", ", names) + ") VALUES (?" + ", ?".repeat(names.size() - 1)
                + ")";
    }

    Session.Write insertUnlessThere() {
        Map<String, String> types = tableColumns();
        List<String> names = insertColumns();
        List<String> columnTypes = new ArrayList<>();
        for (String name : names) {
            String plain = name.startsWith("_") ? name : name.substring(1, name.length() - 1);
            columnTypes.add(String.valueOf(types.get(plain)).replace(" NOT NULL", ""));
        }
        return new Session.Write(dialect.insertUnlessThere(table, names, columnTypes), insertKinds(), true);
    }

    @Nullable
    Object[] insertRow(StoredRecord record) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(record.tenant());
        row.add(record.id());
        row.add(record.version());
        row.add((long) stateNumber(record.state()));
        row.add((long) record.body().schemaVersion());
        values(row, record.body().visibility(), record.body().values());
        row.add(record.payload());
        return row.toArray();
    }

    private static int stateNumber(RecordState state) {
        return List.of(STATES).indexOf(state);
    }

    /**
     * Asks for a state where the record is found by its key. The sum keeps PostgreSQL from indexes of live records alone:
     * before its first ANALYZE it takes one of these for as good as the primary key, and reads it from end to end.
     */
    static String byKey(String alias) {
        return alias + "_state + 0 = ";
    }

    private Session.Write change(List<String> sets, List<IndexKind> kinds, RecordState expected) {
        List<IndexKind> all = new ArrayList<>(kinds);
        all.addAll(KEY);
        return new Session.Write(
                "UPDATE " + table + " SET " + String.join(", ", sets)
                        + " WHERE _tenant = ? AND _id = ? AND _version = ? AND " + byKey("") + stateNumber(expected),
                all);
    }

    Session.Write update() {
        return replace("_version = _version + 1");
    }

    /** As an update, but the version stays. */
    Session.Write rewrite() {
        return replace("_version = _version");
    }

    private Session.Write replace(String version) {
        List<String> sets = new ArrayList<>(List.of(version, "_schema = ?"));
        valueColumns().keySet().forEach(name -> sets.add(name + " = ?"));
        sets.add("_payload = ?");
        List<IndexKind> kinds = new ArrayList<>(List.of(IndexKind.INTEGER));
        kinds.addAll(valueColumns().values());
        kinds.add(IndexKind.TEXT);
        return change(sets, kinds, RecordState.LIVE);
    }

    @Nullable
    Object[] updateRow(String tenant, String id, long version, RecordBody body) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add((long) body.schemaVersion());
        values(row, body.visibility(), body.values());
        row.add(body.payload());
        return keyed(row, tenant, id, version);
    }

    /** Without a column of values there is nothing to write, but the record is still asked for. */
    Session.Write reindex() {
        List<String> sets = new ArrayList<>();
        valueColumns().keySet().forEach(name -> sets.add(name + " = ?"));
        if (sets.isEmpty()) {
            sets.add("_version = _version");
        }
        return change(sets, List.copyOf(valueColumns().values()), RecordState.LIVE);
    }

    @Nullable
    Object[] reindexRow(String tenant, String id, long version, Visibility visibility, IndexValues values) {
        List<@Nullable Object> row = new ArrayList<>();
        values(row, visibility, values);
        return keyed(row, tenant, id, version);
    }

    /** From one state to another, contents as they are. */
    Session.Write move(RecordState from, RecordState to) {
        return change(List.of("_version = _version + 1", "_state = " + stateNumber(to)), List.of(), from);
    }

    Session.Write erase() {
        List<String> sets =
                new ArrayList<>(List.of("_version = _version + 1", "_state = 2", "_schema = 1", "_payload = ''"));
        valueColumns().keySet().forEach(name -> sets.add(name + " = NULL"));
        return change(sets, List.of(), RecordState.DELETED);
    }

    @Nullable
    Object[] keyRow(String tenant, String id, long version) {
        return keyed(new ArrayList<>(), tenant, id, version);
    }

    private static @Nullable Object[] keyed(List<@Nullable Object> row, String tenant, String id, long version) {
        row.add(tenant);
        row.add(id);
        row.add(version);
        return row.toArray();
    }

    Session.Write insertMany(IndexSpec index) {
        List<String> names = new ArrayList<>(List.of("_tenant", "value", "_id"));
        List<IndexKind> kinds = new ArrayList<>(List.of(IndexKind.TEXT, index.kind(), IndexKind.TEXT));
        if (type.scoped()) {
            names.add(OWNER_MARK);
            kinds.add(IndexKind.INTEGER);
        }
        return new Session.Write(insert(many(index), names), kinds);
    }

    /** The rows of a side table of values that a record has. */
    List<@Nullable Object[]> manyRows(IndexSpec index, StoredRecord record) {
        Long mark = ownerMark(record.body().visibility());
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Object value : record.body().values().many(index.name())) {
            rows.add(
                    type.scoped()
                            ? new @Nullable Object[] {record.tenant(), value, record.id(), mark}
                            : new @Nullable Object[] {record.tenant(), value, record.id()});
        }
        return rows;
    }

    private static @Nullable Long ownerMark(Visibility visibility) {
        return visibility.grants().isEmpty()
                ? visibility.owner().map(Layout::mark).orElse(null)
                : null;
    }

    /** A number for a token. Two tokens may have the same: it tells whose records need not be looked at, and nothing more. */
    static long mark(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Session.Write insertGrant() {
        List<String> names = new ArrayList<>(List.of("_tenant", "_token", "_id"));
        List<IndexKind> kinds = new ArrayList<>(List.of(IndexKind.TEXT, IndexKind.TEXT, IndexKind.TEXT));
        if (dialect.indexesOwners()) {
            names.addAll(List.of("_owner", BEFORE));
            kinds.addAll(List.of(IndexKind.TEXT, IndexKind.TEXT));
        }
        for (IndexSpec index : repeated) {
            names.add(column(index));
            kinds.add(index.kind());
        }
        return new Session.Write(insert(grants, names), kinds);
    }

    /** The rows of the side table of grants that a record has. */
    List<@Nullable Object[]> grantRows(StoredRecord record) {
        Visibility visibility = record.body().visibility();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String token : visibility.grants()) {
            List<@Nullable Object> row = new ArrayList<>(List.of(record.tenant(), token, record.id()));
            if (dialect.indexesOwners()) {
                row.add(visibility.owner().orElse(null));
                row.add(
                        rows.isEmpty()
                                ? null
                                : rows.size() == 1 ? visibility.grants().first() : SEVERAL);
            }
            repeated.forEach(index -> row.add(record.body().values().get(index.name())));
            rows.add(row.toArray());
        }
        return rows;
    }

    /** {@return the side tables} */
    List<String> sideTables() {
        List<String> all = new ArrayList<>();
        type.indexes().stream().filter(IndexSpec::multiValued).forEach(index -> all.add(many(index)));
        if (type.scoped()) {
            all.add(grants);
        }
        return all;
    }
}
