package io.crmkit.shared;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Objects;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * An exact amount in a currency. Immutable; two amounts are equal when currency and number are, {@code 1.5} and {@code
 * 1.50} alike. Arithmetic across currencies is a caller's mistake.
 *
 * @param amount the number, without trailing zeros, at most {@value #MAX_SCALE} digits after the point and 14 before it
 * @param currency ISO 4217 code
 */
@ValueObject
public record Money(BigDecimal amount, String currency) implements Comparable<Money> {

    /** Digits after the point that an amount may have. */
    public static final int MAX_SCALE = 4;

    private static final BigDecimal LIMIT = new BigDecimal("100000000000000");

    /** Normalises the number and checks both parts. */
    public Money {
        Objects.requireNonNull(amount, "amount");
        Currency.getInstance(currency);
        amount = amount.stripTrailingZeros();
        if (amount.scale() < 0) {
            amount = amount.setScale(0, RoundingMode.UNNECESSARY);
        }
        if (amount.scale() > MAX_SCALE || amount.abs().compareTo(LIMIT) >= 0) {
            throw new IllegalArgumentException("an amount has at most 14 digits before the point and " + MAX_SCALE
                    + " after it: " + amount.toPlainString());
        }
    }

    /**
     * An amount.
     *
     * @param currency ISO 4217 code
     * @param amount the number in plain decimal notation
     * @return the amount
     */
    public static Money of(String currency, String amount) {
        return new Money(new BigDecimal(amount), currency);
    }

    /**
     * An amount in Chinese yuan.
     *
     * @param amount the number in plain decimal notation
     * @return the amount
     */
    public static Money cny(String amount) {
        return of("CNY", amount);
    }

    /**
     * The sum.
     *
     * @param other an amount in the same currency
     * @return the sum
     */
    public Money plus(Money other) {
        return new Money(amount.add(same(other).amount), currency);
    }

    /**
     * A whole percentage of this amount, rounded half even to {@value #MAX_SCALE} digits.
     *
     * @param percent the percentage
     * @return the part
     */
    public Money percent(int percent) {
        return new Money(
                amount.multiply(BigDecimal.valueOf(percent))
                        .movePointLeft(2)
                        .setScale(MAX_SCALE, RoundingMode.HALF_EVEN),
                currency);
    }

    /** {@return whether the amount is above zero} */
    public boolean isPositive() {
        return amount.signum() > 0;
    }

    /** {@return the number with exactly {@value #MAX_SCALE} digits after the point, as indexes hold it} */
    public BigDecimal indexed() {
        return amount.setScale(MAX_SCALE, RoundingMode.UNNECESSARY);
    }

    @Override
    public int compareTo(Money other) {
        return amount.compareTo(same(other).amount);
    }

    private Money same(Money other) {
        if (!other.currency.equals(currency)) {
            throw new IllegalArgumentException(currency + " and " + other.currency + " cannot be combined");
        }
        return other;
    }

    /** {@return the number and the currency, such as {@code 480000 CNY}} */
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency;
    }
}
