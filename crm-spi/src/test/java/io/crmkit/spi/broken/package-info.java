/** Stores that are broken on purpose, each in one way, to test the contract kit. */
@NullMarked
package io.crmkit.spi.broken;

import org.jspecify.annotations.NullMarked;
