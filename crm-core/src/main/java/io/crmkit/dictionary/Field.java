package io.crmkit.dictionary;

import com.google.re2j.Pattern;
import io.crmkit.dictionary.FieldDefinition.Option;
import io.crmkit.dictionary.FieldDefinition.Range;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A field of a dictionary (CUS-01). Immutable; safe for use by many threads. */
public final class Field {

    private final String key;
    private final FieldDefinition definition;
    private final List<Option> options;
    private final @Nullable Pattern pattern;

    Field(String key, FieldDefinition definition, List<Option> options) {
        this.key = key;
        this.definition = definition;
        this.options = List.copyOf(options);
        this.pattern = definition.pattern().map(Pattern::compile).orElse(null);
    }

    /** {@return its key, by which values, walls and filters name it} */
    public String key() {
        return key;
    }

    /** {@return what people call it} */
    public Label label() {
        return definition.label();
    }

    /** {@return where it belongs} */
    public InformationModule module() {
        return definition.module();
    }

    /** {@return what its values are} */
    public FieldType type() {
        return definition.type();
    }

    /** {@return what can be chosen; none unless it is a choice} */
    public List<Option> options() {
        return options;
    }

    /** {@return when it is asked for: the lower the sooner} */
    public int order() {
        return definition.order().orElse(1_000_000);
    }

    /** {@return whether completeness counts it (CUS-04)} */
    public boolean counts() {
        return definition.counts().orElse(false) && !retired();
    }

    /** {@return whether a customer cannot be created without it (CUS-03)} */
    public boolean required() {
        return definition.required().orElse(false) && !retired();
    }

    /** {@return whether nobody fills it any more} */
    public boolean retired() {
        return definition.retired().orElse(false);
    }

    /** {@return whether its values are to be protected (ACC-11)} */
    public boolean sensitive() {
        return definition.sensitive().orElse(false);
    }

    /** {@return whether customers can be filtered by its values: choices and booleans, and texts that are searchable} */
    public boolean filtered() {
        return !sensitive()
                && (type().isChoice()
                        || type() == FieldType.BOOLEAN
                        || definition.searchable().orElse(false));
    }

    /** {@return how many characters a value may have} */
    public int maxLength() {
        return definition.maxLength().orElse(FieldDefinition.MOST_CHARACTERS);
    }

    /** {@return what a whole text must look like, in the syntax of RE2} */
    public Optional<String> pattern() {
        return definition.pattern();
    }

    boolean fits(String text) {
        return pattern == null || pattern.matches(text);
    }

    /** {@return between which bounds values must be} */
    public Optional<Range> range() {
        return definition.range();
    }

    /** {@return what numbers count} */
    public Optional<Label> unit() {
        return definition.unit();
    }

    /** {@return the currency of amounts that name none} */
    public String currency() {
        return definition.currency().orElse("CNY");
    }

    /** {@return how to fill it} */
    public Optional<Label> guidance() {
        return definition.guidance();
    }

    /**
     * A stored value as people read it: options by their names, booleans as yes or no, numbers with their unit.
     *
     * @param value the value as it is stored
     * @return what people read
     */
    public Label shown(String value) {
        return switch (type()) {
            case SINGLE_CHOICE, MULTIPLE_CHOICE ->
                new Label(named(value, Locale.CHINESE), named(value, Locale.ENGLISH));
            case BOOLEAN -> Messages.label(value.equals("true") ? "dictionary.yes" : "dictionary.no");
            case INTEGER, DECIMAL ->
                unit().map(unit -> new Label(value + " " + unit.zh(), value + " " + unit.en()))
                        .orElseGet(() -> new Label(value, value));
            default -> new Label(value, value);
        };
    }

    private String named(String value, Locale language) {
        return Values.keys(value).stream()
                .map(one -> options.stream()
                        .filter(option -> option.key().equals(one))
                        .findFirst()
                        .map(option -> option.label().in(language))
                        .orElse(one))
                .collect(Collectors.joining(Messages.isChinese(language) ? "、" : ", "));
    }

    /** {@return key and type, for messages of defects} */
    @Override
    public String toString() {
        return key + " " + type();
    }
}
