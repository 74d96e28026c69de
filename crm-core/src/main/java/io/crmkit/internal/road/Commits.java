package io.crmkit.internal.road;

import io.crmkit.audit.AuditAuthor;
import io.crmkit.audit.AuditDraft;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.store.Work;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Commits what was decided together with its audit: all of it or nothing, and known for good which (DAT-03, ACC-10). Safe for use by
 * many threads.
 */
final class Commits {

    /** How often one use case is decided, and one refusal tried to be put on record. */
    static final int ATTEMPTS = 12;

    private static final int ATTEMPTS_IN_TROUBLE = 3;

    private final Road.Surroundings with;

    Commits(Road.Surroundings with) {
        this.with = with;
    }

    /**
     * Why a change set must be decided and committed again.
     *
     * @param result what the store answered; not Committed
     * @param trouble what was wrong with the store, if it was that
     */
    record Again(CommitResult result, Optional<String> trouble) {

        /** Others may be faster many times. A store in trouble is asked a few times only: each may take as long as it may. */
        Again orGivenUp(int attempt) {
            if (trouble.isPresent() && attempt + 1 >= ATTEMPTS_IN_TROUBLE) {
                throw new StorageException(
                        StorageException.Kind.UNAVAILABLE,
                        "nothing was committed in " + (attempt + 1) + " attempts: " + trouble.get());
            }
            return this;
        }
    }

    /**
     * Commits a unit with its audit.
     *
     * @param unit what was decided
     * @param turn waits until it may be committed; everything is ready for the store by then
     * @return null, or why it must be decided again
     */
    @Nullable
    Again commit(Unit unit, Runnable turn) {
        Standing standing = unit.standing();
        Map<RecordKey, Change> changes = changes(unit.work());
        Change guard = standing.guard();
        Change own = changes.putIfAbsent(guard.key(), guard);
        if (own instanceof Change.Update update
                && guard instanceof Change.Check check
                && update.expectedVersion() != check.expectedVersion()) {
            // the directory moved between the standing and this change of it
            return new Again(new CommitResult.Stale(guard.key()), Optional.empty());
        }
        return commit(
                standing.actor().author(), unit.now(), unit.told().drafts(), new ArrayList<>(changes.values()), turn);
    }

    /**
     * Commits a unit with its audit at once.
     *
     * @param unit what was decided
     * @return null, or why it must be decided again
     */
    @Nullable
    Again commit(Unit unit) {
        return commit(unit, () -> {});
    }

    /**
     * Puts something on record that belongs to no change.
     *
     * @param author who did it
     * @param at when
     * @param drafts what is put on record
     * @return whether it was committed; if not, it must be tried again
     */
    boolean commit(AuditAuthor author, Instant at, List<AuditDraft> drafts) {
        return commit(author, at, drafts, List.of(), () -> {}) == null;
    }

    /**
     * Puts something on record, and writes what belongs to that.
     *
     * @param author who did it
     * @param at when
     * @param drafts what is put on record
     * @param work what is written
     * @return whether it was committed; if not, it must be decided again
     */
    boolean commit(AuditAuthor author, Instant at, List<AuditDraft> drafts, Work work) {
        return commit(author, at, drafts, new ArrayList<>(changes(work).values()), () -> {}) == null;
    }

    private @Nullable Again commit(
            AuditAuthor author, Instant at, List<AuditDraft> drafts, List<Change> changes, Runnable turn) {
        if (drafts.isEmpty()) {
            turn.run();
            return attempt(changes, result -> {});
        }
        AuditTrail.Chained chained = with.audit().chain(author, at, drafts);
        List<Change> all = new ArrayList<>(changes);
        all.addAll(chained.changes());
        try {
            turn.run();
        } catch (RuntimeException | Error e) {
            with.audit().ended(chained, new CommitResult.Voided()); // nothing was done
            throw e;
        }
        return attempt(all, result -> with.audit().ended(chained, result));
    }

    private static Map<RecordKey, Change> changes(Work work) {
        Map<RecordKey, Change> changes = new LinkedHashMap<>();
        work.changes().forEach(change -> changes.put(change.key(), change));
        return changes;
    }

    /** Commits changes and tells what became of them: null is told when nobody knows. */
    private @Nullable Again attempt(List<Change> changes, Consumer<@Nullable CommitResult> tell) {
        CommitResult first;
        CommitResult result;
        try {
            ChangeSet set = new ChangeSet(with.tenant(), with.ids().next(), changes);
            first = with.store().commit(set);
            result = settled(set, first);
        } catch (StorageException e) {
            boolean unknown = e.kind() == StorageException.Kind.UNAVAILABLE || e.kind() == StorageException.Kind.CLOSED;
            tell.accept(unknown ? null : new CommitResult.Voided());
            if (e.advice() == StorageException.Advice.RETRY) {
                return new Again(new CommitResult.Voided(), Optional.empty());
            }
            throw e;
        } catch (IllegalArgumentException e) { // a value that no store takes: nothing was done
            tell.accept(new CommitResult.Voided());
            throw e;
        } catch (RuntimeException | Error e) {
            tell.accept(null);
            throw e;
        }
        tell.accept(result);
        return result instanceof CommitResult.Committed
                ? null
                : new Again(
                        result,
                        first instanceof CommitResult.Unknown unknown
                                ? Optional.of(unknown.reason())
                                : Optional.empty());
    }

    /** What became of a change set, for good. */
    private CommitResult settled(ChangeSet set, CommitResult first) {
        CommitResult result = first;
        for (int attempt = 0; result instanceof CommitResult.Unknown unknown; attempt++) {
            if (attempt == ATTEMPTS) {
                throw new StorageException(
                        StorageException.Kind.UNAVAILABLE,
                        "it cannot be told whether change set " + set.receipt() + " was committed: "
                                + unknown.reason());
            }
            pause(attempt);
            try {
                result = with.store().resolve(set.tenant(), set.receipt());
            } catch (StorageException e) {
                if (attempt + 1 == ATTEMPTS) {
                    throw new StorageException(StorageException.Kind.UNAVAILABLE, e.getMessage() + "", e);
                }
            }
        }
        return result;
    }

    /** Tries to put something on record until it is: what is not on record is not answered. */
    void recorded(IntPredicate attempted) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempted.test(attempt)) {
                return;
            }
            pause(attempt);
        }
        throw new StorageException(
                StorageException.Kind.TRANSIENT, "nothing could be put on record: the store is too busy");
    }

    /** Waits a random while, longer after each attempt. */
    void pause(int attempt) {
        long most = Math.min(500, 2L << Math.min(attempt, 8));
        with.pause().sleep(Duration.ofMillis(1 + with.random().nextLong(most)));
    }
}
