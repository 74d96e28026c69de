package io.crmkit.app;

import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes aligned columns for people. The first rows say how wide the columns are; so a list of any length streams. */
final class TableSheet implements Sheet {

    private static final int MEASURED_ROWS = 1_000;
    private static final int WIDEST = 60;
    private static final String GAP = "  ";

    private final PrintStream out;
    private final Locale language;
    private final ZoneId zone;
    private final String title;
    private final List<Column> columns;
    private final BooleanSupplier refused;
    private final List<List<String>> waiting = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int @Nullable [] widths;

    /**
     * Begins a table; nothing is written before the first rows, or the end.
     *
     * @param zone in which points in time are shown
     * @param refused whether the command ends with a refusal: then a table without rows is not written at all
     */
    TableSheet(
            PrintStream out,
            Locale language,
            ZoneId zone,
            String title,
            List<Column> columns,
            BooleanSupplier refused) {
        this.out = out;
        this.language = language;
        this.zone = zone;
        this.title = title;
        this.columns = List.copyOf(columns);
        this.refused = refused;
    }

    @Override
    public void row(List<@Nullable Object> cells) {
        List<String> texts = cells.stream().map(this::shown).toList();
        if (widths == null) {
            waiting.add(texts);
            if (waiting.size() >= MEASURED_ROWS) {
                begin();
            }
        } else {
            print(texts, widths, ' ');
        }
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }

    @Override
    public void close() {
        if (widths == null) {
            if (waiting.isEmpty() && refused.getAsBoolean()) {
                return;
            }
            begin();
        }
        notes.forEach(note -> out.print(Safe.text(note) + "\n"));
    }

    private void begin() {
        if (!title.isEmpty()) {
            out.print(Safe.text(title) + "\n");
        }
        List<String> headings = columns.stream().map(Column::heading).toList();
        int[] wide = IntStream.range(0, columns.size())
                .map(i -> Math.max(
                        Safe.width(headings.get(i)),
                        waiting.stream()
                                .mapToInt(row -> Math.min(WIDEST, Safe.width(row.get(i))))
                                .max()
                                .orElse(0)))
                .toArray();
        widths = wide;
        print(headings, wide, ' ');
        print(columns.stream().map(c -> "").toList(), wide, '-');
        waiting.forEach(row -> print(row, wide, ' '));
        waiting.clear();
    }

    private void print(List<String> cells, int[] wide, char filler) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String space = String.valueOf(filler).repeat(Math.max(0, wide[i] - Safe.width(cell)));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).kind() == Kind.TEXT ? cell + space : space + cell);
        }
        out.print(line.toString().stripTrailing() + "\n");
    }

    private String shown(@Nullable Object cell) {
        if (cell == null) {
            return "";
        }
        if (cell instanceof Label label) {
            return Safe.text(label.in(language));
        }
        if (cell instanceof Money money) {
            return Figures.amount(money);
        }
        if (cell instanceof Instant at) {
            return Figures.time(at, zone);
        }
        if (cell instanceof Long number) {
            return Figures.count(number);
        }
        return Safe.text(cell instanceof BigDecimal number ? number.toPlainString() : cell.toString());
    }
}
