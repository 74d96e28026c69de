package io.crmkit.exchange;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Makes a workbook of rows that were written as text, sheet after sheet, so that memory does not depend on how many there are. */
final class WorkbookWriter {

    private static final int TOGETHER = 1_000;
    private static final Pattern ESCAPE = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");

    private WorkbookWriter() {}

    /**
     * A sheet.
     *
     * @param name its name; empty for the first of a workbook that has one only
     * @param rows its rows as comma-separated values in UTF-8; the file goes
     */
    record Sheet(String name, Path rows) {}

    /**
     * Writes a workbook.
     *
     * @param target where to; must not be there
     * @param sheets its sheets
     */
    static void write(Path target, List<Sheet> sheets) {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part);
                    Workbook workbook = new Workbook(out, "CRM Kit", null)) {
                for (Sheet sheet : sheets) {
                    Worksheet worksheet = workbook.newWorksheet(sheet.name().isEmpty() ? "Sheet1" : sheet.name());
                    fill(worksheet, sheet.rows());
                    worksheet.finish();
                }
            }
            Files.move(part, target);
            for (Sheet sheet : sheets) {
                Files.deleteIfExists(sheet.rows());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(Worksheet worksheet, Path rows) throws IOException {
        int at = 0;
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .maxBufferSize(256 << 20)
                .ofCsvRecord(Files.newBufferedReader(rows, StandardCharsets.UTF_8))) {
            for (CsvRecord record : records) {
                for (int i = 0; i < record.getFieldCount(); i++) {
                    String cell = record.getField(i);
                    if (!cell.isEmpty()) {
                        worksheet.inlineString(at, i, escaped(cell));
                    }
                }
                if (++at % TOGETHER == 0) {
                    worksheet.flush();
                }
            }
        }
    }

    /** What XML cannot hold stands as {@code _x0007_}, and what looks like that has its first sign so. */
    static String escaped(String cell) {
        String plain = ESCAPE.matcher(cell).replaceAll("_x005F_");
        if (plain.chars().allMatch(c -> c >= ' ' && c < 0xFFFE)) {
            return plain;
        }
        StringBuilder text = new StringBuilder(plain.length() + 16);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if ((c < ' ' && c != '\n' && c != '\t') || c >= 0xFFFE) {
                text.append(String.format("_x%04X_", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
