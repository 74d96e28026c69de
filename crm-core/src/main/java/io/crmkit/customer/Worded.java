package io.crmkit.customer;

import io.crmkit.customer.words.Keyword;
import io.crmkit.customer.words.Words;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Marks;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How records of a kind are found by parts of words and by telephone numbers (CUS-09): what their index of words holds, and how it is
 * asked. The kind declares a multi-valued text index {@link #INDEX} that holds marks (ACC-11), and fills it with what {@link #of} says.
 * Each field has its own part of the index: a reader who does not see a field in full asks without it, and finds what there would be if it
 * were empty (ACC-07). Immutable.
 *
 * @param <T> the records' type
 */
public final class Worded<T extends Entity<T>> {

    /** The index of parts of words. It costs a write about one row of a side table for each character of the texts. */
    public static final String INDEX = "words";

    private static final String NUMBER = "#";

    /** After looking at so many a page may be shorter, or empty, although there are more. */
    private static final int PATIENCE = 2_000;

    private final String module;
    private final Map<String, Function<T, Optional<String>>> texts = new LinkedHashMap<>();
    private final Map<String, Function<T, Optional<String>>> phones = new LinkedHashMap<>();

    /**
     * Records without fields.
     *
     * @param module the module whose walls stand before their fields
     */
    public Worded(String module) {
        this.module = module;
    }

    private Worded(Worded<T> other) {
        this(other.module);
        texts.putAll(other.texts);
        phones.putAll(other.phones);
    }

    /**
     * The same with a field whose words are searched.
     *
     * @param field its name as walls know it
     * @param value its value in a record
     * @return the other
     */
    public Worded<T> text(String field, Function<T, Optional<String>> value) {
        Worded<T> other = new Worded<>(this);
        other.texts.put(field, value);
        return other;
    }

    /**
     * The same with a telephone number, which is found as a whole.
     *
     * @param field its name as walls know it
     * @param value its value in a record
     * @return the other
     */
    public Worded<T> phone(String field, Function<T, Optional<String>> value) {
        Worded<T> other = new Worded<>(this);
        other.phones.put(field, value);
        return other;
    }

    /**
     * How the part of a field begins in the index, for the wall that stands before it.
     *
     * @param field the field
     * @return the beginning
     */
    public static String beginning(String field) {
        return field + "=";
    }

    /**
     * What the index holds of a record.
     *
     * @param object the record
     * @return the forms
     */
    public Set<String> of(T object) {
        Set<String> forms = new LinkedHashSet<>();
        texts.forEach((field, value) -> value.apply(object)
                .ifPresent(text -> Words.of(text).forEach(token -> forms.add(beginning(field) + token))));
        phones.forEach((field, value) -> value.apply(object)
                .map(Marks::form)
                .filter(form -> !form.isEmpty())
                .ifPresent(form -> forms.add(beginning(field) + NUMBER + form)));
        return forms;
    }

    /**
     * The records that the actor sees and that have a keyword in what the actor sees of them, in the order of their ids.
     *
     * @param unit what is under way
     * @param kind the kind
     * @param text the keyword
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @param ahead told of each portion before its records are looked at, to read ahead what decides who sees them
     * @return a page, or that the keyword is too short; a page may be shorter, or empty, although there are more: a token says so
     */
    public Outcome<Listing<T>> find(
            Unit unit, Kind<T> kind, String text, int limit, Optional<String> pageToken, Consumer<List<T>> ahead) {
        Optional<Keyword> keyword = Keyword.of(text);
        if (keyword.isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "CUS-09", "search.too-short")
                    .onField("keyword")
                    .ofValue(text));
        }
        Asked asked = new Asked(unit, keyword.get());
        Optional<Filter> filter = asked.filter(kind);
        if (filter.isEmpty()) {
            return Outcome.done(new Listing<>(List.of(), Optional.empty()));
        }
        Filter sealed = Filter.and(filter.get(), Filter.equal("keyword", text));
        return Outcome.done(unit.paged(
                kind.name() + " search",
                sealed,
                "by_id",
                pageToken,
                from -> FullPages.of(
                        limit, from, PATIENCE, (ask, at) -> unit.all(kind, filter.get(), ask, at), some -> {
                            ahead.accept(some);
                            return some.stream()
                                    .filter(object -> unit.sees(kind, object) && asked.isIn(object))
                                    .toList();
                        })));
    }

    private static <T> Stream<String> value(Map<String, Function<T, Optional<String>>> of, String field, T object) {
        return Objects.requireNonNull(of.get(field)).apply(object).stream();
    }

    /** A keyword, and the fields in which the actor may look for it. */
    private final class Asked {
        private final Unit unit;
        private final Keyword keyword;
        private final List<String> seenTexts;
        private final List<String> seenPhones;

        Asked(Unit unit, Keyword keyword) {
            this.unit = unit;
            this.keyword = keyword;
            seenTexts = texts.keySet().stream()
                    .filter(field -> unit.walls().sees(module, field))
                    .toList();
            seenPhones = keyword.phone().isEmpty()
                    ? List.of()
                    : phones.keySet().stream()
                            .filter(field -> unit.walls().sees(module, field))
                            .toList();
        }

        Optional<Filter> filter(Kind<T> kind) {
            List<Filter> either = new ArrayList<>();
            if (!seenTexts.isEmpty()) {
                either.add(keyword.filter(
                        seenTexts,
                        (fields, forms) -> unit.sealed()
                                .anyOf(
                                        kind,
                                        INDEX,
                                        fields.stream()
                                                .flatMap(field -> forms.stream().map(form -> beginning(field) + form))
                                                .toList())));
            }
            if (!seenPhones.isEmpty()) {
                String form = Marks.form(keyword.text());
                either.add(unit.sealed()
                        .anyOf(
                                kind,
                                INDEX,
                                seenPhones.stream()
                                        .map(field -> beginning(field) + NUMBER + form)
                                        .toList()));
            }
            return either.isEmpty()
                    ? Optional.empty()
                    : Optional.of(either.size() == 1 ? either.get(0) : new Filter.Or(either));
        }

        boolean isIn(T object) {
            List<String> known = seenTexts.stream()
                    .flatMap(field -> value(texts, field, object))
                    .toList();
            return keyword.isIn(known)
                    || seenPhones.stream()
                            .flatMap(field -> value(phones, field, object))
                            .anyMatch(number -> Marks.form(number).equals(Marks.form(keyword.text())));
        }
    }
}
