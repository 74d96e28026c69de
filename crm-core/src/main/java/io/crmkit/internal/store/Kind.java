package io.crmkit.internal.store;

import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
 * @param sensitive paths of the fields that are sealed in the store, and told beside the audit's chain (ACC-11); a policy may mark more
 * @param blind indexes by which equal values of such fields are found
 * @param marked multi-valued indexes that hold keyed marks of what they are given, since that may be made of such fields
 * @param through what whoever sees the object must see, if access follows something else
 * @param succession where the id of an object leads that became another, if objects of this kind can
 * @param audited whether each version of an object has an entry in the audit trail, in the same change set (ACC-10)
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
        boolean lockable,
        Set<String> sensitive,
        List<BlindIndex> blind,
        Set<String> marked,
        Optional<Through<T>> through,
        Optional<Succession<?>> succession,
        boolean audited) {

    /**
     * Something whose access an object follows, such as the customer of a contact: the object is kept in no scope of its own, so that
     * giving the other to somebody else writes none of them.
     *
     * @param kind the kind of the other
     * @param id its id
     * @param <T> the object's type
     */
    public record Through<T>(Kind<?> kind, Function<T, String> id) {}

    /**
     * What says that an object is gone and became another, such as that a customer was merged (CUS-06). It stands under the id of the
     * object that is gone.
     *
     * @param kind the kind of what says so
     * @param heir id of the other object; none where that holds no longer
     * @param <S> the type of what says so
     */
    public record Succession<S extends Entity<S>>(Kind<S> kind, Function<S, Optional<String>> heir) {}

    /** Copies the fields. */
    public Kind {
        walled = List.copyOf(walled);
        sensitive = Collections.unmodifiableSet(new TreeSet<>(sensitive));
        blind = List.copyOf(blind);
        marked = Set.copyOf(marked);
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
        this(
                type,
                module,
                javaType,
                index,
                owner,
                grants,
                accessList,
                List.of(),
                false,
                Set.of(),
                List.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** A kind on its way to another: all that may still change. */
    private static final class Draft<T extends Entity<T>> {
        private final Kind<T> of;
        private List<WalledField> walled;
        private boolean lockable;
        private Set<String> sensitive;
        private List<BlindIndex> blind;
        private Set<String> marked;
        private Optional<Through<T>> through;
        private Optional<Succession<?>> succession;
        private boolean audited;

        Draft(Kind<T> of) {
            this.of = of;
            walled = of.walled;
            lockable = of.lockable;
            sensitive = of.sensitive;
            blind = of.blind;
            marked = of.marked;
            through = of.through;
            succession = of.succession;
            audited = of.audited;
        }

        Kind<T> made() {
            return new Kind<>(
                    of.type,
                    of.module,
                    of.javaType,
                    of.index,
                    of.owner,
                    of.grants,
                    of.accessList,
                    walled,
                    lockable,
                    sensitive,
                    blind,
                    marked,
                    through,
                    succession,
                    audited);
        }
    }

    private Kind<T> with(Consumer<Draft<T>> change) {
        Draft<T> draft = new Draft<>(this);
        change.accept(draft);
        return draft.made();
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
        return with(draft -> draft.walled = Arrays.asList(fields));
    }

    /**
     * The same kind, each version of whose objects has an entry in the audit trail (ACC-10): the trail's check looks for it.
     *
     * @return the kind
     */
    public Kind<T> underAudit() {
        return with(draft -> draft.audited = true);
    }

    /**
     * The same kind, in which the id of an object that is gone may lead to another.
     *
     * @param said the kind of what says that
     * @param heir id of the other object; none where that holds no longer
     * @param <S> the type of what says that
     * @return the kind
     */
    public <S extends Entity<S>> Kind<T> succeededBy(Kind<S> said, Function<S, Optional<String>> heir) {
        return with(draft -> draft.succession = Optional.of(new Succession<>(said, heir)));
    }

    /**
     * The same kind, whose objects are seen by whoever sees something else.
     *
     * @param other the kind of the other
     * @param id its id
     * @return the kind
     */
    public Kind<T> seenThrough(Kind<?> other, Function<T, String> id) {
        if (type.scoped()) {
            throw new IllegalArgumentException(name() + " has a scope of its own");
        }
        return with(draft -> draft.through = Optional.of(new Through<>(other, id)));
    }

    /**
     * The same kind, whose objects an approval can lock (APR-01): every write of one asks for its lock first.
     *
     * @return the kind
     */
    public Kind<T> underApproval() {
        return with(draft -> draft.lockable = true);
    }

    /**
     * The same kind with sensitive fields (ACC-11).
     *
     * @param paths where they are, as names of components parted by dots
     * @return the kind
     */
    public Kind<T> sealing(String... paths) {
        for (String path : paths) {
            RecordLens.of(javaType, path); // throws unless it is there
        }
        return with(draft -> draft.sensitive = Set.of(paths));
    }

    /**
     * The same kind with an index by which equal telephone numbers are found (ACC-11).
     *
     * @param name the declared text index
     * @param path the sensitive field
     * @return the kind
     */
    public Kind<T> findingPhone(String name, String path) {
        return finding(name, path, BlindIndex.Form.PHONE);
    }

    /**
     * The same kind with an index by which equal names are found (ACC-11).
     *
     * @param name the declared text index
     * @param path the sensitive field
     * @return the kind
     */
    public Kind<T> findingName(String name, String path) {
        return finding(name, path, BlindIndex.Form.NAME);
    }

    /**
     * The same kind with a multi-valued index of which the store sees keyed marks only (ACC-11): what it is given tells of sensitive
     * fields.
     *
     * @param name the declared multi-valued text index
     * @return the kind
     */
    public Kind<T> marking(String name) {
        if (type.index(name).filter(IndexSpec::multiValued).isEmpty()) {
            throw new IllegalArgumentException(name() + " has no multi-valued index " + name);
        }
        Set<String> more = new TreeSet<>(marked);
        more.add(name);
        return with(draft -> draft.marked = more);
    }

    private Kind<T> finding(String name, String path, BlindIndex.Form form) {
        if (!sensitive.contains(path) || type.index(name).isEmpty()) {
            throw new IllegalArgumentException(name() + " has no sensitive field " + path + " with an index " + name);
        }
        List<BlindIndex> more = new ArrayList<>(blind);
        more.add(new BlindIndex(name, path, form, RecordLens.of(javaType, path)));
        return with(draft -> draft.blind = more);
    }

    /**
     * The fields that a policy may mark as sensitive: those that are anyway, and those that no index tells of in clear.
     *
     * @return their paths, sorted
     */
    public SortedSet<String> markable() {
        SortedSet<String> paths = new TreeSet<>(sensitive);
        walled.stream()
                .filter(field -> marked.containsAll(field.indexes()))
                .forEach(field -> paths.addAll(field.paths()));
        return paths;
    }

    /**
     * Which fields of an object have a value.
     *
     * @param object the object
     * @param paths where they are; each may be absent
     * @return the paths of those that have one
     */
    public List<String> present(T object, Set<String> paths) {
        return paths.stream()
                .filter(path -> {
                    RecordLens lens = RecordLens.of(javaType, path);
                    return !lens.get(object).equals(lens.none());
                })
                .toList();
    }

    /**
     * An object without the values of fields.
     *
     * @param object the object
     * @param paths where they are; each may be absent
     * @return the object without them
     */
    public T without(T object, List<String> paths) {
        Object without = object;
        for (String path : paths) {
            RecordLens lens = RecordLens.of(javaType, path);
            without = lens.with(without, lens.none());
        }
        return javaType.cast(without);
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
