package io.crmkit.automation;

import io.crmkit.access.Owned;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The reminders that wait for a user, and their messages that have not gone out (ACC-12). What a user is reminded of about the own
 * account concerns nobody else.
 */
public final class OwnedReminders implements Owned {

    private static final int PAGE = 1_000;

    /** For all CRMs alike. */
    public OwnedReminders() {}

    @Override
    public String kind() {
        return Reminder.KIND.name();
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        Filter waiting = Filter.and(Filter.equal("owner", userId), Filter.equal("state", Reminder.State.OPEN.name()));
        List<Holding> holdings = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Reminder> some = unit.everyone(Reminder.KIND, waiting, PAGE, page);
            some.items().forEach(reminder -> holdings.add(holding(reminder, userId)));
            page = some.next();
        } while (page.isPresent());
        return holdings;
    }

    private static Holding holding(Reminder reminder, String userId) {
        Holding holding = Holding.of(Reminder.KIND.key(reminder.id()));
        int slash = reminder.subject().indexOf('/');
        RecordKey subject = new RecordKey(
                reminder.subject().substring(0, slash), reminder.subject().substring(slash + 1));
        return subject.id().equals(userId)
                ? holding.staying(Messages.label("handover.stays.personal"))
                : holding.partOf(subject);
    }

    @Override
    public void readAhead(Unit unit, List<Assigned> assigned) {
        Map<String, List<String>> byReceiver = new TreeMap<>();
        assigned.forEach(each -> byReceiver
                .computeIfAbsent(each.to(), k -> new ArrayList<>())
                .add(each.holding().record().id()));
        byReceiver.forEach((to, reminders) -> Outbox.readAhead(unit, reminders, to));
        Map<String, List<String>> byHolder = new TreeMap<>();
        assigned.stream()
                .flatMap(
                        each -> unit.find(Reminder.KIND, each.holding().record().id()).stream())
                .forEach(reminder -> byHolder.computeIfAbsent(reminder.recipient(), k -> new ArrayList<>())
                        .add(reminder.id()));
        byHolder.forEach((from, reminders) -> Outbox.readAhead(unit, reminders, from));
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        unit.find(Reminder.KIND, assigned.holding().record().id())
                .ifPresent(reminder -> Reminder.handOver(unit, reminder, Optional.of(assigned.to())));
        return List.of();
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Reminder.KIND, id).isPresent();
    }
}
