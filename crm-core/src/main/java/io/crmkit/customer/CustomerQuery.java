package io.crmkit.customer;

import io.crmkit.customer.words.Keyword;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.shared.CleanText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which customers are wanted (CUS-09); everything that is said must be true of them. Immutable.
 *
 * @param keyword words or parts of words of names and contacts, or a telephone number; see {@link Keyword}
 * @param values by key of a field of the dictionary its value, as people write it: type, region, industry, source, choices of the
 *     enterprise's own
 * @param tags tags that they all have
 * @param owner id of their owner
 * @param grade the grade that counts today, such as {@code A}
 * @param lifecycle the stage of their life
 * @param sort in which order
 */
public record CustomerQuery(
        @NotNull Optional<@CleanText(max = Keyword.MOST_CHARACTERS) String> keyword,

        @NotNull @Size(max = MOST_FIELDS) Map<@NotNull String, @NotNull @CleanText(max = 255) String> values,

        @NotNull @Size(max = Customer.Profile.MOST_TAGS) List<@NotBlank @CleanText(max = 40) String> tags,

        @NotNull Optional<@CleanText(min = 1, max = 64) String> owner,
        @NotNull Optional<@CleanText(min = 1, max = 40) String> grade,
        @NotNull Optional<Lifecycle.Stage> lifecycle,
        @NotNull Sort sort) {

    /** How many fields one query can name. */
    public static final int MOST_FIELDS = 20;

    /** In which order customers come; ties are broken by id, so that pages are stable. */
    public enum Sort {
        /** As they were registered, the first first: never changes, and is the fastest over a large base. */
        REGISTERED,
        /** By name, code point by code point. */
        NAME,
        /** The last changed first. */
        CHANGED
    }

    /** Copies the collections. */
    public CustomerQuery {
        values = values == null ? Map.of() : java.util.Collections.unmodifiableSortedMap(new TreeMap<>(values));
        tags = tags == null
                ? List.of()
                : tags.stream().map(String::strip).distinct().sorted().toList();
        sort = sort == null ? Sort.REGISTERED : sort;
    }

    /** {@return every customer} */
    public static CustomerQuery all() {
        return new CustomerQuery(
                Optional.empty(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sort.REGISTERED);
    }

    /**
     * Those who have a keyword.
     *
     * @param text the keyword
     * @return the query
     */
    public static CustomerQuery of(String text) {
        return all().keyword(text);
    }

    /**
     * The same with a keyword.
     *
     * @param text the keyword
     * @return the other
     */
    public CustomerQuery keyword(String text) {
        return new CustomerQuery(Optional.of(text), values, tags, owner, grade, lifecycle, sort);
    }

    /**
     * The same with a value of a field.
     *
     * @param field key of the field
     * @param value its value
     * @return the other
     */
    public CustomerQuery having(String field, String value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(field, value);
        return new CustomerQuery(keyword, more, tags, owner, grade, lifecycle, sort);
    }

    /**
     * The same with tags that they all have.
     *
     * @param all the tags
     * @return the other
     */
    public CustomerQuery tagged(List<String> all) {
        return new CustomerQuery(keyword, values, all, owner, grade, lifecycle, sort);
    }

    /**
     * The same of one owner.
     *
     * @param user id of the owner
     * @return the other
     */
    public CustomerQuery ownedBy(String user) {
        return new CustomerQuery(keyword, values, tags, Optional.of(user), grade, lifecycle, sort);
    }

    /**
     * The same of one grade.
     *
     * @param code the grade
     * @return the other
     */
    public CustomerQuery graded(String code) {
        return new CustomerQuery(keyword, values, tags, owner, Optional.of(code), lifecycle, sort);
    }

    /**
     * The same in one stage of their life.
     *
     * @param stage the stage
     * @return the other
     */
    public CustomerQuery in(Lifecycle.Stage stage) {
        return new CustomerQuery(keyword, values, tags, owner, grade, Optional.of(stage), sort);
    }

    /**
     * The same in another order.
     *
     * @param other the order
     * @return the other
     */
    public CustomerQuery sorted(Sort other) {
        return new CustomerQuery(keyword, values, tags, owner, grade, lifecycle, other);
    }
}
