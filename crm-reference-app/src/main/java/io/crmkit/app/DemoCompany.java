package io.crmkit.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * A made-up company with its customers, as files that are imported like any others. The same seed makes the same company, byte
 * for byte. People and companies are invented; the words are this project's own.
 *
 * @param folder where the files are
 * @param offices the departments that sell
 * @param reps names of the sales representatives
 * @param managers names of their managers, one for each office
 * @param purchases how many purchases were written
 */
record DemoCompany(TempFolder folder, List<String> offices, List<Person> reps, List<Person> managers, int purchases)
        implements AutoCloseable {

    /** The company's own name. */
    static final String NAME = "云尺仪器";

    /** What its records are from. */
    static final String SOURCE = "demo";

    static final int REPS_PER_OFFICE = 6;

    /**
     * Somebody.
     *
     * @param name in Chinese
     * @param login the same in pinyin
     * @param office name of the department
     */
    record Person(String name, String login, String office) {}

    /** Departments and products are called as the reader speaks; people and companies keep their Chinese names. */
    private static final List<String> OFFICES_ZH = List.of("华东销售部", "华北销售部", "华南销售部");

    private static final List<String> OFFICES_EN = List.of("Sales East", "Sales North", "Sales South");

    private static final List<String> SURNAMES = List.of(
            "陈:chen", "林:lin", "周:zhou", "吴:wu", "徐:xu", "孙:sun", "胡:hu", "朱:zhu", "高:gao", "何:he", "郭:guo", "罗:luo",
            "梁:liang", "宋:song", "唐:tang", "韩:han", "冯:feng", "董:dong", "程:cheng", "曹:cao", "袁:yuan", "邓:deng", "许:xu",
            "傅:fu");
    private static final List<String> GIVEN = List.of(
            "文:wen", "静:jing", "海:hai", "明:ming", "雨:yu", "晨:chen", "思:si", "远:yuan", "佳:jia", "宁:ning", "子:zi",
            "涵:han", "志:zhi", "强:qiang", "雪:xue", "松:song", "安:an", "琪:qi");
    private static final List<String> CITIES = List.of(
            "上海", "苏州", "杭州", "宁波", "无锡", "北京", "天津", "青岛", "济南", "石家庄", "广州", "深圳", "佛山", "东莞", "厦门", "成都", "武汉", "长沙",
            "合肥", "西安");
    private static final List<String> STEMS = List.of(
            "启帆", "云岭", "恒朗", "嘉禾源", "瑞川", "鼎岳", "博远达", "晨曜", "清澜", "金穗禾", "百川汇", "雅筑", "拓原", "宏砚", "星漠", "合翊", "松涛",
            "润泽", "卓峦", "海棠湾", "立群", "明澈", "朗坤源", "佑安", "新柏", "旭岚", "益禾", "盛屿", "凌云渡", "远桥");
    private static final List<String> TRADES = List.of(
            "机械:manufacturing",
            "精密仪器:manufacturing",
            "商贸:retail",
            "软件:software",
            "信息技术:it-services",
            "医药:pharmaceuticals",
            "医疗器械:medical",
            "食品:food",
            "物流:logistics",
            "电子科技:technology",
            "建筑工程:construction",
            "教育咨询:education",
            "新能源:energy",
            "化工材料:chemicals",
            "汽车配件:automotive",
            "农业发展:agriculture");
    private static final List<String> FORMS = List.of("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司");
    private static final List<String> PRODUCTS_ZH =
            List.of("在线分析仪,仪器", "流量计,仪器", "温控阀,阀门", "调节阀,阀门", "耗材年包,服务", "校准服务,服务");
    private static final List<String> PRODUCTS_EN = List.of(
            "online analyser,instruments",
            "flow meter,instruments",
            "temperature valve,valves",
            "control valve,valves",
            "supplies for a year,service",
            "calibration,service");
    private static final List<String> OPEN = List.of("initial-contact", "in-depth", "about-to-close");
    private static final List<String> LOST = List.of("price", "competitor", "no-budget", "no-decision", "service");

    static final String MAPPING = """
            source: %s
            currency: CNY
            steps:
              - file: products.csv
                entity: product
                id: 产品
                columns: { 产品: name, 系列: series }
              - file: people.csv
                entity: department
                id: 部门
                distinct: true
                columns: { 部门: name }
                ignore: others
              - file: people.csv
                entity: user
                id: 登录名
                columns: { 姓名: name, 登录名: login, 上级: superior, 部门: department, 角色: roles }
                defaults: { trainedOn: 1999-12-01 }
              - file: customers.csv
                entity: customer
                id: 客户
                columns: { 客户: name, 行业: industry, 地区: region, 员工数: employees, 负责人: owner }
              - file: leads.csv
                entity: lead
                id: 编号
                columns: { 公司: company, 联系人: contact, 产品: product, 负责人: owner, 接洽日期: engagedOn }
                ignore: others
              - file: deals.csv
                entity: opportunity
                id: 编号
                when: { 阶段: [initial-contact, in-depth, about-to-close] }
                columns: { 负责人: owner, 产品: product, 客户: customer, 阶段: stage, 接洽日期: engagedOn, 金额: expectedAmount }
                templates: { name: "{customer} · {product}" }
                ignore: others
              - file: deals.csv
                entity: opportunity-history
                id: 编号
                when: { 阶段: [won, lost, closed] }
                columns:
                  负责人: owner
                  产品: product
                  客户: customer
                  阶段: stage
                  接洽日期: engagedOn
                  结束日期: closedOn
                  金额: amount
                  合同编号: contractNumber
                  输单原因: lostReason
                templates: { name: "{customer} · {product}" }
              - file: purchases.csv
                entity: purchase
                id: 单号
                columns: { 客户: customer, 日期: date, 数量: quantity, 金额: amount }
            """.formatted(SOURCE);

    /** Makes a company, for the caller to close. */
    static DemoCompany make(long seed, int customers, LocalDate today, boolean chinese) {
        try {
            TempFolder folder = TempFolder.make("crm-demo");
            return new Maker(new Random(seed), today, folder, chinese).company(customers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        folder.close();
    }

    Path directory() {
        return folder.path();
    }

    /** Writes the files. */
    private static final class Maker {
        private static final int ABOUT_TO_CLOSE = 4;
        private static final int LOST_DEAL = 6;
        private static final int FIRST_WON = 7;
        private static final int FATES = 10;
        private static final int STEADY = 19;

        private final Random random;
        private final LocalDate today;
        private final TempFolder folder;
        private final List<String> offices;
        private final List<String> products;
        private final Set<String> taken = new HashSet<>();
        private final List<String> bought = new ArrayList<>();

        Maker(Random random, LocalDate today, TempFolder folder, boolean chinese) {
            this.random = random;
            this.today = today;
            this.folder = folder;
            this.offices = chinese ? OFFICES_ZH : OFFICES_EN;
            this.products = chinese ? PRODUCTS_ZH : PRODUCTS_EN;
        }

        DemoCompany company(int count) throws IOException {
            List<Person> managers = new ArrayList<>();
            List<Person> reps = new ArrayList<>();
            List<String> people = new ArrayList<>(List.of("姓名,登录名,上级,部门,角色"));
            for (String office : offices) {
                Person manager = person(office);
                managers.add(manager);
                people.add(row(manager.name(), manager.login(), "", office, "sales-manager"));
                for (int i = 0; i < REPS_PER_OFFICE; i++) {
                    Person rep = person(office);
                    reps.add(rep);
                    people.add(row(rep.name(), rep.login(), manager.name(), office, "sales-rep"));
                }
            }
            write("people.csv", people);
            List<String> catalogue = new ArrayList<>(List.of("产品,系列"));
            catalogue.addAll(products);
            write("products.csv", catalogue);
            List<String> customers = new ArrayList<>(List.of("客户,行业,地区,员工数,负责人"));
            List<String> deals = new ArrayList<>(List.of("编号,负责人,产品,客户,阶段,接洽日期,结束日期,金额,合同编号,输单原因"));
            bought.add("单号,客户,日期,数量,金额");
            for (int i = 0; i < count; i++) {
                String city = one(CITIES);
                String[] trade = one(TRADES).split(":", -1);
                String name = unique(city + one(STEMS) + trade[0] + one(FORMS), city, trade[0]);
                Person rep = reps.get(i % reps.size());
                // The tour needs one customer of grade A and one deal that is about to close, however small the
                // company.
                boolean first = i == 0;
                boolean owned = random.nextInt(100) < 93 || first;
                customers.add(row(
                        name,
                        trade[1],
                        city,
                        String.valueOf(10 + random.nextInt(40) * random.nextInt(40)),
                        owned ? rep.login() : ""));
                boolean buys = buys(name, first);
                if (owned && (random.nextInt(100) < 12 || first)) {
                    // Who never bought has won nobody a deal yet: so every customer that is graded has bought.
                    int fates = buys ? FATES : FIRST_WON;
                    deals.add(deal(deals.size(), rep, name, first ? ABOUT_TO_CLOSE : random.nextInt(fates)));
                }
            }
            write("customers.csv", customers);
            write("deals.csv", deals);
            write("purchases.csv", bought);
            List<String> leads = new ArrayList<>(List.of("编号,公司,联系人,产品,负责人,接洽日期"));
            for (int i = 0; i < count / 20; i++) {
                String city = one(CITIES);
                String trade = one(TRADES).split(":", -1)[0];
                leads.add(row(
                        "L" + i,
                        unique(city + one(STEMS) + trade + one(FORMS), city, trade),
                        person("").name(),
                        one(products).split(",", -1)[0],
                        reps.get(random.nextInt(reps.size())).login(),
                        today.minusDays(random.nextInt(60)).toString()));
            }
            write("leads.csv", leads);
            return new DemoCompany(folder, offices, reps, managers, bought.size() - 1);
        }

        /** How a customer buys, by one of the ways in which customers do; answers whether it does. */
        private boolean buys(String name, boolean much) {
            int size = random.nextInt(100);
            double base = size < 7
                    ? 40_000 + random.nextInt(80_000)
                    : size < 27 ? 8_000 + random.nextInt(20_000) : 300 + random.nextInt(4_000);
            if (much) {
                base = 500_000;
            }
            int gap = 25 + random.nextInt(75);
            LocalDate begin = today.minusDays(730 - random.nextInt(120));
            LocalDate end = today;
            double trend = 1;
            LocalDate away = LocalDate.MAX;
            LocalDate back = LocalDate.MAX;
            switch (much ? STEADY : random.nextInt(20)) {
                case 0 -> {
                    return false; // never
                }
                case 1 -> end = begin; // once
                case 2, 3 -> trend = 1.12;
                case 4, 5 -> trend = 0.86;
                case 6, 7 -> end = today.minusMonths(3).withDayOfMonth(1).plusDays(random.nextInt(28));
                case 8 -> end = today.minusMonths(4 + random.nextInt(3));
                case 9 -> end = today.minusMonths(8 + random.nextInt(4));
                case 10 -> end = today.minusMonths(14 + random.nextInt(6));
                case 11, 12 -> {
                    away = begin.plusDays(200 + random.nextInt(60));
                    back = today.minusDays(20 + random.nextInt(60));
                }
                case 13 -> begin = today.minusDays(15 + random.nextInt(60)); // new
                default -> {}
            }
            double amount = base;
            int before = bought.size();
            for (LocalDate day = begin; !day.isAfter(end); day = day.plusDays(gap / 2 + random.nextInt(gap) + 1L)) {
                amount *= trend;
                if (day.isAfter(away) && day.isBefore(back)) {
                    day = back;
                }
                if (day.isAfter(today)) {
                    break;
                }
                double money = amount * (0.8 + random.nextDouble() * 0.4);
                bought.add(row(
                        "P" + bought.size(),
                        name,
                        day.toString(),
                        String.valueOf(1 + random.nextInt(20)),
                        String.format(Locale.ROOT, "%.2f", money)));
            }
            return bought.size() > before;
        }

        private String deal(int number, Person rep, String customer, int fate) {
            LocalDate engaged = today.minusDays(30 + random.nextInt(300));
            String product = one(products).split(",", -1)[0];
            String amount = (10 + random.nextInt(400)) + "000";
            if (fate < LOST_DEAL) {
                return row(
                        "D" + number,
                        rep.login(),
                        product,
                        customer,
                        OPEN.get(fate / 2),
                        engaged.toString(),
                        "",
                        amount,
                        "",
                        "");
            }
            String closed = engaged.plusDays(1 + random.nextInt(29)).toString();
            boolean lost = fate == LOST_DEAL;
            return row(
                    "D" + number,
                    rep.login(),
                    product,
                    customer,
                    lost ? "lost" : fate == FIRST_WON ? "closed" : "won",
                    engaged.toString(),
                    closed,
                    lost ? "" : amount,
                    lost ? "" : "HT-" + closed.substring(0, 4) + "-" + number,
                    lost ? one(LOST) : "");
        }

        private Person person(String office) {
            while (true) {
                String[] surname = one(SURNAMES).split(":", -1);
                String[] first = one(GIVEN).split(":", -1);
                String[] second = one(GIVEN).split(":", -1);
                String login = surname[1] + "." + first[1] + second[1];
                if (!first[0].equals(second[0]) && taken.add(login)) {
                    return new Person(surname[0] + first[0] + second[0], login, office);
                }
            }
        }

        private String unique(String wanted, String city, String trade) {
            String name = wanted;
            while (!taken.add(name)) {
                name = city + one(STEMS) + one(STEMS) + trade + one(FORMS);
            }
            return name;
        }

        private <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        private static String row(String... cells) {
            return String.join(",", cells);
        }

        private void write(String file, List<String> rows) throws IOException {
            Files.write(folder.path().resolve(file), rows);
        }
    }
}
