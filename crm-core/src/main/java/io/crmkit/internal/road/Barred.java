package io.crmkit.internal.road;

import io.crmkit.shared.Refusal;

/** Ends a decision at once because the actor may not ask or write this: the road makes a refusal of it. */
final class Barred extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Barred(Refusal refusal) {
        super(refusal.code(), null, false, false); // no stack trace: it is an answer, not a defect
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
