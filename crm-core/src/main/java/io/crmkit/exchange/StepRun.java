package io.crmkit.exchange;

import com.google.common.collect.Lists;
import io.crmkit.exchange.ImportEntity.Loaded;
import io.crmkit.exchange.ImportProgress.Phase;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step of an import while it runs: loads its rows, or only tries what would become of them. */
final class StepRun {

    static final int REPORT_EVERY = 500;
    private static final double NEARLY_FULL = 0.9;

    /** Whether rows are loaded. */
    enum Pass {
        /** They are. */
        LOADING,
        /** It is only tried what would become of them. */
        TRYING
    }

    /** Is told which rows are about to be loaded, and makes them part of an import that can be taken back. */
    interface Journal {
        List<ImportRow> about(ImportEntity entity, List<ImportRow> rows);
    }

    /**
     * What all steps of a run share.
     *
     * @param directory where the files are
     * @param options how
     * @param progress hears how far it is
     * @param steps how many steps there are
     * @param pass whether rows are loaded
     * @param errors takes refused rows, if they are written
     * @param warnings takes what to know
     * @param promised texts by which rows refer to records that this run would make; used when rows are tried
     * @param journal is told before rows are loaded
     */
    record Context(
            Path directory,
            ImportOptions options,
            ImportProgress progress,
            int steps,
            Pass pass,
            @Nullable ErrorFiles errors,
            List<Refusal> warnings,
            SeenIds promised,
            Journal journal) {}

    private final Context with;
    private final int rowsChecked;
    private final StepPlan plan;
    private final int number;
    private final BitSet claimed;
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

    StepRun(Context with, StepPlan plan, int number, BitSet claimed, int rowsChecked) {
        this.with = with;
        this.plan = plan;
        this.number = number;
        this.claimed = claimed;
        this.rowsChecked = rowsChecked;
    }

    ImportReport.Step run() {
        String file = plan.format().file();
        Path path = with.directory().resolve(file);
        try (batches;
                RowsAhead rows = new RowsAhead(path, plan, with.options().maxCell())) {
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
            if (read != rowsChecked) {
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
            with.warnings()
                    .add(MappingReader.refusal(
                            "exchange.too-many-waiting",
                            file,
                            plan.entity().name(),
                            with.options().maxWaiting(),
                            notWaited));
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

    private static UncheckedIOException changed(String file, @Nullable FileProblem why) {
        return new UncheckedIOException(new IOException("changed while it was imported: " + file, why));
    }

    private void report(long position, long total) {
        with.progress()
                .report(new ImportProgress.Position(
                        with.pass() == Pass.LOADING ? Phase.LOADING : Phase.TRYING,
                        number,
                        with.steps(),
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
            for (List<Waiting> part : Lists.partition(again, plan.entity().batch())) {
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
        Refusal circle =
                MappingReader.refusal("exchange.refers-to-refused", value).ofValue(value);
        return refusal.field().map(circle::onField).orElse(circle);
    }

    private List<Outcome<Loaded>> load(List<Waiting> rows, ImportTurn turn) {
        List<ImportRow> ready = rows.stream().map(Waiting::ready).toList();
        List<Outcome<Loaded>> outcomes = with.pass() == Pass.TRYING
                ? plan.entity().preview(ready).orElseThrow()
                : plan.entity().load(with.journal().about(plan.entity(), ready), turn);
        if (outcomes.size() != rows.size()) {
            throw new IllegalStateException("import entity '" + plan.entity().name() + "' answered " + outcomes.size()
                    + " times for " + rows.size() + " rows");
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
                case NEW -> {
                    created++;
                    if (with.pass() == Pass.TRYING) {
                        plan.entity().namedBy().flatMap(row.ready()::text).ifPresent(with.promised()::count);
                    }
                }
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
            if (promised(outcome.refusals())) {
                created++;
                plan.entity().namedBy().flatMap(row.ready()::text).ifPresent(with.promised()::count);
            } else {
                await(row, outcome.refusals());
            }
        } else {
            refuse(row.row(), plan.remembered(row.ready().externalId()), outcome.refusals());
        }
    }

    private void await(Waiting row, List<Refusal> refusals) {
        if (waiting.size() < with.options().maxWaiting()) {
            waiting.add(new Waiting(row.row(), row.ready(), refusals));
        } else {
            notWaited++;
            refuse(row.row(), plan.remembered(row.ready().externalId()), refusals);
        }
    }

    private void refuse(Row row, String id, List<Refusal> why) {
        refused++;
        why.forEach(refusal -> refusals.add(refusal, row.line()));
        ErrorFiles errors = with.errors();
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

    /** Whether all that a row refers to would be made by rows that were tried before. */
    private boolean promised(List<Refusal> refusals) {
        return with.pass() == Pass.TRYING
                && refusals.stream()
                        .allMatch(
                                refusal -> with.promised().times(refusal.value().orElse("")) > 0);
    }

    private static boolean onlyUnknownReferences(List<Refusal> refusals) {
        return refusals.stream().allMatch(refusal -> refusal.code().equals(ImportEntity.UNKNOWN_REFERENCE));
    }

    /** A row on its way to its entity, with what the entity said of it before. */
    private record Waiting(Row row, ImportRow ready, List<Refusal> refusals) {}
}
