package io.crmkit.internal.road;

import io.crmkit.internal.store.AccessList;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.PairsAhead;
import io.crmkit.internal.store.Work;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Ids;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a decision has at hand: who asks, what time it is, the records, and the place to put what is decided. Everything
 * written through it is recorded in the audit. Not safe for use by many threads.
 */
public final class Unit {

    /** What approvals are never about. */
    private static final List<String> BESIDE = List.of("custody.followUps", "custody.lastFollowUpAt");

    /** The directory's version, the head of the audit's lane, and an answer under a request key. */
    private static final int MECHANISM = 3;

    /** How often one record after the other can have become another. */
    private static final int LONGEST_SUCCESSION = 100;

    private final Work work;
    private final Standing standing;
    private final Walls walls;
    private final Told told;
    private final Moment moment;
    private final Locks locks;

    private Optional<String> subject = Optional.empty();

    /** Makes the unit that somebody else would have. */
    @FunctionalInterface
    interface Behalf {
        Outcome<Unit> unit(Unit unit, Actor other, Operation operation, String because);
    }

    /** What all units of one attempt have in common, whoever they belong to. */
    record Moment(Instant now, ZoneId zone, Ids ids, Codec codec, PageSeal seal, Keeper keeper, Behalf behalf) {}

    Unit(Work work, Standing standing, Operation operation, Walls walls, Moment moment) {
        this(work, standing, walls, new Told(operation), moment);
    }

    private Unit(Work work, Standing standing, Walls walls, Told told, Moment moment) {
        this.work = work;
        this.standing = standing;
        this.walls = walls;
        this.told = told;
        this.moment = moment;
        this.locks = new Locks(this, work, moment.keeper());
    }

    /** {@return a unit on trial upon this one} */
    Unit fork() {
        return new Unit(work.fork(), standing, walls, told.anew(), moment);
    }

    /** {@return a unit of the same actor and moment that has read and written nothing yet, for reading} */
    public Unit another() {
        return new Unit(work.another(), standing, walls, told.anew(), moment);
    }

    /**
     * The same unit as somebody else would have it, for carrying out what that user asked for and others have approved: what is
     * written through it belongs to this unit, is decided by the other's rights and walls as they are now, and is recorded as an
     * act of the one who decides.
     *
     * @param other whose rights decide
     * @param asked what the other asked for
     * @param reason why it happens now, for the audit, where nothing else says why
     * @return the unit; refused when the other is not active any more, or lacks the permission now
     */
    public Outcome<Unit> onBehalfOf(Actor other, Operation asked, String reason) {
        return moment.behalf().unit(this, other, asked, reason);
    }

    Unit as(Standing other, Operation asked, Walls before, String reason) {
        return new Unit(work, other, before, told.by(asked, reason), moment);
    }

    /** Makes what this fork decided part of its parent. */
    void joinInto(Unit parent) {
        work.join();
        told.addTo(parent.told);
    }

    /** {@return what goes into the audit} */
    Told told() {
        return told;
    }

    Work work() {
        return work;
    }

    /** {@return the record that the decision asked for first} */
    Optional<String> subject() {
        return subject;
    }

    /** {@return how many changes of the store it takes to commit this, with its audit} */
    public int size() {
        return work.changeCount() + told.drafts().size() + MECHANISM;
    }

    /** {@return how many changes of the store one unit can have} */
    public int mostChanges() {
        return work.mostChanges();
    }

    /** {@return who asks, and what they may} */
    public Standing standing() {
        return standing;
    }

    /** {@return which approvals hold which records (APR-01)} */
    public Locks locks() {
        return locks;
    }

    /** {@return the sensitive fields of the records (ACC-11)} */
    public SealedFields sealed() {
        return new SealedFields(moment.codec(), work, walls);
    }

    /** {@return the walls before who asks (ACC-07)} */
    public Walls walls() {
        return walls;
    }

