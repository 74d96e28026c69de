package io.crmkit.customer.duplicates;

import io.crmkit.access.DirectoryCache;
import io.crmkit.access.User;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/** What can be asked about duplicates without saving anything (CUS-05, CUS-06). Got from a session. */
public final class Duplicates {

    private static final Operation CHECK = Operation.of("duplicate.check", "customer", "create");
    private static final Operation SCAN = Operation.of("duplicate.scan", "duplicate", "view");

    /** How many records are in memory as they are stored; what the scan keeps of each is smaller. */
    private static final int PAGE = 1_000;

    private static final int MOST_CLUSTERS = 10_000;

    private final Road road;
    private final Actor actor;
    private final DuplicateCheck check;

    /**
     * A record of a cluster.
     *
     * @param record type and id
     * @param name what people call it
     * @param owner name of the user who owns it
     */
    public record Member(RecordKey record, String name, Optional<String> owner) {}

    /**
     * Records that are probably of one bearer.
     *
     * @param members two at least
     * @param pair how the first two compare, and why
     */
    public record Group(List<Member> members, PairScore pair) {
        /** Copies the list. */
        public Group {
            members = List.copyOf(members);
        }
    }

    /**
     * What a scan came to.
     *
     * @param records how many records were looked at: all that the actor may see
     * @param compared how many pairs of them were compared
     * @param clusters how many clusters there are
     * @param groups the clusters, the surest first; as many as were asked for
     */
    public record Report(int records, long compared, int clusters, List<Group> groups) {
        /** Copies the list. */
        public Report {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param check knows what can be a duplicate
     */
    public Duplicates(Road road, Actor actor, DuplicateCheck check) {
        this.road = road;
        this.actor = actor;
        this.check = check;
    }

    /**
     * What a record would be a duplicate of, before it is saved (CUS-05). Who may create customers may ask.
     *
     * @param says what is known of its bearer
     * @return the likeliest first
     */
    public Outcome<List<Suspect>> check(MatchRecord says) {
        return road.read(
                actor,
                CHECK,
                unit -> Outcome.done(check.check(unit, List.of(DuplicateCheck.Draft.of(says)))
                        .get(0)));
    }

    /**
     * Looks for duplicates among all records that the actor may see (CUS-06), by what the actor sees of them in full. What agreement is worth
     * is learnt from just these records. It keeps some 700 bytes a record while it runs.
     *
     * @param types record types to look at, such as {@code customer} and {@code lead}; none for all that can be duplicates
     * @param most how many clusters to answer, 1 to 10,000
     * @return the clusters, the surest first
     */
    public Outcome<Report> scan(Set<String> types, int most) {
        if (most < 1 || most > MOST_CLUSTERS) {
            throw new IllegalArgumentException("most must be 1 to " + MOST_CLUSTERS + ", not " + most);
        }
        return road.read(actor, SCAN, unit -> {
            List<Matchable<?>> wanted = check.kinds().stream()
                    .filter(kind ->
                            types.isEmpty() || types.contains(kind.kind().name()))
                    .toList();
            List<String> known =
                    check.kinds().stream().map(kind -> kind.kind().name()).toList();
            List<Refusal> wrong = types.stream()
                    .sorted()
                    .filter(type -> !known.contains(type))
                    .map(type -> Refusal.of(
                                    Refusal.Kind.INVALID,
                                    "CUS-06",
                                    "duplicates.unknown-type",
                                    type,
                                    String.join(", ", known))
                            .ofValue(type))
                    .toList();
            return wrong.isEmpty() ? Outcome.done(scanned(unit, wanted, most)) : Outcome.refused(wrong);
        });
    }

    /**
     * Looks for duplicates among all records that the actor may see, by what the actor sees of them in full, for use cases of which this is
     * a part.
     *
     * @param unit the unit of work
     * @param kinds what to look at
     * @return what is found; ids in it are types and ids of records
     */
    public static DuplicateScan scan(Unit unit, List<Matchable<?>> kinds) {
        DuplicatesPolicy policy = unit.standing().policy().get(DuplicatesPolicy.SECTION);
        DuplicatePolicy engine = new DuplicatePolicy(
                policy.scanLikelihood().doubleValue(),
                DuplicatePolicy.shipped().largestBlock(),
                DuplicatePolicy.shipped().candidates());
        return DuplicateDetector.of(engine).scan(() -> new Pages(unit, kinds));
    }

    private static Report scanned(Unit unit, List<Matchable<?>> kinds, int most) {
        DuplicateScan scan = scan(unit, kinds);
        List<Group> groups = scan.clusters().stream()
                .sorted((a, b) -> Double.compare(b.score(), a.score()))
                .limit(most)
                .map(cluster -> group(unit, kinds, scan, cluster))
                .toList();
        return new Report(scan.records(), scan.compared(), scan.clusters().size(), groups);
    }

    private static Group group(Unit unit, List<Matchable<?>> kinds, DuplicateScan scan, Cluster cluster) {
        Unit fresh = unit.another(); // so that not all of them are remembered
        List<Member> members = cluster.ids().stream()
                .map(id -> {
                    int slash = id.indexOf('/');
                    return member(fresh, kinds, id.substring(0, slash), id.substring(slash + 1));
                })
                .toList();
        PairScore pair =
                scan.explain(cluster.ids().get(0), cluster.ids().get(1)).orElseThrow();
        return new Group(members, pair);
    }

    private static Member member(Unit unit, List<Matchable<?>> kinds, String type, String id) {
        return kinds.stream()
                .filter(kind -> kind.kind().name().equals(type))
                .findFirst()
                .map(kind -> member(unit, kind, id))
                .orElseThrow();
    }

    private static <T extends Entity<T>> Member member(Unit unit, Matchable<T> kind, String id) {
        Optional<T> found = unit.find(kind.kind(), id);
        Optional<String> owner = found.flatMap(kind.kind().owner())
                .flatMap(user -> unit.find(DirectoryCache.USERS, user))
                .map(User::name);
        return new Member(
                kind.kind().key(id),
                found.map(object -> kind.name(unit.shown(object))).orElse(id),
                owner);
    }

    /** All records of some kinds that the actor may see, page by page. */
    private static final class Pages implements Iterator<MatchRecord> {

        private final Unit unit;
        private final Deque<Matchable<?>> kinds;
        private final Deque<MatchRecord> ready = new ArrayDeque<>();
        private Optional<String> token = Optional.empty();

        Pages(Unit unit, List<Matchable<?>> kinds) {
            this.unit = unit;
            this.kinds = new ArrayDeque<>(kinds);
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && !kinds.isEmpty()) {
                read(kinds.getFirst());
            }
            return !ready.isEmpty();
        }

        @Override
        public MatchRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.removeFirst();
        }

        private <T extends Entity<T>> void read(Matchable<T> kind) {
            Unit fresh = unit.another(); // so that not all of them are remembered
            Listing<T> page = fresh.all(kind.kind(), Filter.all(), PAGE, token);
            for (T object : page.items()) {
                MatchRecord says = Candidates.seenInFull(fresh, kind, object);
                ready.add(new MatchRecord(kind.kind().key(object.id()).toString(), says.source(), says.values()));
            }
            token = page.next();
            if (token.isEmpty()) {
                kinds.removeFirst();
            }
        }
    }

    /** {@return the record types that can be duplicates, for whoever asks a user} */
    public List<String> types() {
        return new ArrayList<>(
                check.kinds().stream().map(kind -> kind.kind().name()).toList());
    }
}
