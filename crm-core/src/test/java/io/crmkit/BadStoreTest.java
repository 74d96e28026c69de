package io.crmkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.policy.PluginLimits;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A storage plugin that misbehaves costs the call that it spoils, is named, and holds few threads. */
@Timeout(120)
class BadStoreTest {

    private static final int THREADS = 6;

    /** For calls that end by their limit only. */
    private static final PluginLimits LIMITS = new PluginLimits(1, 4_000, 1_000, 3, 1, THREADS, 1_000);

    /** For all that is to end of itself, whatever else the machine does. */
    private static final PluginLimits PATIENT = new PluginLimits(1, 30_000, 1_000, 3, 1, THREADS, 1_000);

    /** What a store may do wrong. */
    enum Wrong {
        THROWS,
        ERROR,
        HANGS,
        IGNORES_INTERRUPTION,
        ANSWERS_NULL,
        NOT_A_NUMBER,
        INFINITE,
        OUT_OF_RANGE,
        HUGE_OUTPUT,
        SLOW,
        DUPLICATE_ID,
        CALLS_BACK;

        /** Whether a call ends by its time limit only. */
        boolean waits() {
            return this == HANGS || this == IGNORES_INTERRUPTION || this == SLOW;
        }
    }

    /** Where. */
    enum Context {
        GET,
        LIST,
        COUNT,
        SAVE
    }

    private final AtomicReference<java.time.Instant> time = new AtomicReference<>(TestCrm.NOON);
    private final CountDownLatch end = new CountDownLatch(1);
    private final BadStore store = new BadStore();
    private final Crm patient = open(PATIENT, 8);
    private Crm crm = patient;
    private final Customer jade;
    private final Customer pearl;