    /**
     * Refuses to go on when the actor does not see a field in full, because the answer would tell of it (ACC-07).
     *
     * @param module the module
     * @param field the field's name
     */
    public void require(String module, String field) {
        walls.require(module, field);
    }

    /**
     * Decides a part of a decision that can go on without it: what the actor may not ask or write at all is the part's refusal, and does
     * not end the decision.
     *
     * @param part decides the part
     * @param <T> what is answered
     * @return the answer, or why there is none
     */
    public <T> Outcome<T> attempted(Supplier<Outcome<T>> part) {
        try {
            return part.get();
        } catch (Barred barred) {
            return Outcome.refused(barred.refusal());
        }
    }

    /**
     * What an actor means who sends back a record that was shown behind walls (ACC-07): values as they were shown are left
     * alone. Values that the actor does not see in full and sent otherwise end the decision with a refusal.
     *
     * @param kind its kind
     * @param before as it is stored
     * @param sent as the actor sent it
     * @param <T> its type
     * @return the record with the stored values where the actor does not see them
     */
    public <T extends Entity<T>> T meant(Kind<T> kind, T before, T sent) {
        return walls.meant(kind, before, sent);
    }

    /**
     * A record, or another answer, as the actor may see it, for rules that answer with what follows from it.
     *
     * @param object the record
     * @param <T> its type
     * @return the same, or one without what is hidden
     */
    public <T> T shown(T object) {
        return walls.shown(object);
    }

    /** {@return the id of the user who asks} */
    public String actorId() {
        return standing.actor().userId();
    }

    /** {@return the time of this decision} */
    public Instant now() {
        return moment.now();
    }

    /** {@return the day of this decision in the enterprise's time zone} */
    public LocalDate today() {
        return LocalDate.ofInstant(moment.now(), moment.zone());
    }

    /**
     * A point in time as texts say it, in the enterprise's time zone.
     *
     * @param at the point in time
     * @return the text
     */
    public String said(Instant at) {
        return Figures.time(at, moment.zone());
    }

    /** {@return a new id} */
    public String newId() {
        return moment.ids().next();
    }

    /**
     * A record, whoever may see it: for rules, not for answers.
     *
     * @param kind its kind
     * @param id its id
     * @param <T> its type
     * @return the record, if it is there
     */
    public <T extends Entity<T>> Optional<T> find(Kind<T> kind, String id) {
        return work.find(kind, id);
    }

    /**
     * A record that the actor may see; one that may not be seen is not there. The id of one that became another leads to that (CUS-06), so
     * whoever refers to the record must do so by its own id; whoever changes it must also ask {@link io.crmkit.access.Edits#stale}.
     *
     * @param kind its kind
     * @param id its id
     * @param <T> its type
     * @return the record
     */
    public <T extends Entity<T>> Optional<T> visible(Kind<T> kind, String id) {
        if (subject.isEmpty()) {
            subject = Optional.of(kind.key(id).toString());
        }
        return work.find(kind, id)
                .or(() -> Optional.of(heir(kind, id))
                        .filter(heir -> !heir.equals(id))
                        .flatMap(heir -> work.find(kind, heir)))
                .filter(t -> sees(kind, t));
    }

    /**
     * Where the id of a record leads that became another, which may have become another itself (CUS-06).
     *
     * @param kind its kind
     * @param id its id
     * @return the last id, whether or not there is such a record; the same for one that became no other
     */
    public String heir(Kind<?> kind, String id) {
        return kind.succession().map(succession -> heir(succession, id)).orElse(id);
    }

    private <S extends Entity<S>> String heir(Kind.Succession<S> succession, String id) {
        String at = id;
        for (int i = 0; i < LONGEST_SUCCESSION; i++) {
            Optional<String> next = work.find(succession.kind(), at).flatMap(succession.heir());
            if (next.isEmpty()) {
                return at;
            }
            at = next.get();
        }
        return at;
    }

