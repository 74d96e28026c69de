package io.crmkit.exchange;

import static io.crmkit.exchange.Desk.codes;
import static io.crmkit.exchange.Desk.goods;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.shared.Outcome;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorFilesTest {

    @TempDir
    Path directory;

    private Desk desk;
    private Path errors;

    @BeforeEach
    void desk() {
        desk = new Desk(directory.resolve("in"));
        errors = directory.resolve("errors");
    }

    private Outcome<ImportReport> again(String mapping, Path errorsOfErrors) {
        return new Importer(List.of(desk.goods))
                .run(
                        Mapping.parse(mapping).orElseThrow(),
                        errors,
                        ImportOptions.standard().errorsTo(errorsOfErrors, Locale.ENGLISH),
                        ImportProgress.NONE);
    }

    private void correct(String file, String wrong, String right) throws IOException {
        Path path = errors.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(wrong);
        Files.writeString(path, text.replace(wrong, right));
    }

    @Test
    @DisplayName("CUS-16 an error file has the refused rows as they were, with line, column, rule and message")
    void content() throws IOException {
        desk.file(
                "goods.csv",
                "id;n;w;note\r\n1;good;1;x\r\n2;;bad; =1+1 \r\n3;forbidden;3;\"a;\"\"b\"\"\nc\"\r\n4;d;4;-\r\n");
        String mapping = goods("separator: \";\"\ncolumns: {n: name, w: weight, note: note}");
        ImportReport report = desk.run(mapping, errors).orElseThrow();
        assertThat(report.errorFiles()).containsExactly(errors.resolve("goods.csv"));
        assertThat(errors.resolve("goods.csv")).hasContent("""
                        id;n;w;note;crm_line;crm_column;crm_rule;crm_message;crm_id
                        2;;bad; =1+1 ;3;w; n;CUS-16;weight: "bad" is not a number. name is required.;
                        3;forbidden;3;"a;""b""
                        c";4;n;CUS-01;name is not valid.;
                        """.replace(
                        "3;w; n;CUS-16;weight: \"bad\" is not a number. name is required.;",
                        "3;\"w; n\";CUS-16;\"weight: \"\"bad\"\" is not a number. name is required.\";"));
    }

    @Test
    @DisplayName("CUS-16 a corrected error file is imported by the same mapping; the rest stays as it is")
    void corrected() throws IOException {
        desk.file("goods.csv", "id,n,w\n1,good,1\n2,b,bad\n3,forbidden,3\n");
        desk.file("more.csv", "id,n,w\n4,d,4\n");
        String mapping = """
                source: s
                steps:
                  - {file: goods.csv, entity: goods, id: id, columns: {n: name, w: weight}}
                  - {file: more.csv, entity: goods, id: id, columns: {n: name, w: weight}}
                """;
        ImportReport first = desk.run(mapping, errors).orElseThrow();
        assertThat(first.created()).isEqualTo(2);
        assertThat(first.errorFiles()).hasSize(1);
        correct("goods.csv", "bad,", "2.5,");

        ImportReport second = again(mapping, directory.resolve("errors2")).orElseThrow();
        assertThat(second.created()).isEqualTo(1);
        assertThat(second.refused()).isEqualTo(1);
        assertThat(Files.readAllLines(directory.resolve("errors2/goods.csv")))
                .containsExactly(
                        "id,n,w,crm_line,crm_column,crm_rule,crm_message,crm_id",
                        "3,forbidden,3,3,n,CUS-01,name is not valid.,");

        ImportReport original = desk.run(mapping).orElseThrow();
        assertThat(original.created()).isZero();
        assertThat(original.changedNothing()).isTrue();
    }

    @Test
    @DisplayName("CUS-16 a file without header gets its error file too; a corrected row keeps its ordinal")
    void headerless() throws IOException {
        desk.file("goods.csv", "a 1 5\na 1 5\nforbidden 1 x\nforbidden 1 x\n");
        String mapping = """
                source: s
                steps:
                  - {file: goods.csv, header: false, separator: whitespace, entity: goods, id: [1, 2], ordinal: true,
                     columns: {1: name, 2: pieces, 3: weight}}
                """;
        assertThat(desk.run(mapping, errors).orElseThrow().refused()).isEqualTo(2);
        assertThat(Files.readAllLines(errors.resolve("goods.csv")))
                .containsExactly(
                        "1 2 3 crm_line crm_column crm_rule crm_message crm_id",
                        "forbidden 1 x 3 3 CUS-16 weight:\u00A0\"x\"\u00A0is\u00A0not\u00A0a\u00A0number. goods:forbidden|1#1",
                        "forbidden 1 x 4 3 CUS-16 weight:\u00A0\"x\"\u00A0is\u00A0not\u00A0a\u00A0number. goods:forbidden|1#2");
        correct("goods.csv", "forbidden 1 x 4", "a 1 5 4");

        assertThat(again(mapping, directory.resolve("errors2")).orElseThrow().created())
                .isEqualTo(1);
        assertThat(desk.goods.records.keySet()).containsExactlyInAnyOrder("a|1#1", "a|1#2", "forbidden|1#2");
        assertThat(Files.readAllLines(directory.resolve("errors2/goods.csv")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("forbidden 1 x 2 3 CUS-16")
                .endsWith("goods:forbidden|1#1");
    }

    @Test
    @DisplayName("CUS-16 when nothing is refused there is no error file")
    void none() {
        desk.file("goods.csv", "id,n\n1,a\n");
        assertThat(desk.run(goods("columns: {n: name}"), errors).orElseThrow().errorFiles())
                .isEmpty();
        assertThat(errors).doesNotExist();
    }

    @Test
    @DisplayName("CUS-16 an error file overwrites nothing: what is there is refused before anything is loaded")
    void overwrites_nothing() throws IOException {
        desk.file("goods.csv", "id,n\n1,a\n2,forbidden\n");
        Files.createDirectories(errors);
        Files.writeString(errors.resolve("goods.csv"), "by hand");
        assertThat(codes(desk.run(goods("columns: {n: name}"), errors))).containsExactly("exchange.error-file-exists");
        assertThat(codes(desk.run(goods("columns: {n: name}"), desk.directory)))
                .containsExactly("exchange.error-file-exists");
        assertThat(desk.goods.records).isEmpty();
        assertThat(errors.resolve("goods.csv")).hasContent("by hand");
    }

    @Test
    @DisplayName("CUS-16 a row that two steps refuse is written once")
    void once() throws IOException {
        desk.file("goods.csv", "id,n\n1,forbidden\n");
        desk.run("""
                source: s
                steps:
                  - {file: goods.csv, entity: goods, id: id, columns: {n: name}}
                  - {file: goods.csv, entity: goods, id: id, columns: {n: name}}
                """, errors);
        assertThat(Files.readAllLines(errors.resolve("goods.csv"))).hasSize(2);
    }

    @Test
    @DisplayName("CUS-16 an error file is written in the encoding of its source, messages in the language chosen")
    void encodings() throws IOException {
        Charset gbk = Charset.forName("GBK");
        desk.file("goods.csv", "id,n,w\n1,齿轮,x\n", gbk);
        String mapping = goods("charset: GBK\ncolumns: {n: name, w: weight}");
        desk.run(mapping, ImportOptions.standard().errorsTo(errors, Locale.CHINA));
        assertThat(Files.readString(errors.resolve("goods.csv"), gbk)).contains("1,齿轮,x,2,w,CUS-16,", "不是数字");
        assertThat(again(mapping, directory.resolve("errors2")).orElseThrow().refused())
                .isEqualTo(1);

        desk.file("goods.csv", "\uFEFFid,n,w\n1,a,x\n");
        desk.run(goods("columns: {n: name, w: weight}"), directory.resolve("errors3"));
        assertThat(Files.readString(directory.resolve("errors3/goods.csv"))).startsWith("\uFEFFid,n,w,crm_line");

        desk.file("goods.csv", "id,n,w\n1,a,x\n");
        desk.run(
                goods("charset: US-ASCII\ncolumns: {n: name, w: weight}"),
                ImportOptions.standard().errorsTo(directory.resolve("errors4"), Locale.CHINA));
        assertThat(Files.readString(directory.resolve("errors4/goods.csv"))).contains("is not a number");
    }

    @Test
    @DisplayName("CUS-16 an import that breaks off leaves no half error file")
    void breaks_off() throws IOException {
        desk.file("goods.csv", "id,n\n1,forbidden\n2,a\n3,b\n4,c\n5,d\n");
        Importer importer = new Importer(List.of(desk.goods));
        Mapping mapping = Mapping.parse(goods("columns: {n: name}")).orElseThrow();
        assertThatThrownBy(() -> importer.run(
                        mapping,
                        desk.directory,
                        ImportOptions.standard().errorsTo(errors, Locale.ENGLISH),
                        position -> {
                            if (position.phase() == ImportProgress.Phase.LOADING) {
                                throw new IllegalStateException("the plug was pulled");
                            }
                        }))
                .hasMessage("the plug was pulled");
        try (var files = Files.list(errors)) {
            assertThat(files).isEmpty();
        }
    }
}
