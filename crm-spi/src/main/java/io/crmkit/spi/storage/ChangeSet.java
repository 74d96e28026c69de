package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Changes that happen together or not at all.
 *
 * @param tenant whose records
 * @param receipt an id chosen by the caller, never used for another set: 1 to 128 characters. The same set with the same
 *     receipt can be committed again without harm, and {@link RecordStore#resolve} tells what became of it
 * @param changes the changes, each record at most once
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record ChangeSet(String tenant, String receipt, List<Change> changes) {

    private static final Comparator<Change> PHASES =
            Comparator.comparingInt(Change::phase).thenComparing(Change::key);

    /** Checks that nothing is missing and that no record stands twice. */
    public ChangeSet {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(receipt, "receipt");
        changes = List.copyOf(changes);
        Set<RecordKey> seen = new HashSet<>(changes.size() * 2);
        for (Change change : changes) {
            if (!seen.add(change.key())) {
                throw new IllegalArgumentException("the change set names " + change.key() + " twice");
            }
        }
    }

    /** {@return the changes in the order in which a store applies them: by phase, then by key} */
    public List<Change> inPhases() {
        return changes.stream().sorted(PHASES).toList();
    }
}
