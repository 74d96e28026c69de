package io.crmkit.automation;

import io.crmkit.internal.road.Walls;
import io.crmkit.shared.Label;
import java.util.Optional;

/**
 * What is said to whoever does not see a field in full that the whole text tells of (ACC-07).
 *
 * @param module the module of the field
 * @param field its name
 * @param text the text that does not tell of it
 */
public record Discreet(String module, String field, Label text) {

    /** The text that a reader may see. */
    static Label text(Label whole, Optional<Discreet> discreet, Walls walls) {
        return discreet.filter(d -> !walls.sees(d.module(), d.field()))
                .map(Discreet::text)
                .orElse(whole);
    }
}
