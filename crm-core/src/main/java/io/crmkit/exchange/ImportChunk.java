package io.crmkit.exchange;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.util.List;
import java.util.Map;

/**
 * A portion of the journal of an import that is all or nothing: which rows are about to be loaded. It is written before they are.
 *
 * @param id id of the import and number of the portion
 * @param version how often it was written
 * @param entity what they become
 * @param keys their origins
 * @param removed what was taken back and is not yet forgotten: versions by id
 */
record ImportChunk(String id, long version, String entity, List<String> keys, Map<String, Long> removed)
        implements Entity<ImportChunk> {

    static final Kind<ImportChunk> KIND =
            Kind.plain(RecordType.named("import_chunk", 1).build(), ImportChunk.class, (c, values) -> {});

    ImportChunk {
        keys = List.copyOf(keys);
        removed = removed == null ? Map.of() : Map.copyOf(removed);
    }

    static String id(String run, int number) {
        return run + ":" + number;
    }

    @Override
    public ImportChunk withVersion(long other) {
        return new ImportChunk(id, other, entity, keys, removed);
    }

    ImportChunk emptied(Map<String, Long> versions) {
        return new ImportChunk(id, version, entity, List.of(), versions);
    }
}
