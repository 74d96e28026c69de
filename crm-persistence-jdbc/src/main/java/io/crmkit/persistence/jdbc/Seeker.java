package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.PageTokens;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pages of records that have certain values of a multi-valued index. Databases guess badly how many records have a value, and how many
 * of those a scope sees; so a few records are read from the values on, and how far that led decides how to go on: further from
 * the values, or from the scope, asking record by record. Each page is the answer of one statement.
 */
final class Seeker {

    /** How many records with a value are looked at first. */
    private static final int FIRST = 256;

    /** How many more at each further attempt. */
    private static final int GROWTH = 8;

    /** As many as there are. */
    private static final int ALL = 100_000_000;

    /** How many records with a value are sorted in another order than that of their ids. */
    private static final int SORTED = 4_096;

    /** From how many records that a scope owns it is better to go from the values on. */
    private static final int OWNED = 2_000;

    /** How many values are gone from; more make a statement that is longer than databases take. */
    static final int MOST_VALUES = 64;

    /** How far records are counted to tell which of several values is rare. */
    private static final int COUNTED = 1_000;

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

    /** What came of one statement: the page, and how many records with the value were looked at. */
    private record Answer(List<StoredRecord> page, long looked) {}

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
            return sorted.looked() < SORTED ? sorted.page() : walk();
        }
        for (int most = FIRST; ; most = most >= SORTED * GROWTH ? ALL : most * GROWTH) {
            Answer answer = from(rare, most);
            if (answer.page().size() > query.limit() || answer.looked() < most) {
                return answer.page();
            }
            if (most == FIRST && ownsFew()) {
                return walk();
            }
        }
    }

    /** Goes through the order, or through what the scope sees, and asks each record. */
    private List<StoredRecord> walk() throws SQLException {
        return JdbcStore.page(session, layout, finder, query, after);
    }

    private Filter.AnyOf rarest(List<Filter.AnyOf> values) throws SQLException {
        List<Sql> counts = new ArrayList<>();
        for (Filter.AnyOf any : values) {
            counts.add(Sql.of("(SELECT COUNT(*) FROM (")
                    .add(ids(any, COUNTED, false))
                    .add(") c" + counts.size() + ")"));
        }
        List<Long> found = session.list(Sql.of("SELECT ").join(", ", counts), row -> {
            long least = Long.MAX_VALUE;
            long at = 0;
            for (int i = 0; i < values.size(); i++) {
                long count = row.getLong(i + 1);
                if (count < least) {
                    least = count;
                    at = i;
                }
            }
            return at;
        });
        return values.get(Math.toIntExact(found.get(0)));
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

    /** Ids of the first records that have one of the values, in their order. */
    private Sql ids(Filter.AnyOf any, int most, boolean beyond) {
        IndexSpec index = layout.type.index(any.index()).orElseThrow();
        Set<String> values = any.values().stream().map(Object::toString).collect(Collectors.toSet());
        Sql each = layout.dialect.perToken(values, value -> {
            Sql one = Sql.of("SELECT m._id FROM " + layout.many(index) + " m WHERE m._tenant = ")
                    .text(query.tenant())
                    .add(" AND m.value = ")
                    .add(value);
            if (beyond && order == null && after != null) {
                one.add(" AND m._id > ").text(after.id());
            }
            return one.add(" ORDER BY m._id LIMIT " + most);
        });
        return Sql.of("SELECT DISTINCT v._id FROM (").add(each).add(") v ORDER BY v._id LIMIT " + most);
    }

    /** Looks at the first records that have one of the values. */
    private Answer from(Filter.AnyOf any, int most) throws SQLException {
        Sql sql = Sql.of("WITH p AS (")
                .add(ids(any, most, true))
                .add(") SELECT q.*, n.n FROM (SELECT COUNT(*) AS n FROM p) n LEFT JOIN (SELECT " + layout.columns
                        + " FROM p CROSS JOIN " + layout.table + " t WHERE t._tenant = ")
                .text(query.tenant())
                .add(" AND t._id = p._id AND " + Layout.byKey("t.") + "0");
        if (query.scope() instanceof Scope.Tokens) {
            sql.add(" AND ")
                    .add(finder.seen(query.tenant(), Finder.tokens(query.scope()), layout.dialect::grantedSoon));
        }
        sql.add(" AND ").add(finder.filter(query.tenant(), without(query.filter(), any), false));
        if (order != null && after != null) {
            sql.add(" AND ((").join(") OR (", finder.keyset("t", order, after)).add("))");
        }
        finder.orderBy(sql, "t", order, false).add(" LIMIT " + (query.limit() + 1) + ") q ON 1 = 1");
        finder.orderBy(sql, "q", order, false);
        List<StoredRecord> page = new ArrayList<>();
        List<Long> looked = session.list(sql, row -> {
            if (row.getString(1) != null) {
                page.add(layout.record(row, query.tenant()));
            }
            return count(row);
        });
        return new Answer(page, looked.get(0));
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

    private static long count(ResultSet row) throws SQLException {
        return row.getLong(row.getMetaData().getColumnCount());
    }
}
