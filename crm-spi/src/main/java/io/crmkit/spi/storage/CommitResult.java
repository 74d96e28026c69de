package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What became of a change set. */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public sealed interface CommitResult {

    /** What an {@link Change.Ensure} did. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    enum Ensured {
        /** The record is new. */
        INSERTED,
        /** A live record of this id was there and is untouched. */
        PRESENT,
        /** The id belongs to a deleted or erased record, which is untouched. */
        TOMBSTONE,
        /** The id was free, but another record holds one of the unique values; nothing was written. */
        VALUE_TAKEN
    }

    /**
     * All changes are done, and durable if the store is.
     *
     * @param ensured what each {@link Change.Ensure} did
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Committed(SortedMap<RecordKey, Ensured> ensured) implements CommitResult {
        /** Copies the map. */
        public Committed {
            ensured = Collections.unmodifiableSortedMap(new TreeMap<>(ensured));
        }

        /**
         * Makes the answer.
         *
         * @param ensured what each Ensure did
         * @return the answer
         */
        public static Committed of(Map<RecordKey, Ensured> ensured) {
            return new Committed(new TreeMap<>(ensured));
        }
    }

    /**
     * Nothing was done: a record is not as expected. Read it again and decide again.
     *
     * @param key one record that is not as expected
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Stale(RecordKey key) implements CommitResult {
        /** Checks that nothing is missing. */
        public Stale {
            Objects.requireNonNull(key, "key");
        }
    }

    /**
     * Nothing was done: an id or a unique value is taken.
     *
     * @param key the record that could not be written
     * @param index the unique index whose value is taken, or null when it is the id
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Duplicate(RecordKey key, @Nullable String index) implements CommitResult {
        /** Checks that nothing is missing. */
        public Duplicate {
            Objects.requireNonNull(key, "key");
        }
    }

    /**
     * It cannot be told whether the changes were done, for instance because the connection broke during the commit. Ask
     * {@link RecordStore#resolve}.
     *
     * @param reason what happened
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Unknown(String reason) implements CommitResult {}

    /** Nothing was done and nothing will be: the receipt was voided by {@link RecordStore#resolve}. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Voided() implements CommitResult {}
}
