package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.OrderSpec;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB 10.6 and newer. It has neither partial indexes nor NULLS LAST, so generated columns stand in: {@code _live} for
 * unique values among live records, {@code _null_x} in front of {@code x} where an order runs upwards.
 */
final class MariaDbDialect extends Dialect {

    static final MariaDbDialect INSTANCE = new MariaDbDialect();

    /** No padding, no case, no accents: compared byte for byte, ordered by code point. */
    private static final String BYTE_EXACT = " CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";

    /** How long an index entry may be. */
    private static final int MAX_KEY_BYTES = 3072;

    private static final int LONGEST_LIST = 900;

    private static final int FEW_OWNERS = 80;

    private MariaDbDialect() {}

    @Override
    String quote(String name) {
        return '`' + name + '`';
    }

    @Override
    String idType() {
        return "VARCHAR(128)" + BYTE_EXACT;
    }

    @Override
    String longTextType() {
        return "LONGTEXT" + BYTE_EXACT;
    }

    @Override
    String columnType(IndexKind kind, int scale) {
        return switch (kind) {
            case TEXT -> "VARCHAR(255)" + BYTE_EXACT;
            case INTEGER -> "BIGINT";
            case DECIMAL -> "DECIMAL(19," + scale + ")";
            case DATE -> "DATE";
            case INSTANT -> "DATETIME(6)";
            case BOOLEAN -> "BOOLEAN";
        };
    }

