package io.crmkit.access;

import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalKind;
import io.crmkit.approval.ApprovalPolicy.Definition;
import io.crmkit.approval.ApprovalPolicy.Designation;
import io.crmkit.approval.ApprovalPolicy.Mode;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.approval.ApprovalPolicy.WhenEmpty;
import io.crmkit.approval.Submission;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Requests for permission (ACC-08): the superior decides, for another department's data its head too, and an administrator executes what
 * was decided, by the administrator's own right to give it. Within two workdays altogether, as shipped.
 */
public final class PermissionRequests implements ApprovalKind<PermissionRequest, Grant> {

    /** Its name in policies. */
    public static final String NAME = "permission-request";

    /** Who decides, as shipped. */
    public static final Definition DEFINITION = Definition.of(
            Step.of("上级审批", "superior", Designation.superior()).within(16, true).whenEmpty(WhenEmpty.PASS),
            Step.of("数据所属部门审批", "head of the department whose data it is", Designation.concernedHead())
                    .within(16, true),
            Step.of("管理员执行", "execution by an administrator", Designation.role("administrator"))
                    .in(Mode.ANY)
                    .within(16, true));

    static final Operation REQUEST = Operation.of("grant.request", "access", "request");
    private static final Permission GIVE = Permission.of("user", "assign");

    private final Supplier<Directory> directory;

    /**
     * The kind.
     *
     * @param directory the organisation as it is now
     */
    public PermissionRequests(Supplier<Directory> directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<PermissionRequest> content() {
        return PermissionRequest.class;
    }

    @Override
    public Operation operation() {
        return REQUEST;
    }

    @Override
    public Definition shipped() {
        return DEFINITION;
    }

    /** What to submit. */
    Submission<PermissionRequest> of(PermissionRequest request) {
        Label what = name(directory.get(), request.right());
        Map<String, String> form = new TreeMap<>();
        form.put("right", what.zh());
        form.put("justification", request.justification());
        form.put("evidence", request.evidence());
        request.until().ifPresent(end -> form.put("until", end.toString()));
        Set<String> concerned = new TreeSet<>();
        request.right().department().ifPresent(concerned::add);
        return Submission.of(Messages.label("access.grant.about", what), request, Optional.of(request.justification()))
                .showing(form)
                .concerning(concerned);
    }

    /**
     * What people call a right.
     *
     * @param directory the organisation
     * @param right the right
     * @return its name
     */
    static Label name(Directory directory, Right right) {
        if (right.role().isPresent()) {
            Role role = directory
                    .policy()
                    .get(AccessPolicy.SECTION)
                    .roles()
                    .get(right.role().get());
            return Messages.label(
                    "access.grant.role", role == null ? right.role().get() : role.name());
        }
        String permissions = String.join(", ", right.permissions());
        return right.department().isPresent()
                ? Messages.label(
                        "access.grant.data",
                        permissions,
                        directory
                                .department(right.department().get())
                                .map(Department::name)
                                .orElse(right.department().get()))
                : Messages.label(
                        "access.grant.permissions",
                        permissions,
                        Messages.label("access.reach."
                                + right.reach().orElse(Reach.OWN).name().toLowerCase(java.util.Locale.ROOT)));
    }

    /** What is wrong with a request, for its user at this moment. */
    List<Refusal> problems(Unit unit, String userId, PermissionRequest request) {
        Directory now = directory.get();
        Right right = request.right();
        List<Refusal> wrong = new ArrayList<>();
        Map<String, Role> roles = now.policy().get(AccessPolicy.SECTION).roles();
        right.role().ifPresent(id -> {
            if (!roles.containsKey(id)) {
                wrong.add(unknown("access.unknown-role", "role", id, roles.keySet()));
            } else if (now.rolesOf(userId).containsKey(id)) {
                wrong.add(Refusal.of(Refusal.Kind.RULE, "ACC-08", "access.grant.held", id)
                        .onField("role"));
            }
        });
        Set<String> known = new TreeSet<>();
        roles.values().forEach(role -> known.addAll(role.permissions()));
        known.removeIf(permission -> permission.contains("*"));
        for (String text : right.permissions()) {
            int colon = text.indexOf(':');
            boolean formed = colon > 0
                    && !text.contains("*")
                    && roles.values().stream()
                            .anyMatch(role ->
                                    role.grants(Permission.of(text.substring(0, colon), text.substring(colon + 1))));
            if (!formed) {
                wrong.add(unknown("access.grant.unknown-permission", "permissions", text, known));
            }
        }
        right.department().ifPresent(id -> {
            if (now.department(id).isEmpty()) {
                wrong.add(
                        Refusals.notFound(Messages.label("kind.department"), id).onField("department"));
            }
        });
        request.until()
                .filter(end -> !end.isAfter(unit.now()))
                .ifPresent(end ->
                        wrong.add(Refusal.of(Refusal.Kind.INVALID, "ACC-08", "access.grant.until", unit.said(end))
                                .onField("until")
                                .ofValue(end.toString())));
        return wrong;
    }

    private static Refusal unknown(String code, String field, String value, Set<String> known) {
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID, "ACC-08", code, value, String.join(", ", new TreeSet<>(known)))
                .onField(field)
                .ofValue(value);
        return NearMiss.of(value, known).map(refusal::suggesting).orElse(refusal);
    }

    @Override
    public Outcome<Grant> carryOut(
            Unit submitter, Unit decider, Optional<Approval> approval, PermissionRequest request) {
        String user = submitter.actorId();
        if (approval.isEmpty() || decider.actorId().equals(user)) {
            return Outcome.refused(Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-08", "access.not-oneself"));
        }
        List<Refusal> wrong = problems(submitter, user, request);
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        if (!decider.standing().reaches(GIVE, "", Optional.of(user))) {
            return Outcome.refused(Refusals.outOfReach(GIVE));
        }
        Optional<String> foreign =
                request.right().role().filter(role -> !decider.standing().gives(role));
        if (foreign.isPresent()) {
            return Outcome.refused(
                    Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-08", "access.role-not-yours-to-give", foreign.get()));
        }
        DirectoryCache.moved(decider);
        return Outcome.done(decider.create(
                Grant.KIND,
                new Grant(
                        decider.newId(),
                        1,
                        user,
                        request.right(),
                        decider.now(),
                        request.until().map(end -> end.truncatedTo(java.time.temporal.ChronoUnit.MICROS)),
                        decider.actorId(),
                        approval.get().id(),
                        Optional.empty(),
                        Optional.empty())));
    }
}
