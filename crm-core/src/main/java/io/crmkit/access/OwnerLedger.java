package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many records of each kind a user owns. Caps are checked against it, and its version makes two takers of the last
 * place meet.
 *
 * @param id id of the user
 * @param version how often it was written
 * @param owned number of records by kind
 */
record OwnerLedger(String id, long version, Map<String, Integer> owned) implements Entity<OwnerLedger> {

    static final Kind<OwnerLedger> KIND =
            Kind.plain(RecordType.named("owner_ledger", 1).build(), OwnerLedger.class, (l, values) -> {});

    OwnerLedger {
        owned = Map.copyOf(owned);
    }

    int count(String kind) {
        return owned.getOrDefault(kind, 0);
    }

    OwnerLedger changed(String kind, int by) {
        Map<String, Integer> copy = new TreeMap<>(owned);
        copy.merge(kind, by, Integer::sum);
        return new OwnerLedger(id, version, copy);
    }

    @Override
    public OwnerLedger withVersion(long other) {
        return new OwnerLedger(id, other, owned);
    }
}
