package io.crmkit.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;

class ImportLawsTest {

    private static final String MAPPING = Desk.goods("columns: {n: name, p: parent, note: note, w: weight}");

    @Property(tries = 60)
    @Label("CUS-16 the order of rows that do not contradict each other does not change what is loaded")
    void order(@ForAll @IntRange(min = 1, max = 40) int count, @ForAll Random random) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int parent = random.nextInt(i + 1);
            rows.add(i + ",n" + i + "," + (parent == i ? "" : "n" + parent) + ",x," + i);
        }
        Map<String, Object> sorted = imported(rows);
        assertThat(sorted).hasSize(count);
        Collections.shuffle(rows, random);
        assertThat(imported(rows)).isEqualTo(sorted);
    }

    @Property(tries = 60)
    @Label("CUS-16 importing again changes nothing, wherever the first import broke off")
    void resumable(@ForAll @IntRange(min = 1, max = 40) int count, @ForAll @IntRange(max = 40) int broken)
            throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(i + ",n" + i + "," + (i + 1 < count ? "n" + (i + 1) : "") + ",x," + i);
        }
        Path directory = Files.createTempDirectory("laws");
        Desk desk = new Desk(directory);
        desk.file("goods.csv", csv(rows.subList(0, Math.min(broken, count))));
        desk.run(MAPPING);
        desk.file("goods.csv", csv(rows));
        desk.run(MAPPING);
        assertThat(values(desk)).isEqualTo(imported(rows));
        ImportReport again = desk.run(MAPPING).orElseThrow();
        assertThat(again.changedNothing()).isTrue();
        assertThat(again.total(ImportReport.Step::unchanged)).isEqualTo(count);
        delete(directory);
    }

    @Property(tries = 200)
    @Label("CUS-16 whatever stands in a cell, it is read as written, and refused rows come back from the error file")
    void faithful(
            @ForAll @Size(max = 8) @UniqueElements List<@IntRange(max = 99) Integer> ids,
            @ForAll @StringLength(max = 20) String note)
            throws IOException {
        String text = note.codePoints()
                .filter(c -> c != 0 && !(c >= 0xD800 && c <= 0xDFFF))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        Path directory = Files.createTempDirectory("laws");
        Desk desk = new Desk(directory);
        List<String> rows = new ArrayList<>();
        ids.forEach(id -> rows.add(id + ",a,," + '"' + text.replace("\"", "\"\"") + '"' + ",bad"));
        desk.file("goods.csv", csv(rows));
        Path errors = directory.resolve("errors");
        ImportReport refused = desk.run(MAPPING, errors).orElseThrow();
        assertThat(refused.refused()).isEqualTo(ids.size());
        if (!ids.isEmpty()) {
            Path file = errors.resolve("goods.csv");
            Files.writeString(file, Files.readString(file).replace(",bad,", ",1,"));
            new Importer(List.of(desk.goods))
                    .run(Mapping.parse(MAPPING).orElseThrow(), errors, ImportOptions.standard(), ImportProgress.NONE)
                    .orElseThrow();
            assertThat(desk.goods.records).hasSize(ids.size());
            assertThat(desk.goods.records.values())
                    .allSatisfy(row -> assertThat(row.text("note").orElse("")).isEqualTo(Cells.clean(text)));
        }
        delete(directory);
    }

    @Property
    @Label("CUS-16 cleaning twice is cleaning once")
    void cleaning(@ForAll String text) {
        String once = Cells.clean(text);
        assertThat(Cells.clean(once)).isEqualTo(once);
    }

    private static Map<String, Object> imported(List<String> rows) throws IOException {
        Path directory = Files.createTempDirectory("laws");
        Desk desk = new Desk(directory);
        desk.file("goods.csv", csv(rows));
        assertThat(desk.run(MAPPING).orElseThrow().refused()).isZero();
        delete(directory);
        return values(desk);
    }

    private static Map<String, Object> values(Desk desk) {
        Map<String, Object> values = new TreeMap<>();
        desk.goods.records.forEach((id, row) -> values.put(id, row));
        return values;
    }

    private static String csv(List<String> rows) {
        return "id,n,p,note,w\n" + String.join("\n", rows);
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
