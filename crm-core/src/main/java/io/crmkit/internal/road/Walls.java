package io.crmkit.internal.road;

import io.crmkit.internal.store.Covering;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Wall;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.OrderSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The walls before an actor (ACC-07): what an answer looks like, what may be asked, what may be changed. Every answer leaves
 * the road through it, every question of the store and every change goes by it. Who meets no wall costs one look. Not safe
 * for use by many threads.
 */
public final class Walls {

    /** A field that is not seen in full. */
    private record Closed(WalledField field, Wall wall) {}

    /** What an actor meets at the fields of a kind. */
    private record Met(List<Closed> closed, Covering covering) {}

    private final Standing standing;
    private final Operation operation;
    private final Answers answers;
    private final Map<String, Met> met = new HashMap<>();
    private final Map<String, Set<String>> sensitive = new HashMap<>();

    Walls(Standing standing, Operation operation, Answers answers) {
        this.standing = standing;
        this.operation = operation;
        this.answers = answers;
    }

    /**
     * Whether the actor sees a field in full; nobody sees one of a module that he may not view.
     *
     * @param module the module
     * @param field the field's name
     * @return whether
     */
    public boolean sees(String module, String field) {
        return standing.walled()
                ? view(module, module + "." + field).sees()
                : standing.holds(Permission.of(module, "view"));
    }

    /**
     * Whether the actor sees all fields of a kind in full.
     *
     * @param kind the kind
     * @return whether
     */
    public boolean sees(Kind<?> kind) {
        return !standing.walled() || closed(kind).isEmpty();
    }

    /** The sensitive fields of a kind, by the policy in force (ACC-11). */
    Set<String> sensitive(Kind<?> kind) {
        return sensitive.computeIfAbsent(kind.name(), name -> answers.sensitive(kind, standing.policy()));
    }

    private Wall view(String module, String field) {
        return standing.wall(standing.actor().userId(), Permission.of(module, "view"), module, field);
    }

    private List<Closed> closed(Kind<?> kind) {
        return met(kind).closed();
    }

    private Met met(Kind<?> kind) {
        Met known = met.get(kind.name());
        if (known == null) {
            known = standing.once("walls before " + kind.name(), Met.class, () -> workedOut(kind));
            met.put(kind.name(), known);
        }
        return known;
    }

    private Met workedOut(Kind<?> kind) {
        List<Closed> all = new ArrayList<>();
        Map<WalledField, Wall> walls = new LinkedHashMap<>();
        for (WalledField field : answers.walled(kind, standing.policy())) {
            Wall wall = view(kind.module(), Answers.name(kind, field));
            if (!wall.sees()) {
                all.add(new Closed(field, wall));
                walls.put(field, wall);
            }
        }
        return new Met(List.copyOf(all), Covering.of(walls));
    }

    // Answers

    /**
     * An answer as the actor may see it.
     *
     * @param answer the answer
     * @param <T> its type
     * @return the same, or one without what is hidden
     */
    @SuppressWarnings("unchecked") // what is shown of a T is a T
    public <T> T shown(T answer) {
        return standing.walled() ? (T) over(answer) : answer;
    }

    private Object over(Object answer) {
        if (answer instanceof Optional<?> some) {
            return some.map(this::over);
        }
        if (answer instanceof Listing<?> page) {
            return new Listing<>(all(page.items()), page.next());
        }
        if (answer instanceof List<?> list) {
            return all(list);
        }
        Optional<Kind<?>> kind = answers.kind(answer.getClass());
        if (kind.isPresent()) {
            return seen(kind.get(), answer);
        }
        return answers.veil(answer.getClass())
                .<Object>map(veil -> veil.over(answer, this))
                .orElse(answer);
    }

    /** The objects of a list mostly are of one kind: it is looked up once. */
    private List<Object> all(List<?> objects) {
        List<Object> seen = new ArrayList<>(objects.size());
        Class<?> type = Void.class;
        Optional<Covering> covering = Optional.empty();
        for (Object object : objects) {
            if (object.getClass() != type) {
                type = object.getClass();
                covering = answers.kind(type).map(kind -> met(kind).covering());
            }
            seen.add(covering.isPresent() ? covering.get().over(object) : over(object));
        }
        return Collections.unmodifiableList(seen);
    }

    private Object seen(Kind<?> kind, Object object) {
        return met(kind).covering().over(object);
    }

    // Questions

    /** Refuses what the actor may not filter, sort, group or compute by. */
    void ask(Kind<?> kind, Filter filter, Optional<String> order, List<String> others) {
        if (!standing.walled() || closed(kind).isEmpty()) {
            return;
        }
        indexes(filter, (index, values) -> ask(kind, index, values));
        order.flatMap(kind.type()::order).stream()
                .flatMap(spec -> spec.keys().stream())
                .map(OrderSpec.Key::index)
                .forEach(index -> ask(kind, index, List.of()));
        others.forEach(index -> ask(kind, index, List.of()));
    }

