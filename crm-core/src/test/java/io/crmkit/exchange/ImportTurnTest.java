package io.crmkit.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.TestCrm;
import io.crmkit.exchange.ImportEntity.Loaded;
import io.crmkit.exchange.ImportOptions.Duplicates;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CUS-05, CUS-16: a batch is decided while the one before it is being written, and knows of its rows all the same. */
@Timeout(60)
class ImportTurnTest {

    private static final String[] NAMES = {"宁波海天精工有限公司", "海天精工（宁波）股份有限公司", "上海联创软件有限公司"};
    private static final String[] PHONES = {"13812345678", "13912345678", "13712345678"};
    private static final String[] CONTACTS = {"王伟", "李娜"};

    private volatile Consumer<ChangeSet> onCommit = set -> {};

    private RecordStore watched() {
        RecordStore store = new InMemoryStore(new InMemoryStore.Space());
        return (RecordStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("commit") && args[0] instanceof ChangeSet set) {
                        onCommit.accept(set);
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static ImportEntity customers(TestCrm test, Duplicates mode) {
        return test.as("admin").importable().stream()
                .filter(entity -> entity.name().equals("customer"))
                .findFirst()
                .orElseThrow()
                .under(ImportOptions.standard().forDuplicates(mode));
    }

    private static ImportRow row(String id, int what) {
        Map<String, Object> values = Map.of(
                "name", NAMES[what % 3], "contactPhone", PHONES[what / 3 % 3], "contactName", CONTACTS[what / 9 % 2]);
        return new ImportRow("old", id, id + values, values);
    }

    private static boolean brings(ChangeSet set, String name) {
        return set.changes().stream()
                .anyMatch(change -> change instanceof Change.Insert insert
                        && insert.key().type().equals("customer")
                        && insert.body().payload().contains(name));
    }

    private static List<String> suspects(Outcome<Loaded> outcome) {
        return ((Outcome.Done<Loaded>) outcome)
                .warnings().stream()
                        .filter(warning -> warning.code().startsWith("duplicates."))
                        .flatMap(warning -> warning.value().stream())
                        .toList();
    }

    /** Waits until a thread has decided, and waits for the batch before it. */
    private static void awaitDecided(AtomicReference<Thread> loader) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (loader.get() == null
                || Stream.of(loader.get().getStackTrace())
                        .noneMatch(frame -> frame.getMethodName().equals("afterEarlier"))) {
            assertThat(System.nanoTime())
                    .as("the second batch is not decided meanwhile")
                    .isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static final List<ImportRow> FIRST = List.of(row("1", 0));
    private static final List<ImportRow> SECOND = List.of(row("2", 1));

    /** Loads the two batches beside each other; the first one's commits are held until the second one is decided. */
    private List<Outcome<Loaded>> beside(TestCrm test, AtomicInteger failing, StorageException.Kind kind) {
        AtomicReference<Thread> second = new AtomicReference<>();
        List<String> committed = new ArrayList<>();
        onCommit = set -> {
            if (brings(set, NAMES[0])) {
                awaitDecided(second);
                if (failing.getAndDecrement() > 0) {
                    throw new StorageException(kind, "the store has its moments");
                }
                committed.add("first");
            } else if (brings(set, NAMES[1])) {
                committed.add("second");
            }
        };
        ImportEntity entity = customers(test, Duplicates.WARN);
        List<Outcome<Loaded>> told = new ArrayList<>();
        try (BatchesBeside<ImportRow> batches = new BatchesBeside<>(
                (rows, turn) -> {
                    if (rows.equals(SECOND)) {
                        second.set(Thread.currentThread());
                    }
                    return entity.load(rows, turn);
                },
                (rows, outcomes) -> told.addAll(outcomes))) {
            batches.add(FIRST, new TreeSet<>(List.of("a")));
            batches.add(SECOND, new TreeSet<>(List.of("b")));
            batches.finish();
        }
        assertThat(committed).containsExactly("first", "second");
        return told;
    }

    @Test
    @DisplayName("CUS-16 a batch is decided while the one before is written; CUS-05 it is told of what that one writes")
    void decidedMeanwhile() {
        try (TestCrm test = new TestCrm(watched())) {
            List<Outcome<Loaded>> told = beside(test, new AtomicInteger(), StorageException.Kind.TRANSIENT);
            assertThat(suspects(told.get(0))).isEmpty();
            assertThat(suspects(told.get(1)))
                    .containsExactly("customer/" + told.get(0).orElseThrow().id());
        }
    }

    @Test
    @DisplayName(
            "CUS-05 when the batch before had to be decided anew, so is the one after it: it names what was written in the end")
    void decidedAnew() {
        try (TestCrm test = new TestCrm(watched())) {
            List<Outcome<Loaded>> told = beside(test, new AtomicInteger(2), StorageException.Kind.TRANSIENT);
            String written = told.get(0).orElseThrow().id();
            assertThat(suspects(told.get(1))).containsExactly("customer/" + written);
            assertThat(test.as("admin").customers().get(written).isDone()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "CUS-16 when a batch cannot be written, the one after it is not either, and what is told is why the first was not")
    void neverAfterAFailure() {
        try (TestCrm test = new TestCrm(watched())) {
            assertThatThrownBy(() -> beside(test, new AtomicInteger(99), StorageException.Kind.FULL))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("has its moments");
            assertThat(test.as("admin")
                            .customers()
                            .list(10, java.util.Optional.empty())
                            .orElseThrow()
                            .items())
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("CUS-16 ACC-10 a batch that may not be written gives its lane of the audit trail back")
    void laneGivenBack() {
        try (TestCrm test = new TestCrm()) {
            ImportEntity entity = customers(test, Duplicates.WARN);
            long lanes = test.as("admin").audit().verify().orElseThrow().lanes();
            ImportTurn failed = new ImportTurn(null);
            failed.failed();
            assertThatThrownBy(() -> entity.load(SECOND, new ImportTurn(failed)))
                    .isInstanceOf(CancellationException.class);
            assertThat(entity.load(SECOND, ImportTurn.only())).allMatch(Outcome::isDone);
            assertThat(test.as("admin").audit().verify().orElseThrow().lanes()).isEqualTo(lanes);
        }
    }

    /** What became of rows: refused, or which rows they may be duplicates of. */
    private static List<String> became(List<ImportRow> rows, List<Outcome<Loaded>> outcomes) {
        Map<String, String> ids = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            String id = rows.get(i).externalId();
            outcomes.get(i).toOptional().ifPresent(loaded -> ids.put("customer/" + loaded.id(), id));
        }
        return outcomes.stream()
                .map(outcome -> outcome.isDone()
                        ? "new " + named(suspects(outcome), ids)
                        : "refused "
                                + named(
                                        outcome.refusals().stream()
                                                .map(Refusal::value)
                                                .map(value -> value.orElse(""))
                                                .toList(),
                                        ids))
                .toList();
    }

    private static String named(List<String> records, Map<String, String> ids) {
        return records.stream()
                .map(record -> ids.getOrDefault(record, "unknown " + record))
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** As few rows as suspects are named at most: which of more equal ones are named, their ids say. */
    @Property(tries = 25)
    void howRowsAreCutIntoBatchesShowsInNothing(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 0, max = 17) Integer> whats,
            @ForAll @IntRange(min = 1, max = 4) int size,
            @ForAll Mode mode) {
        List<ImportRow> rows = new ArrayList<>();
        whats.forEach(what -> rows.add(row("r" + rows.size(), what)));
        List<Outcome<Loaded>> oneByOne = new ArrayList<>();
        try (TestCrm test = new TestCrm()) {
            ImportEntity entity = customers(test, mode.duplicates);
            rows.forEach(row -> oneByOne.addAll(entity.load(List.of(row))));
        }
        List<Outcome<Loaded>> beside = new ArrayList<>();
        try (TestCrm test = new TestCrm()) {
            ImportEntity entity = customers(test, mode.duplicates);
            try (BatchesBeside<ImportRow> batches =
                    new BatchesBeside<>(entity::load, (some, outcomes) -> beside.addAll(outcomes))) {
                for (int i = 0; i < rows.size(); i += size) {
                    batches.add(
                            List.copyOf(rows.subList(i, Math.min(rows.size(), i + size))),
                            new TreeSet<>(List.of("" + i)));
                }
                batches.finish();
            }
        }
        assertThat(became(rows, beside)).isEqualTo(became(rows, oneByOne));
    }

    enum Mode {
        WARN(Duplicates.WARN),
        REFUSE(Duplicates.REFUSE);

        private final Duplicates duplicates;

        Mode(Duplicates duplicates) {
            this.duplicates = duplicates;
        }
    }
}
