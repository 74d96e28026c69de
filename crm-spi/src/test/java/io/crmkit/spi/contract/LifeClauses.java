package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.commit;
import static io.crmkit.spi.contract.Bench.committed;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.plain;
import static io.crmkit.spi.contract.Bench.receipt;
import static io.crmkit.spi.contract.Bench.refused;
import static io.crmkit.spi.contract.Bench.set;
import static io.crmkit.spi.storage.StorageException.Kind.CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Opening, closing, sharing and surviving. */
public interface LifeClauses extends Clauses {

    @Test
    @DisplayName("S195 what was committed is there after closing and opening again")
    default void survivesReopening() {
        try (Bench bench = Bench.open(harness(), Capability.DURABLE)) {
            Samples.fill(bench, 195, 60);
            bench.done(insert(deal("dead"), body("dead")), insert(deal("gone"), body("gone")));
            bench.done(new Change.Delete(deal("dead"), 1), new Change.Delete(deal("gone"), 1));
            bench.done(new Change.Erase(deal("gone"), 2), new Change.Ensure(plain("p"), body("p")));
            if (bench.profile.can(Capability.UNIQUE_INDEXES)) {
                bench.done(insert(deal("u"), body("u", "code", "C", "serial", "S")));
            }
            List<StoredRecord> before = Bench.walk(bench.store(), Bench.all(Bench.DEAL, Filter.all()));
            StoredRecord dead = bench.any(deal("dead"));
            StoredRecord gone = bench.any(deal("gone"));
            for (int i = 0; i < 2; i++) {
                bench.reopen();
                assertEquals(before, Bench.walk(bench.store(), Bench.all(Bench.DEAL, Filter.all())));
                assertEquals(dead, bench.any(deal("dead")));
                assertEquals(gone, bench.any(deal("gone")));
                bench.duplicate(deal("gone"), null, insert(deal("gone"), body("x")));
                if (bench.profile.can(Capability.UNIQUE_INDEXES)) {
                    bench.duplicate(deal("v"), "code", insert(deal("v"), body("x", "code", "C")));
                }
            }
            bench.done(new Change.Restore(deal("dead"), 2));
        }
    }

    @Test
    @DisplayName("S196 what was committed is there after kill -9, and what was being committed is there wholly or not")
    default void survivesKilling() throws IOException, InterruptedException {
        try (Bench bench = Bench.open(harness(), Capability.DURABLE)) {
            bench.store().close();
            Random random = new Random();
            for (int round = 0; round < Integer.getInteger("crmkit.contract.kills", 2); round++) {
                String location = harness().freshLocation();
                int acknowledged = killed(bench, location, 5 + random.nextInt(120));
                try (RecordStore store = bench.provider.open(location, bench.parameters)) {
                    store.prepare(bench.types());
                    for (int i = 0; i <= acknowledged; i++) {
                        assertEquals(3, presentOf(store, i), "of the acknowledged set " + i + " of " + acknowledged);
                    }
                    int last = presentOf(store, acknowledged + 1);
                    assertTrue(last == 0 || last == 3, "the set that was being committed is half there: " + last);
                    assertEquals(0, presentOf(store, acknowledged + 2));
                    CommitResult again = commit(store, KilledChild.set(acknowledged + 1));
                    committed(again);
                    assertEquals(3, presentOf(store, acknowledged + 1));
                    assertEquals(
                            acknowledged + 2,
                            Bench.ids(store, Bench.all(Bench.DEAL, Filter.equal("name", "k")))
                                    .size());
                }
            }
        }
    }

    @Test
    @DisplayName("S197 stores of one place see each other's commits at once")
    default void sharedStoresSeeEachOther() {
        try (Bench bench = Bench.open(harness(), Capability.SHARED)) {
            RecordStore one = bench.store();
            RecordStore two = bench.another();
            for (int i = 0; i < 30; i++) {
                RecordStore writer = i % 2 == 0 ? one : two;
                RecordStore reader = i % 2 == 0 ? two : one;
                RecordKey key = deal("a");
                committed(commit(
                        writer,
                        set(
                                i == 0
                                        ? insert(key, body("0", "size", 0L))
                                        : new Change.Update(key, i, body("" + i, "size", (long) i)))));
                assertEquals("" + i, reader.find(TENANT, key).orElseThrow().payload());
                assertEquals(List.of("a"), Bench.ids(reader, Bench.all(Bench.DEAL, Filter.equal("size", (long) i))));
                assertEquals(
                        List.of((long) i),
                        reader.tally(new Tally(
                                        TENANT,
                                        Bench.DEAL,
                                        Scope.unrestricted(),
                                        Filter.all(),
                                        List.of(),
                                        List.of(Measure.max("size"))))
                                .get(0)
                                .measures());
            }
        }
    }

    @Test
    @DisplayName("S198 closing one store leaves the others of the place working")
    default void closingOneOfTwo() {
        try (Bench bench = Bench.open(harness(), Capability.SHARED)) {
            RecordStore other = bench.another();
            bench.done(insert(deal("a"), body("x")));
            bench.store().close();
            assertTrue(other.find(TENANT, deal("a")).isPresent());
            committed(commit(other, set(insert(deal("b"), body("x")))));
        }
    }

