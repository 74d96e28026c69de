package io.crmkit.internal.store;

import io.crmkit.internal.json.Json;
import io.crmkit.protection.FieldKeys;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Seals the sensitive fields of payloads and opens them again (ACC-11). A sealed field leaves its place in the payload and stands in
 * front, under its path, as key and value; it is bound to tenant, type, id and path, so that it can be opened nowhere else. Safe
 * for use by many threads.
 */
public final class FieldProtection {

    /** Where sealed fields stand: no component of a record is called so, and it comes before all that are. */
    static final String SEALED = "$sealed";

    private static final String BEGINNING = "{\"" + SEALED + "\":";

    /** Leaves payloads as they are, and cannot open what was sealed. */
    public static final FieldProtection NONE = new FieldProtection(null);

    private final @Nullable FieldKeys keys;
    private volatile Map<String, Set<String>> marked = Map.of();

    private FieldProtection(@Nullable FieldKeys keys) {
        this.keys = keys;
    }

    /**
     * Protection by keys.
     *
     * @param keys the keys, if there are any
     * @return the protection
     */
    public static FieldProtection by(Optional<FieldKeys> keys) {
        return keys.map(FieldProtection::new).orElse(NONE);
    }

    /** {@return the keys, if there are any} */
    public Optional<FieldKeys> keys() {
        return Optional.ofNullable(keys);
    }

    /**
     * Says which further fields are sensitive, by the policy in force. A write checks in its change set that the directory
     * is the one that it was decided by, so that nothing is stored by the markings of another policy.
     *
     * @param more paths by kind; not asked for where there are no keys
     */
    public void mark(Supplier<Map<String, Set<String>>> more) {
        if (keys != null) {
            marked = more.get();
        }
    }

    private Set<String> fields(Kind<?> kind) {
        Set<String> more = marked.getOrDefault(kind.name(), Set.of());
        if (more.isEmpty()) {
            return kind.sensitive();
        }
        Set<String> all = new LinkedHashSet<>(kind.sensitive());
        all.addAll(more);
        return all;
    }

    /** A payload as it is stored. */
    String seal(String tenant, Kind<?> kind, String id, String text) {
        FieldKeys with = keys;
        if (with == null) {
            return text;
        }
        Set<String> fields = fields(kind);
        return fields.isEmpty()
                ? text
                : seal(with, tenant, kind.key(id), fields, Json.parse(text)).orElse(text);
    }

    private static Optional<String> seal(
            FieldKeys with, String tenant, RecordKey record, Set<String> fields, JsonNode clear) {
        String key = with.primary();
        ObjectNode sealed = Json.mapper().createObjectNode();
        ObjectNode payload = Json.mapper().createObjectNode();
        payload.set(SEALED, sealed);
        payload.setAll((ObjectNode) clear);
        for (String path : fields) {
            JsonNode holder = holder(payload, path);
            if (holder instanceof ObjectNode object) {
                JsonNode value = object.remove(leaf(path));
                if (value != null) {
                    byte[] bytes = with.seal(
                            key, Json.write(value).getBytes(StandardCharsets.UTF_8), place(tenant, record, path));
                    sealed.put(
                            path,
                            key + ":" + Base64.getEncoder().withoutPadding().encodeToString(bytes));
                }
            }
        }
        return sealed.isEmpty() ? Optional.empty() : Optional.of(Json.write(payload));
    }

    /** Whether a payload has sealed fields; one that has none is the clear text. */
    static boolean isSealed(String payload) {
        return payload.startsWith(BEGINNING);
    }

    /** The clear payload, with all that was sealed in its place. */
    ObjectNode open(String store, String tenant, RecordKey record, String payload) {
        ObjectNode tree = (ObjectNode) Json.parse(payload);
        JsonNode sealed = tree.remove(SEALED);
        for (Map.Entry<String, JsonNode> field : sealed.properties()) {
            String path = field.getKey();
            JsonNode clear = Json.parse(
                    opened(store, tenant, record, path, field.getValue().asString("")));
            if (!(holder(tree, path) instanceof ObjectNode object)) {
                throw new StorageException(
                        StorageException.Kind.UNAVAILABLE,
                        misplaced(store, tenant, record, path, "nothing has such a field"));
            }
            object.set(leaf(path), clear);
        }
        return tree;
    }

