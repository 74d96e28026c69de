package io.crmkit.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.Contact;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewContact;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile values at each door: what is stored is clean and comes back as it was stored, or the refusal names code, field and value and
 * nothing is left behind.
 */
class HostileValuesTest {

    private static final List<String> FIELDS =
            List.of("name", "shortName", "remark", "tags", "settlementTerms", "contactPhone", "creditDays");

    @TempDir
    Path directory;

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");

    @AfterEach
    void close() {
        test.close();
    }

    /** More than 300 values. */
    static List<String> values() {
        Set<String> all = new LinkedHashSet<>();
        for (String formula : List.of(
                "1+1",
                "cmd|' /C calc'!A0",
                "HYPERLINK(\"http://x\",\"y\")",
                "SUM(A1:A9)",
                "WEBSERVICE(\"http://x\")")) {
            for (String sign : List.of("=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", " =", "'=")) {
                all.add(sign + formula);
            }
        }
        for (int c = 0; c < 0x20; c++) {
            all.add("a" + (char) c + "b");
        }
        for (int c = 0x7F; c < 0xA0; c++) {
            all.add("a" + (char) c + "b");
        }
        for (int c : new int[] {
            0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x200B, 0x200C, 0x200D, 0x200E,
                    0x200F,
            0x061C, 0x2028, 0x2029, 0x2060, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF, 0xFDD0,
                    0x00AD,
            0x3164, 0x115F, 0x180E, 0x1FFFE, 0x10FFFF, 0xE0001, 0xE0041, 0xE007F, 0xF0000, 0xE000, 0x034F, 0x1D173
        }) {
            all.add("x" + Character.toString(c) + "y");
            all.add(Character.toString(c));
        }
        for (String half : List.of(
                "\uD800",
                "\uDC00",
                "a\uD83D",
                "\uDE00b",
                "\uDE00\uD83D",
                "\uD83D\uD83D\uDE00",
                "\uDBFF",
                "\uDFFF\uDFFF")) {
            all.add(half);
            all.add("甲" + half + "乙");
        }
        all.addAll(List.of(
                "שלום עולם בע\"מ",
                "شركة الاختبار",
                "مرحبا 123 ABC",
                "\u0627\u064B\u0651",
                "עִבְרִית",
                "فارسی‌نویس",
                "e\u0301",
                "A\u030A",
                "한국",
                "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309",
                "o" + "\u0300".repeat(99),
                "ﬁ",
                "Å",
                "ﷺ".repeat(20),
                "İstanbul",
                "ıI",
                "ß",
                "ΐ",
                "𝒜𝓁𝒾𝒸𝑒",
                "👨‍👩‍👧‍👦",
                "🇨🇳",
                "☃️",
                "𠮷野家",
                "㍿",
                "（株）",
                "￥１２３",
                "１３８００１３８０００",
                "٠١٢٣٤٥",
                "१२३"));
        all.addAll(List.of(
                "'; DROP TABLE crm_customer; --",
                "\" OR 1=1",
                "\\",
                "\\\\",
                "%",
                "_",
                "%s%n%x",
                "{0}",
                "{name}",
                "${jndi:ldap://x}",
                "<script>alert(1)</script>",
                "&lt;",
                "&#0;",
                "]]>",
                "<!--",
                "../../etc/passwd",
                "C:\\con",
                "null",
                "NULL",
                "undefined",
                "NaN",
                "Infinity",
                "-Infinity",
                "true",
                "[]",
                "{}",
                "{\"a\":1}",
                "\"",
                "\"\"",
                "'",
                "`",
                ",",
                ";",
                "|",
                "a,b",
                "a;b",
                "a\"b\"c",
                "a\nb",
                "a\r\nb",
                "a\tb",
                " ",
                "  a  ",
                "\u3000a\u3000",
                "\u00A0a\u00A0",
                ".",
                "-",
                "--",
                "n/a",
                "无",
                "#N/A",
                "#REF!",
                "_x0000_",
                "_xD800_",
                "_x000D_",
                "_x005F_x0041_",
                "_x0041_",
                "\u0130\u0131",
                "a=b",
                "facet=value",
                "u:1",
                "t:x"));
        for (String number : List.of(
                "9".repeat(400),
                "1e999999999",
                "-1",
                "0",
                "-0",
                "1e-400",
                "0x10",
                "1_000",
                "1,000",
                "1.000,5",
                "١٢",
                "9223372036854775808",
                "-9223372036854775809",
                "2147483648",
                "4.9E-324",
                "1E400",
                "0.1",
                "٫",
                "½",
                "²",
                "一百",
                "60.5",
                "60",
                "6e1")) {
            all.add(number);
        }
        all.add("x".repeat(100));
        all.add("x".repeat(101));
        all.add("😀".repeat(100));
        all.add("😀".repeat(101));
        all.add("甲".repeat(4_001));
        all.add("x".repeat(1_000_000));
        all.add("x".repeat(10_000_000));
        return List.copyOf(all);
    }

