package io.crmkit.customer;

import io.crmkit.audit.AuditEntry;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Reads what the audit trail tells of one field of a customer (CUS-11). */
final class FieldHistory {

    /** What is no field of the dictionary, with the path by which the trail tells of it. */
    private static final Map<String, String> OTHERS = Map.of(
            "owner", "owner", "parent", "profile.parent", "tags", "profile.tags", "grade", "grade", "stage", "stage");

    private FieldHistory() {}

    static Outcome<Listing<FieldChange>> of(
            Road road, Unit unit, String id, String field, int limit, Optional<String> pageToken) {
        Dictionary dictionary = CustomerFields.of(unit.standing().policy());
        if (!OTHERS.containsKey(field) && dictionary.field(field).isEmpty()) {
            return Outcome.refused(unknown(field, dictionary));
        }
        if (field.equals("grade") || field.equals("stage")) {
            unit.require("customer", TradeRecord.TRADED);
        } else if (!field.equals(ProtectedFields.OWNER)) {
            unit.require("customer", field);
        }
        String type = field.equals("grade") || field.equals("stage") ? TradeRecord.KIND.name() : Customer.KIND.name();
        String path = Optional.ofNullable(OTHERS.get(field))
                .orElseGet(() -> CustomerFields.isStandard(field) ? "profile." + field : "profile.fields." + field);
        Filter filter = AuditEntry.about(List.of(type + "/" + id));
        boolean sensitive = dictionary.field(field).filter(Field::sensitive).isPresent();
        Listing<FieldChange> told = unit.paged("field_history:" + field, filter, "newest", pageToken, token -> {
            AtomicReference<String> next = new AtomicReference<>();
            List<AuditEntry> entries = road.with().audit().newest(filter, limit, token.orElse(null), next::set);
            List<FieldChange> changes = new ArrayList<>();
            entries.stream()
                    .filter(AuditEntry::done)
                    .forEach(entry -> change(entry, path).ifPresent(changes::add));
            return new Listing<>(changes, Optional.ofNullable(next.get()));
        });
        unit.tellRead(type + "/" + id, sensitive ? told.items().size() : 0); // a read of sensitive contents (ACC-10)
        return Outcome.done(told);
    }

    private static Refusal unknown(String field, Dictionary dictionary) {
        TreeSet<String> known = new TreeSet<>(OTHERS.keySet());
        dictionary.fields().forEach(each -> known.add(each.key()));
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID, "CUS-11", "customer.no-such-field", field, String.join(", ", known))
                .onField("field")
                .ofValue(field);
        return NearMiss.of(field, known).map(refusal::suggesting).orElse(refusal);
    }

    /** A field may be made of parts, such as the number and the currency of an amount. */
    private static Optional<FieldChange> change(AuditEntry entry, String path) {
        TreeMap<String, Object> parts = new TreeMap<>();
        entry.changes().forEach((each, change) -> {
            if (each.equals(path) || each.startsWith(path + ".")) {
                parts.put(each, change);
            }
        });
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new FieldChange(
                        entry.at(),
                        entry.actor(),
                        entry.login(),
                        entry.operation(),
                        entry.reason(),
                        side(parts, 0),
                        side(parts, 1)));
    }

    private static String side(Map<String, Object> parts, int side) {
        return parts.values().stream()
                .map(change -> text(change, side))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** A change is a pair, or what was added to a list. */
    private static String text(Object change, int side) {
        if (change instanceof List<?> pair && pair.size() == 2) {
            return shown(pair.get(side));
        }
        return side == 1 && change instanceof Map<?, ?> added ? "+" + shown(added.get("added")) : "";
    }

    private static String shown(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : value == null ? "" : String.valueOf(value);
    }
}
