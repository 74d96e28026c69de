package io.crmkit.pipeline;

import io.crmkit.access.Edits;
import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalKind;
import io.crmkit.approval.ApprovalPolicy.Definition;
import io.crmkit.approval.ApprovalPolicy.Designation;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.approval.Submission;
import io.crmkit.customer.Evaluation;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rep moves a deal backwards: the manager decides (PIP-04). The deal is locked meanwhile. */
public final class BackwardMove implements ApprovalKind<BackwardMove.Wish, Opportunity> {

    /** Its name in policies. */
    public static final String NAME = "opportunity-move-back";

    /** Who decides, as shipped: the superior, within two workdays. */
    public static final Definition DEFINITION =
            Definition.of(Step.of("上级审批", "superior", Designation.superior()).within(48, true));

    /**
     * What is asked for.
     *
     * @param opportunity id of the deal
     * @param to where it shall go
     * @param evidence what was brought along
     */
    public record Wish(String opportunity, Stage to, Evidence evidence) {}

    private final Evaluation evaluation;

    /**
     * The kind.
     *
     * @param evaluation judges customers when a deal is won no longer
     */
    public BackwardMove(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    static Submission<Wish> of(Unit unit, Opportunity deal, Stage to, Evidence evidence) {
        PipelinePolicy policy = unit.standing().policy().get(PipelinePolicy.SECTION);
        Label from = Pipeline.name(deal.stage(), policy);
        Label there = Pipeline.name(to, policy);
        Label about = Messages.label("pipeline.back.about", deal.terms().name(), from, there);
        return Submission.of(about, new Wish(deal.id(), to, evidence), evidence.reason())
                .showing(Map.of("opportunity", deal.terms().name(), "from", from.zh(), "to", there.zh()))
                .worth(deal.terms().expectedAmount())
                .telling("opportunity.expectedAmount")
                .locking(Opportunity.KIND, deal.id());
    }

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
        return Opportunities.MOVE;
    }

    @Override
    public Definition shipped() {
        return DEFINITION;
    }

    @Override
    public List<Kind<?>> locks() {
        return List.of(Opportunity.KIND);
    }

    @Override
    public Outcome<Opportunity> carryOut(Unit submitter, Unit decider, Optional<Approval> approval, Wish wish) {
        long version = submitter
                .find(Opportunity.KIND, wish.opportunity())
                .map(Opportunity::version)
                .orElse(0L);
        return Edits.change(
                submitter,
                Opportunity.KIND,
                wish.opportunity(),
                version,
                Opportunities.MOVE,
                wish.evidence().reason(),
                before -> Opportunities.moved(
                        submitter,
                        before,
                        new Pipeline.Move(before.stage(), wish.to(), wish.evidence(), submitter.today(), true, false),
                        evaluation));
    }
}
