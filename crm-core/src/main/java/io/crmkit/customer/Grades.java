package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.customer.Evaluation.Case;
import io.crmkit.customer.Evaluation.Verdict;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.road.Veil;
import io.crmkit.internal.store.PairsAhead;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicyBook;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.GradingStrategies;
import io.crmkit.scoring.Lifecycle.Stage;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Grades and stages of customers (SCO-01 to SCO-03, LIF-01), with silence and reminders (LIF-04, LIF-05). A customer is judged
 * at each purchase; what the mere passing of days changes, the regular evaluation of the whole base finds. Got from a session.
 */
public final class Grades {

    private static final Operation VIEW = Operation.of("grade.view", "customer", "view");
    private static final Operation ADJUST = Operation.of("grade.adjust", "grade", "edit");
    private static final Operation WITHDRAW = Operation.of("grade.withdraw", "grade", "edit");
    private static final Operation PLACE = Operation.of("stage.set", "grade", "edit");
    private static final Operation RELEASE = Operation.of("stage.withdraw", "grade", "edit");
    private static final Operation REGRADE = Operation.of("grade.regrade", "grade", "configure");
    private static final Operation PREVIEW = Operation.of("grade.preview", "grade", "configure");

    /** What a reader sees of a customer's standing (ACC-07). */
    public static final Veil<CustomerStanding> VEIL = new Veil<>(CustomerStanding.class, (standing, walls) -> {
        CustomerStanding seen = walls.sees(Customer.KIND) ? standing : standing.withoutReasons(walls);
        return walls.sees(TradeRecord.KIND.module(), TradeRecord.TRADED) ? seen : seen.withoutAmounts();
    });

    /** How many customers are judged in one change set. */
    private static final int BATCH = 1_000;

    private final Road road;
    private final Actor actor;
    private final Evaluation evaluation;
    private final GradingStrategies strategies;
    private final PolicyBook book;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param evaluation judges
     * @param strategies the grading strategies
     * @param book reads policy documents
     */
    public Grades(Road road, Actor actor, Evaluation evaluation, GradingStrategies strategies, PolicyBook book) {
        this.road = road;
        this.actor = actor;
        this.evaluation = evaluation;
        this.strategies = strategies;
        this.book = book;
    }

