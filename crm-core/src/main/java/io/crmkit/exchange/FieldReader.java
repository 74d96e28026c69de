package io.crmkit.exchange;

import io.crmkit.exchange.ImportField.Choice;
import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns cells of one column into values of one field. */
final class FieldReader {

    private static final Set<String> YES = Set.of("true", "yes", "y", "1", "是", "真");
    private static final Set<String> NO = Set.of("false", "no", "n", "0", "否", "假");
    private static final int MOST_DIGITS = 40;
    private static final int MOST_REMEMBERED = 10_000;
    private static final int LONGEST_REMEMBERED = 200;

    private final ImportField field;
    private final ColumnUse use;
    private final String currency;
    private final boolean correct;
    private final Pattern number;
    private final Map<String, String> choices = new HashMap<>();
    private final Map<String, String> wordings = new LinkedHashMap<>();

    /** Texts that are no choice come again and again, and looking for what is near them is the dearest of all. */
    private final Map<String, String> nears = new HashMap<>();

    /**
     * What a cell says.
     *
     * @param value the value, unless there is none or a problem
     * @param problem why there is no value, though the cell has one
     * @param remark what to tell about the value
     */
    record Read(Optional<Object> value, Optional<Refusal> problem, Optional<Refusal> remark) {

        private static final Read NOTHING = new Read(Optional.empty(), Optional.empty(), Optional.empty());

        static Read of(Object value) {
            return new Read(Optional.of(value), Optional.empty(), Optional.empty());
        }

        static Read refused(Refusal problem) {
            return new Read(Optional.empty(), Optional.of(problem), Optional.empty());
        }
    }

    /**
     * A reader.
     *
     * @param field the field
     * @param use how the column is to be read
     * @param currency the currency of money; empty when there is none
     * @param correct whether near misses are corrected
     */
    FieldReader(ImportField field, ColumnUse use, String currency, boolean correct) {
        this.field = field;
        this.use = use;
        this.currency = currency;
        this.correct = correct;
        String point = Pattern.quote(String.valueOf(use.decimal()));
        String whole = use.group()
                .map(g -> Pattern.quote(g.toString()))
                .map(g -> "(?:[0-9]{1,3}(?:" + g + "[0-9]{3})+|[0-9]+)")
                .orElse("[0-9]+");
        this.number = Pattern.compile("[+-]?" + whole + "(?:" + point + "[0-9]+)?");
        for (Choice choice : field.choices()) {
            for (String wording :
                    List.of(choice.key(), choice.label().en(), choice.label().zh())) {
                choices.putIfAbsent(fold(wording), choice.key());
                wordings.putIfAbsent(wording, choice.key());
            }
        }
    }

    ImportField field() {
        return field;
    }

    ColumnUse use() {
        return use;
    }

    /** Reads a cell that is cleaned. */
    Read read(String cell) {
        return readPlain(use.values().getOrDefault(cell, cell));
    }

    /** Reads a text that needs no translation. */
    Read readPlain(String text) {
        if (text.isEmpty()) {
            return Read.NOTHING;
        }
        return switch (field.type()) {
            case TEXT, REFERENCE -> Read.of(text);
            case INTEGER -> integer(text);
            case DECIMAL ->
                decimal(text)
                        .map(n -> Read.of(n.stripTrailingZeros()))
                        .orElseGet(() -> refused("exchange.not-a-number", text));
            case MONEY -> money(text);
            case DATE -> date(text);
            case BOOLEAN -> bool(text);
            case CHOICE, OPEN_CHOICE -> choice(text);
        };
    }

    private Read integer(String text) {
        Optional<BigDecimal> read = decimal(text);
        if (read.isEmpty()) {
            return refused("exchange.not-a-number", text);
        }
        try {
            return Read.of(read.orElseThrow().longValueExact());
        } catch (ArithmeticException e) {
            return refused("exchange.not-whole", text);
        }
    }

    private Read money(String text) {
        Optional<BigDecimal> read = decimal(text);
        if (read.isEmpty()) {
            return refused("exchange.not-a-number", text);
        }
        try {
            return Read.of(new Money(read.orElseThrow(), currency));
        } catch (IllegalArgumentException e) {
            return refused("exchange.not-an-amount", text);
        }
    }

    private Optional<BigDecimal> decimal(String text) {
        String narrow = Cells.narrow(text).replace('\u2212', '-');
        if (narrow.length() > MOST_DIGITS || !number.matcher(narrow).matches()) {
            return Optional.empty();
        }
        String plain = use.group().map(g -> narrow.replace(g.toString(), "")).orElse(narrow);
        BigDecimal read = new BigDecimal(plain.replace(use.decimal(), '.'));
        return Optional.of(use.multiply().map(read::multiply).orElse(read));
    }

    private Read date(String text) {
        String narrow = Cells.narrow(text);
        for (DatePattern pattern : use.dates()) {
            Optional<LocalDate> day = pattern.read(narrow);
            if (day.isPresent()) {
                return Read.of(day.orElseThrow());
            }
        }
        return refused(
                "exchange.not-a-date",
                text,
                String.join(", ", use.dates().stream().map(DatePattern::pattern).toList()));
    }

    private Read bool(String text) {
        String word = Cells.narrow(text).toLowerCase(Locale.ROOT);
        if (YES.contains(word) || NO.contains(word)) {
            return Read.of(YES.contains(word));
        }
        return refused("exchange.not-a-boolean", text);
    }

    private Read choice(String text) {
        String key = choices.get(fold(text));
        if (key != null) {
            return Read.of(key);
        }
        boolean open = field.type() == ImportField.Type.OPEN_CHOICE;
        String near = nears.get(text);
        if (near == null) {
            near = NearMiss.of(text, wordings.keySet()).map(wordings::get).orElse("");
            if (nears.size() < MOST_REMEMBERED && text.length() <= LONGEST_REMEMBERED) {
                nears.put(text, near);
            }
        }
        if (!near.isEmpty() && correct) {
            return new Read(
                    Optional.of(near), Optional.empty(), Optional.of(finding("exchange.corrected", text, near)));
        }
        if (open) {
            Optional<Refusal> remark = near.isEmpty()
                    ? Optional.empty()
                    : Optional.of(finding("exchange.nearly", text).suggesting(near));
            return new Read(Optional.of(text), Optional.empty(), remark);
        }
        Label allowed =
                MappingReader.listed(field.choices().stream().map(Choice::key).toList());
        Refusal refusal = finding("exchange.not-a-choice", text, allowed);
        return Read.refused(near.isEmpty() ? refusal : refusal.suggesting(near));
    }

    private Read refused(String code, String text, Object... more) {
        return Read.refused(finding(code, text, more));
    }

    private Refusal finding(String code, String text, Object... more) {
        Object[] args = new Object[more.length + 2];
        args[0] = field.label();
        args[1] = shortened(text);
        System.arraycopy(more, 0, args, 2, more.length);
        return MappingReader.refusal(code, args).onField(field.name()).ofValue(shortened(text));
    }

    /** A cell that is too long for a message says enough by its beginning. */
    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= 80
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 80)) + "…";
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "");
    }
}
