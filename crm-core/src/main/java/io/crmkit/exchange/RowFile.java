package io.crmkit.exchange;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.crmkit.shared.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file, one after another; memory does not depend on its size. What is malformed is refused by a {@link
 * FileProblem}, except rows of the wrong width, which are told and passed over.
 */
final class RowFile implements Closeable {

    /** The columns that an error file has more than its source. */
    static final List<String> NOTES = List.of("crm_line", "crm_column", "crm_rule", "crm_message", "crm_id");

    private static final Pattern LINE = Pattern.compile("(?:at|in) line (\\d+)");

    private final FileFormat format;
    private final StrictReader reader;
    private final Iterator<Raw> rows;
    private final List<String> columns;
    private final int[] data;
    private final int width;
    private final int idAt;
    private @Nullable Raw pushedBack;
    private int number;

    private record Raw(long line, List<String> cells) {}

    private RowFile(FileFormat format, StrictReader reader, int maxCell) {
        this.format = format;
        this.reader = reader;
        this.rows = format.separator() == FileFormat.WHITE_SPACE
                ? new BlankSeparated(reader, maxCell)
                : new Csv(reader, maxCell);
        Raw first = raw();
        if (first == null && format.header()) {
            throw new FileProblem(refusal("exchange.file-empty"));
        }
        List<String> head = first == null
                ? List.of()
                : first.cells().stream().map(Cells::clean).toList();
        // A file without header has one when it is an error file: its last columns are called so.
        boolean named = format.header() || head.contains(NOTES.get(0));
        List<String> names = named
                ? head
                : IntStream.rangeClosed(1, head.size())
                        .mapToObj(String::valueOf)
                        .toList();
        this.pushedBack = named ? null : first;
        this.width = names.size();
        this.idAt = names.indexOf("crm_id");
        this.data = IntStream.range(0, width)
                .filter(i -> !NOTES.contains(names.get(i)))
                .toArray();
        this.columns = IntStream.of(data).mapToObj(names::get).toList();
        checkNames();
    }

    /** Opens a file and reads its header. */
    static RowFile open(Path path, FileFormat format, int maxCell) throws IOException {
        StrictReader reader = new StrictReader(format.file(), Files.newInputStream(path), format.charset());
        try {
            return new RowFile(format, reader, maxCell);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** {@return the names of the data columns, or their positions; none when a file without header has no row} */
    List<String> columns() {
        return columns;
    }

    /** {@return how many bytes were read} */
    long position() {
        return reader.position();
    }

    /** {@return whether the file began with a byte order mark} */
    boolean marked() {
        return reader.marked();
    }

    /**
     * The next row.
     *
     * @param malformed told about rows of the wrong width
     * @return the row, or null at the end
     */
    @Nullable
    Row next(Consumer<Refusal> malformed) {
        while (true) {
            Raw raw = raw();
            if (raw == null) {
                return null;
            }
            List<String> cells = raw.cells();
            if (cells.size() != width) {
                malformed.accept(refusal("exchange.file-width", raw.line(), cells.size(), width));
                continue;
            }
            List<String> own = data.length == width
                    ? cells
                    : IntStream.of(data).mapToObj(cells::get).toList();
            String id = idAt < 0 ? "" : Cells.clean(cells.get(idAt));
            return new Row(raw.line(), number++, own, id);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private @Nullable Raw raw() {
        Raw back = pushedBack;
        if (back != null) {
            pushedBack = null;
            return back;
        }
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (CsvParseException e) {
            if (e.getCause() instanceof FileProblem problem) {
                throw problem;
            }
            throw new FileProblem(malformed(String.valueOf(e.getMessage())));
        }
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

    private void checkNames() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            if (name.isEmpty()) {
                throw new FileProblem(refusal("exchange.file-column-nameless", i + 1));
            }
            if (!seen.add(name)) {
                throw new FileProblem(
                        refusal("exchange.file-column-twice", name).ofValue(name));
            }
        }
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
            return new Raw(record.getStartingLineNumber(), record.getFields());
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
                    ready = new Raw(line, cells);
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
