package io.crmkit.handover;

import io.crmkit.access.Owned;
import io.crmkit.access.Owned.Assigned;
import io.crmkit.access.Owned.Holding;
import io.crmkit.access.Owned.Terms;
import io.crmkit.handover.HandoverItem.Fate;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Moves, within one unit of work, all that a user holds. Preview and performance are this, with and without a commit. */
final class Takeover {

    /** Something that the user holds, and who shall take it, if somebody shall. */
    private record Entry(Owned kind, Holding holding, Optional<String> to, Optional<Label> kept) {

        Assigned assigned() {
            return new Assigned(holding, to.orElseThrow());
        }
    }

    private final List<Owned> owned;
    private final Permission permission;

    Takeover(List<Owned> owned, Permission permission) {
        this.owned = owned;
        this.permission = permission;
    }

    /**
     * Moves everything that can be moved.
     *
     * @param unit the unit of work
     * @param from id of the user
     * @param plan who takes over what
     * @param lifted whether caps do not count
     * @return what became of each, kind by kind
     */
    List<HandoverItem> run(Unit unit, String from, Plan plan, boolean lifted) {
        Terms terms = new Terms(Optional.of(from), permission, lifted, Optional.of(plan.reason()));
        List<Entry> entries = entries(unit, from, plan);
        byKind(entries).forEach((kind, some) -> kind.readAhead(unit, assigned(some)));
        List<HandoverItem> items = new ArrayList<>(entries.size());
        Map<Owned, List<Assigned>> moved = new LinkedHashMap<>();
        for (Entry entry : entries) {
            HandoverItem item = moved(unit, entry, terms);
            if (item.fate() == Fate.MOVED) {
                moved.computeIfAbsent(entry.kind(), k -> new ArrayList<>()).add(entry.assigned());
            }
            items.add(item);
        }
        moved.forEach((kind, some) -> kind.conclude(unit, some));
        List<RecordKey> keys = moved.values().stream()
                .flatMap(List::stream)
                .map(each -> each.holding().record())
                .toList();
        owned.forEach(kind -> kind.follow(unit, keys));
        return items;
    }

    /** First all of it is known, then who takes what, and only then is anything moved: nothing is met twice. */
    private List<Entry> entries(Unit unit, String from, Plan plan) {
        Distribution distribution = new Distribution(plan);
        List<Entry> entries = new ArrayList<>();
        for (Owned kind : owned) {
            for (Holding holding : kind.of(unit, from)) {
                Optional<Label> kept = holding.stays()
                        .or(() -> Optional.of(Messages.label("handover.stays.finished"))
                                .filter(label -> holding.finished() && plan.finishedStays()));
                Optional<String> to =
                        kept.isPresent() ? Optional.empty() : Optional.of(distribution.receiver(kind.kind(), holding));
                entries.add(new Entry(kind, holding, to, kept));
            }
        }
        return entries;
    }

    private static Map<Owned, List<Entry>> byKind(List<Entry> entries) {
        Map<Owned, List<Entry>> byKind = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> entry.to().isPresent())
                .forEach(entry -> byKind.computeIfAbsent(entry.kind(), k -> new ArrayList<>())
                        .add(entry));
        return byKind;
    }

    private static List<Assigned> assigned(List<Entry> entries) {
        return entries.stream().map(Entry::assigned).toList();
    }

    private static HandoverItem moved(Unit unit, Entry entry, Terms terms) {
        String kind = entry.kind().kind();
        String record = entry.holding().record().toString();
        if (entry.to().isEmpty()) {
            entry.kind().stay(unit, entry.holding(), terms);
            return new HandoverItem(kind, record, Fate.KEPT, Optional.empty(), Optional.empty(), entry.kept());
        }
        List<Refusal> wrong = entry.kind().move(unit, entry.assigned(), terms);
        if (wrong.isEmpty()) {
            return new HandoverItem(kind, record, Fate.MOVED, entry.to(), Optional.empty(), Optional.empty());
        }
        Refusal first = wrong.get(0);
        return new HandoverItem(
                kind,
                record,
                Fate.REFUSED,
                entry.to(),
                Optional.of(first.rule()),
                Optional.of(new Label(first.message(Locale.CHINESE), first.message(Locale.ENGLISH))));
    }

    /** What became of how many, by kind. */
    static Map<String, Handover.Tally> tallies(List<HandoverItem> items) {
        Map<String, List<HandoverItem>> byKind = new TreeMap<>();
        items.forEach(item ->
                byKind.computeIfAbsent(item.kind(), k -> new ArrayList<>()).add(item));
        Map<String, Handover.Tally> tallies = new TreeMap<>();
        byKind.forEach((kind, some) -> tallies.put(kind, Handover.Tally.of(some)));
        return tallies;
    }
}
