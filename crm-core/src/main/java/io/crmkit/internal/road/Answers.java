package io.crmkit.internal.road;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What can leave the road as an answer and holds fields that walls can stand before (ACC-07). Safe for use by many threads. */
public final class Answers {

    /** Nothing that walls could stand before. */
    public static final Answers PLAIN = new Answers(List.of(), List.of());

    private final Map<String, Kind<?>> kinds = new HashMap<>();
    private final Map<Class<?>, Kind<?>> byClass = new HashMap<>();
    private final Map<Class<?>, Veil<?>> veils = new HashMap<>();

    /**
     * Answers.
     *
     * @param kinds the kinds of records
     * @param others everything else that holds what such records hold
     */
    public Answers(Collection<Kind<?>> kinds, Collection<Veil<?>> others) {
        kinds.forEach(kind -> {
            this.kinds.put(kind.name(), kind);
            byClass.put(kind.javaType(), kind);
        });
        veils.put(History.VEIL.type(), History.VEIL);
        others.forEach(veil -> veils.put(veil.type(), veil));
    }

    /** {@return the fields that a wall can stand before, as module and name such as {@code customer.remark}; sorted} */
    public List<String> fields() {
        TreeSet<String> fields = new TreeSet<>();
        kinds.values().forEach(kind -> kind.walled().forEach(field -> fields.add(name(kind, field))));
        return List.copyOf(fields);
    }

    /**
     * The kind of records of a name.
     *
     * @param name the name, such as {@code customer}
     * @return the kind
     */
    public Optional<Kind<?>> kind(String name) {
        return Optional.ofNullable(kinds.get(name));
    }

    /** {@return the classes whose contents are looked after} */
    public Collection<Class<?>> types() {
        List<Class<?>> types = new java.util.ArrayList<>(byClass.keySet());
        types.addAll(veils.keySet());
        return types;
    }

    Optional<Kind<?>> kind(Class<?> type) {
        return Optional.ofNullable(byClass.get(type));
    }

    Optional<Veil<?>> veil(Class<?> type) {
        return Optional.ofNullable(veils.get(type));
    }

    static String name(Kind<?> kind, WalledField field) {
        return kind.module() + "." + field.name();
    }
}
