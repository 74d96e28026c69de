package io.crmkit.policy;

import io.crmkit.shared.Refusal;
import java.util.List;

/** Settings whose parts must fit together. */
public interface Checked {

    /** {@return what does not fit together; empty when all does} */
    List<Refusal> contradictions();
}
