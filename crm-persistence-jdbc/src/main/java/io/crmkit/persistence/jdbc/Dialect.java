package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What differs between the databases. */
abstract sealed class Dialect permits SqliteDialect, PostgresDialect, MariaDbDialect {

    /** What an error of a database means for us. */
    enum Failure {
        /** A unique index or a primary key refused. */
        UNIQUE,
        /** A conflict or a time-out: nothing was done, and trying again helps. */
        CONFLICT,
        /** The connection is gone; what was under way when it broke is not known. */
        LOST,
        /** No room is left. */
        FULL,
        /** Larger than what the server takes. */
        LIMIT,
        /** Everything else. */
        OTHER
    }

    /** One part of an index: its text and how many bytes it takes at most. */
    record KeyPart(String sql, int bytes) {}

    /** {@return the name in quotes} */
    abstract String quote(String name);

    /** {@return the type of a column for ids, tenants and tokens} */
    abstract String idType();

    /** {@return the type of a column for long texts} */
    abstract String longTextType();

    /** {@return the type of a column for small numbers} */
    String smallType() {
        return "INTEGER";
    }

    /** {@return the type of a column for the values of an index} */
    abstract String columnType(IndexKind kind, int scale);

    /** {@return names and types of the columns that a table needs beside those that all databases have} */
    Map<String, String> extraColumns(List<OrderSpec> orders, boolean withState) {
        return Map.of();
    }

    /** {@return what stands behind the closing bracket of CREATE TABLE} */
    String tableOptions(boolean side) {
        return "";
    }

    /** {@return what keeps a side table fit to be answered from its index alone; stands behind the closing bracket of CREATE TABLE} */
    String tended() {
        return "";
    }

    /** {@return the statement that gives a table of before what {@link #tended} gives a new one} */
    Optional<String> tend(String table) {
        return Optional.empty();
    }

    /** {@return what stands behind a primary key so that its index answers for one more column} */
    String beside(String column) {
        return "";
    }

    /** {@return the statement that adds a column to a table that is there} */
    abstract String addColumn(String table, String column, String type);

    /**
     * An index.
     *
     * @param live whether it need hold live records only
     * @param notNull a column that it need hold no nulls of
     */
    String createIndex(
            String name, String table, List<KeyPart> keys, boolean unique, boolean live, @Nullable String notNull) {
        List<String> conditions = new ArrayList<>();
        if (live) {
            conditions.add("_state = 0");
        }
        if (notNull != null) {
            conditions.add(notNull + " IS NOT NULL");
        }
        return "CREATE " + (unique ? "UNIQUE " : "") + "INDEX IF NOT EXISTS " + name + " ON " + table + " ("
                + String.join(", ", keys.stream().map(KeyPart::sql).toList()) + ")"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    abstract String dropIndex(String name, String table);

    /** {@return the parts of an index that lays out one key of an order, nulls last} */
    abstract List<KeyPart> keyParts(OrderSpec.Key key, int bytes);

    /**
     * One key of an ORDER BY, nulls last.
     *
     * @param laidOut whether this is the table that has the order's index, or something derived from it
     */
    abstract String orderBy(String alias, OrderSpec.Key key, boolean laidOut);

    /** {@return a condition that an order's index answers: the key is null, or is not} */
    String isNull(String alias, OrderSpec.Key key, boolean isNull) {
        return isNull ? alias + "." + quote(key.index()) + " IS NULL" : "";
    }

    /** {@return an instant as the driver takes it} */
    abstract Object instant(Instant instant);

    /** {@return the JDBC type of a null in a column of that kind} */
    private static int nullType(IndexKind kind) {
        return switch (kind) {
            case TEXT -> Types.VARCHAR;
            case INTEGER -> Types.BIGINT;
            case DECIMAL -> Types.NUMERIC;
            case DATE -> Types.DATE;
            case INSTANT -> Types.TIMESTAMP;
            case BOOLEAN -> Types.BOOLEAN;
        };
    }

    /** Binds a value, or null. */
    void bind(PreparedStatement statement, int at, IndexKind kind, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(at, nullType(kind));
            return;
        }
        switch (kind) {
            case TEXT -> statement.setString(at, (String) value);
            case INTEGER -> statement.setLong(at, ((Number) value).longValue());
            case DECIMAL -> statement.setBigDecimal(at, (BigDecimal) value);
            case DATE -> statement.setObject(at, value);
            case INSTANT -> statement.setObject(at, instant((Instant) value));
            case BOOLEAN -> statement.setBoolean(at, (Boolean) value);
        }
    }

