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
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** An amount that people enter: zero or more, below 10 to the 14th, so that it can be indexed exactly. */
@Documented
@Target({ElementType.FIELD, ElementType.TYPE_USE, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Amount.Check.class)
public @interface Amount {

    /** {@return not used: messages are made from the constraint's name} */
    String message() default "";

    /** {@return validation groups} */
    Class<?>[] groups() default {};

    /** {@return validation payload} */
    Class<? extends Payload>[] payload() default {};

    /** Checks it. */
    final class Check implements ConstraintValidator<Amount, Money> {
        private static final BigDecimal LIMIT = new BigDecimal("100000000000000");

        /** For the validator. */
        public Check() {}

        @Override
        public boolean isValid(@Nullable Money money, ConstraintValidatorContext context) {
            return money == null || isAmount(money);
        }

        /**
         * Whether people may enter an amount.
         *
         * @param money the amount
         * @return whether it is neither below zero nor too great
         */
        public static boolean isAmount(Money money) {
            return money.amount().signum() >= 0 && money.amount().compareTo(LIMIT) < 0;
        }
    }
}
