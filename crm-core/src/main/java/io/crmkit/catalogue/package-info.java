/** Under construction. */
@NullMarked
package io.crmkit.catalogue;

import org.jspecify.annotations.NullMarked;
