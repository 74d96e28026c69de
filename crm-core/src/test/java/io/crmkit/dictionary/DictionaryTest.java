package io.crmkit.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DictionaryTest {

    private final Dictionary dictionary = Dictionaries.shipped();

    private Outcome<SortedMap<String, String>> read(String key, String text) {
        return dictionary.read(Map.of(key, text));
    }

    @ParameterizedTest(name = "{0}: {1} is stored as {2}")
    @DisplayName("CUS-03 what people write is read into one form")
    @CsvSource(
            delimiter = '|',
            value = {
                "contactPhone | 138 0013 8000 | +8613800138000",
                "contactPhone | +86-13800138000 | +8613800138000",
                "contactPhone | １３８００１３８０００ | +8613800138000",
                "contactPhone | 0574-86800001 | +8657486800001",
                "financePhone | 021-68888888转801 | +862168888888x801",
                "contactPhone | +49 30 901820 | +4930901820",
                "contactEmail | Wang.Lei@Example.COM | Wang.Lei@example.com",
                "website | https://www.example.com/产品 | https://www.example.com/产品",
                "creditDays | 60天 | 60",
                "creditDays | 060 | 60",
                "prepaymentPercent | 30.50% | 30.5",
                "annualBudget | 48万元 | 480000 CNY",
                "annualBudget | ¥1,250,000.50 | 1250000.5 CNY",
                "annualBudget | USD 20000 | 20000 USD",
                "annualBudget | 1.2亿 | 120000000 CNY",
                "nextTender | 2027年3月1日 | 2027-03-01",
                "nextTender | 2027/3/1 | 2027-03-01",
                "tenderDeposit | 是 | true",
                "settlementTerms | 月结 | monthly",
                "paymentMethods | 银行承兑汇票、银行转账（电汇） | transfer,bank-acceptance",
                "peakMonths | 12, 3 月, January | 1,3,12",
                "annualVolume | 1,200.500 | 1200.5",
                "creditCode | 91330200MA2AGXXXX0 | 91330200MA2AGXXXX0",
            })
    void canonical(String key, String text, String stored) {
        SortedMap<String, String> values = read(key, text).orElseThrow();

        assertThat(values).containsEntry(key, stored);
        assertThat(read(key, stored).orElseThrow()).as("reading it again").isEqualTo(values);
    }

    @ParameterizedTest(name = "{0}: {1} is refused: {2}")
    @DisplayName("CUS-03 what is no value is refused with its field, and what would be right")
    @CsvSource(
            delimiter = '|',
            value = {
                "contactPhone | 1380013800 | dictionary.mobile",
                "contactPhone | 138001380000 | dictionary.mobile",
                "contactPhone | 12800138000 | dictionary.mobile",
                "contactPhone | 0086 1380013 | dictionary.mobile",
                "contactPhone | 86800001 | dictionary.phone",
                "contactPhone | call me | dictionary.phone",
                "contactEmail | wang.example.com | dictionary.email",
                "contactEmail | a..b@example.com | dictionary.email",
                "contactEmail | a@localhost | dictionary.email",
                "website | www.example.com | dictionary.url",
                "website | javascript:alert(1) | dictionary.url",
                "website | https://user:secret@example.com | dictionary.url",
                "creditDays | 366 | valid.max",
                "creditDays | -1 | valid.min",
                "creditDays | 30.5 | exchange.not-whole",
                "creditDays | many | exchange.not-a-number",
                "annualBudget | -5 | exchange.not-an-amount",
                "annualBudget | 5 XYZ | exchange.not-an-amount",
                "nextTender | 2027-02-30 | dictionary.date",
                "nextTender | 03/01/2027 | dictionary.date",
                "tenderDeposit | perhaps | exchange.not-a-boolean",
                "settlementTerms | cash | exchange.not-a-choice",
                "creditCode | 91330200MA2AGXXXXI | dictionary.pattern",
                "legalRepresentative | 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一 | valid.text",
                "noSuchField | 1 | dictionary.unknown",
            })
    void refused(String key, String text, String code) {
        List<Refusal> refusals = read(key, text).refusals();

        assertThat(refusals).hasSize(1);
        Refusal refusal = refusals.get(0);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.field()).contains(key);
        assertThat(refusal.message(Locale.CHINESE)).isNotEqualTo(refusal.message(Locale.ENGLISH));
    }

    @Test
    @DisplayName("CUS-03 all violations come at once, each with its field, and near misses with a suggestion")
    void allAtOnce() {
        Outcome<SortedMap<String, String>> outcome = dictionary.read(Map.of(
                "contactPhone", "123",
                "settlementTerms", "montly",
                "paymentMethods", "transfr, chque",
                "website", "www.example.com",
                "creditDay", "30",
                "nextTender", "tomorrow"));

        assertThat(outcome.refusals())
                .extracting(r -> r.field().orElse("") + " " + r.suggestion().orElse(""))
                .containsExactly(
                        "contactPhone ",
                        "creditDay creditDays",
                        "nextTender ",
                        "paymentMethods transfer",
                        "paymentMethods cheque",
                        "settlementTerms monthly",
                        "website https://www.example.com");
        assertThat(outcome.refusals().get(5).message(Locale.CHINESE)).contains("结算方式", "是否指“monthly”");
    }

    @Test
    @DisplayName("ACC-11 a refusal shows a sensitive value in part only")
    void sensitive() {
        Refusal refusal = read("contactPhone", "12345678901").refusals().get(0);

        assertThat(refusal.value()).contains("123****8901");
        assertThat(refusal.toString()).doesNotContain("12345678901");
    }

    @Test
    @DisplayName("CUS-03 a required field is asked for by its name in both languages; a blank value is none")
    void required() {
        Dictionary strict = Dictionaries.with("dictionary: { fields: { contactName: { required: true } } }");

        List<Refusal> missing = strict.missing(Map.of("name", "甬江阀门有限公司", "contactName", " "), field -> true);

        assertThat(missing).extracting(r -> r.message(Locale.CHINESE)).containsExactly("请填写主要联系人。");
        assertThat(missing).extracting(r -> r.message(Locale.ENGLISH)).containsExactly("main contact is required.");
        assertThat(strict.missing(Map.of("name", "甬江阀门有限公司"), field -> false)).isEmpty();
    }

    @Test
    @DisplayName("CUS-01 a field is added, changed and retired by data alone")
    void data() {
        Dictionary own = Dictionaries.with("""
                dictionary:
                  fields:
                    kilnTemperature:
                      label: { zh: 窑温, en: kiln temperature }
                      module: PRODUCT_NEEDS
                      type: DECIMAL
                      unit: { zh: ℃, en: °C }
                      range: { min: 0, max: 2000 }
                    creditDays: { range: { max: 90 } }
                    tenderDeposit: { retired: true }
                """);

        assertThat(own.read(Map.of("kilnTemperature", "1450.0 ℃")).orElseThrow())
                .containsEntry("kilnTemperature", "1450");
        assertThat(own.read(Map.of("creditDays", "120")).refusals()).hasSize(1);
        assertThat(own.read(Map.of("tenderDeposit", "是")).refusals())
                .extracting(Refusal::code)
                .containsExactly("dictionary.retired");
        assertThat(own.counted()).hasSize(74);
        assertThat(own.inaccurate(Map.of("creditDays", "120", "tenderDeposit", "true", "gone", "1")))
                .extracting(r -> r.field().orElse(""))
                .containsExactly("creditDays");
    }
}
