/**
 * Words of names and of what people search for (CUS-09), as pure functions of text. A text falls into runs: neighbouring Chinese,
 * Japanese or Korean characters are one, neighbouring letters and digits of all other scripts are one; everything else parts them. Two
 * neighbouring characters of the one sort, three of the other with what follows them, and the beginnings of words are what a store is
 * asked by; {@link io.crmkit.customer.words.Keyword} then looks at the text itself, so that nothing is found that is not there.
 *
 * <p>What follows three letters is part of their token, so that four letters are one look-up and not two long lists to be held against
 * each other; three letters are looked up with all that may follow them, of which there are {@code 31}. A word has as many tokens either
 * way.
 */
@NullMarked
package io.crmkit.customer.words;

import org.jspecify.annotations.NullMarked;
