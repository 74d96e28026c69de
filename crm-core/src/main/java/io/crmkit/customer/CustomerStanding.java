package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.road.Walls;
import io.crmkit.policy.Policy;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.Silence;
import io.crmkit.scoring.StageCard;
import io.crmkit.shared.Label;
import io.crmkit.shared.PluginFailure;
import io.crmkit.spi.grading.Grade;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where a customer stands on the day of asking: computed anew, with the history beside it (SCO-01, SCO-02, LIF-01, LIF-04).
 *
 * @param customer id of the customer
 * @param counting the grade that counts, if there is one: the one by hand while it lasts, or else the computed one
 * @param computed the computed grade with score and reasons, also while one by hand counts
 * @param failure why the strategy could not grade today, if it could not: the old grade stayed (SCO-03)
 * @param grades how it came to its grades
 * @param stage the stage of its life
 * @param stages how it came to its stage
 * @param silence how silent it is and why
 * @param segments which segments of the policy apply, and why (POL-04); none when none fits
 * @param bought what it bought, or won deals brought, as the policy says
 */
public record CustomerStanding(
        String customer,
        Optional<GradeCard.Counting> counting,
        Optional<Grade> computed,
        Optional<PluginFailure> failure,
        GradeCard grades,
        Lifecycle.Stage stage,
        StageCard stages,
        Silence silence,
        List<Applied> segments,
        Ledger bought) {

    /**
     * A segment that applies.
     *
     * @param name as the policy calls it
     * @param asks the facts that it asks for
     * @param reasons what of the customer fits it
     */
    public record Applied(String name, Set<String> asks, List<Label> reasons) {

        /** Copies the facts and reasons. */
        public Applied {
            asks = Set.copyOf(asks);
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Where a customer stands today.
     *
     * @param evaluation judges
     * @param unit the unit of work
     * @param customer the customer
     * @return the standing, before the reader's walls
     */
    public static CustomerStanding of(Evaluation evaluation, Unit unit, Customer customer) {
        Policy policy = unit.standing().policy();
        TradeRecord trade = unit.find(TradeRecord.KIND, customer.id())
                .orElseGet(() -> TradeRecord.none(customer.id(), customer.owner()));
        Evaluation.Verdict verdict = evaluation
                .judge(unit, List.of(new Evaluation.Case(trade, customer)), policy, unit.today())
                .get(0);
        TradeRecord after = verdict.after();
        Optional<GradeCard.Counting> counting = after.grades().now(unit.today());
        return new CustomerStanding(
                customer.id(),
                counting,
                after.grades().computed(),
                verdict.failure(),
                after.grades(),
                verdict.stageAfter().map(StageCard.Event::stage).orElse(Lifecycle.Stage.POTENTIAL),
                after.stages(),
                verdict.silence(),
                Segmentation.because(verdict.segments(), unit, customer, counting.map(GradeCard.Counting::grade)),
                after.ledger(Evaluation.source(policy)));
    }

    /**
     * The same for a reader who does not see all that is known of the customer (ACC-07): grade and stage as such, and segments that ask
     * for nothing hidden, without the reasons, which may tell of it, and without what a strategy said when it failed.
     */
    CustomerStanding withoutReasons(Walls walls) {
        return withoutReasons(segment -> Segmentation.isSeen(walls, segment.asks()));
    }

    private CustomerStanding withoutReasons(Predicate<Applied> told) {
        return new CustomerStanding(
                customer,
                counting,
                computed.map(grade -> Grade.of(grade.code())),
                failure.map(PluginFailure::withoutDetails),
                new GradeCard(grades.computed().map(grade -> Grade.of(grade.code())), grades.history()),
                stage,
                stages,
                silence,
                segments.stream()
                        .filter(told)
                        .map(segment -> new Applied(segment.name(), segment.asks(), List.of()))
                        .toList(),
                bought);
    }

    /** The same for a reader who may not see what the customer brought (ACC-07): no amounts, and nothing that tells of them. */
    CustomerStanding withoutAmounts() {
        CustomerStanding less = withoutReasons(segment -> true);
        return new CustomerStanding(
                customer,
                counting,
                less.computed,
                less.failure,
                less.grades,
                stage,
                stages,
                new Silence(silence.level(), silence.months(), silence.since(), silence.rhythmChanged(), List.of()),
                less.segments,
                Ledger.none());
    }

    /** Copies the segments. */
    public CustomerStanding {
        segments = List.copyOf(segments);
    }
}
