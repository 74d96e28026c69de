package io.crmkit.app;

import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One kind of record as it is shown.
 *
 * @param name what users call the kind, such as {@code customers}
 * @param fields its columns
 * @param page reads a page
 * @param byId reads one by its id, if that is possible
 * @param called what a record answers to: its name, its login
 * @param trace where a record comes from
 * @param <T> the record
 */
record Shown<T>(
        String name,
        List<Field<T>> fields,
        Function<Optional<String>, Outcome<Listing<T>>> page,
        Function<String, Optional<T>> byId,
        Function<T, Set<String>> called,
        Function<T, Trace> trace) {

    /** When a field is part of the answer. */
    enum When {
        /** Always. */
        ALWAYS,
        /** Where there is room: not in a table of many records. */
        DETAIL,
        /** Where there is room, unless ids and times are unwanted. */
        IDENTITY
    }

    /**
     * A field.
     *
     * @param key its name for programs
     * @param kind what it is
     * @param when when it is part of the answer
     * @param value reads it
     * @param <T> the record
     */
    record Field<T>(String key, Sheet.Kind kind, When when, Function<T, @Nullable Object> value) {}

    /** Collects the fields of a kind in their order. */
    static final class Fields<T> {
        private final List<Field<T>> fields = new ArrayList<>();

        private Fields() {}

        static <T> Fields<T> of(Function<T, String> id, Function<T, Trace> trace) {
            Fields<T> fields = new Fields<>();
            return fields.add("id", Sheet.Kind.TEXT, When.IDENTITY, id::apply)
                    .add(
                            "external",
                            Sheet.Kind.TEXT,
                            When.DETAIL,
                            t -> trace.apply(t).external().orElse(null));
        }

        Fields<T> text(String key, Function<T, @Nullable Object> value) {
            return add(key, Sheet.Kind.TEXT, When.ALWAYS, value);
        }

        Fields<T> detail(String key, Function<T, @Nullable Object> value) {
            return add(key, Sheet.Kind.TEXT, When.DETAIL, value);
        }

        Fields<T> add(String key, Sheet.Kind kind, When when, Function<T, @Nullable Object> value) {
            fields.add(new Field<>(key, kind, when, value));
            return this;
        }

        /** Adds who made and touched the record, and when. */
        List<Field<T>> traced(Function<T, Trace> trace, Function<T, Long> version, Function<String, String> user) {
            return List.copyOf(add("version", Sheet.Kind.COUNT, When.DETAIL, version::apply)
                    .add(
                            "created_at",
                            Sheet.Kind.TEXT,
                            When.IDENTITY,
                            t -> trace.apply(t).createdAt())
                    .detail("created_by", t -> user.apply(trace.apply(t).createdBy()))
                    .add(
                            "updated_at",
                            Sheet.Kind.TEXT,
                            When.IDENTITY,
                            t -> trace.apply(t).updatedAt())
                    .detail("updated_by", t -> user.apply(trace.apply(t).updatedBy()))
                    .fields);
        }
    }
}
