package io.crmkit.exchange;

import io.crmkit.shared.Refusal;

/** A file cannot be read any further. Never leaves the package. */
final class FileProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    FileProblem(Refusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
