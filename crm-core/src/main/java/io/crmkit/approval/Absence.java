package io.crmkit.approval;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * When a user is away, and who decides meanwhile (APR-01). Immutable.
 *
 * @param id id of the user
 * @param version how often it was written
 * @param leaves the leaves that are not over, the earliest first
 */
@AggregateRoot
public record Absence(@Identity String id, long version, List<Leave> leaves) implements Entity<Absence> {

    /**
     * One leave.
     *
     * @param from from when
     * @param until until when; not at that moment any more
     * @param delegate id of the user who decides meanwhile
     */
    public record Leave(Instant from, Instant until, String delegate) {

        /**
         * Whether the user is away.
         *
         * @param now the time
         * @return whether
         */
        public boolean covers(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }

        boolean meets(Leave other) {
            return from.isBefore(other.until) && other.from.isBefore(until);
        }
    }

    /** The kind. */
    public static final Kind<Absence> KIND = new Kind<>(
                    RecordType.named("absence", 1)
                            .indexes(IndexSpec.text("delegate").asMultiValued())
                            .build(),
                    "approval",
                    Absence.class,
                    (a, values) -> values.many(
                            "delegate",
                            a.leaves().stream().map(Leave::delegate).distinct().toList()),
                    a -> Optional.empty(),
                    a -> Set.of(),
                    false)
            .underAudit();

    /** How many users one user decides for at most. */
    private static final int MOST_AWAY = 1_000;

    /** Copies the list. */
    public Absence {
        leaves = leaves == null ? List.of() : List.copyOf(leaves);
    }

    @Override
    public Absence withVersion(long other) {
        return new Absence(id, other, leaves);
    }

    /**
     * Who decides instead.
     *
     * @param now the time
     * @return id of the delegate, if the user is away
     */
    public Optional<String> delegate(Instant now) {
        return leaves.stream()
                .filter(leave -> leave.covers(now))
                .map(Leave::delegate)
                .findFirst();
    }

    Absence with(Leave leave, Instant now) {
        List<Leave> more = new ArrayList<>(leaves);
        more.removeIf(known -> !known.until().isAfter(now));
        more.add(leave);
        more.sort(Comparator.comparing(Leave::from));
        return new Absence(id, version, more);
    }

    /**
     * The same with somebody else deciding where a user was to (ACC-12).
     *
     * @param from id of the user who decides no more
     * @param to id of the user who decides instead
     * @return the other
     */
    public Absence handedOver(String from, String to) {
        return new Absence(
                id,
                version,
                leaves.stream()
                        .map(leave ->
                                leave.delegate().equals(from) ? new Leave(leave.from(), leave.until(), to) : leave)
                        .toList());
    }

    Absence none() {
        return new Absence(id, version, List.of());
    }

    /** Who decides instead of a user now, if the user is away. */
    static Optional<String> delegate(Unit unit, String user) {
        return unit.find(KIND, user).flatMap(absence -> absence.delegate(unit.now()));
    }

    /** The users in whose place the actor decides now, because they are away. */
    static Set<String> away(Unit unit) {
        return unit.query(KIND, Filter.anyOf("delegate", List.of(unit.actorId())), MOST_AWAY).stream()
                .filter(absence -> absence.delegate(unit.now())
                        .filter(unit.actorId()::equals)
                        .isPresent())
                .map(Absence::id)
                .collect(Collectors.toUnmodifiableSet());
    }
}
