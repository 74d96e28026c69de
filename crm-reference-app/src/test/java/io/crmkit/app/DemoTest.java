package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {

    private static final String AT = "2026-06-30";

    /** Words of the trade, and what explains each: it stands at or before the word's own place, or right behind it. */
    private static final Map<String, String> EXPLAINED_EN = Map.ofEntries(
            Map.entry("CNY", "amounts are in Chinese yuan (CNY)"),
            Map.entry("reps", "representatives (reps), who sell"),
            Map.entry("role", "A role is a set of permissions"),
            Map.entry("owner", "A customer has an owner: the rep who looks after it"),
            Map.entry("ACC-06", "a rule number, which tells the rule that decided"),
            Map.entry("pportunity", "An opportunity, or deal, is a sale that may come about"),
            Map.entry("A gate", "A gate, a condition that a deal must meet to go on"),
            Map.entry("version", "one more with each change"),
            Map.entry("funnel", "The funnel counts how many deals stand in each stage"),
            Map.entry("lead ", "A lead is somebody who may one day become a customer"),
            Map.entry("win rate", "the win rate is the part"),
            Map.entry("grade ", "A grade tells how much a customer matters"),
            Map.entry("the policy,", "the policy, one document with every number of the rules"),
            Map.entry("threshold", "amount threshold: the bound that the amount reaches gives the grade"),
            Map.entry("full calendar months", "from the first day to the last"),
            Map.entry("dormant", "it is dormant, asleep"),
            Map.entry("rhythm", "A customer's rhythm is how often and for how much it usually buys"),
            Map.entry("dry run", "dry run: it tells what would happen and changes nothing"),
            Map.entry("plugin", "a plugin, a program of somebody else"),
            Map.entry("audit trail", "the audit trail: who, when, what"));

    private static final Map<String, String> EXPLAINED_ZH = Map.ofEntries(
            Map.entry("CNY", "金额均为人民币（CNY）"),
            Map.entry("代表", "销售代表（以下称代表），代表负责销售"),
            Map.entry("角色", "角色是一组权限"),
            Map.entry("负责人", "客户有负责人，即维护它的代表"),
            Map.entry("ACC-06", "行首是规则编号，便于查证"),
            Map.entry("商机", "商机即可能达成的交易"),
            Map.entry("关口", "关口是商机前进必须满足的条件"),
            Map.entry("漏斗", "漏斗统计各阶段现有多少商机"),
            Map.entry("线索", "线索指将来可能成为客户者"),
            Map.entry("等级", "等级表示客户有多重要"),
            Map.entry("政策", "政策是一份文档，收录规则的全部数字"),
            Map.entry("阈值", "金额阈值，即金额达到哪一档就是哪一级"),
            Map.entry("自然月", "每月一日至月末"),
            Map.entry("流失预警", "流失预警，即可能流失"),
            Map.entry("休眠", "休眠，即长期不买"),
            Map.entry("购买节奏", "购买节奏指客户习惯的购买间隔与金额"),
            Map.entry("试算", "试算，即只算出结果，不改数据"),
            Map.entry("插件", "插件，即他人编写的程序"),
            Map.entry("审计日志", "审计日志：谁、何时、改了什么"));

    /** What a newcomer cannot be expected to know; which of them occur must stand in the list of words at the end. */
    private static final Set<String> TERMS_EN = Set.of(
            "CNY",
            "rep",
            "role",
            "owner",
            "rule number",
            "opportunity",
            "stage",
            "gate",
            "won",
            "lost",
            "closed",
            "funnel",
            "probability",
            "win rate",
            "lead",
            "not contacted",
            "grade",
            "policy",
            "strategy",
            "amount threshold",
            "by hand",
            "evaluation of the whole base",
            "silence",
            "full calendar month",
            "reminder",
            "at risk",
            "dormant",
            "rhythm",
            "median gap",
            "potential",
            "nurturing",
            "maintenance",
            "won back",
            "dry run",
            "plugin",
            "audit trail",
            "weighted",
            "scorecard",
            "quota",
            "scope",
            "tenant");

    private static final Set<String> TERMS_ZH = Set.of(
            "CNY", "代表", "角色", "负责人", "规则编号", "商机", "阶段", "关口", "赢单", "输单", "成交关闭", "漏斗", "概率", "赢单率", "线索", "未联系",
            "等级", "政策", "评级策略", "金额阈值", "手工评级", "全量评估", "沉默", "自然月", "提醒", "回访", "流失预警", "休眠", "购买节奏", "中位数", "生命周期",
            "潜在", "培育", "维护", "流失", "挽回", "试算", "插件", "审计日志", "加权", "评分卡", "配额", "租户", "存储");

    /** Words of programs: keys, constants, classes, ids. */
    private static final List<Pattern> JARGON = Stream.of(
                    "\\b[a-z]+[A-Z][A-Za-z]*",
                    "\\b[A-Z]+_[A-Z_]+",
                    "\\b[0-9a-z]{26}\\b",
                    "java\\.|Exception|\\bnull\\b",
                    "initial-contact|about-to-close|not-contacted|won-back|at-risk|sales-rep|sales-manager|won_deals",
                    "\\{\\d|\\bscoring\\b|\\bbands\\b|WARN|ERROR")
            .map(Pattern::compile)
            .toList();

    /** What may be written in Latin letters in a Chinese text. */
    private static final Set<String> LATIN_IN_CHINESE =
            Set.of("A", "B", "C", "CNY", "ACC", "PIP", "LIF", "HT", "moody", "crm-reference-app", "README.md");

    @TempDir
    Path directory;

    private Answer demo(String store, String... more) {
        List<String> args = new ArrayList<>(List.of("demo", "--store", store));
        args.addAll(List.of(more));
        if (!args.contains("--customers")) {
            args.addAll(List.of("--customers", "150"));
        }
        return fine(args.toArray(new String[0]));
    }

    private Answer fine(String... args) {
        Answer answer = new Shell(directory).crm(args);
        assertThat(answer.exit()).as(String.join(" ", args) + "\n" + answer).isZero();
        return answer;
    }

    private static List<String> commands(String tour) {
        return tour.lines()
                .filter(line -> line.startsWith("    crm "))
                .map(line -> line.strip().substring("crm ".length()))
                .toList();
    }

    /** The tour without its commands. */
    private static String prose(String tour) {
        return tour.lines().filter(line -> !line.startsWith("    crm ")).collect(Collectors.joining("\n"));
    }

    /** The words that are explained at the end, by language. */
    private static List<String> glossary(String language) {
        Texts texts = Texts.in(Locale.forLanguageTag(language));
        return texts.bundle().keySet().stream()
                .filter(key -> key.startsWith("demo.word."))
                .sorted()
                .map(texts::get)
                .toList();
    }

    private static String word(String entry) {
        return entry.split("[:：]", 2)[0];
    }

    @Test
    @DisplayName("the tour is the same for the same seed, byte for byte, and another for another")
    void seeded() {
        String one = demo("one.db").out();
        assertThat(demo("two.db").out().replace("two.db", "one.db")).isEqualTo(one);
        assertThat(demo("three.db", "--seed", "7").out().replace("three.db", "one.db"))
                .isNotEqualTo(one);
    }

    @ParameterizedTest(name = "what the tour tells in {0} is what the commands tell afterwards, and its sections agree")
    @ValueSource(strings = {"zh", "en"})
    void true_to_the_store(String language) {
        String told = demo("told.db", "--lang", language).out();
        Shell shell = new Shell(directory).always("--store", "told.db", "--at", AT, "--lang", language);
        for (String report : List.of("funnel", "grades", "silence")) {
            assertThat(told).contains(shell.crm("report", report).out());
        }
        List<Map<String, String>> reminders =
                shell.crm("reminders", "--format", "csv").rows();
        long silent =
                reminders.stream().filter(r -> r.get("rule").equals("LIF-04")).count();
        assertThat(told)
                .contains(
                        language.equals("zh")
                                ? "现有 %d 条提醒等负责人处理：%d 条因沉默（LIF-04），%d 条因"
                                        .formatted(reminders.size(), silent, reminders.size() - silent)
                                : "%d reminders wait for owners: %d for silence (LIF-04), %d for a change"
                                        .formatted(reminders.size(), silent, reminders.size() - silent));
        List<Map<String, String>> grades =
                shell.crm("report", "grades", "--format", "csv").rows();
        List<Map<String, String>> silence =
                shell.crm("report", "silence", "--format", "csv").rows().subList(0, 3);
        for (String column : List.of("customers", "ownerless", "purchases", "amount")) {
            assertThat(sum(grades, column)).as(column).isEqualByComparingTo(sum(silence, column));
        }
        // Who is silent and has an owner has one reminder.
        assertThat(sum(silence.subList(1, 3), "customers").subtract(sum(silence.subList(1, 3), "ownerless")))
                .isEqualByComparingTo(BigDecimal.valueOf(silent));
        String purchases =
                String.format(Locale.ROOT, "%,d", sum(grades, "purchases").longValueExact());
        assertThat(told).contains(language.equals("zh") ? purchases + " 笔购买" : purchases + " purchases of two years");
        String graded = sum(grades, "customers").toPlainString();
        assertThat(told)
                .contains(language.equals("zh") ? "在 " + graded + " 个买过的客户中" : "Of " + graded + " customers who ever");
        Answer audit = shell.crm("audit", "verify");
        assertThat(audit.exit()).isZero();
        Matcher entries = Pattern.compile("\\d[\\d,]*\\d").matcher(audit.out());
        assertThat(entries.find()).isTrue();
        assertThat(told)
                .contains(
                        language.equals("zh")
                                ? "已核对 " + entries.group() + " 条"
                                : entries.group() + " entries were checked");
        Matcher desk = Pattern.compile("reminders --as (\\S+)").matcher(told);
        assertThat(desk.find()).isTrue();
        int hers = shell.crm("reminders", "--as", desk.group(1), "--format", "csv")
                .rows()
                .size();
        assertThat(told).contains(language.equals("zh") ? "名下有 " + hers + " 条" : " lie " + hers + ", for instance");
        Matcher rep = Pattern.compile("show customers --limit 5 --as (\\S+)").matcher(told);
        assertThat(rep.find()).isTrue();
        int own = shell.exported("customers", rep.group(1)).rows().size();
        assertThat(told).contains(language.equals("zh") ? "能看到 " + own + " 个客户" : " sees " + own + " customers");
    }

    private static BigDecimal sum(List<Map<String, String>> rows, String column) {
        return rows.stream()
                .map(row -> row.get(column))
                .filter(cell -> !cell.isEmpty())
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @ParameterizedTest(name = "every command that the tour tells in {0} works as it is printed")
    @ValueSource(strings = {"zh", "en"})
    void commands_work(String language) {
        List<String> commands = commands(demo("told.db", "--lang", language).out());
        assertThat(commands)
                .hasSizeGreaterThan(10)
                .anyMatch(command -> command.startsWith("demo --fresh"))
                .anyMatch(command -> command.startsWith("grades show"))
                .anyMatch(command -> command.startsWith("reminders --as"));
        commands.forEach(command -> assertThat(fine(command.split(" ")).out()).isNotBlank());
    }

    @ParameterizedTest(
            name = "no word comes unexplained in {0}: each is explained where it first comes up and at the end")
    @ValueSource(strings = {"zh", "en"})
    void explained(String language) {
        String tour = prose(demo("words.db", "--lang", language).out());
        (language.equals("zh") ? EXPLAINED_ZH : EXPLAINED_EN).forEach((word, explanation) -> {
            int explained = tour.indexOf(explanation);
            assertThat(explained).as(word + ": " + explanation).isNotNegative();
            int used = tour.indexOf(word);
            // A heading or the beginning of a paragraph may name what the rest of it explains.
            assertThat(used < 0 || explained - used < 260)
                    .as(word + " is used at " + used + " and explained at " + explained)
                    .isTrue();
        });
        List<String> glossary = glossary(language);
        int words = tour.indexOf(glossary.get(0));
        assertThat(words).isPositive();
        String before = tour.substring(0, words).toLowerCase(Locale.ROOT);
        assertThat(glossary).allSatisfy(entry -> assertThat(tour).contains("\n  " + entry + "\n"));
        Set<String> known = glossary.stream().map(DemoTest::word).collect(Collectors.toSet());
        (language.equals("zh") ? TERMS_ZH : TERMS_EN)
                .stream()
                        .filter(term -> Pattern.compile(language.equals("zh") ? term : "\\b" + term + "s?\\b")
                                .matcher(before)
                                .find())
                        .forEach(term -> assertThat(known).contains(term));
        assertThat(known)
                .as("words that nobody would miss")
                .allMatch(word -> before.contains(word.toLowerCase(Locale.ROOT))
                        // What only some examples tell.
                        || Set.of("中位数", "median gap", "回访", "revisit").contains(word));
    }

    @ParameterizedTest(name = "in {0} the tour has no ids, keys or constants, and every figure is grouped")
    @ValueSource(strings = {"zh", "en"})
    void for_people(String language) {
        // Logins are beside names only so that they can be used in commands.
        String tour = prose(demo("people.db", "--lang", language).out());
        for (Pattern jargon : JARGON) {
            Matcher found = jargon.matcher(tour);
            assertThat(found.find() ? found.group() : "").as(jargon.pattern()).isEmpty();
        }
        Matcher amounts = Pattern.compile("(\\S+) CNY").matcher(tour);
        int count = 0;
        while (amounts.find()) {
            assertThat(amounts.group(1)).matches("[0-9]{1,3}(,[0-9]{3})*\\.[0-9]{2,4}");
            count++;
        }
        assertThat(count).isGreaterThan(10);
        String figures = tour.replaceAll("\\d{4}-\\d{2}-\\d{2}|HT-\\d{4}-\\d+", "");
        assertThat(Pattern.compile("\\d{4,}").matcher(figures).find())
                .as(figures)
                .isFalse();
    }

    @Test
    @DisplayName("in Chinese the tour has no English words and no half-width punctuation")
    void chinese() {
        String told = prose(demo("zh.db", "--lang", "zh").out());
        String tour = told.replaceAll("（[a-z]+\\.[a-z]+[0-9]*）", "");
        assertThat(tour).as("logins beside names, for --as").isNotEqualTo(told);
        Matcher latin = Pattern.compile("[A-Za-z][A-Za-z.-]*[A-Za-z]|[A-Za-z]").matcher(tour);
        while (latin.find()) {
            assertThat(LATIN_IN_CHINESE).contains(latin.group());
        }
        assertThat(tour.replaceAll("[0-9][0-9,.:-]*", "").lines())
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("[,;:!?()\"']|[\\p{IsHan}]\\."));
    }

    @Test
    @DisplayName("in English the tour has no Chinese but the names of people and companies")
    void english() {
        String tour = prose(demo("en.db", "--lang", "en").out());
        Shell shell = new Shell(directory).always("--store", "en.db", "--format", "csv");
        List<String> names = Stream.of("customers", "users")
                .flatMap(kind -> shell.crm("show", kind).rows().stream().map(row -> row.get("name")))
                .filter(name -> name.codePoints().anyMatch(Character::isIdeographic))
                .sorted((one, other) -> other.length() - one.length())
                .toList();
        assertThat(names).hasSizeGreaterThan(150);
        for (String name : names) {
            tour = tour.replace(name, "");
        }
        assertThat(tour.replace(DemoCompany.NAME, "").lines())
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{IsHan}，；：！？（）“”。、　]"));
    }

    @Test
    @DisplayName("the smallest company has what the tour shows, whatever the seed")
    void smallest() {
        for (String seed : List.of("2", "5", "9", "18", "22")) {
            Answer answer = demo("small" + seed + ".db", "--customers", "100", "--seed", seed, "--lang", "en");
            assertThat(answer.out()).contains("PIP-05", "has grade A", "LIF-04");
        }
    }

    @Test
    @DisplayName("an impossible size, day or format is refused with what is possible")
    void refused() {
        Shell shell = new Shell(directory).in(Locale.CHINESE);
        for (String size : List.of("0", "99", "3001")) {
            Answer many = shell.crm("demo", "--customers", size);
            assertThat(many.exit()).isEqualTo(Exit.USAGE);
            assertThat(many.err()).contains("100", "3,000");
        }
        for (String day : List.of("1999-12-31", "2100-01-01", "9999-12-31", "-5000-01-01")) {
            Answer far = shell.crm("demo", "--at=" + day);
            assertThat(far.exit()).isEqualTo(Exit.USAGE);
            assertThat(far.err()).contains(day, "2000-01-01", "2099-12-31");
        }
        Answer none = shell.crm("demo", "--at", "2026-02-30");
        assertThat(none.exit()).isEqualTo(Exit.USAGE);
        assertThat(none.err()).contains("--at", "2026-02-30", "不是日期", "2026-03-31");
        Answer csv = shell.crm("demo", "--format", "csv");
        assertThat(csv.exit()).isEqualTo(Exit.USAGE);
        assertThat(csv.err()).contains("csv", "--format");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest(name = "the first and the last possible day are possible: {0}")
    @ValueSource(strings = {"2000-01-01", "2099-12-31"})
    void edges(String day) {
        assertThat(demo("edge.db", "--at", day, "--lang", "en").out()).contains("Today is " + day, "has grade A");
    }

    @Test
    @DisplayName("a store that is named is the one that is made, also when it is called as other commands' default is")
    void named_store() {
        fine("demo", "--customers", "100", "--store", "crm.db");
        assertThat(directory.resolve("crm.db")).exists();
        assertThat(directory.resolve("demo.db")).doesNotExist();
        fine("--store=demo", "demo", "--customers", "100");
        assertThat(directory.resolve("demo")).exists();
        fine("--store", "demo", "audit", "--limit", "1");
        fine("demo", "--customers", "100");
        assertThat(directory.resolve("demo.db")).exists();
    }

    @Test
    @DisplayName(
            "a second demo says how to make the store anew, and --fresh does, also of a store that a command changed")
    void fresh() {
        String first = fine("demo", "--fresh", "--customers", "100").out();
        Answer again = new Shell(directory).crm("demo", "--customers", "100");
        assertThat(again.exit()).isEqualTo(Exit.USAGE);
        assertThat(again.err()).contains("demo.db", "--fresh", "--store");
        fine("grades", "regrade", "--store", "demo.db", "--at", "2026-07-30");
        assertThat(fine("demo", "--fresh", "--customers", "100").out()).isEqualTo(first);
        fine("demo", "--fresh", "--customers", "100", "--seed", "7", "--lang", "zh");
    }

    @Test
    @DisplayName("--fresh removes no file that the demo did not make, and leaves it byte for byte as it is")
    void never_another_file() throws Exception {
        Shell shell = new Shell(directory);
        shell.file("text.db", "something else, which names " + DemoStore.COMPANY + " and crm__types");
        Files.createDirectory(directory.resolve("directory.db"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("foreign.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE crm_department (name TEXT)");
            statement.execute("INSERT INTO crm_department VALUES ('" + DemoStore.COMPANY + "')");
        }
        for (String store : List.of("text.db", "foreign.db")) {
            byte[] before = Files.readAllBytes(directory.resolve(store));
            leftAlone(store);
            assertThat(Files.readAllBytes(directory.resolve(store))).isEqualTo(before);
        }
        leftAlone("directory.db");
        fine("import", "--sample", "--store", "sample.db");
        fine("init", "--store", "init.db");
        fine("demo", "--customers", "100", "--store", "own.db");
        fine("import", "--sample", "--store", "own.db");
        for (String store : List.of("sample.db", "init.db", "own.db")) {
            List<String> before = records(store);
            leftAlone(store);
            assertThat(records(store)).isEqualTo(before);
        }
    }

    private void leftAlone(String store) {
        Answer answer = new Shell(directory).crm("demo", "--fresh", "--customers", "100", "--store", store);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(Exit.USAGE);
        assertThat(answer.err()).contains(store, "--store");
        assertThat(directory.resolve(store)).exists();
    }

    private List<String> records(String store) throws SQLException {
        Shell shell = new Shell(directory).always("--store", store, "--format", "csv");
        return Stream.of("customers", "users", "opportunities")
                .map(kind -> shell.crm("show", kind).out())
                .toList();
    }

    @Test
    @DisplayName("a demo that is told to stop leaves nothing in the temporary folder, and --fresh begins anew after it")
    void stopped() throws Exception {
        Path temp = Files.createDirectory(directory.resolve("temp"));
        int stopped = 0;
        for (int millis : List.of(700, 1_500, 3_000)) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djava.io.tmpdir=" + temp,
                            "-Dorg.sqlite.tmpdir=" + directory,
                            "-XX:TieredStopAtLevel=1", // it does not live long
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "demo",
                            "--fresh",
                            "--lang=en")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("demo.log").toFile())
                    .start();
            // The moments are counted from when its files are there.
            long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (process.isAlive() && isEmpty(temp) && System.nanoTime() < patience) {
                Thread.sleep(5);
            }
            if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                process.destroy(); // SIGTERM
                stopped++;
            }
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(isEmpty(temp))
                    .as(Files.readString(directory.resolve("demo.log"), StandardCharsets.UTF_8))
                    .isTrue();
        }
        assertThat(stopped).isPositive();
        fine("demo", "--fresh", "--customers", "100");
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.noneMatch(file -> file.getFileName().toString().startsWith("crm-"));
        }
    }

    @Test
    @DisplayName("the README's first command is the demo, made anew")
    void readme() throws IOException {
        Path readme = Path.of("..", "README.md");
        String first = Arrays.stream(Files.readString(readme).split("```"))
                .filter(block -> block.contains("crm.jar"))
                .findFirst()
                .orElseThrow();
        assertThat(first.strip()).endsWith("java -jar crm-reference-app/target/crm.jar demo --fresh");
    }
}