    @Test
    @DisplayName("S199 after closing every call is refused as CLOSED, and closing again does no harm")
    default void closed() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("x")));
            RecordStore store = bench.store();
            store.close();
            store.close();
            refused(CLOSED, () -> store.find(TENANT, deal("a")));
            refused(CLOSED, () -> store.findInAnyState(TENANT, deal("a")));
            refused(CLOSED, () -> store.findAll(TENANT, Bench.DEAL, List.of("a")));
            refused(CLOSED, () -> store.query(Bench.all(Bench.DEAL, Filter.all())));
            refused(
                    CLOSED,
                    () -> store.tally(new Tally(
                            TENANT,
                            Bench.DEAL,
                            Scope.unrestricted(),
                            Filter.all(),
                            List.of(),
                            List.of(Measure.count()))));
            refused(CLOSED, () -> store.commit(set(insert(deal("b"), body("x")))));
            refused(CLOSED, () -> store.resolve(TENANT, receipt()));
            refused(CLOSED, () -> store.prepare(bench.types()));
            refused(CLOSED, () -> store.ready(Bench.DEAL, Set.of("name")));
            if (bench.profile.can(Capability.SNAPSHOT)) {
                refused(CLOSED, () -> store.snapshot(TENANT).close());
            }
        }
    }

    @Test
    @DisplayName("S200 closing leaves no thread behind")
    default void closingLeavesNoThread() throws InterruptedException {
        for (int warmUp = 0; warmUp < 2; warmUp++) {
            useAndClose();
        }
        Set<Thread> before = threads();
        for (int i = 0; i < 3; i++) {
            useAndClose();
        }
        Set<Thread> left = threads();
        for (int wait = 0; wait < 50; wait++) {
            left = threads();
            left.removeAll(before);
            left.removeIf(thread -> !thread.isAlive());
            if (left.isEmpty()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertEquals(Set.of(), left.stream().map(Thread::getName).collect(Collectors.toSet()));
    }

    @Test
    @DisplayName("S201 many threads may do everything at once, and what they leave fits together")
    default void threadSafety() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(4)) {
            List<RecordStore> stores = bench.racers();
            racers.race(n -> {
                RecordStore store = stores.get(n % stores.size());
                Random random = new Random(n);
                for (int i = 0; i < 40; i++) {
                    RecordKey key = deal("k" + random.nextInt(12));
                    StoredRecord now = Bench.retrying(() -> store.findInAnyState(TENANT, key))
                            .orElse(null);
                    commit(store, set(next(random, key, now), insert(plain(n + "-" + i), body("x", "name", "n"))));
                    Bench.walk(store, Bench.all(Bench.DEAL, Filter.range("size", 3L, null)));
                    Bench.retrying(() -> store.tally(sizes()));
                    Bench.retrying(() -> store.findAll(TENANT, Bench.DEAL, List.of("k1", "k2")));
                }
                return null;
            });
            List<StoredRecord> found = IntStream.range(0, 12)
                    .mapToObj(i -> bench.find(deal("k" + i)))
                    .flatMap(record -> record.stream())
                    .toList();
            assertEquals(
                    new TreeSet<>(found.stream().map(StoredRecord::id).toList()),
                    new TreeSet<>(bench.ids(Filter.all())));
            assertEquals(
                    (long) found.size(), bench.tally(sizes()).get(0).measures().get(0));
            for (long size = 0; size < 6; size++) {
                long wanted = size;
                assertEquals(
                        found.stream()
                                .filter(r -> Long.valueOf(wanted)
                                        .equals(r.body().values().get("size")))
                                .map(StoredRecord::id)
                                .collect(Collectors.toCollection(TreeSet::new)),
                        new TreeSet<>(bench.ids(Filter.equal("size", wanted))));
            }
        }
    }

    private static Change next(Random random, RecordKey key, StoredRecord now) {
        long version = now == null ? 0 : now.version();
        Object size = (long) random.nextInt(6);
        if (now == null) {
            return new Change.Ensure(key, body("x", "size", size));
        }
        return switch (now.state()) {
            case LIVE ->
                random.nextInt(4) == 0
                        ? new Change.Delete(key, version)
                        : new Change.Update(key, version, body("x", "size", size));
            case DELETED -> random.nextInt(9) == 0 ? new Change.Erase(key, version) : new Change.Restore(key, version);
            case ERASED -> new Change.CheckAbsent(key);
        };
    }

    private static Tally sizes() {
        return new Tally(
                TENANT,
                Bench.DEAL,
                Scope.unrestricted(),
                Filter.all(),
                List.of(),
                List.of(Measure.count(), Measure.sum("size")));
    }

    private void useAndClose() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(3)) {
            racers.race(n -> bench.done(insert(deal("d" + n), body("x"))));
            bench.ids(Filter.all());
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .collect(Collectors.toCollection(java.util.HashSet::new));
    }

    /** Starts the second JVM, kills it after some sets, and answers the number of the last set it acknowledged. */
    private static int killed(Bench bench, String location, int sets) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledChild.class.getName()));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = -1;
        try {
            try (OutputStream in = child.getOutputStream()) {
                in.write(KilledChild.input(bench.provider, location, bench.parameters)
                        .getBytes(StandardCharsets.US_ASCII));
            }
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    acknowledged = Integer.parseInt(line);
                    if (acknowledged == sets) {
                        TimeUnit.MICROSECONDS.sleep(new Random().nextInt(3_000));
                        child.toHandle().destroyForcibly(); // the process would close our end of the pipe too
                    }
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertTrue(acknowledged >= sets, "the second JVM ended by itself after set " + acknowledged);
        return acknowledged;
    }

    private static int presentOf(RecordStore store, int number) {
        return (int) KilledChild.set(number).changes().stream()
                .filter(change -> store.find(TENANT, change.key()).isPresent())
                .count();
    }
}
