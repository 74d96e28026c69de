package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.OrderSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * SQLite. Decimals are whole numbers of their smallest unit, because SQLite's own decimals are binary floating point;
 * dates and instants are ISO texts of fixed length, which its functions read and which sort by time.
 */
final class SqliteDialect extends Dialect {

    static final SqliteDialect INSTANCE = new SqliteDialect();

    private static final BigInteger HIGH = BigInteger.ONE.shiftLeft(32);

    private SqliteDialect() {}

    @Override
    String quote(String name) {
        return '"' + name + '"';
    }

    @Override
    String idType() {
        return "TEXT";
    }

    @Override
    String longTextType() {
        return "TEXT";
    }

    @Override
    String columnType(IndexKind kind, int scale) {
        return switch (kind) {
            case TEXT, DATE, INSTANT -> "TEXT";
            case INTEGER, DECIMAL, BOOLEAN -> "INTEGER";
        };
    }

    @Override
    String tableOptions(boolean side) {
        return side ? " WITHOUT ROWID" : "";
    }

    @Override
    String addColumn(String table, String column, String type) {
        return "ALTER TABLE " + table + " ADD COLUMN " + column + " " + type;
    }

    @Override
    String dropIndex(String name, String table) {
        return "DROP INDEX IF EXISTS " + name;
    }

    @Override
    List<KeyPart> keyParts(OrderSpec.Key key, int bytes) {
        String column = quote(key.index());
        return key.descending()
                ? List.of(new KeyPart(column + " DESC", bytes))
                : List.of(new KeyPart("(" + column + " IS NULL)", 1), new KeyPart(column, bytes));
    }

    /** Nulls are the smallest: last by themselves when descending. */
    @Override
    String orderBy(String alias, OrderSpec.Key key, boolean laidOut) {
        String column = alias + "." + quote(key.index());
        return key.descending() ? column + " DESC" : "(" + column + " IS NULL), " + column;
    }

    @Override
    String isNull(String alias, OrderSpec.Key key, boolean isNull) {
        return key.descending()
                ? super.isNull(alias, key, isNull)
                : "(" + alias + "." + quote(key.index()) + " IS NULL) = " + (isNull ? 1 : 0);
    }

    @Override
    Object instant(Instant instant) {
        return Timestamps.write(instant);
    }

    @Override
    @Nullable
    Instant readInstant(ResultSet row, int at) throws SQLException {
        String text = row.getString(at);
        return text == null ? null : Timestamps.read(text);
    }

    @Override
    void bind(PreparedStatement statement, int at, IndexKind kind, @Nullable Object value) throws SQLException {
        Object stored = value == null ? null : stored(kind, value);
        if (stored == null) {
            statement.setNull(at, java.sql.Types.NULL);
        } else if (stored instanceof Long number) {
            statement.setLong(at, number);
        } else {
            statement.setString(at, (String) stored);
        }
    }

    private Object stored(IndexKind kind, Object value) {
        return switch (kind) {
            case TEXT -> value;
            case INTEGER -> ((Number) value).longValue();
            case DECIMAL -> ((BigDecimal) value).unscaledValue().longValueExact();
            case DATE -> value.toString();
            case INSTANT -> instant((Instant) value);
            case BOOLEAN -> (Boolean) value ? 1L : 0L;
        };
    }

    @Override
    void bindArray(PreparedStatement statement, int at, IndexKind kind, Collection<?> values) throws SQLException {
        statement.setString(
                at, JsonArrays.write(values.stream().map(v -> stored(kind, v)).toList()));
    }

    /** A page is in the order of ids; to have that order for nothing, SQLite would read the whole table for the sake of few rows. */
    @Override
    String idsByArray(String table, String column) {
        return "SELECT x._id FROM json_each(?) j CROSS JOIN " + table + " x WHERE x." + column
                + " = j.value AND x._state = 0";
    }

    @Override
    String inArray(String column, IndexKind kind, int scale) {
        return column + " IN (SELECT value FROM json_each(?))";
    }

    /** The plus sign keeps SQLite from looking for each of the tokens among the record's grants: there are few of these and many of those. */
    @Override
    Sql granted(Sql grants, Collection<String> tokens) {
        return Sql.of("EXISTS (SELECT 1")
                .add(grants)
                .add(" AND ")
                .add(oneOf("+g._token", tokens))
                .add(")");
    }

    @Override
    @Nullable
    Object read(ResultSet row, int at, IndexKind kind, int scale) throws SQLException {
        if (kind == IndexKind.TEXT || kind == IndexKind.DATE || kind == IndexKind.INSTANT) {
            String text = row.getString(at);
            return text == null || kind == IndexKind.TEXT
                    ? text
                    : kind == IndexKind.DATE ? LocalDate.parse(text) : Timestamps.read(text);
        }
        long number = row.getLong(at);
        if (row.wasNull()) {
            return null;
        }
        return kind == IndexKind.INTEGER
                ? (Object) number
                : kind == IndexKind.BOOLEAN ? (Object) (number != 0) : BigDecimal.valueOf(number, scale);
    }

    /** Its own SUM refuses what does not fit 64 bits, so both halves are added up apart. */
    @Override
    List<String> sum(String column) {
        return List.of("SUM(" + column + " >> 32)", "SUM(" + column + " & 4294967295)");
    }

    @Override
    BigDecimal readSum(ResultSet row, int at, int scale) throws SQLException {
        BigInteger high = BigInteger.valueOf(row.getLong(at));
        BigInteger low = BigInteger.valueOf(row.getLong(at + 1));
        return new BigDecimal(high.multiply(HIGH).add(low), scale);
    }

    @Override
    String insertUnlessThere(String table, List<String> columns, List<String> types) {
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (?"
                + ", ?".repeat(columns.size() - 1) + ") ON CONFLICT DO NOTHING";
    }

    /** The transaction that writes is alone anyway. */
    @Override
    String forShare() {
        return "";
    }

    @Override
    int widestMerge() {
        return 30;
    }

    /** A compound of one SELECT for each token: SQLite takes 500 of them. */
    @Override
    Sql perToken(Collection<String> tokens, Function<Sql, Sql> branch) {
        return new Sql()
                .join(
                        " UNION ALL ",
                        tokens.stream()
                                .map(token -> Sql.of("SELECT * FROM (")
                                        .add(branch.apply(new Sql().text(token)))
                                        .add(")"))
                                .toList());
    }

    @Override
    void lockPrepare(Session session) throws SQLException {
        session.begin();
    }

    @Override
    Failure failure(SQLException e) {
        return switch (e.getErrorCode()) {
            case 5, 6 -> Failure.CONFLICT; // BUSY, LOCKED
            case 13 -> Failure.FULL;
            case 18 -> Failure.LIMIT; // TOOBIG
            case 19 -> Failure.UNIQUE; // CONSTRAINT: no other is declared that a checked record can break
            case 10 -> Failure.LOST; // IOERR
            default -> Failure.OTHER;
        };
    }
}
