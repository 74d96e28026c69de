package io.crmkit.customer.duplicates;

import io.crmkit.access.DirectoryCache;
import io.crmkit.access.User;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The check before saving (CUS-05): is there a customer or lead that a new one may be a duplicate of? It looks through all records, also those
 * that the actor cannot see, and then tells only that there is one and whom to ask. Of records that the actor sees it uses nothing that
 * stands behind a wall. It costs one look-up for each kind, however large the base is; many drafts share them. Two that are saved at the same
 * moment do not see each other: it warns, and does not guarantee. Safe for use by many threads.
 */
public final class DuplicateCheck {

    /** Who may go on although a duplicate is suspected. */
    static final Permission OVERRIDE = Permission.of("duplicate", "override");

    private final List<Matchable<?>> kinds;

    /**
     * What is about to be saved.
     *
     * @param self the record itself, if it is there already: nothing is a duplicate of itself
     * @param says what it says of its bearer
     */
    public record Draft(Optional<RecordKey> self, MatchRecord says) {

        /**
         * A new record.
         *
         * @param says what it says of its bearer
         * @return the draft
         */
        public static Draft of(MatchRecord says) {
            return new Draft(Optional.empty(), says);
        }
    }

    /**
     * A check for one CRM.
     *
     * @param kinds the kinds of records that can be duplicates
     */
    public DuplicateCheck(Collection<Matchable<?>> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    List<Matchable<?>> kinds() {
        return kinds;
    }

    /**
     * Checks many drafts in a few reads, each against what is there and none against the others; see {@link #ahead} for that.
     *
     * @param unit the unit of work
     * @param drafts what is about to be saved
     * @return for each draft, in the same order, what it may be a duplicate of, the likeliest first; none when nothing is suspected
     */
    public List<List<Suspect>> check(Unit unit, List<Draft> drafts) {
        Candidates candidates = ahead(unit, drafts.stream().map(Draft::says).toList());
        return drafts.stream().map(draft -> candidates.suspects(unit, draft)).toList();
    }

    /**
     * Of what a record that is there may be a duplicate.
     *
     * @param unit the unit of work
     * @param kind its kind, one of those that can be duplicates
     * @param record the record, as the actor sees it
     * @param <T> its type
     * @return what is suspected, the likeliest first
     */
    public <T extends Entity<T>> List<Suspect> of(Unit unit, Kind<T> kind, T record) {
        MatchRecord says = matchable(kind).says(unit.standing().policy(), record);
        return check(unit, List.of(new Draft(Optional.of(kind.key(record.id())), says)))
                .get(0);
    }

    /**
     * Reads ahead what many drafts will be checked against.
     *
     * @param unit the unit of work
     * @param drafts what they say
     * @return what was found; records that are written meanwhile can be added
     */
    public Candidates ahead(Unit unit, Collection<MatchRecord> drafts) {
        return ahead(unit, drafts, LookupKeys.shipped()::asked);
    }

    /**
     * The same for drafts whose keys are known.
     *
     * @param unit the unit of work
     * @param drafts what they say
     * @param asked the keys that a draft asks for
     * @return what was found; records that are written meanwhile can be added
     */
    public Candidates ahead(Unit unit, Collection<MatchRecord> drafts, Function<MatchRecord, Set<String>> asked) {
        DuplicatesPolicy policy = unit.standing().policy().get(DuplicatesPolicy.SECTION);
        if (policy.mode() == DuplicatesPolicy.Mode.OFF) {
            return new Candidates(policy);
        }
        Candidates found = new Candidates(policy);
        Set<String> all = new HashSet<>();
        drafts.forEach(draft -> {
            Set<String> own = asked.apply(draft);
            found.asks(draft, own);
            all.addAll(own);
        });
        List<String> keys = all.stream().sorted().toList();
        kinds.forEach(kind -> {
            found.read(unit, kind, keys, drafts.size());
            found.readMore(unit, kind, drafts);
        });
        return found;
    }

    /**
     * Adds to what was written the warnings that belong to it, or refuses it, as the policy says.
     *
     * @param unit the unit of work that wrote it
     * @param kind its kind, one of those that can be duplicates
     * @param written what was written
     * @param fresh whether it is new; a change of what is there is never refused
     * @param reason why it is no duplicate, or shall be saved anyway, if somebody says so
     * @param <T> its type
     * @return the same with warnings, or the refusal
     */
    public <T extends Entity<T>> Outcome<T> over(
            Unit unit, Kind<T> kind, Outcome<T> written, boolean fresh, Optional<String> reason) {
        if (!(written instanceof Outcome.Done<T> done)) {
            return written;
        }
        MatchRecord says = matchable(kind).says(unit.standing().policy(), done.value());
        Draft draft = new Draft(Optional.of(kind.key(done.value().id())), says);
        return over(
                unit,
                done,
                draft.self().orElseThrow(),
                check(unit, List.of(draft)).get(0),
                fresh,
                reason);
    }

    /**
     * The same for a record whose candidates were read ahead.
     *
     * @param unit the unit of work that wrote it
     * @param kind its kind
     * @param written what was written
     * @param candidates what was read ahead
     * @param <T> its type
     * @return the same with warnings, or the refusal
     */
    public <T extends Entity<T>> Outcome<T> over(Unit unit, Kind<T> kind, Outcome<T> written, Candidates candidates) {
        if (!(written instanceof Outcome.Done<T> done)) {
            return written;
        }
        RecordKey key = kind.key(done.value().id());
        Matchable<T> matchable = matchable(kind);
        Policy now = unit.standing().policy();
        Draft draft = new Draft(Optional.of(key), matchable.says(now, done.value()));
        candidates.asks(draft.says(), matchable.keys(now, done.value()).asked());
        return over(unit, done, key, candidates.suspects(unit, draft), true, Optional.empty());
    }

    /**
     * Has drafts that follow compared with a record as well that this unit has written.
     *
     * @param unit the unit of work
     * @param kind its kind
     * @param written the record
     * @param candidates what was read ahead
     * @param <T> its type
     */
    public <T extends Entity<T>> void wrote(Unit unit, Kind<T> kind, T written, Candidates candidates) {
        candidates.add(unit.standing().policy(), matchable(kind), written);
    }

    /**
     * Has drafts compared with a record as well that somebody is about to write, as if it had been read.
     *
     * @param unit the unit of work
     * @param kind its kind
     * @param object the record
     * @param candidates what was read ahead
     * @param <T> its type
     */
    public <T extends Entity<T>> void found(Unit unit, Kind<T> kind, T object, Candidates candidates) {
        candidates.put(unit, matchable(kind), object);
    }

    /**
     * Warns of what a change made alike: only when it says something else of its bearer than before.
     *
     * @param unit the unit of work that wrote it
     * @param kind its kind
     * @param before as it was
     * @param written as it was written
     * @param <T> its type
     * @return the same with warnings
     */
    public <T extends Entity<T>> Outcome<T> changed(Unit unit, Kind<T> kind, Optional<T> before, Outcome<T> written) {
        Policy policy = unit.standing().policy();
        boolean same = before.isPresent()
                && written instanceof Outcome.Done<T> done
                && matchable(kind)
                        .says(policy, before.get())
                        .equals(matchable(kind).says(policy, done.value()));
        return same ? written : over(unit, kind, written, false, Optional.empty());
    }

    @SuppressWarnings("unchecked") // kinds of one name are of one type
    private <T extends Entity<T>> Matchable<T> matchable(Kind<T> kind) {
        return (Matchable<T>) kinds.stream()
                .filter(one -> one.kind().name().equals(kind.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(kind.name() + " cannot be a duplicate"));
    }

    private static <T extends Entity<T>> Outcome<T> over(
            Unit unit,
            Outcome.Done<T> done,
            RecordKey key,
            List<Suspect> suspects,
            boolean fresh,
            Optional<String> reason) {
        if (suspects.isEmpty()) {
            return done;
        }
        DuplicatesPolicy policy = unit.standing().policy().get(DuplicatesPolicy.SECTION);
        List<Refusal> told = new ArrayList<>(done.warnings());
        suspects.forEach(suspect -> told.add(warning(suspect)));
        if (!fresh || policy.mode() != DuplicatesPolicy.Mode.REASON) {
            reason.ifPresent(why -> unit.note(key.toString(), Optional.of("CUS-05 " + why.strip())));
            return new Outcome.Done<>(done.value(), told);
        }
        if (!unit.standing().holds(OVERRIDE)) {
            told.add(Refusal.of(Refusal.Kind.RULE, "CUS-05", "duplicates.not-permitted", OVERRIDE)
                    .missing(OVERRIDE.toString()));
            return Outcome.refused(told);
        }
        if (reason.filter(why -> !why.isBlank()).isEmpty()) {
            told.add(Refusal.of(Refusal.Kind.RULE, "CUS-05", "duplicates.reason-needed")
                    .missing("reason"));
            return Outcome.refused(told);
        }
        unit.note(key.toString(), Optional.of("CUS-05 " + reason.get().strip()));
        return new Outcome.Done<>(done.value(), told);
    }

    /**
     * What a person is told of a suspected duplicate.
     *
     * @param suspect the suspect
     * @return the message, as a refusal that refuses nothing; its value is type and id of the record where that may be told
     */
    public static Refusal warning(Suspect suspect) {
        Label owner =
                suspect.owner().map(name -> new Label(name, name)).orElseGet(() -> Messages.label("duplicates.nobody"));
        if (suspect instanceof Suspect.Seen seen) {
            return Refusal.of(
                            Refusal.Kind.RULE,
                            "CUS-05",
                            "duplicates.suspected",
                            Messages.label("kind." + seen.record().type()),
                            seen.name(),
                            Math.round(100 * seen.pair().likelihood()),
                            reasons(seen.pair()),
                            owner)
                    .ofValue(seen.record().toString());
        }
        return Refusal.of(Refusal.Kind.RULE, "CUS-05", "duplicates.suspected-unseen", owner);
    }

    /** The weightiest reasons in words. */
    private static Label reasons(PairScore pair) {
        List<Label> all = pair.reasons().stream()
                .filter(reason -> reason.agreement() != Agreement.DIFFERENT)
                .map(reason -> new Label(
                        reason.role().label().zh() + reason.agreement().label().zh(),
                        reason.role().label().en() + " "
                                + reason.agreement().label().en()))
                .toList();
        return new Label(
                all.stream().map(Label::zh).collect(Collectors.joining("、")),
                all.stream().map(Label::en).collect(Collectors.joining(", ")));
    }

    /** Names of owners, each read once. */
    static List<Suspect> named(Unit unit, List<Found> found, int most) {
        LinkedHashSet<Suspect> suspects = new LinkedHashSet<>();
        for (Found one : found) {
            if (suspects.size() == most) {
                break;
            }
            Optional<String> owner = one.owner()
                    .flatMap(id -> unit.find(DirectoryCache.USERS, id))
                    .map(User::name);
            suspects.add(
                    one.seen()
                            ? new Suspect.Seen(one.record(), one.name(), owner, one.pair())
                            : new Suspect.Unseen(owner));
        }
        return List.copyOf(suspects);
    }

    /** A suspect before it is known what may be told of it. */
    record Found(RecordKey record, String name, Optional<String> owner, PairScore pair, boolean seen) {}
}
