package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.customer.cleansing.Finding;
import io.crmkit.customer.cleansing.Fix;
import io.crmkit.customer.cleansing.Rule;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides proposals of a cleansing (CUS-10). What is accepted is carried out by the operation that the actor could use otherwise, in the
 * same change set, with its permission, its walls, its validation and its approvals.
 */
public final class CleansingFixes {

    private static final Label WHAT = Messages.label("cleansing.proposal");

    private final Customers customers;
    private final Contacts contacts;
    private final Merges merges;
    private final List<Mergeable<?>> parts;
    private final Deals deals;
    private final ZoneId zone;

    /**
     * Made by the session.
     *
     * @param customers changes customers
     * @param contacts changes contacts
     * @param merges merges customers
     * @param parts what refers to customers
     * @param deals knows with whom there are deals
     * @param zone the enterprise's time zone
     */
    public CleansingFixes(
            Customers customers, Contacts contacts, Merges merges, List<Mergeable<?>> parts, Deals deals, ZoneId zone) {
        this.customers = customers;
        this.contacts = contacts;
        this.merges = merges;
        this.parts = parts;
        this.deals = deals;
        this.zone = zone;
    }

    Proposal told(Unit unit, Proposal proposal) {
        return told(unit, List.of(proposal)).get(0);
    }

    /**
     * Proposals as the actor is told of them: an untouched customer is to be confirmed rather than put into the bin where the actor sees that
     * there are deals with it, and only there, so that nobody reads of deals from a proposal.
     */
    List<Proposal> told(Unit unit, List<Proposal> proposals) {
        List<String> untouched = proposals.stream()
                .filter(proposal -> proposal.finding().rule() == Rule.UNTOUCHED)
                .map(Proposal::customer)
                .toList();
        if (untouched.isEmpty()) {
            return proposals;
        }
        Set<String> worth = new HashSet<>(deals.shown(unit, untouched, zone).keySet());
        if (unit.walls().sees(TradeRecord.KIND.module(), TradeRecord.TRADED)) {
            unit.prefetch(TradeRecord.KIND, untouched);
            untouched.stream()
                    .filter(id -> unit.find(TradeRecord.KIND, id)
                            .filter(TradeRecord::traded)
                            .isPresent())
                    .forEach(worth::add);
        }
        return proposals.stream()
                .map(proposal -> proposal.finding().rule() == Rule.UNTOUCHED
                        ? proposal.fixedBy(worth.contains(proposal.customer()) ? Fix.CONFIRM : Fix.BIN)
                        : proposal)
                .toList();
    }

    Outcome<Proposal> accepted(
            Unit unit, Actor actor, String id, long expectedVersion, Optional<String> value, String reason) {
        return open(unit, id, expectedVersion).flatMap(proposal -> {
            Customer customer = unit.find(Customer.KIND, proposal.customer()).orElseThrow();
            if (!stands(unit, proposal, customer)) {
                return Outcome.refused(
                        Refusal.of(Refusal.Kind.CONFLICT, "CUS-10", "cleansing.changed", field(proposal)));
            }
            Proposal told = told(unit, proposal);
            Outcome<?> done = carriedOut(unit, actor, told, customer, value, reason);
            return done.refusals().isEmpty()
                    ? as(
                            done,
                            decided(unit, proposal, Proposal.State.ACCEPTED, reason)
                                    .fixedBy(told.finding().fix()))
                    : Outcome.refused(done.refusals());
        });
    }

    private static Outcome<Proposal> as(Outcome<?> done, Proposal proposal) {
        return done instanceof Outcome.Pending<?> waits
                ? new Outcome.Pending<>(waits.approval())
                : new Outcome.Done<>(proposal, done.warnings());
    }

    Outcome<Proposal> declined(Unit unit, String id, long expectedVersion, String reason) {
        return open(unit, id, expectedVersion).flatMap(proposal -> {
            Customer customer = unit.find(Customer.KIND, proposal.customer()).orElseThrow();
            if (!unit.standing().reaches(Customers.EDIT.permission(), customer.id(), customer.owner())) {
                return Outcome.refused(Refusals.outOfReach(Customers.EDIT.permission()));
            }
            return Outcome.done(told(unit, decided(unit, proposal, Proposal.State.DECLINED, reason)));
        });
    }

    private static Outcome<Proposal> open(Unit unit, String id, long expectedVersion) {
        Optional<Proposal> found = unit.visible(Proposal.KIND, id).filter(proposal -> proposal.seen(unit));
        if (found.isEmpty()) {
            return Outcome.refused(Refusals.notFound(WHAT, id));
        }
        Proposal proposal = found.get();
        if (proposal.version() != expectedVersion) {
            return Outcome.refused(Refusals.conflict(WHAT, expectedVersion, proposal.version()));
        }
        return proposal.state() == Proposal.State.OPEN
                ? Outcome.done(proposal)
                : Outcome.refused(Refusal.of(
                        Refusal.Kind.RULE,
                        "CUS-10",
                        "cleansing.decided",
                        proposal.state().label()));
    }

