package io.crmkit.app;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes RFC 4180. Headings are the columns' keys, an amount takes two columns, and text that a spreadsheet would run as a
 * formula is disarmed (ACC-13).
 */
final class CsvSheet implements Sheet {

    private final PrintWriter buffer;
    private final CsvWriter csv;
    private final Locale language;
    private final List<Column> columns;
    private final Consumer<String> notes;

    CsvSheet(PrintStream out, Locale language, List<Column> columns, Consumer<String> notes) {
        this.buffer = new PrintWriter(out, false, StandardCharsets.UTF_8);
        this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(buffer);
        this.language = language;
        this.columns = List.copyOf(columns);
        this.notes = notes;
        List<String> headings = new ArrayList<>();
        for (Column column : columns) {
            headings.add(column.key());
            if (column.kind() == Kind.MONEY) {
                headings.add(column.key() + "_currency");
            }
        }
        csv.writeRecord(headings);
    }

    @Override
    public void row(List<@Nullable Object> cells) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            Object cell = cells.get(i);
            if (columns.get(i).kind() == Kind.MONEY) {
                texts.add(cell instanceof Money money ? money.amount().toPlainString() : "");
                texts.add(cell instanceof Money money ? money.currency() : "");
            } else {
                texts.add(text(cell));
            }
        }
        csv.writeRecord(texts);
        flush();
    }

    /** The buffer of the stream below is the one that counts. */
    private void flush() {
        buffer.flush();
    }

    @Override
    public void note(String text) {
        notes.accept(text);
    }

    @Override
    public void close() {
        flush();
    }

    private String text(@Nullable Object cell) {
        if (cell == null) {
            return "";
        }
        if (cell instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (cell instanceof Number) {
            return cell.toString();
        }
        return disarmed(cell instanceof Label label ? label.in(language) : cell.toString());
    }

    /** {@return the text, with a quote before it if a spreadsheet would take it for a formula} */
    static String disarmed(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
