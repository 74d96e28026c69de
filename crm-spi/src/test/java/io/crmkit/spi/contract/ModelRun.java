package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** Takes random steps with the store on the bench and with the reference store, and compares every answer. */
final class ModelRun {

    private static final List<String> TENANTS = List.of("one", "One");
    private static final List<String> IDS = List.of("a", "A", "a ", "b", "c", "\uFFFD", "\uD83D\uDE00", "d");
    private static final List<String> TYPES = List.of(Bench.DEAL, Bench.DEAL, Bench.DEAL, Bench.EVENT, Bench.PLAIN);

    private final Bench bench;
    private final RecordStore oracle;
    private final List<ChangeSet> sets = new ArrayList<>();

    ModelRun(Bench bench, RecordStore oracle) {
        this.bench = bench;
        this.oracle = oracle;
    }

    void take(ModelStep step) {
        Random random = new Random(step.seed());
        String tenant = pick(random, TENANTS);
        if (step.percent() < 50) {
            commit(changes(random, tenant));
        } else if (step.percent() < 54 && !sets.isEmpty()) {
            commit(pick(random, sets));
        } else if (step.percent() < 58) {
            String receipt = sets.isEmpty() || random.nextBoolean()
                    ? "never-" + random.nextInt(5)
                    : pick(random, sets).receipt();
            same("resolve " + receipt, store -> store.resolve(tenant, receipt));
        } else if (step.percent() < 65) {
            RecordKey key = key(random);
            same("find " + key, store -> store.find(tenant, key));
            same("find in any state " + key, store -> store.findInAnyState(tenant, key));
            List<String> ids = Stream.generate(() -> pick(random, IDS)).limit(5).toList();
            same("find all " + ids, store -> store.findAll(tenant, key.type(), ids));
        } else if (step.percent() < 85) {
            Query query = query(random, tenant);
            same("walk " + query, store -> Bench.walk(store, query));
        } else if (step.percent() < 96) {
            Tally tally = tally(random, tenant);
            same("tally " + tally, store -> store.tally(tally));
        } else if (bench.profile.can(Capability.DURABLE)) {
            bench.reopen();
        } else {
            compareEverything();
        }
    }

    void compareEverything() {
        for (String tenant : TENANTS) {
            for (String type : List.of(Bench.DEAL, Bench.EVENT, Bench.PLAIN)) {
                for (String id : IDS) {
                    RecordKey key = new RecordKey(type, id);
                    same("find in any state " + key, store -> store.findInAnyState(tenant, key));
                }
                Query all = Query.of(tenant, type, Scope.unrestricted(), Filter.all(), 3);
                same("walk " + all, store -> Bench.walk(store, all));
            }
            if (bench.profile.can(Capability.SNAPSHOT)) {
                same("snapshot of " + tenant, ModelRun.snapshotOf(tenant));
            }
        }
    }

    private static Function<RecordStore, Object> snapshotOf(String tenant) {
        return store -> {
            try (Stream<StoredRecord> records = store.snapshot(tenant)) {
                return records.toList();
            }
        };
    }

    /** Commits to both. Where several refusals apply, a store may give any of them. */
    private void commit(ChangeSet set) {
        Object expected = outcome(() -> oracle.commit(set));
        Object actual = outcome(() -> Bench.commit(bench.store(), set));
        boolean bothRefused = refused(expected) && refused(actual);
        if (!bothRefused) {
            assertEquals(expected, actual, () -> "commit " + set);
        }
        if (expected instanceof CommitResult.Committed && sets.stream().noneMatch(set::equals)) {
            sets.add(set);
        }
    }

    private static boolean refused(Object outcome) {
        return outcome instanceof CommitResult.Stale || outcome instanceof CommitResult.Duplicate;
    }

    private void same(String what, Function<RecordStore, Object> call) {
        Object expected = outcome(() -> call.apply(oracle));
        Object actual = outcome(() -> Bench.retrying(() -> call.apply(bench.store())));
        assertEquals(expected, actual, what);
    }

    private static Object outcome(java.util.concurrent.Callable<Object> call) {
        try {
            return call.call();
        } catch (StorageException e) {
            return "refused as " + e.kind();
        } catch (IllegalArgumentException e) {
            return "refused as wrong";
        } catch (Exception e) {
            throw new AssertionError("a call may throw StorageException and IllegalArgumentException only", e);
        }
    }

    // ---- what to do

