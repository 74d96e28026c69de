package io.crmkit.customer.duplicates;

import io.crmkit.spi.storage.RecordKey;
import java.util.Optional;

/** A record that another may be a duplicate of (CUS-05), as far as the reader may know of it. */
public sealed interface Suspect {

    /** {@return name of the user who owns it, whom to ask; none for a record that nobody owns} */
    Optional<String> owner();

    /**
     * One that the reader sees.
     *
     * @param record type and id
     * @param name what people call it
     * @param owner name of the user who owns it
     * @param pair how likely, and why, by nothing but what the reader sees of it
     */
    record Seen(RecordKey record, String name, Optional<String> owner, PairScore pair) implements Suspect {}

    /**
     * One or more that the reader does not see: only that there is one, and whom to ask. Of what kind, how many and how likely is not
     * told.
     *
     * @param owner name of the user who owns it
     */
    record Unseen(Optional<String> owner) implements Suspect {}
}