    /**
     * Whether the actor may see a record.
     *
     * @param kind its kind
     * @param object the record
     * @param <T> its type
     * @return whether
     */
    public <T extends Entity<T>> boolean sees(Kind<T> kind, T object) {
        Permission view = Permission.of(kind.module(), "view");
        if (kind.through().isPresent()) {
            return standing.holds(view) && seesThrough(kind.through().get(), object);
        }
        if (!kind.type().scoped()) {
            return standing.holds(view);
        }
        return work.sees(kind, object, standing.reads(view));
    }

    private <T> boolean seesThrough(Kind.Through<T> through, T object) {
        return seesOther(through.kind(), through.id().apply(object));
    }

    private <O extends Entity<O>> boolean seesOther(Kind<O> kind, String id) {
        return work.find(kind, id).filter(other -> sees(kind, other)).isPresent();
    }

    /**
     * The visibility tokens by which a record can be read, beside its owner's: for explanations.
     *
     * @param kind its kind
     * @param object the record
     * @param <T> its type
     * @return the tokens
     */
    public <T extends Entity<T>> Set<String> grants(Kind<T> kind, T object) {
        return work.grants(kind, object);
    }

    /**
     * Reads records ahead.
     *
     * @param kind their kind
     * @param wanted their ids
     * @param <T> their type
     */
    public <T extends Entity<T>> void prefetch(Kind<T> kind, Collection<String> wanted) {
        work.prefetch(kind, wanted);
        if (!(viewScope(kind) instanceof Scope.Unrestricted)) {
            work.prefetchLists(kind, wanted);
        }
    }

    /**
     * Reads ahead what else is asked for when records are written: who may read them because of related records.
     *
     * @param kind their kind
     * @param wanted their ids
     * @param <T> their type
     */
    public <T extends Entity<T>> void prefetchToWrite(Kind<T> kind, Collection<String> wanted) {
        work.prefetch(kind, wanted);
        work.prefetchLocks(kind, wanted);
    }

    /**
     * Records by an index, whoever may see them: for rules, not for answers.
     *
     * @param kind their kind
     * @param filter which
     * @param limit how many at most
     * @param <T> their type
     * @return the records
     */
    public <T extends Entity<T>> List<T> query(Kind<T> kind, Filter filter, int limit) {
        return work.query(kind, Scope.unrestricted(), filter, limit);
    }

    /**
     * Records by an index that the actor may see, also those that this unit has written.
     *
     * @param kind their kind
     * @param filter which
     * @param limit how many at most
     * @param <T> their type
     * @return the records
     */
    public <T extends Entity<T>> List<T> search(Kind<T> kind, Filter filter, int limit) {
        walls.ask(kind, filter, Optional.empty(), List.of());
        List<T> found = work.query(kind, viewScope(kind), filter, limit);
        return kind.through().isEmpty()
                ? found
                : found.stream().filter(object -> sees(kind, object)).toList();
    }

    /**
     * Ends the decision with a refusal when the actor may not filter by what a filter asks (ACC-07), also where no store is asked.
     *
     * @param kind the records' kind
     * @param filter the filter
     */
    public void ask(Kind<?> kind, Filter filter) {
        walls.ask(kind, filter, Optional.empty(), List.of());
    }

    /**
     * Whether a record is one of those that a filter wants, as the store would say.
     *
     * @param kind its kind
     * @param object the record
     * @param filter the filter
     * @param <T> its type
     * @return whether
     */
    public <T extends Entity<T>> boolean matches(Kind<T> kind, T object, Filter filter) {
        walls.ask(kind, filter, Optional.empty(), List.of());
        return work.matches(kind, object, filter);
    }

    private Scope viewScope(Kind<?> kind) {
        Permission view = Permission.of(kind.module(), "view");
        if (kind.type().scoped()) {
            return standing.reads(view);
        }
        return Scope.unrestricted();
    }

