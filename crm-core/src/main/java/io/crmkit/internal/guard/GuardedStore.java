package io.crmkit.internal.guard;

import io.crmkit.policy.PluginLimits;
import io.crmkit.shared.PluginFailure;
import io.crmkit.shared.PluginFailure.Reason;
import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store that may misbehave. What it throws beside what the contract allows, answers of another question, and calls that do
 * not end become a {@link StorageException} of kind UNAVAILABLE that names the store; at a commit they become {@link
 * CommitResult.Unknown}, because nobody knows what such a store has done. Safe for use by many threads.
 *
 * <p>A store that declares {@link Capability#BOUNDED} is called on the caller's own thread. Any other is called on threads
 * that can be lost to it; after a few calls that did not end it is left alone for a while, so that nobody waits for it.
 * The stream of a snapshot is read on the caller's thread in any case.
 */
public final class GuardedStore implements RecordStore {

    /** What a store is granted for a call: half a minute, and as many threads as a pool of connections. */
    public static final PluginLimits CALL = new PluginLimits(1, 30_000, 500, 3, 1, 16, 1_000);

    /** What a store is granted for opening, preparing and closing, when it may build indexes: ten minutes. */
    public static final PluginLimits START = new PluginLimits(1, 600_000, 500, 3, 1, 16, 1_000);

    /** No number of a record is as long. Printing one with an absurd exponent would take all memory. */
    private static final int MOST_DIGITS = 1_000;

    private static final int LONGEST_TOKEN = 100_000;

    private static final int LONGEST_MESSAGE = 10_000;

    /** What came of a call: a value, or what was thrown. */
    private record Answer<T>(@Nullable T value, @Nullable Throwable thrown) {}

    private final String name;
    private final RecordStore store;
    private final PluginGuard guard;
    private final PluginLimits limits;
    private final PluginLimits startLimits;
    private final StoreProfile profile;
    private final boolean bounded;
    private final Map<String, RecordType> types = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Guards an opened store.
     *
     * @param name the id of the storage plugin, for messages
     * @param store the store
     * @param guard runs what may not end
     * @param limits what it is granted for a call
     * @param startLimits what it is granted for preparing and closing
     */
    public GuardedStore(
            String name, RecordStore store, PluginGuard guard, PluginLimits limits, PluginLimits startLimits) {
        this.name = name;
        this.store = store;
        this.guard = guard;
        this.limits = limits;
        this.startLimits = startLimits;
        this.profile = value(name, "profile", attempt(store::profile));
        this.bounded = profile.can(Capability.BOUNDED);
    }

    /**
     * Opens a store. One that is opened too late is closed again.
     *
     * @param name the id of the storage plugin, for messages
     * @param open opens it
     * @param guard runs what may not end
     * @param limits what it is granted for a call, once it is open
     * @return the store, guarded
     * @throws StorageException UNAVAILABLE when the plugin fails; what it throws as documented, it throws
     */
    public static GuardedStore open(
            String name, Supplier<@Nullable RecordStore> open, PluginGuard guard, PluginLimits limits) {
        AtomicBoolean givenUp = new AtomicBoolean();
        Guarded<Answer<RecordStore>> guarded = guard.call(
                name,
                START,
                "open",
                () -> {
                    Answer<RecordStore> answer = attempt(open);
                    RecordStore opened = answer.value();
                    if (opened != null && givenUp.get()) {
                        opened.close();
                    }
                    return answer;
                },
                answer -> Optional.empty());
        if (guarded instanceof Guarded.Given<Answer<RecordStore>> given) {
            return new GuardedStore(name, value(name, "open", given.value()), guard, limits, START);
        }
        givenUp.set(true);
        throw unavailable(((Guarded.Failed<?>) guarded).failure(), null);
    }

    /** {@return the id of the storage plugin, for messages} */
    public String name() {
        return name;
    }

    @Override
    public StoreProfile profile() {
        return profile;
    }

    @Override
    public Preparation prepare(Collection<RecordType> wanted) {
        List<RecordType> all = List.copyOf(wanted);
        Preparation preparation = value("prepare", call("prepare", startLimits, () -> store.prepare(all)));
        all.forEach(type -> types.put(type.name(), type));
        return preparation;
    }

    @Override
    public void ready(String type, Set<String> indexes) {
        value("ready", call("ready", startLimits, () -> {
            store.ready(type, indexes);
            return true;
        }));
    }

    @Override
    public RecordType type(String type) {
        RecordType prepared = types.get(type);
        if (prepared == null) {
            throw new StorageException(
                    StorageException.Kind.SCHEMA, "the type '" + type + "' was not prepared; call prepare first");
        }
        return prepared;
    }

    @Override
    public Optional<StoredRecord> find(String tenant, RecordKey key) {
        return value("find", call("find", limits, () -> {
            Optional<StoredRecord> found = store.find(tenant, key);
            expect(found == null || found.isEmpty() || isThe(found.get(), tenant, key, true), "another record");
            return found;
        }));
    }

    @Override
    public Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
        return value("find", call("find", limits, () -> {
            Optional<StoredRecord> found = store.findInAnyState(tenant, key);
            expect(found == null || found.isEmpty() || isThe(found.get(), tenant, key, false), "another record");
            return found;
        }));
    }

    @Override
    public List<StoredRecord> findAll(String tenant, String type, Collection<String> ids) {
        return value("find", call("find", limits, () -> {
            List<StoredRecord> found = store.findAll(tenant, type, ids);
            return found == null ? null : asked(found, tenant, type, new HashSet<>(ids));
        }));
    }

    /** Each of those asked for at most once. */
    private List<StoredRecord> asked(List<StoredRecord> found, String tenant, String type, Set<String> open) {
        expect(found.size() <= open.size(), "more records than were asked for");
        List<StoredRecord> all = List.copyOf(found);
        for (StoredRecord record : all) {
            expect(
                    open.remove(record.id()) && isThe(record, tenant, new RecordKey(type, record.id()), true),
                    "a record that was not asked for, or one twice");
        }
        return all;
    }

    @Override
    public Page query(Query query) {
        return value("query", call("query", limits, () -> {
            Page page = store.query(query);
            if (page != null) {
                Set<String> ids = new HashSet<>();
                expect(page.records().size() <= query.limit(), "more records than the page has room for");
                for (StoredRecord record : page.records()) {
                    expect(
                            ids.add(record.id())
                                    && isThe(record, query.tenant(), new RecordKey(query.type(), record.id()), true),
                            "a record that was not asked for, or one twice");
                }
                String next = page.nextToken();
                expect(
                        next == null || (next.length() <= LONGEST_TOKEN && !next.equals(query.pageToken())),
                        "a page token that leads nowhere");
            }
            return page;
        }));
    }

    @Override
    public List<Tally.Group> tally(Tally tally) {
        return value("tally", call("tally", limits, () -> {
            List<Tally.Group> groups = store.tally(tally);
            if (groups == null) {
                return null;
            }
            List<Tally.Group> all = List.copyOf(groups);
            expect(!tally.groupBy().isEmpty() || all.size() == 1, "not one group where nothing is grouped by");
            Set<List<Object>> keys = new HashSet<>();
            for (Tally.Group group : all) {
                expect(
                        group.keys().size() == tally.groupBy().size()
                                && group.measures().size() == tally.measures().size()
                                && keys.add(group.keys()),
                        "groups of another tally, or one twice");
                expect(
                        group.measures().stream().allMatch(GuardedStore::isPlain)
                                && group.keys().stream().allMatch(GuardedStore::isPlain)
                                && areOf(tally.measures(), group.measures()),
                        "numbers that are none");
            }
            return all;
        }));
    }

    /** Numbers of a tally are exact: counts and sums, never a binary fraction, not a number or infinite. */
    private static boolean isPlain(@Nullable Object value) {
        return !(value instanceof Double || value instanceof Float)
                && !(value instanceof BigDecimal d
                        && (Math.abs((long) d.scale()) > MOST_DIGITS || d.precision() > MOST_DIGITS));
    }

    /** A count is a whole number that is not negative; what else is measured, the type of the index says. */
    private static boolean areOf(List<Measure> asked, List<@Nullable Object> measured) {
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i).function() == Measure.Function.COUNT
                    && !(measured.get(i) instanceof Long count && count >= 0)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public CommitResult commit(ChangeSet changes) {
        Answer<CommitResult> answer = call("commit", limits, () -> {
            CommitResult result = store.commit(changes);
            if (result instanceof CommitResult.Committed committed) {
                expect(
                        committed.ensured().keySet().equals(ensures(changes)),
                        "what became of other changes than were asked for");
            } else if (result instanceof CommitResult.Stale stale) {
                expect(touches(changes, stale.key()), "another record as stale");
            } else if (result instanceof CommitResult.Duplicate duplicate) {
                expect(touches(changes, duplicate.key()), "another record as taken");
            } else if (result instanceof CommitResult.Unknown unknown) {
                return new CommitResult.Unknown(Flaw.fit(name + ": " + unknown.reason(), CALL.textLength()));
            }
            return result;
        });
        Throwable thrown = answer.thrown();
        if (answer.value() == null
                && !(thrown instanceof StorageException || thrown instanceof IllegalArgumentException)) {
            return new CommitResult.Unknown(
                    String.valueOf(translated("commit", thrown).getMessage()));
        }
        if (thrown instanceof StorageException e
                && e.kind() == StorageException.Kind.UNAVAILABLE
                && e.getCause() instanceof Late) {
            return new CommitResult.Unknown(String.valueOf(e.getMessage()));
        }
        return value("commit", answer);
    }

    private static Set<RecordKey> ensures(ChangeSet changes) {
        return changes.changes().stream()
                .filter(Change.Ensure.class::isInstance)
                .map(Change::key)
                .collect(Collectors.toSet());
    }

    private static boolean touches(ChangeSet changes, RecordKey key) {
        return changes.changes().stream().anyMatch(change -> change.key().equals(key));
    }

    @Override
    public CommitResult resolve(String tenant, String receipt) {
        return value("resolve", call("resolve", limits, () -> {
            CommitResult result = store.resolve(tenant, receipt);
            expect(
                    result == null || result instanceof CommitResult.Committed || result instanceof CommitResult.Voided,
                    "no final answer");
            return result;
        }));
    }

    @Override
    public Stream<StoredRecord> snapshot(String tenant) {
        Stream<StoredRecord> records = value("snapshot", call("snapshot", limits, () -> store.snapshot(tenant)));
        return records.peek(record -> {
            if (!record.tenant().equals(tenant)) {
                throw new StorageException(
                        StorageException.Kind.UNAVAILABLE,
                        "the store '" + name + "' answered snapshot with a record of another tenant");
            }
        });
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        value("close", guarded("close", startLimits, () -> {
            store.close();
            return true;
        }));
    }

    private boolean isThe(StoredRecord record, String tenant, RecordKey key, boolean live) {
        expect(record.payload().length() <= profile.maxPayloadBytes(), "a longer payload than it takes");
        expect(record.version() >= 1, "a version below 1");
        return record.tenant().equals(tenant)
                && record.key().equals(key)
                && (!live || record.state() == RecordState.LIVE);
    }

    /** An answer that the contract rules out. */
    private static final class WrongAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongAnswer(String what) {
            super(what, null, false, false);
        }
    }

    private static void expect(boolean right, String otherwise) {
        if (!right) {
            throw new WrongAnswer(otherwise);
        }
    }

    private static <T> Answer<T> attempt(Supplier<@Nullable T> work) {
        try {
            return new Answer<>(work.get(), null);
        } catch (Throwable e) { // a stranger's code may throw anything, errors included; it ends here
            return new Answer<>(null, e);
        }
    }

    private <T> Answer<T> call(String operation, PluginLimits granted, Supplier<@Nullable T> work) {
        return closed.get()
                ? new Answer<>(
                        null, new StorageException(StorageException.Kind.CLOSED, "the store '" + name + "' was closed"))
                : guarded(operation, granted, work);
    }

    private <T> Answer<T> guarded(String operation, PluginLimits granted, Supplier<@Nullable T> work) {
        return bounded ? attempt(work) : hop(operation, granted, work);
    }

    /** Marks calls of which nobody knows whether they still go on. */
    private static final class Late extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Late() {
            super("still under way", null, false, false);
        }
    }

    private <T> Answer<T> hop(String operation, PluginLimits granted, Supplier<@Nullable T> work) {
        String subject = operation + " (call " + calls.incrementAndGet() + ")";
        Guarded<Answer<T>> guarded =
                guard.call(name, granted, subject, () -> attempt(work), answer -> Optional.empty());
        if (guarded instanceof Guarded.Given<Answer<T>> given) {
            return given.value();
        }
        PluginFailure failure = ((Guarded.Failed<Answer<T>>) guarded).failure();
        boolean begun = switch (failure.reason()) {
            case QUARANTINED, OUT_OF_THREADS, BUSY -> false;
            default -> true;
        };
        return new Answer<>(null, unavailable(failure, begun ? new Late() : null));
    }

    private static StorageException unavailable(PluginFailure failure, @Nullable Throwable cause) {
        return new StorageException(
                failure.reason() == Reason.BUSY ? StorageException.Kind.TRANSIENT : StorageException.Kind.UNAVAILABLE,
                failure.toString(),
                cause);
    }

    private <T> T value(String operation, Answer<T> answer) {
        return value(name, operation, answer);
    }

    private static <T> T value(String name, String operation, Answer<T> answer) {
        T value = answer.value();
        if (value != null) {
            return value;
        }
        Throwable thrown = answer.thrown();
        if (thrown instanceof StorageException e) {
            throw readable(e);
        }
        if (thrown instanceof IllegalArgumentException e) { // the contract lets a store refuse what makes no sense
            throw e;
        }
        throw translated(name, operation, thrown);
    }

    /** What the contract lets a store throw is passed on, unless its text is beyond reading. */
    private static StorageException readable(StorageException e) {
        String message = String.valueOf(e.getMessage());
        return Flaw.ofText(message, LONGEST_MESSAGE).isEmpty()
                ? e
                : new StorageException(e.kind(), Flaw.fit(message, LONGEST_MESSAGE), e);
    }

    private StorageException translated(String operation, @Nullable Throwable thrown) {
        return translated(name, operation, thrown);
    }

    private static StorageException translated(String name, String operation, @Nullable Throwable thrown) {
        Reason reason =
                thrown == null ? Reason.NOTHING : thrown instanceof WrongAnswer ? Reason.WRONG_ANSWER : Reason.THREW;
        List<String> details = thrown == null
                ? List.of()
                : List.of(
                        thrown instanceof WrongAnswer
                                ? Objects.requireNonNull(thrown.getMessage())
                                : Flaw.described(thrown, CALL.textLength()));
        return new StorageException(
                StorageException.Kind.UNAVAILABLE,
                new PluginFailure(name, operation, reason, details).toString(),
                thrown);
    }
}
