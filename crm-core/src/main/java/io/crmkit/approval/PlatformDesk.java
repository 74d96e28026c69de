package io.crmkit.approval;

import io.crmkit.approval.Approval.Act;
import io.crmkit.approval.Approval.Event;
import io.crmkit.approval.Approval.Push;
import io.crmkit.approval.Approval.State;
import io.crmkit.approval.ApprovalPlatform.Form;
import io.crmkit.approval.ApprovalPolicy.PlatformMode;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How approvals go to an enterprise's process platform and come back (APR-03). Got from {@link Approvals#platform}. */
public final class PlatformDesk {

    private static final Operation PLATFORM = Operation.of("approval.platform", "approval", "platform");

    private final Road road;
    private final Actor actor;
    private final ApprovalEngine engine;

    PlatformDesk(Road road, Actor actor, ApprovalEngine engine) {
        this.road = road;
        this.actor = actor.withoutKey(); // messages have ids of their own
        this.engine = engine;
    }

    /**
     * What the platform has to decide: for a platform that pulls.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page of forms
     */
    public Outcome<Listing<Form>> waiting(int limit, Optional<String> pageToken) {
        Filter running = Filter.and(Filter.equal("state", State.RUNNING.name()), Filter.equal("routed", true));
        return road.read(actor, PLATFORM, unit -> {
            Listing<Approval> page = unit.paged(
                    Approval.KIND.name(),
                    running,
                    "platform",
                    pageToken,
                    token -> unit.everyone(Approval.KIND, running, limit, token));
            return Outcome.done(
                    new Listing<>(page.items().stream().map(this::form).toList(), page.next()));
        });
    }

    private Form form(Approval approval) {
        Approval.Request request = approval.request();
        return new Form(
                approval.id(),
                approval.course().round(),
                request.kind(),
                request.about().zh(),
                engine.people().login(request.submitter()),
                request.at(),
                request.reason(),
                request.form());
    }

    /**
     * Pushes forms to the platform; meant for every minute, on any number of nodes. A form may arrive twice when a node dies on the way;
     * one that does not arrive often enough is decided by people, by the steps of its definition.
     *
     * @param limit how many at most
     * @return how many arrived
     */
    public Outcome<Integer> push(int limit) {
        Optional<ApprovalPlatform> platform = engine.platform();
        Outcome<List<String>> due = road.read(
                actor,
                PLATFORM,
                unit -> Outcome.done(
                        unit
                                .query(
                                        Approval.KIND,
                                        Filter.range("push", null, unit.now().plusNanos(1_000)),
                                        limit)
                                .stream()
                                .map(Approval::id)
                                .toList()));
        if (!(due instanceof Outcome.Done<List<String>> some)) {
            return Outcome.refused(due.refusals());
        }
        int arrived = 0;
        for (String id : some.value()) {
            Outcome<Optional<Form>> taken = taken(id);
            if (!(taken instanceof Outcome.Done<Optional<Form>> mine)) {
                return Outcome.refused(taken.refusals());
            }
            if (mine.value().isPresent()
                    && platform.isPresent()
                    && pushed(platform.get(), mine.value().get())) {
                Outcome<Boolean> done = arrived(id, mine.value().get().round());
                if (!done.refusals().isEmpty()) {
                    return Outcome.refused(done.refusals());
                }
                arrived++;
            }
        }
        return Outcome.done(arrived);
    }

    private static boolean pushed(ApprovalPlatform platform, Form form) {
        try {
            platform.push(form);
            return true;
        } catch (RuntimeException e) {
            return false; // counted before it was tried; it is tried again later
        }
    }

    private record Turn(String id) {}

    /** Counts an attempt before it is made; nothing when it is not due any more, or for people to decide now. */
    @SuppressWarnings("unchecked")
    private Outcome<Optional<Form>> taken(String id) {
        return road.write(
                actor,
                PLATFORM,
                new Turn(id),
                (Class<Optional<Form>>) (Class<?>) Optional.class,
                unit -> unit.find(Approval.KIND, id)
                        .filter(a -> a.push()
                                .flatMap(Push::next)
                                .filter(next -> !next.isAfter(unit.now()))
                                .isPresent())
                        .map(approval -> attempt(unit, approval))
                        .orElseGet(() -> Outcome.done(Optional.empty())));
    }

