package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some records, and where to go on. Records that are there the whole time while pages are turned appear exactly once,
 * whatever is inserted meanwhile.
 *
 * @param records live records, in the order asked for
 * @param nextToken the token of the next page, or null when this is the last
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Page(List<StoredRecord> records, @Nullable String nextToken) {

    /** Copies the records. */
    public Page {
        records = List.copyOf(records);
    }

    /** {@return the token of the next page} */
    public Optional<String> next() {
        return Optional.ofNullable(nextToken);
    }
}
