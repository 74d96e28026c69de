package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The store could not do what was asked, and did nothing of it. {@link #advice()} says what the caller can do. What
 * callers ask wrongly (a malformed id, a limit out of range) is an {@link IllegalArgumentException} instead.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the caller can do. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public enum Advice {
        /** Try the same again after a short, random while. */
        RETRY,
        /** Read again and begin anew: what the call was based on has passed, such as a page token. */
        REREAD,
        /** Trying again does not help. */
        GIVE_UP
    }

    /** What went wrong. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public enum Kind {
        /** A conflict, deadlock or time-out between callers, or a lost connection before anything was sent. */
        TRANSIENT(Advice.RETRY),
        /** The page token belongs to another query or another version of the store. */
        PAGE_TOKEN(Advice.REREAD),
        /** The type was prepared by a newer version than the one asking. */
        NEWER_SCHEMA(Advice.GIVE_UP),
        /** The type was prepared differently, in a way that cannot be evolved; or was not prepared at all. */
        SCHEMA(Advice.GIVE_UP),
        /** The index is still being built. */
        BUILDING(Advice.RETRY),
        /** The store does not support what is asked. */
        UNSUPPORTED(Advice.GIVE_UP),
        /** More than the declared limits. */
        LIMIT(Advice.GIVE_UP),
        /** No room is left. */
        FULL(Advice.GIVE_UP),
        /** The store cannot be reached, opened or read. */
        UNAVAILABLE(Advice.GIVE_UP),
        /** The store was closed. */
        CLOSED(Advice.GIVE_UP);

        private final Advice advice;

        Kind(Advice advice) {
            this.advice = advice;
        }

        /** {@return what the caller can do} */
        public Advice advice() {
            return advice;
        }
    }

    private final Kind kind;

    /**
     * Creates the exception.
     *
     * @param kind what went wrong
     * @param message what went wrong in detail, and what to do; without contents of records
     */
    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * Creates the exception.
     *
     * @param kind what went wrong
     * @param message what went wrong in detail, and what to do; without contents of records
     * @param cause the cause, if there is one
     */
    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** {@return what went wrong} */
    public Kind kind() {
        return kind;
    }

    /** {@return what the caller can do} */
    public Advice advice() {
        return kind.advice();
    }
}
