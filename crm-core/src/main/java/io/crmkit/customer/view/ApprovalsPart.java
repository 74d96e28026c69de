package io.crmkit.customer.view;

import io.crmkit.approval.Absence;
import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is being decided about the customer and what belongs to it (APR-01), as far as the reader may know of the approvals. */
public final class ApprovalsPart implements CustomerPart {

    private final ApprovalEngine engine;

    /**
     * For one CRM.
     *
     * @param engine runs approvals
     */
    public ApprovalsPart(ApprovalEngine engine) {
        this.engine = engine;
    }

    @Override
    public String key() {
        return "approvals";
    }

    @Override
    public Permission permission() {
        return Permission.of("approval", "view");
    }

    /** Approvals that hold something. */
    private List<Approval> running(Glance glance) {
        return glance.once("approvals", () -> {
            Unit unit = glance.unit();
            glance.related().stream()
                    .collect(Collectors.groupingBy(one -> one.kind().name()))
                    .values()
                    .forEach(some -> readAhead(unit, some));
            TreeSet<String> ids = new TreeSet<>();
            glance.related()
                    .forEach(one -> unit.locks().holder(one.kind(), one.id()).ifPresent(ids::add));
            unit.prefetch(Approval.KIND, ids);
            unit.prefetch(
                    Absence.KIND,
                    ids.stream()
                            .flatMap(id -> unit.find(Approval.KIND, id).stream())
                            .flatMap(approval -> approval.turn().stream())
                            .collect(Collectors.toCollection(TreeSet::new)));
            return ids.stream()
                    .flatMap(id -> engine.found(unit, id).toOptional().stream())
                    .toList();
        });
    }

    private static void readAhead(Unit unit, List<Related<?>> some) {
        prefetch(unit, some.get(0), some);
    }

    private static <T extends Entity<T>> void prefetch(Unit unit, Related<T> first, List<Related<?>> some) {
        unit.locks().prefetch(first.kind(), some.stream().map(Related::id).toList());
    }

    @Override
    public void show(Glance glance, Showing showing) {
        List<Approval> running = running(glance);
        List<Approval> some = running.subList(0, Math.min(glance.limit(), running.size()));
        Map<String, Label> names = glance.names(some.stream()
                .flatMap(approval -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(approval.request().submitter()), approval.turn().stream()))
                .toList());
        showing.records(Approval.KIND, some, some.size() < running.size(), (approval, about) -> {
            about.fact("about", approval.request().about())
                    .fact("by", Optional.ofNullable(names.get(approval.request().submitter())))
                    .fact("on", glance.day(approval.request().at()));
            approval.turn().forEach(user -> about.fact("turn", Optional.ofNullable(names.get(user))));
            return engine.label(approval.request().kind());
        });
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        return Happened.all(glance.unit().shown(running(glance)).stream()
                .map(approval -> new Happening(
                        approval.request().at(),
                        key(),
                        approval.id(),
                        Optional.of(approval.request().submitter()),
                        engine.label(approval.request().kind())))
                .toList());
    }
}
