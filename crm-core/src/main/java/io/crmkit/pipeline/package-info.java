/** Under construction. */
@NullMarked
package io.crmkit.pipeline;

import org.jspecify.annotations.NullMarked;
