package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.PageTokens;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pages of records that have certain values of a multi-valued index. Databases guess badly how many records have a value, and how many
 * of those a scope sees; so a sample of each value and of what the scope owns is looked at first, and tells how to go: from the
 * rarest value on, passing over records of others without reading them, or through the few records of the scope, asking each. Each page
 * is the answer of one statement.
 */
final class Seeker {

    /** How many more records at each further attempt, where a database does not stop by itself when the page is full. */
    private static final int GROWTH = 16;

    /** As many as there are. */
    private static final int ALL = 100_000_000;

    /** How many records with a value are sorted in another order than that of their ids. */
    private static final int SORTED = 4_096;

    /** How many records a scope may own to be asked one by one. */
    private static final int OWNED = 2_000;

    /** How many values are gone from; more make a statement that is longer than databases take. */
    static final int MOST_VALUES = 64;

    /** How far is looked to tell whether a value is rare, and which of several is. */
    private static final int SAMPLE = 256;

    private final Session session;
    private final Layout layout;
    private final Query query;
    private final PageTokens.@Nullable Position after;
    private final @Nullable OrderSpec order;
    private final Finder finder;

    Seeker(Session session, Layout layout, Query query, PageTokens.@Nullable Position after) {
        this.session = session;
        this.layout = layout;
        this.query = query;
        this.after = after;
        order = query.order() == null ? null : layout.type.order(query.order()).orElseThrow();
        finder = Finder.probing(layout);
    }

    /** What came of one statement: the page, and whether there are more records with the value than were looked at. */
    private record Answer(List<StoredRecord> page, boolean cut) {}

