package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user can hold and somebody else can take over (ACC-12): customers, leads, opportunities, but also subordinates and memberships.
 * Each subject brings one of these for each thing that it lets users own, and registers it where the CRM is put together; handover,
 * transfer and the deletion of accounts then cover it, and know no more of it than stands here. Safe for use by many threads.
 */
public interface Owned {

    /** A fact that plans can ask for. */
    String REGION = "region";

    /** A fact that plans can ask for. */
    String INDUSTRY = "industry";

    /** A fact that plans can ask for: the customer's type. */
    String TYPE = "type";

    /**
     * One thing that a user holds.
     *
     * @param record the record, as type and id
     * @param partOf the record that it belongs to and goes along with, unless somebody says otherwise
     * @param facts what plans can ask for, by the names above
     * @param finished whether its work is over, such as a closed deal: a plan may leave it with its author
     * @param stays why it is never taken over by anybody, if it is not: what has no work left in it stays with its author
     */
    record Holding(
            RecordKey record,
            Optional<RecordKey> partOf,
            Map<String, String> facts,
            boolean finished,
            Optional<Label> stays) {

        /** Copies the facts. */
        public Holding {
            facts = Map.copyOf(facts);
        }

        /**
         * Something that can be taken over.
         *
         * @param record the record
         * @return the holding
         */
        public static Holding of(RecordKey record) {
            return new Holding(record, Optional.empty(), Map.of(), false, Optional.empty());
        }

        /**
         * The same as a part of another record.
         *
         * @param whole what it belongs to
         * @return the holding
         */
        public Holding partOf(RecordKey whole) {
            return new Holding(record, Optional.of(whole), facts, finished, stays);
        }

        /**
         * The same with facts that plans can ask for.
         *
         * @param known the facts
         * @return the holding
         */
        public Holding knowing(Map<String, String> known) {
            return new Holding(record, partOf, known, finished, stays);
        }

        /**
         * The same, its work being over or not.
         *
         * @param over whether it is
         * @return the holding
         */
        public Holding finished(boolean over) {
            return new Holding(record, partOf, facts, over, stays);
        }

        /**
         * The same, never to be taken over.
         *
         * @param why why not
         * @return the holding
         */
        public Holding staying(Label why) {
            return new Holding(record, partOf, facts, finished, Optional.of(why));
        }
    }

    /**
     * Who shall take something over.
     *
     * @param holding the thing
     * @param to id of the user
     */
    record Assigned(Holding holding, String to) {}

    /**
     * By what right things change hands.
     *
     * @param from id of the user who holds them, if somebody does
     * @param permission what the actor must hold, reaching the new owner
     * @param lifted whether the caps of the new owners do not count, because an approver says so
     * @param reason why, for the record
     */
    record Terms(Optional<String> from, Permission permission, boolean lifted, Optional<String> reason) {}

    /** {@return what it is called in plans and records, such as {@code customer}; {@code kind.} and this is the label's code} */
    String kind();

    /**
     * Everything of this kind that a user holds.
     *
     * @param unit the unit of work
     * @param userId the user
     * @return the holdings, in the order of their ids
     */
    List<Holding> of(Unit unit, String userId);

    /**
     * Ends the decision with a refusal when the actor may not ask by facts, since what is answered would tell of them (ACC-07).
     *
     * @param unit the unit of work
     * @param facts the facts by which somebody wants to distribute, by the names above
     */
    default void ask(Unit unit, Collection<String> facts) {}

    /**
     * What of this kind belongs to other records and has the same owner as they.
     *
     * @param unit the unit of work
     * @param wholes the other records, with ids of their owners
     * @return the holdings, each a part of one of these records; none for kinds that belong to nothing
     */
    default List<Holding> partsOf(Unit unit, Map<RecordKey, String> wholes) {
        return List.of();
    }

    /**
     * Reads ahead what the moves will need, so that they read nothing one by one.
     *
     * @param unit the unit of work
     * @param assigned what will be moved
     */
    default void readAhead(Unit unit, List<Assigned> assigned) {}

    /**
     * Moves one: owner and nothing else. Stage, history and authorship stay. Records with an owner go through {@link Ownership#move}.
     *
     * @param unit the unit of work
     * @param assigned what, and to whom
     * @param terms by what right
     * @return why not; empty when it is done
     */
    List<Refusal> move(Unit unit, Assigned assigned, Terms terms);

    /**
     * Something stays that nobody takes over: what must end for that reason, ends.
     *
     * @param unit the unit of work
     * @param holding what stays
     * @param terms by what right, and why
     */
    default void stay(Unit unit, Holding holding, Terms terms) {}

    /**
     * What follows from all moves together.
     *
     * @param unit the unit of work
     * @param moved what was moved
     */
    default void conclude(Unit unit, List<Assigned> moved) {}

    /**
     * Other records have changed hands, on whatever way. What of this kind always has the owner that they have, goes along.
     *
     * @param unit the unit of work, in which the others have their owners of now
     * @param wholes the others
     */
    default void follow(Unit unit, Collection<RecordKey> wholes) {}

    /**
     * Whether the actor may know of a record of this kind.
     *
     * @param unit the unit of work
     * @param id the record's id
     * @return whether
     */
    boolean seen(Unit unit, String id);

    /**
     * Why a user who holds these cannot be deleted (ACC-01).
     *
     * @param unit the unit of work
     * @param user the user
     * @param holdings what the user holds of this kind and somebody else would have to take over, one at least
     * @return the refusals
     */
    default List<Refusal> held(Unit unit, User user, List<Holding> holdings) {
        return List.of(Refusal.of(
                Refusal.Kind.RULE,
                "ACC-01",
                "access.still-owns",
                user.name(),
                holdings.size(),
                Messages.label("kind." + kind())));
    }
}