    /** What is there before, whatever else the machine does. */
    BadStoreTest() {
        patient.setUp(NewUser.of("Admin", "administrator"), NewUser.of("Lan", "sales-rep"))
                .orElseThrow();
        CrmSession lan = patient.signIn("lan");
        jade = lan.customers().create(NewCustomer.named("翡翠科技有限公司")).orElseThrow();
        pearl = lan.customers().create(NewCustomer.named("明珠物流有限公司")).orElseThrow();
        lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("500000")))
                .orElseThrow();
    }

    @AfterEach
    void stop() {
        end.countDown();
        store.wrong = null;
        crm.close();
        patient.close();
    }

    private Crm open(PluginLimits limits, int seed) {
        return Crm.builder()
                .store(store)
                .storeLimits(limits)
                .clock(time::get)
                .zone(TestCrm.ZONE)
                .random(new Random(seed))
                .pause(pause -> Thread.onSpinWait())
                .via("test")
                .open();
    }

    /** From now on a node that is as patient as what is wrong allows. */
    private void meet(Wrong wrong) {
        if (wrong.waits()) {
            crm = open(LIMITS, 7);
        }
    }

    private CrmSession lan() {
        return crm.signIn("lan");
    }

    private Outcome<?> act(Context context) {
        return switch (context) {
            case GET -> lan().customers().get(jade.id());
            case LIST -> lan().customers().list(10, Optional.empty());
            case COUNT -> lan().reports().get(Reports.Name.FUNNEL);
            case SAVE -> lan().customers().create(NewCustomer.named("远山机械有限公司"));
        };
    }

    static Stream<Arguments> cases() {
        return Stream.of(Wrong.values())
                .filter(wrong -> !wrong.waits())
                .flatMap(wrong -> Stream.of(Context.values()).map(context -> Arguments.of(wrong, context)));
    }

    @ParameterizedTest(name = "DAT-03 {0} once × {1}: costs that call at most, the same works again after")
    @MethodSource("cases")
    void once(Wrong wrong, Context context) {
        meet(wrong);
        store.arm(wrong, context, 1);
        try {
            assertThat(act(context).isDone()).as("a commit is tried again").isTrue();
            assertThat(context).isEqualTo(Context.SAVE);
        } catch (StorageException e) {
            isNamed(e);
            time.set(time.get().plus(LIMITS.quarantine()));
            assertThat(act(context).isDone()).isTrue();
        }
        assertThat(store.left).isZero();
        harmsNothing(1);
    }

    @ParameterizedTest(name = "DAT-03 {0} always × {1}: is named each time, the other calls work")
    @MethodSource("cases")
    void always(Wrong wrong, Context context) {
        meet(wrong);
        store.arm(wrong, context, Integer.MAX_VALUE);
        boolean foundOut =
                wrong == Wrong.SLOW && context == Context.SAVE; // the receipt tells that it was done after all
        for (int i = 0; i < 3; i++) {
            if (foundOut) {
                assertThat(act(context).isDone()).isTrue();
                continue;
            }
            Throwable thrown = catchThrowable(() -> act(context));
            assertThat(thrown).isInstanceOf(StorageException.class);
            isNamed((StorageException) thrown);
        }
        for (Context other : Context.values()) {
            if (other != context) {
                time.set(time.get().plus(LIMITS.quarantine()));
                if (context == Context.LIST && other == Context.SAVE) { // saving looks for duplicates first (CUS-05)
                    assertThat(catchThrowable(() -> act(other))).isInstanceOf(StorageException.class);
                } else {
                    assertThat(act(other).isDone()).as(other.name()).isTrue();
                }
            }
        }
        assertThat(store.held).hasValueLessThanOrEqualTo(THREADS);
        boolean mayBeDone = wrong == Wrong.IGNORES_INTERRUPTION && context == Context.SAVE; // as the message says
        harmsNothing(foundOut ? 3 : mayBeDone || context != Context.SAVE ? 1 : 0);
    }

    @Test
    @DisplayName(
            "DAT-03 calls that end by their limit only, once and always, in every context: the same as of what is wrong at once")
    void waiting() throws InterruptedException {
        Beside.each(Wrong.values(), Wrong::waits, Context.values(), (wrong, context) -> {
            alone(test -> test.once(wrong, context));
            alone(test -> test.always(wrong, context));
        });
    }

    private static void alone(Consumer<BadStoreTest> work) {
        BadStoreTest test = new BadStoreTest();
        try {
            work.accept(test);
        } finally {
            test.stop();
        }
    }

    private static void isNamed(StorageException e) {
        assertThat(e.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE);
        assertThat(e.getMessage()).contains("BadStore").hasSizeLessThan(2_000);
    }

    /** Whatever the store did: once it is sound again, all is there, nothing twice, and the audit holds. */
    private void harmsNothing(int saves) {
        store.wrong = null;
        end.countDown();
        while (store.held.get() > 0) {
            Thread.onSpinWait(); // calls that ignored interruption end now
        }
        time.set(time.get().plus(LIMITS.quarantine()));
        CrmSession lan = lan();
        assertThat(lan.customers().get(jade.id()).orElseThrow()).isEqualTo(jade);
        assertThat(lan.customers().get(pearl.id()).orElseThrow()).isEqualTo(pearl);
        assertThat(lan.customers().named("远山机械有限公司").orElseThrow()).hasSizeLessThanOrEqualTo(saves);
        assertThat(crm.signIn("admin").audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName("DAT-03 a store that never ends its calls is left alone for a while, so that nobody waits for it")
    void leftAlone() {
        meet(Wrong.HANGS);
        store.arm(Wrong.HANGS, null, Integer.MAX_VALUE);
        int calls = 0;
        for (int i = 0; i < 20; i++) {
            int before = store.spoilt;
            assertThat(catchThrowable(() -> act(Context.GET))).isInstanceOf(StorageException.class);
            calls += store.spoilt - before;
        }
        assertThat(calls).isLessThanOrEqualTo(LIMITS.failures());
        store.wrong = null;
        assertThat(catchThrowable(() -> act(Context.GET)))
                .hasMessageContaining("BadStore")
                .isInstanceOf(StorageException.class);
        time.set(time.get().plus(LIMITS.quarantine()).plus(Duration.ofSeconds(1)));
        assertThat(act(Context.GET).isDone()).isTrue();
    }

    @Test
    @DisplayName("DAT-03 what is closed is closed: once more does nothing, and whoever calls is told so")
    void closed() {
        try (Crm bounded = TestCrm.open(new InMemoryStore(), time::get, 9)) {
            bounded.setUp(NewUser.of("Admin", "administrator")).orElseThrow();
            for (Crm some : List.of(bounded, crm)) {
                CrmSession admin = some.signIn("admin");
                some.close();
                some.close();
                for (ThrowingCallable call : List.<ThrowingCallable>of(
                        () -> admin.customers().list(10, Optional.empty()),
                        () -> admin.customers().create(NewCustomer.named("远山机械有限公司")),
                        () -> some.signIn("admin"))) {
                    assertThat(catchThrowable(call))
                            .isInstanceOfSatisfying(
                                    StorageException.class,
                                    e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED))
                            .hasMessageContaining("closed");
                }
            }
        }
    }

    /** A sound store until it is told otherwise. */
    private final class BadStore implements RecordStore {

        private final RecordStore sound = new InMemoryStore();
        private volatile Wrong wrong;
        private volatile Context where;
        private volatile int left;
        private volatile int spoilt;

        /** How many threads are within a call that it spoils. */
        private final AtomicInteger held = new AtomicInteger();

        void arm(Wrong what, Context in, int times) {
            wrong = what;
            where = in;
            left = times;
        }

        private synchronized boolean strikes(Context context) {
            if (wrong == null || (where != null && where != context) || left == 0) {
                return false;
            }
            left--;
            spoilt++;
            return true;
        }

        /** What is wrong whatever is asked; the rest is the caller's. */
        private <T> Optional<Supplier<T>> spoil(Supplier<T> right) {
            held.incrementAndGet();
            try {
                return wrongly(right);
            } finally {
                held.decrementAndGet();
            }
        }

        private <T> Optional<Supplier<T>> wrongly(Supplier<T> right) {
            return switch (Objects.requireNonNull(wrong)) {
                case THROWS -> throw new IllegalStateException("no server");
                case ERROR -> throw new NoClassDefFoundError("com/acme/Driver");
                case ANSWERS_NULL -> Optional.of(() -> null);
                case HANGS -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    yield Optional.of(right);
                }
                case SLOW -> {
                    try {
                        Thread.sleep(30_000);
                    } catch (InterruptedException e) {
                        yield Optional.of(right);
                    }
                    yield Optional.of(right);
                }
                case IGNORES_INTERRUPTION -> {
                    while (end.getCount() > 0) {
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }
                    yield Optional.of(right);
                }
                case CALLS_BACK -> {
                    assertThat(lan().customers().get(pearl.id()).isDone()).isTrue();
                    yield Optional.of(right);
                }
                default -> Optional.empty();
            };
        }

        private StoredRecord wrongRecord(StoredRecord record) {
            return switch (Objects.requireNonNull(wrong)) {
                case NOT_A_NUMBER -> with(record, "{\"name\":NaN}");
                case INFINITE -> with(record, "{\"name\":{\"weight\":Infinity}}");
                case HUGE_OUTPUT -> with(record, "x".repeat(50_000_000));
                case OUT_OF_RANGE -> new StoredRecord(record.tenant(), record.key(), -1, record.state(), record.body());
                case DUPLICATE_ID ->
                    new StoredRecord(
                            record.tenant(),
                            new RecordKey(record.key().type(), pearl.id()),
                            record.version(),
                            record.state(),
                            record.body());
                default -> throw new AssertionError(wrong);
            };
        }

        private StoredRecord with(StoredRecord record, String payload) {
            RecordBody body = record.body();
            return new StoredRecord(
                    record.tenant(),
                    record.key(),
                    record.version(),
                    record.state(),
                    new RecordBody(body.schemaVersion(), payload, body.visibility(), body.values()));
        }

        @Override
        public Optional<StoredRecord> find(String tenant, RecordKey key) {
            Supplier<Optional<StoredRecord>> right = () -> sound.find(tenant, key);
            return (where == null || key.id().equals(idOfJade())) && strikes(Context.GET)
                    ? spoil(right)
                            .orElseGet(() -> () -> right.get().map(this::wrongRecord))
                            .get()
                    : right.get();
        }

        private String idOfJade() {
            return jade == null ? "" : jade.id();
        }

        @Override
        public Page query(Query query) {
            Supplier<Page> right = () -> sound.query(query);
            if (!query.type().equals("customer") || !strikes(Context.LIST)) {
                return right.get();
            }
            return spoil(right)
                    .orElseGet(() -> () -> {
                        List<StoredRecord> records = new ArrayList<>(right.get().records());
                        if (wrong == Wrong.HUGE_OUTPUT) {
                            return new Page(Collections.nCopies(2_000_000, records.get(0)), null);
                        }
                        if (wrong == Wrong.DUPLICATE_ID) {
                            records.add(records.get(0));
                        } else {
                            records.set(0, wrongRecord(records.get(0)));
                        }
                        return new Page(records, null);
                    })
                    .get();
        }

        @Override
        public List<Tally.Group> tally(Tally tally) {
            Supplier<List<Tally.Group>> right = () -> sound.tally(tally);
            if (!tally.type().equals("opportunity") || !strikes(Context.COUNT)) {
                return right.get();
            }
            return spoil(right)
                    .orElseGet(() -> () -> {
                        Tally.Group group = right.get().get(0);
                        return switch (Objects.requireNonNull(wrong)) {
                            case NOT_A_NUMBER -> List.of(measured(group, Double.NaN));
                            case INFINITE -> List.of(measured(group, Double.POSITIVE_INFINITY));
                            case OUT_OF_RANGE -> List.of(measured(group, -5L));
                            case HUGE_OUTPUT -> Collections.nCopies(5_000_000, group);
                            default -> List.of(group, group);
                        };
                    })
                    .get();
        }

        private static Tally.Group measured(Tally.Group group, Object first) {
            List<Object> measures = new ArrayList<>(group.measures());
            measures.set(0, first);
            return new Tally.Group(group.keys(), measures);
        }

        @Override
        public CommitResult commit(ChangeSet changes) {
            Supplier<CommitResult> right = () -> sound.commit(changes);
            boolean ofCustomers = changes.changes().stream()
                    .anyMatch(change -> change instanceof Change.Insert
                            && change.key().type().equals("customer"));
            if (!ofCustomers || !strikes(Context.SAVE)) {
                return right.get();
            }
            RecordKey another = new RecordKey("customer", pearl.id());
            return spoil(right)
                    .orElseGet(() -> () -> switch (Objects.requireNonNull(wrong)) {
                        case NOT_A_NUMBER -> new CommitResult.Stale(another);
                        case INFINITE -> CommitResult.Committed.of(Map.of(another, CommitResult.Ensured.PRESENT));
                        case OUT_OF_RANGE -> new CommitResult.Duplicate(another, "no such index");
                        case HUGE_OUTPUT -> new CommitResult.Unknown("x".repeat(5_000_000));
                        default -> new CommitResult.Duplicate(another, null);
                    })
                    .get();
        }

        @Override
        public StoreProfile profile() {
            StoreProfile most = sound.profile();
            return StoreProfile.allBut(List.of(), most.maxChanges(), most.maxPayloadBytes());
        }

        @Override
        public Preparation prepare(Collection<RecordType> types) {
            return sound.prepare(types);
        }

        @Override
        public void ready(String type, Set<String> indexes) {
            sound.ready(type, indexes);
        }

        @Override
        public RecordType type(String name) {
            return sound.type(name);
        }

        @Override
        public Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
            return sound.findInAnyState(tenant, key);
        }

        @Override
        public CommitResult resolve(String tenant, String receipt) {
            return sound.resolve(tenant, receipt);
        }

        @Override
        public Stream<StoredRecord> snapshot(String tenant) {
            return sound.snapshot(tenant);
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}