    private Outcome<Optional<Form>> attempt(Unit unit, Approval approval) {
        ApprovalPolicy.Routing routing = Steps.policy(unit).platform();
        int attempts = approval.push().map(Push::attempts).orElse(0) + 1;
        if (routing.mode() != PlatformMode.PUSH) { // it pulls now
            engine.written(unit, approval, approval.pushed(new Push(attempts - 1, Optional.empty())), Optional.empty());
            return Outcome.done(Optional.empty());
        }
        if (attempts > routing.attempts()) {
            return engine.leftToPeople(unit, approval).map(a -> Optional.empty());
        }
        Push next = new Push(attempts, Optional.of(unit.now().plus(Duration.ofMinutes(routing.waitMinutes()))));
        engine.written(unit, approval, approval.pushed(next), Optional.empty());
        return Outcome.done(Optional.of(form(approval)));
    }

    private Outcome<Boolean> arrived(String id, int round) {
        record Command(String id, int round) {}
        return road.write(actor, PLATFORM, new Command(id, round), Boolean.class, unit -> {
            Optional<Approval> found = unit.find(Approval.KIND, id)
                    .filter(a -> a.state() == State.RUNNING && a.course().round() == round && a.routed());
            found.ifPresent(a -> {
                Event event = new Event(
                        unit.now(),
                        Act.PUSHED,
                        unit.actorId(),
                        Optional.empty(),
                        a.course().step(),
                        Optional.empty());
                Push push = new Push(a.push().map(Push::attempts).orElse(1), Optional.empty());
                engine.written(unit, a, a.with(a.tasks(), event).pushed(push), Optional.empty());
            });
            return Outcome.done(found.isPresent());
        });
    }

    /**
     * The platform has decided. The same message counts once, however often it comes. A decision about an approval that is over, or about
     * another time that it was submitted, is refused; so is an approval by the submitter, whether the submitter signed in here or is who
     * decided there (ACC-19): the platform's account is nobody's own.
     *
     * @param decision what was decided
     * @return the approval as it is now
     */
    public Outcome<Approval> decided(PlatformDecision decision) {
        return road.write(actor, PLATFORM, decision, Approval.class, unit -> {
            String id = AuditTrail.contents(List.of(decision.message()));
            String content = AuditTrail.contents(decision);
            Optional<PlatformMessage> before = unit.find(PlatformMessage.KIND, id);
            if (before.isPresent() && !before.get().content().equals(content)) {
                return Outcome.refused(
                        Refusal.of(Refusal.Kind.CONFLICT, "APR-03", "approval.message-reused", decision.message()));
            }
            Optional<Approval> found =
                    unit.find(Approval.KIND, decision.approval()).filter(Approval::routed);
            if (found.isEmpty()) {
                return Outcome.refused(Refusal.of(
                        Refusal.Kind.NOT_FOUND,
                        "APR-03",
                        "shared.not-found",
                        Messages.label("kind.approval"),
                        decision.approval()));
            }
            if (before.isPresent()) {
                return Outcome.done(found.get());
            }
            if (found.get().state() != State.RUNNING) {
                return Outcome.refused(Refusal.of(
                        Refusal.Kind.RULE,
                        "APR-03",
                        "approval.over",
                        ApprovalEngine.state(found.get().state())));
            }
            if (found.get().course().round() != decision.round()) {
                return Outcome.refused(Refusal.of(
                                Refusal.Kind.CONFLICT,
                                "APR-03",
                                "approval.other-round",
                                decision.round(),
                                found.get().course().round())
                        .onField("round")
                        .ofValue(String.valueOf(decision.round())));
            }
            if (decision.verdict() == PlatformDecision.Verdict.APPROVED
                    && own(unit, found.get().request().submitter(), decision.by())) {
                return Outcome.refused(Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-19", "approval.own"));
            }
            unit.keep(PlatformMessage.KIND, new PlatformMessage(id, 1, content, decision.approval()));
            return engine.decidedElsewhere(unit, found.get(), decision);
        });
    }

    /** Whether it is the submitter who decides: here, or there by the login that the form told. */
    private boolean own(Unit unit, String submitter, String by) {
        return submitter.equals(unit.actorId())
                || engine.people().byLogin(by).filter(submitter::equals).isPresent();
    }
}
