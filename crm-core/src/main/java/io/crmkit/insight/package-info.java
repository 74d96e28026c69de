/** Under construction. */
@NullMarked
package io.crmkit.insight;

import org.jspecify.annotations.NullMarked;
