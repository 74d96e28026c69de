/**
 * Between domain objects and stored records: what kinds there are, how they are written and read, and one unit of work.
 * The codec seam is here: field protection and upcasting happen in {@link io.crmkit.internal.store.Codec} and nowhere
 * else. Never seen from outside.
 */
@NullMarked
package io.crmkit.internal.store;

import org.jspecify.annotations.NullMarked;
