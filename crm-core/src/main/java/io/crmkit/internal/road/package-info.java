/**
 * The one road of every use case: who, may, valid, decide, commit with audit, answer. Start at {@link
 * io.crmkit.internal.road.Road}. Knows no subject: who may what is asked of an {@link io.crmkit.internal.road.Authority},
 * what is decided comes from the subject's package. Never seen from outside.
 *
 * <p>A decision has a {@link io.crmkit.internal.road.Unit} at hand: it sees by {@link io.crmkit.internal.road.Standing} and
 * {@link io.crmkit.internal.road.Walls}, meets {@link io.crmkit.internal.road.Locks} at each write, and what it wrote is {@code Told}
 * to the audit. {@code Commits} makes that happen wholly or not at all, {@code RefusalLog} puts on record what did not, and {@link
 * io.crmkit.internal.road.Answered} remembers what was answered under a request key.
 */
@NullMarked
package io.crmkit.internal.road;

import org.jspecify.annotations.NullMarked;