    @Override
    Map<String, String> extraColumns(List<OrderSpec> orders, boolean withState) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (withState) {
            columns.put("_live", "TINYINT AS (IF(_state = 0, 1, NULL)) PERSISTENT");
        }
        for (OrderSpec order : orders) {
            for (OrderSpec.Key key : order.keys()) {
                if (!key.descending()) {
                    columns.put(nullFlag(key), "TINYINT AS (" + quote(key.index()) + " IS NULL) PERSISTENT");
                }
            }
        }
        return columns;
    }

    private static String nullFlag(OrderSpec.Key key) {
        return "_null_" + key.index();
    }

    @Override
    String tableOptions(boolean side) {
        return " ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin";
    }

    @Override
    String addColumn(String table, String column, String type) {
        return "ALTER TABLE " + table + " ADD COLUMN IF NOT EXISTS " + column + " " + type;
    }

    /** The last parts are left out where the key would be too long: it then helps to find, and the server sorts. */
    @Override
    String createIndex(
            String name, String table, List<KeyPart> keys, boolean unique, boolean live, @Nullable String notNull) {
        List<KeyPart> all = new ArrayList<>(keys);
        if (live) {
            all.add(unique ? all.size() : 1, new KeyPart(unique ? "_live" : "_state", 5));
        }
        List<KeyPart> fitting = new ArrayList<>();
        int bytes = 0;
        for (KeyPart part : all) {
            bytes += part.bytes() + 3;
            if (bytes > MAX_KEY_BYTES) {
                break;
            }
            fitting.add(part);
        }
        return super.createIndex(name, table, fitting, unique, false, null);
    }

    @Override
    String dropIndex(String name, String table) {
        return "DROP INDEX IF EXISTS " + name + " ON " + table;
    }

    @Override
    List<KeyPart> keyParts(OrderSpec.Key key, int bytes) {
        String column = quote(key.index());
        return key.descending()
                ? List.of(new KeyPart(column + " DESC", bytes))
                : List.of(new KeyPart(nullFlag(key), 1), new KeyPart(column, bytes));
    }

    /** Nulls are the smallest: last by themselves when descending. */
    @Override
    String orderBy(String alias, OrderSpec.Key key, boolean laidOut) {
        String column = alias + "." + quote(key.index());
        if (key.descending()) {
            return column + " DESC";
        }
        return (laidOut ? alias + "." + nullFlag(key) : column + " IS NULL") + ", " + column;
    }

    @Override
    String isNull(String alias, OrderSpec.Key key, boolean isNull) {
        return key.descending()
                ? super.isNull(alias, key, isNull)
                : alias + "." + nullFlag(key) + " = " + (isNull ? 1 : 0);
    }

    @Override
    Object instant(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    @Override
    @Nullable
    Instant readInstant(ResultSet row, int at) throws SQLException {
        LocalDateTime time = row.getObject(at, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    @Override
    void bindArray(PreparedStatement statement, int at, IndexKind kind, Collection<?> values) throws SQLException {
        statement.setString(
                at, JsonArrays.write(values.stream().map(v -> json(kind, v)).toList()));
    }

    private static Object json(IndexKind kind, Object value) {
        return switch (kind) {
            case TEXT -> value;
            case INTEGER -> value;
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case DATE -> value.toString();
            case INSTANT -> Timestamps.write((Instant) value).replace('T', ' ').replace("Z", "");
            case BOOLEAN -> (Boolean) value ? 1 : 0;
        };
    }

    @Override
    String inArray(String column, IndexKind kind, int scale) {
        return column + " IN (SELECT j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v " + columnType(kind, scale)
                + " PATH '$')) j)";
    }

    @Override
    String insertUnlessThere(String table, List<String> columns, List<String> types) {
        return "INSERT IGNORE INTO " + table + " (" + String.join(", ", columns) + ") VALUES (?"
                + ", ?".repeat(columns.size() - 1) + ")";
    }

    /** One round trip, where switching the session's autocommit off and on again would be two. */
    @Override
    void begin(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("START TRANSACTION");
        }
    }

    @Override
    void freeze(Session session) throws SQLException {
        session.ddl("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        session.ddl("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    }

    /** Bulk inserts have no counts, and the driver does without bulk when it is asked for keys. */
    @Override
    boolean countsWithKeys() {
        return true;
    }

    @Override
    String forShare() {
        return " LOCK IN SHARE MODE";
    }

    @Override
    boolean locksByArray() {
        return false;
    }

    /**
     * To have the groups in order, MariaDB would go through the index and fetch each row by itself, which takes five times as long
     * as reading all of them and sorting the groups. An expression in front has no index.
     */
    @Override
    List<String> groupBy(List<String> columns, boolean byIndex) {
        if (byIndex) {
            return columns;
        }
        List<String> all = new ArrayList<>(columns);
        all.add(0, columns.get(0) + " IS NULL");
        return all;
    }

    @Override
    int widestMerge() {
        return 30;
    }

    /** Beyond that the server makes a table of the tokens, and might go by that first. */
    @Override
    int widestParts() {
        return LONGEST_LIST;
    }

    @Override
    boolean indexesOwners() {
        return true;
    }

    /** Few owners' records are found sooner than counted; of very many tokens the server makes a table, and might go by that first. */
    @Override
    boolean countsByIndex(int tokens) {
        return tokens > FEW_OWNERS && tokens <= LONGEST_LIST;
    }

    /** A list is sorted once and searched, as long as the server does not make a table of it by itself, which it does of 1,000 values. */
    @Override
    Sql oneOf(String column, Collection<String> tokens) {
        if (tokens.size() > LONGEST_LIST) {
            return super.oneOf(column, tokens);
        }
        List<Sql> each = tokens.stream().map(token -> new Sql().text(token)).toList();
        return Sql.of(column + " IN (").join(", ", each).add(")");
    }

    /** Beyond what can be a list, all that is granted to the tokens is read once, for want of a better way. */
    @Override
    Sql granted(Sql grants, Collection<String> tokens) {
        return tokens.size() > LONGEST_LIST ? super.granted(grants, tokens) : grantedSoon(grants, tokens);
    }

    /** Of EXISTS the server would make a table of all that is granted to the tokens, before it looks at the first record. */
    @Override
    Sql grantedSoon(Sql grants, Collection<String> tokens) {
        return Sql.of("(SELECT COUNT(*)")
                .add(grants)
                .add(" AND ")
                .add(oneOf("g._token", tokens))
                .add(") > 0");
    }

    @Override
    Sql perToken(Collection<String> tokens, Function<Sql, Sql> branch) {
        List<Sql> parts = new ArrayList<>();
        for (String token : tokens) {
            parts.add(Sql.of("(").add(branch.apply(new Sql().text(token))).add(")"));
        }
        return new Sql().join(" UNION ALL ", parts);
    }

    /** Statements for tables commit by themselves here; a named lock holds around all of them. */
    @Override
    void lockPrepare(Session session) throws SQLException {
        if (!session.exists(Sql.of("SELECT 1 FROM DUAL WHERE GET_LOCK(CONCAT('crmkit:', MD5(DATABASE())), 60) = 1"))) {
            throw new SQLException("another starter prepares the store for more than 60 seconds", "40001");
        }
        session.begin();
    }

    @Override
    void afterTables(Session session) throws SQLException {
        session.begin();
    }

    @Override
    void unlockPrepare(Session session) throws SQLException {
        session.exists(Sql.of("SELECT RELEASE_LOCK(CONCAT('crmkit:', MD5(DATABASE())))"));
    }

    @Override
    Failure failure(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1062, 1586 -> Failure.UNIQUE;
            case 1205, 1213, 1020, 1047, 1969 -> Failure.CONFLICT; // lock time-out, deadlock, changed, Galera, time-out
            case 1180, 1317, 1927, 1928 -> Failure.LOST; // COMMIT failed, interrupted, killed
            case 1021, 1114 -> Failure.FULL;
            case 1153 -> Failure.LIMIT; // max_allowed_packet
            default -> byState(e);
        };
    }
}
