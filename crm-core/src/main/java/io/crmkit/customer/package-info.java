/** Under construction. */
@NullMarked
package io.crmkit.customer;

import org.jspecify.annotations.NullMarked;
