package io.crmkit.shared;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Where a record comes from and who touched it last.
 *
 * @param createdAt when it was created here
 * @param createdBy id of the user who created it
 * @param updatedAt when it was last changed
 * @param updatedBy id of the user who changed it last
 * @param origin the system it was imported from, if it was
 */
public record Trace(Instant createdAt, String createdBy, Instant updatedAt, String updatedBy, Optional<Origin> origin) {

    /**
     * The row of another system that a record was imported from (CUS-16).
     *
     * @param source the system
     * @param externalId what identifies the row there
     * @param fingerprint hash of what the row said
     * @param original who made it there and when, as far as the row told
     * @param run id of the import that can be undone as a whole, if it was one
     */
    public record Origin(
            String source, String externalId, String fingerprint, Optional<Original> original, Optional<String> run) {

        /** What was imported before there was more has no more. */
        public Origin {
            original = original == null ? Optional.empty() : original;
            run = run == null ? Optional.empty() : run;
        }

        /** {@return source and id in one, unique within a kind of record} */
        public String key() {
            return source + ":" + externalId;
        }
    }

    /**
     * Who made a record in the system that it was imported from, and when (CUS-16).
     *
     * @param createdBy whom that system named, as it named them
     * @param createdOn the day when it was created there
     * @param changedOn the day when it was last changed there
     */
    public record Original(Optional<String> createdBy, Optional<LocalDate> createdOn, Optional<LocalDate> changedOn) {}

    /**
     * The trace of a new record.
     *
     * @param now when
     * @param userId who
     * @param origin where it was imported from, if it was
     * @return the trace
     */
    public static Trace created(Instant now, String userId, Optional<Origin> origin) {
        return new Trace(now, userId, now, userId, origin);
    }

    /**
     * The trace of a changed record.
     *
     * @param now when
     * @param userId who
     * @return the trace
     */
    public Trace touched(Instant now, String userId) {
        return new Trace(createdAt, createdBy, now, userId, origin);
    }

    /** {@return who made the record in the system that it was imported from, and when, as far as that is known} */
    public Optional<Original> original() {
        return origin.flatMap(Origin::original);
    }

    /** {@return the origin's key, if there is one} */
    public Optional<String> external() {
        return origin.map(Origin::key);
    }
}
