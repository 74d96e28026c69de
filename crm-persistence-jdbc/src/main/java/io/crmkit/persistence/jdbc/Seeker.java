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
 * of those a scope sees; so a few records are read from the values on, and how far that led decides how to go on: further from
 * the values, or from the scope, asking record by record. Each page is the answer of one statement.
 */
final class Seeker {

    /** How many records with a value are looked at first: few see nearly all of them, most see few. */
    private static final int FIRST = 256;

    private static final int FIRST_IN_SCOPE = 1_024;

    /** How many more at each further attempt. */
    private static final int GROWTH = 16;

    /** As many as there are. */
    private static final int ALL = 100_000_000;

    /** How many records with a value are sorted in another order than that of their ids. */
    private static final int SORTED = 4_096;

    /** From how many records that a scope owns it is better to go from the values on. */
    private static final int OWNED = 2_000;

    /** How many values are gone from; more make a statement that is longer than databases take. */
    static final int MOST_VALUES = 64;

    /** How far is looked to tell which of several values is rare. */
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
        Filter.AnyOf rare = values.size() == 1 ? values.get(0) : rarest(values);
        if (order != null) {
            Answer sorted = from(rare, SORTED);
            return sorted.cut() ? walk() : sorted.page();
        }
        int first = query.scope() instanceof Scope.Tokens ? FIRST_IN_SCOPE : FIRST;
        for (int most = first; ; most = most > SORTED * GROWTH ? ALL : most * GROWTH) {
            Answer answer = from(rare, most);
            if (answer.page().size() > query.limit() || !answer.cut()) {
                return answer.page();
            }
            if (most == first && ownsFew()) {
                return walk();
            }
        }
    }

    /** Goes through the order, or through what the scope sees, and asks each record. */
    private List<StoredRecord> walk() throws SQLException {
        return JdbcStore.page(session, layout, finder, query, after);
    }

    /** How far the first records with a value reach: the further, the fewer there are of them. */
    private record Reach(String last, long count) {}

    private Filter.AnyOf rarest(List<Filter.AnyOf> values) throws SQLException {
        List<Sql> samples = new ArrayList<>();
        for (Filter.AnyOf any : values) {
            samples.add(Sql.of("SELECT MAX(r._id), COUNT(*) FROM (")
                    .add(ids(any, SAMPLE))
                    .add(") r"));
        }
        List<Reach> reaches = session.list(
                new Sql().join(" UNION ALL ", samples),
                row -> new Reach(Objects.requireNonNullElse(row.getString(1), ""), row.getLong(2)));
        int best = 0;
        for (int i = 1; i < reaches.size(); i++) {
            if (isRarer(reaches.get(i), reaches.get(best))) {
                best = i;
            }
        }
        return values.get(best);
    }

    private static boolean isRarer(Reach one, Reach other) {
        return one.count() != other.count()
                ? one.count() < other.count()
                : one.last().compareTo(other.last()) > 0;
    }

    private boolean ownsFew() throws SQLException {
        Set<String> tokens = Finder.tokens(query.scope());
        if (!finder.isNarrow(tokens)) {
            return false;
        }
        Sql owned = Sql.of("SELECT COUNT(*) FROM (SELECT 1 FROM " + layout.table + " t WHERE t._tenant = ")
                .text(query.tenant())
                .add(" AND t._state = 0 AND " + layout.dialect.inArray("t._owner", IndexKind.TEXT, 0))
                .bound(IndexKind.TEXT, tokens)
                .add(" LIMIT " + (OWNED + 1) + ") o");
        return session.list(owned, row -> row.getLong(1)).get(0) <= OWNED;
    }

    /**
     * The first records that have one of the values, in the order of their ids, each with the mark of its owner. Each value's own
     * records lie in that order, so that a database which merges them reads no more of them than the page needs.
     */
    private Sql ids(Filter.AnyOf any, int most) {
        IndexSpec index = layout.type.index(any.index()).orElseThrow();
        String columns = layout.type.scoped() ? "m._id, m." + Layout.OWNER_MARK : "m._id";
        List<Sql> each = new ArrayList<>();
        for (Object value : any.values()) {
            Sql one = Sql.of("SELECT * FROM (SELECT " + columns + " FROM " + layout.many(index) + " m WHERE m._tenant = ")
                    .text(query.tenant())
                    .add(" AND m.value = ")
                    .bind(index.kind(), value);
            if (order == null && after != null) {
                one.add(" AND m._id > ").text(after.id());
            }
            each.add(one.add(" ORDER BY m._id LIMIT " + most + ") v" + each.size()));
        }
        if (each.size() == 1) {
            return each.get(0);
        }
        return layout.dialect.merged(new Sql().join(" UNION ALL ", each), layout.type.scoped() ? Layout.OWNER_MARK : null)
                .add(" ORDER BY u._id LIMIT " + most);
    }

    /**
     * Looks at the first records that have one of the values, all but the last of so many: that one only tells that there may be
     * more. Of records that others alone own nothing but the index is read.
     */
    private Answer from(Filter.AnyOf any, int most) throws SQLException {
        Sql sql = Sql.of("SELECT " + layout.columns + ", p.n FROM (SELECT c.*, ROW_NUMBER() OVER (ORDER BY c._id) AS n FROM (")
                .add(ids(any, most))
                .add(") c) p JOIN " + layout.table + " t ON t._tenant = ")
                .text(query.tenant())
                .add(" AND t._id = p._id WHERE ");
        Sql wanted = Sql.of(Layout.byKey("t.") + "0");
        if (query.scope() instanceof Scope.Tokens scope) {
            sql.add("(p." + Layout.OWNER_MARK + " IS NULL OR p.n = " + most + " OR "
                            + layout.dialect.inArray("p." + Layout.OWNER_MARK, IndexKind.INTEGER, 0))
                    .bound(IndexKind.INTEGER, scope.tokens().stream().map(Layout::mark).toList())
                    .add(") AND ");
            wanted.add(" AND ")
                    .add(finder.seen(query.tenant(), Finder.tokens(query.scope()), layout.dialect::grantedSoon));
        }
        wanted.add(" AND ").add(finder.filter(query.tenant(), without(query.filter(), any), false));
        if (order != null && after != null) {
            wanted.add(" AND ((").join(") OR (", finder.keyset("t", order, after)).add("))");
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
