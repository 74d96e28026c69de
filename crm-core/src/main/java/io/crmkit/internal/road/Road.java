package io.crmkit.internal.road;

import io.crmkit.audit.AuditDraft;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.PairsAhead;
import io.crmkit.internal.store.Work;
import io.crmkit.internal.validate.Validation;
import io.crmkit.shared.Ids;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.RecordStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The one road of every use case: who → may → valid → decide → commit with audit → answer. Nothing is written beside it.
 * A conflict at commit runs the whole unit again, a bounded number of times with a random pause, so that no lock is held
 * while a rule thinks. Safe for use by many threads.
 */
public final class Road {

    /** What the road needs from outside. */
    public record Surroundings(
            RecordStore store,
            String tenant,
            Codec codec,
            AuditTrail audit,
            InstantSource clock,
            ZoneId zone,
            Ids ids,
            RandomGenerator random,
            Pause pause,
            Optional<SecretKey> pageKey,
            Executor threads) {}

    /** Waits, or pretends to in a simulation. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Waits.
         *
         * @param time how long
         */
        void sleep(Duration time);
    }

    /** Decides one use case: a pure rule over what the unit reads, putting into it what shall be written. */
    @FunctionalInterface
    public interface Decision<T> {
        /**
         * Decides.
         *
         * @param unit what is at hand
         * @return the answer, if all goes well with the commit
         */
        Outcome<T> decide(Unit unit);
    }

    /** What the road keeps. */
    public static final List<Kind<?>> KINDS = List.of(Answered.KIND, Repeats.KIND, PageSeal.PageKey.KIND);

    private final Surroundings with;
    private final Authority authority;
    private final Validation validation;
    private final Answers answers;
    private final PageSeal seal;
    private final Keeper keeper;
    private final Commits commits;
    private final RefusalLog refusals;

    /**
     * A road on which nothing is under approval.
     *
     * @param with what it needs from outside
     * @param authority knows what actors may do
     * @param validation checks commands
     * @param answers what walls can stand before (ACC-07)
     */
    public Road(Surroundings with, Authority authority, Validation validation, Answers answers) {
        this(with, authority, validation, answers, Keeper.NONE);
    }

    /**
     * A road.
     *
     * @param with what it needs from outside
     * @param authority knows what actors may do
     * @param validation checks commands
     * @param answers what walls can stand before (ACC-07)
     * @param keeper knows who can lift a lock (APR-01)
     */
    public Road(Surroundings with, Authority authority, Validation validation, Answers answers, Keeper keeper) {
        this.keeper = keeper;
        this.with = with;
        this.authority = authority;
        this.validation = validation;
        this.answers = answers;
        this.seal = new PageSeal(with);
        this.commits = new Commits(with);
        this.refusals = new RefusalLog(with, commits);
    }

    /** {@return what walls can stand before} */
    public Answers answers() {
        return answers;
    }

    /**
     * What is wrong with a command, for decisions that make commands themselves.
     *
     * @param command the command
     * @return a refusal for each violation
     */
    public List<Refusal> violations(Object command) {
        return validation.of(command);
    }

    /** {@return what the road was given} */
    public Surroundings with() {
        return with;
    }

    /**
     * A use case that only reads.
     *
     * @param actor who asks
     * @param operation what
     * @param answer reads
     * @param <T> what is answered
     * @return the answer, or why there is none
     */
    public <T> Outcome<T> read(Actor actor, Operation operation, Decision<T> answer) {
        Outcome<Standing> who = admitted(actor, operation);
        if (!(who instanceof Outcome.Done<Standing> known)) {
            return Outcome.refused(who.refusals());
        }
        Unit unit = unit(known.value(), operation);
        Outcome<T> outcome = decided(answer, unit).map(unit.walls()::shown);
        if (!outcome.isDone()) {
            return refusals.refuse(known.value(), operation, outcome.refusals(), unit.subject());
        }
        List<AuditDraft> drafts = unit.told().drafts();
        if (!drafts.isEmpty()) { // what is not on record is not answered
            commits.recorded(attempt -> commits.commit(actor.author(), unit.now(), drafts));
        }
        return outcome;
    }

    /** Who, and may they: whoever may not is refused on record. */
    private Outcome<Standing> admitted(Actor actor, Operation operation) {
        Outcome<Standing> who = authority.standing(actor);
        if (!(who instanceof Outcome.Done<Standing> known)) {
            return refusals.refuse(actor, operation, who.refusals());
        }
        return known.value().holds(operation.permission())
                ? who
                : refusals.refuse(
                        known.value(), operation, List.of(operation.permission().lacking()), Optional.empty());
    }

    /**
     * A use case that writes.
     *
     * @param actor who asks
     * @param operation what
     * @param command what exactly; validated, and compared when an idempotency key comes again
     * @param answerType what is answered, so that a repeated request can be answered again
     * @param decision decides
     * @param <T> what is answered
     * @return the answer, or why there is none
     */
    public <T> Outcome<T> write(
            Actor actor, Operation operation, Object command, Class<T> answerType, Decision<T> decision) {
        List<Refusal> violations = validation.of(command);
        Commits.@Nullable Again last = null;
        for (int attempt = 0; attempt < Commits.ATTEMPTS; attempt++) {
            Outcome<Standing> who = admitted(actor, operation);
            if (!(who instanceof Outcome.Done<Standing> known)) {
                return Outcome.refused(who.refusals());
            }
            Unit unit = unit(known.value(), operation);
            Optional<Outcome<T>> before = Answered.before(unit, actor, operation, command, answerType);
            if (before.isPresent()) {
                return before.get().map(unit.walls()::shown);
            }
            if (!violations.isEmpty()) {
                return Outcome.refused(violations);
            }
            Outcome<T> outcome = decided(decision, unit);
            if (outcome instanceof Outcome.Refused<T>) {
                return refusals.refuse(known.value(), operation, outcome.refusals(), unit.subject());
            }
            if (unit.told().drafts().isEmpty() && unit.work().isEmpty()) {
                return outcome.map(unit.walls()::shown);
            }
            Answered.keep(unit, actor, operation, command, outcome);
            Commits.@Nullable Again again = commits.commit(unit);
            if (again == null) {
                return outcome.map(unit.walls()::shown);
            }
            if (again.equals(last) && again.result() instanceof CommitResult.Duplicate taken && taken.index() != null) {
                return Outcome.refused(taken(taken)); // the rule does not see who holds it, the store does
            }
            last = again.orGivenUp(attempt);
            commits.pause(attempt);
        }
        return Outcome.refused(busy());
    }

    private static Refusal taken(CommitResult.Duplicate taken) {
        String field = String.valueOf(taken.index());
        return Refusal.of(Refusal.Kind.INVALID, "DAT-03", "valid.taken", field).onField(field);
    }

    /**
     * Many of the same, in one change set.
     *
     * @param actor who asks
     * @param operation what
     * @param commands what exactly, as many as one change set can take
     * @param bulk how they are decided
     * @param <A> what is read ahead
     * @param <C> what is asked
     * @param <T> what is answered
     * @return an outcome for each, in the same order
     */
    public <A, C, T> List<Outcome<T>> bulk(Actor actor, Operation operation, List<C> commands, Bulk<A, C, T> bulk) {
        IdentityHashMap<C, List<Refusal>> violations = new java.util.IdentityHashMap<>();
        commands.forEach(c -> violations.put(c, validation.of(c)));
        for (int attempt = 0; attempt < Commits.ATTEMPTS; attempt++) {
            Outcome<Standing> who = admitted(actor, operation);
            if (!(who instanceof Outcome.Done<Standing> known)) {
                return all(commands, c -> Outcome.refused(who.refusals()));
            }
            Unit unit = unit(known.value(), operation);
            A aids;
            try {
                aids = bulk.prepare().apply(unit);
            } catch (Barred barred) {
                Outcome<T> no = refusals.refuse(known.value(), operation, List.of(barred.refusal()), Optional.empty());
                return all(commands, c -> no);
            }
            List<AuditDraft> forbidden = new ArrayList<>();
            List<Outcome<T>> outcomes = all(commands, c -> {
                List<Refusal> wrong = violations.getOrDefault(c, List.of());
                return wrong.isEmpty()
                        ? onTrial(
                                unit,
                                forbidden,
                                operation,
                                fork -> bulk.decision().decide(fork, aids, c))
                        : Outcome.refused(wrong);
            });
            bulk.conclude().accept(unit, aids);
            unit.told().addAll(RefusalLog.counted(forbidden)); // what was forbidden is on record with what was done
            if (unit.told().drafts().isEmpty() && unit.work().isEmpty()) {
                bulk.turn().run();
                return shown(unit, outcomes);
            }
            Commits.@Nullable Again again = commits.commit(unit, bulk.turn());
            if (again == null) {
                return shown(unit, outcomes);
            }
            again.orGivenUp(attempt);
            commits.pause(attempt);
        }
        return all(commands, c -> Outcome.refused(busy()));
    }

    /**
     * What would be answered to many of the same, each decided after those before it; nothing is written but that it was forbidden, if it
     * was (ACC-09).
     *
     * @param actor who asks
     * @param operation what
     * @param commands what exactly
     * @param bulk how they are decided
     * @param <A> what is read ahead
     * @param <C> what is asked
     * @param <T> what is answered
     * @return an outcome for each, in the same order
     */
    public <A, C, T> List<Outcome<T>> tried(Actor actor, Operation operation, List<C> commands, Bulk<A, C, T> bulk) {
        Outcome<Standing> who = admitted(actor, operation);
        if (!(who instanceof Outcome.Done<Standing> known)) {
            return all(commands, c -> Outcome.refused(who.refusals()));
        }
        Unit unit = unit(known.value(), operation);
        try {
            A aids = bulk.prepare().apply(unit);
            List<AuditDraft> forbidden = new ArrayList<>();
            List<Outcome<T>> outcomes = all(commands, c -> {
                List<Refusal> wrong = validation.of(c);
                return wrong.isEmpty()
                        ? onTrial(
                                unit,
                                forbidden,
                                operation,
                                fork -> bulk.decision().decide(fork, aids, c))
                        : Outcome.refused(wrong);
            });
            if (!forbidden.isEmpty()) {
                List<AuditDraft> drafts = RefusalLog.counted(forbidden);
                commits.recorded(attempt -> commits.commit(actor.author(), unit.now(), drafts));
            }
            return shown(unit, outcomes);
        } catch (Barred barred) {
            Outcome<T> no = refusals.refuse(known.value(), operation, List.of(barred.refusal()), Optional.empty());
            return all(commands, c -> no);
        }
    }

    /**
     * Will read all records of a kind ahead of the units that judge them, once the first of these has found the actor to be
     * allowed to.
     *
     * @param kind the kind
     * @param beside the kind of what is read under the same ids
     * @param size how many records a page has
     * @return what reads; the caller ends it
     */
    public PairsAhead ahead(Kind<?> kind, Kind<?> beside, int size) {
        return new PairsAhead(with.store(), with.tenant(), with.codec(), kind, beside, size, with.threads());
    }

    /** Decides; what the actor may not ask or write at all ends the decision. */
    private static <T> Outcome<T> decided(Decision<T> decision, Unit unit) {
        try {
            return decision.decide(unit);
        } catch (Barred barred) {
            return Outcome.refused(barred.refusal());
        }
    }

    private static <T> List<Outcome<T>> shown(Unit unit, List<Outcome<T>> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.map(unit.walls()::shown))
                .toList();
    }

    private static <C, T> List<Outcome<T>> all(List<C> commands, Function<C, Outcome<T>> answer) {
        List<Outcome<T>> outcomes = new ArrayList<>(commands.size());
        for (C command : commands) {
            outcomes.add(answer.apply(command));
        }
        return outcomes;
    }

    private static <T> Outcome<T> onTrial(
            Unit unit, List<AuditDraft> forbidden, Operation operation, Decision<T> decision) {
        Unit fork = unit.fork();
        Outcome<T> outcome = decided(decision, fork);
        if (outcome.refusals().isEmpty()) { // what waits for an approval is written as well
            fork.joinInto(unit);
        } else {
            RefusalLog.draft(operation, outcome.refusals(), fork.subject()).ifPresent(forbidden::add);
        }
        return outcome;
    }

    private Unit unit(Standing standing, Operation operation) {
        Instant now = with.clock().instant().truncatedTo(ChronoUnit.MICROS);
        return new Unit(
                new Work(with.store(), with.tenant(), with.codec(), answers.indexing(standing.policy())),
                standing,
                operation,
                new Walls(standing, operation, answers),
                new Unit.Moment(now, with.zone(), with.ids(), with.codec(), seal, keeper, this::onBehalf));
    }

    /** The unit as somebody else would have it, who must be allowed the operation now. */
    private Outcome<Unit> onBehalf(Unit unit, Actor other, Operation operation, String because) {
        Outcome<Standing> who = authority.standing(other);
        if (!(who instanceof Outcome.Done<Standing> known)) {
            return Outcome.refused(who.refusals());
        }
        return known.value().holds(operation.permission())
                ? Outcome.done(unit.as(known.value(), operation, new Walls(known.value(), operation, answers), because))
                : Outcome.refused(operation.permission().lacking());
    }

    private static Refusal busy() {
        return Refusal.of(Refusal.Kind.CONFLICT, "DAT-03", "shared.busy");
    }

    /** Makes entries of all refusals that were only counted so far; for whoever reads the trail next. */
    public void tellRepeats() {
        refusals.tellRepeats();
    }
}
