/**
 * The product catalogue (PIP-12).
 *
 * <p>Start at {@link io.crmkit.catalogue.Products}.
 */
@NullMarked
package io.crmkit.catalogue;

import org.jspecify.annotations.NullMarked;
