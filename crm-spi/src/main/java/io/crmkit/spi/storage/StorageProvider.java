package io.crmkit.spi.storage;

import io.crmkit.spi.CrmPlugin;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.PublicApi;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A storage plugin. Its id is the scheme of the locations that it opens: the provider {@code sqlite} opens {@code
 * sqlite:crm.db}; a leading {@code jdbc:} is passed over, so {@code postgresql} opens {@code
 * jdbc:postgresql://127.0.0.1/crm}.
 */
@PublicApi(use = PublicApi.Use.IMPLEMENTING, since = "0.1")
public interface StorageProvider extends CrmPlugin {

    /**
     * Opens a store.
     *
     * @param location the whole location, scheme included
     * @param parameters {@code user} and {@code password} where a store needs them, and what the provider documents
     * @return the store, for the caller to close
     * @throws StorageException UNAVAILABLE when it cannot be opened
     * @throws IllegalArgumentException when location or parameters make no sense
     */
    RecordStore open(String location, Parameters parameters);

    /**
     * The statements that {@link RecordStore#prepare} would run on an empty location, without connecting to anything.
     *
     * @param location the location, as far as the statements depend on it
     * @param types the record types
     * @return the statements in order
     * @throws StorageException UNSUPPORTED when the store has no such statements
     */
    default List<String> schema(String location, Collection<RecordType> types) {
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(types, "types");
        throw new StorageException(
                StorageException.Kind.UNSUPPORTED, "the store '" + id() + "' has no schema that could be printed");
    }
}
