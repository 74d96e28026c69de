package io.crmkit.customer.view;

import io.crmkit.shared.Label;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One view of a customer across all modules (CUS-17), as far as its reader may see it.
 *
 * @param customer id of the customer; of the survivor when it was asked for by the id of one that was merged (CUS-06)
 * @param name what people call it
 * @param parts what the modules show, each once
 */
public record CustomerView(String customer, String name, List<Part> parts) {

    /** Whether a part could be shown. */
    public enum State {
        /** It is shown. */
        SHOWN,
        /** The reader may not see it, whatever there is. */
        WITHHELD,
        /** It failed; the others are not concerned. */
        FAILED
    }

    /**
     * What one module shows.
     *
     * @param key its name for programs
     * @param label its name for people
     * @param state whether it could be shown
     * @param why why not, if not
     * @param facts what it says of the customer
     * @param entries records, as many as were asked for at most
     * @param more whether there are more records
     */
    public record Part(
            String key,
            Label label,
            State state,
            Optional<Refusal> why,
            List<Fact> facts,
            List<Entry> entries,
            boolean more) {
        /** Copies the lists. */
        public Part {
            facts = List.copyOf(facts);
            entries = List.copyOf(entries);
        }
    }

    /**
     * Something that is known.
     *
     * @param key its name for programs
     * @param label its name for people
     * @param value what it is
     */
    public record Fact(String key, Label label, Label value) {}

    /**
     * A record.
     *
     * @param subject its type and id, such as {@code contact/7}
     * @param what what people call it
     * @param facts what is known of it
     * @param data the record itself as the reader may see it, for programs
     */
    public record Entry(String subject, Label what, List<Fact> facts, Object data) {
        /** Copies the list. */
        public Entry {
            facts = List.copyOf(facts);
        }
    }

    /** Copies the list. */
    public CustomerView {
        parts = List.copyOf(parts);
    }

    /**
     * A part.
     *
     * @param key its name
     * @return the part, if there is one of this name
     */
    public Optional<Part> part(String key) {
        return parts.stream().filter(part -> part.key().equals(key)).findFirst();
    }

    /**
     * All records of a type that are shown, such as {@code all(Contact.class)}.
     *
     * @param type the type
     * @param <T> the type
     * @return the records
     */
    public <T> List<T> all(Class<T> type) {
        return parts.stream()
                .flatMap(part -> part.entries().stream())
                .map(Entry::data)
                .flatMap(data -> type.isInstance(data) ? Stream.of(type.cast(data)) : Stream.empty())
                .toList();
    }
}
