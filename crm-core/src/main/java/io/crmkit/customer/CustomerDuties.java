package io.crmkit.customer;

import io.crmkit.shared.Label;
import java.util.List;
import java.util.Optional;

/**
 * What the owner of a customer owes it on a day, and what to ask for (LIF-02, LIF-06, LIF-07, LIF-09).
 *
 * @param customer id of the customer
 * @param name its name
 * @param owner id of its owner, if it has one
 * @param duties what is owed, or was done
 * @param prompts what is missing: follow-ups, needs, key fields that the actor may fill
 * @param promptsToday whether it is a day on which the owner is prompted: that of assignment, or the due day of a duty that waits
 */
public record CustomerDuties(
        String customer,
        String name,
        Optional<String> owner,
        List<Duty> duties,
        List<Label> prompts,
        boolean promptsToday) {

    /** Copies the lists. */
    public CustomerDuties {
        duties = List.copyOf(duties);
        prompts = List.copyOf(prompts);
    }

    /** {@return whether a duty is due soon or overdue} */
    public boolean presses() {
        return duties.stream().anyMatch(duty -> duty.state() == Duty.State.SOON || duty.state() == Duty.State.OVERDUE);
    }
}
