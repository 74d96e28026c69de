package io.crmkit.customer.view;

import io.crmkit.shared.Label;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Something that happened with a customer (CUS-17).
 *
 * @param at when; what is known to the day only is told by the beginning of that day
 * @param part key of the part that tells it, such as {@code follow-ups}
 * @param id tells it from others of the part
 * @param by id of the user who did it, if one did
 * @param what what it was
 */
public record Happening(Instant at, String part, String id, Optional<String> by, Label what) {

    /**
     * Where a happening stands in the list: the newest first, then by part, then by id downwards.
     *
     * @param at when
     * @param part key of the part
     * @param id the id
     */
    public record Place(Instant at, String part, String id) implements Comparable<Place> {

        private static final Comparator<Place> ORDER = Comparator.comparing(Place::at)
                .reversed()
                .thenComparing(Place::part)
                .thenComparing(Comparator.comparing(Place::id).reversed());

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** {@return where it stands} */
    public Place place() {
        return new Place(at, part, id);
    }
}
