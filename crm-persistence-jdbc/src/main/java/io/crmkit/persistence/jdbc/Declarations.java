package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Record types as readable text, for the catalogue. Words with blanks between them, one line for each thing; names have
 * no blanks.
 *
 * <pre>
 * type lead 3 scoped
 * index name text
 * index amount decimal 2
 * index email text unique held
 * order newest updated desc
 * </pre>
 */
final class Declarations {

    private Declarations() {}

    static String write(RecordType type) {
        List<String> lines = new ArrayList<>();
        lines.add("type " + type.name() + " " + type.schemaVersion() + (type.appendOnly() ? " append-only" : "")
                + (type.scoped() ? " scoped" : ""));
        for (IndexSpec index : type.indexes()) {
            lines.add("index " + index.name() + " " + index.kind().name().toLowerCase(Locale.ROOT)
                    + (index.kind() == IndexKind.DECIMAL ? " " + index.scale() : "")
                    + (index.unique() ? " unique" : "")
                    + (index.heldByTombstone() ? " held" : "")
                    + (index.multiValued() ? " many" : ""));
        }
        for (OrderSpec order : type.orders()) {
            lines.add("order " + order.name() + " "
                    + order.keys().stream()
                            .map(key -> key.index() + (key.descending() ? " desc" : " asc"))
                            .collect(Collectors.joining(" ")));
        }
        return String.join("\n", lines);
    }

    static RecordType read(String text) {
        List<IndexSpec> indexes = new ArrayList<>();
        List<OrderSpec> orders = new ArrayList<>();
        List<String> head = List.of();
        for (String line : text.lines().toList()) {
            List<String> words = Arrays.asList(line.split(" ", -1));
            switch (words.get(0)) {
                case "type" -> head = words;
                case "index" -> {
                    IndexKind kind = IndexKind.valueOf(words.get(2).toUpperCase(Locale.ROOT));
                    int scale = kind == IndexKind.DECIMAL ? Integer.parseInt(words.get(3)) : 0;
                    indexes.add(new IndexSpec(
                            words.get(1),
                            kind,
                            scale,
                            words.lastIndexOf("unique") > 2,
                            words.lastIndexOf("held") > 2,
                            words.lastIndexOf("many") > 2));
                }
                case "order" -> {
                    List<OrderSpec.Key> keys = new ArrayList<>();
                    for (int i = 2; i + 1 < words.size(); i += 2) {
                        keys.add(
                                new OrderSpec.Key(words.get(i), words.get(i + 1).equals("desc")));
                    }
                    orders.add(new OrderSpec(words.get(1), keys));
                }
                default -> throw new IllegalArgumentException("no declaration of a record type: " + line);
            }
        }
        return new RecordType(
                head.get(1),
                Integer.parseInt(head.get(2)),
                head.contains("append-only"),
                head.lastIndexOf("scoped") > 2,
                indexes,
                orders);
    }
}
