/**
 * The approval engine (APR-01 to APR-03): definitions as policy data, running approvals, absences and figures. Start at {@link
 * io.crmkit.approval.Approvals}, which a session hands out; subjects register an {@link io.crmkit.approval.ApprovalKind} and submit
 * through the {@link io.crmkit.approval.ApprovalEngine}. Knows no subject, and of people only what {@link
 * io.crmkit.approval.People} tells.
 */
@NullMarked
package io.crmkit.approval;

import org.jspecify.annotations.NullMarked;