    private static Proposal decided(Unit unit, Proposal proposal, Proposal.State state, String reason) {
        Proposal written = unit.keep(
                Proposal.KIND, proposal.decided(state, new Proposal.Decision(unit.actorId(), unit.now(), reason)));
        unit.tell(
                Proposal.KIND,
                written,
                Optional.of(reason),
                Map.of("state", List.of(proposal.state().name(), state.name())));
        return written;
    }

    /** Whether what was found is there still. */
    private boolean stands(Unit unit, Proposal proposal, Customer customer) {
        Finding finding = proposal.finding();
        return switch (finding.rule()) {
            case DUPLICATE -> true; // whether the other is there was asked with whether it is seen
            case UNTOUCHED ->
                finding.found()
                        .equals(Optional.of(LocalDate.ofInstant(CleansingPage.last(customer), zone)
                                .toString()));
            default -> finding.found().equals(value(unit, proposal, customer));
        };
    }

    private static Optional<String> value(Unit unit, Proposal proposal, Customer customer) {
        String field = proposal.finding().field();
        Optional<String> value = proposal.module().equals(Contact.KIND.name())
                ? unit.find(Contact.KIND, proposal.record().id())
                        .filter(contact -> contact.customer().equals(customer.id()))
                        .flatMap(contact -> detail(contact.details(), field))
                : Optional.ofNullable(CustomerFields.values(customer.profile()).get(field));
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<String> detail(Contact.Details details, String field) {
        return switch (field) {
            case "name" -> details.name();
            case "title" -> details.title();
            case "phone" -> details.phone();
            case "email" -> details.email();
            default -> throw new IllegalStateException("no cleansing looks at " + field);
        };
    }

    private static Contact.Details with(Contact.Details details, String field, Optional<String> value) {
        return switch (field) {
            case "name" ->
                new Contact.Details(value, details.title(), details.phone(), details.email(), details.remark());
            case "title" ->
                new Contact.Details(details.name(), value, details.phone(), details.email(), details.remark());
            case "phone" ->
                new Contact.Details(details.name(), details.title(), value, details.email(), details.remark());
            case "email" ->
                new Contact.Details(details.name(), details.title(), details.phone(), value, details.remark());
            default -> throw new IllegalStateException("no cleansing looks at " + field);
        };
    }

    private Outcome<?> carriedOut(
            Unit unit, Actor actor, Proposal proposal, Customer customer, Optional<String> value, String reason) {
        Finding finding = proposal.finding();
        return switch (finding.fix()) {
            case REPLACE, CLEAR, ASK -> {
                Optional<String> instead = value.or(finding::proposed);
                yield finding.fix() == Fix.ASK && instead.isEmpty()
                        ? Outcome.refused(
                                Refusal.of(Refusal.Kind.INVALID, "CUS-10", "cleansing.value-needed", field(proposal))
                                        .onField("value")
                                        .missing("value"))
                        : changed(unit, actor, proposal, customer, instead, reason);
            }
            case BIN ->
                by(
                        unit,
                        actor,
                        RecycleBin.PUT,
                        reason,
                        other -> RecycleBin.put(other, parts, customer.id(), customer.version(), reason));
            case CONFIRM ->
                by(
                        unit,
                        actor,
                        Customers.ATTEST,
                        reason,
                        other -> Customers.attested(other, customer.id(), customer.version()));
            case MERGE ->
                by(unit, actor, Merges.MERGE, reason, other -> merges.merged(other, pair(other, proposal, reason)));
        };
    }

    /** The one that is known longer stays. */
    private static Merges.Pair pair(Unit unit, Proposal proposal, String reason) {
        Customer one = unit.find(Customer.KIND, proposal.customer()).orElseThrow();
        Customer two = unit.find(Customer.KIND, proposal.finding().proposed().orElseThrow())
                .orElseThrow();
        boolean younger = two.trace().createdAt().isBefore(one.trace().createdAt());
        return younger ? Merges.Pair.of(two, one, reason) : Merges.Pair.of(one, two, reason);
    }

    private Outcome<?> changed(
            Unit unit, Actor actor, Proposal proposal, Customer customer, Optional<String> value, String reason) {
        String field = proposal.finding().field();
        if (!proposal.module().equals(Contact.KIND.name())) {
            return by(
                    unit,
                    actor,
                    Customers.FILL,
                    reason,
                    other -> customers.filled(
                            other,
                            customer.id(),
                            customer.version(),
                            Map.of(field, value.orElse("")),
                            Optional.of(reason)));
        }
        return by(unit, actor, Contacts.EDIT, reason, other -> {
            Contact contact = other.find(Contact.KIND, proposal.record().id()).orElseThrow();
            Contact.Details shown = other.shown(contact).details();
            return contacts.edited(other, contact.id(), contact.version(), with(shown, field, value), reason);
        });
    }

    /** By the rights and walls that the operation has when the actor uses it otherwise. */
    private static <T> Outcome<T> by(
            Unit unit, Actor actor, Operation operation, String reason, Function<Unit, Outcome<T>> decision) {
        return unit.onBehalfOf(actor, operation, reason).flatMap(decision);
    }

    private static Label field(Proposal proposal) {
        return new Label(
                proposal.module() + "." + proposal.finding().field(),
                proposal.module() + "." + proposal.finding().field());
    }
}
