package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes the statement that tallies records, and reads its answer. */
final class Tallier {

    private final Layout layout;
    private final Dialect dialect;
    private final Finder finder;
    private final Tally tally;
    private final Set<String> tokens;
    private final List<String> groups = new ArrayList<>();
    private final StringBuilder joins = new StringBuilder();

    /** What each measure is computed by, and how the figures of two parts make one. */
    private final List<String> measures = new ArrayList<>();

    private final List<String> folds = new ArrayList<>();

    Tallier(Layout layout, Tally tally) {
        this.layout = layout;
        this.dialect = layout.dialect;
        this.finder = new Finder(layout);
        this.tally = tally;
        this.tokens = Finder.tokens(tally.scope());
        for (String name : tally.groupBy()) {
            IndexSpec index = layout.type.index(name).orElseThrow();
            if (index.multiValued()) {
                joins.append(" LEFT JOIN ")
                        .append(layout.many(index))
                        .append(" m ON m._tenant = t._tenant AND m._id = t._id");
            }
            groups.add(index.multiValued() ? "m.value" : "t." + layout.column(index));
        }
        for (Measure measure : tally.measures()) {
            String column = measure.index() == null ? "*" : "t." + dialect.quote(measure.index());
            boolean sum = measure.function() == Measure.Function.SUM;
            List<String> computed = sum ? dialect.sum(column) : List.of(measure.function() + "(" + column + ")");
            String fold = measure.function() == Measure.Function.COUNT ? "SUM" : measure.function() + "";
            computed.forEach(expression -> {
                measures.add(expression);
                folds.add(fold);
            });
        }
    }

    /** The statement: one row for each group, without order. */
    Sql sql() {
        Sql all = Sql.of(layout.table + " t");
        if (tally.scope() instanceof Scope.Unrestricted) {
            return grouped(all, new Sql(), isCountByIndex());
        }
        if (!tokens.isEmpty()) {
            if (isCountByIndex() && dialect.countsByIndex(tokens.size())) {
                return countedByIndex();
            }
            if (tokens.size() <= dialect.widestParts()) {
                return inParts();
            }
            if (tokens.size() <= dialect.widestTally()) {
                return grouped(visible(), new Sql(), false);
            }
        }
        return grouped(all, finder.seen(tally.tenant(), tokens, dialect::granted), false);
    }

    /** The records of a narrow scope, found by its tokens. */
    private Sql visible() {
        return Sql.of("(SELECT o._id FROM " + layout.table + " o WHERE o._tenant = ")
                .text(tally.tenant())
                .add(" AND o._state = 0 AND " + dialect.inArray("o._owner", IndexKind.TEXT, 0))
                .bound(IndexKind.TEXT, tokens)
                .add(" UNION SELECT g._id FROM " + layout.grants + " g WHERE g._tenant = ")
                .text(tally.tenant())
                .add(" AND " + dialect.inArray("g._token", IndexKind.TEXT, 0))
                .bound(IndexKind.TEXT, tokens)
                .add(") s JOIN " + layout.table + " t ON t._id = s._id");
    }

    /** What the tokens own, and what others own that is granted to them: two parts that share no record. */
    private Sql inParts() {
        return together(
                grouped(Sql.of(layout.table + " t"), owned("t"), false),
                grouped(
                        Sql.of(layout.grants + " g STRAIGHT_JOIN " + layout.table + " t ON t._id = g._id"),
                        granted(),
                        false));
    }

    /**
     * The same where the index of what is grouped by tells the owner as well: what is owned and what is granted is counted without a look at
     * a record.
     */
    private Sql countedByIndex() {
        IndexSpec index = layout.type.index(tally.groupBy().get(0)).orElseThrow();
        Sql counted = Sql.of("SELECT g." + layout.column(index) + " AS k0");
        for (int i = 0; i < measures.size(); i++) {
            counted.add(", " + measures.get(i) + " AS m" + i);
        }
        return together(
                grouped(Sql.of(layout.table + " t USE INDEX (" + layout.valueIndexName(index) + ")"), owned("t"), true),
                counted.add(" FROM " + layout.grants + " g WHERE ")
                        .add(granted())
                        .add(" GROUP BY g." + layout.column(index)));
    }

