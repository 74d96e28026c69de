package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.PageTokens;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Visibility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the statements that find records. */
final class Finder {

    private final Layout layout;
    private final Dialect dialect;
    private final int widestMerge;
    private final boolean probing;

    Finder(Layout layout) {
        this(layout, layout.dialect.widestMerge());
    }

    Finder(Layout layout, int widestMerge) {
        this(layout, widestMerge, false);
    }

    private Finder(Layout layout, int widestMerge, boolean probing) {
        this.layout = layout;
        this.dialect = layout.dialect;
        this.widestMerge = widestMerge;
        this.probing = probing;
    }

    /** One that asks record by record for values of multi-valued indexes, for few records or such that mostly have them. */
    static Finder probing(Layout layout) {
        return new Finder(layout, layout.dialect.widestMerge(), true);
    }

    // ---- pages

    /** How many rows of each token are enough for most pages. */
    int few(Query query) {
        int whole = query.limit() + 1;
        Set<String> tokens = tokens(query.scope());
        int fair = isNarrow(tokens) ? 4 * whole / tokens.size() : whole;
        int few = 8;
        while (few < fair) {
            few *= 2;
        }
        return Math.min(few, whole);
    }

    /**
     * Whether a page made of few rows of each token is right: every token has a row that the page did without, and what comes
     * after that the page does without as well.
     */
    static boolean isSettled(Query query, List<StoredRecord> page, int few) {
        if (few > query.limit()) {
            return true;
        }
        Map<String, Integer> owned = new HashMap<>();
        Map<String, Integer> granted = new HashMap<>();
        Set<String> tokens = tokens(query.scope());
        for (StoredRecord record : page) {
            Visibility visibility = record.body().visibility();
            visibility.owner().filter(tokens::contains).ifPresent(token -> owned.merge(token, 1, Integer::sum));
            visibility.grants().stream()
                    .filter(tokens::contains)
                    .forEach(token -> granted.merge(token, 1, Integer::sum));
        }
        return Stream.concat(owned.values().stream(), granted.values().stream()).allMatch(rows -> rows < few);
    }

    /** One page, however many of its rows one token has. */
    Sql page(Query query, PageTokens.@Nullable Position after) {
        return page(query, after, query.limit() + 1);
    }

    /**
     * One page. What comes after a position is not one stretch of an order's index but several (ties, greater values,
     * nulls), and what a narrow scope sees is one stretch for each token. Each stretch is read in order and only as far
     * as the page is long, those of tokens only so far as is told; then they are merged, and only the records of the page are
     * fetched.
     *
     * @param few how many rows of each token are read, see {@link #isSettled}
     */
    Sql page(Query query, PageTokens.@Nullable Position after, int few) {
        OrderSpec order =
                query.order() == null ? null : layout.type.order(query.order()).orElseThrow();
        int limit = query.limit() + 1;
        boolean scoped = query.scope() instanceof Scope.Tokens;
        Set<String> tokens = tokens(query.scope());
        boolean merge = isNarrow(tokens);
        List<Sql> stretches = new ArrayList<>();
        if (merge) {
            for (Sql from : keyset("t", order, after)) {
                stretches.add(dialect.perToken(
                        tokens, token -> limited(query, order, few, owned(query, token, from, keys("t", order)), "t")));
            }
            for (Sql from : keyset("g", order, after)) {
                stretches.add(dialect.perToken(
                        tokens,
                        token -> limited(query, order, few, granted(query, token, from, keys("g", order)), "g")));
            }
        } else {
            List<Sql> froms = keyset("t", order, after);
            String wanted = froms.size() == 1 ? layout.columns : keys("t", order);
            for (Sql from : froms) {
                Sql select = Sql.of("SELECT " + wanted + " FROM " + layout.table + " t WHERE t._tenant = ")
                        .text(query.tenant())
                        .add(" AND t._state = 0");
                if (scoped) {
                    select.add(" AND ").add(seen(query.tenant(), tokens, dialect::grantedSoon));
                }
                stretches.add(limited(query, order, limit, and(select, from), "t"));
            }
            if (stretches.size() == 1) {
                return stretches.get(0);
            }
        }
        Sql all = new Sql();
        for (int i = 0; i < stretches.size(); i++) {
            all.add(i == 0 ? "" : " UNION ALL ")
                    .add("SELECT * FROM (")
                    .add(stretches.get(i))
                    .add(") s" + i);
        }
        Sql page = Sql.of("SELECT " + layout.columns + " FROM (SELECT u._id FROM (")
                .add(merge ? "SELECT DISTINCT * FROM (" : "")
                .add(all)
                .add(merge ? ") d" : "")
                .add(") u");
        orderBy(page, "u", order, false);
        page.add(" LIMIT " + limit + ") p JOIN " + layout.table + " t ON t._tenant = ")
                .text(query.tenant())
                .add(" AND t._id = p._id");
        return orderBy(page, "t", order, false);
    }