    /**
     * Brings many rows into a table that must not be there, past the driver's statements, where the database has a faster way.
     *
     * @param connection the open transaction
     * @param write the table and its columns
     * @param rows the rows
     * @return whether they are there now; none of them is when it answers no
     */
    boolean copied(Connection connection, Session.Write write, List<@Nullable Object[]> rows) throws SQLException {
        return false;
    }

    /** Binds many values as one array. */
    abstract void bindArray(PreparedStatement statement, int at, IndexKind kind, Collection<?> values)
            throws SQLException;

    /** {@return a condition: the column's value is in the array bound to its question mark} */
    abstract String inArray(String column, IndexKind kind, int scale);

    /**
     * The ids of records by the values of an index, going from the values to the records, where the database's own choice would
     * go through the whole table.
     *
     * @param table the table, to be called x
     * @param column the index's column
     * @return a SELECT that goes on with AND, bound to the array; or null where the database chooses well
     */
    @Nullable
    String idsByArray(String table, String column) {
        return null;
    }

    /** {@return the same for arrays that many rows are held against} */
    String inLargeArray(String column) {
        return inArray(column, IndexKind.TEXT, 0);
    }

    /** A condition: the column's value is one of the tokens, for scopes that many rows are held against. */
    Sql oneOf(String column, Collection<String> tokens) {
        return Sql.of(inLargeArray(column)).bound(IndexKind.TEXT, tokens);
    }

    /**
     * Whether a record is granted to one of many tokens, asked record by record on the way through many.
     *
     * @param grants FROM and WHERE of the record's own grants, called g
     * @param tokens the tokens
     */
    Sql granted(Sql grants, Collection<String> tokens) {
        return Sql.of("EXISTS (SELECT 1")
                .add(grants)
                .add(" AND ")
                .add(oneOf("g._token", tokens))
                .add(")");
    }

    /** The same where few records are asked, as on the way to a page. */
    Sql grantedSoon(Sql grants, Collection<String> tokens) {
        return granted(grants, tokens);
    }

    /** {@return a condition: a SELECT finds something, asked row by row and only as far as rows are needed} */
    Sql existsSoon(Sql select) {
        return Sql.of("EXISTS (").add(select).add(")");
    }

    /** {@return whether the server joins two lists in one order by going through both side by side, as far as it needs to} */
    boolean goesAbreast() {
        return false;
    }

    /** {@return a condition: a long text has a part, byte for byte} */
    Sql contains(String column, String part) {
        return Sql.of("INSTR(" + column + ", ").text(part).add(") > 0");
    }

    /**
     * A condition: a list of texts as JSON, without spaces between them, has one of some values.
     *
     * @param values the values
     * @param elements the same as they stand in JSON, quoted
     */
    Sql containsAny(String column, Collection<?> values, List<String> elements) {
        List<Sql> each = new ArrayList<>();
        for (String element : elements) {
            each.add(contains(column, "[" + element));
            each.add(contains(column, "," + element));
        }
        return new Sql().join(" OR ", each);
    }

    /** {@return the instant in a column, or null} */
    abstract @Nullable Instant readInstant(ResultSet row, int at) throws SQLException;

    /** {@return the value of a column, or null} */
    @Nullable
    Object read(ResultSet row, int at, IndexKind kind, int scale) throws SQLException {
        Object value = switch (kind) {
            case TEXT -> row.getString(at);
            case INTEGER -> row.getLong(at);
            case DECIMAL -> row.getBigDecimal(at);
            case DATE -> row.getObject(at, LocalDate.class);
            case INSTANT -> readInstant(row, at);
            case BOOLEAN -> row.getBoolean(at);
        };
        return row.wasNull() ? null : value instanceof BigDecimal decimal ? decimal.setScale(scale) : value;
    }

    /**
     * What a tally groups by.
     *
     * @param columns the columns
     * @param byIndex whether the index of the first column tells all that is asked
     */
    List<String> groupBy(List<String> columns, boolean byIndex) {
        return columns;
    }

    /** {@return the expressions that add a column up exactly} */
    List<String> sum(String column) {
        return List.of("SUM(" + column + ")");
    }

    /** {@return the exact sum, from the columns that {@link #sum} asked for} */
    BigDecimal readSum(ResultSet row, int at, int scale) throws SQLException {
        BigDecimal sum = row.getBigDecimal(at);
        return sum == null ? BigDecimal.ZERO.setScale(scale) : sum.setScale(scale);
    }

