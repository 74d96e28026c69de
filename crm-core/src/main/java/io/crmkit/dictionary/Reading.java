package io.crmkit.dictionary;

import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * What a text says as the value of a field.
 *
 * @param value the text by which the value is stored; absent when there is none or something is wrong with it
 * @param problems what is wrong, in the order in which it was found
 */
record Reading(Optional<String> value, List<Refusal> problems) {

    Reading {
        problems = List.copyOf(problems);
    }

    static Reading of(String value) {
        return new Reading(Optional.of(value), List.of());
    }

    static Reading wrong(Refusal problem) {
        return new Reading(Optional.empty(), List.of(problem));
    }
}
