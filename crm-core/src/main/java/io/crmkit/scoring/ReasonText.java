package io.crmkit.scoring;

import io.crmkit.shared.Figures;
import io.crmkit.shared.Messages;
import io.crmkit.spi.grading.Grade.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reason whose text is read once and filled in many times: a whole base is graded with reasons, and formatting messages
 * would cost more than grading.
 */
final class ReasonText {

    /** Never part of a message. */
    private static final char HOLE = '\uFFFF';

    /** ISO 4217 calls so what has no currency, such as the amount of who never bought: nothing that people read. */
    private static final String NO_CURRENCY = " XXX";

    private final Text zh;
    private final Text en;

    /** The last currency, filled in. Threads may overwrite each other's: it is made again from what never changes. */
    private @Nullable Halves last;

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
        return new Reason(read(zh.filled(values)), read(en.filled(values)));
    }

    /**
     * The reason, for a text with two values, of which the first stands in one place. Amounts of a base are mostly in one
     * currency, so that one is filled in once.
     *
     * @param amount the first value
     * @param currency the second one
     * @return the reason
     */
    Reason with(BigDecimal amount, String currency) {
        Halves halves = last;
        if (halves == null || !halves.currency().equals(currency)) {
            halves = new Halves(
                    currency,
                    read(zh.before(currency)),
                    read(zh.after(currency)),
                    read(en.before(currency)),
                    read(en.after(currency)));
            last = halves;
        }
        String number = Figures.amount(amount);
        return new Reason(halves.zh() + number + halves.zhAfter(), halves.en() + number + halves.enAfter());
    }

    private static String read(String text) {
        return text.replace(NO_CURRENCY, "");
    }

    /** What stands before and after the first value, the second one filled in. */
    private record Halves(String currency, String zh, String zhAfter, String en, String enAfter) {}

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
            String[] parts = new String[2 * holes.length + 1];
            for (int i = 0; i < holes.length; i++) {
                parts[2 * i] = around[i];
                parts[2 * i + 1] = values[holes[i]];
            }
            parts[2 * holes.length] = around[holes.length];
            return String.join("", parts);
        }

        /** What stands before the first value, the others filled in with a second one. */
        String before(String second) {
            return filled(0, place(), second);
        }

        /** What stands after the first value, the others filled in with a second one. */
        String after(String second) {
            return filled(place() + 1, holes.length, second) + around[holes.length];
        }

        private String filled(int from, int to, String value) {
            StringBuilder text = new StringBuilder();
            for (int i = from; i < to; i++) {
                text.append(around[i]).append(value);
            }
            return to < holes.length ? text.append(around[to]).toString() : text.toString();
        }

        /** Where the first value stands; it stands there only. */
        private int place() {
            int place = 0;
            while (holes[place] != 0) {
                place++;
            }
            return place;
        }
    }
}
