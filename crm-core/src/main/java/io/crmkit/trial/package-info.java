/**
 * Trial accounts of customers (CUS-13, 试用账号): applied for by a rep for a registered customer, or by the customer itself; approved, extended
 * with approval, converted or over when their time is. Start at {@link io.crmkit.trial.Trials}, the use cases of users, and {@link
 * io.crmkit.trial.TrialLogins}, what happens at the customer's own door.
 *
 * <p>A {@link io.crmkit.trial.Trial} stores what happened; where it stands follows from that and the time alone, as one of the types of {@link
 * io.crmkit.trial.TrialStanding}, which also say what can happen next. So nothing has to run for a trial to be over, and a clock that jumps
 * makes no difference. Numbers are the section {@code trials} of the policy, {@link io.crmkit.trial.TrialPolicy}.
 */
@NullMarked
package io.crmkit.trial;

import org.jspecify.annotations.NullMarked;
