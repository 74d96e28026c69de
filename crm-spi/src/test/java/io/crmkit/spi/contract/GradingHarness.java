package io.crmkit.spi.contract;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.GradingStrategyProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a vendor writes to have a grading plugin tested. Two methods must be written; what the others declare is tested as
 * well, and what they do not declare is skipped, with a word on what is missing. See {@link GradingContract}.
 */
public interface GradingHarness {

    /** {@return the provider under test; may be the same object each time} */
    GradingStrategyProvider provider();

    /** {@return parameters that the strategy takes, as a policy would give them; all that it knows, where possible} */
    Parameters parameters();

    /** {@return parameters that {@code create} must refuse; none are declared by default, and G06 is skipped} */
    default List<WrongParameters> wrongParameters() {
        return List.of();
    }

    /** {@return names of the facts that the strategy reads, so that they are given odd values; none by default} */
    default Set<String> facts() {
        return Set.of();
    }

    /** {@return all grades that the strategy gives, the lowest first; not declared by default, and G40 is skipped} */
    default Optional<List<String>> grades() {
        return Optional.empty();
    }

    /**
     * Whether more amount never means a lower grade, in the order of {@link #grades()}.
     *
     * @return whether it does; not declared by default, and G46 is skipped
     */
    default boolean risesWithAmount() {
        return false;
    }

    /**
     * Where ServiceLoader finds the plugin.
     *
     * @return the plugin's class loader by default; empty for a plugin that is registered by hand only, and G03 is skipped
     */
    default Optional<ClassLoader> discovery() {
        return Optional.ofNullable(provider().getClass().getClassLoader());
    }
}
