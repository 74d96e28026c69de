package io.crmkit.audit;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs checkpoints of the audit trail, and checks signatures (ACC-10). The key stays outside: an embedder implements this
 * over whatever holds it, such as a security module. Implementations are safe for use by many threads.
 */
public interface CheckpointSigner {

    /** {@return the name of the algorithm, as it stands in checkpoints; a checkpoint of another one is refused} */
    String algorithm();

    /** {@return whether there is a key to sign with} */
    default boolean signs() {
        return true;
    }

    /** {@return whether there is a key to check signatures with} */
    default boolean checks() {
        return true;
    }

    /**
     * Signs. Called only when {@link #signs()}.
     *
     * @param text what is signed
     * @return the signature
     */
    byte[] sign(byte[] text);

    /**
     * Checks a signature. Called only when {@link #checks()}.
     *
     * @param text what was signed
     * @param signature the signature, of any length and contents
     * @return whether it is this key's signature of that text
     */
    boolean signed(byte[] text, byte[] signature);

    /**
     * Ed25519 by the JDK.
     *
     * @param signing the private key, for whoever makes checkpoints
     * @param checking the public key, for whoever checks them
     * @return the signer
     */
    static CheckpointSigner ed25519(Optional<PrivateKey> signing, Optional<PublicKey> checking) {
        return new Ed25519(signing, checking);
    }

    /** Ed25519 by the JDK. */
    record Ed25519(Optional<PrivateKey> signing, Optional<PublicKey> checking) implements CheckpointSigner {

        /** Checks that the keys are of this algorithm. */
        public Ed25519 {
            try {
                Signature trial = Signature.getInstance("Ed25519");
                if (signing.isPresent()) {
                    trial.initSign(signing.get());
                }
                if (checking.isPresent()) {
                    trial.initVerify(checking.get());
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("no key of Ed25519: " + e.getMessage(), e);
            }
        }

        @Override
        public String algorithm() {
            return "Ed25519";
        }

        @Override
        public boolean signs() {
            return signing.isPresent();
        }

        @Override
        public boolean checks() {
            return checking.isPresent();
        }

        @Override
        public byte[] sign(byte[] text) {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(signing.orElseThrow());
                signature.update(text);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the key of the constructor signs", e);
            }
        }

        @Override
        public boolean signed(byte[] text, byte[] signature) {
            try {
                Signature check = Signature.getInstance("Ed25519");
                check.initVerify(checking.orElseThrow());
                check.update(text);
                return check.verify(signature);
            } catch (GeneralSecurityException e) {
                return false; // not even the form of a signature
            }
        }

        /** Keys are not for printing. */
        @Override
        public String toString() {
            return "Ed25519";
        }
    }

    /** The audit key itself, when there is no other: whoever can check can also sign. */
    final class Keyed implements CheckpointSigner {
        private static final byte[] PURPOSE =
                "crmkit audit checkpoint\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        private final byte[] key;

        Keyed(byte[] key) {
            this.key = key.clone();
        }

        @Override
        public String algorithm() {
            return "HmacSHA256";
        }

        @Override
        public byte[] sign(byte[] text) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                mac.update(PURPOSE); // the hash of no entry, whatever its text
                return mac.doFinal(text);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has HmacSHA256", e);
            }
        }

        @Override
        public boolean signed(byte[] text, byte[] signature) {
            return MessageDigest.isEqual(sign(text), signature);
        }
    }
}
