/**
 * The audit trail (ACC-10): who did what to which record, when, with what outcome; append-only and tamper-evident.
 *
 * <p>Start at {@link io.crmkit.audit.AuditEntry}. Entries form chains, called lanes: each entry names the hash of the
 * stored bytes of the one before. A node holds several lanes, so that writers do not wait for each other.
 */
@NullMarked
package io.crmkit.audit;

import org.jspecify.annotations.NullMarked;
