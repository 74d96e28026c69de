package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import java.util.Collection;
import java.util.List;

/** Knows what can be attached to a follow-up (CUS-08). Whatever keeps documents brings it. */
@FunctionalInterface
public interface Attachable {

    /**
     * Which of some documents cannot be attached, because there is no such document that the actor may see.
     *
     * @param unit the unit of work
     * @param ids ids of documents
     * @return ids of those that cannot, in the same order
     */
    List<String> unknown(Unit unit, Collection<String> ids);
}
