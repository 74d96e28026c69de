package io.crmkit.policy;

import io.crmkit.shared.CleanText;
import jakarta.validation.constraints.NotBlank;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Those for whom some settings are others (POL-04). Immutable.
 *
 * @param name what the policy calls it
 * @param when by fact the values that fit; a segment fits who has one of the values of each of these facts
 */
public record Segment(
        @NotBlank @CleanText(max = 60) String name, Map<String, List<@NotBlank @CleanText(max = 200) String>> when) {

    /** Copies the conditions, in their order. */
    public Segment {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        when.forEach((fact, values) -> copy.put(fact, List.copyOf(values)));
        when = Collections.unmodifiableMap(copy);
    }

    /**
     * Whether the segment asks for a fact.
     *
     * @param fact the fact's name
     * @return whether
     */
    public boolean asks(String fact) {
        return when.containsKey(fact);
    }

    /** Whether somebody of whom these facts are known belongs to it; a fact that is not known fits nothing. */
    boolean fits(Function<String, ? extends Collection<String>> facts) {
        for (Map.Entry<String, List<String>> condition : when.entrySet()) {
            if (Collections.disjoint(facts.apply(condition.getKey()), condition.getValue())) {
                return false;
            }
        }
        return !when.isEmpty();
    }

    /**
     * Why it fits somebody.
     *
     * @param facts by name of a fact the values that somebody has
     * @return of each fact that the segment asks for, the values that fit
     */
    public Map<String, List<String>> because(Function<String, ? extends Collection<String>> facts) {
        Map<String, List<String>> fitting = new LinkedHashMap<>();
        when.forEach((fact, values) -> {
            Collection<String> known = facts.apply(fact);
            fitting.put(fact, values.stream().filter(known::contains).toList());
        });
        return fitting;
    }
}
