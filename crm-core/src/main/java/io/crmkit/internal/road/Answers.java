package io.crmkit.internal.road;

import com.google.common.collect.Sets;
import io.crmkit.audit.AuditPolicy;
import io.crmkit.internal.store.Indexing;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What can leave the road as an answer and holds fields that walls can stand before (ACC-07). Safe for use by many threads. */
public final class Answers {

    /** Nothing that walls could stand before. */
    public static final Answers PLAIN = new Answers(List.of(), List.of(), List.of());

    private final Map<String, Kind<?>> kinds = new HashMap<>();
    private final Map<Class<?>, Kind<?>> byClass = new HashMap<>();
    private final Map<Class<?>, Veil<?>> veils = new HashMap<>();
    private final Map<String, ByPolicy<?>> byPolicy = new HashMap<>();

    /**
     * Answers.
     *
     * @param kinds the kinds of records
     * @param others everything else that holds what such records hold
     * @param byPolicy what of such records depends on the policy
     */
    public Answers(Collection<Kind<?>> kinds, Collection<Veil<?>> others, Collection<ByPolicy<?>> byPolicy) {
        kinds.forEach(kind -> {
            this.kinds.put(kind.name(), kind);
            byClass.put(kind.javaType(), kind);
        });
        veils.put(History.VEIL.type(), History.VEIL);
        others.forEach(veil -> veils.put(veil.type(), veil));
        byPolicy.forEach(one -> this.byPolicy.put(one.kind().name(), one));
    }

    /**
     * The fields that a wall can stand before.
     *
     * @param policy the policy, which may have fields of its own
     * @return module and name such as {@code customer.remark}; sorted
     */
    public List<String> fields(Policy policy) {
        TreeSet<String> fields = new TreeSet<>();
        kinds.values().forEach(kind -> kind.walled().forEach(field -> fields.add(name(kind, field))));
        byPolicy.values()
                .forEach(one -> one.fields()
                        .apply(policy)
                        .forEach(name -> fields.add(one.kind().module() + "." + name)));
        return List.copyOf(fields);
    }

    /**
     * The fields of a kind that somebody meets a wall before.
     *
     * @param kind the kind
     * @param policy the policy in force
     * @return the fields
     */
    List<WalledField> walled(Kind<?> kind, Policy policy) {
        ByPolicy<?> one = byPolicy.get(kind.name());
        if (one == null) {
            return kind.walled();
        }
        List<WalledField> further = one.walled().apply(policy);
        if (further.isEmpty()) {
            return kind.walled();
        }
        List<WalledField> all = new ArrayList<>(kind.walled());
        all.addAll(further);
        return all;
    }

    /**
     * The sensitive fields of a kind (ACC-11): its own, those that the policy marks, and those of the policy's own fields that are.
     *
     * @param kind the kind
     * @param policy the policy in force
     * @return their paths
     */
    Set<String> sensitive(Kind<?> kind, Policy policy) {
        Set<String> marked = policy.get(AuditPolicy.SECTION).sensitive(kind);
        ByPolicy<?> one = byPolicy.get(kind.name());
        Set<String> own = one == null ? Set.of() : one.sensitive().apply(policy);
        return own.isEmpty() ? marked : Sets.union(marked, own).immutableCopy();
    }

    /**
     * The fields that are sensitive by the policy and not by themselves (ACC-11).
     *
     * @param policy the policy in force
     * @return their paths, by kind
     */
    public Map<String, Set<String>> marked(Policy policy) {
        Map<String, Set<String>> marked = new HashMap<>();
        kinds.values().forEach(kind -> {
            Set<String> further =
                    Sets.difference(sensitive(kind, policy), kind.sensitive()).immutableCopy();
            if (!further.isEmpty()) {
                marked.put(kind.name(), further);
            }
        });
        return marked;
    }

    /**
     * How index values follow from the policy.
     *
     * @param policy the policy in force
     * @return the index values that records get beside those that follow from themselves
     */
    Indexing indexing(Policy policy) {
        return new Indexing() {
            @Override
            public <T extends Entity<T>> void add(Kind<T> kind, T object, IndexValues.Builder values) {
                ByPolicy<?> one = byPolicy.get(kind.name());
                if (one != null) {
                    one.index(policy, object, values);
                }
            }
        };
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
