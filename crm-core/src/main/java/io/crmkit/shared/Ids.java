package io.crmkit.shared;

import java.time.InstantSource;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Where new ids come from. Safe for use by many threads. */
@FunctionalInterface
public interface Ids {

    /** {@return a new id of at most 64 characters, never given before} */
    String next();

    /**
     * Ids in the order of time, with 80 random bits: 26 characters of Crockford's base 32.
     *
     * @param clock the time
     * @param random the randomness; it must be safe for use by many threads
     * @return the source of ids
     */
    static Ids timeOrdered(InstantSource clock, RandomGenerator random) {
        return () -> {
            long time = clock.millis();
            char[] id = new char[26];
            for (int i = 9; i >= 0; i--) {
                id[i] = digit(time);
                time >>>= 5;
            }
            long high = random.nextLong();
            long low = random.nextLong();
            for (int i = 0; i < 8; i++) {
                id[10 + i] = digit(high >>> (5 * i));
                id[18 + i] = digit(low >>> (5 * i));
            }
            return new String(id).toLowerCase(Locale.ROOT);
        };
    }

    private static char digit(long bits) {
        return "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt((int) (bits & 31));
    }
}
