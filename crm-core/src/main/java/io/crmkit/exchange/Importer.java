package io.crmkit.exchange;

import io.crmkit.exchange.ImportOptions.Mode;
import io.crmkit.exchange.ImportProgress.Phase;
import io.crmkit.exchange.ImportReport.Result;
import io.crmkit.exchange.StepRun.Pass;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Imports files as a mapping says (CUS-16). It knows no subject; entities load rows on the one road.
 *
 * <p>First everything is checked that can be checked without loading: the mapping against entities and headers, and each
 * file to its end for encoding, form and number of columns. If anything is wrong, all of it is refused at once and nothing
 * is loaded. Then rows are loaded in batches; a row that is refused holds up no other. A row that refers to a record that is
 * not there is tried again when the rest of its file is loaded, until that helps no more.
 *
 * <p>So it is in {@link ImportOptions.Mode#SKIP_BAD}. In the other modes all rows are tried first, or only tried.
 *
 * <p>Idempotent and resumable, since entities leave alone what they know by its external id: after a crash, run it again.
 * Memory is bounded whatever the size of files, save for rows that wait (as many as the options allow), a bit or two for each
 * row, and some 40 bytes for each external id in steps with {@code distinct} or {@code ordinal}.
 *
 * <p>Holds no state between runs; may be used by many threads if the entities may.
 */
public final class Importer {

    private static final int MOST_MALFORMED_ROWS = 10;

    private final Map<String, ImportEntity> entities = new LinkedHashMap<>();
    private final @Nullable ImportJournal journal;

    /**
     * An importer that cannot take back what it loaded.
     *
     * @param entities what can be imported
     * @throws IllegalArgumentException when two have the same name
     */
    public Importer(List<ImportEntity> entities) {
        this(entities, null);
    }

    /**
     * An importer.
     *
     * @param entities what can be imported
     * @param journal keeps imports that are all or nothing
     * @throws IllegalArgumentException when two have the same name
     */
    public Importer(List<ImportEntity> entities, @Nullable ImportJournal journal) {
        this.journal = journal;
        for (ImportEntity entity : entities) {
            if (this.entities.put(entity.name(), entity) != null) {
                throw new IllegalArgumentException("two import entities are called '" + entity.name() + "'");
            }
        }
    }

    /** For tests that change how something is loaded. */
    @Nullable
    ImportJournal journal() {
        return journal;
    }

    /** {@return what can be imported, by name} */
    public Map<String, List<ImportField>> fields() {
        Map<String, List<ImportField>> fields = new LinkedHashMap<>();
        entities.forEach((name, entity) -> fields.put(name, List.copyOf(entity.fields())));
        return fields;
    }

    /**
     * Imports.
     *
     * @param mapping which file holds what
     * @param directory where the files are
     * @param options how
     * @param progress hears how far it is
     * @return what became of it, with warnings; or why nothing was loaded
     * @throws IllegalStateException when FastCSV, or for workbooks Aalto or fastexcel, is not on the class path
     * @throws UncheckedIOException when a file cannot be read any more or an error file not be written; what was loaded stays
     */
    public Outcome<ImportReport> run(Mapping mapping, Path directory, ImportOptions options, ImportProgress progress) {
        return new Run(mapping, directory.toAbsolutePath().normalize(), options, progress).run();
    }

    private final class Run {

        private final Mapping mapping;
        private final Path directory;
        private final ImportOptions options;
        private final ImportProgress progress;
        private final List<Refusal> problems = new ArrayList<>();
        private final Map<FileFormat, FileFacts> facts = new LinkedHashMap<>();
        private final List<StepPlan> plans = new ArrayList<>();

        Run(Mapping mapping, Path directory, ImportOptions options, ImportProgress progress) {
            this.mapping = mapping;
            this.directory = directory;
            this.options = options;
            this.progress = progress;
        }

        Outcome<ImportReport> run() {
            try {
                check();
                return problems.isEmpty() ? load() : Outcome.refused(problems);
            } catch (NoClassDefFoundError e) {
                throw new IllegalStateException(
                        "to import files, put de.siegmar:fastcsv on the class path, and for workbooks"
                                + " com.fasterxml:aalto-xml and org.dhatim:fastexcel",
                        e);
            }
        }

        // Before anything is loaded

        private void check() {
            if (!Files.isDirectory(directory)) {
                refuse("exchange.directory-missing", directory.toString());
                return;
            }
            Set<FileFormat> formats = new LinkedHashSet<>();
            mapping.steps().forEach(step -> formats.add(step.format()));
            Map<String, ImportEntity> bound = new LinkedHashMap<>();
            entities.forEach((name, entity) -> bound.put(name, entity.under(options)));
            int step = 0;
            for (FileFormat format : formats) {
                checkFile(format, ++step, formats.size());
            }
            for (MappingStep each : mapping.steps()) {
                Optional<List<String>> columns = Optional.ofNullable(facts.get(each.format()))
                        .map(FileFacts::columns)
                        .filter(names -> !names.isEmpty());
                StepPlan.of(mapping.source(), each, bound, columns, problems).ifPresent(plans::add);
            }
        }

        private void checkFile(FileFormat format, int step, int steps) {
            Path path = resolve(format.file());
            if (path == null) {
                return;
            }
            options.errors().ifPresent(errors -> {
                Path target = errors.resolve(format.file());
                if (Files.exists(target)) {
                    refuse("exchange.error-file-exists", target.toString());
                }
            });
            List<Refusal> malformed = new ArrayList<>();
            try (RowFile rows = RowFile.open(path, format, options.maxCell())) {
                long total = Files.size(path);
                int count = 0;
                while (rows.next(malformed::add) != null && malformed.size() < MOST_MALFORMED_ROWS) {
                    if (++count % StepRun.REPORT_EVERY == 0) {
                        progress.report(new ImportProgress.Position(
                                Phase.CHECKING, step, steps, format.file(), "", count, rows.position(), total));
                    }
                }
                progress.report(new ImportProgress.Position(
                        Phase.CHECKING, step, steps, format.file(), "", count, rows.position(), total));
                facts.put(format, new FileFacts(rows.columns(), count, rows.marked()));
            } catch (FileProblem e) {
                malformed.add(e.refusal());
            } catch (IOException | UncheckedIOException e) {
                refuse("exchange.file-unreadable", format.file(), String.valueOf(e.getMessage()));
            }
            problems.addAll(malformed);
        }

        private @Nullable Path resolve(String file) {
            try {
                Path path = directory.resolve(file).normalize();
                if (!path.startsWith(directory)
                        || directory.getFileSystem().getPath(file).isAbsolute()) {
                    refuse("exchange.file-outside", file);
                    return null;
                }
                if (Files.isRegularFile(path)) {
                    return path;
                }
            } catch (InvalidPathException e) {
                // The same to the user as a file that is not there.
            }
            List<String> present = present();
            Refusal missing = MappingReader.refusal(
                            "exchange.file-missing", file, directory.toString(), MappingReader.listed(present))
                    .onField(file)
                    .ofValue(file);
            problems.add(NearMiss.of(file, present).map(missing::suggesting).orElse(missing));
            return null;
        }

        private List<String> present() {
            try (Stream<Path> files = Files.list(directory)) {
                return files.filter(Files::isRegularFile)
                        .map(path -> String.valueOf(path.getFileName()))
                        .sorted()
                        .limit(1000)
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void refuse(String code, String what, Object... more) {
            Object[] args = new Object[more.length + 1];
            args[0] = what;
            System.arraycopy(more, 0, args, 1, more.length);
            problems.add(MappingReader.refusal(code, args).onField(what));
        }

        // Loading

        private Outcome<ImportReport> load() {
            if (options.mode() == Mode.SKIP_BAD) {
                return pass(Pass.LOADING, Result.LOADED, (entity, rows) -> rows);
            }
            Optional<Refusal> unable = unable();
            if (unable.isPresent()) {
                return Outcome.refused(unable.get());
            }
            if (options.mode() == Mode.PREVIEW) {
                return pass(Pass.TRYING, Result.PREVIEWED, (entity, rows) -> rows);
            }
            return new WholeImport(
                            Optional.ofNullable(journal).orElseThrow(),
                            mapping.source(),
                            undos(),
                            this::pass,
                            this::again)
                    .run();
        }

        /** What keeps an entity from being tried, or taken back. */
        private Optional<Refusal> unable() {
            boolean whole = options.mode() == Mode.ALL_OR_NOTHING;
            for (StepPlan plan : plans) {
                boolean able = plan.entity().previews()
                        && (!whole || (plan.entity().undo().isPresent() && journal != null));
                if (!able) {
                    return Optional.of(MappingReader.refusal(
                                    whole ? "exchange.not-whole-import" : "exchange.no-preview",
                                    plan.entity().name())
                            .onField(plan.entity().name()));
                }
            }
            return Optional.empty();
        }

        private Map<String, Undo<?>> undos() {
            Map<String, Undo<?>> undos = new LinkedHashMap<>();
            entities.values().forEach(entity -> entity.undo().ifPresent(undo -> undos.put(entity.name(), undo)));
            return undos;
        }

        /** Forgets what the steps have counted, for reading the files once more. */
        private void again() {
            plans.forEach(StepPlan::restart);
        }

        private Outcome<ImportReport> pass(Pass pass, Result result, StepRun.Journal about) {
            Map<FileFormat, BitSet> claimed = new HashMap<>();
            List<ImportReport.Step> reports = new ArrayList<>();
            List<Refusal> warnings = new ArrayList<>();
            List<Path> made = List.of();
            @Nullable
            ErrorFiles errors = options.errors()
                    .map(directory -> new ErrorFiles(directory, options.language(), facts))
                    .orElse(null);
            StepRun.Context with = new StepRun.Context(
                    directory, options, progress, plans.size(), pass, errors, warnings, new SeenIds(), about);
            try {
                for (int i = 0; i < plans.size(); i++) {
                    FileFormat format = plans.get(i).format();
                    BitSet claims = claimed.computeIfAbsent(format, f -> new BitSet());
                    int rows = Objects.requireNonNull(facts.get(format)).rows();
                    reports.add(new StepRun(with, plans.get(i), i + 1, claims, rows).run());
                }
                if (errors != null) {
                    made = errors.finish();
                }
            } finally {
                if (errors != null) {
                    errors.close();
                }
            }
            claimed.forEach((format, claims) -> {
                int rows = Objects.requireNonNull(facts.get(format)).rows();
                if (claims.cardinality() < rows) {
                    warnings.add(MappingReader.refusal(
                            "exchange.rows-unclaimed",
                            format.shown(),
                            rows - claims.cardinality(),
                            claims.nextClearBit(0) + 1));
                }
            });
            return new Outcome.Done<>(new ImportReport(reports, made, result), warnings);
        }
    }
}
