package io.crmkit.customer.cleansing;

import io.crmkit.dictionary.CommonFields;
import io.crmkit.dictionary.FieldType;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Says what is wrong with values (CUS-10). Pure; safe for use by many threads. */
public final class CleansingRules {

    private static final Pattern MAIL_TO = Pattern.compile("(?i)^\\s*(mailto|e-?mail|邮箱)\\s*:\\s*");
    private static final Pattern TELEPHONE = Pattern.compile("(?i)^\\s*(tel|phone|mobile|电话|手机|联系电话)\\s*[.:]?\\s*");
    private static final Pattern SEVERAL = Pattern.compile("[/;,、|]|\\s{2,}");
    private static final Pattern AROUND = Pattern.compile("^[\\p{P}\\p{S}\\s]+|[\\p{P}\\p{S}\\s]+$");

    private final CleansingPolicy policy;
    private final Set<String> placeholders = new HashSet<>();

    /**
     * Rules.
     *
     * @param policy their numbers and lists
     */
    public CleansingRules(CleansingPolicy policy) {
        this.policy = policy;
        policy.placeholders().forEach(value -> placeholders.add(folded(value)));
        placeholders.remove("");
    }

    /**
     * What is wrong with a value.
     *
     * @param field the field's key
     * @param type what the field's values are
     * @param required whether there must be a value
     * @param value the value; absent or blank when there is none
     * @return the finding, if anything is wrong
     */
    public Optional<Finding> judge(String field, FieldType type, boolean required, Optional<String> value) {
        String text = value.map(String::strip).orElse("");
        if (text.isEmpty()) {
            return required
                    ? Optional.of(new Finding(Rule.MISSING, field, Optional.empty(), Fix.ASK, Optional.empty()))
                    : Optional.empty();
        }
        if (spelled(type) && isPlaceholder(text)) {
            return Optional.of(Finding.without(Rule.PLACEHOLDER, field, text, required));
        }
        return switch (type) {
            case PHONE -> misspelled(Rule.PHONE, field, text, required, this::repairedPhone, CommonFields::phone);
            case EMAIL -> misspelled(Rule.EMAIL, field, text, required, this::repairedEmail, CommonFields::email);
            default -> Optional.empty();
        };
    }

    private static boolean spelled(FieldType type) {
        return type == FieldType.TEXT || type == FieldType.PHONE || type == FieldType.EMAIL || type == FieldType.URL;
    }

    /**
     * Whether a value stands for nothing.
     *
     * @param text the value
     * @return whether it does
     */
    public boolean isPlaceholder(String text) {
        String folded = folded(text);
        if (folded.isEmpty()) {
            return !text.isBlank() && policy.repeated() > 0; // nothing but punctuation
        }
        long signs = folded.codePoints().distinct().count();
        long length = folded.codePoints().count();
        return placeholders.contains(folded) || (policy.repeated() > 0 && signs == 1 && length >= policy.repeated());
    }

    /** Width, capitals, spaces and punctuation around it make no difference. */
    private static String folded(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return AROUND.matcher(plain).replaceAll("").replaceAll("\\s+", " ");
    }

    /** One that can be read as it stands but is not stored so is brought into its form; one that cannot is repaired or goes. */
    private static Optional<Finding> misspelled(
            Rule rule,
            String field,
            String text,
            boolean required,
            Function<String, Set<String>> repair,
            Function<String, io.crmkit.shared.Outcome<String>> reader) {
        Optional<String> read = reader.apply(text).toOptional();
        if (read.filter(text::equals).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(read.or(() -> repair.apply(text).stream()
                        .flatMap(guess -> reader.apply(guess).toOptional().stream())
                        .findFirst())
                .map(better -> Finding.replaced(rule, field, text, better))
                .orElseGet(() -> Finding.without(rule, field, text, required)));
    }

    private Set<String> repairedPhone(String text) {
        Set<String> guesses = new LinkedHashSet<>();
        String plain = TELEPHONE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceFirst("");
        for (String part : parts(plain)) {
            String digits =
                    part.replace('O', '0').replace('o', '0').replace('l', '1').replace('I', '1');
            guesses.add(part);
            guesses.add(digits);
            guesses.add(digits.replaceAll("[^0-9+]", ""));
        }
        return guesses;
    }

    private Set<String> repairedEmail(String text) {
        Set<String> guesses = new LinkedHashSet<>();
        String plain = MAIL_TO.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceFirst("");
        for (String part : parts(plain)) {
            String joined = part.replaceAll("\\s+", "").replace('。', '.').replace("@@", "@");
            guesses.add(joined);
            guesses.add(joined.replaceAll("\\.{2,}", "."));
            guesses.add(AROUND.matcher(joined.replaceAll("\\.{2,}", ".")).replaceAll(""));
            guesses.add(AROUND.matcher(joined.replace("(at)", "@").replace("#", "@"))
                    .replaceAll(""));
        }
        return guesses;
    }

    /** Where several stand in one field, the first that can be read counts. */
    private static Set<String> parts(String text) {
        Set<String> parts = new LinkedHashSet<>();
        parts.add(text.strip());
        for (String part : SEVERAL.split(text, -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    /**
     * Whether a customer was left alone for too long.
     *
     * @param last when somebody last edited, confirmed or followed it up
     * @param today the day
     * @param zone the enterprise's time zone
     * @return the finding, if it was; it tells the day, so that there is another one only after it was touched again, and nothing of what the
     *     customer bought, which not everybody sees
     */
    public Optional<Finding> untouched(Instant last, LocalDate today, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(last, zone);
        return day.plusDays(policy.untouchedDays()).isAfter(today)
                ? Optional.empty()
                : Optional.of(new Finding(
                        Rule.UNTOUCHED, Finding.WHOLE, Optional.of(day.toString()), Fix.BIN, Optional.empty()));
    }
}
