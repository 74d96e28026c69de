package io.crmkit.audit;

import io.crmkit.internal.json.Json;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sensitive contents of one entry, beside the chain: the entry keeps a salted hash of each, so that they can be erased
 * later and the chain stays valid (ACC-10, ACC-18).
 *
 * @param id id of the entry
 * @param version how often it was written
 * @param subject type and id of the record that the entry is about
 * @param values what changed, by field; empty once erased
 * @param erasure id of the {@link Erasure} that took the values away
 */
public record AuditContent(
        String id, long version, String subject, Map<String, Sealed> values, Optional<String> erasure)
        implements Entity<AuditContent> {

    /**
     * A content and what makes its hash no guess.
     *
     * @param salt random
     * @param value the content as JSON
     */
    public record Sealed(String salt, String value) {

        String commitment(String field) {
            try {
                byte[] bytes = Json.write(java.util.List.of(salt, field, value)).getBytes(StandardCharsets.UTF_8);
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    /** Under which key an entry keeps the hash in place of a content. */
    static final String COMMITTED = "committed";

    /** The kind. */
    public static final Kind<AuditContent> KIND = Kind.plain(
                    RecordType.named("audit_content", 1)
                            .indexes(IndexSpec.text("subject"), IndexSpec.bool("erased"))
                            .build(),
                    AuditContent.class,
                    (c, values) -> values.text("subject", c.subject())
                            .bool("erased", c.erasure().isPresent()))
            .sealing("values");

    /** Copies the values. */
    public AuditContent {
        values = values == null ? Map.of() : new TreeMap<>(values);
    }

    @Override
    public AuditContent withVersion(long other) {
        return new AuditContent(id, other, subject, values, erasure);
    }

    /**
     * The same without its values.
     *
     * @param by id of the erasure
     * @return the content as erased
     */
    public AuditContent erased(String by) {
        return new AuditContent(id, version, subject, Map.of(), Optional.of(by));
    }

    /** The hashes of the values, for the chain. */
    Map<String, Object> commitments() {
        Map<String, Object> all = new LinkedHashMap<>();
        values.forEach((field, content) -> all.put(field, Map.of(COMMITTED, content.commitment(field))));
        return all;
    }

    /** The hashes that an entry keeps, by field. */
    static Map<String, String> commitments(AuditEntry entry) {
        return entry.changes() == null ? Map.of() : commitments(entry.changes());
    }

    /** The same of the entry's changes. */
    static Map<String, String> commitments(Map<?, ?> changes) {
        Map<String, String> all = new TreeMap<>();
        changes.forEach((field, change) -> {
            if (change instanceof Map<?, ?> map && map.get(COMMITTED) instanceof String hash) {
                all.put(String.valueOf(field), hash);
            }
        });
        return all;
    }

    /** Whether these are the contents that an entry was made with. */
    boolean fits(Map<String, String> commitments) {
        Map<String, String> own = new TreeMap<>();
        values.forEach((field, content) -> own.put(field, content.commitment(field)));
        return own.equals(commitments);
    }

    /** An entry with its contents in their place, for whoever may read it. */
    AuditEntry into(AuditEntry entry) {
        Map<String, Object> changes = new TreeMap<>(entry.changes());
        commitments(entry).keySet().forEach(field -> {
            Sealed content = values.get(field);
            if (content != null) {
                changes.put(field, Json.read(content.value(), Object.class));
            } else if (erasure.isPresent()) {
                changes.put(field, Map.of("erased", erasure.get()));
            }
        });
        return entry.with(changes);
    }
}
