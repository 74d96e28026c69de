package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.customer.MatchableCustomers;
import io.crmkit.customer.duplicates.LookupKeys;
import io.crmkit.customer.duplicates.MatchRecord;
import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.FieldProtection;
import io.crmkit.persistence.jdbc.PostgresProvider;
import io.crmkit.policy.Policy;
import io.crmkit.pool.Custody;
import io.crmkit.shared.Trace;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What the check before saving (CUS-05) costs against a large base on PostgreSQL, beside reads of one record by its key in the same run, in
 * turns. Half of the drafts are variants of customers that are there, half are new; all have name, contact and phone. Customers are
 * synthetic: brands and personal names from ../shared/data/vocabulary. Arguments: how many customers (1,000,000), how many checks
 * (3,000), and where a database of {@link SearchBench} is, whose customers are then those that are there.
 */
public final class CheckBench {

    private static final String TENANT = "default";
    private static final int BATCH = 2_000;
    private static final Path VOCABULARY = Path.of("../../shared/data/vocabulary");
    private static final String[] PLACES = {"深圳市", "上海", "北京", "杭州", "广州市", "成都", "", "", "武汉", "苏州"};
    private static final String[] TRADES = {
        "科技", "贸易", "电子", "机械", "建筑工程", "网络科技", "实业", "食品", "化工", "物流", "医疗器械", "教育科技", "商贸", "新材料"
    };
    private static final String[] FORMS = {"有限公司", "有限公司", "有限责任公司", "股份有限公司"};

    private final List<String> brands;
    private final List<String> people;

    private CheckBench() throws IOException {
        brands = lines("Company-Shorter-Form-28W.txt", 2, 4);
        people = lines("Ancient_Names_Corpus_25W.txt", 2, 3);
    }

    public static void main(String[] args) throws Exception {
        int customers = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int checks = args.length > 1 ? Integer.parseInt(args[1]) : 3_000;
        new CheckBench().run(customers, checks, args.length > 2 ? Optional.of(args[2]) : Optional.empty());
        System.exit(0);
    }

    private static List<String> lines(String file, int least, int most) throws IOException {
        return Files.readAllLines(VOCABULARY.resolve(file)).stream()
                .filter(line -> line.length() >= least && line.length() <= most && !line.startsWith("20"))
                .toList();
    }

