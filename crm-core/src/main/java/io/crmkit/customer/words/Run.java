package io.crmkit.customer.words;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Neighbouring characters of one sort, in their one form: full width is half width, capitals are small, accents are gone.
 *
 * @param text the characters
 * @param ideographic whether they are of a script that parts no words, such as Chinese
 */
record Run(String text, boolean ideographic) {

    /** How many letters are looked for anywhere in a word. */
    static final int LETTERS = 3;

    /** How many ideographs are, and how many letters at the beginning of a word. */
    static final int PAIR = 2;

    /** What marks the beginning of a word; no text has it. */
    private static final String BEGINNING = "^";

    /** What may follow three letters: a small letter, as it is; the end of the word; or something else, in four parts. No form has capitals. */
    private static final String FOLLOWING = "abcdefghijklmnopqrstuvwxyzEABCD";

    private static final String END = "E";
    private static final String OTHERS = "ABCD";

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

    /** What a store keeps of it: every pair of ideographs; the beginning of a word, and all its threes with what follows each. */
    void keep(Set<String> tokens) {
        int[] points = text.codePoints().toArray();
        if (points.length < PAIR) {
            return;
        }
        if (ideographic) {
            for (int i = 0; i + PAIR <= points.length; i++) {
                tokens.add(new String(points, i, PAIR));
            }
            return;
        }
        tokens.add(beginning(points));
        for (int i = 0; i + LETTERS <= points.length; i++) {
            tokens.add(three(points, i));
        }
    }

    private static String beginning(int[] points) {
        return BEGINNING + new String(points, 0, PAIR);
    }

    /** Three letters and what follows them, so that four that are looked for are found at once. */
    private static String three(int[] points, int from) {
        int end = from + LETTERS;
        return new String(points, from, LETTERS) + (end < points.length ? following(points[end]) : END);
    }

    private static String following(int c) {
        return c >= 'a' && c <= 'z'
                ? Character.toString(c)
                : OTHERS.substring(c % OTHERS.length(), c % OTHERS.length() + 1);
    }

    /** What a store is asked for to find it: tokens that cover it, and their seams, at most so many, each in all forms that it may have. */
    List<Set<String>> asked(int most) {
        int[] points = text.codePoints().toArray();
        if (ideographic) {
            return covering(points.length, PAIR, most, from -> new String(points, from, PAIR));
        }
        if (points.length < LETTERS) {
            return List.of(Set.of(beginning(points)));
        }
        if (points.length == LETTERS) {
            Set<String> any = new LinkedHashSet<>();
            FOLLOWING.chars().forEach(following -> any.add(text + (char) following));
            return List.of(any);
        }
        return covering(points.length, LETTERS + 1, most, from -> three(points, from));
    }

    /** Tokens side by side, and then those across each seam, so that hardly anything has all of them but not the whole. */
    private static List<Set<String>> covering(int length, int size, int most, IntFunction<String> token) {
        int last = length - size;
        Set<String> tokens = new LinkedHashSet<>();
        tokens.add(token.apply(last));
        for (int from = 0; from <= last && tokens.size() < most; from += size) {
            tokens.add(token.apply(from));
        }
        for (int from = 0; from < last && tokens.size() < most; from += size) {
            tokens.add(token.apply((from + Math.min(from + size, last)) / 2));
        }
        return tokens.stream().map(Set::of).toList();
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
