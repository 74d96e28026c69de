package io.crmkit.protection;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.config.TinkConfig2026;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfSet;
import io.crmkit.internal.json.Json;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Field keys of Tink (ACC-11): AES-256-GCM seals, HMAC-SHA-256 marks. Each key is a keyset of Tink's for either purpose; the text
 * form holds all of them in clear and belongs into a secret store or a file that only its owner reads. Immutable and safe for use by
 * many threads. Whoever uses it has Tink ({@code com.google.crypto.tink:tink}) on the class path.
 */
public final class TinkFieldKeys implements FieldKeys {

    private static final Configuration TINK = TinkConfig2026.get();
    private static final int FORM = 1;
    private static final int MARK = 32;
    private static final String WHAT = "crmFieldKeys";

    /** One key: what seals, and what marks. */
    private record Pair(KeysetHandle seals, Aead aead, KeysetHandle marks, PrfSet prf) {}

    private final String primary;
    private final Map<String, Pair> keys;
    private final KeysetHandle lasting;
    private final PrfSet lastingPrf;

    private TinkFieldKeys(String primary, Map<String, Pair> keys, KeysetHandle lasting)
            throws GeneralSecurityException {
        this.primary = primary;
        this.keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        this.lasting = lasting;
        this.lastingPrf = lasting.getPrimitive(TINK, PrfSet.class);
    }

    /** {@return new keys: one that seals and marks, and the lasting one} */
    public static TinkFieldKeys generate() {
        try {
            Pair pair = newPair();
            String id = id(pair);
            return new TinkFieldKeys(id, Map.of(id, pair), generate(PredefinedPrfParameters.HMAC_SHA256_PRF));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keys", e);
        }
    }

    /**
     * Keys as they were written.
     *
     * @param text what {@link #text()} answered
     * @return the keys
     * @throws IllegalArgumentException when these are none; the message holds no part of the text
     */
    public static TinkFieldKeys parse(String text) {
        try {
            JsonNode tree = Json.parse(text);
            if (tree.path(WHAT).asInt(0) != FORM) {
                throw unreadable("they do not begin with \"" + WHAT + "\": " + FORM);
            }
            Map<String, Pair> keys = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> key : tree.path("keys").properties()) {
                keys.put(
                        key.getKey(),
                        pair(
                                read(key.getValue().path("seals")),
                                read(key.getValue().path("marks"))));
            }
            String primary = tree.path("primary").asString("");
            if (!keys.containsKey(primary)) {
                throw unreadable("the primary key '" + primary + "' is not among them");
            }
            return new TinkFieldKeys(primary, keys, read(tree.path("lasting")));
        } catch (JacksonException e) {
            throw unreadable("they are no JSON"); // its message could quote a key
        } catch (GeneralSecurityException e) {
            throw unreadable("one of them is no keyset of Tink's");
        }
    }

    private static IllegalArgumentException unreadable(String why) {
        return new IllegalArgumentException("these are no field keys: " + why);
    }

    private static KeysetHandle generate(Parameters parameters) throws GeneralSecurityException {
        return KeysetHandle.generateNew(parameters, TINK);
    }

    private static Pair newPair() throws GeneralSecurityException {
        return pair(generate(PredefinedAeadParameters.AES256_GCM), generate(PredefinedPrfParameters.HMAC_SHA256_PRF));
    }

    private static Pair pair(KeysetHandle seals, KeysetHandle marks) throws GeneralSecurityException {
        return new Pair(seals, seals.getPrimitive(TINK, Aead.class), marks, marks.getPrimitive(TINK, PrfSet.class));
    }

    private static String id(Pair pair) throws GeneralSecurityException {
        return String.format("%08x", pair.seals().getPrimary().getId());
    }

    private static KeysetHandle read(JsonNode keyset) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(Json.write(keyset), TINK, InsecureSecretKeyAccess.get());
    }

    private static JsonNode written(KeysetHandle keyset) throws GeneralSecurityException {
        return Json.parse(TinkJsonProtoKeysetFormat.serializeKeyset(keyset, TINK, InsecureSecretKeyAccess.get()));
    }

    /** {@return all keys in clear, to be kept in secret} */
    public String text() {
        try {
            ObjectNode tree = Json.mapper().createObjectNode();
            tree.put(WHAT, FORM);
            tree.put("primary", primary);
            ObjectNode all = tree.putObject("keys");
            for (Map.Entry<String, Pair> key : keys.entrySet()) {
                ObjectNode one = all.putObject(key.getKey());
                one.set("seals", written(key.getValue().seals()));
                one.set("marks", written(key.getValue().marks()));
            }
            tree.set("lasting", written(lasting));
            return Json.write(tree);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink writes what it made", e);
        }
    }

    /** {@return the same with a new key, which is not the primary one yet: every node must know it first} */
    public TinkFieldKeys added() {
        try {
            Pair pair = newPair();
            Map<String, Pair> more = new LinkedHashMap<>(keys);
            more.put(id(pair), pair);
            return new TinkFieldKeys(primary, more, lasting);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keys", e);
        }
    }

    /** {@return id of the key that was added last} */
    public String newest() {
        return keys.keySet().stream().reduce(primary, (a, b) -> b);
    }

    /**
     * The same with another primary key.
     *
     * @param key id of a known key
     * @return the keys
     * @throws IllegalArgumentException when there is no such key
     */
    public TinkFieldKeys promoted(String key) {
        required(key);
        return with(key, keys);
    }

    /**
     * The same without a key. What is still sealed with it cannot be read any more.
     *
     * @param key id of a known key other than the primary one
     * @return the keys
     * @throws IllegalArgumentException when there is no such key, or it is the primary one
     */
    public TinkFieldKeys without(String key) {
        required(key);
        if (key.equals(primary)) {
            throw new IllegalArgumentException("the key " + key + " is the primary one: promote another one first");
        }
        Map<String, Pair> fewer = new LinkedHashMap<>(keys);
        fewer.remove(key);
        return with(primary, fewer);
    }

    private TinkFieldKeys with(String first, Map<String, Pair> all) {
        try {
            return new TinkFieldKeys(first, all, lasting);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the lasting key was good before", e);
        }
    }

    private Pair required(String key) {
        Pair pair = keys.get(key);
        if (pair == null) {
            throw new IllegalArgumentException("there is no key " + key + " among " + keys.keySet());
        }
        return pair;
    }

    @Override
    public String primary() {
        return primary;
    }

    @Override
    public Set<String> known() {
        return keys.keySet();
    }

    @Override
    public byte[] seal(String key, byte[] clear, byte[] place) {
        try {
            return required(key).aead().encrypt(clear, place);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the field key " + key + " does not seal", e);
        }
    }

    @Override
    public Optional<byte[]> open(String key, byte[] sealed, byte[] place) {
        try {
            return Optional.of(required(key).aead().decrypt(sealed, place));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // Tink tells no more, so that nobody learns more
        }
    }

    @Override
    public byte[] mark(String key, byte[] value) {
        return marked(required(key).prf(), value);
    }

    @Override
    public byte[] lastingMark(byte[] value) {
        return marked(lastingPrf, value);
    }

    private static byte[] marked(PrfSet prf, byte[] value) {
        try {
            return prf.computePrimary(value, MARK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 gives " + MARK + " bytes", e);
        }
    }
}