    static Set<String> tokens(Scope scope) {
        return scope instanceof Scope.Tokens t ? t.tokens() : Set.of();
    }

    /** The one place that chooses between one walk for each token and one walk for all. */
    boolean isNarrow(Set<String> tokens) {
        return !tokens.isEmpty() && tokens.size() <= widestMerge;
    }

    /** The columns that a stretch hands to the merge: the id and what it is sorted by. */
    private String keys(String alias, @Nullable OrderSpec order) {
        StringBuilder columns = new StringBuilder(alias + "._id");
        if (order != null) {
            order.keys()
                    .forEach(key ->
                            columns.append(", ").append(alias).append('.').append(dialect.quote(key.index())));
        }
        return columns.toString();
    }

    private Sql owned(Query query, Sql token, Sql from, String keys) {
        Sql select = Sql.of("SELECT " + keys + " FROM " + layout.table + " t WHERE t._tenant = ")
                .text(query.tenant())
                .add(" AND t._state = 0 AND t._owner = ")
                .add(token);
        return and(select, from);
    }

    private Sql granted(Query query, Sql token, Sql from, String keys) {
        Sql select = Sql.of("SELECT " + keys + " FROM " + layout.grants + " g");
        if (!(query.filter() instanceof Filter.All)) {
            select.add(" JOIN " + layout.table + " t ON t._tenant = g._tenant AND t._id = g._id");
        }
        select.add(" WHERE g._tenant = ")
                .text(query.tenant())
                .add(" AND g._token = ")
                .add(token);
        return and(select, from);
    }

    private static Sql and(Sql select, Sql condition) {
        return condition.text().isEmpty() ? select : select.add(" AND ").add(condition);
    }

    private Sql limited(Query query, @Nullable OrderSpec order, int limit, Sql select, String alias) {
        if (!(query.filter() instanceof Filter.All)) {
            select.add(" AND ").add(filter(query.tenant(), query.filter(), false));
        }
        return orderBy(select, alias, order, true).add(" LIMIT " + limit);
    }

    Sql orderBy(Sql sql, String alias, @Nullable OrderSpec order, boolean laidOut) {
        return keys(sql.add(" ORDER BY "), alias, order, laidOut);
    }

    /** What stands behind ORDER BY. */
    Sql keys(Sql sql, String alias, @Nullable OrderSpec order, boolean laidOut) {
        if (order != null) {
            order.keys().forEach(key -> sql.add(dialect.orderBy(alias, key, laidOut) + ", "));
        }
        return sql.add(alias + "._id" + (order != null && order.idDescending() ? " DESC" : ""));
    }