    /**
     * Where a customer stands today, computed anew. Whoever may see the customer may ask.
     *
     * @param customer id of the customer
     * @return grade, stage, silence and their reasons
     */
    public Outcome<CustomerStanding> of(String customer) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Customer.KIND, customer)
                        .map(known -> Outcome.done(CustomerStanding.of(evaluation, unit, known)))
                        .orElseGet(() -> Outcome.refused(Evaluation.notFound(customer))));
    }

    /**
     * Gives a grade by hand (SCO-02, CUS-11). The computed one stays visible beside it and counts again when the one by hand
     * is over.
     *
     * @param customer id of the customer
     * @param manual the grade, the reason and, if it shall end by itself, its last day
     * @return where the customer stands now
     */
    public Outcome<CustomerStanding> adjust(String customer, ManualGrade manual) {
        record Command(
                @NotBlank String customer, @NotNull @Valid ManualGrade manual) {}
        return change(ADJUST, new Command(customer, manual), customer, manual.reason(), unit -> trade -> {
            Optional<Refusal> unknown = unknownGrade(unit, trade.customer(), manual.grade());
            return unknown.isPresent()
                    ? Outcome.refused(unknown.get())
                    : trade.trade()
                            .grades()
                            .adjusted(manual, unit.actorId(), unit.today())
                            .map(card -> trade.trade()
                                    .judged(
                                            card,
                                            trade.trade().stages(),
                                            trade.trade().reminded()));
        });
    }

    /**
     * Withdraws the grade by hand (SCO-02); the computed one counts at once.
     *
     * @param customer id of the customer
     * @param reason why
     * @return where the customer stands now
     */
    public Outcome<CustomerStanding> withdraw(String customer, String reason) {
        return change(
                WITHDRAW,
                new Withdrawal(customer, reason),
                customer,
                reason,
                unit -> one -> one.trade()
                        .grades()
                        .withdrawn(unit.actorId(), reason, unit.today())
                        .map(card -> one.trade()
                                .judged(card, one.trade().stages(), one.trade().reminded())));
    }

    /**
     * Sets the stage by hand (LIF-01). It holds until the customer buys again after today, it is withdrawn, or its time is
     * over.
     *
     * @param customer id of the customer
     * @param stage the stage
     * @param reason why; the cause when it is {@link Stage#LOST}
     * @param until the last day on which it holds, if it shall end by itself
     * @return where the customer stands now
     */
    public Outcome<CustomerStanding> setStage(String customer, Stage stage, String reason, Optional<LocalDate> until) {
        record Command(
                @NotBlank String customer,
                @NotNull Stage stage,
                @NotBlank @CleanText(max = 500) String reason,
                @NotNull Optional<LocalDate> until) {}
        return change(
                PLACE,
                new Command(customer, stage, reason, until),
                customer,
                reason,
                unit -> one -> one.trade()
                        .stages()
                        .byHand(stage, reason, until, unit.actorId(), unit.today())
                        .map(card -> one.trade()
                                .judged(one.trade().grades(), card, one.trade().reminded())));
    }

    /**
     * Withdraws the stage by hand (LIF-01); what follows from facts counts at once.
     *
     * @param customer id of the customer
     * @param reason why
     * @return where the customer stands now
     */
    public Outcome<CustomerStanding> withdrawStage(String customer, String reason) {
        return change(
                RELEASE,
                new Withdrawal(customer, reason),
                customer,
                reason,
                unit -> one -> one.trade()
                        .stages()
                        .withdrawn(reason, unit.actorId(), unit.today())
                        .map(card -> one.trade()
                                .judged(one.trade().grades(), card, one.trade().reminded())));
    }

    private record Withdrawal(
            @NotBlank String customer,
            @NotBlank @CleanText(max = 500) String reason) {}

    private Outcome<CustomerStanding> change(
            Operation operation,
            Object command,
            String customer,
            String reason,
            Function<Unit, Function<Case, Outcome<TradeRecord>>> change) {
        return road.write(actor, operation, command, CustomerStanding.class, unit -> {
            Optional<Customer> known = unit.visible(Customer.KIND, customer);
            if (known.isEmpty()) {
                return Outcome.refused(Evaluation.notFound(customer));
            }
            if (!unit.standing()
                    .reaches(
                            operation.permission(),
                            known.get().id(),
                            known.get().owner())) {
                return Outcome.refused(Refusals.outOfReach(operation.permission()));
            }
            Optional<Refusal> locked = unit.locks()
                    .refusal(Customer.KIND, known.get().id()); // grade and stage are the customer's (APR-01)
            if (locked.isPresent()) {
                return Outcome.refused(locked.get());
            }
            TradeRecord before = trade(unit, known.get());
            Outcome<TradeRecord> after = change.apply(unit).apply(new Case(before, known.get()));
            if (!(after instanceof Outcome.Done<TradeRecord> done)) {
                return Outcome.refused(after.refusals());
            }
            unit.check(Customer.KIND, known.get().id()); // whose owner the trade record repeats
            TradeRecord written = unit.keep(TradeRecord.KIND, done.value());
            unit.tell(TradeRecord.KIND, written, Optional.of(reason), changes(before, written, unit.today()));
            evaluation.run(unit, List.of(known.get().id()));
            return Outcome.done(CustomerStanding.of(evaluation, unit, known.get()));
        });
    }

    private static Map<String, Object> changes(TradeRecord before, TradeRecord after, LocalDate today) {
        return before.grades().equals(after.grades())
                ? Map.of(
                        "stage",
                        List.of(
                                before.stages()
                                        .last()
                                        .map(e -> e.stage().name())
                                        .orElse(""),
                                after.stages().last().map(e -> e.stage().name()).orElse("")))
                : Map.of(
                        "grade",
                        List.of(
                                before.grades()
                                        .now(today)
                                        .map(GradeCard.Counting::grade)
                                        .orElse(""),
                                after.grades()
                                        .now(today)
                                        .map(GradeCard.Counting::grade)
                                        .orElse("")));
    }

    /** The shipped strategies know their grades; which ones a plugin of others gives, nobody can say beforehand. */
    private static Optional<Refusal> unknownGrade(Unit unit, Customer customer, String grade) {
        ScoringPolicy scoring = Evaluation.grading(
                unit.standing().policy(), unit, unit.shown(customer)); // so that no grade tells of what is hidden
        List<String> known = scoring.knownGrades();
        if (known.isEmpty() || known.contains(grade)) {
            return Optional.empty();
        }
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID, "SCO-02", "grading.unknown-grade", grade, String.join(", ", known))
                .onField("grade")
                .ofValue(grade);
        return Optional.of(NearMiss.of(grade, known).map(refusal::suggesting).orElse(refusal));
    }

    private static TradeRecord trade(Unit unit, Customer customer) {
        return unit.find(TradeRecord.KIND, customer.id())
                .orElseGet(() -> TradeRecord.none(customer.id(), customer.owner()));
    }

    /**
     * Judges the whole base anew, in batches, each of which is a change set of its own: grades, stages, reminders. Doing it
     * again, or on two nodes at once, does no harm. A strategy that fails on a customer leaves that customer's grade (SCO-03).
     *
     * @return what was done
     */
    public Outcome<EvaluationReport> regrade() {
        record Batch(Optional<String> from) {}
        // Not bound to a request key: only the whole is a request.
        Actor once = actor.withoutKey();
        Sum sum = new Sum();
        Optional<String> token = Optional.empty();
        try (PairsAhead ahead = road.ahead(TradeRecord.KIND, Customer.KIND, BATCH)) {
            do {
                PairsAhead.Portion portion = ahead.from(token);
                Outcome<Judged> batch = road.write(
                        once, REGRADE, new Batch(token), Judged.class, unit -> Outcome.done(regraded(unit, portion)));
                if (!(batch instanceof Outcome.Done<Judged> done)) {
                    return Outcome.refused(batch.refusals());
                }
                sum.add(done.value().sum());
                token = done.value().next();
            } while (token.isPresent());
        }
        return Outcome.done(sum.report());
    }

    /** A batch that was judged. */
    private record Judged(Sum sum, Optional<String> next) {}

    private Judged regraded(Unit unit, PairsAhead.Portion portion) {
        Policy policy = unit.standing().policy();
        Listing<TradeRecord> page = page(unit, portion);
        Sum sum = new Sum(unit.today(), policy.version());
        judged(unit, Evaluation.cases(unit, page.items()), policy, sum)
                .forEach(verdict -> evaluation.enter(unit, verdict));
        if (page.next().isEmpty()) {
            unit.keep(GradingRun.KIND, new GradingRun(GradingRun.ID, 1, unit.today(), policy.version()));
        }
        return new Judged(sum, page.next());
    }

    /**
     * What the regular evaluation would do, without doing it (POL-02): on a day to come, under the policy in force or a
     * proposed one, of the customers that the actor may see. Purchases until then are not guessed. Rules of one's own are questions: who
     * does not see all that rules may ask for proposes none (ACC-07).
     *
     * @param document the proposed policy document, or none for the one in force
     * @param day the day, today or later
     * @return who would change grade or stage
     */
    public Outcome<EvaluationReport> preview(Optional<String> document, LocalDate day) {
        return road.read(actor, PREVIEW, unit -> {
            if (day.isBefore(unit.today())) {
                return Outcome.refused(
                        Refusal.of(Refusal.Kind.INVALID, "POL-02", "grading.preview-past", day, unit.today())
                                .onField("day")
                                .ofValue(day.toString()));
            }
            if (document.isPresent()) {
                unit.require(TradeRecord.KIND.module(), TradeRecord.TRADED);
                Segmentation.ASKED.forEach(field -> unit.require(Customer.KIND.module(), field));
            }
            Outcome<Policy> policy = document.map(
                            text -> book.parse(text, unit.standing().policy().version() + 1))
                    .orElseGet(() -> Outcome.done(unit.standing().policy()));
            if (!(policy instanceof Outcome.Done<Policy> proposed)) {
                return Outcome.refused(policy.refusals());
            }
            List<Refusal> wrong = problems(unit, proposed.value());
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            Sum sum = new Sum(day, proposed.value().version());
            Optional<String> token = Optional.empty();
            try (PairsAhead ahead = road.ahead(TradeRecord.KIND, Customer.KIND, BATCH)) {
                do {
                    Unit batch = unit.another(); // what was read for one batch need not be kept for the next
                    Listing<TradeRecord> page = page(batch, ahead.from(token));
                    judged(batch, seen(batch, page.items()), proposed.value(), sum);
                    token = page.next();
                } while (token.isPresent());
            }
            return Outcome.done(sum.report());
        });
    }

    /**
     * What keeps the grading settings of a policy from being put in force: a strategy that is not there, or does not take its
     * parameters, for all or for a segment; a segment of a department that is not there.
     *
     * @param unit the unit of work
     * @param next the policy
     * @return the refusals
     */
    public List<Refusal> problems(Unit unit, Policy next) {
        List<Refusal> wrong = new ArrayList<>(Segmentation.unknownDepartments(unit.standing(), next));
        Set<Object> tried = new HashSet<>();
        for (Policy.Variant variant : next.variants()) {
            ScoringPolicy scoring = variant.policy().get(ScoringPolicy.SECTION);
            if (tried.add(
                    List.of(scoring.strategy().id(), scoring.parameters()))) { // what is wrong for all is told once
                strategies
                        .problem(scoring)
                        .map(problem -> next.within(variant, problem))
                        .ifPresent(wrong::add);
            }
        }
        return wrong;
    }

    private static Listing<TradeRecord> page(Unit unit, PairsAhead.Portion portion) {
        return unit.everyone(TradeRecord.KIND, Customer.KIND, BATCH, portion);
    }

    private static List<Case> seen(Unit unit, List<TradeRecord> trades) {
        return Evaluation.cases(unit, trades).stream()
                .filter(one -> unit.sees(Customer.KIND, one.customer()))
                .toList();
    }

    /** Counts all; lists what the actor may know of. */
    private List<Verdict> judged(Unit unit, List<Case> cases, Policy policy, Sum sum) {
        boolean walled =
                !unit.walls().sees(Customer.KIND) || !unit.walls().sees(TradeRecord.KIND.module(), TradeRecord.TRADED);
        List<Verdict> verdicts = evaluation.judge(unit, cases, policy, sum.day());
        for (int i = 0; i < verdicts.size(); i++) {
            Customer customer = cases.get(i).customer();
            sum.add(verdicts.get(i), customer, unit.today(), () -> unit.sees(Customer.KIND, customer), walled);
        }
        return verdicts;
    }
}
