package io.crmkit.approval;

import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;

/** Tells people what waits for them; a higher floor knows how. Everything happens in the change set of what is told. */
public interface ApprovalNotices {

    /**
     * Tells a user once.
     *
     * @param unit the unit of work
     * @param userId the user
     * @param approval id of the approval
     * @param period with user and approval it makes the notice unique; at most 40 characters
     * @param about what the approval is about
     * @param text what to do and why
     */
    void tell(Unit unit, String userId, String approval, String period, Label about, Label text);

    /**
     * What a user was told is over.
     *
     * @param unit the unit of work
     * @param userId the user
     * @param approval id of the approval
     * @param period as it was told
     */
    void settle(Unit unit, String userId, String approval, String period);
}
