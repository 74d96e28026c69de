package io.crmkit.exchange;

import io.crmkit.exchange.ImportReport.Group;
import io.crmkit.shared.Refusal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts like refusals together. Keeps so many groups apart, and from then on does not look at values any more. */
final class Findings {

    private static final int MOST = 1000;

    private final Map<Key, Group> groups = new LinkedHashMap<>();

    private record Key(
            String rule, String code, Optional<String> field, Optional<String> value, Optional<String> suggestion) {}

    void add(Refusal refusal, long line) {
        Key exact = new Key(refusal.rule(), refusal.code(), refusal.field(), refusal.value(), refusal.suggestion());
        boolean mixed = !groups.containsKey(exact) && groups.size() >= MOST;
        Key key = mixed
                ? new Key(refusal.rule(), refusal.code(), refusal.field(), Optional.empty(), Optional.of("*"))
                : exact;
        groups.merge(
                key,
                new Group(refusal, 1, line, mixed),
                (old, one) -> new Group(old.example(), old.count() + 1, Math.min(old.firstLine(), line), old.mixed()));
    }

    List<Group> groups() {
        return groups.values().stream()
                .sorted(Comparator.comparingLong(Group::count).reversed().thenComparingLong(Group::firstLine))
                .toList();
    }
}
