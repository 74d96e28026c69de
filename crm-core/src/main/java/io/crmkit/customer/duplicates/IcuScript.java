package io.crmkit.customer.duplicates;

import com.ibm.icu.text.Transliterator;
import org.jspecify.annotations.Nullable;

/**
 * Chinese characters by ICU4J. Its rules take a second to load and microseconds to ask, so they are loaded with the first
 * Chinese character and asked once for each. Safe for threads: two that ask at once get the same answer.
 */
final class IcuScript implements ChineseScript {

    /** Loads the rules when it is first needed. */
    private static final class Rules {
        static final Transliterator SIMPLIFIED = Transliterator.getInstance("Traditional-Simplified");
        static final Transliterator LATIN = Transliterator.getInstance("Han-Latin/Names");
    }

    private static final char NOT_KNOWN = 1;

    private final char[] simplified = new char[1 << 16];
    private final char[] initials = new char[1 << 16];

    IcuScript() {
        // Without the library this must fail here, not with the first Chinese customer.
        Class<?> needed = Transliterator.class;
        if (needed.getName().isEmpty()) {
            throw new NoClassDefFoundError();
        }
    }

    @Override
    public char simplified(char c) {
        char known = simplified[c];
        if (known == 0) {
            String answer = ask(Rules.SIMPLIFIED, c);
            known = answer != null && answer.length() == 1 ? answer.charAt(0) : c;
            simplified[c] = known;
        }
        return known;
    }

    @Override
    public char initial(char c) {
        char known = initials[c];
        if (known == 0) {
            String answer = ask(Rules.LATIN, c);
            char first = answer == null || answer.isEmpty() ? 0 : Character.toLowerCase(answer.charAt(0));
            known = first >= 'a' && first <= 'z' ? first : NOT_KNOWN;
            initials[c] = known;
        }
        return known == NOT_KNOWN ? 0 : known;
    }

    /** Transliterators are not safe for threads. */
    private static @Nullable String ask(Transliterator rules, char c) {
        synchronized (rules) {
            return rules.transliterate(String.valueOf(c));
        }
    }
}
