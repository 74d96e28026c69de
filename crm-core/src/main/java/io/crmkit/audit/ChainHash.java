package io.crmkit.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The hash of a chain, keyed if there is a key. Reused for many texts, because making one costs as much as a hash. Not safe for use by many threads. */
final class ChainHash {

    private final @Nullable Mac mac;
    private final @Nullable MessageDigest digest;

    ChainHash(byte @Nullable [] key) {
        try {
            if (key == null) {
                mac = null;
                digest = MessageDigest.getInstance("SHA-256");
            } else {
                mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                digest = null;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** {@return the hash in hexadecimal} */
    String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (mac != null) {
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        }
        if (digest == null) {
            throw new IllegalStateException("neither keyed nor not");
        }
        return HexFormat.of().formatHex(digest.digest(bytes));
    }
}
