package io.crmkit.internal.store;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * An index by which records with an equal sensitive value are found, and nothing else (ACC-11): it holds a keyed mark of the value's one
 * form. A unique one is never rotated. Without keys it holds that form itself.
 *
 * @param index the declared text index
 * @param path where the value is, as names of components parted by dots
 * @param form what makes values that mean the same alike
 * @param lens looks there
 */
record BlindIndex(String index, String path, Form form, RecordLens lens) {

    /** What makes values that mean the same alike. */
    enum Form {
        /** Digits only, full-width ones too, without the mainland's country code. */
        PHONE {
            @Override
            String of(String text) {
                StringBuilder digits = new StringBuilder();
                folded(text)
                        .codePoints()
                        .filter(Character::isDigit)
                        .forEach(c -> digits.append(Character.digit(c, 10)));
                String number = digits.toString().replaceFirst("^00", "");
                return number.length() == MAINLAND_MOBILE + 2 && number.startsWith("861")
                        ? number.substring(2)
                        : fitting(number);
            }
        },
        /** Small letters, one space between words. */
        NAME {
            @Override
            String of(String text) {
                return fitting(folded(text).replaceAll("\\s+", " "));
            }
        };

        private static final int MAINLAND_MOBILE = 11;
        private static final int LONGEST = 200;

        abstract String of(String text);

        /** One sign can become eighteen; what no index takes is found by its hash. */
        private static String fitting(String text) {
            return text.length() <= LONGEST
                    ? text
                    : Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
        }

        private static String folded(String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFKC)
                    .toUpperCase(Locale.ROOT)
                    .toLowerCase(Locale.ROOT)
                    .strip();
        }
    }

    /** The one form of a record's value, if it has one. */
    Optional<String> value(Object record) {
        Object value = lens.get(record);
        Object text = value instanceof Optional<?> some ? some.orElse(null) : value;
        return text == null
                ? Optional.empty()
                : Optional.of(form.of(text.toString())).filter(t -> !t.isEmpty());
    }
}