    private Sql owned(String alias) {
        return dialect.oneOf(alias + "._owner", tokens);
    }

    /** The grants by which the tokens see what none of them owns: of each such record the one of its first token among them. */
    private Sql granted() {
        Sql before = Sql.of("SELECT COUNT(*) FROM " + layout.grants + " o WHERE o._tenant = ")
                .text(tally.tenant())
                .add(" AND o._id = g._id AND o._token < g._token AND ")
                .add(dialect.oneOf("o._token", tokens));
        return Sql.of("g._tenant = ")
                .text(tally.tenant())
                .add(" AND ")
                .add(dialect.oneOf("g._token", tokens))
                .add(" AND (g._owner IS NULL OR NOT (")
                .add(owned("g"))
                .add(")) AND (g." + Layout.BEFORE + " IS NULL OR CASE g." + Layout.BEFORE + " WHEN '" + Layout.SEVERAL
                        + "' THEN (")
                .add(before)
                .add(") = 0 ELSE NOT (")
                .add(dialect.oneOf("g." + Layout.BEFORE, tokens))
                .add(") END)");
    }

    private Sql together(Sql one, Sql other) {
        List<String> keys =
                IntStream.range(0, groups.size()).mapToObj(i -> "k" + i).toList();
        List<String> columns = new ArrayList<>(keys);
        for (int i = 0; i < folds.size(); i++) {
            columns.add(folds.get(i) + "(m" + i + ")");
        }
        Sql sql = Sql.of("SELECT " + String.join(", ", columns) + " FROM (")
                .add(one)
                .add(" UNION ALL ")
                .add(other)
                .add(") u");
        return keys.isEmpty() ? sql : sql.add(" GROUP BY " + String.join(", ", keys));
    }

    private Sql grouped(Sql from, Sql condition, boolean byIndex) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            columns.add(groups.get(i) + " AS k" + i);
        }
        for (int i = 0; i < measures.size(); i++) {
            columns.add(measures.get(i) + " AS m" + i);
        }
        Sql sql = Sql.of("SELECT " + String.join(", ", columns) + " FROM ")
                .add(from)
                .add(joins + " WHERE t._tenant = ")
                .text(tally.tenant())
                .add(" AND t._state = 0");
        if (!condition.text().isEmpty()) {
            sql.add(" AND ").add(condition);
        }
        sql.add(" AND ").add(finder.filter(tally.tenant(), tally.filter(), false));
        return groups.isEmpty() ? sql : sql.add(" GROUP BY " + String.join(", ", dialect.groupBy(groups, byIndex)));
    }

    /** Whether the index of what is grouped by tells all that is asked, but for grants. */
    private boolean isCountByIndex() {
        return tally.filter() instanceof Filter.All
                && groups.size() == 1
                && tally.measures().stream().allMatch(m -> m.index() == null)
                && (tally.scope() instanceof Scope.Unrestricted
                        || layout.tellsOwner(
                                layout.type.index(tally.groupBy().get(0)).orElseThrow()));
    }

    /** A group of the answer. */
    Tally.Group group(ResultSet row) throws SQLException {
        int at = 1;
        List<@Nullable Object> keys = new ArrayList<>();
        for (String name : tally.groupBy()) {
            IndexSpec index = layout.type.index(name).orElseThrow();
            keys.add(dialect.read(row, at++, index.kind(), index.scale()));
        }
        List<@Nullable Object> figures = new ArrayList<>();
        for (Measure measure : tally.measures()) {
            if (measure.index() == null) {
                figures.add(row.getLong(at++));
                continue;
            }
            IndexSpec index = layout.type.index(measure.index()).orElseThrow();
            if (measure.function() == Measure.Function.SUM) {
                figures.add(dialect.readSum(row, at, index.scale()));
                at += dialect.sum("").size();
            } else {
                figures.add(dialect.read(row, at++, index.kind(), index.scale()));
            }
        }
        return new Tally.Group(keys, figures);
    }
}
