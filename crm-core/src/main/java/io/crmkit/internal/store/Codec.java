package io.crmkit.internal.store;

import io.crmkit.internal.json.Json;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Visibility;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes objects as records and reads them back: the one place where payloads are protected and, when their schema
 * changes, brought up to date. Safe for use by many threads.
 */
public final class Codec {

    private final String store;
    private final String tenant;
    private final FieldProtection protection;

    /**
     * A codec.
     *
     * @param store where they are kept, for messages
     * @param tenant whose records
     * @param protection what happens to payloads
     */
    public Codec(String store, String tenant, FieldProtection protection) {
        this.store = store;
        this.tenant = tenant;
        this.protection = protection;
    }

    /**
     * An object as it is stored.
     *
     * @param kind its kind
     * @param object the object
     * @param listed tokens of its access list
     * @param <T> its type
     * @return the body
     */
    public <T extends Entity<T>> RecordBody encode(Kind<T> kind, T object, Set<String> listed) {
        return encode(kind, object, Json.write(object), listed, Indexing.NONE);
    }

    /** The same, with the text that is written already. */
    <T extends Entity<T>> RecordBody encode(
            Kind<T> kind, T object, String text, Set<String> listed, Indexing indexing) {
        String payload = protection.seal(tenant, kind.key(object.id()), text);
        return new RecordBody(
                kind.type().schemaVersion(), payload, visibility(kind, object, listed), index(kind, object, indexing));
    }

    /**
     * The index values of an object.
     *
     * @param kind its kind
     * @param object the object
     * @param <T> its type
     * @return the values
     */
    public <T extends Entity<T>> IndexValues index(Kind<T> kind, T object) {
        return index(kind, object, Indexing.NONE);
    }

    /** The same, with what follows from more than the object. */
    <T extends Entity<T>> IndexValues index(Kind<T> kind, T object, Indexing indexing) {
        IndexValues.Builder values = IndexValues.builder();
        kind.index().accept(object, values);
        indexing.add(kind, object, values);
        return values.build();
    }

    /**
     * The visibility of an object.
     *
     * @param kind its kind
     * @param object the object
     * @param listed tokens of its access list
     * @param <T> its type
     * @return the visibility
     */
    public <T extends Entity<T>> Visibility visibility(Kind<T> kind, T object, Set<String> listed) {
        if (!kind.type().scoped()) {
            return Visibility.none();
        }
        Set<String> grants = new TreeSet<>(kind.grants().apply(object));
        grants.addAll(listed);
        return Visibility.of(kind.owner().apply(object).map(Tokens::owner).orElse(null), grants);
    }

    /**
     * The text of a stored object, for those who read parts of it only.
     *
     * @param stored the record
     * @return the text as it was before it was protected
     */
    public String text(StoredRecord stored) {
        return protection.open(tenant, stored.key(), stored.payload());
    }

    /**
     * A stored object.
     *
     * @param kind its kind
     * @param stored the record
     * @param <T> its type
     * @return the object, with the version that the store says
     * @throws StorageException UNAVAILABLE when the store answers what was never written there
     */
    public <T extends Entity<T>> T decode(Kind<T> kind, StoredRecord stored) {
        RecordKey key = stored.key();
        String payload = text(stored);
        try {
            return Json.read(payload, kind.javaType()).withVersion(stored.version());
        } catch (IllegalStateException e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    "the record " + key.type() + " " + key.id() + " of the store " + store + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
