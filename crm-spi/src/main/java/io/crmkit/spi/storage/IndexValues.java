package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The index values of a record, by index name. An index without a value does not appear. A multi-valued index holds a
 * {@link List} without repetitions, in the order of {@link Values#compare}; all others one object of the Java type that
 * {@link IndexKind} names. Immutable.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class IndexValues {

    private static final IndexValues NONE = new IndexValues(new TreeMap<>());

    private final SortedMap<String, Object> values;

    private IndexValues(SortedMap<String, Object> values) {
        this.values = Collections.unmodifiableSortedMap(values);
    }

    /** {@return no values at all} */
    public static IndexValues none() {
        return NONE;
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return names and values, by name} */
    public SortedMap<String, Object> asMap() {
        return values;
    }

    /**
     * The value of a single-valued index.
     *
     * @param index its name
     * @return the value, or null when there is none
     */
    public @Nullable Object get(String index) {
        return values.get(index);
    }

    /**
     * The values of a multi-valued index.
     *
     * @param index its name
     * @return the values, possibly none
     */
    public List<?> many(String index) {
        Object value = values.get(index);
        return value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IndexValues v && v.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /** Builds {@link IndexValues}; a null value means none. Not safe for use by many threads. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public static final class Builder {
        private final SortedMap<String, Object> values = new TreeMap<>();

        private Builder() {}

        /**
         * A text.
         *
         * @param index the index
         * @param value the value, or null for none
         * @return this builder
         */
        public Builder text(String index, @Nullable String value) {
            return put(index, value);
        }

        /**
         * A whole number.
         *
         * @param index the index
         * @param value the value
         * @return this builder
         */
        public Builder integer(String index, @Nullable Long value) {
            return put(index, value);
        }

        /**
         * An exact decimal; it must have the declared scale.
         *
         * @param index the index
         * @param value the value, or null for none
         * @return this builder
         */
        public Builder decimal(String index, @Nullable BigDecimal value) {
            return put(index, value);
        }

        /**
         * A date.
         *
         * @param index the index
         * @param value the value, or null for none
         * @return this builder
         */
        public Builder date(String index, @Nullable LocalDate value) {
            return put(index, value);
        }

        /**
         * An instant in whole microseconds.
         *
         * @param index the index
         * @param value the value, or null for none
         * @return this builder
         */
        public Builder instant(String index, @Nullable Instant value) {
            return put(index, value);
        }

        /**
         * Yes or no.
         *
         * @param index the index
         * @param value the value, or null for none
         * @return this builder
         */
        public Builder bool(String index, @Nullable Boolean value) {
            return put(index, value);
        }

        /**
         * The values of a multi-valued index; repetitions are dropped.
         *
         * @param index the index
         * @param many the values, all of one kind
         * @return this builder
         */
        public Builder many(String index, Collection<?> many) {
            List<Object> sorted = many.stream()
                    .map(v -> Objects.<Object>requireNonNull(v, "value"))
                    .distinct()
                    .sorted(Values::compare)
                    .toList();
            return put(index, sorted.isEmpty() ? null : sorted);
        }

        /**
         * A value of any of the kinds.
         *
         * @param index the index
         * @param value the value, or null for none
         * @return this builder
         */
        public Builder put(String index, @Nullable Object value) {
            if (value == null) {
                values.remove(index);
            } else {
                values.put(index, value);
            }
            return this;
        }

        /** {@return the values} */
        public IndexValues build() {
            return values.isEmpty() ? NONE : new IndexValues(new TreeMap<>(values));
        }
    }
}
