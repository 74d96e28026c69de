package io.crmkit.customer.duplicates;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** Folds what does not tell texts apart: width, case, accents, spacing, punctuation, traditional characters. */
final class Wording {

    private final ChineseScript script;

    Wording(ChineseScript script) {
        this.script = script;
    }

    /** {@return the text in lower case and half width, without accents, traditional characters simplified} */
    String folded(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            plain = text.charAt(i) < 128;
        }
        if (plain) {
            return asciiLower(text);
        }
        String compatible = Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder out = new StringBuilder(compatible.length());
        boolean accents = false;
        for (int i = 0; i < compatible.length(); i++) {
            char c = compatible.charAt(i);
            if (isHan(c)) {
                out.append(script.simplified(c));
            } else {
                char lower = Character.toLowerCase(c);
                accents |= lower > 127;
                out.append(lower);
            }
        }
        return accents ? withoutAccents(out) : out.toString();
    }

    private static String asciiLower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                char[] lower = text.toCharArray();
                for (int j = i; j < lower.length; j++) {
                    if (lower[j] >= 'A' && lower[j] <= 'Z') {
                        lower[j] = (char) (lower[j] + 32);
                    }
                }
                return new String(lower);
            }
        }
        return text;
    }

    private static String withoutAccents(CharSequence text) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
        StringBuilder out = new StringBuilder(apart.length());
        for (int i = 0; i < apart.length(); i++) {
            char c = apart.charAt(i);
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                out.append(c == 'ß' ? "ss" : c == 'ø' ? "o" : c == 'ł' ? "l" : c == 'æ' ? "ae" : String.valueOf(c));
            }
        }
        return out.toString();
    }

    static boolean isHan(char c) {
        return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
    }

    /**
     * The words of a folded text: runs of letters, runs of digits, and every Chinese character by itself. An apostrophe
     * joins, {@code &} is {@code and}, and letters that stand alone in a row are one word (a b c: abc).
     */
    static List<String> words(String folded) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean letters = false;
        int initials = 0;
        for (int i = 0; i <= folded.length(); i++) {
            char c = i < folded.length() ? folded.charAt(i) : ' ';
            boolean digit = c >= '0' && c <= '9';
            if ((c == '\'' || c == '’' || c == '`') && !word.isEmpty()) {
                continue;
            }
            boolean letter = !digit && Character.isLetter(c) && !isHan(c);
            if (!word.isEmpty() && !((digit && !letters) || (letter && letters))) {
                String done = word.toString();
                word.setLength(0);
                if (letters && done.length() == 1 && initials > 0) {
                    words.set(words.size() - 1, words.get(words.size() - 1) + done);
                    initials++;
                } else {
                    words.add(done);
                    initials = letters && done.length() == 1 ? 1 : 0;
                }
            }
            if (digit || letter) {
                letters = letter;
                word.append(c);
            } else if (isHan(c)) {
                words.add(String.valueOf(c));
                initials = 0;
            } else if (c == '&') {
                words.add("and");
                initials = 0;
            }
        }
        return words;
    }

    static String digits(String folded) {
        StringBuilder out = new StringBuilder(folded.length());
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= '0' && c <= '9') {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** {@return letters, digits and Chinese characters only} */
    static String squeezed(String folded) {
        StringBuilder out = new StringBuilder(folded.length());
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
