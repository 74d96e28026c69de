package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checks that every store makes before it does anything, written once so that all stores refuse alike. A store calls
 * {@link #check(ChangeSet, StoreProfile, Function)}, {@link #check(Query, Function, Function)} and {@link #check(Tally,
 * Function, Function)} first, and {@link #check(RecordType, StoreProfile)} and {@link #evolve} in its prepare.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class StorageChecks {

    /** How many characters (code points) a text value of an index may have. */
    public static final int MAX_TEXT = 255;

    /** How many characters (code points) an id, a tenant, a receipt or a visibility token may have. */
    public static final int MAX_ID = 128;

    /** How many values one record may have in a multi-valued index, and how many grants. */
    public static final int MAX_MANY = 1_000;

    /** How many ids, values or tokens a read takes. */
    public static final int MAX_IN = 10_000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 1);
    private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);
    private static final Instant FIRST_INSTANT =
            FIRST_DATE.atStartOfDay(ZoneOffset.UTC).toInstant();
    private static final Instant END_OF_INSTANTS =
            LAST_DATE.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();

    private StorageChecks() {}

    static void name(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " '" + name + "': a name has 1 to 40 characters of a-z, 0-9 and _, letter first");
        }
    }

    /**
     * Refuses what cannot be an id.
     *
     * @param what what it is the id of, for the message
     * @param id the id
     * @throws IllegalArgumentException when it is empty, longer than {@value #MAX_ID} characters or not storable
     */
    public static void id(String what, String id) {
        id(what, "", id);
    }

    /** Of what and of which part of it are put together only when something is wrong: all records pass here. */
    private static void id(Object what, String part, String id) {
        Objects.requireNonNull(id, "id");
        text(what, part, id, MAX_ID);
        if (id.isEmpty()) {
            throw new IllegalArgumentException(what + part + ": empty");
        }
    }

    /**
     * Refuses more ids than a read takes.
     *
     * @param ids the ids
     * @throws StorageException LIMIT when they are more than {@value #MAX_IN}
     */
    public static void ids(Collection<String> ids) {
        if (ids.size() > MAX_IN) {
            throw tooMany("ids", ids.size());
        }
    }

    private static boolean isFine(String text, int max) {
        return CodePoints.isStorable(text) && (text.length() <= max || text.codePointCount(0, text.length()) <= max);
    }

    private static void text(Object what, String part, String text, int max) {
        if (isFine(text, max)) {
            return;
        }
        if (!CodePoints.isStorable(text)) {
            throw new IllegalArgumentException(
                    what + part + ": holds U+0000 or half of a surrogate pair, which no store keeps faithfully");
        }
        throw new IllegalArgumentException(what + part + ": " + text.codePointCount(0, text.length())
                + " characters; at most " + max + " are allowed");
    }

    private static StorageException tooMany(String what, int count) {
        return new StorageException(
                StorageException.Kind.LIMIT, count + " " + what + " at once; at most " + MAX_IN + " are allowed");
    }

    /**
     * The exception for what a store does not offer.
     *
     * @param capability what it does not offer
     * @return the exception, to be thrown
     */
    public static StorageException unsupported(Capability capability) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED, "this store does not offer " + capability + "; choose another one");
    }

    private static StorageException unsupported(String message) {
        return new StorageException(StorageException.Kind.UNSUPPORTED, message);
    }

    /**
     * Refuses a record type that needs what a store does not offer.
     *
     * @param type the record type
     * @param profile the store's
     */
    public static void check(RecordType type, StoreProfile profile) {
        require(profile, Capability.SCOPES, type.scoped());
        require(profile, Capability.ORDERS, !type.orders().isEmpty());
        require(profile, Capability.UNIQUE_INDEXES, type.indexes().stream().anyMatch(IndexSpec::unique));
        require(
                profile,
                Capability.MULTI_VALUED_INDEXES,
                type.indexes().stream().anyMatch(IndexSpec::multiValued));
    }

    private static void require(StoreProfile profile, Capability capability, boolean needed) {
        if (needed && !profile.can(capability)) {
            throw unsupported(capability);
        }
    }

    /**
     * Compares a record type with the one that the store knows, and says which indexes are new.
     *
     * @param known what the store knows
     * @param wanted what is asked for
     * @return names of the indexes that are new and therefore building
     * @throws StorageException NEWER_SCHEMA or SCHEMA when it cannot be evolved
     */
    public static Set<String> evolve(RecordType known, RecordType wanted) {
        if (known.schemaVersion() > wanted.schemaVersion()) {
            throw new StorageException(
                    StorageException.Kind.NEWER_SCHEMA,
                    "the store holds " + wanted.name() + " in schema version " + known.schemaVersion()
                            + ", this program knows " + wanted.schemaVersion() + "; use a newer program");
        }
        if (known.schemaVersion() == wanted.schemaVersion() && !known.equals(wanted)) {
            throw schema(
                    wanted,
                    "schema version " + wanted.schemaVersion()
                            + " is known with other indexes or orders; raise the schema version");
        }
        if (known.scoped() != wanted.scoped() || known.appendOnly() != wanted.appendOnly()) {
            throw schema(wanted, "scoped and append-only cannot change");
        }
        Set<String> added = new HashSet<>();
        for (IndexSpec index : wanted.indexes()) {
            IndexSpec old = known.index(index.name()).orElse(null);
            if (old == null) {
                added.add(index.name());
            } else if (!old.equals(index)) {
                throw schema(
                        wanted,
                        "index " + index.name() + " is known as " + old + " and cannot become " + index
                                + "; give it a new name");
            }
        }
        return added;
    }

    private static StorageException schema(RecordType type, String message) {
        return new StorageException(StorageException.Kind.SCHEMA, type.name() + ": " + message);
    }

    /**
     * Refuses a change set that no store may take.
     *
     * @param set the change set
     * @param profile the store's
     * @param types finds the prepared record type of a name, or throws
     * @throws IllegalArgumentException for wrong values
     * @throws StorageException LIMIT, UNSUPPORTED or SCHEMA
     */
    public static void check(ChangeSet set, StoreProfile profile, Function<String, RecordType> types) {
        id("tenant", set.tenant());
        id("receipt", set.receipt());
        if (set.changes().size() > profile.maxChanges()) {
            throw new StorageException(
                    StorageException.Kind.LIMIT,
                    set.changes().size() + " changes in one set; this store takes " + profile.maxChanges());
        }
        for (Change change : set.changes()) {
            RecordType type = types.apply(change.key().type());
            id("id of a ", type.name(), change.key().id());
            if (change instanceof Change.Insert c) {
                body(type, c.key(), c.body(), profile);
            } else if (change instanceof Change.Ensure c) {
                body(type, c.key(), c.body(), profile);
            } else if (change instanceof Change.Update c) {
                notAppendOnly(type, c);
                body(type, c.key(), c.body(), profile);
            } else if (change instanceof Change.Load c) {
                load(set, type, c.record(), profile);
            } else if (change instanceof Change.Reindex c) {
                indexed(type, c.key(), c.visibility(), c.values());
            } else if (change instanceof Change.Rewrite c) {
                body(type, c.key(), c.body(), profile);
            } else if (!(change instanceof Change.Check || change instanceof Change.CheckAbsent)) {
                notAppendOnly(type, change);
            }
        }
    }

    private static void load(ChangeSet set, RecordType type, StoredRecord record, StoreProfile profile) {
        require(profile, Capability.LOAD, true);
        if (!record.tenant().equals(set.tenant())) {
            throw new IllegalArgumentException(record.key() + ": belongs to another tenant than the change set");
        }
        if (record.version() < 1) {
            throw new IllegalArgumentException(record.key() + ": version " + record.version() + " is below 1");
        }
        if (record.state() == RecordState.ERASED && !record.body().equals(StoredRecord.ERASED_BODY)) {
            throw new IllegalArgumentException(record.key() + ": erased, yet it has contents");
        }
        body(type, record.key(), record.body(), profile);
    }

    private static void notAppendOnly(RecordType type, Change change) {
        if (type.appendOnly()) {
            throw unsupported(type.name() + " is append-only; "
                    + change.getClass().getSimpleName() + " of " + change.key() + " is refused");
        }
    }

    private static void body(RecordType type, RecordKey key, RecordBody body, StoreProfile profile) {
        if (body.schemaVersion() < 1) {
            throw new IllegalArgumentException(key + ": schema version " + body.schemaVersion() + " is below 1");
        }
        text(key, ": payload", body.payload(), Integer.MAX_VALUE);
        int max = profile.maxPayloadBytes();
        if (body.payload().length() > max / 3 && body.payload().getBytes(StandardCharsets.UTF_8).length > max) {
            throw new StorageException(
                    StorageException.Kind.LIMIT, key + ": the payload is longer than the " + max + " bytes allowed");
        }
        indexed(type, key, body.visibility(), body.values());
    }

    private static void indexed(RecordType type, RecordKey key, Visibility visibility, IndexValues values) {
        if (!type.scoped() && !visibility.equals(Visibility.none())) {
            throw new IllegalArgumentException(key + ": has a visibility, but " + type.name() + " is not scoped");
        }
        visibility.owner().ifPresent(token -> id(key, ": owner's token", token));
        visibility.grants().forEach(token -> id(key, ": grant", token));
        if (visibility.grants().size() > MAX_MANY) {
            throw new IllegalArgumentException(key + ": more than " + MAX_MANY + " grants");
        }
        for (Map.Entry<String, Object> e : values.asMap().entrySet()) {
            IndexSpec index = type.index(e.getKey())
                    .orElseThrow(() -> new IllegalArgumentException(
                            key + ": " + type.name() + " has no index '" + e.getKey() + "'"));
            if (index.multiValued() != (e.getValue() instanceof List)) {
                throw new IllegalArgumentException(
                        key + ": index " + index.name() + (index.multiValued() ? " takes a list" : " takes one value"));
            }
            if (!(e.getValue() instanceof List<?> many)) {
                value(type, index, e.getValue());
                continue;
            }
            if (many.size() > MAX_MANY) {
                throw new IllegalArgumentException(
                        key + ": more than " + MAX_MANY + " values in index " + index.name());
            }
            for (Object value : many) {
                value(type, index, value);
            }
        }
    }

    /**
     * Refuses a value that does not fit an index. The message never holds the value, which may be secret.
     *
     * @param type the record type
     * @param index the index
     * @param value the value
     * @throws IllegalArgumentException when it does not fit
     */
    public static void value(RecordType type, IndexSpec index, Object value) {
        boolean fits = switch (index.kind()) {
            case TEXT -> value instanceof String;
            case INTEGER -> value instanceof Long;
            case DECIMAL -> value instanceof BigDecimal;
            case DATE -> value instanceof LocalDate;
            case INSTANT -> value instanceof Instant;
            case BOOLEAN -> value instanceof Boolean;
        };
        if (!fits) {
            throw new IllegalArgumentException(what(type, index) + ": takes " + index.kind() + ", not "
                    + value.getClass().getSimpleName());
        }
        if (value instanceof String text) {
            if (!isFine(text, MAX_TEXT)) {
                text(what(type, index), "", text, MAX_TEXT);
            }
        } else if (value instanceof BigDecimal decimal) {
            if (decimal.scale() != index.scale() || decimal.unscaledValue().bitLength() >= Long.SIZE) {
                throw new IllegalArgumentException(what(type, index) + ": takes decimals of scale " + index.scale()
                        + " whose unscaled value fits a long");
            }
        } else if (value instanceof LocalDate date) {
            if (date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)) {
                throw new IllegalArgumentException(what(type, index) + ": takes dates in the years 1 to 9999");
            }
        } else if (value instanceof Instant instant) {
            if (instant.isBefore(FIRST_INSTANT)
                    || !instant.isBefore(END_OF_INSTANTS)
                    || !instant.truncatedTo(ChronoUnit.MICROS).equals(instant)) {
                throw new IllegalArgumentException(
                        what(type, index) + ": takes instants in the years 1 to 9999, in whole microseconds");
            }
        }
    }

    private static String what(RecordType type, IndexSpec index) {
        return "index " + type.name() + "." + index.name();
    }

    /**
     * Refuses a query that no store may answer.
     *
     * @param query the query
     * @param types finds the prepared record type of a name, or throws
     * @param building tells the building indexes of a type
     * @throws IllegalArgumentException for wrong values
     * @throws StorageException UNSUPPORTED, BUILDING, LIMIT or SCHEMA
     */
    public static void check(Query query, Function<String, RecordType> types, Function<String, Set<String>> building) {
        RecordType type = types.apply(query.type());
        Set<String> unfilled = building.apply(query.type());
        reader(query.tenant(), type, query.scope());
        filter(type, unfilled, query.filter(), 0);
        String order = query.order();
        if (order != null) {
            OrderSpec spec = type.order(order)
                    .orElseThrow(() -> unsupported(type.name() + " has no order '" + order + "'; declared are "
                            + type.orders().stream().map(OrderSpec::name).toList()));
            spec.keys().forEach(key -> filled(type, unfilled, key.index()));
        }
    }

    /**
     * Refuses a tally that no store may answer.
     *
     * @param tally the tally
     * @param types finds the prepared record type of a name, or throws
     * @param building tells the building indexes of a type
     * @throws IllegalArgumentException for wrong values
     * @throws StorageException UNSUPPORTED, BUILDING, LIMIT or SCHEMA
     */
    public static void check(Tally tally, Function<String, RecordType> types, Function<String, Set<String>> building) {
        RecordType type = types.apply(tally.type());
        Set<String> unfilled = building.apply(tally.type());
        reader(tally.tenant(), type, tally.scope());
        filter(type, unfilled, tally.filter(), 0);
        int many = 0;
        for (String name : tally.groupBy()) {
            many += declared(type, unfilled, name).multiValued() ? 1 : 0;
        }
        if (many > 1 || new HashSet<>(tally.groupBy()).size() != tally.groupBy().size()) {
            throw unsupported("a tally groups by each index once and by at most one multi-valued index");
        }
        for (Measure measure : tally.measures()) {
            String name = measure.index();
            if (name == null) {
                continue;
            }
            IndexSpec index = declared(type, unfilled, name);
            boolean number = index.kind() == IndexKind.INTEGER || index.kind() == IndexKind.DECIMAL;
            if (index.multiValued()
                    || index.kind() == IndexKind.BOOLEAN
                    || (measure.function() == Measure.Function.SUM && !number)) {
                throw unsupported(measure.function() + " over " + type.name() + "." + name + " (" + index.kind()
                        + (index.multiValued() ? ", multi-valued" : "") + ") has no meaning");
            }
        }
    }

    private static void reader(String tenant, RecordType type, Scope scope) {
        id("tenant", tenant);
        if (scope instanceof Scope.Tokens tokens) {
            if (!type.scoped()) {
                throw unsupported(type.name() + " is not scoped; only an unrestricted reader may query it");
            }
            if (tokens.tokens().size() > MAX_IN) {
                throw tooMany("tokens", tokens.tokens().size());
            }
            tokens.tokens().forEach(token -> id("token", token));
        }
    }

    private static IndexSpec declared(RecordType type, Set<String> unfilled, String name) {
        IndexSpec index = type.index(name)
                .orElseThrow(() -> unsupported(type.name() + " has no index '" + name + "'; declared are "
                        + type.indexes().stream().map(IndexSpec::name).toList()));
        filled(type, unfilled, name);
        return index;
    }

    private static void filled(RecordType type, Set<String> unfilled, String name) {
        if (unfilled.contains(name)) {
            throw new StorageException(
                    StorageException.Kind.BUILDING,
                    "index " + type.name() + "." + name + " is being built; try again when reindexing is done");
        }
    }

    private static void filter(RecordType type, Set<String> unfilled, Filter filter, int depth) {
        if (depth > 50) {
            throw unsupported("a filter nested more than 50 deep");
        }
        if (filter instanceof Filter.And f) {
            f.parts().forEach(part -> filter(type, unfilled, part, depth + 1));
        } else if (filter instanceof Filter.Or f) {
            f.parts().forEach(part -> filter(type, unfilled, part, depth + 1));
        } else if (filter instanceof Filter.Not f) {
            filter(type, unfilled, f.part(), depth + 1);
        } else if (filter instanceof Filter.Equal f) {
            value(type, single(type, unfilled, f.index()), f.value());
        } else if (filter instanceof Filter.In f) {
            values(type, single(type, unfilled, f.index()), f.values());
        } else if (filter instanceof Filter.Range f) {
            range(type, single(type, unfilled, f.index()), f);
        } else if (filter instanceof Filter.Prefix f) {
            IndexSpec index = single(type, unfilled, f.index());
            if (index.kind() != IndexKind.TEXT) {
                throw unsupported("prefix on " + type.name() + "." + index.name() + ", which is not text");
            }
            value(type, index, f.prefix());
        } else if (filter instanceof Filter.AnyOf f) {
            IndexSpec index = declared(type, unfilled, f.index());
            if (!index.multiValued()) {
                throw unsupported("any-of on " + type.name() + "." + index.name() + ", which is not multi-valued");
            }
            values(type, index, f.values());
        } else if (filter instanceof Filter.Present f) {
            declared(type, unfilled, f.index());
        } else if (!(filter instanceof Filter.All)) {
            throw unsupported("the predicate " + filter.getClass().getName());
        }
    }

    private static void range(RecordType type, IndexSpec index, Filter.Range range) {
        if (index.kind() == IndexKind.BOOLEAN) {
            throw unsupported("range on " + type.name() + "." + index.name() + ", which is yes or no");
        }
        bound(type, index, range.from());
        bound(type, index, range.to());
    }

    private static void bound(RecordType type, IndexSpec index, @Nullable Object bound) {
        if (bound != null) {
            value(type, index, bound);
        }
    }

    private static void values(RecordType type, IndexSpec index, Set<Object> values) {
        if (values.size() > MAX_IN) {
            throw tooMany("values", values.size());
        }
        values.forEach(value -> value(type, index, value));
    }

    private static IndexSpec single(RecordType type, Set<String> unfilled, String name) {
        IndexSpec index = declared(type, unfilled, name);
        if (index.multiValued()) {
            throw unsupported(type.name() + "." + name + " is multi-valued; use any-of");
        }
        return index;
    }
}
