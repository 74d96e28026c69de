package io.crmkit.exchange;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;

/** Reading a workbook as an import does, beside fastexcel's reader alone: in turns in one process. Argument: how many rows. */
public final class XlsxBench {

    private static final int COLUMNS = 12;
    private static final int ROUNDS = 5;

    private XlsxBench() {}

    public static void main(String[] args) throws Exception {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        Path file = Files.createTempFile("bench", ".xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                Workbook workbook = new Workbook(out, "bench", null)) {
            Worksheet sheet = workbook.newWorksheet("Bench");
            for (int r = 0; r <= rows; r++) {
                for (int c = 0; c < COLUMNS; c++) {
                    if (r == 0) {
                        sheet.value(r, c, "column " + c);
                    } else if (c % 3 == 0) {
                        sheet.value(r, c, r * 31L + c);
                    } else {
                        sheet.value(r, c, "客户 " + (r * 7 + c) % (rows / 2 + 1));
                    }
                }
            }
        }
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            long start = System.nanoTime();
            long a = bare(file);
            long between = System.nanoTime();
            long b = own(file);
            long end = System.nanoTime();
            if (a != b) {
                throw new IllegalStateException(a + " and " + b + " characters");
            }
            if (round >= 0) {
                theirs[round] = (between - start) / 1e9;
                ours[round] = (end - between) / 1e9;
            }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        double a = theirs[ROUNDS / 2];
        double b = ours[ROUNDS / 2];
        System.out.printf(
                "%,d rows of %d cells, %d MB: fastexcel's reader %.2f s, ours %.2f s, ratio of throughput %.2f%n",
                rows, COLUMNS, Files.size(file) >> 20, a, b, a / b);
        Files.delete(file);
    }

    private static long bare(Path file) throws Exception {
        long[] characters = {0};
        try (ReadableWorkbook workbook = new ReadableWorkbook(file.toFile());
                Stream<Row> rows = workbook.getFirstSheet().openStream()) {
            rows.skip(1)
                    .forEach(row ->
                            row.forEach(cell -> characters[0] += cell.getText().length()));
        }
        return characters[0];
    }

    private static long own(Path file) throws Exception {
        long characters = 0;
        FileFormat format = new FileFormat("bench.xlsx", StandardCharsets.UTF_8, ',', true, "");
        try (RowFile rows = RowFile.open(file, format, 1_000_000)) {
            for (io.crmkit.exchange.Row row = rows.next(refusal -> {}); row != null; row = rows.next(refusal -> {})) {
                for (String cell : row.cells()) {
                    characters += cell.length();
                }
            }
        }
        return characters;
    }
}
