package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.OrderSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 13 and newer. Text columns are {@code COLLATE "C"}: compared byte for byte, ordered by code point. */
final class PostgresDialect extends Dialect {

    static final PostgresDialect INSTANCE = new PostgresDialect();

    private static final String BYTE_EXACT = " COLLATE \"C\"";

    /** "crmkit" in ASCII: whoever prepares holds this advisory lock until the end of the transaction. */
    private static final long PREPARE_LOCK = 0x63726D6B6974L;

    /** So many values are looked for in a list one by one; it is not taken apart for them. */
    private static final int FEW_VALUES = 8;

    private PostgresDialect() {}

    @Override
    String quote(String name) {
        return '"' + name + '"';
    }

    @Override
    String idType() {
        return "text" + BYTE_EXACT;
    }

    @Override
    String longTextType() {
        return "text" + BYTE_EXACT;
    }

    @Override
    String columnType(IndexKind kind, int scale) {
        return switch (kind) {
            case TEXT -> "text" + BYTE_EXACT;
            case INTEGER -> "bigint";
            case DECIMAL -> "numeric(19," + scale + ")";
            case DATE -> "date";
            case INSTANT -> "timestamptz";
            case BOOLEAN -> "boolean";
        };
    }

    /**
     * Of pages that the server has not vacuumed since they were written, each row is looked up in the table, although the index tells all.
     * By itself it vacuums when a fifth of a table is new.
     */
    private static final String TENDED =
            "(autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02)";

    @Override
    String tended() {
        return " WITH " + TENDED;
    }

    @Override
    Optional<String> tend(String table) {
        return Optional.of("ALTER TABLE " + table + " SET " + TENDED);
    }

    @Override
    String beside(String column) {
        return " INCLUDE (" + column + ")";
    }

    @Override
    String addColumn(String table, String column, String type) {
        return "ALTER TABLE " + table + " ADD COLUMN IF NOT EXISTS " + column + " " + type;
    }

    @Override
    String dropIndex(String name, String table) {
        return "DROP INDEX IF EXISTS " + name;
    }

    @Override
    List<KeyPart> keyParts(OrderSpec.Key key, int bytes) {
        return List.of(new KeyPart(quote(key.index()) + (key.descending() ? " DESC NULLS LAST" : ""), bytes));
    }

    @Override
    String orderBy(String alias, OrderSpec.Key key, boolean laidOut) {
        return alias + "." + quote(key.index()) + (key.descending() ? " DESC NULLS LAST" : "");
    }

    @Override
    Object instant(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    @Override
    @Nullable
    Instant readInstant(ResultSet row, int at) throws SQLException {
        OffsetDateTime time = row.getObject(at, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    @Override
    boolean copied(Connection connection, Session.Write write, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.size() < PostgresCopy.FROM) {
            return false;
        }
        PostgresCopy.into(connection, write, rows);
        return true;
    }

    @Override
    void bindArray(PreparedStatement statement, int at, IndexKind kind, Collection<?> values) throws SQLException {
        Object[] texts = values.stream().map(Object::toString).toArray();
        statement.setArray(at, statement.getConnection().createArrayOf(arrayType(kind), texts));
    }

    private static String arrayType(IndexKind kind) {
        return switch (kind) {
            case TEXT -> "text";
            case INTEGER -> "bigint";
            case DECIMAL -> "numeric";
            case DATE -> "date";
            case INSTANT -> "timestamptz";
            case BOOLEAN -> "boolean";
        };
    }

    @Override
    String inArray(String column, IndexKind kind, int scale) {
        return column + " = ANY (?)";
    }

    /** A subquery is hashed under any plan; ANY is searched from end to end once the server has gone over to a generic plan. */
    @Override
    String inLargeArray(String column) {
        return column + " IN (SELECT unnest(?))";
    }

    @Override
    Sql grantedSoon(Sql grants, Collection<String> tokens) {
        return existsSoon(Sql.of("SELECT 1")
                .add(grants)
                .add(" AND " + inArray("g._token", IndexKind.TEXT, 0))
                .bound(IndexKind.TEXT, tokens));
    }

    /**
     * OFFSET keeps the server from reading all that the SELECT may find before it looks at the first row, which it takes for cheaper than
     * asking row by row.
     */
    @Override
    Sql existsSoon(Sql select) {
        return Sql.of("EXISTS (").add(select).add(" OFFSET 0)");
    }

    @Override
    boolean goesAbreast() {
        return true;
    }

    @Override
    Sql contains(String column, String part) {
        return Sql.of("strpos(" + column + ", ").text(part).add(") > 0");
    }

    /** Many values are looked up in the list together. */
    @Override
    Sql containsAny(String column, Collection<?> values, List<String> elements) {
        return elements.size() <= FEW_VALUES
                ? super.containsAny(column, values, elements)
                : Sql.of("jsonb_exists_any(" + column + "::jsonb, ?)").bound(IndexKind.TEXT, values);
    }

    /**
     * With SELECT in place of VALUES: the driver would pack VALUES of several rows into one statement and could not tell
     * any more which of them were there.
     */
    @Override
    String insertUnlessThere(String table, List<String> columns, List<String> types) {
        List<String> values = new ArrayList<>();
        types.forEach(type -> values.add("CAST(? AS " + type.replace(BYTE_EXACT, "") + ")"));
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") SELECT " + String.join(", ", values)
                + " ON CONFLICT DO NOTHING";
    }

    @Override
    String forShare() {
        return " FOR SHARE";
    }

    /** PostgreSQL looks for deadlocks after a second, and only an administrator may change that. */
    @Override
    String shortWaits() {
        return "set_config('lock_timeout', '200ms', true)";
    }

    @Override
    int widestMerge() {
        return 80;
    }

    @Override
    String oneOfMarks(String column) {
        return inLargeArray(column);
    }

    /** The server reads lists only as far as the page needs. */
    @Override
    int firstLook() {
        return 100_000_000;
    }

    /** The server would hash groups, and so read the lists to their ends; for distinct ones it merges them. */
    @Override
    Sql merged(Sql lists, Sql where) {
        return Sql.of("SELECT DISTINCT ON (u._id) u._id FROM (")
                .add(lists)
                .add(") u")
                .add(where);
    }

    @Override
    Sql perToken(Collection<String> tokens, Function<Sql, Sql> branch) {
        return Sql.of("SELECT b.* FROM unnest(?) AS tok(token) CROSS JOIN LATERAL (")
                .bound(IndexKind.TEXT, tokens)
                .add(branch.apply(Sql.of("tok.token" + BYTE_EXACT)))
                .add(") b");
    }

    /**
     * A table that was empty when its first statements were planned has plans that read it from end to end, because for
     * a dozen of rows any index is as good as any other; and they stay until it is analyzed, which the server by itself
     * does after a minute or later. An import is over by then.
     */
    @Override
    Optional<Sql> outdated(String table, long rows) {
        return Optional.of(Sql.of("SELECT 1 FROM pg_class WHERE oid = to_regclass(")
                .text(table)
                .add(") AND reltuples < ")
                .bind(IndexKind.INTEGER, rows));
    }

    @Override
    String analyze(String table) {
        return "ANALYZE (SKIP_LOCKED) " + table;
    }

    @Override
    void lockPrepare(Session session) throws SQLException {
        session.begin();
        session.exists(Sql.of("SELECT pg_advisory_xact_lock(" + PREPARE_LOCK + ")"));
    }

    @Override
    Failure failure(SQLException e) {
        return byState(e);
    }
}
