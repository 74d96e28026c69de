/** Under construction. */
@NullMarked
package io.crmkit.policy;

import org.jspecify.annotations.NullMarked;
