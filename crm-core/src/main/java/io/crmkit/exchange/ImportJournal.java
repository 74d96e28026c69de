package io.crmkit.exchange;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The journal of imports that are all or nothing (CUS-16). Before rows are loaded it says which; what it says can be taken back after
 * a crash by whoever imports next. Everything goes the one road.
 */
public final class ImportJournal {

    /** What the journal keeps. */
    public static final List<Kind<?>> KINDS = List.of(ImportRun.KIND, ImportChunk.KIND);

    private static final Operation BEGIN = Operation.of("import.begin", "import", "begin");
    private static final Operation NOTE = Operation.of("import.note", "import", "begin");
    private static final Operation END = Operation.of("import.end", "import", "begin");
    private static final Operation UNDO = Operation.of("import.undo", "import", "begin");
    private static final int MOST_RUNS = 100;

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who imports
     */
    public ImportJournal(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    Outcome<ImportRun> begin(String source) {
        record Command(String source) {}
        return road.write(actor, BEGIN, new Command(source), ImportRun.class, unit -> {
            ImportRun run =
                    new ImportRun(unit.newId(), 1, source, unit.actorId(), ImportRun.State.LOADING, 0, unit.now());
            unit.note("import/" + run.id(), Optional.of(source));
            return Outcome.done(unit.keep(ImportRun.KIND, run));
        });
    }

    /** Says which rows are about to be loaded. */
    Outcome<ImportRun> note(String id, String entity, List<String> keys) {
        record Command(String id, String entity, List<String> keys) {}
        return road.write(actor, NOTE, new Command(id, entity, keys), ImportRun.class, unit -> {
            ImportRun.hold(unit, id);
            ImportRun run = unit.find(ImportRun.KIND, id).orElseThrow();
            int number = run.chunks();
            unit.keep(ImportChunk.KIND, new ImportChunk(ImportChunk.id(id, number), 1, entity, keys, Map.of()));
            return Outcome.done(unit.keep(ImportRun.KIND, run.beaten(number + 1, unit.now())));
        });
    }

    /** The import is done: there is nothing to take back any more. */
    Outcome<Boolean> end(String id) {
        record Command(String id) {}
        Outcome<Boolean> ended = road.write(actor, END, new Command(id), Boolean.class, unit -> {
            ImportRun.hold(unit, id);
            unit.drop(ImportRun.KIND, id);
            unit.note("import/" + id, Optional.of("done"));
            return Outcome.done(true);
        });
        return ended;
    }

    /** Imports of a source that ended in the middle: the actor's own, and those of others that have not been heard of for long. */
    Outcome<List<String>> unfinished(String source) {
        return road.read(
                actor,
                BEGIN,
                unit -> Outcome.done(unit.query(ImportRun.KIND, Filter.equal("source", source), MOST_RUNS).stream()
                        .filter(run ->
                                run.by().equals(unit.actorId()) || run.beatAt().isBefore(silentSince(unit)))
                        .map(ImportRun::id)
                        .toList()));
    }

    private static Instant silentSince(Unit unit) {
        ImportPolicy policy = unit.standing().policy().get(ImportPolicy.SECTION);
        return unit.now().minus(Duration.ofMinutes(policy.silentMinutes()));
    }

    /**
     * Takes back all that an import has loaded, portion by portion, the last first; after a crash it is done again.
     *
     * @param id id of the import
     * @param undos what takes back, by entity
     * @return how many records were taken back and how many stay, or why none
     */
    Outcome<long[]> undo(String id, Map<String, Undo<?>> undos) {
        record Command(String id) {}
        Outcome<ImportRun> begun = road.write(actor, UNDO, new Command(id), ImportRun.class, unit -> {
            Optional<ImportRun> run = unit.find(ImportRun.KIND, id);
            if (run.isEmpty()) {
                return Outcome.done(new ImportRun(id, 1, "", unit.actorId(), ImportRun.State.UNDOING, 0, unit.now()));
            }
            List<Refusal> forbidden = forbidden(unit, undos);
            if (!forbidden.isEmpty()) {
                return Outcome.refused(forbidden);
            }
            unit.note("import/" + id, Optional.of("taken back"));
            return Outcome.done(unit.keep(ImportRun.KIND, run.get().undoing(unit.now())));
        });
        if (!(begun instanceof Outcome.Done<ImportRun> run)) {
            return Outcome.refused(begun.refusals());
        }
        long[] counts = {0, 0};
        for (int number = run.value().chunks() - 1; number >= 0; number--) {
            String chunk = ImportChunk.id(id, number);
            long[] some = {0, 0};
            Outcome<Boolean> removed = step(chunk, unit -> remove(unit, id, chunk, undos, some));
            counts[0] += some[0];
            counts[1] += some[1];
            Outcome<Boolean> forgotten = removed.isDone() ? step(chunk, unit -> forget(unit, chunk, undos)) : removed;
            if (!forgotten.isDone()) {
                return Outcome.refused(forgotten.refusals());
            }
        }
        Outcome<Boolean> ended = step(id, unit -> {
            if (unit.find(ImportRun.KIND, id).isPresent()) {
                unit.drop(ImportRun.KIND, id);
            }
        });
        return ended.map(done -> counts);
    }

    private interface Work {
        void on(Unit unit);
    }

    private Outcome<Boolean> step(String what, Work work) {
        record Command(String what) {}
        return road.write(actor, UNDO, new Command(what), Boolean.class, unit -> {
            work.on(unit);
            return Outcome.done(true);
        });
    }

    private static List<Refusal> forbidden(Unit unit, Map<String, Undo<?>> undos) {
        List<Refusal> wrong = new ArrayList<>();
        undos.values().stream()
                .filter(undo -> !unit.standing().holds(undo.permission()))
                .forEach(undo -> wrong.add(Refusal.of(
                                Refusal.Kind.FORBIDDEN,
                                "ACC-09",
                                "access.permission-missing",
                                undo.permission().toString())
                        .missing(undo.permission().toString())));
        return wrong;
    }

    private static void remove(Unit unit, String run, String id, Map<String, Undo<?>> undos, long[] counts) {
        unit.find(ImportChunk.KIND, id).filter(chunk -> !chunk.keys().isEmpty()).ifPresent(chunk -> {
            Undo<?> undo = undos.get(chunk.entity());
            if (undo != null) {
                Undo.Undone undone = undo.remove(unit, run, chunk.keys());
                counts[0] = undone.removed().size();
                counts[1] = undone.kept();
                unit.keep(ImportChunk.KIND, chunk.emptied(undone.removed()));
            }
        });
    }

    private static void forget(Unit unit, String id, Map<String, Undo<?>> undos) {
        unit.find(ImportChunk.KIND, id).ifPresent(chunk -> {
            Undo<?> undo = undos.get(chunk.entity());
            if (undo != null) {
                undo.forget(unit, chunk.removed());
            }
            unit.drop(ImportChunk.KIND, id);
        });
    }

    /** Forgets the portions of an import that is done. What is left of them after a crash says of an import that is no more. */
    void sweep(String id, int chunks) {
        for (int from = 0; from < chunks; from += MOST_RUNS) {
            int first = from;
            step(id, unit -> {
                for (int number = first; number < Math.min(chunks, first + MOST_RUNS); number++) {
                    String chunk = ImportChunk.id(id, number);
                    if (unit.find(ImportChunk.KIND, chunk).isPresent()) {
                        unit.drop(ImportChunk.KIND, chunk);
                    }
                }
            });
        }
    }
}
