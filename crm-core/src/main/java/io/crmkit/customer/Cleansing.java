package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.customer.cleansing.CleansingPolicy;
import io.crmkit.customer.cleansing.Rule;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Data cleansing (CUS-10, 数据清洗), weekly and on demand. Got from a session.
 *
 * <p>It goes through all customers that the actor may see and their contacts, finds what the section {@code cleansing} of the policy says, and
 * proposes what would set it right. Proposals are decided by whoever may edit the customer, with the same rights, validation, walls and
 * approvals as any other change: a cleansing changes nothing by itself.
 */
public final class Cleansing {

    private static final String MODULE = "cleansing";
    private static final Operation RUN = Operation.of("cleansing.run", MODULE, "run");
    private static final Operation PREVIEW = Operation.of("cleansing.preview", MODULE, "run");
    private static final Operation VIEW = Operation.of("cleansing.view", MODULE, "view");
    private static final Operation ACCEPT = Operation.of("cleansing.accept", MODULE, "edit");
    private static final Operation DECLINE = Operation.of("cleansing.decline", MODULE, "edit");

    /** How many customers are looked at in one change set. */
    private static final int BATCH = 200;

    private final Road road;
    private final Actor actor;
    private final CleansingFixes fixes;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param fixes carries out what was proposed
     */
    public Cleansing(Road road, Actor actor, CleansingFixes fixes) {
        this.road = road;
        this.actor = actor;
        this.fixes = fixes;
    }

    /**
     * Looks through all that the actor may see, a page in each change set, and keeps what it proposes. One that was cut off goes on where it
     * was; two at once share the pages. Nothing is proposed twice. Which customers are probably one, a scan of all that the actor sees says first
     * (CUS-06), which keeps some 700 bytes a customer while it runs.
     *
     * @return what came about
     */
    public Outcome<CleansingReport> run() {
        return all().map(CleansingReport::of);
    }

    /**
     * The same when it is due: when no run of the actor has come to its end since the weekday of the policy.
     *
     * @return what came about; none when it is not due
     */
    public Outcome<Optional<CleansingReport>> runIfDue() {
        Outcome<Boolean> due = road.read(actor, RUN, unit -> Outcome.done(isDue(unit)));
        if (!(due instanceof Outcome.Done<Boolean> done)) {
            return Outcome.refused(due.refusals());
        }
        return done.value() ? run().map(Optional::of) : Outcome.done(Optional.empty());
    }

    private static boolean isDue(Unit unit) {
        LocalDate since = unit.today()
                .with(TemporalAdjusters.previousOrSame(
                        unit.standing().policy().get(CleansingPolicy.SECTION).weekday()));
        return unit.find(CleansingRun.KIND, unit.actorId())
                .flatMap(CleansingRun::finishedFor)
                .filter(last -> !last.isBefore(since))
                .isEmpty();
    }

    private Outcome<CleansingRun> all() {
        record Command(Optional<Instant> started) {}
        Outcome<Twins> scanned = road.read(actor, RUN, unit -> Outcome.done(Twins.among(unit)));
        if (!(scanned instanceof Outcome.Done<Twins> twins)) {
            return Outcome.refused(scanned.refusals());
        }
        Optional<Instant> mine = Optional.empty();
        while (true) {
            Optional<Instant> of = mine;
            Outcome<CleansingRun> step = road.write(
                    actor.withoutKey(),
                    RUN,
                    new Command(of),
                    CleansingRun.class,
                    unit -> Outcome.done(step(unit, twins.value(), of)));
            if (!(step instanceof Outcome.Done<CleansingRun> done)
                    || done.value().finishedAt().isPresent()
                    || of.filter(at -> !at.equals(done.value().startedAt())).isPresent()) {
                return step;
            }
            mine = Optional.of(done.value().startedAt());
        }
    }

