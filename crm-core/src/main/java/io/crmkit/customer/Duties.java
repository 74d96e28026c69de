package io.crmkit.customer;

import io.crmkit.dictionary.Dictionary;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle.Stage;
import io.crmkit.scoring.StageCard;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What owners owe their customers (LIF-02, LIF-03, LIF-06, LIF-07, LIF-09). Only asks, never writes. Got from a session. */
public final class Duties {

    private static final Operation VIEW = Operation.of("customer.duties", "customer", "view");

    private final Road road;
    private final Actor actor;
    private final Deals deals;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param deals knows of the opportunities with customers
     */
    public Duties(Road road, Actor actor, Deals deals) {
        this.road = road;
        this.actor = actor;
        this.deals = deals;
    }

    /**
     * What a customer is owed.
     *
     * @param customer id of the customer
     * @param asOf a day, today or later, as if nothing happened until then; none for today
     * @return what is owed, if the actor may know of the customer
     */
    public Outcome<CustomerDuties> of(String customer, Optional<LocalDate> asOf) {
        return road.read(
                actor,
                VIEW,
                unit -> day(unit, asOf)
                        .flatMap(day -> unit.visible(Customer.KIND, customer)
                                .map(known -> Outcome.done(
                                        all(unit, List.of(known), day).get(0)))
                                .orElseGet(() -> Outcome.refused(Evaluation.notFound(customer)))));
    }

    /**
     * Customers with a duty that is due soon or overdue, by name.
     *
     * @param owner id of an owner, or none for all whose customers the actor may know of
     * @param asOf a day, today or later, as if nothing happened until then; none for today
     * @param limit how many customers to look at, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page; it may be empty and yet not the last
     */
    public Outcome<Listing<CustomerDuties>> pressing(
            Optional<String> owner, Optional<LocalDate> asOf, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> day(unit, asOf).flatMap(day -> {
                    Filter whose = owner.map(id -> Filter.equal("owner", id)).orElseGet(() -> Filter.present("owner"));
                    Listing<Customer> page = unit.list(Customer.KIND, whose, "by_name", limit, pageToken);
                    return Outcome.done(new Listing<>(
                            all(unit, page.items(), day).stream()
                                    .filter(CustomerDuties::presses)
                                    .toList(),
                            page.next()));
                }));
    }

    /**
     * How a question or complaint stands (LIF-03), by the numbers that hold for a customer.
     *
     * @param customer id of the customer
     * @param asked when it came in
     * @param answered when it was answered, if it was
     * @return until when, and how it stands now
     */
    public Outcome<Duty.Answer> answer(String customer, Instant asked, Optional<Instant> answered) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Customer.KIND, customer)
                        .map(known -> Outcome.done(Duty.answer(
                                asked,
                                answered,
                                unit.now(),
                                settings(unit, unit.shown(known), unit.today()).get(DutyPolicy.SECTION))))
                        .orElseGet(() -> Outcome.refused(Evaluation.notFound(customer))));
    }

    private static Outcome<LocalDate> day(Unit unit, Optional<LocalDate> asOf) {
        LocalDate day = asOf.orElse(unit.today());
        return day.isBefore(unit.today())
                ? Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "POL-02", "grading.preview-past", day, unit.today())
                        .onField("day")
                        .ofValue(day.toString()))
                : Outcome.done(day);
    }

    private static Policy settings(Unit unit, Customer customer, LocalDate day) {
        Optional<String> grade = unit.find(TradeRecord.KIND, customer.id())
                .flatMap(trade -> trade.grades().now(day))
                .map(GradeCard.Counting::grade);
        return Segmentation.of(unit.standing().policy(), unit, customer, grade).policy();
    }

    private List<CustomerDuties> all(Unit unit, List<Customer> customers, LocalDate day) {
        ZoneId zone = road.with().zone();
        List<String> ids = customers.stream().map(Customer::id).toList();
        unit.prefetch(TradeRecord.KIND, ids);
        Map<String, Deals.Known> with = deals.shown(unit, ids, zone);
        return customers.stream()
                .map(customer -> of(
                        unit,
                        customer,
                        Optional.ofNullable(with.get(customer.id())).orElse(Deals.Known.NONE),
                        zone,
                        day))
                .toList();
    }

    /**
     * What a customer is owed on a day.
     *
     * @param unit the unit of work
     * @param customer the customer
     * @param with the opportunities that count
     * @param zone the enterprise's time zone
     * @param day the day
     * @return what is owed
     */
    public static CustomerDuties of(Unit unit, Customer customer, Deals.Known with, ZoneId zone, LocalDate day) {
        Customer shown = unit.shown(customer); // whose numbers tell nothing of what is hidden
        DutyPolicy policy = settings(unit, shown, day).get(DutyPolicy.SECTION);
        CustomerCompleteness known = CustomerCompleteness.of(unit, customer);
        Optional<StageCard.Event> stage = unit.find(TradeRecord.KIND, customer.id())
                .flatMap(trade -> trade.stages().last());
        Instant assigned = customer.custody().since().orElse(customer.trace().createdAt());
        List<Duty> duties = new ArrayList<>();
        if (customer.owner().isPresent()) {
            int wanted = policy.followUps(shown.profile().type());
            boolean potential = stage.map(StageCard.Event::stage).orElse(Stage.POTENTIAL) == Stage.POTENTIAL;
            if (potential && wanted > 0) {
                duties.add(Duty.followUps(assigned, customer.custody().followUps(), wanted, policy, zone, day));
            }
            int percent = known.suffices()
                    ? Math.max(known.wanted(), known.completeness().percent())
                    : known.completeness().percent();
            duties.add(Duty.completeness(assigned, percent, known.wanted(), policy, zone, day));
            lost(stage, with)
                    .ifPresent(since -> duties.add(Duty.revisit(since, customer.lastFollowUpAt(), policy, zone, day)));
        }
        boolean prompts = LocalDate.ofInstant(assigned, zone).equals(day)
                || duties.stream()
                        .anyMatch(duty -> duty.state().waits() && duty.due().equals(day));
        return new CustomerDuties(
                customer.id(),
                customer.name(),
                customer.owner(),
                duties,
                prompts(unit, customer, duties, known, policy),
                prompts && customer.owner().isPresent());
    }

    /** Since when it is lost, or its last deal, unless one is open again. */
    private static Optional<LocalDate> lost(Optional<StageCard.Event> stage, Deals.Known with) {
        return Stream.of(
                        stage.filter(event -> event.stage() == Stage.LOST).map(StageCard.Event::on),
                        with.open() ? Optional.<LocalDate>empty() : with.lastLost())
                .flatMap(Optional::stream)
                .max(LocalDate::compareTo);
    }

    private static List<Label> prompts(
            Unit unit, Customer customer, List<Duty> duties, CustomerCompleteness known, DutyPolicy policy) {
        List<Label> prompts = new ArrayList<>();
        duties.stream()
                .filter(duty -> duty.state().waits() && duty.kind() != Duty.Kind.COMPLETENESS)
                .map(Duty::text)
                .forEach(prompts::add);
        Dictionary dictionary = CustomerFields.of(unit.standing().policy());
        Map<String, String> values = CustomerFields.values(customer.profile());
        Stream.concat(
                        policy.prompts().stream()
                                .filter(key -> !values.containsKey(key))
                                .filter(key -> unit.walls().sees("customer", key))
                                .flatMap(key -> dictionary.field(key).stream()),
                        known.next().stream())
                .distinct()
                .map(field -> Messages.label("customer.duty.ask", field.label()))
                .forEach(prompts::add);
        return prompts;
    }
}
