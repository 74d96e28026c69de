package io.crmkit.internal.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Writes and reads the payloads of records: dates as ISO text, money as plain decimal text, absent values left out, keys
 * sorted, so that equal objects have equal text.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(tools.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .addModule(new SimpleModule("instants").addSerializer(Instant.class, new InstantText()))
            .build();

    /** Writes instants as ISO-8601 does. Records of one unit of work have the same one, which is made into text once. */
    private static final class InstantText extends ValueSerializer<Instant> {

        private record Last(Instant instant, String text) {}

        /** Threads may overwrite each other's: it is made again from what never changes. */
        private Last last = new Last(Instant.EPOCH, Instant.EPOCH.toString());

        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializationContext context) {
            Last known = last;
            if (!known.instant().equals(instant)) {
                known = new Last(instant, instant.toString());
                last = known;
            }
            json.writeString(known.text());
        }
    }

    private Json() {}

    /**
     * Writes an object.
     *
     * @param value the object
     * @return its text
     */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /**
     * Reads an object.
     *
     * @param text the text
     * @param type what it is
     * @param <T> what it is
     * @return the object
     * @throws IllegalStateException when the text is not such an object; the message does not hold the text
     */
    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            throw unreadable(type, e);
        }
    }

    /**
     * Reads an object.
     *
     * @param tree its tree
     * @param type what it is
     * @param <T> what it is
     * @return the object
     * @throws IllegalStateException when the tree is not such an object; the message does not hold the text
     */
    public static <T> T read(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JacksonException e) {
            throw unreadable(type, e);
        }
    }

    private static IllegalStateException unreadable(Class<?> type, JacksonException e) {
        return new IllegalStateException(
                "a stored payload is not a " + type.getSimpleName() + ": "
                        + e.getOriginalMessage().lines().findFirst().orElse(""),
                e);
    }

    /**
     * An object as a tree.
     *
     * @param value the object
     * @return the tree
     */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * A text as a tree.
     *
     * @param text the text
     * @return the tree
     */
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /** {@return the mapper, for strict readers that are made from it} */
    public static JsonMapper mapper() {
        return MAPPER;
    }
}