    /** Values of which every record that a filter wants has one; several such conditions when there are. */
    static List<Filter.AnyOf> values(Layout layout, Filter filter) {
        if (filter instanceof Filter.AnyOf any) {
            IndexSpec index = layout.type.index(any.index()).orElseThrow();
            boolean goes = index.kind() == IndexKind.TEXT
                    && !any.values().isEmpty()
                    && any.values().size() <= MOST_VALUES;
            return goes ? List.of(any) : List.of();
        }
        List<Filter.AnyOf> all = new ArrayList<>();
        if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> all.addAll(values(layout, part)));
        } else if (filter instanceof Filter.Or or && !or.parts().isEmpty()) {
            List<List<Filter.AnyOf>> parts =
                    or.parts().stream().map(part -> values(layout, part)).toList();
            if (parts.stream().noneMatch(List::isEmpty)) {
                parts.get(0).forEach(first -> either(first, parts, all));
            }
        }
        return all;
    }

    /** One of these or of what the other alternatives ask of the same index. */
    private static void either(Filter.AnyOf first, List<List<Filter.AnyOf>> parts, List<Filter.AnyOf> all) {
        Set<Object> values = new HashSet<>(first.values());
        for (List<Filter.AnyOf> part : parts.subList(1, parts.size())) {
            Filter.AnyOf same = part.stream()
                    .filter(any -> any.index().equals(first.index()))
                    .findFirst()
                    .orElse(null);
            if (same == null) {
                return;
            }
            values.addAll(same.values());
        }
        if (values.size() <= MOST_VALUES) {
            all.add(new Filter.AnyOf(first.index(), values));
        }
    }

    List<StoredRecord> page(List<Filter.AnyOf> values) throws SQLException {
        Choice choice = choose(values);
        if (choice.walks()) {
            return walk();
        }
        if (order != null) {
            Answer sorted = from(choice.start(), SORTED);
            return sorted.cut() ? walk() : sorted.page();
        }
        for (int most = Math.max(2 * query.limit(), layout.dialect.firstLook()); ; ) {
            Answer answer = from(choice.start(), most);
            if (answer.page().size() > query.limit() || !answer.cut()) {
                return answer.page();
            }
            most = most > SORTED * GROWTH ? ALL : most * GROWTH;
        }
    }

    /** Goes through the order, or through what the scope sees, and asks each record. */
    private List<StoredRecord> walk() throws SQLException {
        return JdbcStore.page(session, layout, finder, query, after);
    }

    /** Where to start: from a value, or from what the scope owns. */
    private record Choice(Filter.AnyOf start, boolean walks) {}

    /** How far the first records with a value reach: the further, the fewer there are of them. */
    private record Reach(String last, long count) {
        boolean isBefore(Reach other) {
            return count != other.count ? count < other.count : last.compareTo(other.last) > 0;
        }
    }

    private Choice choose(List<Filter.AnyOf> values) throws SQLException {
        Set<String> tokens = Finder.tokens(query.scope());
        boolean narrow = finder.isNarrow(tokens);
        if (values.size() == 1 && !narrow) {
            return new Choice(values.get(0), false);
        }
        List<Sql> samples = new ArrayList<>();
        for (Filter.AnyOf any : values) {
            samples.add(Sql.of("SELECT MAX(r._id), COUNT(*) FROM (")
                    .add(ids(any, SAMPLE, new Sql()))
                    .add(") r"));
        }
        if (narrow) {
            samples.add(Sql.of("SELECT NULL, COUNT(*) FROM (SELECT 1 FROM " + layout.table + " t WHERE t._tenant = ")
                    .text(query.tenant())
                    .add(" AND t._state = 0 AND " + layout.dialect.inArray("t._owner", IndexKind.TEXT, 0))
                    .bound(IndexKind.TEXT, tokens)
                    .add(" LIMIT " + (OWNED + 1) + ") o"));
        }
        List<Reach> reaches = session.list(
                new Sql().join(" UNION ALL ", samples),
                row -> new Reach(Objects.requireNonNullElse(row.getString(1), ""), row.getLong(2)));
        int best = 0;
        for (int i = 1; i < values.size(); i++) {
            if (reaches.get(i).isBefore(reaches.get(best))) {
                best = i;
            }
        }
        boolean common = reaches.get(best).count() >= SAMPLE;
        return new Choice(
                values.get(best), narrow && common && reaches.get(values.size()).count() <= OWNED);
    }

    /** That a record may be seen, as far as the index tells. */
    private Sql mayBeSeen() {
        return query.scope() instanceof Scope.Tokens scope
                ? Sql.of(" AND (m." + Layout.OWNER_MARK + " IS NULL OR "
                                + layout.dialect.oneOfMarks("m." + Layout.OWNER_MARK) + ")")
                        .bound(
                                IndexKind.INTEGER,
                                scope.tokens().stream().map(Layout::mark).toList())
                : new Sql();
    }

    /**
     * The first records that have one of the values and fit a condition, in the order of their ids. Each value's own records lie in that
     * order, so that a database which merges them reads no more of them than the page needs.
     */
    private Sql ids(Filter.AnyOf any, int most, Sql condition) {
        IndexSpec index = layout.type.index(any.index()).orElseThrow();
        List<Sql> each = new ArrayList<>();
        for (Object value : any.values()) {
            Sql one = Sql.of("SELECT * FROM (SELECT m._id FROM " + layout.many(index) + " m WHERE m._tenant = ")
                    .text(query.tenant())
                    .add(" AND m.value = ")
                    .bind(index.kind(), value)
                    .add(condition);
            if (order == null && after != null) {
                one.add(" AND m._id > ").text(after.id());
            }
            each.add(one.add(" ORDER BY m._id LIMIT " + most + ") v" + each.size()));
        }
        return each.size() == 1
                ? each.get(0)
                : layout.dialect.merged(new Sql().join(" UNION ALL ", each)).add(" ORDER BY u._id LIMIT " + most);
    }

    /**
     * Looks at the first records that have one of the values and may be seen, all but the last of so many: that one only tells that
     * there may be more.
     */
    private Answer from(Filter.AnyOf any, int most) throws SQLException {
        Sql sql = Sql.of("SELECT " + layout.columns
                        + ", p.n FROM (SELECT c._id, ROW_NUMBER() OVER (ORDER BY c._id) AS n FROM (")
                .add(ids(any, most, mayBeSeen()))
                .add(") c) p JOIN " + layout.table + " t ON t._tenant = ")
                .text(query.tenant())
                .add(" AND t._id = p._id WHERE ");
        Sql wanted = Sql.of(Layout.byKey("t.") + "0");
        if (query.scope() instanceof Scope.Tokens) {
            wanted.add(" AND ")
                    .add(finder.seen(query.tenant(), Finder.tokens(query.scope()), layout.dialect::grantedSoon));
        }
        wanted.add(" AND ").add(finder.filter(query.tenant(), without(query.filter(), any), false));
        if (order != null && after != null) {
            wanted.add(" AND ((")
                    .join(") OR (", finder.keyset("t", order, after))
                    .add("))");
        }
        sql.add("(p.n = " + most + " OR (").add(wanted).add("))");
        if (order == null) {
            sql.add(" ORDER BY p._id LIMIT " + (query.limit() + 1));
        } else {
            sql.add(" ORDER BY CASE WHEN p.n = " + most + " THEN 0 ELSE 1 END, ");
            finder.keys(sql, "t", order, false).add(" LIMIT " + (query.limit() + 2));
        }
        List<StoredRecord> page = new ArrayList<>();
        List<Boolean> whole = session.list(sql, row -> {
            boolean last = row.getLong(row.getMetaData().getColumnCount()) == most;
            if (!last) {
                page.add(layout.record(row, query.tenant()));
            }
            return !last;
        });
        return new Answer(page, whole.contains(false));
    }

    /** What is left to ask of records that have one of the values. */
    private static Filter without(Filter filter, Filter.AnyOf asked) {
        if (filter.equals(asked)) {
            return Filter.all();
        }
        return filter instanceof Filter.And and
                ? new Filter.And(
                        and.parts().stream().map(part -> without(part, asked)).toList())
                : filter;
    }
}
