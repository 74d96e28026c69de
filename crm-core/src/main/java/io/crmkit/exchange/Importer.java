package io.crmkit.exchange;

import com.google.common.collect.Lists;
import io.crmkit.exchange.ImportEntity.Loaded;
import io.crmkit.exchange.ImportProgress.Phase;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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
 * <p>Idempotent and resumable, since entities leave alone what they know by its external id: after a crash, run it again.
 * Memory is bounded whatever the size of files, save for rows that wait (as many as the options allow), a bit or two for each
 * row, and some 40 bytes for each external id in steps with {@code distinct} or {@code ordinal}.
 *
 * <p>Holds no state between runs; may be used by many threads if the entities may.
 */
public final class Importer {

    private static final int REPORT_EVERY = 500;
    private static final int MOST_MALFORMED_ROWS = 10;
    private static final double NEARLY_FULL = 0.9;

    private final Map<String, ImportEntity> entities = new LinkedHashMap<>();

    /**
     * An importer.
     *
     * @param entities what can be imported
     * @throws IllegalArgumentException when two have the same name
     */
    public Importer(List<ImportEntity> entities) {
        for (ImportEntity entity : entities) {
            if (this.entities.put(entity.name(), entity) != null) {
                throw new IllegalArgumentException("two import entities are called '" + entity.name() + "'");
            }
        }
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
            check();
            return problems.isEmpty() ? load() : Outcome.refused(problems);
        }

        // Before anything is loaded

