package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Objects;

/**
 * One change of a {@link ChangeSet}.
 *
 * <p>Each change belongs to a phase. Whatever order a change set lists them in, a store applies them phase by phase, and
 * within a phase in the order of their keys; so every store judges unique values alike: what a deletion or an update
 * frees can be taken by an insertion of the same set, but two updates cannot swap.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public sealed interface Change {

    /** {@return which record} */
    RecordKey key();

    /** {@return when it is applied: 0 checks, 1 deletions, 2 updates, 3 insertions} */
    int phase();

    /**
     * A new record at version 1. Its id must never have existed; an insertion never overwrites. Answered by {@link
     * CommitResult.Duplicate} otherwise.
     *
     * @param key which record
     * @param body what to write
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Insert(RecordKey key, RecordBody body) implements Change {
        /** Checks that nothing is missing. */
        public Insert {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(body, "body");
        }

        @Override
        public int phase() {
            return 3;
        }
    }

    /**
     * A new record unless its id or one of its unique values is taken, in which case nothing is touched and the rest of
     * the set goes on. {@link CommitResult.Committed} says which it was.
     *
     * @param key which record
     * @param body what to write
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Ensure(RecordKey key, RecordBody body) implements Change {
        /** Checks that nothing is missing. */
        public Ensure {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(body, "body");
        }

        @Override
        public int phase() {
            return 3;
        }
    }

    /**
     * A record exactly as it was elsewhere, version and state included; for restoring a backup and for moving between
     * stores. Its id must never have existed here. Allowed for append-only types.
     *
     * @param record the record; its tenant must be the change set's
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Load(StoredRecord record) implements Change {
        /** Checks that nothing is missing. */
        public Load {
            Objects.requireNonNull(record, "record");
        }

        @Override
        public RecordKey key() {
            return record.key();
        }

        @Override
        public int phase() {
            return 3;
        }
    }

    /**
     * New contents for a live record; its version rises by one.
     *
     * @param key which record
     * @param expectedVersion the version that it must have; {@link CommitResult.Stale} otherwise
     * @param body what to write
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Update(RecordKey key, long expectedVersion, RecordBody body) implements Change {
        /** Checks that nothing is missing. */
        public Update {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(body, "body");
        }

        @Override
        public int phase() {
            return 2;
        }
    }

    /**
     * Makes a live record a tombstone; its version rises by one. The contents stay for a {@link Restore}.
     *
     * @param key which record
     * @param expectedVersion the version that it must have; {@link CommitResult.Stale} otherwise
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Delete(RecordKey key, long expectedVersion) implements Change {
        /** Checks that nothing is missing. */
        public Delete {
            Objects.requireNonNull(key, "key");
        }

        @Override
        public int phase() {
            return 1;
        }
    }

    /**
     * Makes a tombstone live again, with the contents it had; its version rises by one. {@link CommitResult.Duplicate}
     * when one of its unique values has been taken meanwhile.
     *
     * @param key which record
     * @param expectedVersion the version that the tombstone must have; {@link CommitResult.Stale} otherwise
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Restore(RecordKey key, long expectedVersion) implements Change {
        /** Checks that nothing is missing. */
        public Restore {
            Objects.requireNonNull(key, "key");
        }

        @Override
        public int phase() {
            return 2;
        }
    }

    /**
     * Takes the contents out of a tombstone for good; its version rises by one. The id stays taken.
     *
     * @param key which record
     * @param expectedVersion the version that the tombstone must have; {@link CommitResult.Stale} otherwise
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Erase(RecordKey key, long expectedVersion) implements Change {
        /** Checks that nothing is missing. */
        public Erase {
            Objects.requireNonNull(key, "key");
        }

        @Override
        public int phase() {
            return 1;
        }
    }

    /**
     * The record must be live at this version when the set is committed; {@link CommitResult.Stale} otherwise. It is held
     * so until the commit is done, which prevents write skew. Many sets may check the same record at the same time.
     *
     * @param key which record
     * @param expectedVersion the version that it must have
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Check(RecordKey key, long expectedVersion) implements Change {
        /** Checks that nothing is missing. */
        public Check {
            Objects.requireNonNull(key, "key");
        }

        @Override
        public int phase() {
            return 0;
        }
    }

    /**
     * No live record may have this id when the set is committed; {@link CommitResult.Stale} otherwise. It is held so until
     * the commit is done, which prevents write skew.
     *
     * @param key which record
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record CheckAbsent(RecordKey key) implements Change {
        /** Checks that nothing is missing. */
        public CheckAbsent {
            Objects.requireNonNull(key, "key");
        }

        @Override
        public int phase() {
            return 0;
        }
    }

    /**
     * The same contents of a live record in another form, such as sealed with another key or of a newer schema: everything is
     * replaced as by an {@link Update}, but the version does not rise, because nothing has changed for whoever reads it.
     * Allowed for append-only types.
     *
     * @param key which record
     * @param expectedVersion the version that it must have; {@link CommitResult.Stale} otherwise
     * @param body the contents in their other form
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Rewrite(RecordKey key, long expectedVersion, RecordBody body) implements Change {
        /** Checks that nothing is missing. */
        public Rewrite {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(body, "body");
        }

        @Override
        public int phase() {
            return 2;
        }
    }

    /**
     * New index values and visibility for a live record of unchanged contents; the version does not rise. Allowed for
     * append-only types.
     *
     * @param key which record
     * @param expectedVersion the version that it must have; {@link CommitResult.Stale} otherwise
     * @param visibility who may come across it
     * @param values the index values
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Reindex(RecordKey key, long expectedVersion, Visibility visibility, IndexValues values) implements Change {
        /** Checks that nothing is missing. */
        public Reindex {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(visibility, "visibility");
            Objects.requireNonNull(values, "values");
        }

        @Override
        public int phase() {
            return 2;
        }
    }
}
