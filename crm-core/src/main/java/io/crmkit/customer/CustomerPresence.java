package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which customers are online now (CUS-15). The embedding product reports when it saw a customer, as often as it likes: most reports
 * find that they say nothing new and write nothing. It is a counter of the mechanism and no fact about the customer, so the audit trail
 * does not tell of it. Got from a session.
 */
public final class CustomerPresence {

    private static final String MODULE = "presence";
    private static final Operation VIEW = Operation.of("presence.view", MODULE, "view");
    private static final Operation REPORT = Operation.of("presence.report", MODULE, "create");

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public CustomerPresence(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * A customer that is online.
     *
     * @param customer id of the customer
     * @param lastSeen when it was seen last, as exactly as the policy says
     */
    public record Online(String customer, Instant lastSeen) {}

    /**
     * Says that a customer is there now.
     *
     * @param customer id of the customer; the actor must see it
     * @return since when that is known; a report that comes soon after another changes nothing
     */
    public Outcome<Online> seen(String customer) {
        record Command(@NotBlank @Size(max = 64) String customer) {}
        return road.write(actor.withoutKey(), REPORT, new Command(customer), Online.class, unit -> {
            Optional<Customer> known = unit.visible(Customer.KIND, customer);
            if (known.isEmpty()) {
                return Outcome.refused(Refusals.notFound(Messages.label("kind.customer"), customer));
            }
            String id = known.get().id();
            Optional<CustomerSeen> before = unit.find(CustomerSeen.KIND, id);
            Instant due = unit.now().minus(Duration.ofSeconds(policy(unit).refreshSeconds()));
            if (before.isPresent() && before.get().at().isAfter(due)) {
                return Outcome.done(new Online(id, before.get().at()));
            }
            CustomerSeen now =
                    before.map(seen -> seen.at(unit.now())).orElseGet(() -> new CustomerSeen(id, 1, unit.now()));
            unit.keep(CustomerSeen.KIND, now);
            return Outcome.done(new Online(id, unit.now()));
        });
    }

    /**
     * The customers that are online and that the actor may know of, the one seen last first.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Online>> online(int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            Instant since = unit.now().minus(Duration.ofMinutes(policy(unit).onlineMinutes()));
            List<Online> online = new ArrayList<>();
            Optional<String> at = pageToken;
            boolean lately = true;
            do { // a page that were shorter would tell of customers whom the actor does not see
                Listing<CustomerSeen> page =
                        unit.list(CustomerSeen.KIND, Filter.all(), CustomerSeen.LATEST, limit - online.size(), at);
                unit.prefetch(
                        Customer.KIND,
                        page.items().stream().map(CustomerSeen::id).toList());
                for (CustomerSeen one : page.items()) {
                    lately = !one.at().isBefore(since);
                    if (lately) {
                        unit.visible(Customer.KIND, one.id())
                                .filter(known -> known.id().equals(one.id()) || !seenSince(unit, known.id(), since))
                                .ifPresent(known -> online.add(new Online(known.id(), one.at())));
                    }
                }
                at = lately ? page.next() : Optional.empty();
            } while (online.size() < limit && at.isPresent());
            return Outcome.done(new Listing<>(online, at));
        });
    }

    /** One that was merged counts for its survivor, unless that is told of itself. */
    private static boolean seenSince(Unit unit, String id, Instant since) {
        return unit.find(CustomerSeen.KIND, id)
                .filter(seen -> !seen.at().isBefore(since))
                .isPresent();
    }

    private static PresencePolicy policy(Unit unit) {
        return unit.standing().policy().get(PresencePolicy.SECTION);
    }
}