        private void check() {
            if (!Files.isDirectory(directory)) {
                refuse("exchange.directory-missing", directory.toString());
                return;
            }
            Set<FileFormat> formats = new LinkedHashSet<>();
            mapping.steps().forEach(step -> formats.add(step.format()));
            int step = 0;
            for (FileFormat format : formats) {
                checkFile(format, ++step, formats.size());
            }
            for (MappingStep each : mapping.steps()) {
                Optional<List<String>> columns = Optional.ofNullable(facts.get(each.format()))
                        .map(FileFacts::columns)
                        .filter(names -> !names.isEmpty());
                StepPlan.of(mapping.source(), each, entities, columns, problems).ifPresent(plans::add);
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
                    if (++count % REPORT_EVERY == 0) {
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
            Map<FileFormat, BitSet> claimed = new HashMap<>();
            List<ImportReport.Step> reports = new ArrayList<>();
            List<Refusal> warnings = new ArrayList<>();
            List<Path> made = List.of();
            @Nullable
            ErrorFiles errors = options.errors()
                    .map(directory -> new ErrorFiles(directory, options.language(), facts))
                    .orElse(null);
            try {
                for (int i = 0; i < plans.size(); i++) {
                    BitSet claims = claimed.computeIfAbsent(plans.get(i).format(), format -> new BitSet());
                    reports.add(new StepRun(plans.get(i), i + 1, claims, errors, warnings).run());
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
                            format.file(),
                            rows - claims.cardinality(),
                            claims.nextClearBit(0) + 1));
                }
            });
            return new Outcome.Done<>(new ImportReport(reports, made), warnings);
        }

        /** One step while it runs. */
        private final class StepRun {

            private final StepPlan plan;
            private final int number;
            private final BitSet claimed;
            private final @Nullable ErrorFiles errors;
            private final List<Refusal> warnings;
            private final Findings refusals = new Findings();
            private final Findings remarks = new Findings();
            private final BatchesBeside<Waiting> batches = new BatchesBeside<>(this::load, this::settle);
            private List<Waiting> batch = new ArrayList<>();
            private Set<String> idsInBatch = new HashSet<>();
            private Set<String> marks = new HashSet<>();
            private Optional<Set<String>> lastMarks = Optional.empty();
            private boolean alone;
            private List<Waiting> waiting = new ArrayList<>();
            private long read;
            private long passedOver;
            private long repeated;
            private long incomplete;
            private long created;
            private long unchanged;
            private long different;
            private long refused;
            private long corrected;
            private long notWaited;

            StepRun(StepPlan plan, int number, BitSet claimed, @Nullable ErrorFiles errors, List<Refusal> warnings) {
                this.plan = plan;
                this.number = number;
                this.claimed = claimed;
                this.errors = errors;
                this.warnings = warnings;
            }

            ImportReport.Step run() {
                String file = plan.format().file();
                Path path = directory.resolve(file);
                try (batches;
                        RowsAhead rows = new RowsAhead(path, plan, options.maxCell())) {
                    long total = Files.size(path);
                    long position = 0;
                    for (RowsAhead.Prepared row = rows.next(); row != null; row = rows.next()) {
                        read++;
                        take(row.row(), row.taken());
                        position = row.position();
                        if (read % REPORT_EVERY == 0) {
                            report(position, total);
                        }
                    }
                    flush();
                    batches.finish();
                    if (read != rowsChecked()) {
                        throw changed(file, null);
                    }
                    retry();
                    report(total, total);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (FileProblem e) {
                    throw changed(file, e);
                }
                if (notWaited > 0) {
                    warnings.add(MappingReader.refusal(
                            "exchange.too-many-waiting", file, plan.entity().name(), options.maxWaiting(), notWaited));
                }
                return new ImportReport.Step(
                        file,
                        plan.entity().name(),
                        read,
                        passedOver,
                        repeated,
                        incomplete,
                        created,
                        unchanged,
                        different,
                        refused,
                        corrected,
                        refusals.groups(),
                        remarks.groups());
            }

            private int rowsChecked() {
                return Objects.requireNonNull(facts.get(plan.format())).rows();
            }

            private static UncheckedIOException changed(String file, @Nullable FileProblem why) {
                return new UncheckedIOException(new IOException("changed while it was imported: " + file, why));
            }

            private void report(long position, long total) {
                progress.report(new ImportProgress.Position(
                        Phase.LOADING,
                        number,
                        plans.size(),
                        plan.format().file(),
                        plan.entity().name(),
                        read,
                        position,
                        total));
            }

            private void take(Row row, StepPlan.Taken taken) {
                if (taken != StepPlan.PassedOver.ELSEWHERE) {
                    claimed.set(row.number());
                }
                if (taken instanceof StepPlan.PassedOver over) {
                    switch (over) {
                        case ELSEWHERE -> passedOver++;
                        case REPEATED -> repeated++;
                        case INCOMPLETE -> incomplete++;
                    }
                } else if (taken instanceof StepPlan.NotReady broken) {
                    remark(broken.remarks(), row);
                    refuse(row, plan.remembered(broken.id()), broken.refusals());
                } else if (taken instanceof StepPlan.Ready ready) {
                    remark(ready.remarks(), row);
                    add(new Waiting(row, ready.row(), List.of()));
                }
            }

            private void add(Waiting row) {
                Optional<Set<String>> shared = plan.entity().shared(row.ready());
                // Two rows of one id never share a batch, so that the second meets the first.
                if (idsInBatch.contains(row.ready().externalId()) || wantsToEnd(shared)) {
                    flush();
                }
                idsInBatch.add(row.ready().externalId());
                batch.add(row);
                shared.ifPresentOrElse(marks::addAll, () -> alone = true);
                lastMarks = shared;
                if (batch.size() >= plan.entity().batch()) {
                    flush();
                }
            }

            /** A batch that is nearly full ends between two rows that share nothing, so that the next can stand beside it. */
            private boolean wantsToEnd(Optional<Set<String>> next) {
                return batch.size() >= plan.entity().batch() * NEARLY_FULL
                        && next.isPresent()
                        && lastMarks.isPresent()
                        && Collections.disjoint(lastMarks.get(), next.get());
            }

            private void flush() {
                if (batch.isEmpty()) {
                    return;
                }
                if (alone) {
                    batches.alone(batch);
                } else {
                    idsInBatch.stream().map(id -> "id:" + id).forEach(marks::add);
                    batches.add(batch, marks);
                }
                batch = new ArrayList<>();
                idsInBatch = new HashSet<>();
                marks = new HashSet<>();
                lastMarks = Optional.empty();
                alone = false;
            }

            /** Loads what waits, as long as that brings something new. */
            private void retry() {
                long before = -1;
                while (!waiting.isEmpty() && before != created) {
                    before = created;
                    List<Waiting> again = waiting;
                    waiting = new ArrayList<>();
                    for (List<Waiting> part :
                            Lists.partition(again, plan.entity().batch())) {
                        batches.alone(part);
                    }
                }
                Set<String> refusedToo = new HashSet<>();
                List<String> names = plan.entity().fields().stream()
                        .filter(field -> field.type() == ImportField.Type.TEXT)
                        .map(ImportField::name)
                        .toList();
                waiting.forEach(row -> {
                    refusedToo.add(row.ready().externalId());
                    names.forEach(name -> row.ready().text(name).ifPresent(refusedToo::add));
                });
                for (Waiting row : waiting) {
                    List<Refusal> why = row.refusals().stream()
                            .map(refusal -> explained(refusal, refusedToo))
                            .toList();
                    refuse(row.row(), plan.remembered(row.ready().externalId()), why);
                }
            }

            /** A row that refers to another one of the file is not told that there is none. */
            private static Refusal explained(Refusal refusal, Set<String> refusedToo) {
                String value = refusal.value().orElse("");
                if (!refusedToo.contains(value)) {
                    return refusal;
                }
                Refusal circle = MappingReader.refusal("exchange.refers-to-refused", value)
                        .ofValue(value);
                return refusal.field().map(circle::onField).orElse(circle);
            }

            private List<Outcome<Loaded>> load(List<Waiting> rows) {
                List<Outcome<Loaded>> outcomes =
                        plan.entity().load(rows.stream().map(Waiting::ready).toList());
                if (outcomes.size() != rows.size()) {
                    throw new IllegalStateException(
                            "import entity '" + plan.entity().name() + "' answered " + outcomes.size() + " times for "
                                    + rows.size() + " rows");
                }
                return outcomes;
            }

            private void settle(List<Waiting> rows, List<Outcome<Loaded>> outcomes) {
                for (int i = 0; i < rows.size(); i++) {
                    settle(rows.get(i), outcomes.get(i));
                }
            }

            private void settle(Waiting row, Outcome<Loaded> outcome) {
                if (outcome instanceof Outcome.Done<Loaded> done) {
                    remark(done.warnings(), row.row());
                    switch (done.value().effect()) {
                        case NEW -> created++;
                        case UNCHANGED -> unchanged++;
                        case DIFFERENT -> {
                            different++;
                            remarks.add(
                                    MappingReader.refusal("exchange.different"),
                                    row.row().line());
                        }
                    }
                } else if (outcome instanceof Outcome.Pending<Loaded> pending) {
                    refuse(
                            row.row(),
                            plan.remembered(row.ready().externalId()),
                            List.of(MappingReader.refusal("exchange.pending", pending.approval())));
                } else if (onlyUnknownReferences(outcome.refusals())) {
                    await(row, outcome.refusals());
                } else {
                    refuse(row.row(), plan.remembered(row.ready().externalId()), outcome.refusals());
                }
            }

            private void await(Waiting row, List<Refusal> refusals) {
                if (waiting.size() < options.maxWaiting()) {
                    waiting.add(new Waiting(row.row(), row.ready(), refusals));
                } else {
                    notWaited++;
                    refuse(row.row(), plan.remembered(row.ready().externalId()), refusals);
                }
            }

            private void refuse(Row row, String id, List<Refusal> why) {
                refused++;
                why.forEach(refusal -> refusals.add(refusal, row.line()));
                if (errors != null) {
                    errors.add(plan.format(), row, id, why, plan::columnsOf);
                }
            }

            private void remark(List<Refusal> what, Row row) {
                for (Refusal remark : what) {
                    remarks.add(remark, row.line());
                    if (remark.code().equals("exchange.corrected")) {
                        corrected++;
                    }
                }
            }
        }
    }

    private static boolean onlyUnknownReferences(List<Refusal> refusals) {
        return refusals.stream().allMatch(refusal -> refusal.code().equals(ImportEntity.UNKNOWN_REFERENCE));
    }

    /** A row on its way to its entity, with what the entity said of it before. */
    private record Waiting(Row row, ImportRow ready, List<Refusal> refusals) {}
}
