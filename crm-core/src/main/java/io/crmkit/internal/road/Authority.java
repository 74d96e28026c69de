package io.crmkit.internal.road;

import io.crmkit.shared.Outcome;

/** Knows what actors may do. */
public interface Authority {

    /**
     * What an actor may do now, not a moment ago.
     *
     * @param actor who
     * @return the standing, or why there is none
     */
    Outcome<Standing> standing(Actor actor);
}
