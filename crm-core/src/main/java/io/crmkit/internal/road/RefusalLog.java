package io.crmkit.internal.road;

import io.crmkit.audit.AuditAuthor;
import io.crmkit.audit.AuditDraft;
import io.crmkit.audit.AuditPolicy;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.store.Work;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts what was forbidden on record before it is answered: what is forbidden again and again as a count (ACC-09). Safe for use by many
 * threads.
 */
final class RefusalLog {

    /** How often a refusal tries to be counted, before it becomes an entry of its own. */
    private static final int COUNTED = 3;

    private static final int TOLD_TOGETHER = 500;

    /** For actors of whom no policy is known. */
    private static final Duration SHIPPED_WINDOW =
            Duration.ofMinutes(AuditPolicy.SECTION.defaults().refusalMinutes());

    private final Road.Surroundings with;
    private final Commits commits;

    RefusalLog(Road.Surroundings with, Commits commits) {
        this.with = with;
        this.commits = commits;
    }

    /**
     * Refuses an actor of whom nothing is known.
     *
     * @param actor who asked
     * @param operation what
     * @param refusals why not
     * @param <T> what was asked for
     * @return the refusal
     */
    <T> Outcome<T> refuse(Actor actor, Operation operation, List<Refusal> refusals) {
        return refuse(actor, operation, refusals, Optional.empty(), SHIPPED_WINDOW);
    }

    /**
     * Refuses.
     *
     * @param standing who asked, and what they may
     * @param operation what
     * @param refusals why not
     * @param subject the record that it is about, if it is about one
     * @param <T> what was asked for
     * @return the refusal
     */
    <T> Outcome<T> refuse(Standing standing, Operation operation, List<Refusal> refusals, Optional<String> subject) {
        return refuse(
                standing.actor(),
                operation,
                refusals,
                subject,
                Duration.ofMinutes(standing.policy().get(AuditPolicy.SECTION).refusalMinutes()));
    }

    private <T> Outcome<T> refuse(
            Actor actor, Operation operation, List<Refusal> refusals, Optional<String> subject, Duration window) {
        draft(operation, refusals, subject).ifPresent(draft -> {
            AuditAuthor author = actor.author();
            String id = AuditTrail.contents(List.of(
                    author.id(),
                    author.login(),
                    author.via(),
                    draft.operation(),
                    draft.subject(),
                    draft.rule().orElse(""),
                    draft.reason().orElse("")));
            commits.recorded(attempt -> record(id, author, draft, attempt < COUNTED ? window : Duration.ZERO));
        });
        return Outcome.refused(refusals);
    }

    /**
     * What goes on record of a refusal.
     *
     * @param operation what was asked
     * @param refusals why not
     * @param subject the record that it is about, if it is about one
     * @return the entry to be made, if something was forbidden
     */
    static Optional<AuditDraft> draft(Operation operation, List<Refusal> refusals, Optional<String> subject) {
        return refusals.stream()
                .filter(r -> r.kind() == Refusal.Kind.FORBIDDEN || r.kind() == Refusal.Kind.UNKNOWN_ACTOR)
                .findFirst()
                .map(why -> new AuditDraft(
                        operation.name(),
                        subject.orElse(operation.permission().module()),
                        Optional.empty(),
                        false,
                        Optional.of(why.rule()),
                        Optional.of(why.code()),
                        Map.of()));
    }

    /** The same refused many times in one change set is one entry with a count. */
    static List<AuditDraft> counted(List<AuditDraft> drafts) {
        Map<AuditDraft, Long> counts = new LinkedHashMap<>();
        drafts.forEach(draft -> counts.merge(draft, 1L, Long::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().times(entry.getValue()))
                .toList();
    }

    /** Puts a refusal on record: the first of a window as an entry, the others as a count that becomes one. */
    private boolean record(String id, AuditAuthor author, AuditDraft draft, Duration window) {
        Instant now = with.clock().instant().truncatedTo(ChronoUnit.MICROS);
        if (window.isZero()) { // many threads refused the same at once: an entry of its own waits for nobody
            return commits.commit(author, now, List.of(draft));
        }
        Work work = work();
        Optional<Repeats> before = work.find(Repeats.KIND, id);
        if (before.isPresent() && before.get().holds(now, window)) {
            work.put(Repeats.KIND, before.get().again(now));
            return commits.commit(author, now, List.of(), work);
        }
        if (before.isPresent() && before.get().times() > 0 && !told(before.get())) {
            return false;
        }
        Work next = work();
        next.put(Repeats.KIND, Repeats.first(id, author, draft, now));
        return commits.commit(author, now, List.of(draft), next);
    }

    /** Makes an entry of a count; false when somebody else has changed it meanwhile. */
    private boolean told(Repeats repeats) {
        Work work = work();
        Optional<Repeats> known = work.find(Repeats.KIND, repeats.id()).filter(r -> r.times() > 0);
        if (known.isEmpty()) {
            return true;
        }
        work.put(Repeats.KIND, known.get().told());
        return commits.commit(
                known.get().author(), known.get().last(), List.of(known.get().draft()), work);
    }

    /** Makes entries of all refusals that were only counted so far. */
    void tellRepeats() {
        boolean more = true;
        while (more) {
            List<Repeats> pending =
                    work().query(Repeats.KIND, Scope.unrestricted(), Filter.present("pending"), TOLD_TOGETHER);
            for (Repeats repeats : pending) {
                commits.recorded(attempt -> told(repeats));
            }
            more = pending.size() == TOLD_TOGETHER;
        }
    }

    private Work work() {
        return new Work(with.store(), with.tenant(), with.codec());
    }
}
