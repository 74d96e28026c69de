package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted, by declared indexes. Logic is two-valued: a comparison with a record that has no value is
 * false, and its negation true. A store refuses what it does not support; it never answers more than was asked.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public sealed interface Filter {

    /** Every record. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record All() implements Filter {}

    /**
     * The value of a single-valued index is this one.
     *
     * @param index the index
     * @param value a value of its kind
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Equal(String index, Object value) implements Filter {
        /** Checks that nothing is missing. */
        public Equal {
            Objects.requireNonNull(index, "index");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * The value of a single-valued index is one of these; none matches nothing.
     *
     * @param index the index
     * @param values values of its kind; every store takes 10,000 at least
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record In(String index, Set<Object> values) implements Filter {
        /** Copies the values. */
        public In {
            Objects.requireNonNull(index, "index");
            values = Set.copyOf(values);
        }
    }

    /**
     * The value of a single-valued index lies between two others. Not for booleans.
     *
     * @param index the index
     * @param from the lower bound, or null for none
     * @param fromInclusive whether the lower bound itself matches
     * @param to the upper bound, or null for none
     * @param toInclusive whether the upper bound itself matches
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Range(
            String index,
            @Nullable Object from,
            boolean fromInclusive,
            @Nullable Object to,
            boolean toInclusive) implements Filter {
        /** Checks that at least one bound is given. */
        public Range {
            Objects.requireNonNull(index, "index");
            if (from == null && to == null) {
                throw new IllegalArgumentException("range on " + index + ": no bound at all");
            }
        }
    }

    /**
     * The text of a single-valued index begins with this, code point for code point.
     *
     * @param index an index of text
     * @param prefix the beginning; not empty
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Prefix(String index, String prefix) implements Filter {
        /** Checks that the beginning is not empty. */
        public Prefix {
            Objects.requireNonNull(index, "index");
            if (prefix.isEmpty()) {
                throw new IllegalArgumentException("prefix on " + index + ": empty");
            }
        }
    }

    /**
     * A multi-valued index has at least one of these values; none matches nothing.
     *
     * @param index a multi-valued index
     * @param values values of its kind; every store takes 10,000 at least
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record AnyOf(String index, Set<Object> values) implements Filter {
        /** Copies the values. */
        public AnyOf {
            Objects.requireNonNull(index, "index");
            values = Set.copyOf(values);
        }
    }

    /**
     * An index has a value.
     *
     * @param index the index
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Present(String index) implements Filter {
        /** Checks that nothing is missing. */
        public Present {
            Objects.requireNonNull(index, "index");
        }
    }

    /**
     * All of these match; none at all matches everything.
     *
     * @param parts the parts
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record And(List<Filter> parts) implements Filter {
        /** Copies the parts. */
        public And {
            parts = List.copyOf(parts);
        }
    }

    /**
     * At least one of these matches; none at all matches nothing.
     *
     * @param parts the parts
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Or(List<Filter> parts) implements Filter {
        /** Copies the parts. */
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /**
     * This does not match.
     *
     * @param part the part
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Not(Filter part) implements Filter {
        /** Checks that nothing is missing. */
        public Not {
            Objects.requireNonNull(part, "part");
        }
    }

    /** {@return every record} */
    static Filter all() {
        return new All();
    }

    /**
     * The value is this one.
     *
     * @param index a single-valued index
     * @param value the value
     * @return the filter
     */
    static Filter equal(String index, Object value) {
        return new Equal(index, value);
    }

    /**
     * The value is one of these.
     *
     * @param index a single-valued index
     * @param values the values
     * @return the filter
     */
    static Filter in(String index, Collection<?> values) {
        return new In(index, Set.copyOf(values));
    }

    /**
     * The value is at least the first and below the second.
     *
     * @param index a single-valued index
     * @param from the lower bound, itself included, or null for none
     * @param below the upper bound, itself excluded, or null for none
     * @return the filter
     */
    static Filter range(String index, @Nullable Object from, @Nullable Object below) {
        return new Range(index, from, true, below, false);
    }

    /**
     * The text begins with this.
     *
     * @param index a single-valued index of text
     * @param prefix the beginning
     * @return the filter
     */
    static Filter prefix(String index, String prefix) {
        return new Prefix(index, prefix);
    }

    /**
     * At least one of the values is among these.
     *
     * @param index a multi-valued index
     * @param values the values
     * @return the filter
     */
    static Filter anyOf(String index, Collection<?> values) {
        return new AnyOf(index, Set.copyOf(values));
    }

    /**
     * The index has a value.
     *
     * @param index the index
     * @return the filter
     */
    static Filter present(String index) {
        return new Present(index);
    }

    /**
     * All of these.
     *
     * @param parts the parts
     * @return the filter
     */
    static Filter and(Filter... parts) {
        return new And(Arrays.asList(parts));
    }

    /**
     * At least one of these.
     *
     * @param parts the parts
     * @return the filter
     */
    static Filter or(Filter... parts) {
        return new Or(Arrays.asList(parts));
    }

    /**
     * Not this.
     *
     * @param part the part
     * @return the filter
     */
    static Filter not(Filter part) {
        return new Not(part);
    }
}
