package io.crmkit.privacy;

import io.crmkit.internal.road.Unit;
import io.crmkit.spi.storage.RecordKey;
import java.util.List;

/**
 * What a mechanism keeps about persons beside their records, such as reminders and messages (ACC-18). Each brings its own, so that access and
 * erasure forget none.
 */
public interface Keepsake {

    /** How many records at most are erased in one change set. */
    int TOGETHER = 1_000;

    /**
     * What is kept about a person.
     *
     * @param unit the unit of work
     * @param person the person
     * @return the records, at most {@value #TOGETHER}
     */
    List<Object> about(Unit unit, RecordKey person);

    /**
     * Takes the contents away that tell of a person.
     *
     * @param unit the unit of work
     * @param person the person
     * @return how many records were changed; {@value #TOGETHER} when there may be more
     */
    int erase(Unit unit, RecordKey person);
}
