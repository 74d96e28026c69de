package io.crmkit.exchange;

import static io.crmkit.exchange.Desk.codes;
import static io.crmkit.exchange.Desk.goods;
import static io.crmkit.exchange.Desk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImporterTest {

    @TempDir
    Path directory;

    private Desk desk;

    @BeforeEach
    void desk() {
        desk = new Desk(directory);
    }

    private ImportReport.Step only(Outcome<ImportReport> outcome) {
        return outcome.orElseThrow().steps().get(0);
    }

    private static List<String> lines(List<ImportReport.Group> groups) {
        return groups.stream().map(group -> group.summary(Locale.ENGLISH)).toList();
    }

    @Nested
    class Values {

        @Test
        @DisplayName("CUS-16 every type of value is read as it stands, by the mapping's formats")
        void types() {
            desk.file("goods.csv", """
                    id;n;p;w;m;s;y;b;l
                    1; Zahnrad ;1.200;0,50;1.234,5678;3.4.2021;ja?;The retail;Panama
                    2;齿轮;-12;１２,5;0,1;１.１２.２０２１;;甲after-sales;Atlantis
                    """);
            ImportReport.Step step = only(desk.run("""
                    source: test
                    separator: ";"
                    steps:
                      - file: goods.csv
                        entity: goods
                        id: id
                        columns:
                          n: name
                          p: {field: pieces, group: ".", decimal: ","}
                          w: {field: weight, decimal: ","}
                          m: {field: price, group: ".", decimal: ",", multiply: 10, currency: EUR}
                          s: {field: since, format: [yyyy-MM-dd, d.M.yyyy]}
                          y: {field: sold, values: {ja?: true}}
                          b: branch
                          l: land
                    """));
            assertThat(step.created()).isEqualTo(2);
            assertThat(desk.goods.records.get("1").values())
                    .containsEntry("name", "Zahnrad")
                    .containsEntry("pieces", 1200L)
                    .containsEntry("weight", new BigDecimal("0.5"))
                    .containsEntry("price", Money.of("EUR", "12345.678"))
                    .containsEntry("since", LocalDate.of(2021, 4, 3))
                    .containsEntry("sold", true)
                    .containsEntry("branch", "retail")
                    .containsEntry("land", "Panama");
            assertThat(desk.goods.records.get("2").values())
                    .containsEntry("pieces", -12L)
                    .containsEntry("weight", new BigDecimal("12.5"))
                    .containsEntry("since", LocalDate.of(2021, 12, 1))
                    .containsEntry("branch", "after-sales")
                    .containsEntry("land", "Atlantis")
                    .doesNotContainKey("sold");
        }

        @Test
        @DisplayName("CUS-16 all that is wrong with a row is refused at once, and no other row with it")
        void all_problems_of_a_row() {
            desk.file("goods.csv", """
                    id,name,pieces,weight,price,since,sold,branch
                    1,,1.5,1e9,0.00001,2021-02-29,perhaps,plumbing
                    2,ok,1,2,3,2021-02-28,no,retail
                    """);
            ImportReport.Step step = only(
                    desk.run(
                            goods(
                                    "columns: {name: name, pieces: pieces, weight: weight, price: price, since: since, sold: sold, branch: branch}")));
            assertThat(step.refused()).isEqualTo(1);
            assertThat(step.created()).isEqualTo(1);
            assertThat(lines(step.refusals()))
                    .containsExactlyInAnyOrder(
                            "1 × CUS-16 name is required. (first: line 2)",
                            "1 × CUS-16 pieces: \"1.5\" is not a whole number, or too large. (first: line 2)",
                            "1 × CUS-16 weight: \"1e9\" is not a number. (first: line 2)",
                            "1 × CUS-16 price: \"0.00001\" is no amount; one has at most 14 digits before the point and 4"
                                    + " after it. (first: line 2)",
                            "1 × CUS-16 since: \"2021-02-29\" is not a date of the form yyyy-MM-dd. (first: line 2)",
                            "1 × CUS-16 sold: \"perhaps\" is neither yes nor no. (first: line 2)",
                            "1 × CUS-16 branch: \"plumbing\" is unknown; allowed is: technology, retail, after-sales."
                                    + " (first: line 2)");
        }

        @Test
        @DisplayName("CUS-16 a grouping that the mapping does not name is refused, since 1,234 may be 1.234")
        void no_guessing_of_groups() {
            desk.file("goods.csv", "id,name,pieces\n1,a,\"1,234\"\n2,b,\"12,34\"\n");
            assertThat(only(desk.run(goods("columns: {name: name, pieces: pieces}")))
                            .refused())
                    .isEqualTo(2);
            ImportReport.Step step =
                    only(desk.run(goods("columns: {name: name, pieces: {field: pieces, group: \",\"}}")));
            assertThat(step.created()).isEqualTo(1);
            assertThat(desk.goods.value("1", "pieces")).isEqualTo(1234L);
        }

        @Test
        @DisplayName("CUS-16 a near miss of a choice is refused with a suggestion, or corrected and reported")
        void near_misses() {
            desk.file("goods.csv", "id,name,b,l\n1,a,technolgy,Philipines\n2,b,technolgy,Panama\n3,c,After Sales,\n");
            String columns = "columns: {name: name, b: branch, l: land}";
            ImportReport.Step refusing = only(desk.run(goods(columns)));
            assertThat(refusing.refused()).isEqualTo(2);
            assertThat(lines(refusing.refusals()))
                    .containsExactly("2 × CUS-16 branch: \"technolgy\" is unknown; allowed is: technology, retail,"
                            + " after-sales. Did you mean \"technology\"? (first: line 2)");
            assertThat(lines(refusing.remarks()))
                    .containsExactly(
                            "1 × CUS-16 land: \"Philipines\" was kept, though it is nearly another value. Did you"
                                    + " mean \"Philippines\"? (first: line 2)");

            ImportReport.Step correcting = only(desk.run(goods("nearMiss: correct\n" + columns)));
            assertThat(correcting.created()).isEqualTo(2);
            assertThat(correcting.unchanged()).isEqualTo(1);
            assertThat(correcting.corrected()).isEqualTo(3);
            assertThat(correcting.remarks())
                    .extracting(group -> group.example().value().orElse(""), ImportReport.Group::count)
                    .containsExactly(tuple("technolgy", 2L), tuple("Philipines", 1L));
            assertThat(desk.goods.value("1", "branch")).isEqualTo("technology");
            assertThat(desk.goods.value("1", "land")).isEqualTo("Philippines");
        }

        @Test
        @DisplayName("CUS-16 a column may decide on its own what becomes of near misses")
        void near_miss_by_column() {
            desk.file("goods.csv", "id,name,b,l\n1,a,technolgy,Philipines\n");
            ImportReport.Step step = only(desk.run(
                    goods("nearMiss: correct\ncolumns: {name: name, b: branch, l: {field: land, nearMiss: refuse}}")));
            assertThat(step.created()).isEqualTo(1);
            assertThat(desk.goods.value("1", "branch")).isEqualTo("technology");
            assertThat(desk.goods.value("1", "land")).isEqualTo("Philipines");
        }

        @Test
        @DisplayName("CUS-16 cells are cleaned: white space of any kind around, control characters, composed accents")
        void cleaning() {
            desk.file("goods.csv", "id,name,note\n 1\u00A0,\u3000cafe\u0301\u0007 ,\"a\r\nb\u0085\tc\"\n");
            only(desk.run(goods("columns: {name: name, note: note}")));
            assertThat(desk.goods.value("1", "name")).isEqualTo("caf\u00e9");
            assertThat(desk.goods.value("1", "note")).isEqualTo("a\nb\tc");
        }

        @Test
        @DisplayName(
                "CUS-16 values are translated, empty cells filled, one column fills several fields, texts are composed")
        void translations_defaults_templates() {
            desk.file("goods.csv", "id,what,count\n1,GTXPro,n/a\n2,,7\n");
            ImportReport.Step step = only(desk.run(goods("""
                    columns:
                      what: [{field: note, values: {GTXPro: GTX Pro}}, {field: branch, values: {GTXPro: retail}}]
                      count: {field: pieces, values: {n/a: ""}}
                    templates: {name: "{note} in {land}"}
                    defaults: {land: Panama, pieces: 5, price: 9.5}
                    missing: skip
                    """)));
            assertThat(step.created()).isEqualTo(1);
            assertThat(step.incomplete()).isEqualTo(1);
            assertThat(desk.goods.records.get("1").values())
                    .containsEntry("name", "GTX Pro in Panama")
                    .containsEntry("note", "GTX Pro")
                    .containsEntry("branch", "retail")
                    .containsEntry("pieces", 5L)
                    .containsEntry("price", Money.cny("9.5"));
        }

        @Test
        @DisplayName("CUS-16 a fingerprint is made of values, not of their spelling")
        void fingerprints() {
            desk.file("goods.csv", "id,name,weight,note\n1,a,1.50,x\n2,b,1,y\n");
            String mapping = goods("columns: {name: name, weight: weight, note: note}");
            desk.run(mapping);
            desk.file("goods.csv", "note,id,weight,name\nx,1,\" 1.5\",a\nz,2,1,b\n");
            ImportReport.Step again = only(desk.run(mapping));
            assertThat(again.unchanged()).isEqualTo(1);
            assertThat(again.different()).isEqualTo(1);
            assertThat(lines(again.remarks()))
                    .containsExactly(
                            "1 × CUS-16 The row was imported before and says something else now; the record was"
                                    + " left as it is. (first: line 3)");
            assertThat(desk.goods.records.get("1").fingerprint()).hasSize(32);
        }
    }

    @Nested
    class Form {

        @Test
        @DisplayName("CUS-16 byte order mark, CRLF, quotes, and line breaks in quotes are read")
        void forms() {
            desk.file("goods.csv", "\uFEFFid,name,note\r\n1,\"a \"\"b\"\"\",\"x\r\ny, z\"\r\n\r\n2,5\" disk,");
            assertThat(only(desk.run(goods("columns: {name: name, note: note}")))
                            .created())
                    .isEqualTo(2);
            assertThat(desk.goods.value("1", "name")).isEqualTo("a \"b\"");
            assertThat(desk.goods.value("1", "note")).isEqualTo("x\ny, z");
            assertThat(desk.goods.value("2", "name")).isEqualTo("5\" disk");
        }

        @Test
        @DisplayName("CUS-16 the wrong encoding is refused with line and byte; the right one is read")
        void encoding() {
            Charset gbk = Charset.forName("GBK");
            desk.file("goods.csv", "id,name\n1,ok\n2,齿轮\n", gbk);
            assertThat(messages(desk.run(goods("columns: {name: name}"))))
                    .containsExactly(
                            "goods.csv, line 3, byte 16: this is not UTF-8. Name the right \"charset\" in the mapping.");
            assertThat(desk.goods.records).isEmpty();
            assertThat(only(desk.run(goods("charset: GBK\ncolumns: {name: name}")))
                            .created())
                    .isEqualTo(2);
            assertThat(desk.goods.value("2", "name")).isEqualTo("齿轮");
        }

        @Test
        @DisplayName("CUS-16 a file marked as UTF-8 is not read as anything else, and no binary file at all")
        void marks() {
            desk.file("goods.csv", "\uFEFFid,name\n1,齿轮\n");
            assertThat(codes(desk.run(goods("charset: GB18030\ncolumns: {name: name}"))))
                    .containsExactly("exchange.file-charset");
            desk.file("goods.csv", "id,name\n1,a\n", StandardCharsets.UTF_16LE);
            assertThat(messages(desk.run(goods("columns: {name: name}"))))
                    .containsExactly(
                            "goods.csv, line 1: a character of code 0 stands here; this is no text file, or its"
                                    + " charset is another.");
            desk.file("goods.csv", "id,name\n1,a\n", StandardCharsets.UTF_16);
            assertThat(only(desk.run(goods("charset: UTF-16\ncolumns: {name: name}")))
                            .created())
                    .isEqualTo(1);
            desk.file("goods.csv", "id,name\n9,cut".getBytes(StandardCharsets.UTF_8));
            byte[] cut = "id,name\n1,齿".getBytes(StandardCharsets.UTF_8);
            desk.file("goods.csv", Arrays.copyOf(cut, cut.length - 1));
            assertThat(codes(desk.run(goods("columns: {name: name}")))).containsExactly("exchange.file-charset");
        }

        @Test
        @DisplayName("CUS-16 an encoding error far into a large file still names its line and byte")
        void encoding_far_in() {
            String head = "id,name\n"
                    + IntStream.range(0, 60_000)
                            .mapToObj(i -> i + ",名" + i + "\n")
                            .collect(Collectors.joining());
            byte[] good = head.getBytes(StandardCharsets.UTF_8);
            byte[] bytes = Arrays.copyOf(good, good.length + 1);
            bytes[good.length] = (byte) 0xC3;
            desk.file("goods.csv", bytes);
            assertThat(messages(desk.run(goods("columns: {name: name}"))))
                    .containsExactly("goods.csv, line 60002, byte " + bytes.length
                            + ": this is not UTF-8. Name the right \"charset\" in the mapping.");
        }

        @Test
        @DisplayName("CUS-16 an empty file is refused, one with a header only is not")
        void emptiness() {
            desk.file("goods.csv", "");
            assertThat(codes(desk.run(goods("columns: {name: name}")))).containsExactly("exchange.file-empty");
            desk.file("goods.csv", "id,name\n");
            assertThat(only(desk.run(goods("columns: {name: name}"))).read()).isZero();
            desk.file("goods.csv", "");
            assertThat(only(desk.run("source: s\nsteps: [{file: goods.csv, header: false, entity: goods, id: 1,"
                                    + " columns: {1: name}}]"))
                            .read())
                    .isZero();
        }

        @Test
        @DisplayName("CUS-16 a header names each column once")
        void header() {
            desk.file("goods.csv", "id,name, name\n1,a,b\n");
            assertThat(messages(desk.run(goods("columns: {name: name}"))))
                    .containsExactly("goods.csv: two columns are called \"name\".");
            desk.file("goods.csv", "id,name,\n1,a,\n");
            assertThat(messages(desk.run(goods("columns: {name: name}"))))
                    .containsExactly("goods.csv: column 3 has no name.");
        }

        @Test
        @DisplayName("CUS-16 a malformed file is refused with its line, and nothing of any file is loaded")
        void malformed() {
            desk.file("first.csv", "id,name\n1,fine\n");
            String mapping = """
                    source: s
                    steps:
                      - {file: first.csv, entity: goods, id: id, columns: {name: name}}
                      - {file: goods.csv, entity: goods, id: id, columns: {name: name}}
                    """;
            desk.file("goods.csv", "id,name\n1,a\n2,\"b\"c\n");
            assertThat(messages(desk.run(mapping)))
                    .containsExactly(
                            "goods.csv, line 3: after a closing quotation mark stands something other than a separator.");
            desk.file("goods.csv", "id,name\n1,a\n2,\"b\n3,c\n4,d\n");
            assertThat(messages(desk.run(mapping)))
                    .containsExactly(
                            "goods.csv: a quotation mark is opened in the row that begins in line 3, and never closed.");
            desk.file("goods.csv", "id,name\n1,a\n2,\"");
            assertThat(codes(desk.run(mapping))).containsExactly("exchange.file-quote-open");
            desk.file("goods.csv", "id,name\n1\n2,b\n3,c,d\n");
            assertThat(messages(desk.run(mapping)))
                    .containsExactly(
                            "goods.csv, line 2: the row has 1 columns in place of 2.",
                            "goods.csv, line 4: the row has 3 columns in place of 2.");
            assertThat(desk.goods.records).isEmpty();
        }

        @Test
        @DisplayName("CUS-16 a cell of 10 MB is refused with its line, quoted or not, whatever separates")
        void large_cell() {
            String large = "x".repeat(10_000_000);
            desk.file("goods.csv", "id,name\n1,a\n2," + large + "\n");
            String message = "goods.csv, line 3: a cell is too long; perhaps a quotation mark is never closed.";
            assertThat(messages(desk.run(goods("columns: {name: name}")))).containsExactly(message);
            desk.file("goods.csv", "id,name\n1,a\n2,\"" + large + "\"\n");
            assertThat(messages(desk.run(goods("columns: {name: name}")))).containsExactly(message);
            desk.file("goods.csv", "id name\n1 a\n2 " + large + "\n");
            assertThat(messages(desk.run(goods("separator: whitespace\ncolumns: {name: name}"))))
                    .containsExactly(message);
        }

        @Test
        @DisplayName("CUS-16 a file that is not there, or not below the directory, is refused")
        void missing() throws IOException {
            desk.file("goods.csv", "id,name\n1,a\n");
            Files.createDirectory(directory.resolve("folder"));
            String step = "source: s\nsteps: [{file: %s, entity: goods, id: id, columns: {name: name}}]";
            assertThat(messages(desk.run(step.formatted("godds.csv"))))
                    .containsExactly("There is no file godds.csv in " + directory
                            + "; there are: goods.csv. Did you mean \"goods.csv\"?");
            assertThat(codes(desk.run(step.formatted("folder")))).containsExactly("exchange.file-missing");
            assertThat(codes(desk.run(step.formatted("../goods.csv")))).containsExactly("exchange.file-outside");
            assertThat(codes(desk.run(step.formatted("/etc/passwd")))).containsExactly("exchange.file-outside");
            Outcome<ImportReport> nowhere = new Importer(List.of(desk.goods))
                    .run(
                            Mapping.parse(step.formatted("a")).orElseThrow(),
                            directory.resolve("nowhere"),
                            ImportOptions.standard(),
                            ImportProgress.NONE);
            assertThat(codes(nowhere)).containsExactly("exchange.directory-missing");
        }

        @Test
        @DisplayName("CUS-16 columns may be separated by runs of blanks and called by position")
        void white_space() {
            desk.file("goods.csv", "  7   bolt\t 3 \r\n\r\n 8 nut 4\r9 pin 5");
            ImportReport.Step step = only(desk.run("""
                    source: s
                    steps:
                      - {file: goods.csv, header: false, separator: whitespace, entity: goods, id: 1, columns: {2: name, 3: pieces}}
                    """));
            assertThat(step.created()).isEqualTo(3);
            assertThat(desk.goods.value("8", "pieces")).isEqualTo(4L);
            desk.file("goods.csv", "1 a 1\n2 b\n");
            assertThat(messages(desk.run("""
                            source: s
                            steps:
                              - {file: goods.csv, header: false, separator: whitespace, entity: goods, id: 1, columns: {2: name, 3: pieces}}
                            """)))
                    .containsExactly("goods.csv, line 2: the row has 2 columns in place of 3.");
        }
    }

    @Nested
    class Fit {

        @Test
        @DisplayName(
                "CUS-16 what mapping, entity and file do not agree on is refused at once, before anything is loaded")
        void all_at_once() {
            desk.file("goods.csv", "id,name,colour\n1,a,red\n");
            desk.file("more.csv", "id,name\n1,a\n");
            Outcome<ImportReport> outcome = desk.run("""
                    source: s
                    steps:
                      - file: goods.csv
                        entity: goods
                        id: idd
                        when: {state: present}
                        columns: {name: nam, branch: {field: branch, values: {x: technolgy}, format: yyyy}}
                        templates: {note: "{weigth}", pieces: "{since}"}
                        defaults: {price: 5, since: yesterday}
                        ignore: [color]
                      - {file: more.csv, entity: good, id: id, columns: {name: name}}
                      - {file: more.csv, entity: goods, id: id, columns: {id: [note, note]}, ignore: others}
                    """.replace("format: yyyy", "multiply: 2"));
            assertThat(messages(outcome))
                    .containsExactly(
                            "At steps[1].id of the mapping: goods.csv has no column \"idd\"; it has id, name, colour.",
                            "At steps[1].when.state of the mapping: goods.csv has no column \"state\"; it has id, name, colour.",
                            "At steps[1].columns.branch of the mapping: goods.csv has no column \"branch\"; it has id, name,"
                                    + " colour.",
                            "At steps[1].ignore of the mapping: goods.csv has no column \"color\"; it has id, name, colour."
                                    + " Did you mean \"colour\"?",
                            "steps[1] of the mapping leaves out the column \"id\" of goods.csv. Map it, or name it under"
                                    + " \"ignore\".",
                            "steps[1] of the mapping leaves out the column \"colour\" of goods.csv. Map it, or name it under"
                                    + " \"ignore\".",
                            "At steps[1].columns.name of the mapping: goods has no field \"nam\"; it has name, note, pieces,"
                                    + " weight, price, since, sold, branch, land, parent.",
                            "At steps[1].columns.branch of the mapping: \"multiply\" does not go with the field branch, whose"
                                    + " type is CHOICE.",
                            "At steps[1].columns.branch.values.x of the mapping: branch: \"technolgy\" is unknown; allowed is: technology, retail, after-sales. Did you mean"
                                    + " \"technology\"?",
                            "At steps[1].defaults.price of the mapping: the field price is money, and no currency is named.",
                            "At steps[1].defaults.since of the mapping: since: \"yesterday\" is not a date of the form yyyy-MM-dd.",
                            "The mapping has \"weigth\" at steps[1].templates.note; allowed is: branch, price, since.",
                            "At steps[1].templates.pieces of the mapping: \"templates\" does not go with the field pieces,"
                                    + " whose type is INTEGER.",
                            "steps[1] of the mapping fills name (name) from nowhere, which is required.",
                            "The mapping has \"good\" at steps[2].entity; allowed is: goods. Did you mean \"goods\"?",
                            "At steps[3].columns.id[2] of the mapping: the field note is filled twice.",
                            "steps[3] of the mapping fills name (name) from nowhere, which is required.");
            assertThat(outcome.refusals())
                    .allSatisfy(
                            refusal -> assertThat(refusal.message(Locale.CHINA)).isNotBlank());
            assertThat(desk.goods.batches).isEmpty();
        }

        @Test
        @DisplayName("CUS-16 two entities of one name are a mistake of the caller")
        void two_of_a_name() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Importer(List.of(desk.goods, new Shelf("goods", 1))));
        }
    }

    @Nested
    class Rows {

        @Test
        @DisplayName("CUS-16 when chooses the rows of a step, distinct takes each id once; rows of no step are told")
        void choosing() {
            desk.file("goods.csv", "id,name,state\n1,a,Won\n1,a,Won\n2,b,\n3,c,Lost\n4,d,Wonn\n");
            Outcome<ImportReport> outcome = desk.run("""
                    source: s
                    steps:
                      - {file: goods.csv, entity: goods, id: id, distinct: true, when: {state: [Won, Lost]}, columns: {name: name}}
                      - {file: goods.csv, entity: goods, id: id, when: {state: absent, name: present}, columns: {name: name}}
                    """);
            ImportReport.Step first = outcome.orElseThrow().steps().get(0);
            assertThat(List.of(first.read(), first.created(), first.repeated(), first.passedOver()))
                    .containsExactly(5L, 2L, 1L, 2L);
            assertThat(outcome.orElseThrow().steps().get(1).created()).isEqualTo(1);
            assertThat(outcome.warnings().stream().map(w -> w.message(Locale.ENGLISH)))
                    .containsExactly("goods.csv: 1 rows belong to no step of the mapping; the first is row 5.");
        }

        @Test
        @DisplayName("CUS-16 rows of one id meet each other: the second is unchanged or different, not new")
        void same_id() {
            desk.file("goods.csv", "id,name\n1,a\n1,a\n1,b\n2,c\n");
            ImportReport.Step step = only(desk.run(goods("columns: {name: name}")));
            assertThat(List.of(step.created(), step.unchanged(), step.different()))
                    .containsExactly(2L, 1L, 1L);
        }

        @Test
        @DisplayName("CUS-16 identical rows that are real are told apart by their ordinal, the same at every import")
        void ordinals() {
            desk.file("goods.csv", "c,d\nx|y,1\nx,1\nx|y,1\n\"x\",1\nx,1\n");
            String mapping =
                    "source: s\nsteps: [{file: goods.csv, entity: goods, id: [c, d], ordinal: true, columns: {c: name, d: pieces}}]";
            assertThat(only(desk.run(mapping)).created()).isEqualTo(5);
            assertThat(desk.goods.records.keySet())
                    .containsExactlyInAnyOrder("x|1#1", "x|1#2", "x|1#3", "x\\|y|1#1", "x\\|y|1#2");
            assertThat(only(desk.run(mapping)).unchanged()).isEqualTo(5);
        }

        @Test
        @DisplayName("CUS-16 a row without an id, or with one too long, is refused")
        void ids() {
            desk.file("goods.csv", "id,name\n ,a\n" + "9".repeat(201) + ",b\n" + "9".repeat(200) + ",c\n");
            ImportReport.Step step = only(desk.run(goods("columns: {name: name}")));
            assertThat(step.created()).isEqualTo(1);
            assertThat(lines(step.refusals()))
                    .containsExactly(
                            "1 × CUS-16 The row has no external id; id is empty. (first: line 2)",
                            "1 × CUS-16 The external id in id is longer than 200 characters. (first: line 3)");
        }

        @Test
        @DisplayName("CUS-16 a row that refers to a later one waits for it, over several generations")
        void forward_references() {
            desk.file("goods.csv", "id,name,p\n1,a,b\n2,b,c\n3,c,d\n4,d,\n5,e,nobody\n6,forbidden,nobody\n");
            ImportReport.Step step = only(desk.run(goods("columns: {name: name, p: parent}")));
            assertThat(step.created()).isEqualTo(4);
            assertThat(step.refused()).isEqualTo(2);
            assertThat(step.refusals())
                    .extracting(group -> group.example().code())
                    .containsExactly(ImportEntity.UNKNOWN_REFERENCE, "valid.other");
        }

        @Test
        @DisplayName("CUS-16 not more rows wait than the options allow, and it is said")
        void waiting_is_bounded() {
            desk.file("goods.csv", "id,name,p\n1,a,d\n2,b,d\n3,c,d\n4,d,\n");
            ImportOptions options = new ImportOptions(ImportOptions.standard().errors(), Locale.ENGLISH, 1000, 2);
            Outcome<ImportReport> outcome = desk.run(goods("columns: {name: name, p: parent}"), options);
            assertThat(only(outcome).created()).isEqualTo(3);
            assertThat(only(outcome).refused()).isEqualTo(1);
            assertThat(outcome.warnings()).extracting(Refusal::code).containsExactly("exchange.too-many-waiting");
            assertThat(only(desk.run(goods("columns: {name: name, p: parent}"))).created())
                    .isEqualTo(1);
        }

        @Test
        @DisplayName("CUS-16 a thousand kinds of refusal are told apart, further ones are counted together")
        void many_groups() {
            desk.file(
                    "goods.csv",
                    "id,name,w\n"
                            + IntStream.range(0, 1500)
                                    .mapToObj(i -> i + ",n,bad" + i + "\n")
                                    .collect(Collectors.joining()));
            ImportReport.Step step = only(desk.run(goods("columns: {name: name, w: weight}")));
            assertThat(step.refused()).isEqualTo(1500);
            assertThat(step.refusals()).hasSize(1001);
            assertThat(step.refusals().get(0).count()).isEqualTo(500);
            assertThat(step.refusals().get(0).summary(Locale.ENGLISH))
                    .isEqualTo("500 × CUS-16 such as: weight: \"bad1000\" is not a number. (first: line 1002)");
        }

        @Test
        @DisplayName("CUS-16 an entity that answers for another number of rows is broken, and named")
        void broken_entity() {
            desk.file("goods.csv", "id,name\n1,a\n");
            ImportEntity silent = new ImportEntity() {
                @Override
                public String name() {
                    return "goods";
                }

                @Override
                public List<ImportField> fields() {
                    return desk.goods.fields();
                }

                @Override
                public List<Outcome<Loaded>> load(List<ImportRow> rows) {
                    return List.of();
                }
            };
            Mapping mapping = Mapping.parse(goods("columns: {name: name}")).orElseThrow();
            assertThatThrownBy(() -> new Importer(List.of(silent))
                            .run(mapping, directory, ImportOptions.standard(), ImportProgress.NONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("goods");
        }

        /** Answers as the shelf does, after having done something else. */
        private ImportEntity disturbed(Runnable before) {
            return new ImportEntity() {
                @Override
                public String name() {
                    return "goods";
                }

                @Override
                public List<ImportField> fields() {
                    return desk.goods.fields();
                }

                @Override
                public int batch() {
                    return 500;
                }

                @Override
                public List<Outcome<Loaded>> load(List<ImportRow> rows) {
                    before.run();
                    return desk.goods.load(rows);
                }
            };
        }

        private void manyGoods() {
            desk.file(
                    "goods.csv",
                    "id,name\n"
                            + IntStream.range(0, 12_000)
                                    .mapToObj(i -> i + "," + "n".repeat(500) + "\n")
                                    .collect(Collectors.joining()));
        }

        private void run(ImportEntity entity) {
            new Importer(List.of(entity))
                    .run(
                            Mapping.parse(goods("columns: {name: name}")).orElseThrow(),
                            directory,
                            ImportOptions.standard(),
                            ImportProgress.NONE);
        }

        private static boolean readerRuns() {
            return Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("crm-import-reader"));
        }

        @Test
        @DisplayName("CUS-16 what ends a step ends the reading ahead, too")
        void reader_ends() {
            manyGoods();
            assertThatThrownBy(() -> run(disturbed(() -> {
                        assertThat(readerRuns()).isTrue();
                        throw new IllegalStateException("no store");
                    })))
                    .hasMessage("no store");
            org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(java.time.Duration.ofSeconds(20), () -> {
                while (readerRuns()) {
                    Thread.onSpinWait();
                }
            });
        }

        @ParameterizedTest(name = "CUS-16 a file that changes while it is imported ends the import: {0}")
        @ValueSource(strings = {"1,2,3,4\n", ""})
        void file_changes(String row) {
            manyGoods();
            boolean[] changed = {false};
            assertThatThrownBy(() -> run(disturbed(() -> {
                        if (!changed[0]) {
                            changed[0] = true;
                            desk.file("goods.csv", "id,name\n" + row.repeat(2_000_000));
                        }
                    })))
                    .isInstanceOf(java.io.UncheckedIOException.class)
                    .hasMessageContaining("changed while it was imported: goods.csv");
            assertThat(desk.goods.records).isNotEmpty();
        }

        @Test
        @DisplayName("CUS-16 progress tells step, rows and bytes, up to the end")
        void progress() {
            desk.file(
                    "goods.csv",
                    "id,name\n"
                            + IntStream.range(0, 1200).mapToObj(i -> i + ",n\n").collect(Collectors.joining()));
            List<ImportProgress.Position> positions = new ArrayList<>();
            new Importer(List.of(desk.goods))
                    .run(
                            Mapping.parse(goods("columns: {name: name}")).orElseThrow(),
                            directory,
                            ImportOptions.standard(),
                            positions::add);
            ImportProgress.Position last = positions.get(positions.size() - 1);
            assertThat(positions).hasSize(6);
            assertThat(positions.get(0).phase()).isEqualTo(ImportProgress.Phase.CHECKING);
            assertThat(last.phase()).isEqualTo(ImportProgress.Phase.LOADING);
            assertThat(last.rows()).isEqualTo(1200);
            assertThat(last.bytes()).isEqualTo(last.totalBytes());
        }

        @Test
        @DisplayName("CUS-16 the report reads as a text in both languages, and its numbers add up")
        void report() {
            desk.file("goods.csv", "id,name,w\n1,a,1\n2,b,x\n3,c,x\n");
            ImportReport report =
                    desk.run(goods("columns: {name: name, w: weight}")).orElseThrow();
            assertThat(report.summary(Locale.ENGLISH))
                    .containsExactly(
                            "goods.csv → goods: 3 rows; 1 new, 0 unchanged, 0 different, 2 refused, 0 passed over; 0 values"
                                    + " corrected",
                            "  2 × CUS-16 weight: \"x\" is not a number. (first: line 3)");
            assertThat(report.summary(Locale.CHINA))
                    .containsExactly(
                            "goods.csv → goods：3 行；新增 1，未变 0，不同 0，拒绝 2，略过 0；更正 0 个值",
                            "  2 × CUS-16 weight名：“x”不是数字。（首行：第 3 行）");
            assertThat(report.refused()).isEqualTo(2);
            assertThat(report.total("goods", ImportReport.Step::created)).isEqualTo(1);
        }
    }
}
