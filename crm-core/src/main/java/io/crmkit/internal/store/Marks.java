package io.crmkit.internal.store;

import java.util.Optional;

/**
 * Makes keyed marks of telephone numbers for an index that follows from the policy, so that equal numbers are found and nothing else
 * (ACC-11). Without keys a mark is the number's one form itself.
 */
@FunctionalInterface
public interface Marks {

    /**
     * The one form of a number: digits only, without the mainland's country code.
     *
     * @param number the number, however it is written
     * @return its form; empty when it has no digit
     */
    static String form(String number) {
        return BlindIndex.Form.PHONE.of(number);
    }

    /**
     * The mark of a number as it is written now.
     *
     * @param index the index
     * @param number the number, however it is written
     * @return the mark; none when it has no digit
     */
    Optional<String> of(String index, String number);
}
