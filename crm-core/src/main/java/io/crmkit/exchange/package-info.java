/**
 * Import of data from files (CUS-16): a mechanism that knows no subject. A mapping file says which file holds which
 * entity and how its columns become fields; each subject brings an {@link io.crmkit.exchange.ImportEntity} that turns
 * rows into use cases on the one road.
 */
@NullMarked
package io.crmkit.exchange;

import org.jspecify.annotations.NullMarked;
