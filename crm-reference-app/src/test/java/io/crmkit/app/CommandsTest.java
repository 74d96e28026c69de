package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import io.crmkit.shared.Messages;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class CommandsTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(directory);
    }

    private Answer fine(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    private Answer refused(int exit, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        assertThat(answer.err()).isNotBlank().doesNotContain("\tat ", "Exception");
        return answer;
    }

    @Test
    @DisplayName("the first command of the README imports the sample into a new store and reports")
    void first_command() throws IOException {
        Answer answer = fine("import", "--sample", "--report");
        assertThat(answer.out())
                .contains("accounts.csv", "40", "Opportunities by stage", "71 won, 32 lost", "6,582,130.00 CNY");
        assertThat(answer.err()).contains("crm.db is set up", "--as is for evaluation");
        assertThat(directory.resolve("crm.db")).exists();
        assertThat(directory.resolve("import-errors")).doesNotExist();
        Answer again = fine("import", "--sample", "--format", "csv");
        assertThat(again.rows())
                .allMatch(row ->
                        row.get("new").equals("0") && row.get("different").equals("0"));
        Path readme = Path.of("..", "README.md");
        if (Files.exists(readme)) {
            assertThat(Files.readString(readme)).contains("crm.jar import --sample --report");
        }
    }

    @Test
    @DisplayName("every report and list of the sample answers in both languages and all formats")
    void everything_answers() {
        fine("import", "--sample");
        for (String language : List.of("zh", "en")) {
            for (String format : List.of("table", "csv", "json")) {
                for (var report : io.crmkit.insight.Reports.Name.values()) {
                    assertThat(fine("report", report.key(), "--lang", language, "--format", format)
                                    .out())
                            .isNotBlank();
                }
                for (String kind : Subjects.NAMES) {
                    assertThat(fine("show", kind, "--lang", language, "--format", format)
                                    .out())
                            .isNotBlank();
                }
                fine("report", "--lang", language, "--format", format);
                fine("audit", "--lang", language, "--format", format);
                fine("plugins", "--lang", language, "--format", format);
            }
        }
    }

    @Test
    @DisplayName("SCO-02, POL-02 grades are shown with reasons, adjusted by hand, tried beforehand and regraded")
    void grades() {
        fine("import", "--sample");
        String customer = shell.crm("show", "customers", "--format", "csv", "--limit", "1")
                .rows()
                .get(0)
                .get("name");
        shell.file("deals.yaml", "scoring: {source: WON_DEALS, basis: LIFETIME}");
        assertThat(fine("grades", "preview", "deals.yaml", "--format", "csv").rows())
                .isNotEmpty()
                .allMatch(row -> !row.get("grade_after").isEmpty());
        fine("policy", "publish", "deals.yaml", "--reason", "deals count");
        assertThat(fine("grades", "regrade").out()).contains("customers judged");
        assertThat(fine("grades", "show", customer).out()).contains("computed grade", "stage");
        assertThat(fine("grades", "adjust", customer, "A", "--reason", "strategic", "--until", "2026-12-31")
                        .out())
                .contains("by hand until", "2026-12-31", "strategic");
        assertThat(fine("grades", "withdraw", customer, "--reason", "over", "--lang", "zh")
                        .out())
                .contains("撤销");
        assertThat(refused(Exit.REFUSED, "grades", "adjust", customer, "Z", "--reason", "x")
                        .err())
                .contains("SCO-02", "A, B, C");
        assertThat(refused(Exit.REFUSED, "grades", "show", "nobody").err()).contains("nobody");
        assertThat(fine("reminders").out()).contains("reminders");
        fine("report", "grades");
        fine("audit", "verify");
    }

    @Test
    @DisplayName("ACC-07, ACC-09 walls hold in what is shown and exported; access explain and who-can tell why")
    void walls() {
        fine("import", "--sample");
        shell.file(
                "walls.yaml",
                "access: {roles: {sales-rep: {walls: {opportunity.amount: HIDDEN, customer.industry: HIDDEN}}}}");
        fine("policy", "publish", "walls.yaml", "--reason", "walls");
        String rep = fine("show", "users", "--format", "csv").rows().stream()
                .filter(row -> row.get("roles").equals("sales-rep"))
                .findFirst()
                .orElseThrow()
                .get("login");
        List<Map<String, String>> seen = shell.exported("opportunities", rep).rows();
        assertThat(seen).isNotEmpty().allMatch(row -> row.get("amount").isEmpty());
        assertThat(fine("show", "opportunities", "--format", "csv").rows())
                .anyMatch(row -> !row.get("amount").isEmpty());
        assertThat(refused(Exit.REFUSED, "report", "won", "--as", rep).err())
                .contains("ACC-07", "opportunity.amount", "hidden");
        assertThat(fine("access", "explain", rep, "view", "opportunity.amount").out())
                .contains("may not", "sales-rep", "hidden", "Needed");
        String deal = "opportunity/" + seen.get(0).get("id");
        assertThat(fine("access", "explain", rep, "edit", deal, "--lang", "zh").out())
                .contains("本人记录", "允许");
        assertThat(fine("access", "who-can", "edit", deal, "--format", "csv").rows())
                .anyMatch(row -> row.get("login").equals(rep));
        assertThat(refused(Exit.REFUSED, "access", "explain", rep, "edit", deal, "--as", rep)
                        .err())
                .contains("access:explain");
        assertThat(refused(Exit.REFUSED, "access", "explain", rep, "edit", "opportunity.amounts")
                        .err())
                .contains("opportunity.amount");
    }

    @Test
    @DisplayName("init makes admin and director once")
    void init() {
        assertThat(fine("init").out()).contains("admin", "director");
        assertThat(fine("show", "users", "--format", "csv").rows())
                .extracting(u -> u.get("login") + " " + u.get("roles"))
                .containsExactlyInAnyOrder("admin administrator", "director sales-vice-president");
        assertThat(refused(Exit.REFUSED, "init").err()).contains("set up already");
        assertThat(refused(Exit.REFUSED, "--lang", "zh", "init").err()).contains("已初始化");
    }

    @Test
    @DisplayName("a missing store is not made by a question, which says what to do")
    void missing_store() {
        for (String[] question :
                new String[][] {{"report", "funnel"}, {"show", "users"}, {"audit"}, {"policy", "show"}}) {
            assertThat(refused(Exit.TROUBLE, question).err()).contains("crm import --sample", "crm init");
        }
        assertThat(directory.resolve("crm.db")).doesNotExist();
        assertThat(refused(Exit.TROUBLE, "--store", "memory:", "report", "won").err())
                .contains("no users yet");
        refused(Exit.USAGE, "--store", "no/such/directory/crm.db", "init");
    }

    @Test
    @DisplayName("options stand before or after the command")
    void options_anywhere() {
        fine("--store", "a.db", "init");
        fine("init", "--store", "b.db");
        assertThat(directory.resolve("a.db")).exists();
        assertThat(directory.resolve("b.db")).exists();
        assertThat(fine("policy", "show", "--store=a.db", "--lang=zh").err()).contains("自带政策");
    }

    @Test
    @DisplayName("show finds one record by name, login, external id and id, and suggests when it does not")
    void show_one() {
        fine("import", "--sample");
        Map<String, String> deal = fine("show", "opportunities", "SJ-2026-001", "--format", "csv")
                .rows()
                .get(0);
        assertThat(fine("show", "opportunities", deal.get("id")).out()).contains(deal.get("name"));
        assertThat(fine("show", "customers", deal.get("customer")).out()).contains(deal.get("customer"));
        assertThat(fine("show", "users", "lin.xiaoyu").out()).contains("林小雨", "周若岚");
        assertThat(fine("show", "products", "ZK-8 边缘控制柜").out()).contains("128,000.00 CNY");
        assertThat(refused(Exit.REFUSED, "show", "users", "lin.xiaoyv").err()).contains("Did you mean \"lin.xiaoyu\"?");
        assertThat(refused(Exit.USAGE, "show", "custommers").err()).contains("Did you mean \"customers\"?");
        assertThat(fine("show", "customers", "--limit", "3", "--format", "csv").rows())
                .hasSize(3);
        refused(Exit.USAGE, "show", "customers", "--limit", "0");
    }

    @Test
    @DisplayName("ACC-06 names that the reader may not see stay away; a rep sees own deals")
    void scope() {
        fine("import", "--sample");
        List<Map<String, String>> deals =
                shell.exported("opportunities", "chen.siyuan").rows();
        assertThat(deals).isNotEmpty().allMatch(o -> o.get("owner").equals("陈思远"));
        assertThat(refused(Exit.REFUSED, "audit", "--as", "chen.siyuan").err()).contains("ACC-09", "audit:view");
    }

    @Test
    @DisplayName("ACC-10 the audit lists by user and subject, names the operating system's user, and --at dates it")
    void audit() {
        fine("init", "--at", "2026-03-31");
        List<Map<String, String>> entries = fine("audit", "--format", "csv").rows();
        assertThat(entries).isNotEmpty().allMatch(e -> e.get("via").equals("crm (os user somebody)"));
        assertThat(entries).allMatch(e -> e.get("at").equals("2026-03-31T04:00:00Z"));
        String subject = entries.get(0).get("subject");
        assertThat(fine("audit", "--subject", subject, "--format", "csv").rows())
                .allMatch(e -> e.get("subject").equals(subject));
        refused(Exit.REFUSED, "policy", "publish", policy("pipelin: {}").toString(), "--reason", "wrong");
        fine("policy", "publish", policy("customer: {maxOwned: 10}").toString(), "--reason", "small team");
        assertThat(fine("audit", "--by", "admin", "--format", "csv").rows())
                .isNotEmpty()
                .allMatch(e -> e.get("login").equals("admin"))
                .anyMatch(e -> e.get("operation").equals("policy.publish"));
        assertThat(refused(Exit.REFUSED, "audit", "--by", "nobody").err()).contains("nobody");
        assertThat(fine("policy", "show").out()).contains("maxOwned: 10");
        assertThat(fine("audit", "verify").out()).contains("intact");
    }

    private Path policy(String text) {
        return shell.file("policy.yaml", text);
    }

    @Test
    @DisplayName("ACC-10 a changed entry is named by audit verify, and so is another key")
    void audit_broken() throws SQLException {
        fine("import", "--sample");
        String changed;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("crm.db"));
                Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery(
                        "select max(_id) from crm_audit_entry where _payload like '%customer.import%'")) {
            changed = last.getString(1);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("crm.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("""
                            update crm_audit_entry set _payload = replace(_payload, 'customer.import', 'customer.erase')
                            where _id = '%s'
                            """.formatted(changed))).isEqualTo(1);
        }
        Answer answer = shell.crm("audit", "verify");
        assertThat(answer.exit()).isEqualTo(Exit.REFUSED);
        assertThat(answer.out()).contains("First broken entry: " + changed);
        shell.with(Desk.AUDIT_KEY, "00".repeat(32)).always("--store", "keyed.db");
        fine("init");
        fine("audit", "verify");
        shell.with(Desk.AUDIT_KEY, "01".repeat(32));
        assertThat(shell.crm("audit", "verify").exit()).isEqualTo(Exit.REFUSED);
        shell.with(Desk.AUDIT_KEY, "short");
        refused(Exit.USAGE, "audit", "verify");
    }

    @Test
    @DisplayName(
            "ACC-10 a checkpoint that is kept elsewhere shows what was cut off; its key comes from the environment")
    void audit_checkpoint() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path signing = shell.file("signing.pem", pem("PRIVATE KEY", pair.getPrivate()));
        Path checking = shell.file("checking.pem", pem("PUBLIC KEY", pair.getPublic()));
        fine("init");
        assertThat(refused(Exit.REFUSED, "audit", "checkpoint").err()).contains("ACC-10", Desk.SIGNING_KEY);
        shell.with(Desk.SIGNING_KEY, signing.toString());
        fine("import", "--sample");
        fine("audit", "checkpoint", "--out", "kept.json");
        assertThat(refused(Exit.USAGE, "audit", "checkpoint", "--out", "kept.json")
                        .err())
                .contains("kept.json");
        shell.with(Desk.SIGNING_KEY, "").with(Desk.CHECKING_KEY, checking.toString());
        assertThat(fine("audit", "verify", "--checkpoint", "kept.json").out()).contains("holds all");
        refused(Exit.USAGE, "audit", "verify", "--checkpoint", "missing.json");
        assertThat(refused(Exit.REFUSED, "audit", "verify", "--checkpoint", "checking.pem")
                        .err())
                .contains("ACC-10");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("crm.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete from crm_audit_entry");
            statement.executeUpdate("delete from crm_audit_lane");
        }
        Answer answer = shell.crm("audit", "verify", "--checkpoint", "kept.json");
        assertThat(answer.exit()).isEqualTo(Exit.REFUSED);
        assertThat(answer.out()).contains("the lane ends before what the checkpoint saw");
        shell.with(Desk.CHECKING_KEY, signing.toString());
        refused(Exit.USAGE, "audit", "verify");
    }

    private static String pem(String label, Key key) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + label + "-----\n";
    }

    @Test
    @DisplayName(
            "ACC-10 data for other programs is an export and on record with its rows; crm audit anomalies reports it")
    void audit_exports() {
        fine("import", "--sample");
        int rows = fine("show", "customers", "--format", "csv").rows().size();
        fine("show", "customers");
        List<Map<String, String>> exports =
                fine("audit", "--subject", "customer", "--format", "csv").rows();
        assertThat(exports).hasSize(1);
        assertThat(exports.get(0)).containsEntry("operation", "customer.export").containsEntry("times", "" + rows);
        shell.file("strict.yaml", "audit: { exportedRowsPerDay: 5 }");
        fine("policy", "publish", "strict.yaml", "--reason", "trial");
        assertThat(fine("audit", "anomalies", "--format", "csv").rows())
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("kind", "exports")
                        .containsEntry("login", "director")
                        .containsEntry("limit", "5"));
        refused(Exit.USAGE, "audit", "anomalies", "--from", "2026-02-02", "--to", "2026-02-01");
    }

    @Test
    @DisplayName("schema prints the statements of each database without connecting")
    void schema() {
        assertThat(fine("schema").out()).contains("CREATE TABLE", "opportunity");
        assertThat(fine("schema", "--store", "jdbc:postgresql://nowhere.invalid/x")
                        .out())
                .contains("CREATE TABLE");
        assertThat(fine("schema", "--store", "jdbc:mariadb://nowhere.invalid/x").out())
                .contains("utf8mb4_nopad_bin");
        refused(Exit.TROUBLE, "schema", "--store", "memory:");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @DisplayName("a password in an argument is refused; it comes from the environment or is asked for")
    void passwords() {
        for (String where : List.of(
                "jdbc:postgresql://127.0.0.1:1/x?user=a&password=hush",
                "jdbc:mariadb://127.0.0.1:1/x?PASSWORD=hush",
                "jdbc:postgresql://a:hush@127.0.0.1:1/x")) {
            assertThat(refused(Exit.USAGE, "report", "won", "--store", where).err())
                    .contains(Desk.PASSWORD)
                    .doesNotContain("hush");
        }
        refused(Exit.USAGE, "init", "--store-parameter", "password=hush");
        shell.typing("hush");
        Answer answer = refused(
                Exit.TROUBLE,
                "report",
                "won",
                "--user",
                "lan",
                "--store",
                "jdbc:postgresql://127.0.0.1:1/x",
                "--store-parameter",
                "connect-timeout=1");
        assertThat(shell.prompts()).containsExactly("Password of lan: ");
        assertThat(answer.err()).doesNotContain("hush");
    }

    @Test
    @DisplayName("every command and option is described in both languages, and both bundles have the same keys")
    void described() throws IOException {
        assertThat(keys("zh")).isEqualTo(keys("en"));
        assertThat(keys("en").stream()
                        .filter(key -> key.startsWith("advice."))
                        .map(key -> key.substring("advice.".length())))
                .isNotEmpty()
                .isSubsetOf(Messages.englishCodes());
        for (Locale language : List.of(Locale.CHINESE, Locale.ENGLISH)) {
            Desk desk = new Desk(World.system(), new CrmCommand(), Texts.in(language));
            CommandLine line = Main.line(desk);
            List<CommandLine> open = new ArrayList<>(List.of(line));
            while (!open.isEmpty()) {
                CommandLine command = open.remove(0);
                open.addAll(command.getSubcommands().values());
                String name = command.getCommandSpec().qualifiedName();
                assertThat(command.getCommandSpec().usageMessage().description())
                        .as(name)
                        .isNotEmpty();
                for (ArgSpec arg : command.getCommandSpec().args()) {
                    assertThat(arg.description())
                            .as(name + " " + arg.paramLabel() + arg)
                            .isNotEmpty();
                }
                assertThat(command.getUsageMessage()).doesNotContain("null", "''");
            }
        }
        assertThat(fine("--help", "--lang", "zh").out()).contains("用法", "参考应用");
        assertThat(fine("import", "--help").out()).contains("Usage: crm import", "--dry-run");
        assertThat(fine("--version").out()).startsWith("crm ");
        assertThat(fine().out()).contains("Usage: crm");
    }

    private static Set<String> keys(String language) throws IOException {
        Properties properties = new Properties();
        try (var in = Texts.class.getResourceAsStream("messages_" + language + ".properties")) {
            properties.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @DisplayName("wrong calls name what is wrong, in both languages, and exit with 2")
    void wrong_calls() {
        assertThat(refused(Exit.USAGE, "imprt").err()).contains("Did you mean \"import\"?");
        assertThat(refused(Exit.USAGE, "imprt", "--lang", "zh").err()).contains("。是否为“import”？");
        assertThat(refused(Exit.USAGE, "import").err()).contains("--mapping FILE and DIR, or --sample");
        assertThat(refused(Exit.USAGE, "import", "--sample", "--mapping", "x").err())
                .contains("--sample");
        assertThat(refused(Exit.USAGE, "report", "wonn").err()).contains("Did you mean \"won\"?");
        assertThat(refused(Exit.USAGE, "report", "won", "--format", "xml").err())
                .contains("xml");
        assertThat(refused(Exit.USAGE, "report", "won", "--lang", "fr").err()).contains("\"fr\"", "zh and en");
        assertThat(refused(Exit.USAGE, "policy", "publish").err()).contains("--reason");
        assertThat(refused(Exit.USAGE, "policy", "check", "missing.yaml").err()).contains("missing.yaml");
        assertThat(refused(Exit.USAGE, "plugins", "--plugins", "missing").err()).contains("missing");
        assertThat(refused(Exit.TROUBLE, "init", "--store-parameter", "colour=red")
                        .err())
                .contains("colour");
    }

    @Test
    @DisplayName("a progress bar is drawn only where somebody watches")
    void progress() {
        assertThat(fine("import", "--sample", "--store", "a.db").err()).doesNotContain("\r");
        shell.watched();
        assertThat(fine("import", "--sample", "--store", "b.db").err()).contains("\r", "100%", "step 7/7");
        assertThat(fine("import", "--sample", "--store", "c.db", "--no-progress")
                        .err())
                .doesNotContain("\r");
    }

    @Test
    @DisplayName("nobody reading any more is no error")
    void broken_pipe() {
        fine("import", "--sample");
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        var err = new java.io.ByteArrayOutputStream();
        int exit = shell.crm(
                new PrintStream(gone, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                "show",
                "opportunities");
        assertThat(exit).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("pipe", "defect");
    }

    @Test
    @DisplayName("CUS-16 a dry run on a store leaves every byte of its business as it was")
    void dry_run() {
        fine("init");
        String before = everything();
        Answer dry = fine("import", "--sample", "--dry-run", "--report", "won");
        assertThat(dry.out()).contains("6,582,130.00 CNY");
        assertThat(everything()).isEqualTo(before);
        fine("import", "--sample");
        assertThat(fine("import", "--sample", "--dry-run", "--format", "csv").rows())
                .allMatch(row -> row.get("new").equals("0"));
    }

    private String everything() {
        // Looking is on record as well, and no change of the business.
        return fine("audit", "--limit", "1000", "--format", "csv")
                        .out()
                        .lines()
                        .filter(line -> !line.contains("export,") && !line.contains(".view,"))
                        .collect(Collectors.joining("\n"))
                + Subjects.NAMES.stream()
                        .map(kind -> fine("show", kind, "--format", "csv").out())
                        .collect(Collectors.joining());
    }

    @Test
    @DisplayName("hostile text in a record cannot move the cursor")
    void hostile() {
        shell.file("data/products.csv", "name\n\"\u001B[2Jgone\u202E\"\n");
        shell.file("m.yaml", """
                source: t
                steps:
                  - file: products.csv
                    entity: product
                    id: name
                    columns: { name: name }
                """);
        Answer imported = shell.crm("import", "--mapping", "m.yaml", "data");
        Answer shown = shell.crm("show", "products");
        assertThat(imported + "" + shown).doesNotContain("\u001B", "\u202E");
    }
}
