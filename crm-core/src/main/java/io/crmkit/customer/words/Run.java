package io.crmkit.customer.words;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Neighbouring characters of one sort, in their one form: full width is half width, capitals are small, accents are gone.
 *
 * @param text the characters
 * @param ideographic whether they are of a script that parts no words, such as Chinese
 */
record Run(String text, boolean ideographic) {

    /** How many neighbouring characters of other scripts are looked up together. */
    static final int LETTERS = 3;

    /** How many ideographs are, and how many letters at the beginning of a word. */
    static final int PAIR = 2;

    /** What marks the beginning of a word; no text has it. */
    private static final String BEGINNING = "^";

    /** ー, which stands with both sorts of kana. */
    private static final int LONG_VOWEL = 0x30FC;

    private enum Sort {
        IDEOGRAPH,
        LETTER,
        BETWEEN
    }

    private static Sort sort(int c) {
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        boolean ideographic = script == Character.UnicodeScript.HAN
                || script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA
                || script == Character.UnicodeScript.HANGUL
                || script == Character.UnicodeScript.BOPOMOFO
                || c == LONG_VOWEL;
        if (ideographic) {
            return Character.isLetterOrDigit(c) || Character.getType(c) == Character.LETTER_NUMBER
                    ? Sort.IDEOGRAPH
                    : Sort.BETWEEN;
        }
        return Character.isLetterOrDigit(c) || isMark(c) ? Sort.LETTER : Sort.BETWEEN;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** The runs of a text, in their order. */
    static List<Run> of(String text) {
        String form = form(text);
        List<Run> runs = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        Sort current = Sort.BETWEEN;
        for (int i = 0; i < form.length(); ) {
            int c = form.codePointAt(i);
            Sort sort = sort(c);
            if (sort != current) {
                end(runs, run, current);
                current = sort;
            }
            if (sort != Sort.BETWEEN) {
                run.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        end(runs, run, current);
        return runs;
    }

    private static void end(List<Run> runs, StringBuilder run, Sort sort) {
        if (!run.isEmpty()) {
            runs.add(new Run(run.toString(), sort == Sort.IDEOGRAPH));
            run.setLength(0);
        }
    }

    private static String form(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text.toLowerCase(Locale.ROOT);
        }
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        String apart = Normalizer.normalize(folded, Normalizer.Form.NFD);
        StringBuilder plain = new StringBuilder(apart.length());
        apart.codePoints().filter(c -> c < 0x300 || c > 0x36F).forEach(plain::appendCodePoint);
        return Normalizer.normalize(plain, Normalizer.Form.NFC);
    }

    int length() {
        return text.codePointCount(0, text.length());
    }

    /** What a store keeps of it: every pair of ideographs; the beginning of a word and all its threes. */
    void keep(Set<String> tokens) {
        int[] points = text.codePoints().toArray();
        if (points.length < PAIR) {
            return;
        }
        if (!ideographic) {
            tokens.add(BEGINNING + new String(points, 0, PAIR));
        }
        int size = ideographic ? PAIR : LETTERS;
        for (int i = 0; i + size <= points.length; i++) {
            tokens.add(new String(points, i, size));
        }
    }

    /** What a store is asked for to find it: tokens that cover it, at most so many. */
    Set<String> asked(int most) {
        int[] points = text.codePoints().toArray();
        int size = ideographic ? PAIR : LETTERS;
        Set<String> tokens = new LinkedHashSet<>();
        if (points.length < size) {
            tokens.add(BEGINNING + new String(points, 0, PAIR));
            return tokens;
        }
        tokens.add(new String(points, points.length - size, size));
        for (int i = 0; i + size <= points.length && tokens.size() < most; i += size) {
            tokens.add(new String(points, i, size));
        }
        return tokens;
    }

    /** Whether this, as part of what somebody searches for, is in another run. */
    boolean isIn(Run other) {
        if (ideographic != other.ideographic) {
            return false;
        }
        boolean anywhere = ideographic || length() >= LETTERS;
        return anywhere ? other.text.contains(text) : other.text.startsWith(text);
    }
}
