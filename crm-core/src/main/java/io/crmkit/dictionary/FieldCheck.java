package io.crmkit.dictionary;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.crmkit.dictionary.FieldDefinition.Option;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What makes no sense in the definition of a field, by its path in the document. */
final class FieldCheck {

    /** Keys are parts of paths, walls and facets: no dots, no equals signs. */
    private static final Pattern KEY = Pattern.compile("[a-z][A-Za-z0-9-]{0,59}");

    private static final Pattern OPTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");

    private static final Pattern REPEAT = Pattern.compile("\\{(\\d{0,9})(,?)(\\d{0,9})\\}");
    private static final int MOST_REPEATED = 1_000;
    private static final int MOST_STEPS = 5_000;

    private final String path;
    private final FieldDefinition field;
    private final List<Refusal> wrong = new ArrayList<>();

    private FieldCheck(String path, FieldDefinition field) {
        this.path = path;
        this.field = field;
    }

    static List<Refusal> problems(String path, String key, FieldDefinition field) {
        FieldCheck check = new FieldCheck(path, field);
        if (!KEY.matches(key)) {
            check.tell("", key, Messages.label("dictionary.want.key"));
        }
        if (field.label() == null || field.type() == null || field.module() == null) {
            return check.wrong; // told by the constraints
        }
        check.texts();
        check.pattern();
        check.range();
        check.options();
        check.flags();
        return check.wrong;
    }

    private void texts() {
        if (field.label().zh().isBlank() || field.label().en().isBlank()) {
            tell(".label", "", Messages.label("dictionary.want.label"));
        }
        boolean text = field.type() == FieldType.TEXT;
        if (field.maxLength().isPresent() && !text) {
            onlyFor(".maxLength", FieldType.TEXT);
        }
        if (field.pattern().isPresent() && !text) {
            onlyFor(".pattern", FieldType.TEXT);
        }
        if (field.unit().isPresent() && field.type() != FieldType.INTEGER && field.type() != FieldType.DECIMAL) {
            onlyFor(".unit", FieldType.INTEGER, FieldType.DECIMAL);
        }
        field.currency().ifPresent(code -> {
            if (field.type() != FieldType.MONEY) {
                onlyFor(".currency", FieldType.MONEY);
            } else if (!isCurrency(code)) {
                tell(".currency", code, Messages.label("dictionary.want.currency"));
            }
        });
    }

    /** Matching never hangs, whatever the pattern; that reading it takes neither long nor much memory is seen to here. */
    private void pattern() {
        Optional<String> pattern = field.pattern();
        if (pattern.isEmpty()) {
            return;
        }
        String text = pattern.get();
        if (repeated(text) > MOST_REPEATED) {
            tell(".pattern", text, Messages.label("dictionary.want.small-pattern", MOST_REPEATED));
            return;
        }
        try {
            if (Pattern.compile(text).programSize() > MOST_STEPS) {
                tell(".pattern", text, Messages.label("dictionary.want.small-pattern", MOST_REPEATED));
            }
        } catch (PatternSyntaxException e) {
            tell(".pattern", text, Messages.label("dictionary.want.pattern", e.getDescription()));
        }
    }

    /** At most how often repetitions within repetitions repeat something. */
    private static long repeated(String pattern) {
        long times = 1;
        com.google.re2j.Matcher matcher = REPEAT.matcher(pattern);
        while (matcher.find() && times <= MOST_REPEATED) {
            long least = number(matcher.group(1));
            long most = number(matcher.group(3));
            times *= Math.max(1, Math.max(least, most));
        }
        return times;
    }

    private static long number(String digits) {
        return digits.isEmpty() ? 1 : Long.parseLong(digits);
    }

    private void range() {
        field.range().ifPresent(range -> {
            boolean numbers = range.min().isPresent() || range.max().isPresent();
            boolean days = range.earliest().isPresent() || range.latest().isPresent();
            if (numbers && !field.type().isNumber()) {
                onlyFor(".range", FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY);
            }
            if (days && field.type() != FieldType.DATE) {
                onlyFor(".range", FieldType.DATE);
            }
            if (range.isEmpty()) {
                tell(".range", "", Messages.label("dictionary.want.range"));
            }
        });
    }

    private void options() {
        if (!field.options().isEmpty() && !field.type().isChoice()) {
            onlyFor(".options", FieldType.SINGLE_CHOICE, FieldType.MULTIPLE_CHOICE);
        }
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < field.options().size(); i++) {
            Option option = field.options().get(i);
            String at = ".options[" + i + "]";
            if (option == null || option.key() == null || option.label() == null) {
                tell(at, "", Messages.label("dictionary.want.option"));
            } else if (!OPTION.matches(option.key())) {
                tell(at + ".key", option.key(), Messages.label("dictionary.want.option"));
            } else if (!keys.add(option.key())) {
                tell(at + ".key", option.key(), Messages.label("dictionary.want.once"));
            }
        }
    }

    private void flags() {
        boolean searchable = field.searchable().orElse(false);
        if (searchable && field.sensitive().orElse(false)) {
            tell(".searchable", "true", Messages.label("dictionary.want.not-both"));
        }
        if (searchable
                && field.type() == FieldType.TEXT
                && field.maxLength().orElse(FieldDefinition.MOST_CHARACTERS) > FieldDefinition.MOST_SEARCHED) {
            tell(".searchable", "true", Messages.label("dictionary.want.short", FieldDefinition.MOST_SEARCHED));
        }
    }

    private static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }

    private void onlyFor(String part, FieldType... types) {
        String names = String.join(
                ", ", java.util.Arrays.stream(types).map(FieldType::name).toList());
        tell(part, field.type().name(), Messages.label("dictionary.want.only-for", names));
    }

    private void tell(String part, String value, Label allowed) {
        String at = path + part;
        wrong.add(Refusal.of(Refusal.Kind.INVALID, "POL-01", "document.wrong-value", at, value, allowed)
                .onField(at)
                .ofValue(value));
    }
}
