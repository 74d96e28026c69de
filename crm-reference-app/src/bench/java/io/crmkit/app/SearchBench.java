package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmBuilder;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerFields;
import io.crmkit.customer.CustomerQuery;
import io.crmkit.customer.NewCustomer;
import io.crmkit.internal.json.Json;
import io.crmkit.persistence.jdbc.PostgresProvider;
import io.crmkit.persistence.jdbc.SqliteProvider;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.policy.Policy;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a search of customers by keyword costs beside a read of one of them by its key (CUS-09): first pages of 50, by two Chinese
 * characters and by three, four and six letters of a Latin name, as a rep, a manager, the head of all of these, and a director see them. Keywords are parts of names of random customers:
 * of the name that tells firms apart, and of any place of the whole name, where the commonest parts come up most. The customers
 * are made up, seeded, and laid into the store as the core lays them. Arguments: how many customers (1,000,000), {@code postgresql} or
 * {@code sqlite}, each with {@code =LOCATION} if what is there shall stay and be used again, and how many searches of each sort (1,000).
 */
public final class SearchBench {

    private static final String TENANT = "default";
    private static final int MANAGERS = 50;
    private static final int REPS = 1_000;
    private static final int PAGE = 50;

    private static final String[] CITIES = ("北京 上海 广州 深圳 杭州 宁波 苏州 南京 武汉 成都 重庆 天津 青岛 大连 厦门 长沙 郑州 西安 合肥 福州 "
                    + "济南 无锡 佛山 东莞 沈阳 昆明 南昌 贵阳 太原 石家庄 哈尔滨 长春 南宁 海口 兰州 银川 温州 绍兴 嘉兴 台州")
            .split(" ");
    private static final String[] TRADES =
            "科技 机械 贸易 电子 信息技术 仪器 阀门 化工 材料 电气 自动化 医疗器械 软件 网络 物流 食品 建筑工程 环保 能源 汽车零部件".split(" ");
    private static final String[] FORMS = "有限公司 有限公司 有限公司 股份有限公司 有限责任公司 集团有限公司".split(" ");
    private static final String SIGNS = "华信达恒泰安宏盛瑞丰源鑫力佳美德康新兴隆昌和永吉祥金银宝龙凤海天地人中东西南北江河山川云雨风雷春夏秋冬日月星辰光明亮正大同心合众创智慧"
            + "联通博学优品质诚义仁礼百千万亿方圆长青松柏竹梅兰菊荷莲荣富贵福禄寿喜乐平凡远航飞翔腾跃升起";
    private static final String[] SYLLABLES =
            ("an ber cor dan el fin gar han in jo kel lan mar nor ol per qui ros san tor ul ver wal xen yor zan der son "
                            + "ton man berg feld stein wood ford ham ley worth")
                    .split(" ");
    private static final String[] LATIN_TRADES =
            "Trading Machinery Instruments Logistics Software Foods Chemicals Engineering Medical Energy".split(" ");
    private static final String[] LATIN_FORMS = "Ltd GmbH Inc. LLC Co., Ltd. S.A.".split(" ");

    private static final List<Sort> SORTS = List.of(
            new Sort(2, false, true),
            new Sort(2, false, false),
            new Sort(3, true, true),
            new Sort(3, true, false),
            new Sort(4, true, true),
            new Sort(4, true, false),
            new Sort(6, true, true));

    /** A name, and the part of it that tells the firm apart. */
    private record Name(String whole, String mark, boolean latin) {}

    private SearchBench() {}

    public static void main(String[] args) {
        int customers = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        String database = args.length > 1 ? args[1] : "postgresql";
        int searches = args.length > 2 ? Integer.parseInt(args[2]) : 1_000;
        RecordStore store = open(database);
        CrmBuilder builder = Crm.builder().store(store);
        try (Crm crm = builder.open()) {
            if (!crm.isSetUp()) {
                long start = System.nanoTime();
                fill(crm, store, customers);
                System.out.printf(Locale.ROOT, "%,d customers laid down in %.0f s%n", customers, seconds(start));
            }
            measure(crm, store, customers, searches, database.replaceAll("=.*", ""));
        }
        System.exit(0);
    }

    private static RecordStore open(String database) {
        String name = database.replaceAll("=.*", "");
        String kept = database.contains("=") ? database.substring(database.indexOf('=') + 1) : "";
        return switch (name) {
            case "sqlite" ->
                new SqliteProvider().open(kept.isEmpty() ? TestDatabases.freshSqlite() : kept, Parameters.none());
            case "postgresql" ->
                new PostgresProvider().open(kept.isEmpty() ? TestDatabases.freshPostgres() : kept, Parameters.none());
            default -> throw new IllegalArgumentException(database);
        };
    }

    // ---- what there is

    private static void fill(Crm crm, RecordStore store, int customers) {
        crm.setUp(
                        NewUser.of("Admin", "administrator").withLogin("admin"),
                        NewUser.of("Director", "sales-vice-president").withLogin("director"))
                .orElseThrow();
        CrmSession admin = crm.signIn("admin");
        String director = admin.users().byLogin("director").orElseThrow().id();
        String head = admin.users()
                .create(NewUser.of("Head", "sales-manager").withLogin("head").below(director))
                .orElseThrow()
                .id();
        List<String> reps = new ArrayList<>();
        for (int m = 0; m < MANAGERS; m++) {
            User manager = admin.users()
                    .create(NewUser.of("M" + m, "sales-manager")
                            .withLogin("m" + m)
                            .below(head))
                    .orElseThrow();
            for (int r = 0; r < REPS / MANAGERS; r++) {
                String login = "r" + (m * (REPS / MANAGERS) + r);
                reps.add(admin.users()
                        .create(NewUser.of(login, "sales-rep").withLogin(login).below(manager.id()))
                        .orElseThrow()
                        .id());
            }
        }
        Policy policy = Crm.checkPolicy("{}").orElseThrow();
        Customer model = crm.signIn("director")
                .customers()
                .create(NewCustomer.named("甬江阀门"))
                .orElseThrow();
        Random random = new Random(11);
        for (int from = 0; from < customers; from += 5_000) {
            List<Change> changes = new ArrayList<>();
            for (int i = from; i < Math.min(customers, from + 5_000); i++) {
                Customer customer = customer(model, i, reps.get(random.nextInt(reps.size())));
                changes.add(new Change.Insert(Customer.KIND.key(customer.id()), body(policy, customer)));
            }
            store.commit(new ChangeSet(TENANT, "fill" + from, changes));
        }
    }

