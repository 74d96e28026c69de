/**
 * Handover on leaving or moving (ACC-12): one command moves all that a user holds, in one change set. It knows no subject: what can be held
 * registers as {@link io.crmkit.access.Owned}. Begin with {@link io.crmkit.handover.Handovers}.
 */
@NullMarked
package io.crmkit.handover;

import org.jspecify.annotations.NullMarked;
