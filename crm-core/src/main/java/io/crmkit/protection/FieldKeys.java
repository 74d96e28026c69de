package io.crmkit.protection;

import java.util.Optional;
import java.util.Set;

/**
 * What seals sensitive fields in the store (ACC-11), and makes the marks by which equal values are found without being read. Keys
 * have ids; what is sealed names the key that it was sealed with, so that values of several keys live together while they are
 * rotated. An embedder may bring a key service of its own. Every method must be safe for use by many threads.
 *
 * <p>All nodes must know a key before any of them has it as its primary one.
 */
public interface FieldKeys {

    /** {@return id of the key that new values are sealed with; letters and digits, at most 32} */
    String primary();

    /** {@return ids of all keys, the primary one among them} */
    Set<String> known();

    /**
     * Whether a key is known; asked for each value that is opened.
     *
     * @param key id of a key
     * @return whether
     */
    default boolean knows(String key) {
        return known().contains(key);
    }

    /**
     * Seals a value.
     *
     * @param key id of a known key
     * @param clear the value
     * @param place where it belongs; it can be opened there and nowhere else
     * @return the sealed value, another one each time
     */
    byte[] seal(String key, byte[] clear, byte[] place);

    /**
     * Opens a value.
     *
     * @param key id of a known key
     * @param sealed the sealed value
     * @param place where it was found
     * @return the value; none when it does not belong there, was changed, or was sealed with another key
     */
    Optional<byte[]> open(String key, byte[] sealed, byte[] place);

    /**
     * A mark of a value, by which equal ones are found.
     *
     * @param key id of a known key
     * @param value the value
     * @return always the same for the same key and value, 16 to 64 bytes, which tell nothing of the value
     */
    byte[] mark(String key, byte[] value);

    /**
     * A mark that no rotation changes, for values that must be unique.
     *
     * @param value the value
     * @return always the same for the same value, 16 to 64 bytes
     */
    byte[] lastingMark(byte[] value);
}
