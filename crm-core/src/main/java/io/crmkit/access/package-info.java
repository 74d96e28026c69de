/** Under construction. */
@NullMarked
package io.crmkit.access;

import org.jspecify.annotations.NullMarked;
