/**
 * The one road of every use case: who, may, valid, decide, commit with audit, answer. Start at {@link
 * io.crmkit.internal.road.Road}. Knows no subject: who may what is asked of an {@link io.crmkit.internal.road.Authority},
 * what is decided comes from the subject's package. Never seen from outside.
 */
@NullMarked
package io.crmkit.internal.road;

import org.jspecify.annotations.NullMarked;
