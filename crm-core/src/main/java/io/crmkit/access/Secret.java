package io.crmkit.access;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A secret that is handed out once and of which only a hash is kept: 32 random bytes, together with the id of what it opens.
 *
 * @param id what it opens
 * @param secret the random part
 */
public record Secret(String id, String secret) {

    private static final int BYTES = 32;

    /**
     * A new secret.
     *
     * @param random where chance comes from
     * @return the random part
     */
    public static String fresh(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * A secret from what somebody hands in; what has another form is none.
     *
     * @param token what was handed in
     * @return the secret
     */
    public static Optional<Secret> read(String token) {
        int point = token.indexOf('.');
        boolean formed = point > 0 && point <= 128 && token.length() > point + 1 && token.length() <= 256;
        boolean plain = token.chars().allMatch(c -> c > ' ' && c < 127);
        return formed && plain
                ? Optional.of(new Secret(token.substring(0, point), token.substring(point + 1)))
                : Optional.empty();
    }

    /** {@return what is handed out} */
    public String token() {
        return id + "." + secret;
    }

    /** {@return what is kept} */
    String hash() {
        return hash(secret);
    }

    /**
     * What is kept of a secret.
     *
     * @param secret the random part
     * @return its hash
     */
    public static String hash(String secret) {
        return Hashing.sha256().hashString(secret, StandardCharsets.UTF_8).toString();
    }

    /**
     * Whether this is the secret of which a hash was kept.
     *
     * @param kept the hash, if there is one
     * @return whether
     */
    public boolean opens(Optional<String> kept) {
        return kept.filter(hash -> MessageDigest.isEqual(
                        hash.getBytes(StandardCharsets.US_ASCII), hash().getBytes(StandardCharsets.US_ASCII)))
                .isPresent();
    }

    @Override
    public String toString() {
        return "Secret[" + id + "]";
    }
}
