package io.crmkit.app;

import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of change sets as one would write them by hand for speed: one connection, each statement prepared once,
 * the driver's batches, no version asked for, no record checked. A change set is a transaction, its receipt included.
 */
final class PlainWriter implements AutoCloseable {

    private static final int BATCH = 1_000;
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Connection connection;
    private final boolean sqlite;
    private final Map<String, RecordType> types = new HashMap<>();
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long rows;

    PlainWriter(Connection connection, boolean sqlite, List<RecordType> types) throws SQLException {
        this.connection = connection;
        this.sqlite = sqlite;
        types.forEach(type -> this.types.put(type.name(), type));
        connection.setAutoCommit(false);
    }

    /** {@return how many rows were written, receipts aside} */
    long rows() {
        return rows;
    }

    void write(ChangeSet set) throws SQLException {
        PreparedStatement receipt =
                statement("INSERT INTO crm__receipts (_tenant, _receipt, outcome) VALUES (?, ?, 'committed')");
        receipt.setString(1, set.tenant());
        receipt.setString(2, set.receipt());
        receipt.executeUpdate();
        Map<String, List<Change>> runs = new LinkedHashMap<>();
        for (Change change : set.inPhases()) {
            if (change instanceof Change.Insert || change instanceof Change.Update) {
                runs.computeIfAbsent(
                                change.getClass().getSimpleName() + change.key().type(), k -> new ArrayList<>())
                        .add(change);
            } else if (!(change instanceof Change.Check || change instanceof Change.CheckAbsent)) {
                throw new IllegalStateException("the plain writer knows no " + change);
            }
        }
        for (List<Change> run : runs.values()) {
            write(set.tenant(), run);
        }
        connection.commit();
    }

    private void write(String tenant, List<Change> run) throws SQLException {
        RecordType type = types.get(run.get(0).key().type());
        if (type == null) {
            throw new IllegalStateException(
                    "the plain writer knows no such table: " + run.get(0).key());
        }
        boolean inserts = run.get(0) instanceof Change.Insert;
        PreparedStatement statement = statement(inserts ? insert(type) : update(type));
        int waiting = 0;
        for (Change change : run) {
            RecordBody body = change instanceof Change.Insert c ? c.body() : ((Change.Update) change).body();
            int at = 1;
            if (inserts) {
                statement.setString(at++, tenant);
                statement.setString(at++, change.key().id());
            }
            statement.setLong(at++, inserts ? 1 : ((Change.Update) change).expectedVersion() + 1);
            statement.setLong(at++, body.schemaVersion());
            if (type.scoped()) {
                statement.setString(at++, body.visibility().owner().orElse(null));
                statement.setString(at++, array(body.visibility().grants()));
            }
            for (IndexSpec index : type.indexes()) {
                bind(statement, at++, index, body.values().get(index.name()));
            }
            statement.setString(at++, body.payload());
            if (!inserts) {
                statement.setString(at++, tenant);
                statement.setString(at, change.key().id());
            }
            statement.addBatch();
            rows++;
            if (++waiting == BATCH) {
                statement.executeBatch();
                waiting = 0;
            }
        }
        if (waiting > 0) {
            statement.executeBatch();
        }
        for (IndexSpec index : type.indexes()) {
            if (index.multiValued()) {
                many(tenant, type, index, run, !inserts);
            }
        }
        if (type.scoped()) {
            grants(tenant, type, run, !inserts);
        }
    }

