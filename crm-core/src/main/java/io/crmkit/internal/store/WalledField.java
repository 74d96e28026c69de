package io.crmkit.internal.store;

import io.crmkit.shared.Mask;
import io.crmkit.shared.Wall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A field that a wall can stand before (ACC-07): where its values are in an object of its kind, and which indexes tell of
 * them. A policy names it by module and name, such as {@code customer.remark}. Safe for use by many threads.
 */
public final class WalledField {

    private final String name;
    private final List<String> paths;
    private final List<RecordLens> lenses;
    private final Set<String> indexes;
    private final Set<String> counts;
    private final Map<String, List<String>> beginnings;
    private final Set<String> changes;

    private WalledField(
            String name,
            List<String> paths,
            List<RecordLens> lenses,
            Set<String> indexes,
            Set<String> counts,
            Map<String, List<String>> beginnings,
            Set<String> changes) {
        this.name = name;
        this.paths = paths;
        this.lenses = lenses;
        this.indexes = indexes;
        this.counts = counts;
        this.beginnings = beginnings;
        this.changes = changes;
    }

    /**
     * A field.
     *
     * @param type the class of the objects
     * @param name its name in policies and messages
     * @param paths where its values are, as names of components parted by dots; each may be absent
     * @return the field, which no index tells of
     */
    public static WalledField of(Class<? extends Record> type, String name, String... paths) {
        List<RecordLens> lenses = new ArrayList<>();
        for (String path : paths) {
            RecordLens lens = RecordLens.of(type, path);
            lens.none(); // throws unless it can be absent
            lenses.add(lens);
        }
        return new WalledField(name, List.of(paths), List.copyOf(lenses), Set.of(), Set.of(), Map.of(), Set.of());
    }

    /**
     * The same field with indexes that tell of its values: who does not see it in full cannot filter, sort, group or compute
     * by them.
     *
     * @param names the indexes
     * @return the field
     */
    public WalledField toldBy(String... names) {
        return new WalledField(name, paths, lenses, Set.copyOf(Arrays.asList(names)), counts, beginnings, changes);
    }

    /**
     * The same field with indexes that tell whether it has a value, though not which: who does not see it in full cannot ask for them
     * either.
     *
     * @param names the indexes
     * @return the field
     */
    public WalledField countedBy(String... names) {
        return new WalledField(name, paths, lenses, indexes, Set.copyOf(Arrays.asList(names)), beginnings, changes);
    }

    /**
     * The same field with an index that it shares with others, and tells of by values that begin in one way.
     *
     * @param index the index
     * @param how how the values begin
     * @return the field
     */
    public WalledField toldWithin(String index, String... how) {
        Map<String, List<String>> more = new HashMap<>(beginnings);
        more.put(index, List.of(how));
        return new WalledField(name, paths, lenses, indexes, counts, Map.copyOf(more), changes);
    }

    /**
     * The same field with what the audit trail says beside values and that tells of it, such as what followed from it: who does not see
     * the field in full does not see that either.
     *
     * @param said by what names
     * @return the field
     */
    public WalledField toldIn(String... said) {
        return new WalledField(name, paths, lenses, indexes, counts, beginnings, Set.copyOf(Arrays.asList(said)));
    }

    /** {@return by what names the audit trail tells of it, beside its values} */
    public Set<String> changes() {
        return changes;
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return where its values are} */
    public List<String> paths() {
        return paths;
    }

    /** {@return the indexes that tell of its values} */
    public Set<String> indexes() {
        return indexes;
    }

    /**
     * Whether a question tells of its values, or of whether there are any.
     *
     * @param index the index that is asked
     * @param values the values that are asked for; none when it may be any
     * @return whether
     */
    public boolean isToldBy(String index, Collection<?> values) {
        List<String> some = beginnings.getOrDefault(index, List.of());
        return indexes.contains(index)
                || counts.contains(index)
                || some.stream()
                        .anyMatch(beginning -> values.isEmpty()
                                || values.stream()
                                        .anyMatch(value -> String.valueOf(value).startsWith(beginning)));
    }

    /**
     * An object as it is seen over a wall.
     *
     * @param object the object
     * @param wall the wall
     * @return the same object, or one without the value
     */
    public Object shown(Object object, Wall wall) {
        if (wall.sees()) {
            return object;
        }
        Object seen = object;
        for (RecordLens lens : lenses) {
            Object value = lens.get(seen);
            Object instead = seen(value, wall, lens.none());
            if (!instead.equals(value)) {
                seen = lens.with(seen, instead);
            }
        }
        return seen;
    }

    /** {@return where its values are, as lenses} */
    List<RecordLens> lenses() {
        return lenses;
    }

    /** What is seen of a value over a wall that does not let it be seen in full. */
    static Object seen(Object value, Wall wall, Object none) {
        return wall == Wall.MASKED ? masked(value, none) : none;
    }

    private static Object masked(Object value, Object none) {
        if (value instanceof Optional<?> some && some.isPresent() && some.get() instanceof String text) {
            return Optional.of(Mask.of(text));
        }
        return none;
    }

    /**
     * Whether two objects have the same values here.
     *
     * @param one an object
     * @param other another
     * @return whether
     */
    public boolean same(Object one, Object other) {
        return lenses.stream().allMatch(lens -> lens.get(one).equals(lens.get(other)));
    }

    /** {@return whether an object has no value here} */
    public boolean isAbsent(Object object) {
        return lenses.stream().allMatch(lens -> lens.get(object).equals(lens.none()));
    }

    /**
     * An object with the values that another one has here.
     *
     * @param object the object
     * @param from the other
     * @return the object with these values
     */
    public Object taking(Object object, Object from) {
        Object taken = object;
        for (RecordLens lens : lenses) {
            Object value = lens.get(from);
            if (!lens.get(taken).equals(value)) {
                taken = lens.with(taken, value);
            }
        }
        return taken;
    }
}
