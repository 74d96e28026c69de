package io.crmkit.internal.store;

import io.crmkit.internal.json.Json;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Visibility;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
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
        String payload = protection.seal(tenant, kind, object.id(), text);
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
        kind.blind()
                .forEach(blind -> values.text(
                        blind.index(),
                        blind.value(object)
                                .map(form -> protection.mark(tenant, kind, blind.index(), form))
                                .orElse(null)));
        indexing.add(
                kind,
                object,
                values,
                (index, number) -> Optional.of(Marks.form(number))
                        .filter(form -> !form.isEmpty())
                        .map(form -> protection.mark(tenant, kind, index, form)));
        IndexValues all = values.build();
        for (String index : kind.marked()) {
            Set<String> marks = new TreeSet<>();
            all.many(index).forEach(form -> marks.add(protection.mark(tenant, kind, index, form.toString())));
            values.many(index, marks);
        }
        return kind.marked().isEmpty() ? all : values.build();
    }

    /**
     * Which records share a value of an index of marks (ACC-11).
     *
     * @param kind their kind
     * @param index the index
     * @param forms what the index is given
     * @return the filter
     */
    public Filter anyOf(Kind<?> kind, String index, Collection<String> forms) {
        if (!kind.marked().contains(index)) {
            throw new IllegalArgumentException(kind.name() + " has no marks in " + index);
        }
        Set<String> marks = new TreeSet<>();
        forms.forEach(form -> marks.addAll(protection.marks(tenant, kind, index, form)));
        return Filter.anyOf(index, marks);
    }

    /**
     * Which records have an equal value in a sensitive field (ACC-11).
     *
     * @param kind their kind
     * @param index the index by which such values are found
     * @param value the value, however it is written
     * @return the filter
     * @throws IllegalArgumentException when the kind has no such index
     */
    public Filter equal(Kind<?> kind, String index, String value) {
        BlindIndex blind = kind.blind().stream()
                .filter(b -> b.index().equals(index))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(kind.name() + " is not found by " + index));
        return protection.equal(tenant, kind, index, blind.form().of(value));
    }

    /**
     * Which records have one of some values in a sensitive field (ACC-11), as one list.
     *
     * @param kind their kind
     * @param index the index by which such values are found
     * @param values the values, however they are written
     * @return the filter
     * @throws IllegalArgumentException when the kind has no such index
     */
    public Filter equalToAny(Kind<?> kind, String index, Collection<String> values) {
        Set<Object> marks = new LinkedHashSet<>();
        for (String value : values) {
            Filter one = equal(kind, index, value);
            if (one instanceof Filter.Equal equal) {
                marks.add(equal.value());
            } else if (one instanceof Filter.In in) {
                marks.addAll(in.values());
            }
        }
        return Filter.in(index, marks);
    }

    /**
     * What an index may hold of a telephone number, whatever key it was marked with (ACC-11).
     *
     * @param kind the records' kind
     * @param index the index
     * @param number the number, however it is written
     * @return the marks, and the form from before there were keys
     */
    public Set<String> marks(Kind<?> kind, String index, String number) {
        return protection.marks(tenant, kind, index, Marks.form(number));
    }

    /** {@return what happens to payloads} */
    public FieldProtection protection() {
        return protection;
    }

    /**
     * A record in the form in which it would be written now: sealed with the primary key, with marks of that key (ACC-11).
     *
     * @param kind its kind
     * @param stored the record
     * @param listed tokens of its access list
     * @param indexing index values that follow from more than the record
     * @param <T> its type
     * @return none when it has that form already
     */
    public <T extends Entity<T>> Optional<RecordBody> anew(
            Kind<T> kind, StoredRecord stored, Set<String> listed, Indexing indexing) {
        Optional<String> payload = protection.anew(store, tenant, kind, stored.key(), stored.payload());
        if (payload.isEmpty() && kind.blind().isEmpty() && kind.marked().isEmpty() && !indexing.marks(kind)) {
            return Optional.empty();
        }
        T object = decode(kind, stored);
        IndexValues values = index(kind, object, indexing);
        return payload.isEmpty() && values.equals(stored.body().values())
                ? Optional.empty()
                : Optional.of(new RecordBody(
                        stored.body().schemaVersion(),
                        payload.orElse(stored.payload()),
                        visibility(kind, object, listed),
                        values));
    }

    /**
     * How many sensitive values of a record are sealed with which key (ACC-11).
     *
     * @param kind its kind
     * @param stored the record
     * @return by id of the key; clear ones under the empty id
     */
    public Map<String, Integer> sealedWith(Kind<?> kind, StoredRecord stored) {
        return protection.count(kind, stored.payload());
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
        return FieldProtection.isSealed(stored.payload())
                ? Json.write(protection.open(store, tenant, stored.key(), stored.payload()))
                : stored.payload();
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
        try {
            T object = FieldProtection.isSealed(stored.payload())
                    ? Json.read(protection.open(store, tenant, key, stored.payload()), kind.javaType())
                    : Json.read(stored.payload(), kind.javaType());
            return object.withVersion(stored.version());
        } catch (IllegalStateException e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    "the record " + key.type() + " " + key.id() + " of the store " + store + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
