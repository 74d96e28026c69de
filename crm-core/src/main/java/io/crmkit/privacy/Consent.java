package io.crmkit.privacy;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * What a person concerned agreed to (ACC-18). There is one for each person; nothing in it is ever taken out. Immutable.
 *
 * @param id the person, as type and id such as {@code lead/7}
 * @param version how often it was written
 * @param given what was agreed to, the oldest first
 */
@AggregateRoot
public record Consent(@Identity String id, long version, List<Given> given) implements Entity<Consent> {

    /**
     * One thing that was agreed to.
     *
     * @param purpose key of the purpose
     * @param source how the person said so, such as a form's number
     * @param from since when
     * @param until when it ends by itself, if it does
     * @param by id of the user who recorded it
     * @param withdrawn when the person took it back, if that happened
     */
    public record Given(
            String purpose,
            String source,
            Instant from,
            Optional<Instant> until,
            String by,
            Optional<Instant> withdrawn) {

        /** {@return whether it holds at a time} */
        boolean holds(String wanted, Instant at) {
            return purpose.equals(wanted)
                    && !at.isBefore(from)
                    && until.filter(end -> !at.isBefore(end)).isEmpty()
                    && withdrawn.filter(end -> !at.isBefore(end)).isEmpty();
        }

        Given withdrawn(Instant at) {
            return new Given(purpose, source, from, until, by, Optional.of(at));
        }
    }

    /** The kind. */
    public static final Kind<Consent> KIND = Kind.plain(
                    RecordType.named("consent", 1).build(), Consent.class, (consent, values) -> {})
            .underAudit();

    /** Copies the list. */
    public Consent {
        given = List.copyOf(given);
    }

    @Override
    public Consent withVersion(long other) {
        return new Consent(id, other, given);
    }

    Consent with(Given more) {
        List<Given> all = new ArrayList<>(given);
        all.add(more);
        return new Consent(id, version, all);
    }

    Consent without(String purpose, Instant at) {
        return new Consent(
                id,
                version,
                given.stream()
                        .map(g -> g.holds(purpose, at) ? g.withdrawn(at) : g)
                        .toList());
    }

    boolean covers(String purpose, Instant at) {
        return given.stream().anyMatch(g -> g.holds(purpose, at));
    }

    /**
     * Why personal data may not be used or disclosed for a purpose (ACC-18). Every subject asks this before it does; the answer is held
     * until the unit's commit.
     *
     * @param unit the unit of work
     * @param person whose data
     * @param purpose what for
     * @return the refusal, unless it may
     */
    public static Optional<Refusal> refusal(Unit unit, RecordKey person, String purpose) {
        PrivacyPolicy policy = unit.standing().policy().get(PrivacyPolicy.SECTION);
        Optional<PrivacyPolicy.Purpose> known = policy.purpose(purpose);
        if (known.isEmpty()) {
            return Optional.of(
                    Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-18", "privacy.unknown-purpose", purpose, policy.keys())
                            .onField("purpose")
                            .ofValue(purpose));
        }
        if (!known.get().consent()) {
            return Optional.empty();
        }
        boolean covered = unit.find(KIND, person.toString())
                .filter(consent -> consent.covers(purpose, unit.now()))
                .isPresent();
        unit.check(KIND, person.toString());
        return covered
                ? Optional.empty()
                : Optional.of(Refusal.of(
                                Refusal.Kind.FORBIDDEN,
                                "ACC-18",
                                "privacy.no-consent",
                                known.get().name(),
                                person.toString())
                        .onField("purpose")
                        .missing("consent:" + purpose));
    }
}
