package io.crmkit.exchange;

import com.google.common.base.CharMatcher;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.crmkit.shared.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Writes refused rows so that they can be corrected and imported again. A row that two steps refuse is written once. */
final class ErrorFiles implements Closeable {

    private static final CharMatcher BLANKS = CharMatcher.anyOf(" \t\r\n");
    private static final char HARD_BLANK = '\u00A0';

    private final Path directory;
    private final Locale language;
    private final Map<FileFormat, FileFacts> facts;
    private final Map<FileFormat, Output> outputs = new LinkedHashMap<>();
    private boolean any;

    ErrorFiles(Path directory, Locale language, Map<FileFormat, FileFacts> facts) {
        this.directory = directory;
        this.language = language;
        this.facts = facts;
    }

    void add(FileFormat format, Row row, String id, List<Refusal> refusals, UnaryOperator<String> columnsOf) {
        any = true;
        Output output = output(format);
        if (!output.written.get(row.number())) {
            output.written.set(row.number());
            List<String> cells = new ArrayList<>(row.cells());
            cells.add(String.valueOf(row.line()));
            cells.add(joined(
                    "; ", refusals.stream().map(r -> r.field().map(columnsOf).orElse(""))));
            cells.add(joined("; ", refusals.stream().map(Refusal::rule)));
            cells.add(joined(" ", refusals.stream().map(output::message)));
            cells.add(id.isEmpty() ? row.id() : id);
            output.write(cells);
        }
    }

    /** {@return the files that have rows to correct, which are now in place} */
    List<Path> finish() {
        List<Path> made = new ArrayList<>();
        if (any) {
            facts.keySet().forEach(this::output);
        }
        Map<Path, List<WorkbookWriter.Sheet>> workbooks = new LinkedHashMap<>();
        outputs.forEach((format, output) -> {
            output.finish();
            if (!output.written.isEmpty() && !made.contains(output.target)) {
                made.add(output.target);
            }
            if (format.isWorkbook()) {
                workbooks
                        .computeIfAbsent(output.target, t -> new ArrayList<>())
                        .add(new WorkbookWriter.Sheet(format.sheet(), output.part));
            }
        });
        workbooks.forEach(WorkbookWriter::write);
        outputs.clear();
        return made;
    }

    /** After {@link #finish()} nothing; before it, what was written goes. */
    @Override
    public void close() {
        outputs.values().forEach(Output::discard);
    }

    private static String joined(String glue, Stream<String> parts) {
        return String.join(
                glue, parts.filter(part -> !part.isEmpty()).distinct().toList());
    }

    private Output output(FileFormat format) {
        return outputs.computeIfAbsent(format, f -> {
            try {
                return new Output(f, facts.getOrDefault(f, new FileFacts(List.of(), 0, false)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private final class Output {

        private final FileFormat format;
        private final Path target;
        private final Path part;
        private final Writer writer;
        private final CsvWriter csv;
        private final CharsetEncoder encoder;
        private final BitSet written = new BitSet();

        Output(FileFormat format, FileFacts source) throws IOException {
            this.format = format;
            this.target = directory.resolve(format.file());
            this.part = target.resolveSibling(
                    target.getFileName() + (format.isWorkbook() ? "." + outputs.size() : "") + ".part");
            Charset charset = format.isWorkbook() ? StandardCharsets.UTF_8 : format.charset();
            this.encoder = charset.newEncoder();
            Path parent = target.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            this.writer = Files.newBufferedWriter(part, charset);
            if (source.marked() && !format.charset().equals(StandardCharsets.UTF_16)) {
                writer.write('\uFEFF');
            }
            this.csv = CsvWriter.builder()
                    .fieldSeparator(
                            format.separator() == FileFormat.WHITE_SPACE || format.isWorkbook()
                                    ? ','
                                    : format.separator())
                    .lineDelimiter(LineDelimiter.LF)
                    .build(writer);
            if (!source.columns().isEmpty()) {
                List<String> names = new ArrayList<>(source.columns());
                names.addAll(RowFile.NOTES);
                write(names);
            }
        }

        String message(Refusal refusal) {
            String text = refusal.message(language);
            return encoder.canEncode(text)
                    ? text
                    : refusal.message(Locale.ENGLISH).replaceAll("[^\\x20-\\x7e]", "?");
        }

        void write(List<String> cells) {
            if (format.separator() != FileFormat.WHITE_SPACE || format.isWorkbook()) {
                csv.writeRecord(cells);
                return;
            }
            try {
                writer.write(
                        String.join(" ", cells.stream().map(Output::unbroken).toList()));
                writer.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Where blanks separate there are no quotes: a blank within becomes one that does not break. */
        private static String unbroken(String cell) {
            return cell.isEmpty() ? "-" : BLANKS.replaceFrom(cell, HARD_BLANK);
        }

        void finish() {
            try {
                csv.close();
                if (!format.isWorkbook()) {
                    Files.move(part, target);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void discard() {
            try {
                csv.close();
                Files.deleteIfExists(part);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
