package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageChecks;
import io.crmkit.spi.storage.StorageException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables that tell what the store holds: one row for each record type, and one for each receipt. */
final class Catalogue {

    /** A record type as the store knows it. */
    record Entry(RecordType type, Set<String> building) {}

    /** The way records lie in tables. Rises when it changes so that older programs would go wrong. */
    private static final String LAYOUT = "4";

    /** The layouts of before side tables, then indexes, and then grants knew the owner; they are brought to the present one. */
    private static final Set<String> EARLIER = Set.of("1", "2", "3");

    /** No record type begins with an underscore. */
    private static final String LAYOUT_ROW = "_layout";

    private Catalogue() {}

    static List<String> create(Dialect d) {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + Names.CATALOGUE + " (\n  name " + d.idType()
                        + " NOT NULL,\n  declaration " + d.longTextType() + " NOT NULL,\n  building "
                        + d.longTextType() + " NOT NULL,\n  PRIMARY KEY (name)\n)" + d.tableOptions(true),
                "CREATE TABLE IF NOT EXISTS " + Names.RECEIPTS + " (\n  _tenant " + d.idType()
                        + " NOT NULL,\n  _receipt " + d.idType() + " NOT NULL,\n  outcome " + d.idType()
                        + " NOT NULL,\n  ensured " + d.longTextType()
                        + ",\n  at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL,\n  PRIMARY KEY (_tenant, _receipt)\n)"
                        + d.tableOptions(true));
    }

    /** The rows as statements to be printed. Names and declarations hold no quotes. */
    static String inserted(RecordType type) {
        return inserted(type.name(), Declarations.write(type));
    }

    static String insertedLayout() {
        return inserted(LAYOUT_ROW, LAYOUT);
    }

    private static String inserted(String name, String declaration) {
        return "INSERT INTO " + Names.CATALOGUE + " (name, declaration, building) VALUES ('" + name + "', '"
                + declaration + "', '[]')";
    }

    /** {@return what the store knows, or nothing when it is empty} */
    static Map<String, Entry> read(Session session) throws SQLException {
        Map<String, Entry> entries = new TreeMap<>();
        if (session.columns(Names.CATALOGUE).isEmpty()) {
            return entries;
        }
        List<List<String>> rows = session.list(
                Sql.of("SELECT name, declaration, building FROM " + Names.CATALOGUE),
                row -> List.of(row.getString(1), row.getString(2), row.getString(3)));
        for (List<String> row : rows) {
            if (!row.get(0).equals(LAYOUT_ROW)) {
                entries.put(
                        row.get(0), new Entry(Declarations.read(row.get(1)), Set.copyOf(JsonArrays.read(row.get(2)))));
            } else if (!row.get(1).equals(LAYOUT) && !EARLIER.contains(row.get(1))) {
                throw new StorageException(
                        StorageException.Kind.NEWER_SCHEMA,
                        "the tables of this store are of layout " + row.get(1) + ", this program knows " + LAYOUT
                                + "; use a newer program");
            }
        }
        return entries;
    }

    /** {@return whether the tables, which are there, need not be brought to this layout} */
    static boolean isOfThisLayout(Session session) throws SQLException {
        return layout(session).equals(LAYOUT);
    }

    /** {@return the layout of the tables, which are there; 0 where others were interrupted while they brought them to a newer one} */
    private static String layout(Session session) throws SQLException {
        return Objects.requireNonNullElse(
                session.first(
                        Sql.of("SELECT declaration FROM " + Names.CATALOGUE + " WHERE name = ")
                                .text(LAYOUT_ROW),
                        row -> row.getString(1)),
                "0");
    }

    /** {@return names of building indexes of a type} */
    static Set<String> building(Session session, String type) throws SQLException {
        String json = session.first(
                Sql.of("SELECT building FROM " + Names.CATALOGUE + " WHERE name = ")
                        .text(type),
                row -> row.getString(1));
        return new TreeSet<>(JsonArrays.read(json));
    }

    /** Makes tables for record types, or widens them; answers what is known afterwards. The caller holds the lock. */
    static Map<String, Entry> prepare(Session session, Collection<RecordType> types) throws SQLException {
        Dialect dialect = session.dialect;
        Map<String, Entry> known = read(session);
        Map<String, Set<String>> added = new TreeMap<>();
        for (RecordType type : types) { // refuse all before touching any
            Entry entry = known.get(type.name());
            added.put(type.name(), entry == null ? Set.of() : StorageChecks.evolve(entry.type(), type));
        }
        if (session.columns(Names.RECEIPTS).isEmpty()) {
            for (String statement : create(dialect)) {
                session.ddl(statement);
            }
        }
        if (!known.isEmpty() && !isOfThisLayout(session)) {
            int from = Integer.parseInt(layout(session));
            for (Entry entry : known.values()) {
                new Layout(entry.type(), dialect).upgrade(session, from);
            }
            session.update(
                    Sql.of("DELETE FROM " + Names.CATALOGUE + " WHERE name = ").text(LAYOUT_ROW));
        }
        List<Entry> changed = new ArrayList<>();
        for (RecordType type : types) {
            Entry entry = known.get(type.name());
            Layout layout = new Layout(type, dialect);
            Set<String> building = new TreeSet<>(added.getOrDefault(type.name(), Set.of()));
            if (entry == null) {
                for (String statement : layout.create()) {
                    session.ddl(statement);
                }
            } else if (!entry.type().equals(type)) {
                building.addAll(entry.building());
                building.retainAll(type.indexes().stream().map(i -> i.name()).toList());
                layout.evolve(session, entry.type());
            } else {
                continue;
            }
            changed.add(new Entry(type, building));
            known.put(type.name(), new Entry(type, building));
        }
        dialect.afterTables(session);
        for (Entry entry : changed) {
            write(session, entry.type().name(), Declarations.write(entry.type()), entry.building());
        }
        if (!session.exists(
                Sql.of("SELECT 1 FROM " + Names.CATALOGUE + " WHERE name = ").text(LAYOUT_ROW))) {
            write(session, LAYOUT_ROW, LAYOUT, Set.of());
        }
        return known;
    }

    private static void write(Session session, String name, String declaration, Set<String> building)
            throws SQLException {
        session.update(
                Sql.of("DELETE FROM " + Names.CATALOGUE + " WHERE name = ").text(name));
        List<String> row = new ArrayList<>(List.of(name, declaration, JsonArrays.write(building)));
        Sql insert = Sql.of("INSERT INTO " + Names.CATALOGUE + " (name, declaration, building) VALUES (?, ?, ?)");
        row.forEach(value -> insert.bound(IndexKind.TEXT, value));
        session.update(insert);
    }

    /** The caller holds the lock. */
    static void ready(Session session, String type, Set<String> indexes) throws SQLException {
        Set<String> building = building(session, type);
        if (building.removeAll(indexes)) {
            session.update(Sql.of("UPDATE " + Names.CATALOGUE + " SET building = ")
                    .text(JsonArrays.write(building))
                    .add(" WHERE name = ")
                    .text(type));
        }
    }
}
