package io.crmkit.exchange;

import io.crmkit.approval.ApprovalEngine;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Governed export (ACC-13): a request with purpose and scope, the department head's approval, then files within the requester's scope and
 * behind the requester's walls as they are when they are written; each is on record before it is handed out. Got from a session.
 */
public final class Exports {

    private static final Operation VIEW = Operation.of("export.view", "approval", "view");

    /**
     * Takes the rows of a file; a surface brings one. What a spreadsheet would take for a formula is disarmed by {@link
     * Exports#disarmed}.
     *
     * @param <T> the rows' type
     */
    @FunctionalInterface
    public interface Writer<T> {
        /**
         * Takes some rows, which are on record already.
         *
         * @param rows the rows
         */
        void rows(List<T> rows);
    }

    private final Road road;
    private final Actor actor;
    private final ApprovalEngine approvals;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param approvals asks those who decide
     */
    public Exports(Road road, Actor actor, ApprovalEngine approvals) {
        this.road = road;
        this.actor = actor;
        this.approvals = approvals;
    }

    /**
     * Asks to take records out.
     *
     * @param request which, and what for
     * @return what lets files be written, where nobody has to approve; else that it waits: its id is the approval's when it is approved
     */
    public Outcome<ExportTicket> request(ExportRequest request) {
        String name = request.module() + ".request-export";
        return road.write(
                actor,
                road.answers().kind(request.module()).isPresent()
                        ? Operation.of(name, request.module(), "view")
                        : Operation.of(name, "approval", "edit"),
                request,
                ExportTicket.class,
                unit -> {
                    Permission asking = ExportApproval.ASKING;
                    if (!unit.standing()
                            .holds(asking)) { // it would be refused when it is carried out, after others had decided
                        return Outcome.refused(asking.lacking());
                    }
                    Outcome<ExportTicket> outcome =
                            approvals.submit(unit, new ExportApproval(), ExportApproval.of(request));
                    boolean unsaid = request.purpose().filter(p -> !p.isBlank()).isEmpty();
                    return outcome instanceof Outcome.Pending<ExportTicket> && unsaid
                            ? Outcome.refused(Refusal.of(
                                            Refusal.Kind.RULE,
                                            "ACC-13",
                                            "exchange.export.purpose",
                                            ExportApproval.name(request.module()))
                                    .onField("purpose")
                                    .missing("purpose"))
                            : outcome;
                });
    }

    /**
     * What lets the user write files.
     *
     * @param id its id: the approval's
     * @return it, if it is the user's own and was approved
     */
    public Outcome<ExportTicket> get(String id) {
        return road.read(actor, VIEW, unit -> ticket(unit, id));
    }

    /**
     * Writes a file: page after page is read by the user's rights as they are now, put on record with the ticket, and handed out.
     *
     * @param id the ticket
     * @param module of which records; must be the ticket's
     * @param pages reads a page from where a token says, through the session
     * @param limit how many rows at most
     * @param writer takes the rows
     * @param <T> the rows' type
     * @return how many rows were handed out; refused when the ticket is somebody else's, over, or for other records
     */
    public <T> Outcome<Long> write(
            String id,
            String module,
            Function<Optional<String>, Outcome<Listing<T>>> pages,
            long limit,
            Writer<T> writer) {
        long count = 0;
        Optional<String> page = Optional.empty();
        do {
            Outcome<Listing<T>> read = pages.apply(page);
            if (!(read instanceof Outcome.Done<Listing<T>> done)) {
                return Outcome.refused(read.refusals());
            }
            List<T> rows = done.value().items();
            List<T> leaving = rows.subList(0, (int) Math.min(rows.size(), limit - count));
            Outcome<Long> recorded = leave(id, module, leaving.size());
            if (!recorded.isDone()) {
                return recorded;
            }
            writer.rows(leaving);
            count += leaving.size();
            page = done.value().next();
        } while (page.isPresent() && count < limit);
        return Outcome.done(count);
    }

    /**
     * Puts on record that rows leave, before they do: for surfaces that read pages by themselves.
     *
     * @param id the ticket
     * @param module of which records; must be the ticket's
     * @param rows how many
     * @return how many are on record; refused when the ticket is somebody else's, over, or for other records
     */
    public Outcome<Long> leave(String id, String module, long rows) {
        Operation export = Operation.of(module + ".export", module, "view");
        return road.read(
                actor,
                export,
                unit -> ticket(unit, id).flatMap(ticket -> {
                    if (!ticket.module().equals(module)) {
                        return Outcome.refused(Refusal.of(
                                Refusal.Kind.FORBIDDEN,
                                "ACC-13",
                                "exchange.export.other",
                                ExportApproval.name(ticket.module())));
                    }
                    if (!unit.now().isBefore(ticket.until())) {
                        return Outcome.refused(Refusal.of(
                                Refusal.Kind.FORBIDDEN, "ACC-13", "exchange.export.over", unit.said(ticket.until())));
                    }
                    Optional<Refusal> lost = ExportApproval.lost(unit, ticket);
                    if (lost.isPresent()) {
                        return Outcome.refused(lost.get());
                    }
                    unit.tellRead(module, rows, Optional.of(ticket.purpose() + " (export " + ticket.id() + ")"));
                    return Outcome.done(rows);
                }));
    }

    private static Outcome<ExportTicket> ticket(Unit unit, String id) {
        return unit.find(ExportTicket.KIND, id)
                .filter(ticket -> ticket.owner().equals(unit.actorId()))
                .map(Outcome::done)
                .orElseGet(() ->
                        Outcome.refused(Refusal.of(Refusal.Kind.NOT_FOUND, "ACC-13", "exchange.export.none", id)));
    }

    /**
     * A text that no spreadsheet takes for a formula (ACC-13).
     *
     * @param text the text
     * @return the text, with a quote before it if it begins like a formula
     */
    public static String disarmed(String text) {
        return text.isEmpty() || "=+-@\t\r\n＝＋－＠".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    }
}
