package io.crmkit.handover;

import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalKind;
import io.crmkit.approval.ApprovalPolicy.Definition;
import io.crmkit.approval.ApprovalPolicy.Designation;
import io.crmkit.approval.ApprovalPolicy.Mode;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Optional;

/** Whoever hands over asks those who decide to lift the caps of those who take over (ACC-12, CUS-12). */
public final class CapLift implements ApprovalKind<CapLift.Wish, Handover> {

    /** Its name in policies. */
    public static final String NAME = "handover-lift-caps";

    /** Who decides, as shipped: the sales vice-president or the company head, within two workdays. */
    public static final Definition DEFINITION = Definition.of(Step.of(
                    "放开上限审批",
                    "cap approval",
                    Designation.role("sales-vice-president"),
                    Designation.role("company-head"))
            .in(Mode.ANY)
            .within(48, true));

    static final Operation OPERATION = Operation.of("handover.ask-lift", "handover", "create");
    private static final Operation LIFT = Operation.of("handover.lift-caps", "handover", "approve");

    /**
     * What is asked for.
     *
     * @param handover id of the handover
     * @param reason why
     */
    public record Wish(String handover, String reason) {}

    /** For all CRMs alike. */
    public CapLift() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Wish> content() {
        return Wish.class;
    }

    @Override
    public Operation operation() {
        return OPERATION;
    }

    @Override
    public Definition shipped() {
        return DEFINITION;
    }

    @Override
    public List<Kind<?>> locks() {
        return List.of(Handover.KIND);
    }

    @Override
    public Outcome<Handover> carryOut(Unit submitter, Unit decider, Optional<Approval> approval, Wish wish) {
        return Handovers.found(submitter, OPERATION, wish.handover())
                .flatMap(Handovers::prepared)
                .flatMap(handover -> lifted(decider, handover, wish.reason()));
    }

    /** Whoever lifts caps may, and is neither who asked for the handover nor who leaves, and takes nothing over (ACC-19). */
    static Outcome<Handover> lifted(Unit unit, Handover handover, String reason) {
        String approver = unit.actorId();
        if (approver.equals(handover.askedBy())
                || approver.equals(handover.from())
                || handover.plan().receivers().contains(approver)
                || !unit.standing().holds(LIFT.permission())
                || !unit.standing().reaches(LIFT.permission(), "", Optional.of(handover.from()))) {
            return Outcome.refused(Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-19", "handover.own-lift")
                    .missing(LIFT.permission().toString()));
        }
        Handover.Lift lift = new Handover.Lift(approver, unit.now(), reason);
        return Outcome.done(unit.change(
                Handover.KIND,
                handover,
                handover.lifted(lift, handover.trace().touched(unit.now(), approver)),
                Optional.of(reason)));
    }
}
