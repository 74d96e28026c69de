/** What a vendor of a plugin implements. */
@NullMarked
package io.crmkit.spi;

import org.jspecify.annotations.NullMarked;
