package io.crmkit.audit;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.Locale;

/** What verification can find wrong with the audit trail (ACC-10). */
public enum AuditProblem {
    /** The entry is not as it was written. */
    CHANGED,
    /** The entry is gone. */
    MISSING,
    /** The entry was never written by this program. */
    INSERTED,
    /** Another entry stands in the entry's place. */
    SWAPPED,
    /** The entry's index values were changed, so that lists do not show it where it belongs. */
    HIDDEN,
    /** The chain is whole, but it is not the one that the checkpoint saw. */
    RECOMPUTED,
    /** The lane ends before what the checkpoint saw. */
    CUT,
    /** The lane's entries are there, its head is gone. */
    HEADLESS,
    /** This version of the record has no entry. */
    UNRECORDED,
    /** The entry tells of a version that the record does not have. */
    UNFOUNDED,
    /** Two entries tell of the same version of the record. */
    TWICE,
    /** The contents beside the entry are not those that it was made with, or gone without an erasure on record. */
    CONTENTS;

    /** {@return the problem in words} */
    public Label label() {
        return Messages.label("audit.problem." + name().toLowerCase(Locale.ROOT));
    }
}
