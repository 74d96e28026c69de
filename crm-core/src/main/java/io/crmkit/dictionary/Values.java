package io.crmkit.dictionary;

import com.google.common.base.Splitter;
import io.crmkit.dictionary.FieldDefinition.Option;
import io.crmkit.dictionary.FieldDefinition.Range;
import io.crmkit.shared.Amount;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Mask;
import io.crmkit.shared.Money;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads what people write into fields (CUS-03): full width and half width alike, with the unit or without, options by key or
 * name. Whatever is written, reading takes time in proportion to it: what is too long is looked at no further.
 */
final class Values {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\\.[0-9]+)?");
    private static final int MOST_DIGITS = 40;
    private static final Pattern DAY = Pattern.compile("([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?");
    private static final Pattern AMOUNT =
            Pattern.compile("(?:([A-Z]{3})\\s*)?[¥￥]?\\s*([+-]?[0-9][0-9,.]*)\\s*(万|亿)?\\s*(?:元|([A-Z]{3}))?");
    private static final Set<String> YES = Set.of("true", "yes", "y", "1", "是", "有", "真");
    private static final Set<String> NO = Set.of("false", "no", "n", "0", "否", "无", "假");
    private static final Splitter MANY =
            Splitter.onPattern("[,;|\\n、，；]").trimResults().omitEmptyStrings();
    private static final Splitter KEYS = Splitter.on(',').omitEmptyStrings();
    private static final int SHOWN = 60;

    private final Field field;

    Values(Field field) {
        this.field = field;
    }

    /** {@return the keys in a stored choice} */
    static List<String> keys(String value) {
        return KEYS.splitToList(value);
    }

    /** Reads a text that is not blank. */
    Reading read(String raw) {
        int most = FieldDefinition.MOST_CHARACTERS;
        if (raw.length() > 2 * most || raw.codePointCount(0, raw.length()) > most || !CleanText.Check.isClean(raw)) {
            return text(raw);
        }
        String given = Normalizer.normalize(raw, Normalizer.Form.NFC).strip();
        String narrow = Normalizer.normalize(given, Normalizer.Form.NFKC).strip();
        return switch (field.type()) {
            case TEXT -> given.codePointCount(0, given.length()) > field.maxLength() ? text(given) : fitting(given);
            case INTEGER -> integer(narrow);
            case DECIMAL -> decimal(narrow);
            case MONEY -> money(narrow);
            case DATE -> date(narrow);
            case BOOLEAN -> bool(narrow);
            case SINGLE_CHOICE -> single(given);
            case MULTIPLE_CHOICE -> multiple(given);
            case PHONE -> Phones.read(narrow).map(Reading::of).orElseGet(() -> phone(narrow));
            case EMAIL ->
                WebAddresses.email(narrow).map(Reading::of).orElseGet(() -> wrong("dictionary.email", narrow));
            case URL -> WebAddresses.url(given).map(Reading::of).orElseGet(() -> url(given));
        };
    }

    // What is wrong

    private Reading wrong(String code, String value, Object... more) {
        return Reading.wrong(refusal(code, value, more));
    }

    private Refusal refusal(String code, String value, Object... more) {
        String shown = shown(value);
        Object[] args = new Object[more.length + 2];
        args[0] = field.label();
        args[1] = shown;
        System.arraycopy(more, 0, args, 2, more.length);
        return Refusal.of(Refusal.Kind.INVALID, "CUS-03", code, args)
                .onField(field.key())
                .ofValue(shown);
    }

    /** A value that is too long for a message says enough by its beginning; a sensitive one is told in part. */
    private String shown(String value) {
        StringBuilder harmless = new StringBuilder();
        value.codePoints()
                .limit(SHOWN)
                .map(c -> CleanText.Check.isClean(c) ? c : '\uFFFD')
                .forEach(harmless::appendCodePoint);
        String shown = harmless.toString();
        if (field.sensitive()) {
            return Mask.of(shown);
        }
        return value.codePointCount(0, Math.min(value.length(), 4 * SHOWN)) > SHOWN ? shown + "…" : shown;
    }

    private Reading text(String given) {
        return Reading.wrong(
                Refusal.of(Refusal.Kind.INVALID, "CUS-03", "valid.text", field.label(), 0, field.maxLength())
                        .onField(field.key())
                        .ofValue(shown(given)));
    }

    private Reading fitting(String given) {
        return field.fits(given)
                ? Reading.of(given)
                : wrong(
                        "dictionary.pattern",
                        given,
                        field.guidance().isPresent()
                                ? field.guidance().get()
                                : field.pattern().orElse(""));
    }

    // Numbers

    private Optional<BigDecimal> number(String narrow) {
        String plain = narrow;
        if (field.unit().isPresent()) {
            for (String unit :
                    List.of(field.unit().get().zh(), field.unit().get().en())) {
                String folded = Normalizer.normalize(unit, Normalizer.Form.NFKC);
                if (plain.endsWith(folded)) {
                    plain = plain.substring(0, plain.length() - folded.length()).strip();
                }
            }
        }
        if (plain.length() > MOST_DIGITS || !NUMBER.matcher(plain).matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(plain.replace(",", "")).stripTrailingZeros();
        return Optional.of(number.scale() < 0 ? number.setScale(0) : number);
    }

    private Reading integer(String narrow) {
        Optional<BigDecimal> number = number(narrow);
        if (number.isEmpty()) {
            return wrong("exchange.not-a-number", narrow);
        }
        try {
            return inRange(number.get(), Long.toString(number.get().longValueExact()));
        } catch (ArithmeticException e) {
            return wrong("exchange.not-whole", narrow);
        }
    }

    private Reading decimal(String narrow) {
        Optional<BigDecimal> number = number(narrow).filter(n -> n.scale() <= FieldType.MOST_SCALE);
        return number.isEmpty()
                ? wrong("exchange.not-a-number", narrow)
                : inRange(number.get(), number.get().toPlainString());
    }

    private Reading money(String narrow) {
        Matcher matcher = AMOUNT.matcher(narrow);
        if (!matcher.matches()
                || narrow.length() > MOST_DIGITS
                || !NUMBER.matcher(matcher.group(2)).matches()) {
            return wrong("exchange.not-an-amount", narrow);
        }
        BigDecimal number = new BigDecimal(matcher.group(2).replace(",", ""));
        if (matcher.group(3) != null) {
            number = number.movePointRight(matcher.group(3).equals("万") ? 4 : 8);
        }
        String named = Optional.ofNullable(matcher.group(1)).orElse(matcher.group(4));
        String currency = named == null ? field.currency() : named;
        try {
            Money money = new Money(number, currency);
            return Amount.Check.isAmount(money)
                    ? inRange(money.amount(), money.toString())
                    : wrong("exchange.not-an-amount", narrow);
        } catch (IllegalArgumentException e) {
            return wrong("exchange.not-an-amount", narrow);
        }
    }

    private Reading inRange(BigDecimal number, String value) {
        Optional<Range> range = field.range();
        Optional<BigDecimal> min = range.flatMap(Range::min).filter(least -> number.compareTo(least) < 0);
        Optional<BigDecimal> max = range.flatMap(Range::max).filter(most -> number.compareTo(most) > 0);
        if (min.isPresent()) {
            return bound("valid.min", min.get().toPlainString(), value);
        }
        return max.isPresent() ? bound("valid.max", max.get().toPlainString(), value) : Reading.of(value);
    }

    private Reading bound(String code, String bound, String value) {
        return Reading.wrong(Refusal.of(Refusal.Kind.INVALID, "CUS-03", code, field.label(), bound)
                .onField(field.key())
                .ofValue(shown(value)));
    }

    // Days and choices

    private Reading date(String narrow) {
        Matcher matcher = DAY.matcher(narrow);
        try {
            if (matcher.matches()) {
                LocalDate day = LocalDate.of(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)));
                Optional<LocalDate> earliest = field.range().flatMap(Range::earliest);
                Optional<LocalDate> latest = field.range().flatMap(Range::latest);
                if (earliest.isPresent() && day.isBefore(earliest.get())) {
                    return bound("valid.min", earliest.get().toString(), day.toString());
                }
                return latest.isPresent() && day.isAfter(latest.get())
                        ? bound("valid.max", latest.get().toString(), day.toString())
                        : Reading.of(day.toString());
            }
        } catch (DateTimeException e) {
            return wrong("dictionary.date", narrow); // such as the 30th of February
        }
        return wrong("dictionary.date", narrow);
    }

    private Reading bool(String narrow) {
        String word = narrow.toLowerCase(Locale.ROOT);
        if (YES.contains(word) || NO.contains(word)) {
            return Reading.of(Boolean.toString(YES.contains(word)));
        }
        return wrong("exchange.not-a-boolean", narrow);
    }

    private Reading single(String given) {
        Optional<String> key = key(given);
        return key.isPresent() ? Reading.of(key.get()) : Reading.wrong(unlisted(given));
    }

    private Reading multiple(String given) {
        Set<String> chosen = new TreeSet<>();
        List<Refusal> wrong = new ArrayList<>();
        for (String one : MANY.split(given)) {
            key(one).ifPresentOrElse(chosen::add, () -> wrong.add(unlisted(one)));
        }
        if (!wrong.isEmpty()) {
            return new Reading(Optional.empty(), wrong.subList(0, Math.min(wrong.size(), 10)));
        }
        String value = field.options().stream()
                .map(Option::key)
                .filter(chosen::contains)
                .collect(Collectors.joining(","));
        return value.isEmpty() ? Reading.wrong(unlisted(given)) : Reading.of(value);
    }

    /** The option that a text names, by its key or either of its names; keys go first. */
    private Optional<String> key(String given) {
        String wanted = fold(given);
        return field.options().stream()
                .filter(option -> option.key().equals(given.strip()))
                .findFirst()
                .or(() -> field.options().stream()
                        .filter(option -> fold(option.key()).equals(wanted)
                                || fold(option.label().zh()).equals(wanted)
                                || fold(option.label().en()).equals(wanted))
                        .findFirst())
                .map(Option::key);
    }

    private Refusal unlisted(String given) {
        Map<String, String> wordings = new LinkedHashMap<>();
        field.options().forEach(option -> {
            wordings.put(option.key(), option.key());
            wordings.putIfAbsent(option.label().zh(), option.key());
            wordings.putIfAbsent(option.label().en(), option.key());
        });
        Refusal refusal = refusal(
                "exchange.not-a-choice",
                given,
                field.options().stream().map(Option::key).collect(Collectors.joining(", ")));
        return NearMiss.of(given, wordings.keySet())
                .map(wordings::get)
                .map(refusal::suggesting)
                .orElse(refusal);
    }

    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s_-]+", "");
    }

    // Addresses

    private Reading phone(String narrow) {
        return Phones.looksLikeMobile(narrow) ? wrong("dictionary.mobile", narrow) : wrong("dictionary.phone", narrow);
    }

    private Reading url(String given) {
        Refusal refusal = refusal("dictionary.url", given);
        return Reading.wrong(WebAddresses.url("https://" + given)
                .filter(address -> !given.contains("://"))
                .map(refusal::suggesting)
                .orElse(refusal));
    }
}
