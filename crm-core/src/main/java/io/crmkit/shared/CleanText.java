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
 * around.
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
            return !control && !turning;
        }
    }
}
