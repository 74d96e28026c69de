package io.crmkit.access;

import io.crmkit.audit.Anomaly;
import io.crmkit.audit.AnomalyWatch;
import io.crmkit.audit.AuditContent;
import io.crmkit.audit.AuditEntry;
import io.crmkit.audit.AuditPolicy;
import io.crmkit.audit.AuditTrail;
import io.crmkit.audit.Checkpoint;
import io.crmkit.audit.Erasure;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads and verifies the audit trail (ACC-10). Got from a session. */
public final class AuditLog {

    private static final Operation VIEW = Operation.of("audit.view", "audit", "view");
    private static final Operation ERASE = Operation.of("audit.erase", "audit", "erase");

    private static final int PAGE = 1_000;

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public AuditLog(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * Entries, the newest first.
     *
     * @param user id of the user who did it, or none for everybody
     * @param subject type and id of the record, such as {@code customer/7}, or none for all
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<AuditEntry>> list(
            Optional<String> user, Optional<String> subject, int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            if (pageToken.isEmpty()) {
                road.tellRepeats();
            }
            List<Filter> filters = new ArrayList<>();
            user.ifPresent(u -> filters.add(Filter.equal("actor", u)));
            subject.ifPresent(s -> filters.add(about(s)));
            Filter filter = new Filter.And(filters);
            return Outcome.done(unit.paged("audit", filter, "newest", pageToken, token -> {
                AtomicReference<String> next = new AtomicReference<>();
                List<AuditEntry> entries = road.with().audit().newest(filter, limit, token.orElse(null), next::set);
                return new Listing<>(entries, Optional.ofNullable(next.get()));
            }));
        });
    }

    /** Few records are told of together with others; for all the rest one index has the answer. */
    private Filter about(String subject) {
        boolean together = !road.with()
                .audit()
                .newest(Filter.anyOf("records", List.of(subject)), 1, null, next -> {})
                .isEmpty();
        return together ? AuditEntry.about(List.of(subject)) : Filter.equal("subject", subject);
    }

    /**
     * Reads the whole trail and checks that it is as it was written.
     *
     * @return what was found; it names the first broken entry
     */
    public Outcome<AuditTrail.Verification> verify() {
        return road.read(actor, VIEW, unit -> Outcome.done(road.with().audit().verify()));
    }

    /**
     * Reads the whole trail, checks that it is as it was written, and compares all that a checkpoint covers with it.
     *
     * @param checkpoint a checkpoint that was kept elsewhere
     * @return what was found, or why the checkpoint cannot be trusted
     */
    public Outcome<AuditTrail.Verification> verify(Checkpoint checkpoint) {
        return road.read(actor, VIEW, unit -> road.with().audit().verify(checkpoint));
    }

    /**
     * How the trail stands now, signed, to be kept where nobody who can write the store can write.
     *
     * @return the checkpoint; refused without a key to sign with
     */
    public Outcome<Checkpoint> checkpoint() {
        return road.read(actor, VIEW, unit -> road.with().audit().checkpoint(unit.now()));
    }

    /**
     * What users did out of the ordinary, by the section {@code audit} of the policy. Reads as many entries as there are in the
     * period.
     *
     * @param from the beginning
     * @param to the end, itself excluded
     * @return what was found, in the order of time
     * @throws IllegalArgumentException when the end is not after the beginning
     */
    public Outcome<List<Anomaly>> anomalies(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("the period ends at " + to + ", which is not after " + from);
        }
        return road.read(actor, VIEW, unit -> {
            road.tellRepeats();
            AnomalyWatch watch = new AnomalyWatch(
                    unit.standing().policy().get(AuditPolicy.SECTION),
                    road.with().zone());
            AtomicReference<@Nullable String> next = new AtomicReference<>();
            do {
                String page = next.getAndSet(null);
                road.with()
                        .audit()
                        .newest(Filter.range("at", from, to), PAGE, page, next::set)
                        .forEach(watch::saw);
            } while (next.get() != null);
            signIns(unit, watch, from, to);
            return Outcome.done(watch.found());
        });
    }

    private static void signIns(Unit unit, AnomalyWatch watch, Instant from, Instant to) {
        Optional<String> page = Optional.empty();
        do {
            Listing<Session> sessions =
                    unit.another().everyone(Session.KIND, Filter.range("seen", from, null), PAGE, page);
            for (Session session : sessions.items()) {
                if (!session.startedAt().isBefore(from) && session.startedAt().isBefore(to)) {
                    watch.present(
                            session.userId(),
                            unit.find(User.KIND, session.userId())
                                    .map(User::login)
                                    .orElse(session.userId()),
                            session.startedAt());
                }
            }
            page = sessions.next();
        } while (page.isPresent());
    }

    /**
     * Puts on record that records leave the system, before they do (ACC-09, ACC-10). Every surface that hands out files calls
     * it.
     *
     * @param module what kind of records, such as {@code customer}; the actor must be allowed to view them
     * @param rows how many
     * @return how many are on record; refused without the permission
     */
    public Outcome<Long> exported(String module, long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("rows " + rows);
        }
        return road.read(actor, Operation.of(module + ".export", module, "view"), unit -> {
            unit.tellRead(module, rows);
            return Outcome.done(rows);
        });
    }

    /**
     * Erases the sensitive contents that the audit trail holds of a record, for good: who did what and when stays on record,
     * the chain stays valid, and the erasure gets an entry of its own (ACC-10, ACC-18). The record itself is left alone.
     *
     * @param subject type and id of the record, such as {@code customer/7}
     * @param reason why
     * @return of how many entries; the same again with the next 5,000 as long as it is 5,000
     */
    public Outcome<Long> erase(String subject, String reason) {
        record Command(
                @NotBlank @Size(max = 255) String subject,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(actor, ERASE, new Command(subject, reason), Long.class, unit -> {
            long erased = erase(unit, subject, reason);
            if (erased > 0) {
                unit.note(subject, Optional.of(reason));
            }
            return Outcome.done(erased);
        });
    }

    /**
     * Erases sensitive contents of the audit trail as part of something larger, which puts itself on record.
     *
     * @param unit the unit of work
     * @param subject type and id of the record
     * @param reason why
     * @return of how many entries; there may be more when it is {@link Erasure#TOGETHER}
     */
    public static long erase(Unit unit, String subject, String reason) {
        List<AuditContent> contents = unit.query(
                AuditContent.KIND,
                Filter.and(Filter.equal("subject", subject), Filter.equal("erased", false)),
                Erasure.TOGETHER);
        if (contents.isEmpty()) {
            return 0;
        }
        String id = unit.newId();
        contents.forEach(content -> unit.keep(AuditContent.KIND, content.erased(id)));
        unit.create(
                Erasure.KIND,
                new Erasure(
                        id,
                        1,
                        subject,
                        contents.stream().map(AuditContent::id).toList(),
                        reason,
                        Trace.created(unit.now(), unit.actorId(), Optional.empty())));
        return contents.size();
    }
}
