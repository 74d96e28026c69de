package io.crmkit.automation;

import io.crmkit.access.Directory;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Veil;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A message in the outbox (NTF-01). There is one for each reminder, recipient and channel, ever; it is written in the change set
 * of what it tells. Immutable.
 *
 * @param id made of reminder, recipient and channel; the same for every attempt
 * @param version how often it was written
 * @param reminder id of the reminder that it tells of
 * @param recipient id of the user whom it is for
 * @param channel id of the notification plugin
 * @param address what the channel takes for an address; which one it is, is looked up when it goes out
 * @param subject what it is about, one line, in both languages
 * @param text what to do and why, in both languages
 * @param at when it was written
 * @param state where it stands
 * @param attempts how often its delivery was begun; counted before each attempt
 * @param due when it is to be taken, unless its way is over
 * @param detail what the last attempt came to: the channel's reference, or what went wrong; empty before
 * @param discreet what it says instead to whoever may not see a field that its text tells of (ACC-07), if there is such a field
 */
@AggregateRoot
public record OutgoingMessage(
        @Identity String id,
        long version,
        String reminder,
        String recipient,
        String channel,
        ChannelChoice.Address address,
        Label subject,
        Label text,
        Instant at,
        State state,
        int attempts,
        Optional<Instant> due,
        String detail,
        Optional<Discreet> discreet)
        implements Entity<OutgoingMessage> {

    /** Where a message stands. */
    public enum State {
        /** It waits for its first or next attempt. */
        WAITING,
        /** A node has taken it; when that node is not heard of again, it is due once more. */
        DELIVERING,
        /** The channel took it. */
        DELIVERED,
        /** It was given up, and waits for somebody to look at it. */
        PARKED,
        /** What it tells was over before it was delivered. */
        DROPPED
    }

    /** The kind. */
    static final Kind<OutgoingMessage> KIND = new Kind<>(
                    RecordType.named("message", 1)
                            .scoped()
                            .indexes(
                                    IndexSpec.text("owner"),
                                    IndexSpec.text("reminder"),
                                    IndexSpec.text("channel"),
                                    IndexSpec.text("state"),
                                    IndexSpec.integer("attempts"),
                                    IndexSpec.instant("due"),
                                    IndexSpec.instant("written"))
                            .orders(OrderSpec.descending("by_time", "written"))
                            .build(),
                    "message",
                    OutgoingMessage.class,
                    (m, values) -> values.text("owner", m.recipient())
                            .text("reminder", m.reminder())
                            .text("channel", m.channel())
                            .text("state", m.state().name())
                            .integer("attempts", (long) m.attempts())
                            .instant("due", m.due().orElse(null))
                            .instant("written", m.at()),
                    m -> Optional.of(m.recipient()),
                    m -> Set.of(),
                    false)
            .sealing("text", "discreet", "detail"); // a channel may quote the address in what it answers

    /** What a reader sees of a message (ACC-07). */
    public static final Veil<OutgoingMessage> VEIL = new Veil<>(
            OutgoingMessage.class,
            (message, walls) -> message.withText(Discreet.text(message.text(), message.discreet(), walls)));

    /** What the outbox keeps. */
    public static final List<Kind<?>> KINDS = List.of(KIND);

    /** The identity of a message. */
    static String idOf(String reminder, String recipient, String channel) {
        return AuditTrail.contents(List.of(reminder, recipient, channel));
    }

    @Override
    public OutgoingMessage withVersion(long other) {
        return new OutgoingMessage(
                id, other, reminder, recipient, channel, address, subject, text, at, state, attempts, due, detail,
                discreet);
    }

    private OutgoingMessage withText(Label other) {
        return new OutgoingMessage(
                id,
                version,
                reminder,
                recipient,
                channel,
                address,
                subject,
                other,
                at,
                state,
                attempts,
                due,
                detail,
                Optional.empty());
    }

    /** What its recipient may read, by the walls of the moment in which it goes out. */
    Label textFor(Directory now) {
        return discreet.filter(d -> !now.wall(
                                recipient, Permission.of(d.module(), "view"), d.module(), d.module() + "." + d.field())
                        .sees())
                .map(Discreet::text)
                .orElse(text);
    }

    /** It waits until a time. */
    OutgoingMessage waiting(int counted, Instant until, String why) {
        return new OutgoingMessage(
                id,
                version,
                reminder,
                recipient,
                channel,
                address,
                subject,
                text,
                at,
                State.WAITING,
                counted,
                Optional.of(until),
                why,
                discreet);
    }

    /** A node takes it, and counts the attempt before it is made. */
    OutgoingMessage taken(Instant until) {
        return new OutgoingMessage(
                id,
                version,
                reminder,
                recipient,
                channel,
                address,
                subject,
                text,
                at,
                State.DELIVERING,
                attempts + 1,
                Optional.of(until),
                detail,
                discreet);
    }

    /** That it went out, without what it said (ACC-18); what is still on its way is dropped. */
    OutgoingMessage erased(Label instead) {
        boolean under = state == State.WAITING || state == State.DELIVERING;
        return new OutgoingMessage(
                id,
                version,
                reminder,
                recipient,
                channel,
                address,
                instead,
                instead,
                at,
                under ? State.DROPPED : state,
                attempts,
                under ? Optional.empty() : due,
                "",
                Optional.empty());
    }

    /** What a channel said of it, which may quote an address, is gone (ACC-18). */
    OutgoingMessage withoutDetail() {
        return new OutgoingMessage(
                id, version, reminder, recipient, channel, address, subject, text, at, state, attempts, due, "",
                discreet);
    }

    /** Its way is over. */
    OutgoingMessage ended(State how, String what) {
        return new OutgoingMessage(
                id,
                version,
                reminder,
                recipient,
                channel,
                address,
                subject,
                text,
                at,
                how,
                attempts,
                Optional.empty(),
                what,
                discreet);
    }
}
