package io.crmkit.exchange;

import io.crmkit.exchange.ImportReport.Result;
import io.crmkit.exchange.StepRun.Pass;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An import that is all or nothing (CUS-16): tried as a whole, then loaded with a journal, and taken back when that fails after all. */
final class WholeImport {

    /** Goes through all rows. */
    interface Passing {
        Outcome<ImportReport> pass(Pass pass, Result result, StepRun.Journal journal);
    }

    /** The journal cannot go on, mostly because the right to import has ended meanwhile: nothing more is loaded. */
    private static final class Ended extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<Refusal> why;

        Ended(List<Refusal> why) {
            super("the journal of the import cannot be kept: " + why);
            this.why = why;
        }
    }

    private final ImportJournal journal;
    private final String source;
    private final Map<String, Undo<?>> undos;
    private final Passing passing;
    private final Runnable again;
    private final List<Refusal> warnings = new ArrayList<>();
    private final AtomicInteger chunks = new AtomicInteger();

    WholeImport(ImportJournal journal, String source, Map<String, Undo<?>> undos, Passing passing, Runnable again) {
        this.journal = journal;
        this.source = source;
        this.undos = undos;
        this.passing = passing;
        this.again = again;
    }

    Outcome<ImportReport> run() {
        Outcome<List<String>> unfinished = journal.unfinished(source);
        if (!(unfinished instanceof Outcome.Done<List<String>> known)) {
            return Outcome.refused(unfinished.refusals());
        }
        for (String id : known.value()) {
            List<Refusal> wrong = takeBack(id, "exchange.took-back-earlier");
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
        }
        Outcome<ImportReport> tried = passing.pass(Pass.TRYING, Result.NOTHING, (entity, rows) -> rows);
        if (!(tried instanceof Outcome.Done<ImportReport> done) || done.value().refused() > 0) {
            return warned(tried);
        }
        again.run();
        Outcome<ImportRun> begun = journal.begin(source);
        if (!(begun instanceof Outcome.Done<ImportRun> run)) {
            return Outcome.refused(begun.refusals());
        }
        return load(run.value().id());
    }

    private Outcome<ImportReport> load(String id) {
        boolean whole = false;
        try {
            Outcome<ImportReport> loaded =
                    passing.pass(Pass.LOADING, Result.LOADED, (entity, rows) -> about(id, entity, rows));
            whole = loaded instanceof Outcome.Done<ImportReport> done
                    && done.value().refused() == 0
                    && journal.end(id).isDone();
            if (whole) {
                journal.sweep(id, chunks.get());
                return warned(loaded);
            }
            List<Refusal> wrong = takeBack(id, "exchange.took-back");
            return wrong.isEmpty()
                    ? warned(loaded.map(
                            report -> new ImportReport(report.steps(), report.errorFiles(), Result.TAKEN_BACK)))
                    : stays(wrong);
        } catch (Ended ended) {
            List<Refusal> wrong = takeBack(id, "exchange.took-back");
            return wrong.isEmpty() ? Outcome.refused(ended.why) : stays(ended.why);
        } catch (RuntimeException e) {
            if (!whole) {
                try {
                    takeBack(id, "exchange.took-back");
                } catch (RuntimeException also) {
                    e.addSuppressed(also); // the next import takes it back
                }
            }
            throw e;
        }
    }

    /** What was loaded could not be taken back: whoever asked is told so. It is on record, and the next import takes it back. */
    private Outcome<ImportReport> stays(List<Refusal> why) {
        List<Refusal> all = new ArrayList<>(why);
        all.add(MappingReader.refusal("exchange.not-taken-back", source));
        return Outcome.refused(all);
    }

    private List<ImportRow> about(String id, ImportEntity entity, List<ImportRow> rows) {
        List<ImportRow> own = rows.stream().map(row -> row.of(id)).toList();
        Outcome<ImportRun> noted = journal.note(
                id,
                entity.name(),
                own.stream().map(row -> KnownRows.origin(row).key()).distinct().toList());
        if (!(noted instanceof Outcome.Done<ImportRun> run)) {
            throw new Ended(noted.refusals());
        }
        chunks.accumulateAndGet(run.value().chunks(), Math::max); // batches may be loaded beside each other
        return own;
    }

    private List<Refusal> takeBack(String id, String code) {
        Outcome<long[]> undone = journal.undo(id, undos);
        if (!(undone instanceof Outcome.Done<long[]> done)) {
            return undone.refusals();
        }
        warnings.add(MappingReader.refusal(code, source, done.value()[0], done.value()[1]));
        return List.of();
    }

    private Outcome<ImportReport> warned(Outcome<ImportReport> outcome) {
        if (!(outcome instanceof Outcome.Done<ImportReport> done) || warnings.isEmpty()) {
            return outcome;
        }
        List<Refusal> all = new ArrayList<>(warnings);
        all.addAll(done.warnings());
        return new Outcome.Done<>(done.value(), all);
    }
}
