package io.crmkit.internal.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayDeque;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
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

    /** What reads a class: each reading would look for it anew. */
    private static final ClassValue<ObjectReader> READERS = new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
            return MAPPER.readerFor(type);
        }
    };

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
            return READERS.get(type).readValue(text);
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

    /**
     * The text of an object without some of its parts, without making a tree of it.
     *
     * @param text the text, as {@link #write} writes it
     * @param paths where the parts are, as names of components parted by dots
     * @return the text of the rest
     */
    public static String without(String text, Set<String> paths) {
        StringBuilder rest = new StringBuilder(text.length());
        int done = 0;
        try (JsonParser from = MAPPER.createParser(text)) {
            ArrayDeque<String> holders = new ArrayDeque<>();
            String holder = "";
            String name = "";
            for (JsonToken token = from.nextToken(); token != null; token = from.nextToken()) {
                switch (token) {
                    case PROPERTY_NAME -> {
                        name = holder.isEmpty() ? from.currentName() : holder + "." + from.currentName();
                        if (paths.contains(name)) {
                            rest.append(text, done, (int)
                                    from.currentTokenLocation().getCharOffset());
                            from.nextToken();
                            from.skipChildren();
                            from.finishToken();
                            done = behind(
                                    rest, text, (int) from.currentLocation().getCharOffset());
                        }
                    }
                    case START_OBJECT, START_ARRAY -> {
                        holders.push(holder);
                        holder = token == JsonToken.START_ARRAY ? name + "[]" : name;
                        name = holder;
                    }
                    case END_OBJECT, END_ARRAY -> {
                        holder = holders.pop();
                        name = holder;
                    }
                    default -> {
                        // a value
                    }
                }
            }
        }
        return rest.append(text, done, text.length()).toString();
    }

    /** The comma goes with what is left out: the one behind it or, where it was the last, the one before it. */
    private static int behind(StringBuilder rest, String text, int end) {
        if (text.charAt(end) == ',') {
            return end + 1;
        }
        int last = rest.length() - 1;
        if (rest.charAt(last) == ',') {
            rest.setLength(last);
        }
        return end;
    }

    /** {@return the mapper, for strict readers that are made from it} */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * Tells whoever embeds the library what is missing.
     *
     * @param cause what went wrong for lack of it
     * @return what to throw
     */
    public static IllegalStateException withoutYaml(NoClassDefFoundError cause) {
        return new IllegalStateException(
                "to read YAML, put tools.jackson.dataformat:jackson-dataformat-yaml on the class path", cause);
    }
}