    private CleansingRun step(Unit unit, Twins twins, Optional<Instant> mine) {
        Optional<CleansingRun> known = unit.find(CleansingRun.KIND, unit.actorId());
        boolean over = known.isEmpty() || known.get().finishedAt().isPresent();
        if (mine.isPresent()
                && known.isPresent()
                && (over || !known.get().startedAt().equals(mine.get()))) {
            return known.get(); // another node came to the end
        }
        CleansingRun run = over
                ? CleansingRun.begun(unit.actorId(), unit.now(), known.flatMap(CleansingRun::finishedFor))
                : known.get();
        Listing<Customer> page = page(unit, run.at());
        CleansingPage judge = new CleansingPage(unit, twins, road.with().zone());
        Map<String, Proposal> judged = judge.judged(page.items());
        Map<String, Long> found = new TreeMap<>(run.found());
        unit.prefetch(Proposal.KIND, judged.keySet());
        judged.values().forEach(proposal -> {
            if (propose(unit, proposal)) {
                found.merge(proposal.finding().rule().key(), 1L, Long::sum);
            }
        });
        long settled = 0;
        for (Proposal open : CleansingPage.known(unit, CleansingPage.ids(page.items()))) {
            if (open.state() == Proposal.State.OPEN && judge.settled(open, judged)) {
                unit.keep(Proposal.KIND, open.in(Proposal.State.SETTLED));
                settled += open.seen(unit) ? 1 : 0; // who did not know of it is not told that it is gone
            }
        }
        CleansingRun after = run.after(page.next(), page.items().size(), found, settled);
        if (page.next().isEmpty()) {
            after = after.finished(
                    unit.now(), LocalDate.ofInstant(run.startedAt(), road.with().zone()));
            unit.note(MODULE, Optional.of("CUS-10 " + after.looked() + " " + after.found()));
        }
        return unit.keep(CleansingRun.KIND, after);
    }

