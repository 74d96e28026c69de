package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Objects;

/**
 * What is written into a record.
 *
 * @param schemaVersion the version of the payload's schema, at the writer's choice; 1 or more
 * @param payload JSON text, opaque to the store and given back unchanged to the last character
 * @param visibility who may come across it; {@link Visibility#none()} for types that are not scoped
 * @param values the index values
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record RecordBody(int schemaVersion, String payload, Visibility visibility, IndexValues values) {

    /** Checks that nothing is missing. */
    public RecordBody {
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(visibility, "visibility");
        Objects.requireNonNull(values, "values");
    }
}
