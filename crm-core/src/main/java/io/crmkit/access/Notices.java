package io.crmkit.access;

import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;

/** Tells users what has happened to their accounts; a higher floor knows how. */
@FunctionalInterface
public interface Notices {

    /**
     * Tells a user once, in the change set of what is told.
     *
     * @param unit the unit of work
     * @param user the user
     * @param rule id of the rule
     * @param period with rule and user it makes the notice unique; at most 60 characters
     * @param text what happened and what to do
     */
    void tell(Unit unit, User user, String rule, String period, Label text);
}