    private static Customer customer(Customer model, int number, String owner) {
        Random random = new Random(1_000_000L + number);
        Name name = name(number);
        Map<String, String> fields = new TreeMap<>();
        if (random.nextInt(2) == 0) {
            fields.put("contactName", name.latin() ? syllables(random, 2) : signs(random, 3));
            fields.put("contactPhone", String.format(Locale.ROOT, "+86138%08d", random.nextInt(100_000_000)));
        }
        Customer.Profile profile = Customer.Profile.named(name.whole())
                .inIndustry(List.of("manufacturing", "software", "retail").get(random.nextInt(3)))
                .withFields(fields);
        return new Customer(
                id(number),
                1,
                profile,
                Optional.of(owner),
                model.trace(),
                model.knownAt(),
                Optional.empty(),
                model.custody());
    }

    static String id(int number) {
        return String.format(Locale.ROOT, "01k%023d", number);
    }

    /** As the core would write it. */
    private static RecordBody body(Policy policy, Customer customer) {
        IndexValues.Builder values = IndexValues.builder();
        Customer.KIND.index().accept(customer, values);
        CustomerFields.BY_POLICY
                .index()
                .fill(policy, customer, values, (index, number) -> Optional.of(number.substring(3)));
        return new RecordBody(
                1,
                Json.write(customer),
                Visibility.of("u:" + customer.owner().orElseThrow(), List.of()),
                values.build());
    }

    private static Name name(int number) {
        Random random = new Random(number);
        if (random.nextInt(10) < 3) {
            String mark = syllables(random, 2 + random.nextInt(2));
            return new Name(mark + " " + one(random, LATIN_TRADES) + " " + one(random, LATIN_FORMS), mark, true);
        }
        String mark = signs(random, 2 + random.nextInt(2));
        return new Name(one(random, CITIES) + mark + one(random, TRADES) + one(random, FORMS), mark, false);
    }

    private static String one(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static String signs(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return text.toString();
    }

    private static String syllables(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(one(random, SYLLABLES));
        }
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    // ---- what is asked

    /** Part of a random name. */
    private static String keyword(Random random, int customers, Sort sort) {
        while (true) {
            Name name = name(random.nextInt(customers));
            if (name.latin() == sort.latin()) {
                String text = sort.mark() ? name.mark() : name.whole();
                int from = random.nextInt(Math.max(1, text.length() - sort.length() + 1));
                String part = text.substring(from, Math.min(text.length(), from + sort.length()));
                if (part.length() == sort.length() && part.chars().allMatch(Character::isLetter)) {
                    return part;
                }
            }
        }
    }

    /** What is searched for: so many characters of a name in letters or in ideographs, of the mark or of all of it. */
    private record Sort(int length, boolean latin, boolean mark) {
        @Override
        public String toString() {
            return length + (latin ? " letters" : " characters") + (mark ? " of the mark" : " of the name");
        }
    }

    private static void measure(Crm crm, RecordStore store, int customers, int searches, String database) {
        System.out.printf(Locale.ROOT, "%s, %,d customers%n", database, customers);
        System.out.println("reader, keyword: median, p99, worst ms | a read by key in turns with them: median, p99"
                + " | p99 in medians of reads | found on the first page");
        for (String reader : List.of("r7", "m3", "head", "director")) {
            CrmSession session = crm.signIn(reader);
            for (Sort sort : SORTS) {
                row(session, store, reader, customers, searches, sort);
            }
        }
    }

    private static void row(
            CrmSession session, RecordStore store, String reader, int customers, int searches, Sort sort) {
        Random random = new Random(sort.latin() ? 5 : 6);
        double[] times = new double[searches];
        double[] reads = new double[searches];
        long found = 0;
        String worst = "";
        double longest = 0;
        for (int i = -searches / 3; i < searches; i++) {
            String keyword = keyword(random, customers, sort);
            RecordKey key = Customer.KIND.key(id(random.nextInt(customers)));
            long start = System.nanoTime();
            int items = session.search()
                    .find(CustomerQuery.of(keyword), PAGE, Optional.empty())
                    .orElseThrow()
                    .items()
                    .size();
            long between = System.nanoTime();
            store.find(TENANT, key).orElseThrow();
            long end = System.nanoTime();
            if (i >= 0) {
                times[i] = (between - start) / 1e6;
                reads[i] = (end - between) / 1e6;
                found += items;
                if (times[i] > longest) {
                    longest = times[i];
                    worst = keyword;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%8s, %s: %.2f, %.2f, %.2f (%s) | %.3f, %.3f | %.0f | %.1f%n",
                reader,
                sort,
                at(times, 0.5),
                at(times, 0.99),
                longest,
                worst,
                at(reads, 0.5),
                at(reads, 0.99),
                at(times, 0.99) / at(reads, 0.5),
                (double) found / searches);
    }

    private static double at(double[] times, double quantile) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
