package io.crmkit.customer;

import io.crmkit.customer.words.Keyword;
import io.crmkit.customer.words.Words;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.dictionary.FieldType;
import io.crmkit.internal.store.Marks;
import io.crmkit.spi.storage.Filter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What customers are searched by (CUS-09): words of the names and of the main contact, and telephone numbers as a whole. Each field has
 * its own part of the index, so that a reader who does not see a field asks without it, and finds what there would be if the field were
 * empty (ACC-07). Fields that are sealed are not searched by their words (ACC-11). Immutable.
 */
final class CustomerWords {

    private static final String NAME = "name";

    /** Fields whose words are searched, beside the name. */
    private static final List<String> TEXTS = List.of("shortName", "contactName");

    private static final String MARK = "#";

    private final List<String> texts;
    private final List<String> phones;

    private CustomerWords(List<String> texts, List<String> phones) {
        this.texts = texts;
        this.phones = phones;
    }

    /**
     * By the fields of a dictionary.
     *
     * @param dictionary the dictionary
     * @param sealed paths of the fields that are sealed in the store
     */
    static CustomerWords by(Dictionary dictionary, Set<String> sealed) {
        List<Field> fields =
                dictionary.fields().stream().filter(field -> !field.retired()).toList();
        Stream<String> named = fields.stream()
                .filter(field -> TEXTS.contains(field.key())
                        && field.type() == FieldType.TEXT
                        && !field.sensitive()
                        && !sealed.contains("profile." + field.key()))
                .map(Field::key);
        return new CustomerWords(
                Stream.concat(Stream.of(NAME), named).toList(),
                fields.stream()
                        .filter(field -> field.type() == FieldType.PHONE)
                        .map(Field::key)
                        .toList());
    }

    /** How the part of a field begins in the index; no token of a word has the sign in it. */
    static String beginning(String field) {
        return field.equals(NAME) ? "" : field + "=";
    }

    private static Optional<String> value(Customer customer, String field) {
        return switch (field) {
            case NAME -> Optional.of(customer.name());
            case "shortName" -> customer.profile().shortName();
            default -> Optional.ofNullable(customer.profile().fields().get(field));
        };
    }

    /** What the index holds of a customer. */
    Set<String> of(Customer customer, Marks marks) {
        Set<String> tokens = new LinkedHashSet<>();
        for (String field : texts) {
            value(customer, field)
                    .ifPresent(text -> Words.of(text).forEach(token -> tokens.add(beginning(field) + token)));
        }
        Map<String, String> values = customer.profile().fields();
        for (String field : phones) {
            String number = values.get(field);
            if (number != null) {
                marks.of(Customer.WORDS, number).ifPresent(mark -> tokens.add(beginning(field) + MARK + mark));
            }
        }
        return tokens;
    }

    /**
     * What to ask the store for: all who have the keyword in a field that the reader sees in full, and perhaps some more.
     *
     * @param keyword the keyword
     * @param sees whether the reader sees a field in full
     * @param marks what the index may hold of a telephone number
     */
    Filter filter(Keyword keyword, Predicate<String> sees, BiFunction<String, String, Set<String>> marks) {
        List<String> seen = texts.stream().filter(sees).toList();
        Filter words = keyword.filter(
                seen,
                (fields, forms) -> Filter.anyOf(
                        Customer.WORDS,
                        fields.stream()
                                .flatMap(field -> forms.stream().map(form -> beginning(field) + form))
                                .toList()));
        Set<String> numbers = new LinkedHashSet<>();
        keyword.phone()
                .ifPresent(number -> phones.stream()
                        .filter(sees)
                        .forEach(field -> marks.apply(Customer.WORDS, number)
                                .forEach(mark -> numbers.add(beginning(field) + MARK + mark))));
        return numbers.isEmpty() ? words : Filter.or(words, Filter.anyOf(Customer.WORDS, numbers));
    }

    /**
     * Whether a customer has a keyword in a field that the reader sees in full.
     *
     * @param customer the customer
     * @param keyword the keyword
     * @param sees whether the reader sees a field in full
     */
    boolean has(Customer customer, Keyword keyword, Predicate<String> sees) {
        List<String> known = texts.stream()
                .filter(sees)
                .flatMap(field -> value(customer, field).stream())
                .toList();
        return keyword.isIn(known)
                || keyword.phone().map(Marks::form).stream()
                        .anyMatch(form -> phones.stream()
                                .filter(sees)
                                .flatMap(field -> value(customer, field).stream())
                                .anyMatch(number -> Marks.form(number).equals(form)));
    }
}
