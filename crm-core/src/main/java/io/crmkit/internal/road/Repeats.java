package io.crmkit.internal.road;

import io.crmkit.audit.AuditAuthor;
import io.crmkit.audit.AuditDraft;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * How often the same was refused to the same user since an entry said so (ACC-09). It is written before each refusal is
 * answered, so that a crash loses none, and becomes one entry with a count.
 *
 * @param id made of all that must be the same
 * @param version how often it was written
 * @param author to whom
 * @param operation what was refused
 * @param subject of which record
 * @param rule by which rule
 * @param code the refusal's code
 * @param since when the window began; an entry tells of that refusal
 * @param times how often since then, without an entry yet
 * @param last the last time
 */
record Repeats(
        String id,
        long version,
        AuditAuthor author,
        String operation,
        String subject,
        Optional<String> rule,
        Optional<String> code,
        Instant since,
        long times,
        Instant last)
        implements Entity<Repeats> {

    static final Kind<Repeats> KIND = Kind.plain(
            RecordType.named("audit_repeats", 1)
                    .indexes(IndexSpec.instant("pending"))
                    .build(),
            Repeats.class,
            (r, values) ->
                    values.instant("pending", r.times() == 0 ? null : r.last().truncatedTo(ChronoUnit.MICROS)));

    static Repeats first(String id, AuditAuthor author, AuditDraft draft, Instant now) {
        return new Repeats(
                id, 1, author, draft.operation(), draft.subject(), draft.rule(), draft.reason(), now, 0, now);
    }

    /** {@return whether a refusal at this time is told together with the one that began the window} */
    boolean holds(Instant now, Duration window) {
        return !now.isBefore(since) && now.isBefore(since.plus(window));
    }

    Repeats again(Instant now) {
        return new Repeats(id, version, author, operation, subject, rule, code, since, times + 1, now);
    }

    Repeats told() {
        return new Repeats(id, version, author, operation, subject, rule, code, since, 0, last);
    }

    AuditDraft draft() {
        return new AuditDraft(
                operation,
                subject,
                Optional.empty(),
                false,
                rule,
                code,
                Map.of("since", since.toString(), "last", last.toString()),
                Optional.of(times),
                Map.of(),
                Map.of());
    }

    @Override
    public Repeats withVersion(long other) {
        return new Repeats(id, other, author, operation, subject, rule, code, since, times, last);
    }
}
