/** The contract kit: tests that a vendor runs against a plugin. */
@NullMarked
package io.crmkit.spi.contract;

import org.jspecify.annotations.NullMarked;
