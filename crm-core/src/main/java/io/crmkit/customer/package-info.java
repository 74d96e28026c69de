/**
 * Customers (CUS): whose they are and what is known of them.
 *
 * <p>Start at {@link io.crmkit.customer.Customers}, the use cases, and {@link io.crmkit.customer.Customer}, the record.
 */
@NullMarked
package io.crmkit.customer;

import org.jspecify.annotations.NullMarked;
