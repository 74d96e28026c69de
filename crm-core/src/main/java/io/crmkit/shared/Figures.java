package io.crmkit.shared;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Figures and times as people read them, the same in every text and table: thousands are grouped by commas, and an amount has at least two
 * digits after the point, such as {@code 1,905.00 CNY}. Written by hand, as reasons are made for a whole base at once and
 * formats of the JDK would cost more than grading. For texts only: data keeps plain numbers.
 */
public final class Figures {

    private static final int LEAST_DIGITS = 2;
    private static final int GROUP = 3;

    /** Of a long, whatever they are. */
    private static final int MOST_DIGITS = 18;

    /** Of an amount of so many digits, with sign, point and commas. */
    private static final int LONGEST = MOST_DIGITS + MOST_DIGITS / GROUP + 2;

    /** How many groups of digits there are. */
    private static final int GROUPS = 1_000;

    /** All groups, one behind the other. */
    private static final byte[] DIGITS = new byte[GROUPS * GROUP];

    static {
        for (int i = 0; i < GROUPS; i++) {
            DIGITS[i * GROUP] = (byte) ('0' + i / 100);
            DIGITS[i * GROUP + 1] = (byte) ('0' + i / 10 % 10);
            DIGITS[i * GROUP + 2] = (byte) ('0' + i % 10);
        }
    }

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private Figures() {}

    /**
     * A point in time, to the second.
     *
     * @param at the point in time
     * @param zone where its day and hour are read, the enterprise's
     * @return such as {@code 2026-11-28 19:00:56}
     */
    public static String time(Instant at, ZoneId zone) {
        return TIME.format(LocalDateTime.ofInstant(at, zone));
    }

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
            return cents(amount.scaleByPowerOfTen(LEAST_DIGITS).longValue());
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

    /** What amounts mostly are is written in one step, from its end, a group of digits at a time: dividing costs most. */
    private static String cents(long cents) {
        byte[] text = new byte[LONGEST];
        int at = text.length;
        long all = Math.abs(cents);
        long rest = all / 100;
        int digits = (int) (all - rest * 100) * GROUP;
        text[--at] = DIGITS[digits + 2];
        text[--at] = DIGITS[digits + 1];
        text[--at] = '.';
        while (rest >= GROUPS) {
            long higher = rest / GROUPS;
            digits = (int) (rest - higher * GROUPS) * GROUP;
            text[--at] = DIGITS[digits + 2];
            text[--at] = DIGITS[digits + 1];
            text[--at] = DIGITS[digits];
            text[--at] = ',';
            rest = higher;
        }
        digits = (int) rest * GROUP;
        text[--at] = DIGITS[digits + 2];
        if (rest >= 10) {
            text[--at] = DIGITS[digits + 1];
        }
        if (rest >= 100) {
            text[--at] = DIGITS[digits];
        }
        if (cents < 0) {
            text[--at] = '-';
        }
        return new String(text, at, text.length - at, StandardCharsets.ISO_8859_1);
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
