package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.customer.EvaluationReport;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.shared.Money;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What regrading a whole base costs beside reading and writing the very same records in the same change sets: every store call of
 * the regrading is made again, in turns, on a second store that holds the same. Once with a policy under which
 * most records change, once with nothing to change. Arguments: how many customers (1,000,000), {@code sqlite} or
 * {@code postgresql}, and how many rounds count.
 */
public final class RegradeBench {

    private static final String TENANT = "default";
    private static final ZoneId ZONE = ZoneOffset.UTC;
    private static final Instant NOW = Instant.parse("2026-06-30T12:00:00Z");
    private static final int ORIGINALS = 1_000;
    private static final int BATCH = 1_000;
    private static final String[] POLICIES = {
        policy(4_000, 1_500), policy(3_000, 1_000),
    };

    private RegradeBench() {}

    public static void main(String[] args) {
        int customers = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        String database = args.length > 1 ? args[1] : "sqlite";
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        run(customers, database, rounds);
        System.exit(0);
    }

    private static String policy(int best, int good) {
        return "{customer: {maxOwned: 1000000}, scoring: {basis: LIFETIME, grades: {bands: [{grade: A, from: " + best
                + "}, {grade: B, from: " + good + "}, {grade: C, from: 0}]}}}";
    }

    private static void run(int customers, String database, int rounds) {
        InMemoryStore originals = originals();
        originals.prepare(Crm.recordTypes());
        RecordStore first = open(database);
        RecordStore second = open(database);
        long start = System.nanoTime();
        Stream.of(first, second).parallel().forEach(store -> load(originals, customers, store));
        System.out.printf(
                Locale.ROOT,
                "%,d customers are in two stores after %.0f s%n",
                customers,
                (System.nanoTime() - start) / 1e9);
        Twin twin = new Twin(first, second);
        List<Double> changing = new ArrayList<>();
        List<Double> quiet = new ArrayList<>();
        try (Crm crm = Crm.builder()
                .store(twin)
                .clock(Clock.fixed(NOW, ZONE))
                .zone(ZONE)
                .open()) {
            CrmSession admin = crm.signIn("admin");
            for (int round = 0; round <= rounds; round++) {
                admin.policies().publish(POLICIES[round % 2], "round " + round).orElseThrow();
                String name = round == 0 ? "warm-up" : "round " + round;
                double change = regrade(admin, twin, database, name + ", other policy");
                double none = regrade(admin, twin, database, name + ", nothing changes");
                if (round > 0) {
                    changing.add(change);
                    quiet.add(none);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s median of %d rounds, %,d customers: regrading / reading and writing the same: other policy %.2f,"
                        + " nothing changes %.2f%n",
                database,
                rounds,
                customers,
                median(changing),
                median(quiet));
    }

    private static double regrade(CrmSession admin, Twin twin, String database, String name) {
        System.gc();
        twin.restart();
        long start = System.nanoTime();
        EvaluationReport report = admin.grades().regrade().orElseThrow();
        double regrading = (System.nanoTime() - start - twin.waited()) / 1e9;
        twin.catchUp();
        double alone = twin.alone() / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s %s: %,d customers, %,d changes written; regrading %.1f s, reading and writing alone %.1f s, ratio %.2f%n",
                database,
                name,
                report.customers(),
                twin.records(),
                regrading,
                alone,
                regrading / alone);
        return regrading / alone;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    /** A thousand customers with one to twelve purchases each, and everything around them. */
    private static InMemoryStore originals() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        Random random = new Random(1);
        try (Crm crm = Crm.builder()
                .store(new InMemoryStore(space))
                .clock(Clock.fixed(NOW, ZONE))
                .zone(ZONE)
                .random(random)
                .open()) {
            crm.setUp(NewUser.of("Admin", "administrator")).orElseThrow();
            CrmSession admin = crm.signIn("admin");
            admin.policies().publish(POLICIES[1], "many customers").orElseThrow();
            LocalDate today = LocalDate.ofInstant(NOW, ZONE);
            for (int i = 0; i < ORIGINALS; i++) {
                Customer customer = admin.customers()
                        .create(NewCustomer.named("Customer " + i))
                        .orElseThrow();
                int purchases = 1 + random.nextInt(12);
                for (int p = 0; p < purchases; p++) {
                    admin.purchases()
                            .record(new NewPurchase(
                                    customer.id(),
                                    today.minusDays(random.nextInt(700)),
                                    1,
                                    new Money(BigDecimal.valueOf(10_00 + random.nextInt(100_000), 2), "CNY")))
                            .orElseThrow();
                }
            }
        }
        return new InMemoryStore(space);
    }

    static RecordStore open(String database) {
        String url = database.equals("sqlite") ? TestDatabases.freshSqlite() : TestDatabases.freshPostgres();
        RecordStore store = Crm.builder().storageFor(url).open(url, Parameters.none());
        store.prepare(Crm.recordTypes());
        return store;
    }

    /** Everything once, and customers with their trade records as often as it takes, under ids of their own. */
    private static void load(InMemoryStore originals, int customers, RecordStore into) {
        List<Change> batch = new ArrayList<>();
        List<StoredRecord> bases = new ArrayList<>();
        try (Stream<StoredRecord> records = originals.snapshot(TENANT)) {
            records.forEach(record -> {
                String type = record.key().type();
                if (type.equals("customer") || type.equals("trade")) {
                    bases.add(record);
                }
                if (!type.equals("purchase")) {
                    add(batch, record, into);
                }
            });
        }
        for (int copy = 1; copy < customers / ORIGINALS; copy++) {
            String end = Integer.toString(copy + 32 * 32 * 32, 32);
            bases.forEach(record -> add(batch, renamed(record, end), into));
        }
        flush(batch, into);
    }

    private static StoredRecord renamed(StoredRecord record, String end) {
        String id = record.id();
        String other = end + id.substring(end.length()); // ids are in the order of time
        RecordBody body = record.body();
        return new StoredRecord(
                record.tenant(),
                new RecordKey(record.key().type(), other),
                record.version(),
                record.state(),
                new RecordBody(
                        body.schemaVersion(), body.payload().replace(id, other), body.visibility(), body.values()));
    }

    private static void add(List<Change> batch, StoredRecord record, RecordStore into) {
        batch.add(new Change.Load(record));
        if (batch.size() == BATCH) {
            flush(batch, into);
        }
    }

    private static final AtomicInteger LOADS = new AtomicInteger();

    private static void flush(List<Change> batch, RecordStore into) {
        if (batch.isEmpty()) {
            return;
        }
        CommitResult result = into.commit(new ChangeSet(TENANT, "load-" + LOADS.incrementAndGet(), batch));
        if (!(result instanceof CommitResult.Committed)) {
            throw new IllegalStateException("cannot be loaded: " + result);
        }
        batch.clear();
    }
}
