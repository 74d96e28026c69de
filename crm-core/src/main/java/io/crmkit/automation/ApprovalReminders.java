package io.crmkit.automation;

import io.crmkit.approval.ApprovalNotices;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.spi.storage.RecordKey;
import java.util.Optional;

/** Reminds people of what waits for their decision (APR-01), and so through the channels of the policy. Safe for use by many threads. */
public final class ApprovalReminders implements ApprovalNotices {

    private static final String RULE = "APR-01";

    /** Reminders. */
    public ApprovalReminders() {}

    private static RecordKey subject(String approval) {
        return new RecordKey("approval", approval);
    }

    @Override
    public void tell(Unit unit, String userId, String approval, String period, Label about, Label text) {
        Reminder.once(
                unit,
                userId,
                RULE,
                subject(approval),
                period,
                about.in(unit.standing()
                        .policy()
                        .get(AutomationPolicy.SECTION)
                        .language()
                        .locale()),
                text,
                Optional.empty());
    }

    @Override
    public void settle(Unit unit, String userId, String approval, String period) {
        Reminder.settle(unit, RULE, subject(approval), period);
    }
}
