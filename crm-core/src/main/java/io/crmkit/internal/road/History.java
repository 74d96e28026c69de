package io.crmkit.internal.road;

import io.crmkit.audit.AuditEntry;
import io.crmkit.shared.Mask;
import io.crmkit.shared.Wall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of the audit trail a reader behind walls may see (ACC-07, ACC-10). */
final class History {

    private static final char DOT = '.';

    /** How entries look. */
    static final Veil<AuditEntry> VEIL = new Veil<>(AuditEntry.class, History::shown);

    private History() {}

    private static AuditEntry shown(AuditEntry entry, Walls walls) {
        int slash = entry.subject().indexOf('/');
        String type = slash < 0 ? entry.subject() : entry.subject().substring(0, slash);
        return entry.told(walls.told(type, entry.changes()));
    }

    /** What may be told of a change at a path; empty when it is all of a hidden field. */
    static Optional<Object> told(String path, Object change, Map<List<String>, Wall> closed) {
        Optional<Object> told = Optional.of(change);
        for (Map.Entry<List<String>, Wall> field : closed.entrySet()) {
            for (String hidden : field.getKey()) {
                told = told.flatMap(rest -> without(path, rest, hidden, field.getValue()));
            }
        }
        return told;
    }

    private static Optional<Object> without(String path, Object change, String hidden, Wall wall) {
        if (path.equals(hidden)) {
            return wall == Wall.MASKED ? Optional.of(masked(change)) : Optional.empty();
        }
        if (path.startsWith(hidden + DOT)) {
            return Optional.empty(); // a part of it, such as the number of an amount
        }
        return hidden.startsWith(path + DOT)
                ? Optional.of(pruned(change, hidden.substring(path.length() + 1), wall))
                : Optional.of(change);
    }

    /** Lists hold what was before and after, or what was added: in each the field is left out. */
    private static Object pruned(Object value, String path, Wall wall) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> pruned(item, path, wall)).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        int dot = path.indexOf(DOT);
        String first = dot < 0 ? path : path.substring(0, dot);
        Map<Object, Object> rest = new LinkedHashMap<>();
        map.forEach((key, within) -> {
            if (key.equals("added") || !key.equals(first)) {
                rest.put(key, key.equals("added") ? pruned(within, path, wall) : within);
            } else if (dot >= 0) {
                rest.put(key, pruned(within, path.substring(dot + 1), wall));
            } else if (wall == Wall.MASKED) {
                rest.put(key, masked(within));
            }
        });
        return rest;
    }

    private static Object masked(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(History::masked).toList();
        }
        return value instanceof String text ? text.isEmpty() ? text : Mask.of(text) : "";
    }
}
