/**
 * The public pool (CUS-12): what nobody owns is there for whoever may claim from its pool, and what an owner neglects goes there.
 *
 * <p>A mechanism that knows no subject: what can be pooled brings a {@link io.crmkit.pool.Pooled} and is handled by
 * {@link io.crmkit.pool.Pool}, the use cases. {@link io.crmkit.pool.Custody} is the part of a record that says whose it is since
 * when; {@link io.crmkit.pool.Recycling} is the pure rule of what goes back to the pool, asked alike by the nightly run and the dry
 * run. Numbers and pools are the section {@code pool} of the policy, {@link io.crmkit.pool.PoolPolicy}.
 */
@NullMarked
package io.crmkit.pool;

import org.jspecify.annotations.NullMarked;
