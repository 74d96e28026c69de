package io.crmkit.customer.words;

import java.util.LinkedHashSet;
import java.util.Set;

/** What a store keeps of a text, so that it is found by parts of its words (CUS-09). */
public final class Words {

    private Words() {}

    /**
     * The tokens of a text: fewer than two for each of its characters.
     *
     * @param text the text
     * @return the tokens, each of two to four characters
     */
    public static Set<String> of(String text) {
        Set<String> tokens = new LinkedHashSet<>();
        Run.of(text).forEach(run -> run.keep(tokens));
        return tokens;
    }
}
