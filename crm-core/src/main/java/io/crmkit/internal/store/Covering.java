package io.crmkit.internal.store;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
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

    /** A field that is covered, and by what. */
    private record Covered(WalledField field, Wall wall) {}

    /** By what is covered: roles meet the same few walls again and again, and what makes a record anew runs faster the longer it is used. */
    private static final Cache<List<Covered>, Covering> KNOWN =
            CacheBuilder.newBuilder().maximumSize(1_000).build();

    private final Optional<UnaryOperator<Object>> cover;

    private Covering(List<Covered> covered) {
        List<Part> parts = new ArrayList<>();
        covered.forEach(one -> one.field().lenses().forEach(lens -> parts.add(new Part(lens, one.wall()))));
        cover = parts.isEmpty() ? Optional.empty() : Optional.of(made(parts));
    }

    /**
     * What covers fields.
     *
     * @param walls the fields of one kind, and the walls before them
     * @return the covering
     */
    public static Covering of(Map<WalledField, Wall> walls) {
        List<Covered> covered = new ArrayList<>();
        walls.forEach((field, wall) -> {
            if (!wall.sees()) {
                covered.add(new Covered(field, wall));
            }
        });
        Covering known = KNOWN.getIfPresent(covered);
        if (known == null) { // made twice when two ask at once, which does no harm
            known = new Covering(covered);
            KNOWN.put(covered, known);
        }
        return known;
    }

    /** Makes a record anew of which several components are covered, or parts of these. */
    private static UnaryOperator<Object> made(List<Part> parts) {
        Map<Integer, List<Part>> byPlace = new TreeMap<>();
        parts.forEach(part -> byPlace.computeIfAbsent(part.lens().place(), p -> new ArrayList<>())
                .add(part));
        Map<Integer, UnaryOperator<Object>> changes = new TreeMap<>();
        byPlace.forEach((place, here) -> changes.put(place, change(here)));
        return parts.get(0).lens().copying(changes);
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
        UnaryOperator<Object> further = made(within);
        UnaryOperator<Object> first = own;
        return here.get(0).lens().isOptional()
                ? value -> ((Optional<?>) first.apply(value)).map(further)
                : value -> further.apply(first.apply(value));
    }

    /**
     * An object as it is seen.
     *
     * @param object the object
     * @return the object without the values
     */
    public Object over(Object object) {
        return cover.isPresent() ? cover.get().apply(object) : object;
    }
}
