package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What can be done with follow-ups (CUS-08). Got from a session. */
public final class FollowUps {

    private static final String MODULE = "follow-up";
    private static final Operation VIEW = Operation.of("follow-up.view", MODULE, "view");
    private static final Operation CREATE = Operation.of("follow-up.create", MODULE, "create");
    private static final Operation EDIT = Operation.of("follow-up.edit", MODULE, "edit");
    private static final Operation ADD = Operation.of("follow-up.add", MODULE, "edit");

    private final Road road;
    private final Actor actor;
    private final FollowedSubjects subjects;
    private final Attachable attachable;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param subjects what follow-ups can be about
     * @param attachable what can be attached to them
     */
    public FollowUps(Road road, Actor actor, FollowedSubjects subjects, Attachable attachable) {
        this.attachable = attachable;
        this.road = road;
        this.actor = actor;
        this.subjects = subjects;
    }

    /**
     * A follow-up.
     *
     * @param id the id
     * @return the follow-up, if the actor may know of what it is about
     */
    public Outcome<FollowUp> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> seen(unit, id).map(followUp -> {
                    unit.tellRead(FollowUp.KIND.key(id).toString(), 1);
                    return followUp;
                }));
    }

    /**
     * The follow-ups of a customer, a lead or a deal, the latest first.
     *
     * @param subject type and id, such as {@code customer/7}
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<FollowUp>> of(String subject, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> subjects.visible(unit, subject, VIEW.permission()).map(known -> {
                    Listing<FollowUp> page = unit.list(
                            FollowUp.KIND,
                            Filter.equal("subject", known.subject()),
                            FollowUp.BY_SUBJECT,
                            limit,
                            pageToken);
                    unit.tellRead(known.subject(), page.items().size());
                    return page;
                }));
    }

    /**
     * The follow-ups of a customer and of all its deals that the actor may know of, the latest first: what a successor reads.
     *
     * @param customer id of the customer
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<FollowUp>> concerning(String customer, int limit, Optional<String> pageToken) {
        String subject = Customer.KIND.key(customer).toString();
        return road.read(
                actor,
                VIEW,
                unit -> subjects.visible(unit, subject, VIEW.permission()).map(known -> {
                    List<FollowUp> seen = new ArrayList<>();
                    Optional<String> at = pageToken;
                    do { // a page that were shorter would tell of deals that the actor does not see
                        Listing<FollowUp> page = unit.list(
                                FollowUp.KIND,
                                Filter.equal("customer", known.customer().orElse(customer)),
                                FollowUp.BY_CUSTOMER,
                                limit - seen.size(),
                                at);
                        for (FollowUp followUp : page.items()) {
                            if (subjects.sees(unit, followUp.subject(), VIEW.permission())) {
                                seen.add(followUp);
                            }
                        }
                        at = page.next();
                    } while (seen.size() < limit && at.isPresent());
                    unit.tellRead(known.subject(), seen.size());
                    return new Listing<>(seen, at);
                }));
    }

    /**
     * Records a follow-up. What it is about, and the customer concerned, have been followed up from then on, in the same change set, also
     * while they are under approval (APR-01): that somebody spoke with them is nothing that is being decided. Attachments are documents that
     * the actor may see (CUS-14).
     *
     * @param subject type and id of what it is about, such as {@code customer/7}; the actor must reach it
     * @param said what was said and done
     * @return the follow-up as recorded
     */
    public Outcome<FollowUp> record(String subject, FollowUp.Said said) {
        record Command(
                @NotBlank @CleanText(max = 255) String subject,
                @Valid @NotNull FollowUp.Said said) {}
        return road.write(actor, CREATE, new Command(subject, said), FollowUp.class, unit -> {
            Outcome<Followed.Subject> about = subjects.within(unit, subject, CREATE.permission());
            if (!(about instanceof Outcome.Done<Followed.Subject> known)) {
                return Outcome.refused(about.refusals());
            }
            List<Refusal> wrong = problems(unit, said, said.attachments());
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            Followed.Subject found = known.value();
            followed(unit, found.subject(), found.customer(), said.at());
            return Outcome.done(unit.create(
                    FollowUp.KIND,
                    new FollowUp(
                            unit.newId(),
                            1,
                            found.subject(),
                            found.customer(),
                            said,
                            List.of(),
                            Trace.created(unit.now(), unit.actorId(), Optional.empty()))));
        });
    }

    /**
     * Changes a follow-up; its author may, for as long as the policy says.
     *
     * @param id the follow-up
     * @param expectedVersion the version that was read
     * @param said all that it shall say
     * @return the follow-up as changed
     */
    public Outcome<FollowUp> edit(String id, long expectedVersion, FollowUp.Said said) {
        record Command(
                String id,
                long expectedVersion,
                @Valid @NotNull FollowUp.Said said) {}
        return road.write(actor, EDIT, new Command(id, expectedVersion, said), FollowUp.class, unit -> {
            Outcome<FollowUp> found = writable(unit, id, EDIT);
            if (!(found instanceof Outcome.Done<FollowUp> done)) {
                return found;
            }
            FollowUp before = done.value();
            Optional<Refusal> not = notNow(unit, before);
            if (not.isPresent()) {
                return Outcome.refused(not.get());
            }
            if (before.version() != expectedVersion) {
                return Outcome.refused(
                        Refusals.conflict(Messages.label("kind.follow_up"), expectedVersion, before.version()));
            }
            Trace touched = before.trace().touched(unit.now(), unit.actorId());
            FollowUp meant = unit.meant(FollowUp.KIND, before, before.saying(said, touched));
            List<String> more = new ArrayList<>(meant.said().attachments());
            more.removeAll(before.said().attachments());
            List<Refusal> wrong = problems(unit, meant.said(), more);
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            followed(unit, before.subject(), before.customer(), meant.said().at());
            return Outcome.done(unit.change(FollowUp.KIND, before, meant, Optional.empty()));
        });
    }

    /**
     * Adds to a follow-up what corrects or completes it, at any time; nothing that was said is taken away.
     *
     * @param id the follow-up
     * @param text what to add, at most 1,000 characters
     * @return the follow-up with the addition
     */
    public Outcome<FollowUp> add(String id, String text) {
        record Command(
                String id, @NotBlank @CleanText(max = 1_000) String text) {}
        return road.write(actor, ADD, new Command(id, text), FollowUp.class, unit -> {
            Outcome<FollowUp> found = writable(unit, id, ADD);
            if (!(found instanceof Outcome.Done<FollowUp> done)) {
                return found;
            }
            FollowUp before = done.value();
            if (before.additions().size() >= FollowUp.MOST_ADDITIONS) {
                return Outcome.refused(
                        Refusal.of(Refusal.Kind.RULE, "CUS-08", "followup.many-additions", FollowUp.MOST_ADDITIONS));
            }
            return Outcome.done(unit.change(
                    FollowUp.KIND,
                    before,
                    before.adding(
                            new FollowUp.Addition(unit.actorId(), unit.now(), text.strip()),
                            before.trace().touched(unit.now(), unit.actorId())),
                    Optional.empty()));
        });
    }

    private Outcome<FollowUp> seen(Unit unit, String id) {
        return unit.visible(FollowUp.KIND, id)
                .filter(followUp -> subjects.sees(unit, followUp.subject(), VIEW.permission()))
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusals.notFound(Messages.label("kind.follow_up"), id)));
    }

    /** A follow-up that the actor sees, and whose subject the actor reaches. */
    private Outcome<FollowUp> writable(Unit unit, String id, Operation operation) {
        Outcome<FollowUp> found = seen(unit, id);
        if (!(found instanceof Outcome.Done<FollowUp> done)) {
            return found;
        }
        Outcome<Followed.Subject> within = subjects.within(unit, done.value().subject(), operation.permission());
        return within.isDone() ? found : Outcome.refused(within.refusals());
    }

    private static Optional<Refusal> notNow(Unit unit, FollowUp followUp) {
        if (!followUp.author().equals(unit.actorId())) {
            return Optional.of(Refusal.of(Refusal.Kind.FORBIDDEN, "CUS-08", "followup.not-author"));
        }
        int hours = unit.standing().policy().get(FollowUpPolicy.SECTION).editHours();
        Instant end = followUp.trace().createdAt().plus(Duration.ofHours(hours));
        return unit.now().isBefore(end)
                ? Optional.empty()
                : Optional.of(Refusal.of(Refusal.Kind.RULE, "CUS-08", "followup.edit-over", hours, unit.said(end)));
    }

    private List<Refusal> problems(Unit unit, FollowUp.Said said, List<String> attached) {
        List<Refusal> wrong = new ArrayList<>();
        if (said.content().filter(text -> !text.isBlank()).isEmpty()) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, "CUS-08", "valid.required", Messages.label("field.content"))
                    .onField("content")
                    .missing("content"));
        }
        if (said.at().isAfter(unit.now())) {
            wrong.add(Refusal.of(
                            Refusal.Kind.INVALID,
                            "CUS-08",
                            "followup.in-future",
                            unit.said(said.at()),
                            unit.said(unit.now()))
                    .onField("at")
                    .ofValue(said.at().toString()));
        }
        if (!attached.isEmpty()) {
            attachable
                    .unknown(unit, attached)
                    .forEach(id -> wrong.add(Refusals.notFound(Messages.label("kind.document"), id)
                            .onField("attachments")
                            .ofValue(id)));
        }
        return wrong;
    }

    /** What it is about and the customer concerned have been followed up. */
    private void followed(Unit unit, String subject, Optional<String> customer, Instant at) {
        Set<String> all = new TreeSet<>(Set.of(subject));
        customer.ifPresent(id -> all.add(Customer.KIND.key(id).toString()));
        subjects.followed(unit, all, at);
    }
}
