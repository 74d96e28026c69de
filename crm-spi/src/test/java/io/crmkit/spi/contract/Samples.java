package io.crmkit.spi.contract;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random but repeatable records with many ties, gaps and odd values, put into a store and into the reference store. */
final class Samples {

    private static final int BATCH = 100;

    private Samples() {}

    /** Puts the same records into the store on the bench and into a reference store, which it gives back. */
    static RecordStore fill(Bench bench, long seed, int count) {
        RecordStore oracle = new InMemoryStore();
        oracle.prepare(bench.types());
        Random random = new Random(seed);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = (i % 9 == 0 ? "\uD83D\uDE00" : i % 7 == 0 ? "\uFFFD" : "id")
                    + Integer.toString(i * 7919 % 9973, 36) + "-" + i;
            changes.add(new Change.Insert(Bench.deal(id), body(random, bench.profile, i)));
            if (changes.size() == BATCH || i == count - 1) {
                ChangeSet set = Bench.set(changes.toArray(Change[]::new));
                Bench.committed(Bench.commit(bench.store(), set));
                oracle.commit(set);
                changes.clear();
            }
        }
        return oracle;
    }

    static RecordBody body(Random random, StoreProfile profile, int i) {
        IndexValues.Builder values = IndexValues.builder();
        if (random.nextInt(5) > 0) {
            values.text("name", Lookalikes.TEXTS.get(random.nextInt(Lookalikes.TEXTS.size())));
        }
        if (random.nextInt(4) > 0) {
            values.text(
                    "city", List.of("Ulm", "ulm", "Bonn", "\u4E0A\u6D77", "").get(random.nextInt(5)));
        }
        if (random.nextInt(4) > 0) {
            values.integer("size", (long) random.nextInt(7) - 3);
        }
        if (random.nextInt(4) > 0) {
            values.decimal("amount", BigDecimal.valueOf(random.nextInt(9) * 100L - 250, 2));
        }
        if (random.nextInt(4) > 0) {
            values.date("closes", LocalDate.of(2026, 1, 1).plusDays(random.nextInt(6)));
        }
        if (random.nextInt(4) > 0) {
            values.instant("touched", Instant.ofEpochSecond(1_700_000_000, random.nextInt(5) * 1_000L));
        }
        if (random.nextInt(4) > 0) {
            values.bool("open", random.nextBoolean());
        }
        if (profile.can(Capability.UNIQUE_INDEXES) && random.nextInt(3) == 0) {
            values.text("code", "code" + i);
        }
        if (profile.can(Capability.MULTI_VALUED_INDEXES)) {
            values.many("tags", some(random, List.of("red", "Red", "red ", "blue", "\uD83D\uDE00"), 4));
            values.many("marks", some(random, List.of(-1L, 0L, 1L, 2L), 3));
        }
        Visibility visibility = Visibility.none();
        if (profile.can(Capability.SCOPES)) {
            String owner = random.nextInt(8) == 0 ? null : "u:" + random.nextInt(40);
            List<String> grants = new ArrayList<>();
            for (int g = random.nextInt(4); g > 0; g--) {
                grants.add((random.nextBoolean() ? "u:" : "g:") + random.nextInt(40));
            }
            visibility = Visibility.of(owner, grants);
        }
        return new RecordBody(1, "{\"n\":" + i + "}", visibility, values.build());
    }

    private static <T> List<T> some(Random random, List<T> values, int atMost) {
        List<T> some = new ArrayList<>();
        for (int i = random.nextInt(atMost); i > 0; i--) {
            some.add(values.get(random.nextInt(values.size())));
        }
        return some;
    }
}
