/**
 * The words that every other package speaks: money, ids, answers and refusals. Knows no other package of the core.
 *
 * <p>Start at {@link io.crmkit.shared.Outcome}: every use case answers with one.
 */
@NullMarked
package io.crmkit.shared;

import org.jspecify.annotations.NullMarked;
