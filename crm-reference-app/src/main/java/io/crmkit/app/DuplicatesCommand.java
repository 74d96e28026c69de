package io.crmkit.app;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.customer.duplicates.DuplicateDetector;
import io.crmkit.customer.duplicates.DuplicatePolicy;
import io.crmkit.customer.duplicates.DuplicateScan;
import io.crmkit.customer.duplicates.Duplicates;
import io.crmkit.customer.duplicates.MatchRecord;
import io.crmkit.customer.duplicates.PairQuality;
import io.crmkit.customer.duplicates.PairScore;
import io.crmkit.customer.duplicates.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Duplicate detection (CUS-05, CUS-06). */
@Command(
        name = "duplicates",
        subcommands = {DuplicatesCommand.Evaluate.class, DuplicatesCommand.Scan.class})
final class DuplicatesCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DuplicatesCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Looks for duplicates among all that the user may see. */
    @Command(name = "scan")
    static final class Scan implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--type", split = ",", paramLabel = "TYPE")
        private Set<String> types = Set.of();

        @Option(names = "--most", paramLabel = "N")
        private int most = 100;

        Scan(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            if (most < 1 || most > 10_000) {
                throw desk.usage("error.most", most);
            }
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("cluster", texts.get("duplicates.cluster"), Sheet.Kind.COUNT),
                    new Sheet.Column("record", texts.get("duplicates.record"), Sheet.Kind.TEXT),
                    new Sheet.Column("name", texts.get("field.name"), Sheet.Kind.TEXT),
                    new Sheet.Column("owner", texts.get("field.owner"), Sheet.Kind.TEXT),
                    new Sheet.Column("likely", texts.get("duplicates.likely"), Sheet.Kind.TEXT),
                    new Sheet.Column("why", texts.get("duplicates.why"), Sheet.Kind.TEXT));
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Duplicates.Report report = desk.done(session.duplicates().scan(types, most));
                try (Sheet sheet = desk.sheet(texts.get("duplicates.clusters"), columns)) {
                    long number = 0;
                    for (Duplicates.Group group : report.groups()) {
                        number++;
                        for (Duplicates.Member member : group.members()) {
                            boolean first = member.equals(group.members().get(0));
                            sheet.row(Arrays.asList(
                                    number,
                                    member.record().toString(),
                                    member.name(),
                                    member.owner().orElse(""),
                                    first ? Math.round(100 * group.pair().likelihood()) + " %" : "",
                                    first ? why(group.pair()) : ""));
                        }
                    }
                    sheet.note(texts.get(
                            "duplicates.scanned",
                            report.records(),
                            report.clusters(),
                            report.groups().size()));
                }
            }
            return Exit.FINE;
        }

        private String why(PairScore pair) {
            return pair.reasons().stream()
                    .limit(4)
                    .map(reason -> reason.label().in(desk.language()))
                    .collect(Collectors.joining(", "));
        }
    }

    /** Measures the quality of detection on files whose duplicates are known. Needs no store. */
    @Command(name = "evaluate")
    static final class Evaluate implements Callable<Integer> {

        private final Desk desk;

        @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "crm.duplicates.evaluate.file")
        private List<Path> files = new ArrayList<>();

        @Option(names = "--roles", required = true, paramLabel = "COLUMN=ROLE,…")
        private String roles = "";

        @Option(names = "--truth", required = true, paramLabel = "COLUMN|FILE")
        private String truth = "";

        @Option(names = "--truth-columns", paramLabel = "COLUMN,COLUMN")
        private Optional<String> truthColumns = Optional.empty();

        @Option(names = "--truth-drop", paramLabel = "N")
        private int drop;

        @Option(names = "--id", paramLabel = "COLUMN")
        private String id = "id";

        Evaluate(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Map<String, Role> mapping = mapping();
            boolean pairs = Files.isRegularFile(desk.path(Path.of(truth)));
            List<MatchRecord> records = new ArrayList<>();
            Map<String, String> bearers = new HashMap<>();
            for (int f = 0; f < files.size(); f++) {
                int number = f;
                read(files.get(f), row -> {
                    // With a column of truth no id is needed; with pairs it is what they name.
                    String key =
                            number + " " + (pairs ? cell(files.get(number), row, id) : String.valueOf(records.size()));
                    records.add(asRecord(key, number, row, mapping));
                    bearers.put(key, pairs ? key : bearer(files.get(number), row, key));
                });
            }
            if (pairs) {
                join(bearers);
            }
            DuplicateScan scan = DuplicateDetector.of(DuplicatePolicy.shipped()).scan(records);
            print(scan, PairQuality.of(scan.clusters(), bearers));
            return Exit.FINE;
        }

        private Map<String, Role> mapping() {
            Map<String, Role> known = Arrays.stream(Role.values())
                    .collect(Collectors.toMap(
                            r -> r.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            r -> r,
                            (a, b) -> a,
                            LinkedHashMap::new));
            Map<String, Role> mapping = new LinkedHashMap<>();
            for (String part : parts(roles)) {
                int at = part.lastIndexOf('=');
                String name = part.substring(at + 1).strip().toLowerCase(Locale.ROOT);
                if (at < 1 || !known.containsKey(name)) {
                    throw desk.usage("error.role", part, String.join(", ", known.keySet()));
                }
                mapping.put(part.substring(0, at).strip(), known.get(name));
            }
            return mapping;
        }

        private static List<String> parts(String text) {
            return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        }

        private MatchRecord asRecord(String key, int file, NamedCsvRecord row, Map<String, Role> mapping) {
            MatchRecord record = MatchRecord.of(key);
            if (files.size() > 1) {
                record = record.from(String.valueOf(file));
            }
            for (Map.Entry<String, Role> column : mapping.entrySet()) {
                record = record.with(column.getValue(), cell(files.get(file), row, column.getKey()));
            }
            return record;
        }

        /** Who the row says it is; a row that does not say is somebody of its own. */
        private String bearer(Path file, NamedCsvRecord row, String key) {
            String written = cell(file, row, truth);
            return written.isBlank()
                    ? "row " + key
                    : "=" + written.substring(0, written.length() - Math.max(0, Math.min(drop, written.length())));
        }

        /** Joins the bearers that the pairs name; pairs of pairs belong together, too. */
        private void join(Map<String, String> bearers) {
            Path file = Path.of(truth);
            List<String> columns = truthColumns.map(Evaluate::parts).orElse(List.of());
            if (columns.size() != 2) {
                throw desk.usage("error.truth-columns", truth);
            }
            int second = files.size() > 1 ? 1 : 0;
            read(file, row -> {
                String left = root(file, bearers, "0 " + cell(file, row, columns.get(0)));
                String right = root(file, bearers, second + " " + cell(file, row, columns.get(1)));
                bearers.put(left, right);
            });
            List.copyOf(bearers.keySet()).forEach(key -> bearers.put(key, root(file, bearers, key)));
        }

        private String root(Path file, Map<String, String> bearers, String key) {
            String at = key;
            String next = bearers.get(at);
            while (next != null && !next.equals(at)) {
                at = next;
                next = bearers.get(at);
            }
            if (next == null) {
                throw desk.usage("error.truth-unknown", file.toString(), key.substring(key.indexOf(' ') + 1));
            }
            return at;
        }

        private void read(Path file, Consumer<NamedCsvRecord> each) {
            Path path = desk.path(file);
            if (!Files.isRegularFile(path)) {
                throw desk.usage("error.io", desk.texts().get("error.no-such-file", file.toString()));
            }
            try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(path)) {
                reader.forEach(each);
            } catch (CsvParseException e) {
                throw desk.usage("error.csv", file.toString(), String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String cell(Path file, NamedCsvRecord row, String column) {
            return row.findField(column).orElseGet(() -> {
                if (row.getHeader().contains(column)) {
                    return "";
                }
                throw desk.usage(
                        "error.column",
                        file.toString(),
                        column,
                        String.join(", ", row.getHeader()) + desk.texts().near(column, row.getHeader()));
            });
        }

        private void print(DuplicateScan scan, PairQuality quality) {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("measure", texts.get("duplicates.measure"), Sheet.Kind.TEXT),
                    new Sheet.Column("value", texts.get("duplicates.value"), Sheet.Kind.TEXT));
            try (Sheet sheet = desk.sheet(texts.get("duplicates.title"), columns)) {
                sheet.row(Arrays.asList(texts.get("duplicates.records"), scan.records()));
                sheet.row(Arrays.asList(texts.get("duplicates.compared"), scan.compared()));
                sheet.row(Arrays.asList(texts.get("duplicates.true-pairs"), quality.right() + quality.missed()));
                sheet.row(Arrays.asList(texts.get("duplicates.right"), quality.right()));
                sheet.row(Arrays.asList(texts.get("duplicates.wrong"), quality.wrong()));
                sheet.row(Arrays.asList(texts.get("duplicates.missed"), quality.missed()));
                sheet.row(Arrays.asList(texts.get("duplicates.precision"), share(quality.precision())));
                sheet.row(Arrays.asList(texts.get("duplicates.recall"), share(quality.recall())));
                sheet.row(Arrays.asList(texts.get("duplicates.f1"), share(quality.f1())));
            }
        }

        private static String share(double share) {
            return String.format(Locale.ROOT, "%.4f", share);
        }
    }
}
