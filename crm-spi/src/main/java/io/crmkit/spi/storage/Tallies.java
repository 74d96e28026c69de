package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tally that any store can have: it reads the records page by page and adds them up, exactly. */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class Tallies {

    private static final int PAGE = 1_000;

    private static final Comparator<@Nullable Object> NULLS_LAST =
            (a, b) -> a == null ? (b == null ? 0 : 1) : (b == null ? -1 : Values.compare(a, b));

    private static final Comparator<List<@Nullable Object>> BY_KEYS = (a, b) -> {
        for (int i = 0; i < a.size(); i++) {
            int order = NULLS_LAST.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private Tallies() {}

    /**
     * Computes a tally over pages of {@link RecordStore#query}.
     *
     * @param store the store
     * @param tally what to compute
     * @return the groups
     */
    public static List<Tally.Group> stream(RecordStore store, Tally tally) {
        StorageChecks.check(tally, store::type, type -> Set.of());
        refuseBuilding(store, tally);
        Accumulator groups = new Accumulator(store.type(tally.type()), tally);
        Query query = Query.of(tally.tenant(), tally.type(), tally.scope(), tally.filter(), PAGE);
        String token = null;
        do {
            Page page = store.query(query.from(token));
            page.records().forEach(groups::add);
            token = page.nextToken();
        } while (token != null);
        return groups.result();
    }

    /** Which indexes are building only the store knows; it says so when it is asked for them. */
    private static void refuseBuilding(RecordStore store, Tally tally) {
        Stream<String> measured = tally.measures().stream()
                .map(Measure::index)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull);
        List<Filter> used = Stream.concat(tally.groupBy().stream(), measured)
                .distinct()
                .map(Filter::present)
                .toList();
        if (!used.isEmpty()) {
            Query probe = Query.of(tally.tenant(), tally.type(), tally.scope(), new Filter.And(used), 1);
            store.query(probe);
        }
    }

    /**
     * Brings groups into the order that the contract wants.
     *
     * @param groups the groups in any order
     * @return the groups, small keys first, nulls last
     */
    public static List<Tally.Group> sorted(List<Tally.Group> groups) {
        return groups.stream()
                .sorted(Comparator.comparing(Tally.Group::keys, BY_KEYS))
                .toList();
    }

    /** Adds records up. Not safe for use by many threads. */
    static final class Accumulator {
        private final RecordType type;
        private final Tally tally;
        private final Map<List<@Nullable Object>, @Nullable Object[]> groups = new HashMap<>();

        Accumulator(RecordType type, Tally tally) {
            this.type = type;
            this.tally = tally;
            if (tally.groupBy().isEmpty()) {
                groups.put(List.of(), start());
            }
        }

        void add(StoredRecord record) {
            List<List<@Nullable Object>> keys = List.of(List.of());
            for (String index : tally.groupBy()) {
                List<List<@Nullable Object>> longer = new ArrayList<>();
                for (List<@Nullable Object> key : keys) {
                    for (Object value : groupValues(record, index)) {
                        List<@Nullable Object> copy = new ArrayList<>(key);
                        copy.add(value);
                        longer.add(copy);
                    }
                }
                keys = longer;
            }
            for (List<@Nullable Object> key : keys) {
                add(groups.computeIfAbsent(key, k -> start()), record);
            }
        }

        private static List<@Nullable Object> groupValues(StoredRecord record, String index) {
            List<@Nullable Object> values =
                    new ArrayList<>(record.body().values().many(index));
            return values.isEmpty() ? Collections.singletonList(null) : values;
        }

        private @Nullable Object[] start() {
            @Nullable Object[] measures = new @Nullable Object[tally.measures().size()];
            for (int i = 0; i < measures.length; i++) {
                Measure measure = tally.measures().get(i);
                String index = measure.index();
                if (index == null) {
                    measures[i] = 0L;
                } else if (measure.function() == Measure.Function.SUM) {
                    measures[i] = BigDecimal.ZERO.setScale(
                            type.index(index).orElseThrow().scale());
                }
            }
            return measures;
        }

        private void add(@Nullable Object[] measures, StoredRecord record) {
            for (int i = 0; i < measures.length; i++) {
                Measure measure = tally.measures().get(i);
                String index = measure.index();
                Object value =
                        index == null ? Long.valueOf(1) : record.body().values().get(index);
                if (value != null) {
                    measures[i] = combine(measure.function(), measures[i], value);
                }
            }
        }

        private static Object combine(Measure.Function function, @Nullable Object soFar, Object value) {
            if (soFar == null) {
                return value;
            }
            return switch (function) {
                case COUNT -> (Long) soFar + 1;
                case SUM ->
                    ((BigDecimal) soFar)
                            .add(value instanceof Long number ? BigDecimal.valueOf(number) : (BigDecimal) value);
                case MIN -> Values.compare(value, soFar) < 0 ? value : soFar;
                case MAX -> Values.compare(value, soFar) > 0 ? value : soFar;
            };
        }

        List<Tally.Group> result() {
            List<Tally.Group> result = new ArrayList<>();
            groups.forEach((keys, measures) -> result.add(new Tally.Group(keys, java.util.Arrays.asList(measures))));
            return sorted(result);
        }
    }
}
