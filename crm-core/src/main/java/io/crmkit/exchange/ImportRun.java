package io.crmkit.exchange;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An import that is all or nothing (CUS-16), as long as it is neither. It is there while rows are loaded, and each change set of them
 * holds it: so nothing is loaded for an import that somebody has begun to take back.
 *
 * @param id the id, which its records carry
 * @param version how often it was written
 * @param source the source that is imported
 * @param by id of the user who imports
 * @param state whether it loads or is taken back
 * @param chunks how many portions of the journal there are
 * @param beatAt when it was last heard of
 */
record ImportRun(String id, long version, String source, String by, State state, int chunks, Instant beatAt)
        implements Entity<ImportRun> {

    enum State {
        LOADING,
        UNDOING
    }

    static final Kind<ImportRun> KIND = Kind.plain(
            RecordType.named("import_run", 1)
                    .indexes(IndexSpec.text("source"), IndexSpec.instant("beat"))
                    .build(),
            ImportRun.class,
            (run, values) -> values.text("source", run.source())
                    .instant("beat", run.beatAt().truncatedTo(ChronoUnit.MICROS)));

    @Override
    public ImportRun withVersion(long other) {
        return new ImportRun(id, other, source, by, state, chunks, beatAt);
    }

    ImportRun beaten(int portions, Instant now) {
        return new ImportRun(id, version, source, by, state, portions, now);
    }

    ImportRun undoing(Instant now) {
        return new ImportRun(id, version, source, by, State.UNDOING, chunks, now);
    }

    /** Nothing is loaded for an import that is being taken back, or was. */
    static void hold(Unit unit, String run) {
        unit.check(KIND, run);
        if (unit.find(KIND, run).filter(each -> each.state() == State.LOADING).isEmpty()) {
            throw new TakenBack(run);
        }
    }

    /** The import has been taken back by somebody else. */
    static final class TakenBack extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        TakenBack(String run) {
            super("the import " + run + " was taken back by another one of the same source");
        }
    }
}
