package io.crmkit.exchange;

import static io.crmkit.exchange.Desk.codes;
import static io.crmkit.exchange.Desk.messages;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MappingTest {

    private static final String GOOD = """
            source: s
            steps:
              - {file: a.csv, entity: goods, id: id, columns: {name: name}}
              - {file: b.csv, entity: goods, id: [x, y], columns: {name: name}}
              - {file: a.csv, entity: goods, id: id, columns: {name: name}}
            """;

    @Test
    @DisplayName("CUS-16 a mapping names its source and its files, each once")
    void parses() {
        Mapping mapping = Mapping.parse(GOOD).orElseThrow();
        assertThat(mapping.source()).isEqualTo("s");
        assertThat(mapping.files()).containsExactly("a.csv", "b.csv");
    }

    @Test
    @DisplayName("CUS-16 a mapping may be JSON")
    void json() {
        Mapping mapping = Mapping.parse("""
                        {"source": "s", "steps": [{"file": "a.csv", "entity": "goods", "id": ["id"], "header": false,
                          "columns": {"1": {"field": "pieces", "multiply": 1000}}}]}""").orElseThrow();
        assertThat(mapping.steps().get(0).format().header()).isFalse();
        assertThat(mapping.steps().get(0).columns().get(0).multiply())
                .hasValueSatisfying(m -> assertThat(m).isEqualByComparingTo("1000"));
    }

    @Test
    @DisplayName("CUS-16 scalars of a mapping stay the texts they are")
    void texts() {
        MappingStep step = Mapping.parse("""
                        source: s
                        steps:
                          - {file: a.csv, entity: e, id: id, columns: {1: f}, defaults: {a: 007, b: 1.10, c: yes, d: 2021-01-01, e: null, f: }}
                        """).orElseThrow().steps().get(0);
        assertThat(step.defaults())
                .containsEntry("a", "007")
                .containsEntry("b", "1.10")
                .containsEntry("c", "yes")
                .containsEntry("d", "2021-01-01")
                .containsEntry("e", "null")
                .containsEntry("f", "");
    }

    @Test
    @DisplayName("CUS-16 steps may share parts by anchors")
    void anchors() {
        Mapping mapping = Mapping.parse("""
                        source: s
                        steps:
                          - {file: a.csv, entity: e, id: id, columns: &c {x: f}}
                          - {file: a.csv, entity: e2, id: id, columns: {<<: *c, y: g}}
                        """).orElseThrow();
        assertThat(mapping.steps().get(1).columns())
                .extracting(ColumnUse::field)
                .containsExactlyInAnyOrder("f", "g");
    }

    @Test
    @DisplayName("CUS-16 all that is wrong with a mapping is refused at once, by path, with what is allowed")
    void all_at_once() {
        Outcome<Mapping> outcome = Mapping.parse("""
                source: s
                currrency: CNY
                currency: dollars
                charset: UTF-88
                separator: semicolon
                steps:
                  - fil: a.csv
                    entity: goods
                    header: maybe
                    ordinal: true
                    distinct: true
                    missing: ignore
                    when: {a: Won}
                    columns:
                      a: {field: b, nearMis: correct, format: YYYY-MM-DD, multiply: 0, decimal: ";"}
                      c: [d, {values: x}]
                      e: {field: f, decimal: ",", group: ","}
                """);
        assertThat(messages(outcome))
                .containsExactly(
                        "The mapping has \"currrency\" at /, where only these are known: source, currency, charset, separator,"
                                + " header, nearMiss, missing, steps. Did you mean \"currency\"?",
                        "The mapping has \"dollars\" at currency; allowed is: ISO 4217: CNY, USD, EUR.",
                        "The mapping has \"UTF-88\" at charset; allowed is: UTF-8, GB18030, GBK, UTF-16, windows-1252.",
                        "The mapping has \"semicolon\" at separator; allowed is: ,, ;, |, tab, whitespace.",
                        "The mapping has \"fil\" at steps[1], where only these are known: file, entity, id, ordinal, distinct,"
                                + " when, columns, templates, defaults, ignore, currency, charset, separator, header, sheet,"
                                + " nearMiss, missing.",
                        "The mapping has \"maybe\" at steps[1].header; allowed is: false, true.",
                        "The mapping has \"ignore\" at steps[1].missing; allowed is: refuse, skip.",
                        "The mapping lacks steps[1].file.",
                        "The mapping lacks steps[1].id.",
                        "At steps[1] of the mapping, ordinal and distinct exclude each other.",
                        "The mapping has \"Won\" at steps[1].when.a; allowed is: present, absent, or a list of values in"
                                + " brackets.",
                        "The mapping has \"nearMis\" at steps[1].columns.a, where only these are known: field, values, format,"
                                + " decimal, group, multiply, nearMiss, currency. Did you mean \"nearMiss\"?",
                        "The mapping has \"YYYY-MM-DD\" at steps[1].columns.a.format; allowed is: yyyy-MM-dd, yyyyMMdd,"
                                + " d/M/yyyy, dd.MM.yyyy.",
                        "The mapping has \";\" at steps[1].columns.a.decimal; allowed is: ,, ..",
                        "The mapping has \"0\" at steps[1].columns.a.multiply; allowed is: 1000, 10000, 1000000, 0.01.",
                        "The mapping lacks steps[1].columns.c[2].field.",
                        "The mapping needs keys with values at steps[1].columns.c[2].values.",
                        "At steps[1].columns.e of the mapping, decimal and group exclude each other.");
        assertThat(outcome.refusals()).allSatisfy(refusal -> {
            assertThat(refusal.rule()).isEqualTo("CUS-16");
            assertThat(refusal.field()).isPresent();
            assertThat(refusal.message(Locale.CHINA)).isNotBlank();
        });
        assertThat(outcome.refusals().get(0).suggestion()).contains("currency");
        assertThat(outcome.refusals().get(0).value()).contains("currrency");
    }

    @Test
    @DisplayName("CUS-16 text that is neither YAML nor JSON is refused with its line")
    void syntax() {
        assertThat(messages(Mapping.parse("source: s\nsteps: [a\nb: }")))
                .singleElement()
                .asString()
                .startsWith("The mapping cannot be read, line 3, column 2:");
        assertThat(messages(Mapping.parse("source: a\nsource: b")))
                .singleElement()
                .asString()
                .contains("line 2", "Duplicate", "source");
        assertThat(codes(Mapping.parse("{\"source\": \"s\",}"))).containsExactly("exchange.mapping-syntax");
        assertThat(codes(Mapping.parse("source: *unknown"))).containsExactly("exchange.mapping-syntax");
        assertThat(codes(Mapping.parse("\tsource: s"))).containsExactly("exchange.mapping-syntax");
    }

    @Test
    @DisplayName("CUS-16 an empty mapping, one without steps, and one of another form are refused")
    void forms() {
        assertThat(codes(Mapping.parse(""))).contains("exchange.mapping-form");
        assertThat(codes(Mapping.parse("just text"))).contains("exchange.mapping-form");
        assertThat(codes(Mapping.parse("source: s"))).containsExactly("exchange.mapping-missing");
        assertThat(codes(Mapping.parse("source: s\nsteps: []"))).containsExactly("exchange.mapping-missing");
        assertThat(codes(Mapping.parse("source: s\nsteps: {a: b}"))).contains("exchange.mapping-form");
        assertThat(codes(Mapping.parse("source: [s]\nsteps: [x]"))).contains("exchange.mapping-form");
        assertThat(codes(Mapping.parse("source: " + "s".repeat(65) + "\n" + GOOD.substring(10))))
                .containsExactly("exchange.mapping-value");
    }

    @Test
    @DisplayName("CUS-16 two steps read one file in one way")
    void one_way() {
        Outcome<Mapping> outcome = Mapping.parse(GOOD.replace("- {file: b.csv,", "- {file: a.csv, separator: tab,"));
        assertThat(codes(outcome)).containsExactly("exchange.mapping-file-twice");
    }

    @Test
    @DisplayName("CUS-16 every text of the import is there in both languages")
    void both_languages() {
        assertThat(Messages.chineseCodes()).containsAll(Messages.englishCodes());
        assertThat(Messages.englishCodes()).containsAll(Messages.chineseCodes());
    }

    @Test
    @DisplayName("CUS-16 a refusal of a mapping names rule and kind")
    void kind() {
        assertThat(Mapping.parse("").refusals()).extracting(Refusal::kind).containsOnly(Refusal.Kind.INVALID);
    }
}