    /** Where the store knows the place no more, or the actor's scope has changed, it begins anew: nothing is proposed twice. */
    private static Listing<Customer> page(Unit unit, Optional<String> at) {
        try {
            return unit.all(Customer.KIND, Filter.all(), BATCH, at);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.PAGE_TOKEN && at.isPresent()) {
                return unit.all(Customer.KIND, Filter.all(), BATCH, Optional.empty());
            }
            throw e;
        }
    }

    /** Whether a finding is one that nobody was told of before (POL-03). */
    private static boolean propose(Unit unit, Proposal proposal) {
        Optional<Proposal> before = unit.find(Proposal.KIND, proposal.id());
        if (before.filter(known -> !isNews(unit, known, proposal)).isPresent()) {
            return false;
        }
        unit.keep(Proposal.KIND, proposal);
        return true;
    }

    private static boolean isNews(Unit unit, Proposal known, Proposal proposal) {
        boolean same = known.finding().equals(proposal.finding());
        return switch (known.state()) {
            case OPEN -> !same || !known.customer().equals(proposal.customer());
            case DECLINED -> !same;
            case SETTLED -> true;
            case ACCEPTED -> // what waits for an approval is not there yet; what was refused there is proposed again
                unit.locks().refusal(Customer.KIND, proposal.customer()).isEmpty();
        };
    }

    /**
     * What a cleansing would propose now (POL-02). It writes nothing.
     *
     * @return what would come about, with the first proposals
     */
    public Outcome<CleansingReport> preview() {
        return road.read(actor, PREVIEW, unit -> {
            EnumMap<Rule, Long> found = new EnumMap<>(Rule.class);
            List<Proposal> rows = new ArrayList<>();
            Twins twins = Twins.among(unit);
            Set<String> paired = new HashSet<>();
            long looked = 0;
            long settled = 0;
            Optional<String> at = Optional.empty();
            do {
                Unit batch = unit.another(); // what was read for one page need not be kept for the next
                Listing<Customer> page = batch.all(Customer.KIND, Filter.all(), BATCH, at);
                CleansingPage judge =
                        new CleansingPage(batch, twins, road.with().zone());
                Map<String, Proposal> judged = judge.judged(page.items());
                batch.prefetch(Proposal.KIND, judged.keySet());
                for (Proposal proposal : judged.values()) {
                    boolean news = batch.find(Proposal.KIND, proposal.id())
                            .filter(known -> !isNews(batch, known, proposal))
                            .isEmpty();
                    boolean first = proposal.finding().rule() != Rule.DUPLICATE || paired.add(proposal.id());
                    if (news && first) {
                        found.merge(proposal.finding().rule(), 1L, Long::sum);
                        if (rows.size() < CleansingReport.LISTED) {
                            rows.add(proposal);
                        }
                    }
                }
                settled += CleansingPage.known(batch, CleansingPage.ids(page.items())).stream()
                        .filter(open -> open.state() == Proposal.State.OPEN && judge.settled(open, judged))
                        .filter(open -> open.seen(batch))
                        .count();
                looked += page.items().size();
                at = page.next();
            } while (at.isPresent());
            return Outcome.done(new CleansingReport(unit.now(), looked, found, settled, told(unit, rows)));
        });
    }

    /** As they are told now; what they say of persons is on record (ACC-10). */
    private List<Proposal> told(Unit unit, List<Proposal> proposals) {
        unit.tellRead(
                Contact.KIND.module(),
                proposals.stream()
                        .filter(proposal -> proposal.module().equals(Contact.KIND.name()))
                        .count());
        return fixes.told(unit, proposals);
    }

    /**
     * Proposals in a state that the actor may know of.
     *
     * @param state which
     * @param limit about how many, 1 to 1,000: proposals of one customer stand together
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Proposal>> list(Proposal.State state, int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            Filter filter = Filter.equal(Proposal.STATE, state.name());
            boolean all =
                    unit.standing().reads(Permission.of(Customer.KIND.module(), "view")) instanceof Scope.Unrestricted;
            return Outcome.done(unit.paged(
                    MODULE,
                    filter,
                    all ? "by_id" : "by_customer",
                    pageToken,
                    token -> all ? everywhere(unit, filter, limit, token) : own(unit, filter, limit, token)));
        });
    }

    private Listing<Proposal> everywhere(Unit unit, Filter filter, int limit, Optional<String> token) {
        List<Proposal> seen = new ArrayList<>();
        Optional<String> at = token;
        do {
            Listing<Proposal> page = unit.all(Proposal.KIND, filter, limit, at);
            unit.prefetch(
                    Customer.KIND, page.items().stream().map(Proposal::customer).toList());
            page.items().stream().filter(proposal -> proposal.seen(unit)).forEach(seen::add);
            at = page.next();
        } while (at.isPresent() && seen.isEmpty());
        return new Listing<>(told(unit, seen), at);
    }

    /** Who sees few customers goes by these: what it costs follows from them, not from all proposals. */
    private Listing<Proposal> own(Unit unit, Filter filter, int limit, Optional<String> token) {
        List<Proposal> seen = new ArrayList<>();
        Optional<String> at = token;
        do {
            Listing<Customer> page = unit.all(Customer.KIND, Filter.all(), limit, at);
            List<String> ids = page.items().stream().map(Customer::id).toList();
            if (!ids.isEmpty()) {
                CleansingPage.known(unit, ids).stream()
                        .filter(proposal -> unit.matches(Proposal.KIND, proposal, filter))
                        .filter(proposal -> proposal.seen(unit))
                        .forEach(seen::add);
            }
            at = page.next();
        } while (at.isPresent() && seen.size() < limit);
        return new Listing<>(told(unit, seen), at);
    }

    /**
     * A proposal.
     *
     * @param id the id
     * @return the proposal, if the actor may know of it
     */
    public Outcome<Proposal> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Proposal.KIND, id)
                        .filter(proposal -> proposal.seen(unit))
                        .map(proposal ->
                                Outcome.done(told(unit, List.of(proposal)).get(0)))
                        .orElseGet(() -> Outcome.refused(Refusals.notFound(Messages.label("cleansing.proposal"), id))));
    }

    /**
     * All proposals for one customer and its contacts.
     *
     * @param customer id of the customer
     * @return those that the actor may know of
     */
    public Outcome<List<Proposal>> of(String customer) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Customer.KIND, customer)
                        .map(known -> Outcome.done(told(
                                unit,
                                CleansingPage.known(unit, List.of(known.id())).stream()
                                        .filter(proposal -> proposal.seen(unit))
                                        .toList())))
                        .orElseGet(
                                () -> Outcome.refused(Refusals.notFound(Messages.label("kind.customer"), customer))));
    }

    /**
     * Carries a proposal out: the value is changed, the customer confirmed, merged, or put into the recycle bin, as if the actor did that
     * otherwise. What somebody has to approve waits for that.
     *
     * @param id the proposal
     * @param expectedVersion the version that was read
     * @param value what shall be there instead of what is proposed; needed where the proposal asks for it
     * @param reason why
     * @return the proposal, that it waits for an approval, or everything that is in the way
     */
    public Outcome<Proposal> accept(String id, long expectedVersion, Optional<String> value, String reason) {
        record Command(
                @NotBlank String id,
                long expectedVersion,
                @NotNull Optional<@CleanText(max = 1_000) String> value,
                @NotBlank @CleanText(max = 400) String reason) {}
        return road.write(
                actor,
                ACCEPT,
                new Command(id, expectedVersion, value, reason),
                Proposal.class,
                unit -> fixes.accepted(unit, actor, id, expectedVersion, value, reason));
    }

    /**
     * What was found shall stay as it is; it is not proposed again until it changes.
     *
     * @param id the proposal
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the proposal
     */
    public Outcome<Proposal> decline(String id, long expectedVersion, String reason) {
        record Command(
                @NotBlank String id,
                long expectedVersion,
                @NotBlank @CleanText(max = 400) String reason) {}
        return road.write(
                actor,
                DECLINE,
                new Command(id, expectedVersion, reason),
                Proposal.class,
                unit -> fixes.declined(unit, id, expectedVersion, reason));
    }
}
