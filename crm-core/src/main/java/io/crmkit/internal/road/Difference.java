package io.crmkit.internal.road;

import io.crmkit.internal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What changed between two versions of a record (DAT-03). */
final class Difference {

    private Difference() {}

    /**
     * What changed.
     *
     * @param before the record as it was
     * @param after as it is
     * @return by path of the field: before and after, or of a list that only grew just what was added; never the version
     */
    static Map<String, Object> between(Object before, Object after) {
        Map<String, Object> changes = new LinkedHashMap<>();
        compare("", Json.tree(before), Json.tree(after), changes);
        changes.remove("version");
        return changes;
    }

    private static void compare(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, Map<String, Object> changes) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null && after != null && before.isObject() && after.isObject()) {
            TreeSet<String> names = new TreeSet<>(before.propertyNames());
            names.addAll(after.propertyNames());
            names.forEach(name ->
                    compare(path.isEmpty() ? name : path + "." + name, before.get(name), after.get(name), changes));
        } else if (before != null && after != null && grew(before, after)) {
            List<Object> added = new ArrayList<>();
            for (int i = before.size(); i < after.size(); i++) {
                added.add(after.get(i));
            }
            changes.put(path, Map.of("added", added));
        } else {
            changes.put(path, List.of(before == null ? "" : before, after == null ? "" : after));
        }
    }

    private static boolean grew(JsonNode before, JsonNode after) {
        if (!before.isArray() || !after.isArray() || after.size() <= before.size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                return false;
            }
        }
        return true;
    }
}
