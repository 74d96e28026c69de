package io.crmkit.policy;

import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A fact that segments can ask for (POL-04): each subject brings its own.
 *
 * @param name its key in the document
 * @param madeBy the settings that decide it, such as {@code scoring.grades}; none for what people enter. A segment that asks
 *     for a fact cannot set what decides it
 * @param values the values that it can have under some policies, the one without segments first; empty when it can have any
 */
public record SegmentFact(String name, Set<String> madeBy, Function<List<Policy>, Optional<List<String>>> values) {

    /** Copies the set. */
    public SegmentFact {
        madeBy = Set.copyOf(madeBy);
    }

    /**
     * The refusal of a value that nobody can have.
     *
     * @param path where it stands in the document
     * @param value the value
     * @param known the values that somebody can have
     * @return the refusal
     */
    public static Refusal unknownValue(String path, String value, Collection<String> known) {
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID,
                        "POL-04",
                        "document.segment-unknown-value",
                        path,
                        value,
                        String.join(", ", known))
                .onField(path)
                .ofValue(value);
        return NearMiss.of(value, known).map(refusal::suggesting).orElse(refusal);
    }

    /** Whether it is known only after rules have been asked. */
    boolean derived() {
        return !madeBy.isEmpty();
    }
}