    /** The stretches of an order that come after a position: conditions that exclude each other. */
    List<Sql> keyset(String alias, @Nullable OrderSpec order, PageTokens.@Nullable Position after) {
        if (after == null) {
            return List.of(new Sql());
        }
        List<Sql> stretches = new ArrayList<>();
        List<Sql> equal = new ArrayList<>();
        boolean down = order != null && order.idDescending();
        List<OrderSpec.Key> keys = order == null ? List.of() : order.keys();
        for (int i = 0; i < keys.size(); i++) {
            OrderSpec.Key key = keys.get(i);
            Object value = after.sortValues().get(i);
            Sql isNull = Sql.of(dialect.isNull(alias, key, true));
            if (value == null) {
                equal.add(isNull);
                continue;
            }
            IndexKind kind = layout.type.index(key.index()).orElseThrow().kind();
            String column = alias + "." + dialect.quote(key.index());
            String notNull = dialect.isNull(alias, key, false);
            List<Sql> beyond = new ArrayList<>(equal);
            List<Sql> nulls = new ArrayList<>(equal);
            if (!notNull.isEmpty()) {
                beyond.add(Sql.of(notNull));
                equal.add(Sql.of(notNull));
            }
            beyond.add(Sql.of(column + (key.descending() ? " < " : " > ")).bind(kind, value));
            nulls.add(isNull);
            stretches.add(new Sql().join(" AND ", beyond));
            stretches.add(new Sql().join(" AND ", nulls));
            equal.add(Sql.of(column + " = ").bind(kind, value));
        }
        equal.add(Sql.of(alias + "._id" + (down ? " < " : " > ")).text(after.id()));
        stretches.add(new Sql().join(" AND ", equal));
        return stretches;
    }

    /** What a wide scope sees: looks at the owner in the row first, and at the grants only where there are some. */
    Sql seen(String tenant, Collection<String> tokens, BiFunction<Sql, Collection<String>, Sql> granted) {
        if (tokens.isEmpty()) {
            return Sql.of("1 = 0");
        }
        Sql own = Sql.of(" FROM " + layout.grants + " g WHERE g._tenant = ")
                .text(tenant)
                .add(" AND g._id = t._id");
        return Sql.of("(")
                .add(dialect.oneOf("t._owner", tokens))
                .add(" OR (t._grants IS NOT NULL AND ")
                .add(granted.apply(own, tokens))
                .add("))");
    }

    // ---- filters

    /**
     * A condition. Under a NOT every leaf asks for a value as well, so that it is false and not unknown where there is
     * none.
     */
    Sql filter(String tenant, Filter filter, boolean negated) {
        if (filter instanceof Filter.And f) {
            return all(tenant, f.parts(), " AND ", "1 = 1", negated);
        } else if (filter instanceof Filter.Or f) {
            return all(tenant, f.parts(), " OR ", "1 = 0", negated);
        } else if (filter instanceof Filter.Not f) {
            return Sql.of("NOT (").add(filter(tenant, f.part(), true)).add(")");
        } else if (filter instanceof Filter.All) {
            return Sql.of("1 = 1");
        } else if (filter instanceof Filter.Present f) {
            return Sql.of("t." + dialect.quote(f.index()) + " IS NOT NULL");
        } else if (filter instanceof Filter.AnyOf f) {
            return anyOf(tenant, f);
        }
        IndexSpec index = layout.type.index(indexOf(filter)).orElseThrow();
        String column = "t." + layout.column(index);
        if (!negated && filter instanceof Filter.In in && isLookUp(in, index)) {
            String ids = dialect.idsByArray(layout.table, layout.column(index));
            if (ids != null) {
                return Sql.of("t._id IN (" + ids)
                        .bound(index.kind(), in.values())
                        .add(" AND x._tenant = ")
                        .text(tenant)
                        .add(")");
            }
        }
        Sql leaf = leaf(filter, index, column);
        return negated ? Sql.of("(" + column + " IS NOT NULL AND ").add(leaf).add(")") : leaf;
    }

    private Sql all(String tenant, List<Filter> parts, String between, String none, boolean negated) {
        if (parts.isEmpty()) {
            return Sql.of(none);
        }
        List<Sql> each = parts.stream().map(p -> filter(tenant, p, negated)).toList();
        return Sql.of("(").join(between, each).add(")");
    }

    /** Whether a condition names few records of many. Only a unique index surely has one in the database to go by. */
    private static boolean isLookUp(Filter.In in, IndexSpec index) {
        return in.values().size() > 1 && index.unique();
    }

