package io.crmkit.customer.view;

import io.crmkit.access.Refusals;
import io.crmkit.customer.Customer;
import io.crmkit.customer.view.CustomerView.Part;
import io.crmkit.customer.view.CustomerView.State;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Customer 360 (CUS-17): one view of a customer across all modules. Only reads. Got from a session. */
public final class CustomerViews {

    private static final Operation VIEW = Operation.of("customer.view-all", "customer", "view");
    private static final Operation TIMELINE = Operation.of("customer.timeline", "customer", "view");

    /** How many records of each part a view can show. */
    public static final int MOST_SHOWN = 100;

    /** How many happenings a page can have. */
    public static final int MOST_HAPPENINGS = 200;

    private final Road road;
    private final Actor actor;
    private final List<CustomerPart> parts;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param parts what the modules know, in the order in which it is shown
     */
    public CustomerViews(Road road, Actor actor, List<CustomerPart> parts) {
        this.road = road;
        this.actor = actor;
        this.parts = List.copyOf(parts);
    }

    /**
     * All that the actor may see of a customer. Each part follows the actor's own permissions and walls: one that the actor may not see at
     * all says so whatever there is, and what it holds otherwise is what the part's own module would answer.
     *
     * @param id the customer, also by the id of one that was merged into it (CUS-06)
     * @param limit how many records of each part at most, 1 to {@value #MOST_SHOWN}
     * @return the view, if the actor may know of the customer
     */
    public Outcome<CustomerView> of(String id, int limit) {
        return road.read(
                actor,
                VIEW,
                unit -> glance(unit, id, limit, MOST_SHOWN).map(glance -> {
                    List<Part> shown = new ArrayList<>();
                    long sensitive = 0;
                    for (CustomerPart part : parts) {
                        Showing showing = new Showing(unit);
                        shown.add(shown(part, glance, showing));
                        sensitive += showing.sensitive();
                    }
                    Customer customer = glance.customer();
                    unit.tellRead(Customer.KIND.key(customer.id()).toString(), sensitive);
                    return new CustomerView(customer.id(), customer.name(), shown);
                }));
    }

    private Outcome<Glance> glance(Unit unit, String id, int limit, int most) {
        if (limit < 1 || limit > most) {
            return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "CUS-17", "customer.view.limit", limit, most)
                    .onField("limit")
                    .ofValue(String.valueOf(limit)));
        }
        return unit.visible(Customer.KIND, id)
                .map(customer -> Outcome.done(new Glance(unit, customer, road, limit, parts)))
                .orElseGet(() -> Outcome.refused(Refusals.notFound(Messages.label("kind.customer"), id)));
    }

    /** One bad part costs only itself; a store in trouble is everybody's trouble. */
    private static Part shown(CustomerPart part, Glance glance, Showing showing) {
        if (!glance.unit().standing().holds(part.permission())) {
            return not(part, State.WITHHELD, part.permission().lacking());
        }
        try {
            Outcome<Showing> asked = glance.unit().attempted(() -> {
                part.show(glance, showing);
                return Outcome.done(showing);
            });
            return asked.isDone()
                    ? new Part(
                            part.key(),
                            label(part),
                            State.SHOWN,
                            Optional.empty(),
                            showing.said(),
                            showing.entries(),
                            showing.more())
                    : not(part, State.WITHHELD, asked.refusals().get(0));
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            return not(part, State.FAILED, failed(part, e));
        }
    }

    private static Part not(CustomerPart part, State state, Refusal why) {
        return new Part(part.key(), label(part), state, Optional.of(why), List.of(), List.of(), false);
    }

    /** What an exception says may be of records that the reader does not see: only its kind is told. */
    private static Refusal failed(CustomerPart part, RuntimeException e) {
        return Refusal.of(
                Refusal.Kind.RULE,
                "CUS-17",
                "customer.view.failed",
                label(part),
                e.getClass().getSimpleName());
    }

    private static Label label(CustomerPart part) {
        return Messages.label("customer.view.part." + part.key());
    }

    /**
     * What happened with a customer, newest first, merged from all parts that the actor may see. What is new after the first page was read
     * does not shift the next.
     *
     * @param id the customer, also by the id of one that was merged into it
     * @param limit how many at most, 1 to {@value #MOST_HAPPENINGS}
     * @param pageToken where to go on, or none
     * @return a page, which may be short and yet not the last; warnings name the parts that failed
     */
    public Outcome<Listing<Happening>> timeline(String id, int limit, Optional<String> pageToken) {
        return road.read(actor, TIMELINE, unit -> {
            Outcome<Glance> found = glance(unit, id, limit, MOST_HAPPENINGS);
            if (!(found instanceof Outcome.Done<Glance> done)) {
                return Outcome.refused(found.refusals());
            }
            Glance glance = done.value();
            String subject = Customer.KIND.key(glance.customer().id()).toString();
            List<Refusal> warnings = new ArrayList<>();
            List<Refusal> refused = new ArrayList<>();
            Listing<Happening> page =
                    unit.paged("customer_timeline", Filter.equal("subject", subject), "newest", pageToken, token -> {
                        Timeline timeline = new Timeline(glance, limit, token);
                        parts.stream()
                                .filter(part -> unit.standing().holds(part.permission()))
                                .forEach(part -> told(part, timeline, unit, warnings, refused));
                        return timeline.page();
                    });
            if (!refused.isEmpty()) {
                return Outcome.refused(refused);
            }
            unit.tellRead(subject, page.items().size());
            return new Outcome.Done<>(page, warnings);
        });
    }

    /** A part that fails, or that the reader may not ask, costs only itself; a page token of no use ends the list. */
    private static void told(
            CustomerPart part, Timeline timeline, Unit unit, List<Refusal> warnings, List<Refusal> refused) {
        try {
            Outcome<Boolean> asked = unit.attempted(() -> {
                timeline.ask(part);
                return Outcome.done(true);
            });
            asked.refusals().forEach(why -> (why.kind() == Refusal.Kind.FORBIDDEN ? warnings : refused).add(why));
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            warnings.add(failed(part, e));
        }
    }
}
