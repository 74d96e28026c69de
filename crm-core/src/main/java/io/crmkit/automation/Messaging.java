package io.crmkit.automation;

import io.crmkit.access.Directory;
import io.crmkit.access.DirectoryCache;
import io.crmkit.access.Edits;
import io.crmkit.access.Refusals;
import io.crmkit.access.User;
import io.crmkit.automation.Channels.Sent;
import io.crmkit.automation.OutgoingMessage.State;
import io.crmkit.internal.guard.Guarded;
import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.privacy.Consent;
import io.crmkit.privacy.PrivacyPolicy;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.PluginFailure;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.Tally;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Delivers what the outbox holds (NTF-01). A message is taken with its attempt counted, handed to its channel through the
 * guard, and then written as what became of it: whatever crashes in between, it is due again and nothing is lost. A channel that
 * knows the ids it has seen delivers it once. Any number of nodes may deliver at the same time. Got from a session.
 */
public final class Messaging {

    private static final Operation VIEW = Operation.of("message.view", "message", "view");
    private static final Operation DELIVER = Operation.of("message.deliver", "message", "deliver");
    private static final Operation RETRY = Operation.of("message.retry", "message", "edit");

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;
    private final Channels channels;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory the users
     * @param channels the channels of this node
     */
    public Messaging(Road road, Actor actor, DirectoryCache directory, Channels channels) {
        this.road = road;
        this.actor = actor;
        this.directory = directory;
        this.channels = channels;
    }

    /** What is asked. */
    private record Run(@Min(1) @Max(100_000) int most) {}

    /** What a node has taken, and how many it has given up because no attempt ever came back. */
    private record Taken(AutomationPolicy policy, List<OutgoingMessage> messages, long parked) {}

    /** What became of a message that was taken. */
    private record Attempt(OutgoingMessage taken, OutgoingMessage after) {}

    /** What is still due: here, and for channels that this node has not. */
    private record Due(boolean here, List<String> elsewhere) {}

    /** What is counted. */
    private static final class Sum {
        private long delivered;
        private long waiting;
        private long parked;
        private final Map<String, PluginFailure> failures = new LinkedHashMap<>();

        void failed(PluginFailure failure) {
            failures.putIfAbsent(failure.plugin(), failure);
        }

        void entered(OutgoingMessage message) {
            switch (message.state()) {
                case DELIVERED -> delivered++;
                case PARKED -> parked++;
                default -> waiting++;
            }
        }

        DeliveryReport report(boolean more) {
            return new DeliveryReport(delivered, waiting, parked, List.copyOf(failures.values()), more);
        }
    }

