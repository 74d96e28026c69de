package io.crmkit.internal.road;

import io.crmkit.audit.AuditAuthor;
import io.crmkit.audit.AuditDraft;
import io.crmkit.audit.AuditPolicy;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.json.Json;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.PairsAhead;
import io.crmkit.internal.store.Work;
import io.crmkit.internal.validate.Validation;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Ids;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
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

    /**
     * Why a change set must be decided and committed again.
     *
     * @param result what the store answered; not Committed
     * @param trouble what was wrong with the store, if it was that
     */
    private record Again(CommitResult result, Optional<String> trouble) {

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

    /** A request that was answered under an idempotency key (DAT-03). */
    record Answered(
            String id, long version, String content, String answer, Optional<String> approval, Optional<String> about)
            implements Entity<Answered> {
        static final Kind<Answered> KIND = Kind.plain(
                        RecordType.named("request", 1)
                                .indexes(IndexSpec.text("about"))
                                .build(),
                        Answered.class,
                        (r, values) -> values.text("about", r.about().orElse(null)))
                .sealing("content", "answer");

        @Override
        public Answered withVersion(long other) {
            return new Answered(id, other, content, answer, approval, about);
        }

        /** That it was answered, without what. */
        Answered erased() {
            return new Answered(id, version, content, "", approval, Optional.empty());
        }
    }

    /** What the road keeps. */
    public static final List<Kind<?>> KINDS = List.of(Answered.KIND, Repeats.KIND, PageSeal.PageKey.KIND);

    private static final int ATTEMPTS = 12;

    private static final int ATTEMPTS_IN_TROUBLE = 3;

    /** How often a refusal tries to be counted, before it becomes an entry of its own. */
    private static final int COUNTED = 3;

    private static final int TOLD_TOGETHER = 500;

    /** For actors of whom no policy is known. */
    private static final Duration SHIPPED_WINDOW =
            Duration.ofMinutes(AuditPolicy.SECTION.defaults().refusalMinutes());

    private final Surroundings with;
    private final Authority authority;
    private final Validation validation;
    private final Answers answers;
    private final PageSeal seal;
    private final Keeper keeper;

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
        Outcome<Standing> who = authority.standing(actor);
        if (!(who instanceof Outcome.Done<Standing> known)) {
            return refuse(actor, operation, who.refusals(), Optional.empty(), SHIPPED_WINDOW);
        }
        if (!known.value().holds(operation.permission())) {
            return refuse(actor, operation, List.of(forbidden(operation)), Optional.empty(), window(known.value()));
        }
        Unit unit = unit(known.value(), operation);
        Outcome<T> outcome = decided(answer, unit).map(unit.walls()::shown);
        if (!outcome.isDone()) {
            return refuse(actor, operation, outcome.refusals(), unit.subject(), window(known.value()));
        }
        if (!unit.drafts().isEmpty()) { // what is not on record is not answered
            AuditAuthor author = author(actor);
            recorded(attempt -> commit(author, unit.now(), unit.drafts(), Map.of()) == null);
        }
        return outcome;
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
        @Nullable Again last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Outcome<Standing> who = authority.standing(actor);
            if (!(who instanceof Outcome.Done<Standing> known)) {
                return refuse(actor, operation, who.refusals(), Optional.empty(), SHIPPED_WINDOW);
            }
            if (!known.value().holds(operation.permission())) {
                return refuse(actor, operation, List.of(forbidden(operation)), Optional.empty(), window(known.value()));
            }
            Unit unit = unit(known.value(), operation);
            Optional<Outcome<T>> before = answeredBefore(unit, actor, operation, command, answerType);
            if (before.isPresent()) {
                return before.get().map(unit.walls()::shown);
            }
            if (!violations.isEmpty()) {
                return Outcome.refused(violations);
            }
            Outcome<T> outcome = decided(decision, unit);
            if (outcome instanceof Outcome.Refused<T>) {
                return refuse(actor, operation, outcome.refusals(), unit.subject(), window(known.value()));
            }
            if (unit.drafts().isEmpty() && unit.work().isEmpty()) {
                return outcome.map(unit.walls()::shown);
            }
            actor.requestKey()
                    .ifPresent(key -> unit.keep(
                            Answered.KIND,
                            new Answered(
                                    requestId(actor, key),
                                    1,
                                    content(operation, command),
                                    outcome instanceof Outcome.Done<T> done ? Json.write(done.value()) : "",
                                    outcome instanceof Outcome.Pending<T> waits
                                            ? Optional.of(waits.approval())
                                            : Optional.empty(),
                                    outcome.toOptional().flatMap(Road::about))));
            Again again = commit(unit);
            if (again == null) {
                return outcome.map(unit.walls()::shown);
            }
            if (again.equals(last) && again.result() instanceof CommitResult.Duplicate taken && taken.index() != null) {
                return Outcome.refused(taken(taken)); // the rule does not see who holds it, the store does
            }
            last = again.orGivenUp(attempt);
            pause(attempt);
        }
        return Outcome.refused(busy());
    }

    /** The record that an answer tells of. */
    private static Optional<String> about(Object answer) {
        if (answer instanceof Concerning other) {
            return Optional.of(other.concerned());
        }
        return answer instanceof Entity<?> entity ? Optional.of(entity.id()) : Optional.empty();
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
        java.util.IdentityHashMap<C, List<Refusal>> violations = new java.util.IdentityHashMap<>();
        commands.forEach(c -> violations.put(c, validation.of(c)));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Outcome<Standing> who = authority.standing(actor);
            if (!(who instanceof Outcome.Done<Standing> known)) {
                Outcome<T> no = refuse(actor, operation, who.refusals(), Optional.empty(), SHIPPED_WINDOW);
                return all(commands, c -> no);
            }
            if (!known.value().holds(operation.permission())) {
                Outcome<T> no = refuse(
                        actor, operation, List.of(forbidden(operation)), Optional.empty(), window(known.value()));
                return all(commands, c -> no);
            }
            Unit unit = unit(known.value(), operation);
            A aids;
            try {
                aids = bulk.prepare().apply(unit);
            } catch (Barred barred) {
                Outcome<T> no =
                        refuse(actor, operation, List.of(barred.refusal()), Optional.empty(), window(known.value()));
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
            unit.tellAll(counted(forbidden)); // what was forbidden is on record with what was done
            if (unit.drafts().isEmpty() && unit.work().isEmpty()) {
                bulk.turn().run();
                return shown(unit, outcomes);
            }
            Again again = commit(unit, bulk.turn());
            if (again == null) {
                return shown(unit, outcomes);
            }
            again.orGivenUp(attempt);
            pause(attempt);
        }
        return all(commands, c -> Outcome.refused(busy()));
    }

    /**
     * What would be answered to many of the same, each decided after those before it; nothing is written.
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
        Outcome<Standing> who = authority.standing(actor);
        if (!(who instanceof Outcome.Done<Standing> known)) {
            Outcome<T> no = refuse(actor, operation, who.refusals(), Optional.empty(), SHIPPED_WINDOW);
            return all(commands, c -> no);
        }
        if (!known.value().holds(operation.permission())) {
            Outcome<T> no =
                    refuse(actor, operation, List.of(forbidden(operation)), Optional.empty(), window(known.value()));
            return all(commands, c -> no);
        }
        Unit unit = unit(known.value(), operation);
        try {
            A aids = bulk.prepare().apply(unit);
            List<Outcome<T>> outcomes = all(commands, c -> {
                List<Refusal> wrong = validation.of(c);
                return wrong.isEmpty()
                        ? onTrial(
                                unit,
                                new ArrayList<>(),
                                operation,
                                fork -> bulk.decision().decide(fork, aids, c))
                        : Outcome.refused(wrong);
            });
            return shown(unit, outcomes);
        } catch (Barred barred) {
            Outcome<T> no =
                    refuse(actor, operation, List.of(barred.refusal()), Optional.empty(), window(known.value()));
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
            forbidden(outcome.refusals())
                    .map(why -> draft(operation, why, fork.subject()))
                    .ifPresent(forbidden::add);
        }
        return outcome;
    }

    private Unit unit(Standing standing, Operation operation) {
        Instant now = with.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        return new Unit(
                new Work(with.store(), with.tenant(), with.codec(), answers.indexing(standing.policy())),
                standing,
                operation,
                now,
                LocalDate.ofInstant(now, with.zone()),
                with.ids(),
                new Walls(standing, operation, answers),
                seal,
                keeper,
                this::onBehalf);
    }

    /** The unit as somebody else would have it, who must be allowed the operation now. */
    private Outcome<Unit> onBehalf(Unit unit, Actor other, Operation operation, String because) {
        Outcome<Standing> who = authority.standing(other);
        if (!(who instanceof Outcome.Done<Standing> known)) {
            return Outcome.refused(who.refusals());
        }
        return known.value().holds(operation.permission())
                ? Outcome.done(unit.as(known.value(), operation, new Walls(known.value(), operation, answers), because))
                : Outcome.refused(forbidden(operation));
    }

    /** Commits a unit with its audit; answers null, or why it must be decided again. */
    private @Nullable Again commit(Unit unit) {
        return commit(unit, () -> {});
    }

    private @Nullable Again commit(Unit unit, Runnable turn) {
        Standing standing = unit.standing();
        Actor actor = standing.actor();
        Map<RecordKey, Change> changes = new LinkedHashMap<>();
        unit.work().changes().forEach(change -> changes.put(change.key(), change));
        Change guard = standing.guard();
        Change own = changes.putIfAbsent(guard.key(), guard);
        if (own instanceof Change.Update update
                && guard instanceof Change.Check check
                && update.expectedVersion() != check.expectedVersion()) {
            // the directory moved between the standing and this change of it
            return new Again(new CommitResult.Stale(guard.key()), Optional.empty());
        }
        return commit(author(actor), unit.now(), unit.drafts(), changes, turn);
    }

    private @Nullable Again commit(
            AuditAuthor author, Instant at, List<AuditDraft> drafts, Map<RecordKey, Change> changes) {
        return commit(author, at, drafts, changes, () -> {});
    }

    /** Everything is ready for the store when it waits for its turn. */
    private @Nullable Again commit(
            AuditAuthor author, Instant at, List<AuditDraft> drafts, Map<RecordKey, Change> changes, Runnable turn) {
        if (drafts.isEmpty()) {
            turn.run();
            return attempt(new ArrayList<>(changes.values()), result -> {});
        }
        AuditTrail.Chained chained = with.audit().chain(author, at, drafts);
        List<Change> all = new ArrayList<>(changes.values());
        all.addAll(chained.changes());
        try {
            turn.run();
        } catch (RuntimeException | Error e) {
            with.audit().ended(chained, new CommitResult.Voided()); // nothing was done
            throw e;
        }
        return attempt(all, result -> with.audit().ended(chained, result));
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

    private void pause(int attempt) {
        long most = Math.min(500, 2L << Math.min(attempt, 8));
        with.pause().sleep(Duration.ofMillis(1 + with.random().nextLong(most)));
    }

    private static Refusal forbidden(Operation operation) {
        return operation.permission().lacking();
    }

    private static Refusal busy() {
        return Refusal.of(Refusal.Kind.CONFLICT, "DAT-03", "shared.busy");
    }

    /** Refuses; what was forbidden is recorded (ACC-09), what is forbidden again and again as a count. */
    private <T> Outcome<T> refuse(
            Actor actor, Operation operation, List<Refusal> refusals, Optional<String> subject, Duration window) {
        forbidden(refusals).ifPresent(why -> {
            AuditDraft draft = draft(operation, why, subject);
            AuditAuthor author = author(actor);
            String id = AuditTrail.contents(List.of(
                    author.id(),
                    author.login(),
                    author.via(),
                    draft.operation(),
                    draft.subject(),
                    why.rule(),
                    why.code()));
            recorded(attempt -> refused(id, author, draft, attempt < COUNTED ? window : Duration.ZERO));
        });
        return Outcome.refused(refusals);
    }

    /** Puts a refusal on record: the first of a window as an entry, the others as a count that becomes one. */
    private boolean refused(String id, AuditAuthor author, AuditDraft draft, Duration window) {
        Instant now = now();
        if (window.isZero()) { // many threads refused the same at once: an entry of its own waits for nobody
            return commit(author, now, List.of(draft), Map.of()) == null;
        }
        Work work = new Work(with.store(), with.tenant(), with.codec());
        Optional<Repeats> before = work.find(Repeats.KIND, id);
        if (before.isPresent() && before.get().holds(now, window)) {
            work.put(Repeats.KIND, before.get().again(now));
            return commit(author, now, List.of(), changes(work)) == null;
        }
        if (before.isPresent() && before.get().times() > 0 && !told(before.get())) {
            return false;
        }
        Work next = new Work(with.store(), with.tenant(), with.codec());
        next.put(Repeats.KIND, Repeats.first(id, author, draft, now));
        return commit(author, now, List.of(draft), changes(next)) == null;
    }

    /** Makes an entry of a count; false when somebody else has changed it meanwhile. */
    private boolean told(Repeats repeats) {
        Work work = new Work(with.store(), with.tenant(), with.codec());
        Optional<Repeats> known = work.find(Repeats.KIND, repeats.id()).filter(r -> r.times() > 0);
        if (known.isEmpty()) {
            return true;
        }
        work.put(Repeats.KIND, known.get().told());
        return commit(
                        known.get().author(),
                        known.get().last(),
                        List.of(known.get().draft()),
                        changes(work))
                == null;
    }

    /** Makes entries of all refusals that were only counted so far; for whoever reads the trail next. */
    public void tellRepeats() {
        boolean more = true;
        while (more) {
            List<Repeats> pending = new Work(with.store(), with.tenant(), with.codec())
                    .query(
                            Repeats.KIND,
                            io.crmkit.spi.storage.Scope.unrestricted(),
                            io.crmkit.spi.storage.Filter.present("pending"),
                            TOLD_TOGETHER);
            for (Repeats repeats : pending) {
                recorded(attempt -> told(repeats));
            }
            more = pending.size() == TOLD_TOGETHER;
        }
    }

    private static Map<RecordKey, Change> changes(Work work) {
        Map<RecordKey, Change> changes = new LinkedHashMap<>();
        work.changes().forEach(change -> changes.put(change.key(), change));
        return changes;
    }

    private Instant now() {
        return with.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }

    private static AuditAuthor author(Actor actor) {
        return new AuditAuthor(actor.userId(), actor.login(), actor.via());
    }

    private static Duration window(Standing standing) {
        return Duration.ofMinutes(standing.policy().get(AuditPolicy.SECTION).refusalMinutes());
    }

    /** Tries to put something on record until it is. */
    private void recorded(IntPredicate attempted) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempted.test(attempt)) {
                return;
            }
            pause(attempt);
        }
        throw new StorageException(
                StorageException.Kind.TRANSIENT, "nothing could be put on record: the store is too busy");
    }

    /** The same refused many times in one change set is one entry with a count. */
    private static List<AuditDraft> counted(List<AuditDraft> drafts) {
        Map<AuditDraft, Long> counts = new LinkedHashMap<>();
        drafts.forEach(draft -> counts.merge(draft, 1L, Long::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().times(entry.getValue()))
                .toList();
    }

    private static Optional<Refusal> forbidden(List<Refusal> refusals) {
        return refusals.stream()
                .filter(r -> r.kind() == Refusal.Kind.FORBIDDEN || r.kind() == Refusal.Kind.UNKNOWN_ACTOR)
                .findFirst();
    }

    private static AuditDraft draft(Operation operation, Refusal why, Optional<String> subject) {
        return new AuditDraft(
                operation.name(),
                subject.orElse(operation.permission().module()),
                Optional.empty(),
                false,
                Optional.of(why.rule()),
                Optional.of(why.code()),
                Map.of());
    }

    private <T> Optional<Outcome<T>> answeredBefore(
            Unit unit, Actor actor, Operation operation, Object command, Class<T> answerType) {
        return actor.requestKey()
                .flatMap(key -> unit.find(Answered.KIND, requestId(actor, key)))
                .map(answered -> answered.content().equals(content(operation, command))
                        ? answered.approval()
                                .<Outcome<T>>map(Outcome.Pending::new)
                                .orElseGet(() -> answered.answer().isEmpty()
                                        ? Outcome.refused(
                                                Refusal.of(Refusal.Kind.CONFLICT, "ACC-18", "shared.answer-erased"))
                                        : Outcome.done(Json.read(answered.answer(), answerType)))
                        : Outcome.refused(Refusal.of(Refusal.Kind.CONFLICT, "DAT-03", "shared.request-key-reused")));
    }

    /**
     * What was answered about a record under idempotency keys, for the person concerned (ACC-18).
     *
     * @param unit the unit of work
     * @param id the record's id
     * @param limit how many at most
     * @return the answers
     */
    public static List<Object> answersAbout(Unit unit, String id, int limit) {
        return unit.query(Answered.KIND, io.crmkit.spi.storage.Filter.equal("about", id), limit).stream()
                .map(answered -> Json.read(answered.answer(), Object.class))
                .toList();
    }

    /**
     * Takes away what was answered about a record under idempotency keys (ACC-18). Whoever asks again is told that it was done, and not
     * what was answered.
     *
     * @param unit the unit of work
     * @param id the record's id
     * @param limit how many at most
     * @return how many answers
     */
    public static int eraseAnswersAbout(Unit unit, String id, int limit) {
        List<Answered> answers = unit.query(Answered.KIND, io.crmkit.spi.storage.Filter.equal("about", id), limit);
        answers.forEach(answered -> unit.keep(Answered.KIND, answered.erased()));
        return answers.size();
    }

    private static String requestId(Actor actor, String key) {
        return AuditTrail.contents(List.of(actor.userId(), key));
    }

    private static String content(Operation operation, Object command) {
        return operation.name() + ":" + AuditTrail.contents(command);
    }
}
