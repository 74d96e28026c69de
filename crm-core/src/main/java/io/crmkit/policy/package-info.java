/**
 * The policy document (POL-01): every number and switch of the rules in one place, versioned.
 *
 * <p>Start at {@link io.crmkit.policy.PolicyBook}. A mechanism that knows no subject: each subject brings a {@link
 * io.crmkit.policy.PolicySection} with the shipped defaults.
 */
@NullMarked
package io.crmkit.policy;

import org.jspecify.annotations.NullMarked;
