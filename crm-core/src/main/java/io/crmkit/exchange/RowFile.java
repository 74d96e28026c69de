package io.crmkit.exchange;

import io.crmkit.exchange.RawRows.Raw;
import io.crmkit.shared.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file, one after another; memory does not depend on its size. What is malformed is refused by a {@link
 * FileProblem}, except rows of the wrong width, which are told and passed over.
 */
final class RowFile implements Closeable {

    /** The columns that an error file has more than its source. */
    static final List<String> NOTES = List.of("crm_line", "crm_column", "crm_rule", "crm_message", "crm_id");

    private final FileFormat format;
    private final RawRows rows;
    private final List<String> columns;
    private final int[] data;
    private final int width;
    private final int idAt;
    private @Nullable Raw pushedBack;
    private int number;

    private RowFile(FileFormat format, RawRows rows) {
        this.format = format;
        this.rows = rows;
        Raw first = raw();
        if (first != null && format.header()) {
            first.flaws().values().stream().findFirst().ifPresent(flaw -> {
                throw new FileProblem(flaw.onField(format.file()));
            });
        }
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
        RawRows rows =
                format.isWorkbook() ? XlsxRows.open(path, format, maxCell) : TextRows.open(path, format, maxCell);
        try {
            return new RowFile(format, rows);
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    /** {@return the names of the data columns, or their positions; none when a file without header has no row} */
    List<String> columns() {
        return columns;
    }

    /** {@return how many bytes were read} */
    long position() {
        return rows.position();
    }

    /** {@return whether the file began with a byte order mark} */
    boolean marked() {
        return rows.marked();
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
            List<String> cells = rows.ragged() ? filled(raw.cells()) : raw.cells();
            if (cells.size() != width) {
                malformed.accept(refusal("exchange.file-width", raw.line(), cells.size(), width));
                continue;
            }
            List<String> own = data.length == width
                    ? cells
                    : IntStream.of(data).mapToObj(cells::get).toList();
            String id = idAt < 0 ? "" : Cells.clean(cells.get(idAt));
            return new Row(raw.line(), number++, own, id, flaws(raw.flaws()));
        }
    }

    private List<String> filled(List<String> cells) {
        if (cells.size() >= width) {
            return cells;
        }
        List<String> all = new ArrayList<>(width);
        all.addAll(cells);
        while (all.size() < width) {
            all.add("");
        }
        return all;
    }

    /** The flaws by position among the data columns. */
    private Map<Integer, Refusal> flaws(Map<Integer, Refusal> all) {
        if (all.isEmpty() || data.length == width) {
            return all;
        }
        Map<Integer, Refusal> own = new HashMap<>();
        for (int i = 0; i < data.length; i++) {
            Refusal flaw = all.get(data[i]);
            if (flaw != null) {
                own.put(i, flaw);
            }
        }
        return own;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private @Nullable Raw raw() {
        Raw back = pushedBack;
        if (back != null) {
            pushedBack = null;
            return back;
        }
        return rows.next();
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
}
