package io.crmkit.shared;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * A text that every store keeps faithfully and every screen shows honestly: so many characters at most, no half of a
 * surrogate pair, no control character but line feed, carriage return and tab, nothing that turns the direction of text
 * around or hides annotations in it, no other ends of lines, and no code that Unicode says is no character.
 */
@Documented
@Target({ElementType.FIELD, ElementType.TYPE_USE, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CleanText.Check.class)
public @interface CleanText {

    /** {@return the least number of characters} */
    int min() default 0;

    /** {@return the greatest number of characters} */
    int max();

    /** {@return not used: messages are made from the constraint's name} */
    String message() default "";

    /** {@return validation groups} */
    Class<?>[] groups() default {};

    /** {@return validation payload} */
    Class<? extends Payload>[] payload() default {};

    /** Checks it. */
    final class Check implements ConstraintValidator<CleanText, String> {
        private int min;
        private int max;

        /** For the validator. */
        public Check() {}

        @Override
        public void initialize(CleanText constraint) {
            min = constraint.min();
            max = constraint.max();
        }

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            if (text == null) {
                return true;
            }
            int length = text.codePointCount(0, text.length());
            return length >= min && length <= max && isClean(text);
        }

        /**
         * Whether a text holds nothing but clean characters, however many.
         *
         * @param text the text
         * @return whether
         */
        public static boolean isClean(String text) {
            return text.codePoints().allMatch(Check::isClean);
        }

        /**
         * A text as it may be shown to somebody: what is not clean becomes U+FFFD, and what is too long is cut.
         *
         * @param text any text
         * @param most how many characters at most
         * @return the same, when nothing is wrong with it
         */
        public static String shown(String text, int most) {
            if (text.length() <= most && isClean(text)) {
                return text;
            }
            StringBuilder shown = new StringBuilder(Math.min(text.length(), most + 1));
            text.codePoints().limit(most).map(c -> isClean(c) ? c : 0xFFFD).forEach(shown::appendCodePoint);
            boolean cut = text.length() > 2L * most || text.codePointCount(0, text.length()) > most;
            return cut ? shown.append('…').toString() : shown.toString();
        }

        /**
         * Whether a character is clean.
         *
         * @param c the code point
         * @return whether it is no half of a pair, no control character and does not turn the direction of text
         */
        public static boolean isClean(int c) {
            if (Character.getType(c) == Character.SURROGATE) {
                return false;
            }
            boolean control = Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
            boolean turning = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
            boolean line = c == 0x2028 || c == 0x2029;
            boolean annotation = c >= 0xFFF9 && c <= 0xFFFB;
            boolean nothing = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); // never a character
            return !control && !turning && !line && !annotation && !nothing;
        }
    }
}
