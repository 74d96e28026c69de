package io.crmkit.persistence.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flat JSON arrays of texts, numbers and booleans: all the JSON that this module needs. */
final class JsonArrays {

    private static final String HEX = "0123456789abcdef";

    private JsonArrays() {}

    /** Strings are quoted; everything else stands as its {@code toString} says. */
    static String write(Collection<?> values) {
        StringBuilder json = new StringBuilder(16 + values.size() * 12).append('[');
        for (Object value : values) {
            if (json.length() > 1) {
                json.append(',');
            }
            if (value instanceof String text) {
                quote(json, text);
            } else {
                json.append(value);
            }
        }
        return json.append(']').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f) {
                json.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /** {@return the elements as texts, strings without their quotes; nothing for null} */
    static List<String> read(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        int i = 1;
        while (i < json.length() && json.charAt(i) != ']') {
            if (json.charAt(i) == ',') {
                i++;
            } else if (json.charAt(i) == '"') {
                StringBuilder text = new StringBuilder();
                for (i++; json.charAt(i) != '"'; i++) {
                    char c = json.charAt(i);
                    if (c != '\\') {
                        text.append(c);
                    } else if (json.charAt(++i) == 'u') {
                        text.append((char) Integer.parseInt(json, i + 1, i + 5, 16));
                        i += 4;
                    } else {
                        text.append(json.charAt(i));
                    }
                }
                i++;
                values.add(text.toString());
            } else {
                int start = i;
                while (json.charAt(i) != ',' && json.charAt(i) != ']') {
                    i++;
                }
                values.add(json.substring(start, i));
            }
        }
        return values;
    }
}
