package io.crmkit.internal.store;

import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A kind of stored object: its record type, and how index values and visibility follow from it.
 *
 * @param type the record type
 * @param module the module whose permissions guard it, which is the type's own name for most
 * @param javaType the object's class
 * @param index fills in the index values
 * @param owner the id of the user who owns the object, for scoped types
 * @param grants further visibility tokens that follow from the object itself
 * @param accessList whether further tokens are kept in an {@link AccessList} beside the object
 * @param walled the fields that a wall can stand before (ACC-07)
 * @param lockable whether an approval can lock objects of this kind (APR-01)
 * @param <T> the object's type
 */
public record Kind<T extends Entity<T>>(
        RecordType type,
        String module,
        Class<T> javaType,
        BiConsumer<T, IndexValues.Builder> index,
        Function<T, Optional<String>> owner,
        Function<T, Set<String>> grants,
        boolean accessList,
        List<WalledField> walled,
        boolean lockable) {

    /** Copies the fields. */
    public Kind {
        walled = List.copyOf(walled);
    }

    /**
     * A kind without walls.
     *
     * @param type the record type
     * @param module the module whose permissions guard it
     * @param javaType the object's class
     * @param index fills in the index values
     * @param owner the id of the user who owns the object
     * @param grants further visibility tokens that follow from the object itself
     * @param accessList whether further tokens are kept beside the object
     */
    public Kind(
            RecordType type,
            String module,
            Class<T> javaType,
            BiConsumer<T, IndexValues.Builder> index,
            Function<T, Optional<String>> owner,
            Function<T, Set<String>> grants,
            boolean accessList) {
        this(type, module, javaType, index, owner, grants, accessList, List.of(), false);
    }

    /**
     * A kind that nobody owns.
     *
     * @param type the record type
     * @param javaType the object's class
     * @param index fills in the index values
     * @param <T> the object's type
     * @return the kind
     */
    public static <T extends Entity<T>> Kind<T> plain(
            RecordType type, Class<T> javaType, BiConsumer<T, IndexValues.Builder> index) {
        return new Kind<>(type, type.name(), javaType, index, t -> Optional.empty(), t -> Set.of(), false);
    }

    /**
     * The same kind with fields that a wall can stand before.
     *
     * @param fields the fields
     * @return the kind
     */
    public Kind<T> behindWalls(WalledField... fields) {
        return new Kind<>(type, module, javaType, index, owner, grants, accessList, Arrays.asList(fields), lockable);
    }

    /**
     * The same kind, whose objects an approval can lock (APR-01): every write of one asks for its lock first.
     *
     * @return the kind
     */
    public Kind<T> underApproval() {
        return new Kind<>(type, module, javaType, index, owner, grants, accessList, walled, true);
    }

    /** {@return the record type's name} */
    public String name() {
        return type.name();
    }

    /**
     * The key of an object of this kind.
     *
     * @param id its id
     * @return the key
     */
    public RecordKey key(String id) {
        return new RecordKey(type.name(), id);
    }
}
