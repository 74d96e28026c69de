package io.crmkit.automation;

import io.crmkit.access.AuditLog;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.privacy.Keepsake;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What reminders and messages tell of persons concerned (ACC-18): those about the person, and, of those to a user, what channels said
 * of the delivery, which may quote an address. Safe for use by many threads.
 */
public final class PersonalMessages implements Keepsake {

    /** The one. */
    public PersonalMessages() {}

    @Override
    public List<Object> about(Unit unit, RecordKey person) {
        List<Object> all = new ArrayList<>();
        List<Reminder> reminders = reminders(unit, person);
        all.addAll(reminders);
        reminders.forEach(reminder -> all.addAll(messages(unit, reminder)));
        return all;
    }

    @Override
    public int erase(Unit unit, RecordKey person) {
        Label instead = Messages.label("privacy.erased");
        int erased = 0;
        for (Reminder reminder : reminders(unit, person)) {
            if (!reminder.text().equals(instead)) {
                erase(unit, person, Reminder.KIND, reminder.erased(instead));
                erased++;
            }
            for (OutgoingMessage message : messages(unit, reminder)) {
                if (!message.text().equals(instead)) {
                    erase(unit, person, OutgoingMessage.KIND, message.erased(instead));
                    erased++;
                }
            }
        }
        return Math.min(erased + quotations(unit, person), TOGETHER);
    }

    /** What channels said of messages to a user. */
    private static int quotations(Unit unit, RecordKey person) {
        if (!person.type().equals("user")) {
            return 0;
        }
        int erased = 0;
        for (OutgoingMessage message : unit.query(OutgoingMessage.KIND, Filter.equal("owner", person.id()), TOGETHER)) {
            OutgoingMessage now = unit.find(OutgoingMessage.KIND, message.id()).orElse(message);
            if (!now.detail().isEmpty()) {
                erase(unit, person, OutgoingMessage.KIND, now.withoutDetail());
                erased++;
            }
        }
        return erased;
    }

    /** The record, and what the audit trail holds of it. */
    private static <T extends Entity<T>> void erase(Unit unit, RecordKey person, Kind<T> kind, T without) {
        T written = unit.keep(kind, without);
        unit.tell(kind, written, Optional.empty(), Map.of("erased", person.toString()));
        AuditLog.erase(unit, kind.key(without.id()).toString(), person.toString());
    }

    private static List<Reminder> reminders(Unit unit, RecordKey person) {
        return unit.query(Reminder.KIND, Filter.equal("subject", person.toString()), TOGETHER);
    }

    private static List<OutgoingMessage> messages(Unit unit, Reminder reminder) {
        return unit.query(OutgoingMessage.KIND, Filter.equal("reminder", reminder.id()), TOGETHER);
    }
}
