package io.crmkit.internal.road;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Finds records by what people call them, for many rows at once: first all texts are read ahead, then each is asked for.
 * What the actor may not see is not there. Not safe for use by many threads.
 *
 * @param <T> the records' type
 */
public final class Lookup<T extends Entity<T>> {

    private static final int CANDIDATES = 500;

    /** What was found, or why nothing was. */
    public record Result<T>(Optional<T> found, Optional<Refusal> refusal) {}

    private final Kind<T> kind;
    private final String index;
    private final Function<T, String> text;
    private final BiPredicate<Unit, T> seen;
    private final Map<String, List<T>> known = new HashMap<>();
    private final Map<String, Optional<String>> suggestions = new HashMap<>();

    /**
     * A look-up.
     *
     * @param kind the records' kind
     * @param index the index of text that is looked up
     * @param text what an object has in that index
     */
    public Lookup(Kind<T> kind, String index, Function<T, String> text) {
        this(kind, index, text, (unit, object) -> true);
    }

    /**
     * A look-up of records whose scope the store does not know.
     *
     * @param kind the records' kind
     * @param index the index of text that is looked up
     * @param text what an object has in that index
     * @param seen whether the actor may know of an object; one that may not be known is not there, and is not suggested
     */
    public Lookup(Kind<T> kind, String index, Function<T, String> text, BiPredicate<Unit, T> seen) {
        this.kind = kind;
        this.index = index;
        this.text = text;
        this.seen = seen;
    }

    private List<T> search(Unit unit, Filter filter, int limit) {
        return unit.search(kind, filter, limit).stream()
                .filter(object -> seen.test(unit, object))
                .toList();
    }

    /**
     * Reads records ahead.
     *
     * @param unit the unit of work
     * @param texts what will be asked for
     */
    public void readAhead(Unit unit, Collection<String> texts) {
        List<String> wanted = new ArrayList<>(new LinkedHashSet<>(texts));
        for (int i = 0; i < wanted.size(); i += 1_000) {
            List<String> some = wanted.subList(i, Math.min(wanted.size(), i + 1_000));
            search(unit, Filter.in(index, some), 10_000).forEach(this::add);
        }
    }

    /** {@return ids of the records that were read ahead} */
    public List<String> known() {
        return known.values().stream().flatMap(List::stream).map(Entity::id).toList();
    }

    /**
     * Remembers a record that the unit of work has just written.
     *
     * @param object the record
     */
    public void add(T object) {
        known.computeIfAbsent(text.apply(object), k -> new ArrayList<>()).add(object);
    }

    /**
     * The record of a text.
     *
     * @param unit the unit of work
     * @param field the field that refers to it
     * @param wanted the text
     * @return the record, or why there is none
     */
    public Result<T> find(Unit unit, String field, String wanted) {
        List<T> found = known.get(wanted);
        if (found == null) { // perhaps written by an earlier row of the same unit
            found = search(unit, Filter.equal(index, wanted), CANDIDATES);
        }
        if (found.size() == 1) {
            return new Result<>(Optional.of(found.get(0)), Optional.empty());
        }
        Refusal refusal = Refusal.of(
                        Refusal.Kind.NOT_FOUND,
                        "CUS-16",
                        found.isEmpty() ? "exchange.reference-unknown" : "exchange.reference-ambiguous",
                        Messages.label("kind." + kind.name()),
                        wanted)
                .onField(field)
                .ofValue(wanted);
        Optional<String> near =
                found.isEmpty() ? suggestions.computeIfAbsent(wanted, w -> suggestion(unit, w)) : Optional.empty();
        return new Result<>(
                Optional.empty(), Optional.of(near.map(refusal::suggesting).orElse(refusal)));
    }

    /**
     * The id of the record that a text names.
     *
     * @param unit the unit of work
     * @param field the field that refers to it
     * @param wanted the text, if there is one
     * @param wrong takes the refusal when there is no such record
     * @return the id
     */
    public Optional<String> id(Unit unit, String field, Optional<String> wanted, List<Refusal> wrong) {
        return wanted.flatMap(text -> {
            Result<T> result = find(unit, field, text);
            result.refusal().ifPresent(wrong::add);
            return result.found().map(Entity::id);
        });
    }

    private Optional<String> suggestion(Unit unit, String wanted) {
        String first = wanted.substring(0, wanted.offsetByCodePoints(0, 1));
        List<String> candidates = search(unit, Filter.prefix(index, first), CANDIDATES).stream()
                .map(text)
                .distinct()
                .toList();
        return NearMiss.of(wanted, candidates);
    }
}
