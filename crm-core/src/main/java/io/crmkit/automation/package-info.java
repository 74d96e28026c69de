/**
 * What the rules do by themselves (POL-03): reminders, and later what else is due. Each effect has a deterministic identity
 * (rule, subject, period), so that it happens once, whatever crashes or runs twice or in parallel.
 *
 * <p>Start at {@link io.crmkit.automation.Reminders}, what a user has been reminded of, and {@link
 * io.crmkit.automation.Reminder}, the record. A mechanism that knows no subject: each subject's rules decide what is due.
 */
@NullMarked
package io.crmkit.automation;

import org.jspecify.annotations.NullMarked;
