package io.crmkit.pool;

import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What can be in a pool, as its subject brings it (CUS-12). Safe for use by many threads.
 *
 * @param <T> the records' type
 */
public interface Pooled<T extends Entity<T>> {

    /** The text index of the pool that a record is in; absent for one that somebody owns. */
    String POOL = "pool";

    /** The instant index of since when an owner has done nothing about a record; absent for one in a pool. */
    String IDLE_SINCE = "idle_since";

    /**
     * A record, as far as pools are concerned.
     *
     * @param name what people call it
     * @param owner id of its owner, if it has one
     * @param pool key of its pool, if it has no owner
     * @param custody since when
     * @param trace who touched it last
     */
    record Held(String name, Optional<String> owner, Optional<String> pool, Custody custody, Trace trace) {}

    /**
     * What is known of a record that somebody owns.
     *
     * @param facts what the rule asks
     * @param grade its grade on a day, if it has one
     * @param policy the numbers that hold for it, by its grade
     */
    record Known(
            Recycling.Facts facts,
            Function<LocalDate, Optional<String>> grade,
            Function<Optional<String>, PoolPolicy> policy) {

        Recycling.Verdict on(LocalDate day) {
            Optional<String> counts = grade.apply(day);
            return Recycling.of(facts, counts, policy.apply(counts).recycling());
        }
    }

    /** {@return the records' kind, with the indexes named here and a declared order {@code by_updated}} */
    Kind<T> kind();

    /**
     * A record, as far as pools are concerned.
     *
     * @param record the record
     * @return what is asked
     */
    Held held(T record);

    /**
     * The field that the name of a record is, where walls can stand before it (ACC-07): whoever does not see it is told the id.
     *
     * @return the field's name in the module of the kind; absent where everybody who sees the record sees its name
     */
    default Optional<String> nameField() {
        return Optional.empty();
    }

    /**
     * The same record, held otherwise.
     *
     * @param record the record
     * @param owner id of its owner from now on, if it has one
     * @param custody since when
     * @param touched who does it
     * @return the other
     */
    T with(T record, Optional<String> owner, Custody custody, Trace touched);

    /**
     * How many of these one user may own.
     *
     * @param unit the unit of work
     * @return the number
     */
    OptionalInt cap(Unit unit);

    /**
     * Moves ownership and all that goes with a record; the record itself is for the caller to write.
     *
     * @param unit the unit of work
     * @param record the record
     * @param to id of the new owner; absent for a pool
     * @param permission the permission to give records to others, which must reach the new owner
     * @return why not; empty when it is done
     */
    List<Refusal> give(Unit unit, T record, Optional<String> to, Permission permission);

    /**
     * What follows from changed ownership.
     *
     * @param unit the unit of work
     * @param ids of the records that were written
     */
    void concluded(Unit unit, List<String> ids);

    /**
     * The settings that hold for a record now.
     *
     * @param unit the unit of work
     * @param record the record
     * @return the settings
     */
    PoolPolicy policy(Unit unit, T record);

    /**
     * What is known of records that somebody owns, and reads ahead what it takes to give them to a pool.
     *
     * @param unit the unit of work
     * @param records the records
     * @param zone the enterprise's time zone
     * @return for each, in the same order
     */
    List<Known> known(Unit unit, List<T> records, ZoneId zone);
}
