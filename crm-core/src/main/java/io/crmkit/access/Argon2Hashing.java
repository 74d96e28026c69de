package io.crmkit.access;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, version 1.3, by Bouncy Castle, which must be on the class path. Hashes are written as is usual for it: {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. Never more passwords are hashed at once than the given number, since each takes
 * its memory; safe for use by many threads.
 */
public final class Argon2Hashing implements PasswordHashing {

    private static final int HASH_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    /** Salt and hash stay as they are written. */
    private record Kept(int memory, int iterations, int parallelism, String salt, String hash) {}

    private final Semaphore atOnce;

    /**
     * A hashing.
     *
     * @param atOnce how many passwords are hashed at once, from 1
     */
    public Argon2Hashing(int atOnce) {
        this.atOnce = new Semaphore(atOnce);
    }

    @Override
    public String hash(char[] password, byte[] salt, AccountPolicy.Passwords cost) {
        byte[] hash = argon2(password, salt, cost.memoryKib(), cost.iterations(), cost.parallelism(), HASH_BYTES);
        Base64.Encoder text = Base64.getEncoder().withoutPadding();
        return String.format(
                Locale.ROOT,
                "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
                cost.memoryKib(),
                cost.iterations(),
                cost.parallelism(),
                text.encodeToString(salt),
                text.encodeToString(hash));
    }

    @Override
    public boolean matches(char[] password, String hashed) {
        Optional<Kept> read = read(hashed);
        if (read.isEmpty()) {
            return false;
        }
        Kept kept = read.get();
        byte[] expected = Base64.getDecoder().decode(kept.hash());
        byte[] salt = Base64.getDecoder().decode(kept.salt());
        byte[] hash = argon2(password, salt, kept.memory(), kept.iterations(), kept.parallelism(), expected.length);
        return MessageDigest.isEqual(expected, hash);
    }

    @Override
    public boolean outdated(String hashed, AccountPolicy.Passwords cost) {
        return read(hashed)
                .filter(kept -> kept.memory() >= cost.memoryKib()
                        && kept.iterations() >= cost.iterations()
                        && kept.parallelism() >= cost.parallelism())
                .isEmpty();
    }

    private static Optional<Kept> read(String hashed) {
        Matcher form = FORM.matcher(hashed);
        if (!form.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Kept(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                form.group(4),
                form.group(5)));
    }

    private byte[] argon2(char[] password, byte[] salt, int memory, int iterations, int parallelism, int length) {
        byte[] hash = new byte[length];
        atOnce.acquireUninterruptibly();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memory)
                    .withIterations(iterations)
                    .withParallelism(parallelism)
                    .withSalt(salt)
                    .build());
            generator.generateBytes(password, hash); // as UTF-8
            return hash;
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "passwords are hashed by Bouncy Castle: put org.bouncycastle:bcprov-jdk18on on the class path, or give"
                            + " CrmBuilder.passwordHashing or signOn another way",
                    e);
        } finally {
            atOnce.release();
        }
    }
}
