/**
 * What is wrong with data (CUS-10), as pure rules: no store, no customer. Begin with {@link
 * io.crmkit.customer.cleansing.CleansingRules}; numbers and lists are the section {@code cleansing} of the policy, {@link
 * io.crmkit.customer.cleansing.CleansingPolicy}. What goes through a base with them, keeps proposals and carries them out is {@code
 * Cleansing} in the package of customers, beside the recycle bin.
 */
@NullMarked
package io.crmkit.customer.cleansing;

import org.jspecify.annotations.NullMarked;
