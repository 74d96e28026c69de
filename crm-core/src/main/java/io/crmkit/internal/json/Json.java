package io.crmkit.internal.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

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
            .addModule(IsoText.module().setValueInstantiators(new RecordConstructors()))
            .build();

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
