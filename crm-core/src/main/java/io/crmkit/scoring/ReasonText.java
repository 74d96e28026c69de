package io.crmkit.scoring;

import io.crmkit.shared.Messages;
import io.crmkit.spi.grading.Grade.Reason;
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

    private final List<String> zh;
    private final List<String> en;

    private ReasonText(List<String> zh, List<String> en) {
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
                pieces(Messages.text(Locale.CHINESE, code, args)), pieces(Messages.text(Locale.ENGLISH, code, args)));
    }

    /** Text and numbers of holes in turn. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int to = text.indexOf(HOLE); to >= 0; to = text.indexOf(HOLE, from)) {
            pieces.add(text.substring(from, to));
            from = to + 1;
        }
        pieces.add(text.substring(from));
        return List.copyOf(pieces);
    }

    /**
     * The reason.
     *
     * @param values what fills the holes
     * @return the reason
     */
    Reason with(String... values) {
        return new Reason(filled(zh, values), filled(en, values));
    }

    private static String filled(List<String> pieces, String[] values) {
        String[] parts = new String[pieces.size()];
        for (int i = 0; i < parts.length; i++) {
            String piece = pieces.get(i);
            parts[i] = i % 2 == 0 ? piece : values[piece.charAt(0) - '0'];
        }
        return String.join("", parts);
    }
}
