package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@link RecordStore#prepare} found: indexes that are new to a type that was there before, so that older records
 * have no values in them yet. Their use is refused until the caller has reindexed all records of all tenants and called
 * {@link RecordStore#ready}. An order that names a building index is refused likewise.
 *
 * @param building names of building indexes by type; a type without any does not appear
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Preparation(Map<String, Set<String>> building) {

    /** Copies the map. */
    public Preparation {
        building = Collections.unmodifiableMap(new TreeMap<>(building));
    }
}
