package io.crmkit.exchange;

import io.crmkit.shared.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a sheet. Numbers come as people read them in a cell without format, days as {@code yyyy-MM-dd}, days with a time as {@code
 * yyyy-MM-dd HH:mm:ss}. A formula is no value, and neither is an error: the row tells so. Hidden rows count like all others.
 *
 * <p>fastexcel's own reader is not used: it takes a text number beyond the end, a column far to the right, and endless texts for what
 * they say, and a file of a few hundred bytes fills the memory.
 */
final class XlsxRows implements RawRows {

    private static final int MOST_COLUMNS = 16_384;
    private static final int MOST_ROWS = 1_048_576;
    private static final int MOST_FLAWS = 50;
    private static final int EXCEL_DIGITS = 15;
    private static final int EXCEL_WRITES = 17;
    private static final int MOST_DIGITS = 40;
    private static final long DAY_SECONDS = 86_400;
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final XlsxFile file;
    private final XlsxPart part;
    private final int maxCell;
    private final double scale;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder formula = new StringBuilder();
    private long row;
    private int widest = 8;
    private boolean ended;

    private XlsxRows(XlsxFile file, ZipEntry entry, int maxCell) throws IOException {
        this.file = file;
        this.maxCell = maxCell;
        this.part = file.part(entry);
        this.scale = entry.getSize() > 0 ? (double) entry.getCompressedSize() / entry.getSize() : 1;
    }

