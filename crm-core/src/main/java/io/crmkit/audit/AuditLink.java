package io.crmkit.audit;

import io.crmkit.internal.json.Json;
import io.crmkit.spi.storage.IndexValues;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What checking the trail needs of an entry: its place in the chain and what it tells of which record.
 *
 * @param id lane and sequence number
 * @param lane the chain
 * @param sequence its place in the chain
 * @param previous hash of the entry before
 * @param at when
 * @param actor who
 * @param subject type and id of the record
 * @param subjectVersion the record's version afterwards, absent when nothing was written
 * @param commitments the hashes of contents that stand beside the chain, by field
 * @param records versions of the records that the entry tells the same of, by type and id; none for an entry of one record
 */
record AuditLink(
        String id,
        String lane,
        long sequence,
        String previous,
        Instant at,
        String actor,
        String subject,
        Optional<Long> subjectVersion,
        Map<String, String> commitments,
        Map<String, Long> records) {

    static AuditLink of(AuditEntry entry) {
        return new AuditLink(
                entry.id(),
                entry.lane(),
                entry.sequence(),
                entry.previous(),
                entry.at(),
                entry.actor(),
                entry.subject(),
                entry.subjectVersion(),
                AuditContent.commitments(entry),
                entry.records().orElse(Map.of()));
    }

    /** Whether the index values that stand beside an entry are those that it was written with. */
    boolean indexedBy(IndexValues values) {
        return values.asMap().size() == (records.isEmpty() ? 4 : 5)
                && new HashSet<Object>(values.many("records")).equals(records.keySet())
                && lane.equals(values.get("lane"))
                && at.truncatedTo(ChronoUnit.MICROS).equals(values.get("at"))
                && actor.equals(values.get("actor"))
                && subject.equals(values.get("subject"));
    }

    /**
     * Takes from an entry's text what a link needs, at a fraction of what it costs to read all of it. Only of a text that is in
     * every part of the form in which entries are written: for any other nothing is answered, and reading it as an entry decides.
     */
    static Optional<AuditLink> scan(String text) {
        try (JsonParser json = Json.mapper().createParser(text)) {
            AuditLink link = new Scan(json).link();
            return link == null || json.nextToken() != null ? Optional.empty() : Optional.of(link);
        } catch (JacksonException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static final class Scan {
        private final JsonParser json;
        private @Nullable String id;
        private @Nullable String lane;
        private long sequence = -1;
        private @Nullable String previous;
        private @Nullable Instant at;
        private @Nullable String actor;
        private @Nullable String subject;
        private Optional<Long> subjectVersion = Optional.empty();
        private Map<String, String> commitments = Map.of();
        private Map<String, Long> records = Map.of();
        private final Set<String> names = new HashSet<>();

        Scan(JsonParser json) {
            this.json = json;
        }

        @Nullable
        AuditLink link() {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (!names.add(name) || !take(name, json.nextToken())) {
                    return null;
                }
            }
            return json.currentToken() == JsonToken.END_OBJECT
                            && names.contains("done")
                            && sequence >= 0
                            && id != null
                            && lane != null
                            && previous != null
                            && at != null
                            && actor != null
                            && subject != null
                    ? new AuditLink(
                            id, lane, sequence, previous, at, actor, subject, subjectVersion, commitments, records)
                    : null;
        }

        /** Whether the value is of the form that it is written in. */
        private boolean take(String name, JsonToken token) {
            switch (name) {
                case "id" -> id = text(token);
                case "lane" -> lane = text(token);
                case "previous" -> previous = text(token);
                case "actor" -> actor = text(token);
                case "subject" -> subject = text(token);
                case "at" -> at = token == JsonToken.VALUE_STRING ? Instant.parse(json.getString()) : null;
                case "sequence" -> {
                    sequence = number(token);
                    return sequence >= 0;
                }
                case "subjectVersion" -> {
                    long version = number(token);
                    subjectVersion = Optional.of(version);
                    return version >= 0;
                }
                case "changes" -> {
                    return token == JsonToken.START_OBJECT && changes();
                }
                case "records" -> {
                    return token == JsonToken.START_OBJECT && records();
                }
                case "done" -> {
                    return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
                }
                case "version", "times" -> {
                    return number(token) >= 0;
                }
                case "login", "via", "operation", "rule", "reason" -> {
                    return token == JsonToken.VALUE_STRING;
                }
                default -> {
                    return false;
                }
            }
            return token == JsonToken.VALUE_STRING;
        }

        private @Nullable String text(JsonToken token) {
            return token == JsonToken.VALUE_STRING ? json.getString() : null;
        }

        private long number(JsonToken token) {
            return token == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
        }

        /** Whether the versions of all records were read. */
        private boolean records() {
            records = new TreeMap<>();
            for (String record = json.nextName(); record != null; record = json.nextName()) {
                long version = number(json.nextToken());
                if (version < 0 || records.put(record, version) != null) {
                    return false;
                }
            }
            return json.currentToken() == JsonToken.END_OBJECT;
        }

        /** Whether all changes were read; of an object that says how it is committed, the hash is taken. */
        private boolean changes() {
            for (String field = json.nextName(); field != null; field = json.nextName()) {
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    for (String name = json.nextName(); name != null; name = json.nextName()) {
                        JsonToken token = json.nextToken();
                        if (name.equals(AuditContent.COMMITTED) && token == JsonToken.VALUE_STRING) {
                            if (commitments.isEmpty()) {
                                commitments = new TreeMap<>();
                            }
                            commitments.put(field, json.getString());
                        } else {
                            json.skipChildren();
                        }
                    }
                } else {
                    json.skipChildren();
                }
            }
            return json.currentToken() == JsonToken.END_OBJECT;
        }
    }
}
