package io.crmkit.shared;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Figures as people read them, the same in every text and table: thousands are grouped by commas, and an amount has at least two
 * digits after the point, such as {@code 1,905.00 CNY}. Written by hand, as reasons are made for a whole base at once and
 * formats of the JDK would cost more than grading. For texts only: data keeps plain numbers.
 */
public final class Figures {

    private static final int LEAST_DIGITS = 2;
    private static final int GROUP = 3;

    /** Of a long, whatever they are. */
    private static final int MOST_DIGITS = 18;

    private Figures() {}

    /**
     * A count.
     *
     * @param number any number
     * @return such as {@code 12,345}
     */
    public static String count(long number) {
        return grouped(Long.toString(number));
    }

    /**
     * An amount whose currency stands elsewhere, or is not known.
     *
     * @param amount the amount; every digit of it is shown
     * @return such as {@code 1,905.00}
     */
    public static String amount(BigDecimal amount) {
        if (amount.scale() == LEAST_DIGITS && amount.precision() <= MOST_DIGITS) {
            return cents(amount.unscaledValue().longValue());
        }
        BigDecimal shown = amount.stripTrailingZeros();
        return grouped((shown.scale() < LEAST_DIGITS ? shown.setScale(LEAST_DIGITS, RoundingMode.UNNECESSARY) : shown)
                .toPlainString());
    }

    /**
     * An amount with its currency.
     *
     * @param money the amount; every digit of it is shown
     * @return such as {@code 1,905.00 CNY}
     */
    public static String amount(Money money) {
        return amount(money.amount()) + " " + money.currency();
    }

    /** What amounts mostly are is written in one step, from its end. */
    private static String cents(long cents) {
        char[] text = new char[MOST_DIGITS * 2];
        int at = text.length;
        long rest = Math.abs(cents);
        for (int i = 0; i < LEAST_DIGITS; i++, rest /= 10) {
            text[--at] = (char) ('0' + rest % 10);
        }
        text[--at] = '.';
        int digits = 0;
        do {
            if (digits > 0 && digits % GROUP == 0) {
                text[--at] = ',';
            }
            text[--at] = (char) ('0' + rest % 10);
            rest /= 10;
            digits++;
        } while (rest > 0);
        if (cents < 0) {
            text[--at] = '-';
        }
        return new String(text, at, text.length - at);
    }

    private static String grouped(String plain) {
        int from = plain.startsWith("-") ? 1 : 0;
        int point = plain.indexOf('.');
        int to = point < 0 ? plain.length() : point;
        if (to - from <= GROUP) {
            return plain;
        }
        StringBuilder text = new StringBuilder(plain.length() + plain.length() / GROUP);
        text.append(plain, 0, from);
        for (int i = from; i < to; i++) {
            if (i > from && (to - i) % GROUP == 0) {
                text.append(',');
            }
            text.append(plain.charAt(i));
        }
        return text.append(plain, to, plain.length()).toString();
    }
}
