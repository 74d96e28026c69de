package io.crmkit.trial;

import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalKind;
import io.crmkit.approval.ApprovalPolicy.Definition;
import io.crmkit.approval.ApprovalPolicy.Designation;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Outcome;
import io.crmkit.trial.TrialStanding.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Trials and their extensions are approved by others (CUS-13, APR-01). */
public final class TrialApproval implements ApprovalKind<TrialApproval.Wish, Trial> {

    /** Name of the approval of a trial, in policies. */
    public static final String TRIAL = "trial";

    /** Name of the approval of an extension, in policies. */
    public static final String EXTENSION = "trial-extension";

    /** Who decides, as shipped: the superior of the rep, within two workdays. */
    public static final Definition DEFINITION =
            Definition.of(Step.of("上级审批", "superior", Designation.superior()).within(48, true));

    private final boolean extension;

    /**
     * What is asked for.
     *
     * @param trial id of the trial
     * @param reason why
     */
    public record Wish(String trial, String reason) {}

    private TrialApproval(boolean extension) {
        this.extension = extension;
    }

    /** {@return the approval of trials} */
    public static TrialApproval ofTrials() {
        return new TrialApproval(false);
    }

    /** {@return the approval of extensions} */
    public static TrialApproval ofExtensions() {
        return new TrialApproval(true);
    }

    @Override
    public String name() {
        return extension ? EXTENSION : TRIAL;
    }

    @Override
    public Class<Wish> content() {
        return Wish.class;
    }

    @Override
    public Operation operation() {
        return extension ? Trials.EXTEND : Trials.APPLY;
    }

    @Override
    public Definition shipped() {
        return DEFINITION;
    }

    @Override
    public Outcome<Trial> carryOut(Unit submitter, Unit decider, Optional<Approval> approval, Wish wish) {
        Move move = extension ? Move.EXTEND : Move.BEGIN;
        TrialPolicy policy = submitter.standing().policy().get(TrialPolicy.SECTION);
        return Trials.found(submitter, operation(), wish.trial())
                .flatMap(trial -> Trials.can(submitter, trial, move).map(fine -> {
                    Trial.Event event =
                            new Trial.Event(move, submitter.now(), decider.actorId(), Optional.of(wish.reason()));
                    Instant end = extension
                            ? trial.until().orElseThrow().plus(Duration.ofDays(policy.extensionDays()))
                            : submitter.now().plus(Duration.ofDays(policy.days()));
                    Trial after = extension
                            ? trial.extended(end, event, Trials.touched(submitter, trial))
                            : trial.in(Trial.Phase.BEGUN, Optional.of(end), event, Trials.touched(submitter, trial));
                    return submitter.change(Trial.KIND, trial, after, Optional.of(wish.reason()));
                }));
    }

    /** What was refused or taken back can be asked for again. */
    @Override
    public void release(Unit unit, Approval approval, Wish wish) {
        unit.find(Trial.KIND, wish.trial()).ifPresent(trial -> {
            Trial.Event event = new Trial.Event(
                    extension ? Move.ASK_EXTENSION : Move.APPLY,
                    unit.now(),
                    unit.actorId(),
                    Optional.of(approval.id()));
            if (extension && trial.asked()) {
                unit.change(
                        Trial.KIND,
                        trial,
                        trial.asking(false, Optional.empty(), Trials.touched(unit, trial)),
                        Optional.empty());
            } else if (!extension && trial.phase() == Trial.Phase.WAITING) {
                unit.change(
                        Trial.KIND,
                        trial,
                        trial.in(Trial.Phase.DECLINED, Optional.empty(), event, Trials.touched(unit, trial)),
                        Optional.empty());
            }
        });
    }
}