    /** {@return an INSERT that passes over what is there, and tells for each row whether it did} */
    abstract String insertUnlessThere(String table, List<String> columns, List<String> types);

    /** {@return what stands behind a SELECT that holds rows as they are until the transaction ends} */
    abstract String forShare();

    /**
     * {@return an expression that makes the rest of the transaction wait for others a moment only, or nothing} For sets
     * that hold what they check and then write: two of them may wait for each other, and where the database takes long to
     * notice, giving up soon and trying again is faster.
     */
    String shortWaits() {
        return "";
    }

    /** {@return whether statements that lock or delete may find their rows by one array, and touch no others} */
    boolean locksByArray() {
        return true;
    }

    /**
     * How many tokens a scope may have to be answered by merging one ordered walk for each token. Beyond that one walk
     * through the whole order, looking at each record's tokens, is faster; measured figures are in the README.
     */
    abstract int widestMerge();

    /** The same for tallies, which read all that is in scope. */
    int widestTally() {
        return widestMerge();
    }

    /** {@return how many tokens a scope may have for what they own and what is granted to them to be tallied apart} */
    int widestParts() {
        return 0;
    }

    /** {@return whether an index of values tells the owner as well, and grants tell owner and values, so that counts read no record} */
    boolean indexesOwners() {
        return false;
    }

    /** {@return whether in a scope of so many tokens a count reads such an index from end to end} */
    boolean countsByIndex(int tokens) {
        return false;
    }

    /** {@return a condition: a mark of an owner is in the array bound to its question mark} */
    String oneOfMarks(String column) {
        return inArray(column, IndexKind.INTEGER, 0);
    }

    /** {@return how many records of a list are read at first, where a page may not need all of them} */
    int firstLook() {
        return 128;
    }

    /** Ids that stand in several lists in order, each once, as u; to be ordered by id. */
    Sql merged(Sql lists, Sql where) {
        return Sql.of("SELECT u._id FROM (").add(lists).add(") u").add(where).add(" GROUP BY u._id");
    }

    /**
     * The first rows of each token, as one derived table.
     *
     * @param tokens the tokens
     * @param branch for one token, given as text: the rows in order and limited
     */
    abstract Sql perToken(Collection<String> tokens, Function<Sql, Sql> branch);

    /**
     * {@return a question that has an answer when what the planner knows of a table is out of date; nothing for databases
     * that keep up by themselves}
     *
     * @param rows how many rows were inserted lately
     */
    Optional<Sql> outdated(String table, long rows) {
        return Optional.empty();
    }

    /** {@return the statement that tells the planner how a table looks now, see {@link #outdated}} */
    String analyze(String table) {
        return "ANALYZE " + table;
    }

    /** Begins a transaction. */
    void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Begins a transaction that sees the present moment as long as it lasts. */
    void freeze(Session session) throws SQLException {
        session.begin();
        session.ddl("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        session.exists(Sql.of("SELECT 1")); // the moment is that of the first statement
    }

    /** {@return whether the driver counts the rows of an INSERT one by one only if it is also asked for keys} */
    boolean countsWithKeys() {
        return false;
    }

    /** Waits until no one else prepares; in a transaction where the database's statements for tables can be in one. */
    abstract void lockPrepare(Session session) throws SQLException;

    /** Begins a transaction anew where statements for tables have ended it. */
    void afterTables(Session session) throws SQLException {}

    /** Ends what {@link #lockPrepare} began, if the end of the transaction does not. */
    void unlockPrepare(Session session) throws SQLException {}

    abstract Failure failure(SQLException e);

    /** {@return a failure as SQLState tells it, which is where most databases agree} */
    static Failure byState(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return Failure.OTHER;
        }
        if (state.equals("23505")) {
            return Failure.UNIQUE;
        }
        if (state.startsWith("08") || state.startsWith("57P0")) {
            return Failure.LOST;
        }
        if (state.startsWith("40") || state.equals("55P03") || state.equals("57014")) {
            return Failure.CONFLICT;
        }
        return state.equals("53100") ? Failure.FULL : Failure.OTHER;
    }

    /** {@return how many bytes an index takes for a value} */
    static int bytes(IndexSpec index) {
        return index.kind() == IndexKind.TEXT ? 4 * 255 : 9;
    }
}
