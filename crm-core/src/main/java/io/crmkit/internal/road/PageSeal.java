package io.crmkit.internal.road;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals page tokens: one is good for the reader who got it, for the same question, and as long as the directory is the one by
 * which it was given. The key is kept in the store, one for each tenant, unless the embedder has one; so a token of one
 * node is good on another. Safe for use by many threads.
 */
final class PageSeal {

    private static final String HMAC = "HmacSHA256";
    private static final int SEAL = 16;
    private static final int KEY = 32;

    /** The key of a tenant. */
    record PageKey(String id, long version, String secret) implements Entity<PageKey> {
        static final String ID = "page";

        static final Kind<PageKey> KIND =
                Kind.plain(RecordType.named("page_key", 1).build(), PageKey.class, (k, values) -> {});

        @Override
        public PageKey withVersion(long other) {
            return new PageKey(id, other, secret);
        }
    }

    private final Road.Surroundings with;
    private volatile byte @Nullable [] key;

    PageSeal(Road.Surroundings with) {
        this.with = with;
        this.key = with.pageKey().map(SecretKey::getEncoded).orElse(null);
    }

    /** What a token is good for. */
    record Use(Standing standing, String type, Filter filter, String order) {

        private byte[] text() {
            List<String> parts = new ArrayList<>(
                    List.of(standing.actor().userId(), String.valueOf(standing.directory()), type, order));
            write(filter, parts);
            StringBuilder all = new StringBuilder();
            parts.forEach(part -> all.append(part.length()).append(':').append(part));
            return all.toString().getBytes(StandardCharsets.UTF_8);
        }

        /** The order of values in a set says nothing; it may be another one on another node. */
        private static void write(Filter filter, List<String> parts) {
            if (filter instanceof Filter.And and) {
                parts.add("and " + and.parts().size());
                and.parts().forEach(part -> write(part, parts));
            } else if (filter instanceof Filter.Or or) {
                parts.add("or " + or.parts().size());
                or.parts().forEach(part -> write(part, parts));
            } else if (filter instanceof Filter.Not not) {
                parts.add("not");
                write(not.part(), parts);
            } else if (filter instanceof Filter.In in) {
                parts.add("in " + in.index());
                write(in.values(), parts);
            } else if (filter instanceof Filter.AnyOf any) {
                parts.add("any of " + any.index());
                write(any.values(), parts);
            } else {
                parts.add(filter.toString());
            }
        }

        private static void write(Set<Object> values, List<String> parts) {
            parts.add(String.valueOf(values.size()));
            values.stream().map(String::valueOf).sorted().forEach(parts::add);
        }
    }

    /** Seals the store's token. */
    String close(Use use, String token) {
        byte[] body = token.getBytes(StandardCharsets.UTF_8);
        long directory = use.standing().directory();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(Long.BYTES + SEAL + body.length)
                        .putLong(directory)
                        .put(mac(use, directory, body))
                        .put(body)
                        .array());
    }

    /** The store's token; a token that is of no use ends the decision. */
    String open(Use use, String given) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(given));
            if (bytes.remaining() > Long.BYTES + SEAL) {
                long directory = bytes.getLong();
                byte[] seal = new byte[SEAL];
                bytes.get(seal);
                byte[] body = new byte[bytes.remaining()];
                bytes.get(body);
                if (directory != use.standing().directory()) {
                    throw stale();
                }
                if (MessageDigest.isEqual(seal, mac(use, directory, body))) {
                    return new String(body, StandardCharsets.UTF_8);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new Barred(foreign()); // not even a token
        }
        throw new Barred(foreign());
    }

    private static Refusal foreign() {
        return Refusal.of(Refusal.Kind.INVALID, "ACC-06", "shared.page-token-foreign")
                .onField("pageToken");
    }

    static Barred stale() {
        return new Barred(Refusal.of(Refusal.Kind.CONFLICT, "ACC-06", "shared.page-token-stale")
                .onField("pageToken"));
    }

    private byte[] mac(Use use, long directory, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key(), HMAC));
            mac.update(with.tenant().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(directory).array());
            byte[] text = use.text();
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            mac.update(text);
            return Arrays.copyOf(mac.doFinal(body), SEAL);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private byte[] key() {
        byte[] known = key;
        if (known == null) {
            known = Base64.getDecoder()
                    .decode(stored().or(() -> {
                                made();
                                return stored();
                            })
                            .orElseThrow(() -> new StorageException(
                                    StorageException.Kind.TRANSIENT, "the key of page tokens could not be kept"))
                            .secret());
            key = known;
        }
        return known;
    }

    private Optional<PageKey> stored() {
        RecordStore store = with.store();
        return store.find(with.tenant(), PageKey.KIND.key(PageKey.ID))
                .map(r -> with.codec().decode(PageKey.KIND, r));
    }

    /** Of several nodes that make one at the same time, one wins; what became of this one, reading it again tells. */
    private void made() {
        byte[] secret = new byte[KEY];
        with.random().nextBytes(secret);
        PageKey made = new PageKey(PageKey.ID, 1, Base64.getEncoder().encodeToString(secret));
        with.store()
                .commit(new ChangeSet(
                        with.tenant(),
                        with.ids().next(),
                        List.of(new Change.Ensure(
                                PageKey.KIND.key(made.id()), with.codec().encode(PageKey.KIND, made, Set.of())))));
    }
}
