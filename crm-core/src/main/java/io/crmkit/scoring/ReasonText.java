package io.crmkit.scoring;

import io.crmkit.shared.Messages;
import io.crmkit.spi.grading.Grade.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A reason whose text is read once and filled in many times: a whole base is graded with reasons, and formatting messages
 * would cost more than grading.
 */
final class ReasonText {

    /** Never part of a message. */
    private static final char HOLE = '\uFFFF';

    private final Text zh;
    private final Text en;

    private ReasonText(Text zh, Text en) {
        this.zh = zh;
        this.en = en;
    }

    /**
     * A reason by its message.
     *
     * @param code the message
     * @param open how many of its first arguments are filled in later
     * @param fixed the others
     * @return the reason
     */
    static ReasonText of(String code, int open, Object... fixed) {
        Object[] args = Stream.concat(IntStream.range(0, open).mapToObj(i -> HOLE + "" + i + HOLE), Stream.of(fixed))
                .toArray();
        return new ReasonText(
                Text.of(Messages.text(Locale.CHINESE, code, args)), Text.of(Messages.text(Locale.ENGLISH, code, args)));
    }

    /**
     * The reason.
     *
     * @param values what fills the holes
     * @return the reason
     */
    Reason with(String... values) {
        return new Reason(zh.filled(values), en.filled(values));
    }

    /** {@link BigDecimal#toPlainString()}, three times as fast for what amounts mostly are: not negative, with cents. */
    static String plain(BigDecimal amount) {
        if (amount.scale() != 2 || amount.signum() < 0 || amount.precision() > 18) {
            return amount.toPlainString();
        }
        long cents = amount.scaleByPowerOfTen(2).longValue();
        int part = (int) (cents % 100);
        return cents / 100 + "." + (char) ('0' + part / 10) + (char) ('0' + part % 10);
    }

    /** The text in one language: what stands around the holes, and which value fills each. */
    private static final class Text {

        private final String[] around;
        private final int[] holes;

        private Text(String[] around, int[] holes) {
            this.around = around;
            this.holes = holes;
        }

        static Text of(String text) {
            List<String> around = new ArrayList<>();
            List<Integer> holes = new ArrayList<>();
            int from = 0;
            for (int at = text.indexOf(HOLE); at >= 0; at = text.indexOf(HOLE, from)) {
                int end = text.indexOf(HOLE, at + 1);
                around.add(text.substring(from, at));
                holes.add(Integer.valueOf(text.substring(at + 1, end)));
                from = end + 1;
            }
            around.add(text.substring(from));
            return new Text(
                    around.toArray(String[]::new),
                    holes.stream().mapToInt(Integer::intValue).toArray());
        }

        String filled(String[] values) {
            // Two are the rule, an amount and its currency, and one concatenation is twice as fast as joining.
            if (holes.length == 2) {
                return around[0] + values[holes[0]] + around[1] + values[holes[1]] + around[2];
            }
            String[] parts = new String[2 * holes.length + 1];
            for (int i = 0; i < holes.length; i++) {
                parts[2 * i] = around[i];
                parts[2 * i + 1] = values[holes[i]];
            }
            parts[2 * holes.length] = around[holes.length];
            return String.join("", parts);
        }
    }
}
