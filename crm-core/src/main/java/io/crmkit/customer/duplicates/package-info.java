/**
 * Duplicate detection (CUS-05, CUS-06): which records are of the same customer, how sure that is, and why. Pure rules
 * without storage.
 *
 * <p>Start at {@link io.crmkit.customer.duplicates.DuplicateDetector}.
 */
@NullMarked
package io.crmkit.customer.duplicates;

import org.jspecify.annotations.NullMarked;