    private ChangeSet changes(Random random, String tenant) {
        Map<RecordKey, Change> changes = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            RecordKey key = key(random);
            changes.put(key, change(random, tenant, key));
        }
        return new ChangeSet(tenant, Bench.receipt(), List.copyOf(changes.values()));
    }

    private Change change(Random random, String tenant, RecordKey key) {
        StoredRecord now = oracle.findInAnyState(tenant, key).orElse(null);
        long version = (now == null ? 1 : now.version()) + (random.nextInt(12) == 0 ? random.nextInt(3) - 1 : 0);
        int kind = random.nextInt(20);
        if (now == null) {
            kind = kind < 13 ? kind % 3 : kind;
        } else if (now.state() != RecordState.LIVE && kind < 13) {
            kind = 7 + kind % 4;
        } else if (kind < 8) {
            kind = Math.max(kind, 2); // what is live is mostly updated
        }
        RecordBody body = body(random, key.type());
        return switch (kind) {
            case 0 -> new Change.Insert(key, body);
            case 1, 2 -> new Change.Ensure(key, body);
            case 3, 4, 5, 6, 7 -> new Change.Update(key, version, body);
            case 8 -> new Change.Restore(key, version);
            case 9 -> new Change.Erase(key, version);
            case 10, 11, 12 -> new Change.Delete(key, version);
            case 13 -> new Change.Reindex(key, version, body.visibility(), body.values());
            case 14 -> new Change.Rewrite(key, version, body);
            case 15, 16 -> new Change.Check(key, version);
            case 17 -> new Change.CheckAbsent(key);
            case 18 ->
                bench.profile.can(Capability.LOAD)
                        ? new Change.Load(new StoredRecord(
                                tenant,
                                key,
                                1L + random.nextInt(5),
                                pick(random, List.of(RecordState.LIVE, RecordState.DELETED)),
                                body))
                        : new Change.Insert(key, body);
            default -> new Change.Insert(key, body);
        };
    }

    private RecordBody body(Random random, String type) {
        if (type.equals(Bench.DEAL)) {
            RecordBody body = Samples.body(random, bench.profile, random.nextInt(4));
            if (bench.profile.can(Capability.UNIQUE_INDEXES) && random.nextInt(3) == 0) {
                return new RecordBody(
                        1 + random.nextInt(3),
                        body.payload(),
                        body.visibility(),
                        with(body, "serial", "s" + random.nextInt(4)));
            }
            return body;
        }
        String index = type.equals(Bench.EVENT) ? "kind" : "name";
        return new RecordBody(
                1, "p" + random.nextInt(), Visibility.none(), Bench.values(index, pick(random, Lookalikes.TEXTS)));
    }

    private static io.crmkit.spi.storage.IndexValues with(RecordBody body, String index, Object value) {
        io.crmkit.spi.storage.IndexValues.Builder values = io.crmkit.spi.storage.IndexValues.builder();
        body.values().asMap().forEach(values::put);
        return values.put(index, value).build();
    }

    private Query query(Random random, String tenant) {
        String order = pick(random, bench.orders());
        int limit = pick(random, List.of(1, 2, 3, 100));
        return new Query(tenant, Bench.DEAL, scope(random), filter(random, 2), order, limit, null);
    }

    private Tally tally(Random random, String tenant) {
        List<String> groupBy = new ArrayList<>();
        List<String> single = List.of("name", "city", "size", "amount", "closes", "touched", "open");
        for (int i = random.nextInt(3); i > 0; i--) {
            String index = pick(random, single);
            if (!groupBy.contains(index)) {
                groupBy.add(index);
            }
        }
        if (bench.profile.can(Capability.MULTI_VALUED_INDEXES) && random.nextInt(4) == 0) {
            groupBy.add(pick(random, List.of("tags", "marks")));
        }
        List<Measure> measures = new ArrayList<>(List.of(
                Measure.count(),
                Measure.sum("amount"),
                Measure.sum("size"),
                Measure.min(pick(random, single.subList(0, 6))),
                Measure.max(pick(random, single.subList(0, 6)))));
        return new Tally(tenant, Bench.DEAL, scope(random), filter(random, 2), groupBy, measures);
    }

    private Scope scope(Random random) {
        if (!bench.profile.can(Capability.SCOPES) || random.nextBoolean()) {
            return Scope.unrestricted();
        }
        int width = pick(random, List.of(0, 1, 3, 20, 40));
        return Scope.of(Stream.iterate(0, i -> i + 1)
                .limit(width)
                .map(i -> (i % 2 == 0 ? "u:" : "g:") + random.nextInt(40))
                .distinct()
                .toList());
    }

    private Filter filter(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 16 : 12);
        boolean many = bench.profile.can(Capability.MULTI_VALUED_INDEXES);
        return switch (kind) {
            case 0, 1 -> Filter.all();
            case 2 -> Filter.equal("city", pick(random, List.of("Ulm", "ulm", "", "Bonn")));
            case 3 -> Filter.in("size", List.of((long) random.nextInt(7) - 3, (long) random.nextInt(7) + 4));
            case 4 ->
                new Filter.Range(
                        "amount", BigDecimal.valueOf(random.nextInt(900) - 250L, 2), random.nextBoolean(), null, true);
            case 5 -> Filter.range("name", pick(random, Lookalikes.TEXTS), pick(random, Lookalikes.TEXTS));
            case 6 -> Filter.prefix("name", pick(random, List.of("a", "A", "acme", "\uD83D\uDE00", "%", "_", "str")));
            case 7 -> many ? Filter.anyOf("tags", List.of("red", "blue")) : Filter.equal("open", true);
            case 8 -> Filter.present(pick(random, List.of("name", "closes", "open", "size")));
            case 9 -> Filter.range("closes", null, LocalDate.of(2026, 1, 1 + random.nextInt(6)));
            case 10 -> Filter.equal("touched", Instant.ofEpochSecond(1_700_000_000, random.nextInt(5) * 1_000L));
            case 11 -> Filter.equal("open", random.nextBoolean());
            case 12, 13 -> Filter.not(filter(random, depth - 1));
            case 14 -> Filter.and(filter(random, depth - 1), filter(random, depth - 1));
            default -> Filter.or(filter(random, depth - 1), filter(random, depth - 1));
        };
    }

    private static RecordKey key(Random random) {
        return new RecordKey(pick(random, TYPES), pick(random, IDS));
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
