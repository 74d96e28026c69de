package io.crmkit.internal.store;

import io.crmkit.shared.Wall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Objects of a kind as they are seen over the walls before several of their fields (ACC-07): each is made anew once, however many
 * fields are covered. Immutable, safe for use by many threads.
 */
public final class Covering {

    private record Part(RecordLens lens, Wall wall) {}

    private record Change(int place, UnaryOperator<Object> change) {}

    /** A record within the object, and what becomes of its components. */
    private record Level(RecordLens any, List<Change> changes) {

        Object over(Object object) {
            Object[] values = null;
            for (Change one : changes) {
                Object value = any.component(one.place(), object);
                Object instead = one.change().apply(value);
                if (!instead.equals(value)) {
                    values = values == null ? any.components(object) : values;
                    values[one.place()] = instead;
                }
            }
            return values == null ? object : any.made(values);
        }
    }

    private final Optional<Level> level;

    private Covering(Optional<Level> level) {
        this.level = level;
    }

    /**
     * What covers fields.
     *
     * @param walls the fields of one kind, and the walls before them
     * @return the covering
     */
    public static Covering of(Map<WalledField, Wall> walls) {
        List<Part> parts = new ArrayList<>();
        walls.forEach((field, wall) -> {
            if (!wall.sees()) {
                field.lenses().forEach(lens -> parts.add(new Part(lens, wall)));
            }
        });
        return new Covering(parts.isEmpty() ? Optional.empty() : Optional.of(level(parts)));
    }

    private static Level level(List<Part> parts) {
        Map<Integer, List<Part>> byPlace = new TreeMap<>();
        parts.forEach(part -> byPlace.computeIfAbsent(part.lens().place(), p -> new ArrayList<>())
                .add(part));
        List<Change> changes = new ArrayList<>();
        byPlace.forEach((place, here) -> changes.add(new Change(place, change(here))));
        return new Level(parts.get(0).lens(), List.copyOf(changes));
    }

    private static UnaryOperator<Object> change(List<Part> here) {
        List<Part> within = new ArrayList<>();
        UnaryOperator<Object> own = UnaryOperator.identity();
        for (Part part : here) {
            Optional<RecordLens> inner = part.lens().inner();
            if (inner.isPresent()) {
                within.add(new Part(inner.get(), part.wall()));
            } else {
                Object none = part.lens().none();
                UnaryOperator<Object> before = own;
                own = value ->
                        part.lens().changed(before.apply(value), known -> WalledField.seen(known, part.wall(), none));
            }
        }
        if (within.isEmpty()) {
            return own;
        }
        Level further = level(within);
        UnaryOperator<Object> first = own;
        return here.get(0).lens().isOptional()
                ? value -> ((Optional<?>) first.apply(value)).map(further::over)
                : value -> further.over(first.apply(value));
    }

    /**
     * An object as it is seen.
     *
     * @param object the object
     * @return the same object, or one without the values
     */
    public Object over(Object object) {
        return level.isPresent() ? level.get().over(object) : object;
    }
}
