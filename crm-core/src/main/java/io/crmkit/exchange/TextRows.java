package io.crmkit.exchange;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.crmkit.shared.Refusal;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of a text file. */
final class TextRows implements RawRows {

    private static final Pattern LINE = Pattern.compile("(?:at|in) line (\\d+)");

    private final FileFormat format;
    private final StrictReader reader;
    private final Iterator<Raw> rows;

    private TextRows(FileFormat format, StrictReader reader, int maxCell) {
        this.format = format;
        this.reader = reader;
        this.rows = format.separator() == FileFormat.WHITE_SPACE
                ? new BlankSeparated(reader, maxCell)
                : new Csv(reader, maxCell);
    }

    static TextRows open(Path path, FileFormat format, int maxCell) throws IOException {
        StrictReader reader = new StrictReader(format.file(), Files.newInputStream(path), format.charset());
        try {
            return new TextRows(format, reader, maxCell);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public @Nullable Raw next() {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (CsvParseException e) {
            if (e.getCause() instanceof FileProblem problem) {
                throw problem;
            }
            throw new FileProblem(malformed(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public long position() {
        return reader.position();
    }

    @Override
    public boolean marked() {
        return reader.marked();
    }

    @Override
    public boolean ragged() {
        return false;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** FastCSV tells the kinds of malformation apart by text only. */
    private Refusal malformed(String text) {
        Matcher line = LINE.matcher(text);
        Object where = line.find() ? line.group(1) : "?";
        if (text.startsWith("Unexpected character after closing quote")) {
            return refusal("exchange.file-quote", where);
        }
        if (text.startsWith("Unclosed quoted field")) {
            return refusal("exchange.file-quote-open", where);
        }
        return refusal("exchange.file-cell-size", where);
    }

    private Refusal refusal(String code, Object... more) {
        Object[] args = new Object[more.length + 1];
        args[0] = format.file();
        System.arraycopy(more, 0, args, 1, more.length);
        return MappingReader.refusal(code, args).onField(format.file());
    }

    private final class Csv implements Iterator<Raw> {

        private final Iterator<CsvRecord> records;

        Csv(Reader in, int maxCell) {
            // A cell of quotes only is twice as long in the file.
            records = CsvReader.builder()
                    .fieldSeparator(format.separator())
                    .maxBufferSize(2 * maxCell + 8192)
                    .skipEmptyLines(true)
                    .allowUnclosedQuote(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .build(
                            CsvRecordHandler.of(handler ->
                                    handler.maxFieldSize(maxCell).maxRecordSize(Math.max(64 * 1024 * 1024, maxCell))),
                            in)
                    .iterator();
        }

        @Override
        public boolean hasNext() {
            return records.hasNext();
        }

        @Override
        public Raw next() {
            CsvRecord record = records.next();
            return new Raw(record.getStartingLineNumber(), record.getFields(), Map.of());
        }
    }

    /** Cells between runs of blanks and tabs; there are no quotes. Blank lines are passed over. */
    private final class BlankSeparated implements Iterator<Raw> {

        private static final int MOST_CELLS = 16384;

        private final Reader in;
        private final int maxCell;
        private final char[] buffer = new char[1 << 14];
        private int at;
        private int end;
        private long line;
        private boolean afterReturn;
        private @Nullable Raw ready;

        BlankSeparated(Reader in, int maxCell) {
            this.in = in;
            this.maxCell = maxCell;
        }

        @Override
        public boolean hasNext() {
            while (ready == null) {
                List<String> cells = new ArrayList<>();
                if (!readLine(cells)) {
                    return false;
                }
                if (!cells.isEmpty()) {
                    ready = new Raw(line, cells, Map.of());
                }
            }
            return true;
        }

        @Override
        public Raw next() {
            if (!hasNext() || ready == null) {
                throw new NoSuchElementException();
            }
            Raw made = ready;
            ready = null;
            return made;
        }

        private boolean readLine(List<String> cells) {
            StringBuilder cell = new StringBuilder();
            boolean any = false;
            line++;
            for (int c = read(); c >= 0; c = read()) {
                if (c == '\n' && afterReturn) {
                    afterReturn = false;
                    continue;
                }
                any = true;
                afterReturn = c == '\r';
                if (c == '\n' || c == '\r') {
                    break;
                }
                if (c == ' ' || c == '\t') {
                    add(cells, cell);
                } else if (cell.length() < maxCell && cells.size() < MOST_CELLS) {
                    cell.append((char) c);
                } else {
                    throw new FileProblem(refusal("exchange.file-cell-size", line));
                }
            }
            add(cells, cell);
            return any;
        }

        private static void add(List<String> cells, StringBuilder cell) {
            if (!cell.isEmpty()) {
                cells.add(cell.toString());
                cell.setLength(0);
            }
        }

        private int read() {
            if (at == end) {
                try {
                    end = in.read(buffer, 0, buffer.length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                at = 0;
                if (end < 0) {
                    end = 0;
                    return -1;
                }
            }
            return buffer[at++];
        }
    }
}
