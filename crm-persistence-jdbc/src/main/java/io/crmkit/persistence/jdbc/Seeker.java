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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pages of records that have certain values of a multi-valued index. Databases guess badly how many records have a value, and how many
 * of those a scope sees; so a sample of each value and of what the scope owns is looked at first, and tells how to go: from the
 * rarest value on, passing over records of others without reading them, or through the few records that the scope sees, asking each. Each page
 * is the answer of one statement.
 */
final class Seeker {

    /** How many more records at each further attempt, where a database does not stop by itself when the page is full. */
    private static final int GROWTH = 16;

    /** As many as there are. */
    private static final int ALL = 100_000_000;

    /** How many records with a value are sorted in another order than that of their ids. */
    private static final int SORTED = 4_096;

    /** How many records a scope may see to be asked one by one. */
    private static final int SEEN = 2_000;

    /** How many values are gone from; more make a statement that is longer than databases take. */
    static final int MOST_VALUES = 128;

    /** So many values are merged one by one. */
    private static final int FEW_VALUES = 8;

    /** How far is looked to tell whether a value is rare, and which of several is. */
    private static final int SAMPLE = 256;

    /** So many times as frequent as a value may be what is gone through beside it; asking one by one takes as long as reading so many. */
    private static final int CROWD = 16;

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

    /**
     * Records that have one of some values, and of each of some other conditions one value as well: these are looked up in the index, so
     * that no record is read in vain.
     *
     * @param any the values
     * @param also the other conditions
     * @param abreast whether the first of these is gone through beside the values, and not looked up for each record
     */
    record Lane(Filter.AnyOf any, List<Filter.AnyOf> also, boolean abreast) {
        boolean isMany() {
            return any.values().size() > FEW_VALUES;
        }

        List<String> texts() {
            return any.values().stream().map(String.class::cast).toList();
        }
    }

    /** The ways to all records that a filter wants: each goes by lanes of which every such record is on one. */
    static List<List<Lane>> ways(Layout layout, Filter filter) {
        if (filter instanceof Filter.AnyOf any) {
            return goes(layout, any) ? List.of(List.of(new Lane(any, List.of(), false))) : List.of();
        }
        List<List<Lane>> ways = new ArrayList<>();
        if (filter instanceof Filter.And and) {
            for (Filter part : and.parts()) {
                List<Filter.AnyOf> also = and.parts().stream()
                        .filter(other -> other != part)
                        .flatMap(other -> other instanceof Filter.AnyOf any ? Stream.of(any) : Stream.empty())
                        .filter(any -> goes(layout, any) && any.values().size() <= FEW_VALUES)
                        .toList();
                ways(layout, part).forEach(way -> ways.add(with(way, also)));
            }
        } else if (filter instanceof Filter.Or or && !or.parts().isEmpty()) {
            List<List<List<Lane>>> parts =
                    or.parts().stream().map(part -> ways(layout, part)).toList();
            if (parts.stream().noneMatch(List::isEmpty)) {
                int most = parts.stream().mapToInt(List::size).max().orElseThrow();
                for (int i = 0; i < most; i++) {
                    List<Lane> way = new ArrayList<>();
                    for (List<List<Lane>> part : parts) {
                        way.addAll(part.get(Math.min(i, part.size() - 1)));
                    }
                    if (way.stream()
                                    .mapToInt(lane -> lane.any().values().size())
                                    .sum()
                            <= MOST_VALUES) {
                        ways.add(way);
                    }
                }
            }
        }
        return ways;
    }

    private static boolean goes(Layout layout, Filter.AnyOf any) {
        IndexSpec index = layout.type.index(any.index()).orElseThrow();
        return index.kind() == IndexKind.TEXT
                && !any.values().isEmpty()
                && any.values().size() <= MOST_VALUES;
    }

    private static List<Lane> with(List<Lane> way, List<Filter.AnyOf> also) {
        return way.stream()
                .map(lane -> new Lane(
                        lane.any(),
                        Stream.concat(lane.also().stream(), also.stream()).toList(),
                        false))
                .toList();
    }

