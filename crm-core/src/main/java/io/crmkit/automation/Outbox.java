package io.crmkit.automation;

import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Puts what reminders say into the outbox, within the change set of the reminder: neither is there without the other. */
final class Outbox {

    private Outbox() {}

    /** Reads ahead the messages of reminders to a user. */
    static void readAhead(Unit unit, Collection<String> reminders, String recipient) {
        List<String> ids = new ArrayList<>();
        for (ChannelChoice channel :
                unit.standing().policy().get(AutomationPolicy.SECTION).channels()) {
            for (String reminder : reminders) {
                ids.add(OutgoingMessage.idOf(reminder, recipient, channel.id()));
            }
        }
        unit.prefetch(OutgoingMessage.KIND, ids);
    }

    /** Through each channel of the policy, once for each reminder and recipient. */
    static void tell(Unit unit, Reminder reminder) {
        for (ChannelChoice channel :
                unit.standing().policy().get(AutomationPolicy.SECTION).channels()) {
            String id = OutgoingMessage.idOf(reminder.id(), reminder.recipient(), channel.id());
            Optional<OutgoingMessage> before = unit.find(OutgoingMessage.KIND, id);
            if (before.isEmpty()) {
                unit.keep(OutgoingMessage.KIND, written(unit, reminder, channel, id));
            } else if (before.get().state() == OutgoingMessage.State.DROPPED) {
                unit.keep(OutgoingMessage.KIND, before.get().waiting(0, unit.now(), ""));
            }
        }
    }

    private static OutgoingMessage written(Unit unit, Reminder reminder, ChannelChoice channel, String id) {
        Label subject = Messages.label("automation.message.subject", reminder.about());
        return new OutgoingMessage(
                id,
                1,
                reminder.id(),
                reminder.recipient(),
                channel.id(),
                channel.address(),
                subject,
                Messages.label("automation.message.text", reminder.text(), reminder.rule()),
                unit.now(),
                OutgoingMessage.State.WAITING,
                0,
                Optional.of(unit.now()),
                "",
                reminder.discreet()
                        .map(d -> new Discreet(
                                d.module(),
                                d.field(),
                                Messages.label("automation.message.text", d.text(), reminder.rule()))));
    }

    /** What has not gone out yet need not any more. What a node is just delivering goes out. */
    static void drop(Unit unit, Reminder reminder) {
        for (ChannelChoice channel :
                unit.standing().policy().get(AutomationPolicy.SECTION).channels()) {
            unit.find(OutgoingMessage.KIND, OutgoingMessage.idOf(reminder.id(), reminder.recipient(), channel.id()))
                    .filter(m -> m.state() == OutgoingMessage.State.WAITING)
                    .ifPresent(
                            m -> unit.keep(OutgoingMessage.KIND, m.ended(OutgoingMessage.State.DROPPED, m.detail())));
        }
    }
}