    /**
     * A page of the records that the actor may see.
     *
     * @param kind their kind
     * @param filter which
     * @param order a declared order
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return the page
     */
    public <T extends Entity<T>> Listing<T> list(
            Kind<T> kind, Filter filter, String order, int limit, Optional<String> pageToken) {
        walls.ask(kind, filter, Optional.of(order), List.of());
        return paged(
                kind.name(),
                filter,
                order,
                pageToken,
                token -> work.page(kind, viewScope(kind), filter, order, limit, token));
    }

    /**
     * A page of something else, whose tokens are sealed: each is good for this actor and this question only, and until the directory
     * moves on.
     *
     * @param type what is listed
     * @param filter which
     * @param order in which order
     * @param pageToken where to go on, or none
     * @param read reads the page from where the store's token says
     * @param <T> what is listed
     * @return the page
     */
    public <T> Listing<T> paged(
            String type,
            Filter filter,
            String order,
            Optional<String> pageToken,
            Function<Optional<String>, Listing<T>> read) {
        PageSeal.Use use = new PageSeal.Use(standing, type, filter, order);
        Optional<String> token = pageToken.map(given -> moment.seal().open(use, given));
        try {
            Listing<T> page = read.apply(token);
            return new Listing<>(
                    page.items(), page.next().map(next -> moment.seal().close(use, next)));
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.PAGE_TOKEN && token.isPresent()) {
                throw PageSeal
                        .stale(); // it was good here: what the actor may see has changed by time, not by the directory
            }
            throw e;
        }
    }

    /**
     * A page of all records in the order of their ids, whoever may see them: for rules, not for answers.
     *
     * @param kind their kind
     * @param filter which
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return the page
     */
    public <T extends Entity<T>> Listing<T> everyone(
            Kind<T> kind, Filter filter, int limit, Optional<String> pageToken) {
        return work.pageById(kind, Scope.unrestricted(), filter, limit, pageToken);
    }

    /**
     * A page of all records in the order of their ids and what stands beside them, whoever may see them, perhaps read ahead: for
     * rules, not for answers.
     *
     * @param kind their kind
     * @param beside the kind of what stands beside them, under the same ids
     * @param limit how many at most
     * @param portion the page
     * @param <T> their type
     * @param <B> the type of what stands beside them
     * @return the page
     */
    public <T extends Entity<T>, B extends Entity<B>> Listing<T> everyone(
            Kind<T> kind, Kind<B> beside, int limit, PairsAhead.Portion portion) {
        return work.pageAhead(kind, beside, limit, portion);
    }

    /**
     * A page of the records that the actor may see, in the order of their ids: for going through all of them.
     *
     * @param kind their kind
     * @param filter which
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return the page
     */
    public <T extends Entity<T>> Listing<T> all(Kind<T> kind, Filter filter, int limit, Optional<String> pageToken) {
        walls.ask(kind, filter, Optional.empty(), List.of());
        return work.pageById(kind, viewScope(kind), filter, limit, pageToken);
    }

    /**
     * Counts and sums over the records that the actor may see, computed in the store.
     *
     * @param kind their kind
     * @param filter which
     * @param groupBy indexes
     * @param measures what to compute
     * @param <T> their type
     * @return the groups
     */
    public <T extends Entity<T>> List<Tally.Group> tally(
            Kind<T> kind, Filter filter, List<String> groupBy, List<Measure> measures) {
        List<String> indexes = new ArrayList<>(groupBy);
        measures.forEach(measure -> Optional.ofNullable(measure.index()).ifPresent(indexes::add));
        walls.ask(kind, filter, Optional.empty(), indexes);
        return work.tally(kind, viewScope(kind), filter, groupBy, measures);
    }

    /**
     * Counts and sums over all records, whoever may see them: for rules, not for answers.
     *
     * @param kind their kind
     * @param filter which
     * @param groupBy indexes
     * @param measures what to compute
     * @param <T> their type
     * @return the groups
     */
    public <T extends Entity<T>> List<Tally.Group> tallyAll(
            Kind<T> kind, Filter filter, List<String> groupBy, List<Measure> measures) {
        return work.tally(kind, Scope.unrestricted(), filter, groupBy, measures);
    }

    /**
     * Writes a new record.
     *
     * @param kind its kind
     * @param object the record
     * @param <T> its type
     * @return the record as written
     */
    public <T extends Entity<T>> T create(Kind<T> kind, T object) {
        walls.touch(kind, Optional.empty(), object);
        T written = work.add(kind, object);
        told.created(kind, written, work.text(written), walls.sensitive(kind));
        return written;
    }

    /**
     * Writes the next version of a record.
     *
     * @param kind its kind
     * @param before as it was read
     * @param after as it shall be
     * @param reason why, if a reason was given
     * @param <T> its type
     * @return the record as written
     */
    public <T extends Entity<T>> T change(Kind<T> kind, T before, T after, Optional<String> reason) {
        locks.requireFree(kind, after.id());
        walls.touch(kind, Optional.of(before), after);
        T written = work.put(kind, after);
        tell(kind, written, reason, Difference.between(before, written));
        return written;
    }

    /**
     * Writes the next version of a record in which nothing changed but what approvals are never about (APR-01): when it was followed up.
     * It can be written while an approval holds the record.
     *
     * @param kind its kind
     * @param before as it was read
     * @param after as it shall be
     * @param <T> its type
     * @return the record as written
     */
    public <T extends Entity<T>> T changeBeside(Kind<T> kind, T before, T after) {
        T written = work.put(kind, after);
        Map<String, Object> changes = Difference.between(before, written);
        changes.keySet().stream()
                .filter(field -> BESIDE.stream().noneMatch(field::startsWith))
                .findFirst()
                .ifPresent(field -> {
                    throw new IllegalArgumentException(field + " may be what an approval is about");
                });
        tell(kind, written, Optional.empty(), changes);
        return written;
    }

    /**
     * Writes the next versions of many records in which the same changed, such as their owner: they have one entry in the audit
     * together, where they would have one each. What touched them last is not told of each.
     *
     * @param kind their kind
     * @param before one as it was read
     * @param after as it shall be
     * @param reason why, if a reason was given
     * @param <T> its type
     * @return the record as written
     */
    public <T extends Entity<T>> T changeAlike(Kind<T> kind, T before, T after, Optional<String> reason) {
        locks.requireFree(kind, after.id());
        walls.touch(kind, Optional.of(before), after);
        T written = work.put(kind, after);
        told.changedAlike(kind, written, reason, Difference.between(before, written), walls.sensitive(kind));
        return written;
    }

    /**
     * Writes a record of the mechanism, such as a counter, which what it counts already records.
     *
     * @param kind its kind
     * @param object the record
     * @param <T> its type
     * @return the record as written
     */
    public <T extends Entity<T>> T keep(Kind<T> kind, T object) {
        locks.requireFree(kind, object.id());
        return work.put(kind, object);
    }

    /**
     * Deletes a record; it can be restored.
     *
     * @param kind its kind
     * @param object the record as it was read
     * @param reason why, if a reason was given
     * @param <T> its type
     */
    public <T extends Entity<T>> void delete(Kind<T> kind, T object, Optional<String> reason) {
        locks.requireFree(kind, object.id());
        work.delete(kind, object.id());
        told.happened(kind, object.withVersion(object.version() + 1), reason);
    }

    /**
     * Brings back a record that was deleted, as it was then.
     *
     * @param kind its kind
     * @param deleted the record as it was before it was deleted
     * @param reason why, if a reason was given
     * @param <T> its type
     * @return the record as it will be
     */
    public <T extends Entity<T>> T restore(Kind<T> kind, T deleted, Optional<String> reason) {
        T back = work.restore(kind, deleted);
        told.happened(kind, back, reason);
        return back;
    }

    /**
     * Deletes a record of the mechanism, which what it belongs to records.
     *
     * @param kind its kind
     * @param id its id; nothing happens when there is none
     * @param <T> its type
     */
    public <T extends Entity<T>> void drop(Kind<T> kind, String id) {
        if (work.find(kind, id).isPresent()) {
            work.delete(kind, id);
        }
    }

    /**
     * Brings back a record of the mechanism that was dropped.
     *
     * @param kind its kind
     * @param dropped the record as it was
     * @param <T> its type
     */
    public <T extends Entity<T>> void undrop(Kind<T> kind, T dropped) {
        work.restore(kind, dropped);
    }

    /**
     * Computes the index values of a record anew, since what they follow from has changed; the record stays as it is.
     *
     * @param kind its kind
     * @param id its id
     * @param <T> its type
     */
    public <T extends Entity<T>> void reindex(Kind<T> kind, String id) {
        work.reindex(kind, id);
    }

    /**
     * Puts into the audit what changed in a record of the mechanism that was kept, in the words of the business.
     *
     * @param kind its kind
     * @param written the record as written
     * @param reason why, if a reason was given
     * @param changes what changed, by field: before and after; what is sensitive is told beside the chain (ACC-10, ACC-11)
     * @param <T> its type
     */
    public <T extends Entity<T>> void tell(
            Kind<T> kind, T written, Optional<String> reason, Map<String, Object> changes) {
        told.changed(kind, written, reason, changes, walls.sensitive(kind));
    }

    /**
     * Deletes a record, with who may read it. What refers to it is for the caller to know.
     *
     * @param kind its kind
     * @param object as it was read
     * @param reason why
     * @param <T> its type
     * @return the version of what is left
     */
    public <T extends Entity<T>> long remove(Kind<T> kind, T object, Optional<String> reason) {
        locks.requireFree(kind, object.id());
        work.delete(kind, object.id());
        String list = AccessList.idOf(kind, object.id());
        if (kind.accessList() && work.find(AccessList.KIND, list).isPresent()) {
            work.delete(AccessList.KIND, list);
        }
        long version = object.version() + 1;
        told.happened(kind, object.withVersion(version), reason);
        return version;
    }

    /**
     * Takes the contents out of what {@link #remove} left, for good; its unique values are free again.
     *
     * @param kind its kind
     * @param id its id
     * @param version the version of what is left
     */
    public void purge(Kind<?> kind, String id, long version) {
        work.purge(kind.key(id), version);
    }

    /**
     * Holds a record in the version that was read.
     *
     * @param kind its kind
     * @param id its id
     * @param <T> its type
     */
    public <T extends Entity<T>> void check(Kind<T> kind, String id) {
        work.check(kind, id);
    }

    /**
     * Gives or takes a reason to read a record because of a related one.
     *
     * @param kind the record's kind
     * @param id its id
     * @param token the visibility token
     * @param by how many reasons more, or fewer
     * @param <T> its type
     */
    public <T extends Entity<T>> void relate(Kind<T> kind, String id, String token, int by) {
        work.relate(kind, id, token, by);
    }

    /**
     * Puts something into the audit that is not a change of one record.
     *
     * @param subject what it is about
     * @param reason why
     */
    public void note(String subject, Optional<String> reason) {
        told.noted(subject, reason);
    }

    /**
     * Puts on record that the answer shows sensitive fields, or takes records out of the system (ACC-10): one entry for each
     * answer, however many records it holds. What cannot be put on record is not answered.
     *
     * @param subject what it is about
     * @param times how many records
     */
    public void tellRead(String subject, long times) {
        tellRead(subject, times, Optional.empty());
    }

    /**
     * The same with what it is for.
     *
     * @param subject what it is about
     * @param times how many records
     * @param reason what for
     */
    public void tellRead(String subject, long times, Optional<String> reason) {
        if (times > 0) {
            told.read(subject, times, reason);
        }
    }
}
