package io.crmkit.customer.view;

import io.crmkit.automation.Reminder;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import java.util.Optional;

/** What people are reminded of about the customer and what belongs to it (POL-03), as far as the reader sees their reminders. */
public final class RemindersPart implements CustomerPart {

    /** For all CRMs alike. */
    public RemindersPart() {}

    @Override
    public String key() {
        return "reminders";
    }

    @Override
    public Permission permission() {
        return Permission.of("reminder", "view");
    }

    private static Listing<Reminder> some(Glance glance, Filter further, int limit, Optional<String> from) {
        Filter filter = Filter.and(Filter.in("subject", glance.subjects()), further);
        return glance.unit().list(Reminder.KIND, filter, "by_day", limit, from);
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Filter open = Filter.equal("state", Reminder.State.OPEN.name());
        Listing<Reminder> page = some(glance, open, glance.limit(), Optional.empty());
        showing.records(Reminder.KIND, page.items(), page.next().isPresent(), (reminder, about) -> {
            about.fact("rule", reminder.rule()).fact("on", reminder.on());
            return reminder.text();
        });
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        Listing<Reminder> page = some(glance, Filter.all(), limit, from);
        return Happened.page(
                glance.unit().shown(page.items()).stream()
                        .map(reminder -> new Happening(
                                glance.beginning(reminder.on()),
                                key(),
                                reminder.id(),
                                Optional.empty(),
                                Messages.label("customer.view.happened.reminded", reminder.rule(), reminder.text())))
                        .toList(),
                page.next());
    }
}
