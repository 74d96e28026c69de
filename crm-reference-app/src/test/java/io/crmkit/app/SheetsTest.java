package io.crmkit.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.shared.Money;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SheetsTest {

    private static final List<Sheet.Column> COLUMNS = List.of(
            new Sheet.Column("name", "名称", Sheet.Kind.TEXT),
            new Sheet.Column("count", "数量", Sheet.Kind.COUNT),
            new Sheet.Column("amount", "金额", Sheet.Kind.MONEY));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, UTF_8);

    private String written(Sheet sheet) {
        sheet.row(Arrays.asList("云桥", 1234L, Money.cny("1234567.5")));
        sheet.row(Arrays.asList("=1+1", null, null));
        sheet.note("两行");
        sheet.close();
        out.flush();
        return bytes.toString(UTF_8);
    }

    @Test
    @DisplayName("a table aligns Chinese characters, which take two columns")
    void table() {
        assertThat(written(new TableSheet(out, Locale.CHINESE, ZoneOffset.UTC, "标题", COLUMNS, () -> false)))
                .isEqualTo("""
                标题
                名称   数量              金额
                ----  -----  ----------------
                云桥  1,234  1,234,567.50 CNY
                =1+1
                两行
                """);
    }

    @Test
    @DisplayName("ACC-13 CSV is RFC 4180 with formulas disarmed and amounts in two columns")
    void csv() {
        List<String> notes = new java.util.ArrayList<>();
        assertThat(written(new CsvSheet(out, Locale.CHINESE, COLUMNS, notes::add)))
                .isEqualTo("name,count,amount,amount_currency\r\n云桥,1234,1234567.5,CNY\r\n'=1+1,,,\r\n");
        assertThat(notes).containsExactly("两行");
        assertThat(List.of("+1", "-1", "@a", "\tx", "\rx"))
                .allMatch(t -> CsvSheet.disarmed(t).equals("'" + t));
        assertThat(List.of("", "1-1", "a=b", "'=1"))
                .allMatch(t -> CsvSheet.disarmed(t).equals(t));
    }

    @Test
    @DisplayName("JSON is one object; an amount has number and currency")
    void json() {
        JsonNode json =
                JsonMapper.builder().build().readTree(written(new JsonSheet(out, Locale.CHINESE, "标题", COLUMNS)));
        assertThat(json.get("title").stringValue()).isEqualTo("标题");
        assertThat(json.get("columns").get(2).get("key").stringValue()).isEqualTo("amount");
        JsonNode amount = json.get("rows").get(0).get("amount");
        assertThat(amount.get("amount").decimalValue()).isEqualByComparingTo(new BigDecimal("1234567.5"));
        assertThat(amount.get("currency").stringValue()).isEqualTo("CNY");
        assertThat(json.get("rows").get(1).get("amount").isNull()).isTrue();
        assertThat(json.get("notes").get(0).stringValue()).isEqualTo("两行");
    }

    @Test
    @DisplayName("what would act on a terminal is made visible")
    void hostile() {
        assertThat(Safe.text("a\u001B[31mb\rc\n\u202Ed\u2066e\u0000"))
                .isEqualTo("a\\u001B[31mb\\u000Dc\\n\\u202Ed\\u2066e\\u0000");
        assertThat(Safe.text("\uD800x")).isEqualTo("\\uD800x");
        assertThat(Safe.text("王小明 é 😀")).isEqualTo("王小明 é 😀");
    }

    @Property
    void nothing_acts(@ForAll String any) {
        assertThat(Safe.text(any).codePoints().filter(Character::isISOControl)).isEmpty();
        assertThat(Safe.width(Safe.text(any))).isNotNegative();
    }

    @Test
    @DisplayName("a long table streams: the first thousand rows say how wide columns are")
    void long_table() {
        try (Sheet sheet = new TableSheet(out, Locale.ENGLISH, ZoneOffset.UTC, "", COLUMNS, () -> false)) {
            for (long i = 0; i < 2_500; i++) {
                sheet.row(Arrays.asList("row " + i, i, null));
            }
        }
        out.flush();
        assertThat(bytes.toString(UTF_8).lines()).hasSize(2_502).contains("row 2499  2,499");
    }

    @Test
    @DisplayName("a table tells a time in the enterprise's zone, to the second; data tells it as it is")
    void times() {
        Instant at = Instant.parse("2026-11-28T19:00:56.987654Z");
        List<Sheet.Column> one = List.of(new Sheet.Column("at", "when", Sheet.Kind.TEXT));
        try (Sheet table = new TableSheet(out, Locale.ENGLISH, ZoneId.of("Asia/Shanghai"), "", one, () -> false);
                Sheet csv = new CsvSheet(out, Locale.ENGLISH, one, note -> {})) {
            table.row(Arrays.asList(at));
            csv.row(Arrays.asList(at));
        }
        out.flush();
        assertThat(bytes.toString(UTF_8)).contains("2026-11-29 03:00:56\n", "2026-11-28T19:00:56.987654Z\r\n");
    }
}
