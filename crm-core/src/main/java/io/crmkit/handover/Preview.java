package io.crmkit.handover;

import java.util.List;
import java.util.Map;

/**
 * What a handover would do now (ACC-12).
 *
 * @param tallies what would become of how many, by kind
 * @param items what would become of each that the reader may know of
 */
public record Preview(Map<String, Handover.Tally> tallies, List<HandoverItem> items) {

    /** Copies the items. */
    public Preview {
        tallies = Map.copyOf(tallies);
        items = List.copyOf(items);
    }
}