    /**
     * Delivers what is due. Meant for every minute, on any number of nodes. Messages for channels that this node has no plugin
     * for are left to nodes that have; the report names them.
     *
     * @param most how many messages at most, 1 to 100,000
     * @return what became of them
     */
    public Outcome<DeliveryReport> deliver(int most) {
        if (PluginGuard.calledBack()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "NTF-01", "automation.called-back"));
        }
        // Not bound to a request key: each message carries its own identity.
        Actor once = actor.withoutKey();
        Run run = new Run(most);
        Sum sum = new Sum();
        int left = most;
        do {
            int wanted = Math.min(left, AutomationPolicy.BATCH);
            Outcome<Taken> claim =
                    road.write(once, DELIVER, run, Taken.class, unit -> Outcome.done(take(unit, wanted)));
            if (!(claim instanceof Outcome.Done<Taken> done)) {
                return Outcome.refused(claim.refusals());
            }
            Taken taken = done.value();
            sum.parked += taken.parked();
            left -= taken.messages().size() + (int) taken.parked();
            if (taken.messages().isEmpty() && taken.parked() == 0) {
                break;
            }
            List<Attempt> attempts = new ArrayList<>();
            taken.messages()
                    .forEach(message -> attempt(taken.policy(), message, sum).ifPresent(attempts::add));
            Outcome<Entered> entered =
                    road.write(once, DELIVER, run, Entered.class, unit -> Outcome.done(enter(unit, attempts)));
            if (!(entered instanceof Outcome.Done<Entered> written)) {
                return Outcome.refused(entered.refusals());
            }
            written.value().messages().forEach(sum::entered);
        } while (left > 0);
        return road.read(once, DELIVER, unit -> {
            Due due = due(unit);
            due.elsewhere().forEach(id -> channels.missing(id).ifPresent(sum::failed));
            return Outcome.done(sum.report(due.here()));
        });
    }

    private static Filter isDue(Unit unit) {
        return Filter.range("due", null, unit.now().plusNanos(1_000));
    }

    private Due due(Unit unit) {
        boolean here = false;
        List<String> elsewhere = new ArrayList<>();
        for (Tally.Group group :
                unit.tallyAll(OutgoingMessage.KIND, isDue(unit), List.of("channel"), List.of(Measure.count()))) {
            String channel = String.valueOf(group.keys().get(0));
            if (channels.ids().contains(channel)) {
                here = true;
            } else {
                elsewhere.add(channel);
            }
        }
        return new Due(here, elsewhere);
    }

    /** Those that were never tried come first: a message that its channel cannot bear keeps no other from its turn. */
    private static List<OutgoingMessage> due(Unit unit, List<String> here, int wanted) {
        Filter due = Filter.and(isDue(unit), Filter.in("channel", here));
        List<OutgoingMessage> all = new ArrayList<>();
        for (Filter some : List.of(Filter.equal("attempts", 0L), Filter.range("attempts", 1L, null))) {
            if (all.size() < wanted) {
                all.addAll(unit.query(OutgoingMessage.KIND, Filter.and(due, some), wanted - all.size()));
            }
        }
        return all;
    }

    /** Takes messages that are due: from now on they are this node's for a while, and their attempt counts. */
    private Taken take(Unit unit, int wanted) {
        AutomationPolicy policy = unit.standing().policy().get(AutomationPolicy.SECTION);
        List<String> here = channels.ids();
        if (here.isEmpty()) {
            return new Taken(policy, List.of(), 0);
        }
        Instant until = unit.now().plus(java.time.Duration.ofMinutes(policy.claimMinutes()));
        List<OutgoingMessage> taken = new ArrayList<>();
        long parked = 0;
        for (OutgoingMessage message : due(unit, here, wanted)) {
            if (message.attempts() >= policy.attempts()) {
                String why = message.detail().isEmpty()
                        ? Messages.text(Locale.ENGLISH, "automation.message.no-answer", message.attempts())
                        : message.detail();
                write(unit, message, message.ended(State.PARKED, why));
                parked++;
            } else if (message.address() == ChannelChoice.Address.EMAIL && unwanted(unit, message.recipient())) {
                write(
                        unit,
                        message,
                        message.ended(State.PARKED, Messages.text(Locale.ENGLISH, "automation.message.no-consent")));
                parked++;
            } else {
                taken.add(unit.keep(OutgoingMessage.KIND, message.taken(until)));
            }
        }
        return new Taken(policy, taken, parked);
    }

    /** Whether a user's mailbox may not be handed to a channel for the purpose that the policy names (ACC-18). */
    private static boolean unwanted(Unit unit, String user) {
        return unit.standing()
                .policy()
                .get(PrivacyPolicy.SECTION)
                .notification()
                .flatMap(purpose -> Consent.refusal(unit, new RecordKey("user", user), purpose))
                .isPresent();
    }

    /** Hands a message over; empty when its time is over, and another node may have it already. */
    private Optional<Attempt> attempt(AutomationPolicy policy, OutgoingMessage message, Sum sum) {
        Instant now = now();
        if (message.due().filter(now::isBefore).isEmpty()) {
            return Optional.empty();
        }
        Directory current = directory.current();
        Optional<User> user = current.user(message.recipient()).filter(User::active);
        if (user.isEmpty()) {
            return Optional.of(parked(message, "automation.message.no-recipient"));
        }
        Optional<String> address = address(user.get(), message.address());
        if (address.isEmpty()) {
            return Optional.of(parked(message, "automation.message.no-mailbox"));
        }
        Locale language = policy.language().locale();
        Sent sent = channels.send(
                message.channel(),
                new Message(
                        message.id(),
                        road.with().tenant(),
                        message.recipient(),
                        address.get(),
                        language,
                        message.subject().in(language),
                        message.textFor(current).in(language),
                        message.at()),
                policy.guard());
        return Optional.of(new Attempt(message, after(policy, message, sent, sum)));
    }

    private OutgoingMessage after(AutomationPolicy policy, OutgoingMessage message, Sent sent, Sum sum) {
        if (sent.receipt() instanceof Guarded.Given<Receipt> given) {
            sent.remark().ifPresent(sum::failed);
            Receipt receipt = given.value();
            return switch (receipt.status()) {
                case DELIVERED -> message.ended(State.DELIVERED, receipt.detail());
                case REJECTED -> message.ended(State.PARKED, receipt.detail());
                case RETRY -> again(policy, message, message.attempts(), receipt.detail());
            };
        }
        PluginFailure failure = ((Guarded.Failed<Receipt>) sent.receipt()).failure();
        sum.failed(failure);
        // What the channel never saw is no attempt of the message.
        int counted = sent.attempted() ? message.attempts() : message.attempts() - 1;
        return again(policy, message, counted, failure.toString());
    }

    private OutgoingMessage again(AutomationPolicy policy, OutgoingMessage message, int counted, String why) {
        return counted >= policy.attempts()
                ? message.ended(State.PARKED, why)
                : message.waiting(counted, now().plus(policy.waitAfter(counted)), why);
    }

    private static Attempt parked(OutgoingMessage message, String code) {
        return new Attempt(message, message.ended(State.PARKED, Messages.text(Locale.ENGLISH, code)));
    }

    private static Optional<String> address(User user, ChannelChoice.Address form) {
        return switch (form) {
            case USER_ID -> Optional.of(user.id());
            case LOGIN -> Optional.of(user.login());
            case EMAIL -> user.email();
        };
    }

    private Instant now() {
        return road.with().clock().instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }

    /** What was written. */
    private record Entered(List<OutgoingMessage> messages) {}

    /** Writes what became of messages, unless somebody else has had them since. */
    private static Entered enter(Unit unit, List<Attempt> attempts) {
        unit.prefetch(
                OutgoingMessage.KIND, attempts.stream().map(a -> a.taken().id()).toList());
        List<OutgoingMessage> written = new ArrayList<>();
        for (Attempt attempt : attempts) {
            unit.find(OutgoingMessage.KIND, attempt.taken().id())
                    .filter(now -> now.version() == attempt.taken().version())
                    .ifPresent(now -> written.add(write(unit, now, attempt.after())));
        }
        return new Entered(written);
    }

    private static OutgoingMessage write(Unit unit, OutgoingMessage before, OutgoingMessage after) {
        OutgoingMessage written = unit.keep(OutgoingMessage.KIND, after);
        Map<String, Object> changes = new TreeMap<>();
        changes.put("state", List.of(before.state().name(), after.state().name()));
        changes.put("attempts", after.attempts());
        if (!after.detail().isEmpty()) {
            changes.put("detail", after.detail());
        }
        unit.tell(OutgoingMessage.KIND, written, Optional.empty(), changes);
        return written;
    }

    /**
     * What keeps the channels of a policy from being put in force: one that is not there.
     *
     * @param unit the unit of work
     * @param next the policy
     * @return the refusals
     */
    public List<Refusal> problems(Unit unit, Policy next) {
        List<Refusal> problems = new ArrayList<>();
        List<ChannelChoice> wanted = next.get(AutomationPolicy.SECTION).channels();
        for (int i = 0; i < wanted.size(); i++) {
            String id = wanted.get(i).id();
            Optional<PluginFailure> missing = channels.missing(id);
            if (missing.isPresent()) {
                Refusal refusal = Refusal.of(
                                Refusal.Kind.INVALID,
                                "NTF-01",
                                "automation.unknown-channel",
                                id,
                                new Label(
                                        missing.get().message(Locale.CHINESE),
                                        missing.get().message(Locale.ENGLISH)))
                        .onField("automation.channels[" + i + "].id")
                        .ofValue(id);
                problems.add(
                        NearMiss.of(id, channels.ids()).map(refusal::suggesting).orElse(refusal));
            }
        }
        return problems;
    }

    /**
     * Messages in a state, the newest first.
     *
     * @param state which
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page of those that the actor may know of
     */
    public Outcome<Listing<OutgoingMessage>> list(State state, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(unit.list(
                        OutgoingMessage.KIND, Filter.equal("state", state.name()), "by_time", limit, pageToken)));
    }

    /**
     * A message.
     *
     * @param id the id
     * @return the message, if the actor may know of it
     */
    public Outcome<OutgoingMessage> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(OutgoingMessage.KIND, id)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(Refusals.notFound(Messages.label("kind.message"), id))));
    }

    /**
     * A parked message begins anew: what was wrong has been put right.
     *
     * @param id the message
     * @param expectedVersion the version that was read
     * @return the message, waiting
     */
    public Outcome<OutgoingMessage> retry(String id, long expectedVersion) {
        record Command(String id, long expectedVersion) {}
        return road.write(
                actor,
                RETRY,
                new Command(id, expectedVersion),
                OutgoingMessage.class,
                unit -> Edits.change(
                        unit,
                        OutgoingMessage.KIND,
                        id,
                        expectedVersion,
                        RETRY,
                        Optional.empty(),
                        before -> before.state() == State.PARKED
                                ? Outcome.done(before.waiting(0, unit.now(), before.detail()))
                                : Outcome.refused(
                                        Refusal.of(Refusal.Kind.RULE, "NTF-01", "automation.message.not-parked")
                                                .ofValue(before.state().name()))));
    }
}
