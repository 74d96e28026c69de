package io.crmkit.exchange;

import static io.crmkit.exchange.Desk.codes;
import static io.crmkit.exchange.Desk.goods;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.shared.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XlsxTest {

    @TempDir
    Path directory;

    private Desk desk;

    @BeforeEach
    void desk() {
        desk = new Desk(directory.resolve("in"));
    }

    static byte[] workbook(Consumer<Worksheet> fill) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "test", null)) {
            fill.accept(workbook.newWorksheet("Goods"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A workbook of parts that a hostile hand wrote. */
    static byte[] parts(String... namesAndTexts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static final String WORKBOOK =
            "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
                    + "<sheets><sheet name='Goods' sheetId='1' r:id='r1'/></sheets></workbook>";
    static final String RELATIONS =
            "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>";

    static byte[] sheet(String rows) {
        return sheet(rows, "<sst/>");
    }

    static byte[] sheet(String rows, String shared) {
        return parts(
                "xl/workbook.xml",
                WORKBOOK,
                "xl/_rels/workbook.xml.rels",
                RELATIONS,
                "xl/sharedStrings.xml",
                shared,
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    }

    static String text(String ref, String text) {
        return "<c r='" + ref + "' t='inlineStr'><is><t>" + text + "</t></is></c>";
    }

    static final String HEAD = "<row r='1'>" + text("A1", "id") + text("B1", "name") + "</row>";

    private static String mapping(String more) {
        return goods(more).replace("goods.csv", "goods.xlsx");
    }

    private Outcome<ImportReport> run(byte[] bytes) {
        desk.file("goods.xlsx", bytes);
        return desk.run(mapping("columns: {name: name}\nignore: others"));
    }

    @Test
    @DisplayName(
            "CUS-16 texts, numbers, days and yes or no of a workbook are read as people see them; rows may be ragged")
    void values() {
        desk.file("goods.xlsx", workbook(sheet -> {
            List<String> head = List.of("id", "n", "w", "p", "d", "s", "note");
            for (int i = 0; i < head.size(); i++) {
                sheet.value(0, i, head.get(i));
            }
            sheet.value(1, 0, 7);
            sheet.value(1, 1, "甲 & <b>");
            sheet.value(1, 2, 4.35);
            sheet.value(1, 3, new BigDecimal("13800138000"));
            sheet.value(1, 4, LocalDate.of(2024, 2, 29));
            sheet.style(1, 4).format("yyyy/mm/dd").set();
            sheet.value(1, 5, true);
            sheet.value(3, 0, "8");
            sheet.value(3, 1, "after an empty row");
        }));
        ImportReport report = desk.run(
                        mapping("columns: {n: name, w: weight, p: pieces, d: since, s: sold, note: note}"))
                .orElseThrow();
        assertThat(report.created())
                .as(report.summary(Locale.ENGLISH).toString())
                .isEqualTo(2);
        ImportRow row = desk.goods.records.get("7");
        assertThat(row.text("name")).contains("甲 & <b>");
        assertThat(row.get("weight", BigDecimal.class)).contains(new BigDecimal("4.35"));
        assertThat(row.get("pieces", Long.class)).contains(13800138000L);
        assertThat(row.get("since", LocalDate.class)).contains(LocalDate.of(2024, 2, 29));
        assertThat(row.get("sold", Boolean.class)).contains(true);
        assertThat(desk.goods.records.get("8").text("name")).contains("after an empty row");
    }

    @Test
    @DisplayName(
            "CUS-16 a sheet is found by its name; without one it is the first; an unknown one names those there are")
    void sheets() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "test", null)) {
            for (String name : List.of("One", "客户")) {
                Worksheet sheet = workbook.newWorksheet(name);
                sheet.value(0, 0, "id");
                sheet.value(0, 1, "name");
                sheet.value(1, 0, name);
                sheet.value(1, 1, "in " + name);
                sheet.finish();
            }
        }
        desk.file("goods.xlsx", bytes.toByteArray());
        assertThat(desk.run(mapping("columns: {name: name}")).isDone()).isTrue();
        assertThat(desk.run(mapping("sheet: 客户\ncolumns: {name: name}")).isDone())
                .isTrue();
        assertThat(desk.goods.records.keySet()).containsExactlyInAnyOrder("One", "客户");
        assertThat(codes(desk.run(mapping("sheet: 客尸\ncolumns: {name: name}"))))
                .containsExactly("exchange.workbook-sheet");
    }

    @Test
    @DisplayName("CUS-16 formulas and errors are refused where they are mapped, by cell; the other rows are imported")
    void formulas() {
        Outcome<ImportReport> outcome = run(sheet(HEAD
                + "<row r='2'>" + text("A2", "1") + "<c r='B2' t='str'><f>1+1</f><v>2</v></c></row>"
                + "<row r='3'>" + text("A3", "2") + "<c r='B3' t='e'><v>#N/A</v></c></row>"
                + "<row r='4'><c r='A4'><f>B4</f><v>4</v></c>" + text("B4", "d") + "</row>"
                + "<row r='5'>" + text("A5", "5") + text("B5", "=1+1") + "<c r='C5'/></row>"
                + "<row r='6'>" + text("A6", "6") + text("B6", "_xD800_half") + "</row>"
                + "<row r='7'>" + text("A7", "7") + text("B7", "bell_x0007_, _x005F_x0007_") + "</row>"));
        ImportReport report = outcome.orElseThrow();
        assertThat(report.created()).isEqualTo(2);
        assertThat(report.refused()).isEqualTo(4);
        assertThat(report.steps().get(0).refusals())
                .extracting(group -> group.example().code())
                .containsOnly("exchange.cell-formula", "exchange.cell-error", "exchange.cell-text");
        assertThat(report.steps().get(0).refusals().get(0).example().message(Locale.ENGLISH))
                .isEqualTo("goods.xlsx: cell B2 holds a formula (=1+1). Put its value in its place.");
        assertThat(desk.goods.records.get("5").text("name"))
                .as("a text is a text")
                .contains("=1+1");
        assertThat(desk.goods.records.get("7").text("name")).contains("bell, _x0007_");
    }

    @Test
    @DisplayName(
            "CUS-16 a workbook that is none, old, broken, too large or hostile is refused before anything is loaded")
    void hostile() {
        assertThat(codes(run("id,name\n1,a\n".getBytes(StandardCharsets.UTF_8))))
                .containsExactly("exchange.workbook-none");
        assertThat(codes(run(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 1, 2})))
                .containsExactly("exchange.workbook-old");
        assertThat(codes(run(new byte[0]))).containsExactly("exchange.workbook-none");
        assertThat(codes(run(parts("a.txt", "b")))).containsExactly("exchange.workbook-none");
        byte[] good = workbook(sheet -> sheet.value(0, 0, "id"));
        assertThat(codes(run(java.util.Arrays.copyOf(good, good.length / 2))))
                .containsExactly("exchange.workbook-none");
        List<String> rows = List.of(
                "<row r='2'><c r='A2' t='s'><v>2147483647</v></c></row>",
                "<row r='2'><c r='A2' t='s'><v>-1</v></c></row>",
                "<row r='2'><c r='A2' t='s'><v>x</v></c></row>",
                "<row r='2'><c r='ZZZZZZZ2'><v>1</v></c></row>",
                "<row r='2'><c r='B2'><v>1</v></c><c r='A2'><v>1</v></c></row>",
                "<row r='99999999999'/>",
                "<row r='0'/>",
                "<row r='2'><c r='A2' s='99999999999'><v>1</v></c></row>",
                "<row r='2'><c r='A2'><v>1</v>",
                "<row r='2'>&lol;</row>",
                "<row r='2'>" + text("A2", "&#xD800;") + "</row>",
                "<row r='2'>" + text("A2", "&#0;") + "</row>",
                "<row r='2'>" + "<x>".repeat(100) + "</row>");
        for (String row : rows) {
            assertThat(codes(run(sheet(HEAD + row)))).as(row).containsExactly("exchange.workbook-broken");
        }
        String bomb = "<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY m '" + "&l;".repeat(100) + "'>]>";
        assertThat(codes(run(parts("xl/workbook.xml", bomb + WORKBOOK)))).containsExactly("exchange.workbook-broken");
        String outside = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>";
        assertThat(codes(run(parts("xl/workbook.xml", outside + WORKBOOK))))
                .containsExactly("exchange.workbook-broken");
        assertThat(codes(run(sheet(HEAD + "<row r='2'>" + text("A2", "x".repeat(2_000_000)) + "</row>"))))
                .containsExactly("exchange.workbook-cell-size");
        assertThat(codes(run(sheet("<row a='" + "x".repeat(20_000_000) + "'/>"))))
                .containsExactly("exchange.workbook-cell-size");
        assertThat(desk.goods.records).isEmpty();
    }

    @Test
    @DisplayName("CUS-16 what unpacks to far more than any workbook does is not read to its end")
    void bomb() throws IOException {
        Path file = directory.resolve("in").resolve("goods.xlsx");
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < 2; i++) {
                zip.putNextEntry(new ZipEntry(
                        List.of("xl/workbook.xml", "xl/_rels/workbook.xml.rels").get(i)));
                zip.write(List.of(WORKBOOK, RELATIONS).get(i).getBytes(StandardCharsets.UTF_8));
            }
            zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
            zip.write("<worksheet><sheetData>".getBytes(StandardCharsets.UTF_8));
            byte[] empty = "<x></x>".repeat(200_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 400; i++) {
                zip.write(empty);
            }
        }
        assertThat(Files.size(file)).isLessThan(3_000_000);
        assertThat(codes(desk.run(mapping("columns: {name: name}")))).containsExactly("exchange.workbook-bomb");
    }

    @Test
    @DisplayName(
            "CUS-16 the error file of a workbook is a workbook that can be corrected and imported again, sheet by sheet")
    void errors() throws IOException {
        desk.file(
                "goods.xlsx",
                sheet(HEAD
                        + "<row r='2'>" + text("A2", "1") + text("B2", "good") + "</row>"
                        + "<row r='3'>" + text("A3", "2") + text("B3", "forbidden") + "</row>"
                        + "<row r='4'>" + text("A4", "3") + "<c r='B4'><f>A1&amp;A2</f><v>2</v></c></row>"));
        String mapping = mapping("columns: {name: name}");
        Path errors = directory.resolve("errors");
        ImportReport report = desk.run(mapping, errors).orElseThrow();
        assertThat(report.refused()).isEqualTo(2);
        assertThat(report.errorFiles()).containsExactly(errors.resolve("goods.xlsx"));
        try (Stream<Path> left = Files.list(errors)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("goods.xlsx");
        }
        List<List<String>> rows = fastexcel(errors.resolve("goods.xlsx"));
        assertThat(rows.get(0))
                .containsExactly("id", "name", "crm_line", "crm_column", "crm_rule", "crm_message", "crm_id");
        assertThat(rows.subList(1, 3).stream().map(row -> row.subList(0, 5)))
                .containsExactlyInAnyOrder(
                        List.of("2", "forbidden", "3", "name", "CUS-01"),
                        List.of("3", "=A1&A2", "4", "name", "CUS-16"));
        ImportReport again = new Importer(List.of(desk.goods))
                .run(Mapping.parse(mapping).orElseThrow(), errors, ImportOptions.standard(), ImportProgress.NONE)
                .orElseThrow();
        assertThat(again.created())
                .as("=A1&A2 is text now, and forbidden stays so")
                .isEqualTo(1);
        assertThat(again.refused()).isEqualTo(1);
    }

    private static List<List<String>> fastexcel(Path file) throws IOException {
        List<List<String>> all = new ArrayList<>();
        try (ReadableWorkbook workbook = new ReadableWorkbook(file.toFile());
                Stream<org.dhatim.fastexcel.reader.Row> rows =
                        workbook.getFirstSheet().openStream()) {
            rows.forEach(row -> {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < row.getCellCount(); i++) {
                    cells.add(row.getOptionalCell(i)
                            .map(org.dhatim.fastexcel.reader.Cell::getText)
                            .orElse(""));
                }
                all.add(cells);
            });
        }
        return all;
    }

    @Test
    @DisplayName("CUS-16 random workbooks are read as fastexcel reads them")
    void likeFastexcel() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 40; round++) {
            int width = 1 + random.nextInt(6);
            int height = 1 + random.nextInt(30);
            byte[] bytes = workbook(sheet -> {
                for (int c = 0; c < width; c++) {
                    sheet.value(0, c, "c" + c);
                }
                for (int r = 1; r < height; r++) {
                    for (int c = 0; c < width; c++) {
                        switch (random.nextInt(6)) {
                            case 0 -> sheet.value(r, c, random.nextInt(1_000_000));
                            case 1 -> sheet.value(r, c, "值<" + random.nextInt(99) + "> & \"q\" 😀\n\t");
                            case 2 -> sheet.inlineString(r, c, "in " + random.nextInt(99));
                            case 3 -> sheet.value(r, c, random.nextInt(100_000) / 100.0);
                            case 4 -> sheet.value(r, c, random.nextBoolean());
                            default -> {}
                        }
                    }
                }
            });
            Path file = directory.resolve("random" + round + ".xlsx");
            Files.write(file, bytes);
            List<List<String>> ours = new ArrayList<>();
            FileFormat format = new FileFormat("x.xlsx", StandardCharsets.UTF_8, ',', true, "");
            try (RawRows rows = XlsxRows.open(file, format, 1_000_000)) {
                for (RawRows.Raw raw = rows.next(); raw != null; raw = rows.next()) {
                    ours.add(raw.cells());
                }
            }
            List<List<String>> theirs = fastexcel(file).stream()
                    .map(XlsxTest::trimmed)
                    .filter(cells -> !cells.isEmpty())
                    .toList();
            assertThat(ours).isEqualTo(theirs);
        }
    }

    private static List<String> trimmed(List<String> cells) {
        int end = cells.size();
        while (end > 0 && cells.get(end - 1).isEmpty()) {
            end--;
        }
        return cells.subList(0, end).stream()
                .map(cell -> cell.endsWith(".0") ? cell.substring(0, cell.length() - 2) : cell)
                .toList();
    }

    @Test
    @DisplayName(
            "CUS-16 days are the days that Excel shows, before and after the 29th of February 1900, with and without a time")
    void days() throws IOException {
        desk.file("goods.xlsx", workbook(sheet -> {
            sheet.value(0, 0, "id");
            sheet.value(0, 1, "name");
            LocalDateTime[] moments = {
                LocalDateTime.of(1900, 1, 1, 0, 0),
                LocalDateTime.of(1900, 3, 1, 0, 0),
                LocalDateTime.of(2026, 3, 2, 13, 45, 12)
            };
            for (int i = 0; i < moments.length; i++) {
                sheet.value(i + 1, 0, "d" + i);
                sheet.value(i + 1, 1, moments[i]);
                sheet.style(i + 1, 1).format("yyyy-mm-dd hh:mm:ss").set();
            }
            sheet.value(4, 0, "d3");
            sheet.value(4, 1, 45000);
            sheet.style(4, 1).format("[$-804]yyyy\"年\"m\"月\"d\"日\";@").set();
            sheet.value(5, 0, "d4");
            sheet.value(5, 1, 45000.5);
            sheet.style(5, 1).format("0.00\"d\"").set();
        }));
        desk.run(mapping("columns: {name: name}")).orElseThrow();
        assertThat(desk.goods.records.values().stream()
                        .map(row -> row.text("name").orElseThrow()))
                .containsExactly("1900-01-01", "1900-03-01", "2026-03-02 13:45:12", "2023-03-15", "45000.5");
    }
}
