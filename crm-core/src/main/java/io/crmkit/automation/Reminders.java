package io.crmkit.automation;

import io.crmkit.access.Edits;
import io.crmkit.access.Refusals;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.Optional;

/** What users have been reminded of (POL-03, LIF-04). A user sees the own ones, a superior those of the own people. Got from a session. */
public final class Reminders {

    private static final Operation VIEW = Operation.of("reminder.view", "reminder", "view");
    private static final Operation DONE = Operation.of("reminder.done", "reminder", "edit");

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public Reminders(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * Reminders in a state, the newest first.
     *
     * @param state which
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page of those that the actor may know of
     */
    public Outcome<Listing<Reminder>> list(Reminder.State state, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(
                        unit.list(Reminder.KIND, Filter.equal("state", state.name()), "by_day", limit, pageToken)));
    }

    /**
     * A reminder.
     *
     * @param id the id
     * @return the reminder, if the actor may know of it
     */
    public Outcome<Reminder> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Reminder.KIND, id)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(Refusals.notFound(Messages.label("kind.reminder"), id))));
    }

    /**
     * The recipient, or a superior, has seen to it.
     *
     * @param id the reminder
     * @param expectedVersion the version that was read
     * @return the reminder as changed
     */
    public Outcome<Reminder> done(String id, long expectedVersion) {
        record Command(String id, long expectedVersion) {}
        return road.write(
                actor,
                DONE,
                new Command(id, expectedVersion),
                Reminder.class,
                unit -> Edits.change(
                        unit,
                        Reminder.KIND,
                        id,
                        expectedVersion,
                        DONE,
                        Optional.empty(),
                        before -> before.state() == Reminder.State.OPEN
                                ? Outcome.done(before.in(Reminder.State.DONE))
                                : Outcome.refused(
                                        Refusal.of(Refusal.Kind.RULE, "POL-03", "automation.reminder-over"))));
    }
}
