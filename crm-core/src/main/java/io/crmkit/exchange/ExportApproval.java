package io.crmkit.exchange;

import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalKind;
import io.crmkit.approval.ApprovalPolicy.Definition;
import io.crmkit.approval.ApprovalPolicy.Designation;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.approval.ApprovalPolicy.WhenEmpty;
import io.crmkit.approval.Submission;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Exports need the department head's approval (ACC-13). Where nobody is above the requester, nobody has to approve; then the requester
 * must hold the permission to export.
 */
public final class ExportApproval implements ApprovalKind<ExportRequest, ExportTicket> {

    /** What whoever asks must be allowed, when asking and when it is carried out. */
    static final Permission ASKING = Permission.of("approval", "edit");

    /** Its name in policies. */
    public static final String NAME = "export";

    /** Who decides, as shipped. */
    public static final Definition DEFINITION =
            Definition.of(Step.of("部门负责人审批", "department head", Designation.departmentHead())
                    .within(24, true)
                    .whenEmpty(WhenEmpty.PASS));

    /** The kind. */
    public ExportApproval() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<ExportRequest> content() {
        return ExportRequest.class;
    }

    /** Everybody who may decide or ask anything may ask for an export; what is in it, the scope says when it is written. */
    @Override
    public Operation operation() {
        return Operation.of("export.request", ASKING.module(), ASKING.action());
    }

    @Override
    public Definition shipped() {
        return DEFINITION;
    }

    static Submission<ExportRequest> of(ExportRequest request) {
        return Submission.of(
                        Messages.label("exchange.export.about", name(request.module()), request.scope()),
                        request,
                        request.purpose())
                .showing(Map.of(
                        "module", request.module(),
                        "purpose", request.purpose().orElse("–"),
                        "scope", request.scope()));
    }

    static Label name(String module) {
        String code = "kind." + module;
        return Messages.englishCodes().contains(code) ? Messages.label(code) : new Label(module, module);
    }

    @Override
    public Outcome<ExportTicket> carryOut(
            Unit submitter, Unit decider, Optional<Approval> approval, ExportRequest request) {
        Permission view = Permission.of(request.module(), "view");
        if (!submitter.standing().holds(view)) {
            return Outcome.refused(missing(view));
        }
        boolean approved = approval.stream()
                .flatMap(a -> a.history().stream())
                .anyMatch(event -> event.act() == Approval.Act.APPROVED);
        Optional<Refusal> lacking =
                approval.isPresent() && !approved ? lacking(submitter, request.module()) : Optional.empty();
        if (lacking.isPresent()) {
            return Outcome.refused(lacking.get());
        }
        return Outcome.done(submitter.create(
                ExportTicket.KIND,
                new ExportTicket(
                        approval.map(Approval::id).orElseGet(submitter::newId),
                        1,
                        submitter.actorId(),
                        request.module(),
                        request.purpose().orElse("–"),
                        request.scope(),
                        approved,
                        submitter.now(),
                        submitter
                                .now()
                                .plus(Duration.ofHours(submitter
                                        .standing()
                                        .policy()
                                        .get(ExportPolicy.SECTION)
                                        .validHours())))));
    }

    /** That somebody may not export, where nobody else was found to approve. */
    private static Optional<Refusal> lacking(Unit submitter, String module) {
        Permission export = Permission.of(module, "export");
        return exported(module) && !submitter.standing().holds(export)
                ? Optional.of(missing(export))
                : Optional.empty();
    }

    /**
     * Why a ticket no longer lets its owner write files: where nobody else was found to approve, it was got by the own permission, and
     * goes with it (ACC-08). One that somebody approved is good to its end.
     */
    static Optional<Refusal> lost(Unit owner, ExportTicket ticket) {
        boolean byPermission =
                !ticket.approved() && owner.find(Approval.KIND, ticket.id()).isPresent();
        return byPermission ? lacking(owner, ticket.module()) : Optional.empty();
    }

    /** Lists that hold no customer's data, such as products, are there for whoever may view them. */
    private static boolean exported(String module) {
        return !java.util.Set.of("product", "user", "department").contains(module);
    }

    private static Refusal missing(Permission permission) {
        return Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-13", "exchange.export.permission", permission.toString())
                .missing(permission.toString());
    }
}