    private String opened(String store, String tenant, RecordKey record, String path, String text) {
        int colon = text.indexOf(':');
        String key = text.substring(0, Math.max(colon, 0));
        FieldKeys with = keys;
        if (with == null || !with.knows(key)) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    "the field " + path + " of " + record + " (tenant " + tenant + ", store " + store
                            + ") is sealed with the key '" + key + "', and "
                            + (with == null ? "no field keys were given" : "the field keys given are " + with.known())
                            + "; open the store with the field keys that have it (ACC-11)");
        }
        Optional<byte[]> clear =
                bytes(text.substring(colon + 1)).flatMap(bytes -> with.open(key, bytes, place(tenant, record, path)));
        return new String(
                clear.orElseThrow(() -> new StorageException(
                        StorageException.Kind.UNAVAILABLE,
                        misplaced(store, tenant, record, path, "the key '" + key + "' does not open it here"))),
                StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> bytes(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String misplaced(String store, String tenant, RecordKey record, String path, String why) {
        return "the field " + path + " of " + record + " (tenant " + tenant + ", store " + store
                + ") was changed or comes from another record, field or tenant: " + why
                + "; verify the audit trail, and restore the record from a backup (ACC-11)";
    }

    /** What a sealed value is bound to; each part is preceded by its length, so that no two places look alike. */
    private static byte[] place(String... parts) {
        List<byte[]> all = new ArrayList<>();
        int length = 0;
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            all.add(bytes);
            length += Integer.BYTES + bytes.length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        all.forEach(bytes -> buffer.putInt(bytes.length).put(bytes));
        return buffer.array();
    }

    private static byte[] place(String tenant, RecordKey record, String path) {
        return place(tenant, record.type(), record.id(), path);
    }

    private static JsonNode holder(JsonNode tree, String path) {
        JsonNode at = tree;
        for (int from = 0, dot = path.indexOf('.'); dot >= 0; from = dot + 1, dot = path.indexOf('.', from)) {
            at = at.path(path.substring(from, dot));
        }
        return at;
    }

    private static String leaf(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    // Blind indexes

    /** The value of an index that is blind, or of marks. */
    String mark(String tenant, Kind<?> kind, String index, String form) {
        FieldKeys with = keys;
        return with == null ? form : mark(with, with.primary(), tenant, kind, index, form);
    }

    private static String mark(FieldKeys with, String key, String tenant, Kind<?> kind, String index, String form) {
        byte[] value = place(tenant, kind.name(), index, form);
        boolean lasting = kind.type().index(index).map(IndexSpec::unique).orElse(false);
        String name = lasting ? "" : key;
        byte[] mark = lasting ? with.lastingMark(value) : with.mark(key, value);
        return name + ":" + Base64.getEncoder().withoutPadding().encodeToString(mark);
    }

    /** Records with an equal value, whatever key they were marked with, and also those from before there were keys. */
    Filter equal(String tenant, Kind<?> kind, String index, String form) {
        return keys == null ? Filter.equal(index, form) : Filter.in(index, marks(tenant, kind, index, form));
    }

    /** All that an index may hold of a value: a mark by each key, and what it was before there were keys. */
    Set<String> marks(String tenant, Kind<?> kind, String index, String form) {
        Set<String> marks = new LinkedHashSet<>();
        FieldKeys with = keys;
        if (with != null) {
            with.known().forEach(key -> marks.add(mark(with, key, tenant, kind, index, form)));
        }
        marks.add(form);
        return marks;
    }

    // Rotation

    /**
     * A payload in the form in which it would be stored now.
     *
     * @return none when it has that form already
     */
    Optional<String> anew(String store, String tenant, Kind<?> kind, RecordKey record, String payload) {
        FieldKeys with = keys;
        if (with == null) {
            return Optional.empty();
        }
        Set<String> fields = fields(kind);
        ObjectNode tree = (ObjectNode) Json.parse(payload);
        JsonNode sealed = tree.path(SEALED);
        String primary = with.primary() + ":";
        boolean fresh = true;
        for (Map.Entry<String, JsonNode> field : sealed.properties()) {
            fresh &= fields.contains(field.getKey())
                    && field.getValue().asString("").startsWith(primary);
        }
        for (String path : fields) {
            fresh &= !holder(tree, path).has(leaf(path));
        }
        if (fresh) {
            return Optional.empty();
        }
        ObjectNode clear = isSealed(payload) ? open(store, tenant, record, payload) : tree;
        String text = Json.write(clear);
        return Optional.of(seal(with, tenant, record, fields, clear).orElse(text));
    }

    /** How many values of a payload are sealed with which key; clear ones under the empty id. */
    Map<String, Integer> count(Kind<?> kind, String payload) {
        Map<String, Integer> count = new HashMap<>();
        JsonNode tree = Json.parse(payload);
        for (Map.Entry<String, JsonNode> field : tree.path(SEALED).properties()) {
            String text = field.getValue().asString("");
            count.merge(text.substring(0, Math.max(0, text.indexOf(':'))), 1, Integer::sum);
        }
        for (String path : fields(kind)) {
            if (holder(tree, path).has(leaf(path))) {
                count.merge("", 1, Integer::sum);
            }
        }
        return count;
    }
}