    List<StoredRecord> page(List<List<Lane>> ways) throws SQLException {
        Choice choice = choose(ways);
        if (choice.walks()) {
            return walk();
        }
        if (order != null) {
            Answer sorted = from(choice.start(), SORTED);
            return sorted.cut() ? walk() : sorted.page();
        }
        int first = choice.start().stream().anyMatch(Lane::isMany) ? 0 : layout.dialect.firstLook();
        for (int most = Math.max(2 * query.limit(), first); ; ) {
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

    /** Where to start: from values, or from what the scope sees. */
    private record Choice(List<Lane> start, boolean walks) {}

    /** How far the first records with a value reach: the further, the fewer there are of them. */
    private record Reach(String last, long count) {
        boolean isBefore(Reach other) {
            return count != other.count ? count < other.count : last.compareTo(other.last) > 0;
        }
    }

    private Choice choose(List<List<Lane>> ways) throws SQLException {
        Set<String> tokens = Finder.tokens(query.scope());
        boolean narrow = finder.isNarrow(tokens);
        if (ways.size() == 1 && !narrow) {
            return new Choice(ways.get(0), false);
        }
        List<Sql> samples = new ArrayList<>();
        ways.forEach(way -> samples.add(sample(way)));
        if (narrow) {
            samples.add(few(layout.table, "_owner", tokens, " AND r._state = 0"));
            samples.add(few(layout.grants, "_token", tokens, ""));
        }
        List<Reach> reaches = session.list(
                new Sql().join(" UNION ALL ", samples),
                row -> new Reach(Objects.requireNonNullElse(row.getString(1), ""), row.getLong(2)));
        int best = 0;
        for (int i = 1; i < ways.size(); i++) {
            if (reaches.get(i).isBefore(reaches.get(best))) {
                best = i;
            }
        }
        boolean common = reaches.get(best).count() >= SAMPLE;
        long seen = reaches.subList(ways.size(), reaches.size()).stream()
                .mapToLong(Reach::count)
                .sum();
        if (narrow && common && seen <= SEEN) {
            return new Choice(ways.get(best), true);
        }
        return new Choice(common ? abreast(ways.get(best), reaches.get(best).last()) : ways.get(best), false);
    }

    /**
     * The same lanes, going through what else they must have beside their values where that is not much more frequent than these: both
     * lists lie in the order of ids.
     *
     * @param lanes the lanes
     * @param last how far the first {@value #SAMPLE} records on them reach
     */
    private List<Lane> abreast(List<Lane> lanes, String last) throws SQLException {
        boolean can = layout.dialect.goesAbreast()
                && lanes.stream()
                        .allMatch(lane -> !lane.isMany()
                                && !lane.also().isEmpty()
                                && lane.also().get(0).values().size() == 1);
        if (!can) {
            return lanes;
        }
        List<Sql> others = lanes.stream()
                .map(lane -> new Lane(lane.also().get(0), List.of(), false))
                .map(lane -> Sql.of("SELECT * FROM (")
                        .add(list(lane, new Sql().text(lane.texts().get(0)), CROWD * SAMPLE, "", false))
                        .add(") v WHERE v._id <= ")
                        .text(last))
                .toList();
        long crowd = Objects.requireNonNull(session.first(
                Sql.of("SELECT COUNT(*) FROM (")
                        .add(new Sql().join(" UNION ALL ", others))
                        .add(") r"),
                row -> row.getLong(1)));
        return crowd < CROWD * SAMPLE
                ? lanes.stream()
                        .map(lane -> new Lane(lane.any(), lane.also(), true))
                        .toList()
                : lanes;
    }

    /**
     * How far the first records with one of the values reach, whatever else they must have; of many values only how many these are, so
     * that they are taken for common.
     */
    private Sql sample(List<Lane> way) {
        List<Lane> lanes =
                way.stream().map(lane -> new Lane(lane.any(), List.of(), false)).toList();
        return lanes.stream().anyMatch(Lane::isMany)
                ? Sql.of("SELECT NULL, COUNT(*) FROM (SELECT 1 FROM (")
                        .add(lists(lanes, SAMPLE, "", false))
                        .add(") s LIMIT " + SAMPLE + ") r")
                : Sql.of("SELECT MAX(r._id), COUNT(*) FROM (")
                        .add(ids(lanes, SAMPLE, false))
                        .add(") r");
    }

    /** How many records there are of some tokens, as far as they are few. */
    private Sql few(String table, String column, Set<String> tokens, String live) {
        return Sql.of("SELECT NULL, COUNT(*) FROM (SELECT 1 FROM " + table + " r WHERE r._tenant = ")
                .text(query.tenant())
                .add(live + " AND " + layout.dialect.inArray("r." + column, IndexKind.TEXT, 0))
                .bound(IndexKind.TEXT, tokens)
                .add(" LIMIT " + (SEEN + 1) + ") o");
    }

    /** That a record may be seen, as far as the index tells. */
    private Sql mayBeSeen(String alias) {
        String mark = alias + "." + Layout.OWNER_MARK;
        return Sql.of("(" + mark + " IS NULL OR " + layout.dialect.oneOfMarks(mark) + ")")
                .bound(
                        IndexKind.INTEGER,
                        Finder.tokens(query.scope()).stream().map(Layout::mark).toList());
    }

    /**
     * The first records on lanes, all or those that may be seen, in the order of their ids. Each value's own records lie in that order, so that a
     * database which merges them reads no more of them than the page needs; of many values each gives as many as are asked for.
     */
    private Sql ids(List<Lane> lanes, int most, boolean seen) {
        if (lanes.size() == 1 && lanes.get(0).any().values().size() == 1) {
            return lists(lanes, most, "", seen);
        }
        boolean asks = lanes.stream().anyMatch(lane -> !lane.also().isEmpty());
        boolean later = seen
                && most == ALL
                && query.scope() instanceof Scope.Tokens // a wide scope is held against all lists at once
                && !(asks
                        && finder.isNarrow(Finder.tokens(
                                query.scope()))); // in a narrow one few are to be asked what else they have
        Sql lists = later ? lists(lanes, most, ", m." + Layout.OWNER_MARK, false) : lists(lanes, most, "", seen);
        return layout.dialect
                .merged(lists, later ? Sql.of(" WHERE ").add(mayBeSeen("u")) : new Sql())
                .add(" ORDER BY u._id LIMIT " + most);
    }

    private Sql lists(List<Lane> lanes, int most, String beside, boolean seen) {
        List<Sql> lists = new ArrayList<>();
        for (Lane lane : lanes) {
            if (lane.isMany()) {
                lists.add(layout.dialect.perToken(lane.texts(), value -> list(lane, value, most, beside, seen)));
            } else {
                lane.texts()
                        .forEach(value -> lists.add(Sql.of("SELECT * FROM (")
                                .add(list(lane, new Sql().text(value), most, beside, seen))
                                .add(") v")));
            }
        }
        return new Sql().join(" UNION ALL ", lists);
    }

    /** The first records that have a value, and all else that a lane asks for. */
    private Sql list(Lane lane, Sql value, int most, String beside, boolean seen) {
        IndexSpec index = layout.type.index(lane.any().index()).orElseThrow();
        Sql list = Sql.of("SELECT m._id" + beside + " FROM " + layout.many(index) + " m");
        if (lane.abreast()) {
            Filter.AnyOf along = lane.also().get(0);
            IndexSpec other = layout.type.index(along.index()).orElseThrow();
            finder.oneOf(
                    list.add(" JOIN " + layout.many(other) + " y ON y._tenant = m._tenant AND y._id = m._id AND "),
                    "y.value",
                    other,
                    along.values());
        }
        list.add(" WHERE m._tenant = ")
                .text(query.tenant())
                .add(" AND m.value = ")
                .add(value);
        if (seen && query.scope() instanceof Scope.Tokens) {
            list.add(" AND ").add(mayBeSeen("m"));
        }
        if (order == null && after != null) {
            list.add(" AND m._id > ").text(after.id());
        }
        for (Filter.AnyOf also :
                lane.abreast() ? lane.also().subList(1, lane.also().size()) : lane.also()) {
            IndexSpec other = layout.type.index(also.index()).orElseThrow();
            Sql has = Sql.of("SELECT 1 FROM " + layout.many(other) + " x WHERE x._tenant = ")
                    .text(query.tenant())
                    .add(" AND x._id = m._id AND ");
            list.add(" AND ").add(layout.dialect.existsSoon(finder.oneOf(has, "x.value", other, also.values())));
        }
        return list.add(" ORDER BY m._id LIMIT " + most);
    }

    /**
     * Looks at the first records that have one of the values and may be seen, all but the last of so many: that one only tells that
     * there may be more.
     */
    private Answer from(List<Lane> lanes, int most) throws SQLException {
        Sql sql = Sql.of("SELECT " + layout.columns
                        + ", p.n FROM (SELECT c._id, ROW_NUMBER() OVER (ORDER BY c._id) AS n FROM (")
                .add(ids(lanes, most, true))
                .add(") c) p JOIN " + layout.table + " t ON t._tenant = ")
                .text(query.tenant())
                .add(" AND t._id = p._id WHERE ");
        Sql wanted = Sql.of(Layout.byKey("t.") + "0");
        if (query.scope() instanceof Scope.Tokens) {
            wanted.add(" AND ")
                    .add(finder.seen(query.tenant(), Finder.tokens(query.scope()), layout.dialect::grantedSoon));
        }
        wanted.add(" AND ").add(finder.filter(query.tenant(), rest(lanes), false));
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

    /** What is left to ask of records that are on one of the lanes. */
    private Filter rest(List<Lane> lanes) {
        if (lanes.size() > 1) {
            return query.filter();
        }
        Set<Filter> known = new HashSet<>(lanes.get(0).also());
        known.add(lanes.get(0).any());
        return without(query.filter(), known);
    }

    private static Filter without(Filter filter, Set<Filter> known) {
        if (known.contains(filter)) {
            return Filter.all();
        }
        return filter instanceof Filter.And and
                ? new Filter.And(
                        and.parts().stream().map(part -> without(part, known)).toList())
                : filter;
    }
}