    private static @Nullable String array(Collection<?> values) {
        return values.isEmpty()
                ? null
                : values.stream()
                        .map(value ->
                                "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                        .collect(Collectors.joining(",", "[", "]"));
    }

    private static RecordBody body(Change change) {
        return change instanceof Change.Insert c ? c.body() : ((Change.Update) change).body();
    }

    private void many(String tenant, RecordType type, IndexSpec index, List<Change> run, boolean again)
            throws SQLException {
        String table = "crm__" + type.name() + "__" + index.name();
        if (again) {
            clear(table, tenant, run);
        }
        PreparedStatement statement = statement("INSERT INTO " + table + " (_tenant, value, _id) VALUES (?, ?, ?)");
        for (Change change : run) {
            for (Object value : body(change).values().many(index.name())) {
                statement.setString(1, tenant);
                bind(statement, 2, IndexSpec.text(index.name()), value);
                statement.setString(3, change.key().id());
                statement.addBatch();
                rows++;
            }
        }
        statement.executeBatch();
    }

    private void grants(String tenant, RecordType type, List<Change> run, boolean again) throws SQLException {
        String table = "crm__" + type.name() + "___grants";
        if (again) {
            clear(table, tenant, run);
        }
        List<IndexSpec> sorts = type.indexes().stream()
                .filter(index -> type.orders().stream()
                        .flatMap(order -> order.keys().stream())
                        .anyMatch(key -> key.index().equals(index.name())))
                .toList();
        PreparedStatement statement = statement("INSERT INTO " + table + " (_tenant, _token, _id"
                + sorts.stream().map(index -> ", \"" + index.name() + '"').collect(Collectors.joining())
                + ") VALUES (?, ?, ?" + ", ?".repeat(sorts.size()) + ")");
        for (Change change : run) {
            for (String token : body(change).visibility().grants()) {
                statement.setString(1, tenant);
                statement.setString(2, token);
                statement.setString(3, change.key().id());
                int at = 4;
                for (IndexSpec index : sorts) {
                    bind(statement, at++, index, body(change).values().get(index.name()));
                }
                statement.addBatch();
                rows++;
            }
        }
        statement.executeBatch();
    }

    private void clear(String table, String tenant, List<Change> run) throws SQLException {
        PreparedStatement statement = statement("DELETE FROM " + table + " WHERE _tenant = ? AND _id = ?");
        for (Change change : run) {
            statement.setString(1, tenant);
            statement.setString(2, change.key().id());
            statement.addBatch();
        }
        statement.executeBatch();
    }

    private static List<String> values(RecordType type) {
        List<String> names = new ArrayList<>(List.of("_version", "_schema"));
        if (type.scoped()) {
            names.addAll(List.of("_owner", "_grants"));
        }
        type.indexes().forEach(index -> names.add('"' + index.name() + '"'));
        names.add("_payload");
        return names;
    }

    private static String insert(RecordType type) {
        List<String> names = values(type);
        return "INSERT INTO crm_" + type.name() + " (_state, _tenant, _id, " + String.join(", ", names)
                + ") VALUES (0, ?, ?" + ", ?".repeat(names.size()) + ")";
    }

    private static String update(RecordType type) {
        return "UPDATE crm_" + type.name() + " SET " + String.join(" = ?, ", values(type))
                + " = ? WHERE _tenant = ? AND _id = ?";
    }

    private void bind(PreparedStatement statement, int at, IndexSpec index, @Nullable Object value)
            throws SQLException {
        if (index.multiValued()) {
            statement.setString(at, array(value instanceof Collection<?> many ? many : List.of()));
            return;
        }
        switch (index.kind()) {
            case TEXT -> statement.setString(at, (String) value);
            case INTEGER -> statement.setObject(at, value, Types.BIGINT);
            case DECIMAL -> {
                if (sqlite && value != null) {
                    statement.setLong(at, ((BigDecimal) value).unscaledValue().longValueExact());
                } else {
                    statement.setBigDecimal(at, (BigDecimal) value);
                }
            }
            case DATE -> {
                if (sqlite && value != null) {
                    statement.setString(at, value.toString());
                } else {
                    statement.setObject(at, value, Types.DATE);
                }
            }
            case INSTANT -> {
                if (value == null) {
                    statement.setNull(at, Types.TIMESTAMP);
                } else if (sqlite) {
                    statement.setString(at, INSTANT.format((Instant) value));
                } else {
                    statement.setObject(at, ((Instant) value).atOffset(ZoneOffset.UTC));
                }
            }
            case BOOLEAN -> {
                if (sqlite && value != null) {
                    statement.setLong(at, (Boolean) value ? 1 : 0);
                } else {
                    statement.setObject(at, value, Types.BOOLEAN);
                }
            }
        }
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