    private Customer.Profile profile(Random random) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("contactName", people.get(random.nextInt(people.size())));
        fields.put(
                "contactPhone",
                "+861" + (3 + random.nextInt(7)) + String.format(Locale.ROOT, "%09d", random.nextInt(1_000_000_000)));
        if (random.nextInt(10) < 4) {
            fields.put(
                    "contactEmail", "c" + random.nextInt(1_000_000_000) + "@mail" + random.nextInt(9_000) + ".example");
        }
        fields.put("address", PLACES[random.nextInt(PLACES.length)] + "路" + random.nextInt(999) + "号");
        return Customer.Profile.named(PLACES[random.nextInt(PLACES.length)]
                        + brands.get(random.nextInt(brands.size()))
                        + TRADES[random.nextInt(TRADES.length)]
                        + FORMS[random.nextInt(FORMS.length)])
                .withFields(fields);
    }

    private static Customer.Profile variant(Customer.Profile known, Random random) {
        Map<String, String> fields = new TreeMap<>(known.fields());
        if (random.nextBoolean()) {
            fields.remove("contactEmail");
        }
        if (random.nextInt(4) == 0) {
            fields.remove("contactPhone");
        }
        String name = known.name().replace("有限责任公司", "有限公司").replace("市", "");
        return Customer.Profile.named(random.nextInt(4) == 0 ? name.replace("有限公司", "") : name)
                .withFields(fields);
    }

    private static RecordBody body(Codec codec, Policy policy, Customer customer) {
        RecordBody plain = codec.encode(Customer.KIND, customer, Set.of());
        IndexValues.Builder values = IndexValues.builder();
        plain.values().asMap().forEach(values::put);
        values.many(
                Matchable.INDEX,
                LookupKeys.shipped().stored(MatchableCustomers.says(policy, customer.id(), customer.profile())));
        return new RecordBody(plain.schemaVersion(), plain.payload(), plain.visibility(), values.build());
    }

    private static String id(int number) {
        return new UUID(number * 0x9E3779B97F4A7C15L, number).toString();
    }

    private void run(int customers, int checks, Optional<String> location) throws Exception {
        RecordStore store = location.isPresent()
                ? new PostgresProvider().open(location.get(), Parameters.none())
                : RegradeBench.open("postgresql");
        try (Crm crm = Crm.builder().store(store).open()) {
            Policy policy = Crm.checkPolicy("{}").orElseThrow();
            if (!crm.isSetUp()) {
                crm.setUp(NewUser.of("Admin", "administrator").withLogin("admin"))
                        .orElseThrow();
                long start = System.nanoTime();
                fill(store, customers, policy);
                say("%,d customers after %.0f s%n", customers, (System.nanoTime() - start) / 1e9);
            }
            IntFunction<String> ids = location.isPresent() ? SearchBench::id : CheckBench::id;
            CrmSession admin = crm.signIn("admin");
            measure(store, admin, policy, ids, customers, checks / 3); // warm-up
            measure(store, admin, policy, ids, customers, checks);
        }
    }

    private void fill(RecordStore store, int customers, Policy policy) {
        Codec codec = new Codec("postgresql", TENANT, FieldProtection.NONE);
        Instant now = Instant.parse("2026-06-30T12:00:00Z");
        IntStream.range(0, (customers + BATCH - 1) / BATCH).parallel().forEach(batch -> {
            Random random = new Random(batch);
            List<Change> changes = new ArrayList<>();
            for (int i = batch * BATCH; i < Math.min(customers, (batch + 1) * BATCH); i++) {
                Customer customer = new Customer(
                        id(i),
                        1,
                        profile(random),
                        Optional.empty(),
                        Trace.created(now, "bench", Optional.empty()),
                        Optional.of(now),
                        Optional.empty(),
                        Custody.begun(Optional.empty(), Custody.PUBLIC, now));
                changes.add(new Change.Insert(Customer.KIND.key(id(i)), body(codec, policy, customer)));
            }
            CommitResult result = store.commit(new ChangeSet(TENANT, "fill-" + batch, changes));
            if (!(result instanceof CommitResult.Committed)) {
                throw new IllegalStateException(result.toString());
            }
        });
    }

    private void measure(
            RecordStore store, CrmSession admin, Policy policy, IntFunction<String> ids, int customers, int checks) {
        Random random = new Random(checks);
        long[] check = new long[checks];
        long[] read = new long[checks];
        int suspected = 0;
        for (int i = 0; i < checks; i++) {
            Customer.Profile known = admin.customers()
                    .get(ids.apply(random.nextInt(customers)))
                    .orElseThrow()
                    .profile();
            boolean twin = random.nextBoolean();
            MatchRecord draft = MatchableCustomers.says(policy, "new", twin ? variant(known, random) : profile(random));
            long start = System.nanoTime();
            int found = admin.duplicates().check(draft).orElseThrow().size();
            check[i] = System.nanoTime() - start;
            suspected += twin && found > 0 ? 1 : 0;
            String id = ids.apply(random.nextInt(customers));
            long before = System.nanoTime();
            store.find(TENANT, Customer.KIND.key(id)).orElseThrow();
            read[i] = System.nanoTime() - before;
        }
        Arrays.sort(check);
        Arrays.sort(read);
        say(
                "%,d checks against %,d customers, %d twins found: check p50 %.2f ms, p99 %.2f ms; read by key p50 %.3f ms, p99 %.3f"
                        + " ms; p99 of the check is %.1f p99 and %.1f p50 of a read%n",
                checks,
                customers,
                suspected,
                at(check, 50),
                at(check, 99),
                at(read, 50),
                at(read, 99),
                at(check, 99) / at(read, 99),
                at(check, 99) / at(read, 50));
    }

    private static double at(long[] sorted, int percent) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) sorted.length * percent / 100)] / 1e6;
    }

    private static void say(String format, Object... args) {
        System.out.printf(Locale.ROOT, format, args);
    }
}
