package io.crmkit.handover;

import io.crmkit.access.User;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Tokens;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * The handover of all that a user holds (ACC-12): planned and fenced, then performed, or given up. Its items are read apart. Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param from id of the user who leaves or moves
 * @param plan who takes over what
 * @param state how far it is
 * @param before how the account was before the fence
 * @param lift who lifted the caps of those who take over, if somebody did
 * @param tallies what became of how many, by kind; empty before it is done
 * @param trace who prepared it, and who touched it last
 */
@AggregateRoot
public record Handover(
        @Identity String id,
        long version,
        String from,
        Plan plan,
        State state,
        User.State before,
        Optional<Lift> lift,
        Map<String, Tally> tallies,
        Trace trace)
        implements Entity<Handover> {

    /** How far a handover is. */
    public enum State {
        /** The account is fenced, nothing was moved yet. */
        PREPARED,
        /** Everything was moved that could be. */
        DONE,
        /** Nothing was moved, and the fence is gone. */
        GIVEN_UP
    }

    /**
     * An approver lifted the caps of those who take over (CUS-12).
     *
     * @param by id of the approver
     * @param at when
     * @param reason why
     */
    public record Lift(String by, Instant at, String reason) {}

    /**
     * What became of how many.
     *
     * @param moved how many somebody else has
     * @param kept how many stay with their author
     * @param refused how many a rule refused
     */
    public record Tally(int moved, int kept, int refused) {

        static Tally of(List<HandoverItem> items) {
            return new Tally(
                    count(items, HandoverItem.Fate.MOVED),
                    count(items, HandoverItem.Fate.KEPT),
                    count(items, HandoverItem.Fate.REFUSED));
        }

        private static int count(List<HandoverItem> items, HandoverItem.Fate fate) {
            return (int) items.stream().filter(item -> item.fate() == fate).count();
        }

        /** {@return how many there were} */
        public int all() {
            return moved + kept + refused;
        }
    }

    /** The kind. Those who take over may know of it as far as their role lets them. */
    public static final Kind<Handover> KIND = new Kind<>(
                    RecordType.named("handover", 1)
                            .scoped()
                            .indexes(IndexSpec.text("owner"), IndexSpec.text("state"), IndexSpec.instant("at"))
                            .orders(OrderSpec.descending("by_at", "at"))
                            .build(),
                    "handover",
                    Handover.class,
                    (h, values) -> values.text("owner", h.from())
                            .text("state", h.state().name())
                            .instant("at", h.trace().createdAt().truncatedTo(ChronoUnit.MICROS)),
                    h -> Optional.of(h.from()),
                    Handover::grants,
                    false)
            .underApproval()
            .underAudit();

    /** Copies the map. */
    public Handover {
        tallies = java.util.Collections.unmodifiableMap(new TreeMap<>(tallies));
    }

    private Set<String> grants() {
        return plan.receivers().stream().map(Tokens::related).collect(Collectors.toUnmodifiableSet());
    }

    /** {@return id of the user who asked for it} */
    public String askedBy() {
        return trace.createdBy();
    }

    @Override
    public Handover withVersion(long other) {
        return new Handover(id, other, from, plan, state, before, lift, tallies, trace);
    }

    Handover lifted(Lift by, Trace touched) {
        return new Handover(id, version, from, plan, state, before, Optional.of(by), tallies, touched);
    }

    Handover done(Map<String, Tally> result, Trace touched) {
        return new Handover(id, version, from, plan, State.DONE, before, lift, result, touched);
    }

    Handover givenUp(Trace touched) {
        return new Handover(id, version, from, plan, State.GIVEN_UP, before, lift, tallies, touched);
    }
}
