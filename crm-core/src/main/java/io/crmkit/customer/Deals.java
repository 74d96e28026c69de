package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Knows of the opportunities that there are with customers, for rules about customers. Safe for use by many threads. */
@FunctionalInterface
public interface Deals {

    /**
     * Opportunities with one customer.
     *
     * @param open whether one is being worked on
     * @param lastOpened the day on which the last one was created
     * @param lastLost the day on which the last one that is lost was lost
     */
    record Known(boolean open, Optional<LocalDate> lastOpened, Optional<LocalDate> lastLost) {

        /** There are none. */
        public static final Known NONE = new Known(false, Optional.empty(), Optional.empty());
    }

    /**
     * What there is with customers, whoever may see it: for rules.
     *
     * @param unit the unit of work
     * @param customers ids of the customers
     * @param zone the enterprise's time zone
     * @return what is known, by id of those customers with whom there is anything
     */
    Map<String, Known> with(Unit unit, Collection<String> customers, ZoneId zone);

    /**
     * What there is with customers as far as the actor sees opportunities, for answers.
     *
     * @param unit the unit of work
     * @param customers ids of the customers
     * @param zone the enterprise's time zone
     * @return what is known, by id of those customers with whom the actor sees any; none, unless whoever knows of opportunities says so
     */
    default Map<String, Known> shown(Unit unit, Collection<String> customers, ZoneId zone) {
        return Map.of();
    }
}
