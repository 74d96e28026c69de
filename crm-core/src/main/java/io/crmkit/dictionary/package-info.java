/**
 * The field dictionary (CUS-01, CUS-03, CUS-04): what can be known of a customer, as data of the enterprise.
 *
 * <p>Start at {@link io.crmkit.dictionary.Dictionary}, which reads values and says what is wrong with them, and {@link
 * io.crmkit.dictionary.Completeness}, which says what is missing. Both are pure. Stored and in force, they are part of the
 * policy document: {@link io.crmkit.dictionary.DictionaryPolicy}.
 */
@NullMarked
package io.crmkit.dictionary;

import org.jspecify.annotations.NullMarked;