    private Sql anyOf(String tenant, Filter.AnyOf f) {
        IndexSpec index = layout.type.index(f.index()).orElseThrow();
        if (f.values().isEmpty()) {
            return Sql.of("1 = 0");
        }
        if (probing
                && f.values().size() <= Seeker.MOST_VALUES
                && f.values().stream().allMatch(Finder::isToldByRow)) {
            return inRow("t." + layout.column(index), f.values());
        }
        Sql sql = Sql.of("t._id IN (SELECT m._id FROM " + layout.many(index) + " m WHERE m._tenant = ")
                .text(tenant)
                .add(" AND ");
        return oneOf(sql, "m.value", index, f.values()).add(")");
    }

    /** Whether a text can be looked for in the row's own list of values: it must not begin like what stands between two of them. */
    private static boolean isToldByRow(Object value) {
        return value instanceof String text && !text.isEmpty() && text.charAt(0) != ',' && text.charAt(0) != ']';
    }

    /** Looks for values in the row's own list of them, {@code ["a","b"]}, which needs no further read. */
    private Sql inRow(String column, Set<Object> values) {
        List<String> elements = values.stream()
                .map(value -> JsonArrays.write(List.of(value)))
                .map(list -> list.substring(1, list.length() - 1))
                .toList();
        Sql all = Sql.of("(" + column + " IS NOT NULL AND ");
        String common = elements.size() > 1 ? commonPart(elements) : "";
        if (common.length() > 2) { // most rows have not even what the values have in common
            all.add(dialect.contains(column, common)).add(" AND ");
        }
        return all.add("(").add(dialect.containsAny(column, values, elements)).add("))");
    }

    /** The longest text that all have in them. */
    static String commonPart(List<String> texts) {
        String first = texts.get(0);
        for (int length = first.length(); length > 0; length--) {
            for (int from = 0; from + length <= first.length(); from++) {
                String part = first.substring(from, from + length);
                boolean whole = !Character.isLowSurrogate(part.charAt(0))
                        && !Character.isHighSurrogate(part.charAt(length - 1));
                if (whole && texts.stream().allMatch(text -> text.contains(part))) { // half a character is no text
                    return part;
                }
            }
        }
        return "";
    }

    Sql oneOf(Sql sql, String column, IndexSpec index, Set<Object> values) {
        if (values.size() == 1) {
            return sql.add(column + " = ").bind(index.kind(), values.iterator().next());
        }
        return sql.add(dialect.inArray(column, index.kind(), index.scale())).bound(index.kind(), values);
    }

    private static String indexOf(Filter filter) {
        if (filter instanceof Filter.Equal f) {
            return f.index();
        } else if (filter instanceof Filter.In f) {
            return f.index();
        } else if (filter instanceof Filter.Range f) {
            return f.index();
        } else if (filter instanceof Filter.Prefix f) {
            return f.index();
        }
        throw new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "the predicate " + filter.getClass().getName());
    }

    private Sql leaf(Filter filter, IndexSpec index, String column) {
        if (filter instanceof Filter.Equal f) {
            return Sql.of(column + " = ").bind(index.kind(), f.value());
        } else if (filter instanceof Filter.In f) {
            return f.values().isEmpty() ? Sql.of("1 = 0") : oneOf(new Sql(), column, index, f.values());
        } else if (filter instanceof Filter.Prefix f) {
            String end = afterPrefix(f.prefix());
            Sql from = Sql.of("(" + column + " >= ").text(f.prefix());
            return end == null
                    ? from.add(")")
                    : from.add(" AND " + column + " < ").text(end).add(")");
        }
        Filter.Range range = (Filter.Range) filter;
        List<Sql> bounds = new ArrayList<>();
        if (range.from() != null) {
            bounds.add(Sql.of(column + (range.fromInclusive() ? " >= " : " > ")).bind(index.kind(), range.from()));
        }
        if (range.to() != null) {
            bounds.add(Sql.of(column + (range.toInclusive() ? " <= " : " < ")).bind(index.kind(), range.to()));
        }
        return Sql.of("(").join(" AND ", bounds).add(")");
    }

    /** {@return the smallest text behind all that begin with the prefix, null when there is none} */
    static @Nullable String afterPrefix(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            int start = end - Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, start) + Character.toString(next);
            }
            end = start;
        }
        return null;
    }
}