    private void ask(Kind<?> kind, String index, Collection<?> values) {
        for (Closed one : closed(kind)) {
            if (one.field().isToldBy(index, values)) {
                throw new Barred(refusal("access.walled-question", Answers.name(kind, one.field()), one.wall()));
            }
        }
    }

    /** Refuses what tells of a field that the actor does not see in full. */
    void require(String module, String field) {
        if (!sees(module, field)) {
            String name = module + "." + field;
            throw new Barred(refusal("access.walled-question", name, view(module, name)));
        }
    }

    /** The indexes that a filter asks, with the values that it asks for; none where it may be any. */
    private static void indexes(Filter filter, BiConsumer<String, Collection<?>> take) {
        if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> indexes(part, take));
        } else if (filter instanceof Filter.Or or) {
            or.parts().forEach(part -> indexes(part, take));
        } else if (filter instanceof Filter.Not not) {
            indexes(not.part(), take);
        } else if (filter instanceof Filter.Equal f) {
            take.accept(f.index(), List.of(f.value()));
        } else if (filter instanceof Filter.In f) {
            take.accept(f.index(), f.values());
        } else if (filter instanceof Filter.Range f) {
            take.accept(f.index(), List.of());
        } else if (filter instanceof Filter.Prefix f) {
            take.accept(f.index(), List.of());
        } else if (filter instanceof Filter.AnyOf f) {
            take.accept(f.index(), f.values());
        } else if (filter instanceof Filter.Present f) {
            take.accept(f.index(), List.of());
        } else if (!(filter instanceof Filter.All)) {
            throw new IllegalStateException("a filter that nobody knows: " + filter.getClass());
        }
    }

    // Changes

    /**
     * What an edit means: values that the actor sent back as they were shown are left alone. A value that the actor does not
     * see in full and sends otherwise is refused, also when it happens to be the stored one, so that nobody finds out by guessing.
     */
    <T extends Entity<T>> T meant(Kind<T> kind, T before, T sent) {
        if (!standing.walled()) {
            return sent;
        }
        Object meant = sent;
        for (Closed one : closed(kind)) {
            if (!one.field().same(sent, one.field().shown(before, one.wall()))) {
                throw new Barred(refusal("access.walled-edit", Answers.name(kind, one.field()), one.wall()));
            }
            meant = one.field().taking(meant, before);
        }
        return kind.javaType().cast(meant);
    }

    /** Refuses a change of a field that the actor may not change. */
    <T extends Entity<T>> void touch(Kind<T> kind, Optional<T> before, T after) {
        if (!standing.walled()) {
            return;
        }
        for (WalledField field : answers.walled(kind, standing.policy())) {
            boolean same = before.isPresent() ? field.same(before.get(), after) : field.isAbsent(after);
            if (!same) {
                String name = Answers.name(kind, field);
                Wall wall = standing.wall(standing.actor().userId(), operation.permission(), kind.module(), name);
                if (wall != Wall.EDITABLE) {
                    throw new Barred(refusal("access.walled-edit", name, wall));
                }
            }
        }
    }

    /**
     * Whether the actor may fill a field with what the actor is doing.
     *
     * @param module the module
     * @param field the field's name
     * @return whether
     */
    public boolean fills(String module, String field) {
        return !standing.walled()
                || standing.wall(standing.actor().userId(), operation.permission(), module, module + "." + field)
                        == Wall.EDITABLE;
    }

    private static Refusal refusal(String code, String field, Wall wall) {
        return Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-07", code, field, name(wall))
                .onField(field.substring(field.indexOf('.') + 1))
                .missing(field);
    }

    /**
     * What people call a wall.
     *
     * @param wall the wall
     * @return its name
     */
    public static Label name(Wall wall) {
        return Messages.label(
                "access.wall." + wall.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    }

    // Changes of the past

    /**
     * What an audit entry tells of changes: without what the actor does not see, and without hashes by which it could be
     * guessed.
     *
     * @param type the record's type
     * @param changes what changed, by path
     * @return what may be told
     */
    Map<String, Object> told(String type, Map<String, Object> changes) {
        Optional<Kind<?>> kind = answers.kind(type);
        if (kind.isEmpty()) {
            return changes;
        }
        List<Closed> fields = closed(kind.get());
        if (fields.isEmpty()) {
            return changes;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        changes.forEach((path, change) -> {
            boolean tells = fields.stream().anyMatch(c -> c.field().changes().contains(path));
            if (!tells && !path.equals("*")) {
                History.told(
                                path,
                                change,
                                fields.stream()
                                        .collect(java.util.stream.Collectors.toMap(
                                                c -> c.field().paths(), Closed::wall, (a, b) -> a, LinkedHashMap::new)))
                        .ifPresent(rest -> told.put(path, rest));
            }
        });
        return told;
    }
}