    private static Customer.Profile profile(String field, String value) {
        Customer.Profile plain = Customer.Profile.named(field.equals("name") ? value : "Plain");
        return new Customer.Profile(
                plain.name(),
                field.equals("shortName") ? Optional.of(value) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                field.equals("remark") ? Optional.of(value) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                field.equals("tags") ? List.of(value) : List.of(),
                Map.of());
    }

    private List<Customer> all() {
        List<Customer> all = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            var some = admin.customers().list(1_000, page).orElseThrow();
            all.addAll(some.items());
            page = some.next();
        } while (page.isPresent());
        return all;
    }

    private static List<String> texts(Customer customer) {
        List<String> texts = new ArrayList<>(List.of(customer.profile().name()));
        customer.profile().shortName().ifPresent(texts::add);
        customer.profile().remark().ifPresent(texts::add);
        texts.addAll(customer.profile().tags());
        texts.addAll(customer.profile().fields().values());
        return texts;
    }

    private static void clear(Outcome<?> refused, String value) {
        assertThat(refused.refusals()).as(shown(value)).isNotEmpty().allSatisfy(refusal -> {
            assertThat(refusal.code()).isNotEmpty();
            assertThat(refusal.field()).as(refusal.toString()).isPresent();
            for (Locale language : List.of(Locale.CHINESE, Locale.ENGLISH)) {
                assertThat(refusal.message(language)).hasSizeBetween(5, 4_100);
                assertThat(CleanText.Check.isClean(refusal.message(language)))
                        .as(refusal.code())
                        .isTrue();
            }
            refusal.value()
                    .ifPresent(told -> assertThat(CleanText.Check.isClean(told))
                            .as(refusal.code())
                            .isTrue());
        });
    }

    private static String shown(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints()
                .limit(40)
                .forEach(c -> shown.append(c >= ' ' && c < 0x7F ? Character.toString(c) : "\\u%04X".formatted(c)));
        return shown.toString();
    }

    @Test
    @DisplayName("CUS-16 bad input: at least 300 hostile values")
    void many() {
        assertThat(values()).hasSizeGreaterThanOrEqualTo(300);
    }

    @Test
    @DisplayName(
            "CUS-03 hostile values by the API: each is stored as it is and comes back, or is refused by code and field, with nothing left")
    void api() {
        Customer filled = admin.customers().create(NewCustomer.named("Filled")).orElseThrow();
        int stored = 0;
        int refused = 0;
        for (String value : values()) {
            for (String field : value.length() > 10_000 ? List.of("name", "settlementTerms") : FIELDS) {
                if (field.length() > 9 || field.equals("creditDays")) {
                    Outcome<Customer> outcome =
                            admin.customers().fill(filled.id(), filled.version(), Map.of(field, value));
                    if (outcome instanceof Outcome.Done<Customer> done) {
                        filled = admin.customers().get(filled.id()).orElseThrow();
                        assertThat(filled).isEqualTo(done.value());
                        assertThat(texts(filled)).allMatch(CleanText.Check::isClean);
                        stored++;
                    } else {
                        clear(outcome, value);
                        assertThat(admin.customers().get(filled.id()).orElseThrow())
                                .isEqualTo(filled);
                        refused++;
                    }
                    continue;
                }
                Outcome<Customer> outcome = admin.customers().create(NewCustomer.of(profile(field, value)));
                if (outcome instanceof Outcome.Done<Customer> done) {
                    Customer back = admin.customers().get(done.value().id()).orElseThrow();
                    assertThat(back).isEqualTo(done.value());
                    assertThat(texts(back)).as(shown(value)).allMatch(CleanText.Check::isClean);
                    assertThat(texts(back).stream().map(String::strip))
                            .as(shown(value))
                            .contains(value.strip());
                    stored++;
                } else {
                    clear(outcome, value);
                    refused++;
                }
            }
        }
        assertThat(stored).isGreaterThan(500);
        assertThat(refused).isGreaterThan(300);
        assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName(
            "CUS-18 hostile values in contacts: stored clean and found again, or refused by code and field without telling the value")
    void contacts() {
        Customer jade = admin.customers().create(NewCustomer.named("Jade")).orElseThrow();
        int count = 0;
        for (String value : values()) {
            for (Contact.Details details : List.of(
                    Contact.Details.of(value, "13800138000"),
                    Contact.Details.of("A", value),
                    Contact.Details.of("A", "13800138000").withEmail(value),
                    Contact.Details.of("A", "13800138000").withTitle(value))) {
                Outcome<Contact> outcome = admin.contacts().create(NewContact.of(jade.id(), details));
                if (outcome instanceof Outcome.Done<Contact> done) {
                    count++;
                    Contact back = admin.contacts().get(done.value().id()).orElseThrow();
                    assertThat(back).isEqualTo(done.value());
                    assertThat(back.details().toString())
                            .as(shown(value))
                            .satisfies(text ->
                                    assertThat(CleanText.Check.isClean(text)).isTrue());
                } else {
                    clear(outcome, value);
                }
            }
        }
        int there = 0;
        Optional<String> page = Optional.empty();
        do {
            var some = admin.contacts().of(jade.id(), 1_000, page).orElseThrow();
            there += some.items().size();
            page = some.next();
        } while (page.isPresent());
        assertThat(there).isEqualTo(count);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    private Outcome<ImportReport> run(String file, byte[] bytes) {
        Mapping mapping = Mapping.parse("""
                source: hostile
                steps:
                  - { file: %s, entity: customer, id: id,
                      columns: { n: name, s: shortName, r: remark, t: tags, a: settlementTerms, p: contactPhone, d: creditDays } }
                """.formatted(file)).orElseThrow();
        try {
            Files.write(directory.resolve(file), bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return admin.importer()
                .run(
                        mapping,
                        directory,
                        ImportOptions.standard().forDuplicates(ImportOptions.Duplicates.IGNORE),
                        ImportProgress.NONE);
    }

    private static List<String> row(String id, String field, String value) {
        List<String> row = new ArrayList<>(List.of(id));
        for (String name : FIELDS) {
            row.add(name.equals(field) ? value : name.equals("name") ? "N" + id : "");
        }
        return row;
    }

    /** Imported and clean, or refused with a reason; as many as there were rows. */
    private void judged(ImportReport report, int rows) {
        assertThat(report.created() + report.refused()).isEqualTo(rows);
        assertThat(report.created()).isPositive();
        report.steps().get(0).refusals().forEach(group -> clear(Outcome.refused(group.example()), ""));
        List<Customer> all = all();
        assertThat(all).hasSize((int) report.created());
        all.forEach(customer -> {
            assertThat(texts(customer)).allMatch(CleanText.Check::isClean);
            assertThat(texts(customer)).allMatch(text -> Normalizer.isNormalized(text, Normalizer.Form.NFC));
        });
        assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName(
            "CUS-16 hostile values by CSV: a file of them all is imported clean or refused row by row; alone, what no row can hold refuses the file")
    void csv() {
        StringBuilder text = new StringBuilder("id,n,s,r,t,a,p,d\n");
        int rows = 0;
        List<String> wholeFile = new ArrayList<>();
        for (String value : values()) {
            boolean file = value.length() > 1_000_000
                    || value.indexOf('\0') >= 0
                    || value.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
            if (file) {
                wholeFile.add(value);
                continue;
            }
            for (String field : value.length() > 10_000 ? List.of("name") : FIELDS) {
                text.append(String.join(
                                ",",
                                row("i" + rows++, field, value).stream()
                                        .map(HostileValuesTest::quoted)
                                        .toList()))
                        .append('\n');
            }
        }
        ImportReport report =
                run("all.csv", text.toString().getBytes(StandardCharsets.UTF_8)).orElseThrow();
        judged(report, rows);
        assertThat(wholeFile).hasSizeGreaterThan(15);
        int before = all().size();
        for (String value : wholeFile) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes("id,n,s,r,t,a,p,d\nx,".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < value.length(); i++) { // halves of pairs as a careless program writes them
                char c = value.charAt(i);
                bytes.writeBytes(
                        Character.isSurrogate(c)
                                ? new byte[] {
                                    (byte) (0xE0 | (c >> 12)),
                                    (byte) (0x80 | ((c >> 6) & 0x3F)),
                                    (byte) (0x80 | (c & 0x3F))
                                }
                                : String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
            bytes.writeBytes(",,,,,,\n".getBytes(StandardCharsets.UTF_8));
            Outcome<ImportReport> outcome = run("one.csv", bytes.toByteArray());
            clear(outcome, value);
        }
        for (byte[] other : List.of(
                "id,n\nx,甲".getBytes(StandardCharsets.UTF_16),
                "id,n\nx,甲".getBytes(java.nio.charset.Charset.forName("GB18030")),
                "id,n\nx,é".getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 0},
                new byte[] {'P', 'K', 3, 4, 0, 0},
                "id,n,s,r,t,a,p,d\nx,\"never closed".getBytes(StandardCharsets.UTF_8))) {
            clear(run("one.csv", other), "file");
        }
        assertThat(all()).hasSize(before);
    }

    @Test
    @DisplayName(
            "CUS-16 hostile values by XLSX: imported clean or refused row by row, formulas and halves of characters among them")
    void xlsx() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int rows = 0;
        try (Workbook workbook = new Workbook(bytes, "test", null)) {
            Worksheet sheet = workbook.newWorksheet("All");
            List<String> head = List.of("id", "n", "s", "r", "t", "a", "p", "d");
            for (int c = 0; c < head.size(); c++) {
                sheet.value(0, c, head.get(c));
            }
            for (String value : values()) {
                if (value.length() > 1_000_000) {
                    continue;
                }
                for (String field : value.length() > 10_000 ? List.of("name") : FIELDS) {
                    List<String> row = row("i" + rows++, field, value);
                    for (int c = 0; c < row.size(); c++) {
                        sheet.inlineString(rows, c, WorkbookWriter.escaped(halves(row.get(c))));
                    }
                }
            }
            for (String formula : List.of("1+1", "HYPERLINK(\"http://x\",\"y\")", "A1", "INDIRECT(\"A1\")")) {
                sheet.inlineString(rows + 1, 0, "f" + rows++);
                sheet.formula(rows, 1, formula);
            }
        }
        judged(run("all.xlsx", bytes.toByteArray()).orElseThrow(), rows);
        int before = all().size();
        clear(
                run(
                        "one.xlsx",
                        XlsxTest.sheet(XlsxTest.HEAD + "<row r='2'>" + XlsxTest.text("A2", "x".repeat(10_000_000))
                                + "</row>")),
                "10 MB");
        assertThat(all()).hasSize(before);
    }

    /** What XML cannot hold, as Excel writes it. */
    private static String halves(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SURROGATE) {
                text.append("_x%04X_".formatted(c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }
}