    static XlsxRows open(Path path, FileFormat format, int maxCell) throws IOException {
        XlsxFile file = XlsxFile.open(path, format, maxCell);
        try {
            return new XlsxRows(file, file.sheet(format.sheet()), maxCell);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public long position() {
        return (long) (part.unpacked() * scale);
    }

    @Override
    public boolean marked() {
        return false;
    }

    @Override
    public boolean ragged() {
        return true;
    }

    @Override
    public void close() throws IOException {
        part.close();
        file.close();
    }

    @Override
    public @Nullable Raw next() {
        while (!ended) {
            int event = part.next(row);
            if (event == XMLStreamConstants.START_ELEMENT && part.is("row")) {
                Raw raw = row();
                if (!raw.cells().isEmpty()) {
                    return raw;
                }
            } else if (event == XMLStreamConstants.END_DOCUMENT
                    || (event == XMLStreamConstants.END_ELEMENT && part.is("sheetData"))) {
                ended = true;
            }
        }
        return null;
    }

    private Raw row() {
        String given = part.attribute("r");
        long number = given == null ? row + 1 : whole(given, MOST_ROWS);
        if (number <= row || number > MOST_ROWS) {
            throw file.problems().broken(row, "row " + number);
        }
        row = number;
        List<String> cells = new ArrayList<>(widest);
        Map<Integer, Refusal> flaws = Map.of();
        int filled = 0;
        while (true) {
            int event = part.next(row);
            if (event == XMLStreamConstants.END_ELEMENT && part.is("row")) {
                break;
            }
            if (event == XMLStreamConstants.END_DOCUMENT) {
                throw file.problems().broken(row, "end");
            }
            if (event != XMLStreamConstants.START_ELEMENT || !part.is("c")) {
                continue;
            }
            Cell cell = cell(cells.size());
            while (cells.size() < cell.column) {
                cells.add("");
            }
            cells.add(cell.value);
            if (!cell.value.isEmpty() || cell.flaw != null) {
                filled = cells.size();
            }
            if (cell.flaw != null) {
                flaws = flaws.isEmpty() ? new HashMap<>() : flaws;
                if (flaws.size() < MOST_FLAWS) {
                    flaws.put(cell.column, cell.flaw);
                }
            }
        }
        widest = Math.max(widest, cells.size());
        return new Raw(row, filled == cells.size() ? cells : cells.subList(0, filled), flaws);
    }

    /** A cell: where it is, what it says, and why that is no value. */
    private static final class Cell {
        int column;
        String value = "";

        @Nullable
        Refusal flaw;
    }

    private Cell cell(int next) {
        Cell cell = new Cell();
        cell.column = next;
        String type = "n";
        int style = -1;
        for (int i = 0; i < part.attributes(); i++) {
            switch (part.attributeName(i)) {
                case "r" -> cell.column = column(part.attribute(i));
                case "t" -> type = part.attribute(i);
                case "s" -> style = (int) whole(part.attribute(i), 1_000_000);
                default -> {}
            }
        }
        if (cell.column < next || cell.column >= MOST_COLUMNS) {
            throw file.problems().broken(row, "column " + (cell.column + 1));
        }
        text.setLength(0);
        formula.setLength(0);
        boolean calculated = contents();
        String raw = text.toString();
        switch (type) {
            case "s" -> cell.value = raw.isEmpty() ? "" : decoded(shared(raw), cell);
            case "inlineStr", "str" -> cell.value = decoded(raw, cell);
            case "b" -> cell.value = raw.equals("1") ? "true" : raw.equals("0") ? "false" : raw;
            case "e" -> {
                cell.value = raw;
                cell.flaw = file.problems().cell("exchange.cell-error", cell.column, row, raw);
            }
            case "d" -> cell.value = raw;
            default -> cell.value = raw.isEmpty() ? "" : number(raw.strip(), style);
        }
        if (calculated) {
            cell.value = "=" + formula;
            cell.flaw = file.problems().cell("exchange.cell-formula", cell.column, row, cell.value);
        }
        return cell;
    }

    /** Reads value and formula of a cell; answers whether there is a formula. */
    private boolean contents() {
        boolean calculated = false;
        while (true) {
            int event = part.next(row);
            if (event == XMLStreamConstants.END_ELEMENT && part.is("c")) {
                return calculated;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (part.name()) {
                    case "v" -> part.text(text, maxCell, row);
                    case "is" -> XlsxTexts.item(part, text, maxCell);
                    case "f" -> {
                        calculated = true;
                        part.text(formula, maxCell, row);
                    }
                    default -> part.skip(row);
                }
            } else if (event == XMLStreamConstants.END_DOCUMENT) {
                throw file.problems().broken(row, "end");
            }
        }
    }

    private String shared(String raw) {
        long index = whole(raw.strip(), Integer.MAX_VALUE);
        if (index >= file.texts().size()) {
            throw file.problems().broken(row, "text " + index);
        }
        return file.texts().get((int) index);
    }

    private long whole(String digits, long most) {
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            number = number * 10 + (c - '0');
            if (c < '0' || c > '9' || number > most) {
                throw file.problems().broken(row, digits);
            }
        }
        return number;
    }

    private int column(String reference) {
        int column = 0;
        for (int i = 0; i < reference.length(); i++) {
            char c = reference.charAt(i);
            if (c >= 'A' && c <= 'Z' && column < MOST_COLUMNS) {
                column = column * 26 + (c - 'A' + 1);
            } else {
                break;
            }
        }
        return column - 1;
    }

    private String number(String raw, int style) {
        BigDecimal number;
        try {
            if (raw.length() > MOST_DIGITS * 2) {
                return raw;
            }
            number = new BigDecimal(raw);
        } catch (NumberFormatException e) {
            return raw; // whatever reads the field says that it is no number
        }
        int digits = number.precision();
        if (digits > EXCEL_DIGITS
                && digits <= EXCEL_WRITES
                && number.stripTrailingZeros().scale() > 0) {
            number = BigDecimal.valueOf(Double.parseDouble(raw)); // 4.3499999999999996 is how Excel writes 4.35
        }
        if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
            return raw;
        }
        if (file.isDate(style)) {
            return day(number, file.hasTime(style), raw);
        }
        BigDecimal plain = number.stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0).toPlainString() : plain.toPlainString();
    }

    /** Days count from the end of 1899, with a 29th of February 1900 that never was; or from 1904. */
    private String day(BigDecimal number, boolean withTime, String raw) {
        double value = number.doubleValue();
        if (value < 0 || value >= 2_958_466) { // the year 10000
            return raw;
        }
        long days = (long) Math.floor(value);
        long seconds = Math.round((value - days) * DAY_SECONDS);
        if (seconds == DAY_SECONDS) {
            days++;
            seconds = 0;
        }
        LocalDate first = file.from1904()
                ? LocalDate.of(1904, 1, 1)
                : days < 61 ? LocalDate.of(1899, 12, 31) : LocalDate.of(1899, 12, 30);
        LocalDateTime moment = first.plusDays(days).atStartOfDay().plusSeconds(seconds);
        return withTime && seconds > 0
                ? MOMENT.format(moment)
                : moment.toLocalDate().toString();
    }

    /** Characters that XML cannot hold stand as {@code _x000D_}. */
    private String decoded(String value, Cell cell) {
        int at = value.indexOf("_x");
        if (at < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        int from = 0;
        while (at >= 0) {
            int code = escape(value, at);
            plain.append(value, from, at);
            if (code < 0) {
                plain.append('_');
                from = at + 1;
            } else {
                plain.append((char) code);
                from = at + 7;
            }
            at = value.indexOf("_x", from);
        }
        plain.append(value, from, value.length());
        String all = plain.toString();
        boolean half = all.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
        if (half) {
            cell.flaw = file.problems().cell("exchange.cell-text", cell.column, row, all);
            return value;
        }
        return all;
    }

    private static int escape(String value, int at) {
        if (at + 7 > value.length() || value.charAt(at + 6) != '_') {
            return -1;
        }
        int code = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(value.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code * 16 + digit;
        }
        return code;
    }
}
