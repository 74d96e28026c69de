package io.crmkit.access;

import io.crmkit.approval.ApprovalEngine;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rights beside the own roles (ACC-08): asked for with justification and evidence, decided by approval, ended by themselves, adjusted or
 * revoked at once. Got from a session.
 */
public final class Grants {

    private static final Operation MINE = Operation.of("grant.view", "access", "request");
    private static final Operation VIEW = Operation.of("grant.view", "user", "assign");
    private static final Operation ADJUST = Operation.of("grant.adjust", "user", "assign");
    private static final Operation REVOKE = Operation.of("grant.revoke", "user", "assign");

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;
    private final ApprovalEngine approvals;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory the organisation
     * @param approvals asks those who decide
     */
    public Grants(Road road, Actor actor, DirectoryCache directory, ApprovalEngine approvals) {
        this.road = road;
        this.actor = actor;
        this.directory = directory;
        this.approvals = approvals;
    }

    /**
     * Asks for a right. Nobody grants to himself: it waits for those who decide, and for the administrator who executes it.
     *
     * @param request which right, why, and what shows it
     * @return that it waits, or what is wrong with it
     */
    public Outcome<Grant> request(PermissionRequest request) {
        PermissionRequests kind = new PermissionRequests(directory::current);
        return road.write(actor, PermissionRequests.REQUEST, request, Grant.class, unit -> {
            List<Refusal> wrong = kind.problems(unit, unit.actorId(), request);
            return wrong.isEmpty() ? approvals.submit(unit, kind, kind.of(request)) : Outcome.refused(wrong);
        });
    }

    /** {@return the user's own rights that hold now} */
    public Outcome<List<Grant>> mine() {
        return road.read(actor, MINE, unit -> Outcome.done(directory.current().grantsOf(unit.actorId())));
    }

    /**
     * Rights of those whom the user may give rights to, also those that are over; the newest first.
     *
     * @param userId id of a user, or of all
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page; it may hold fewer than the limit and go on nevertheless
     */
    public Outcome<Listing<Grant>> list(Optional<String> userId, int limit, Optional<String> pageToken) {
        Filter filter = userId.map(id -> Filter.equal("user", id)).orElseGet(Filter::all);
        return road.read(actor, VIEW, unit -> {
            Listing<Grant> page = unit.list(Grant.KIND, filter, "by_since", limit, pageToken);
            return Outcome.done(new Listing<>(
                    page.items().stream()
                            .filter(grant ->
                                    unit.standing().reaches(VIEW.permission(), "", Optional.of(grant.userId())))
                            .toList(),
                    page.next()));
        });
    }

    /**
     * Ends a right at another time. It takes effect at once, on every node.
     *
     * @param id the grant
     * @param expectedVersion the version that was read
     * @param until when it ends by itself; never without it
     * @param reason why
     * @return the grant as changed
     */
    public Outcome<Grant> adjust(String id, long expectedVersion, Optional<Instant> until, String reason) {
        record Command(
                String id,
                long expectedVersion,
                @NotNull Optional<Instant> until,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(
                actor,
                ADJUST,
                new Command(id, expectedVersion, until, reason),
                Grant.class,
                unit -> until.filter(end -> !end.isAfter(unit.now())).isPresent()
                        ? Outcome.refused(Refusal.of(
                                        Refusal.Kind.INVALID,
                                        "ACC-08",
                                        "access.grant.until",
                                        unit.said(until.orElseThrow()))
                                .onField("until"))
                        : change(
                                unit,
                                ADJUST,
                                id,
                                expectedVersion,
                                reason,
                                grant -> grant.until(
                                        until.map(end -> end.truncatedTo(java.time.temporal.ChronoUnit.MICROS)))));
    }

    /**
     * Revokes a right, at once and on every node.
     *
     * @param id the grant
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the grant as changed
     */
    public Outcome<Grant> revoke(String id, long expectedVersion, String reason) {
        record Command(
                String id,
                long expectedVersion,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(
                actor,
                REVOKE,
                new Command(id, expectedVersion, reason),
                Grant.class,
                unit -> change(
                        unit, REVOKE, id, expectedVersion, reason, grant -> grant.revoked(unit.now(), unit.actorId())));
    }

    private static Outcome<Grant> change(
            Unit unit,
            Operation operation,
            String id,
            long expectedVersion,
            String reason,
            Function<Grant, Grant> edit) {
        Label what = Messages.label("kind.access_grant");
        Optional<Grant> found = unit.find(Grant.KIND, id);
        if (found.isEmpty()) {
            return Outcome.refused(Refusals.notFound(what, id));
        }
        Grant before = found.get();
        return Accounts.other(unit, operation, before.userId()).flatMap(user -> {
            if (before.version() != expectedVersion) {
                return Outcome.refused(Refusals.conflict(what, expectedVersion, before.version()));
            }
            if (!before.holds(unit.now())) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-08", "access.grant.over"));
            }
            Optional<String> foreign =
                    before.right().role().filter(role -> !unit.standing().gives(role));
            if (foreign.isPresent()) {
                return Outcome.refused(
                        Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-08", "access.role-not-yours-to-give", foreign.get()));
            }
            DirectoryCache.moved(unit);
            return Outcome.done(unit.change(Grant.KIND, before, edit.apply(before), Optional.of(reason)));
        });
    }

    /**
     * What people call a right.
     *
     * @param right the right
     * @return its name
     */
    public Label name(Right right) {
        return PermissionRequests.name(directory.current(), right);
    }
}
