package io.crmkit.internal.road;

import io.crmkit.audit.AuditDraft;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.json.Json;
import io.crmkit.internal.store.AccessList;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.PairsAhead;
import io.crmkit.internal.store.Work;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Ids;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a decision has at hand: who asks, what time it is, the records, and the place to put what is decided. Everything
 * written through it is recorded in the audit. Not safe for use by many threads.
 */
public final class Unit {

    /** Whoever touched a record last is in the entry as well. */
    private static final Set<String> TRACED = Set.of("trace.updatedAt", "trace.updatedBy");

    /** What begins anew with each owner: who the owner was, and when that changed, is in the entry as well. */
    private static final List<String> BEGUN = List.of("custody.since", "custody.followUps", "custody.left.");

    /** What approvals are never about. */
    private static final List<String> BESIDE = List.of("custody.followUps", "custody.lastFollowUpAt");

    /** The directory's version, the head of the audit's lane, and an answer under a request key. */
    private static final int MECHANISM = 3;

    /** How often one record after the other can have become another. */
    private static final int LONGEST_SUCCESSION = 100;

    private final Work work;
    private final Standing standing;
    private final Operation operation;
    private final Instant now;
    private final LocalDate today;
    private final Ids ids;
    private final Walls walls;
    private final PageSeal seal;
    private final Keeper keeper;
    private final Behalf behalf;
    private final Optional<String> because;
    private final List<AuditDraft> drafts;

    /** Versions of records of which the same is told, by type and id. */
    private final Map<Alike, Map<String, Long>> alike;

    private Optional<String> subject = Optional.empty();

    /** Makes the unit that somebody else would have. */
    @FunctionalInterface
    interface Behalf {
        Outcome<Unit> unit(Unit unit, Actor other, Operation operation, String because);
    }

    /** What is told of many records. */
    private record Alike(String type, Optional<String> reason, Map<String, Object> changes) {}

    Unit(
            Work work,
            Standing standing,
            Operation operation,
            Instant now,
            LocalDate today,
            Ids ids,
            Walls walls,
            PageSeal seal,
            Keeper keeper,
            Behalf behalf) {
        this(
                work,
                standing,
                operation,
                now,
                today,
                ids,
                walls,
                seal,
                keeper,
                behalf,
                Optional.empty(),
                new ArrayList<>(),
                new LinkedHashMap<>());
    }

    private Unit(
            Work work,
            Standing standing,
            Operation operation,
            Instant now,
            LocalDate today,
            Ids ids,
            Walls walls,
            PageSeal seal,
            Keeper keeper,
            Behalf behalf,
            Optional<String> because,
            List<AuditDraft> drafts,
            Map<Alike, Map<String, Long>> alike) {
        this.work = work;
        this.standing = standing;
        this.operation = operation;
        this.now = now;
        this.today = today;
        this.ids = ids;
        this.walls = walls;
        this.seal = seal;
        this.keeper = keeper;
        this.behalf = behalf;
        this.because = because;
        this.drafts = drafts;
        this.alike = alike;
    }

    /** {@return a unit on trial upon this one} */
    Unit fork() {
        return new Unit(
                work.fork(),
                standing,
                operation,
                now,
                today,
                ids,
                walls,
                seal,
                keeper,
                behalf,
                because,
                new ArrayList<>(),
                new LinkedHashMap<>());
    }

    /** {@return a unit of the same actor and moment that has read and written nothing yet, for reading} */
    public Unit another() {
        return new Unit(work.another(), standing, operation, now, today, ids, walls, seal, keeper, behalf);
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
        return behalf.unit(this, other, asked, reason);
    }

    Unit as(Standing other, Operation asked, Walls before, String reason) {
        return new Unit(
                work, other, asked, now, today, ids, before, seal, keeper, behalf, Optional.of(reason), drafts, alike);
    }

    /** Makes what this fork decided part of its parent. */
    void joinInto(Unit parent) {
        work.join();
        parent.drafts.addAll(drafts);
        alike.forEach((what, records) ->
                parent.alike.computeIfAbsent(what, k -> new LinkedHashMap<>()).putAll(records));
    }

    Work work() {
        return work;
    }

    /** {@return the record that the decision asked for first} */
    Optional<String> subject() {
        return subject;
    }

    /** Takes further entries. */
    void tellAll(List<AuditDraft> more) {
        drafts.addAll(more);
    }

    /** {@return what goes into the audit} */
    List<AuditDraft> drafts() {
        if (alike.isEmpty()) {
            return drafts;
        }
        List<AuditDraft> all = new ArrayList<>(drafts);
        alike.forEach((what, records) -> {
            Map<String, Long> some = new LinkedHashMap<>();
            records.forEach((subject, version) -> {
                some.put(subject, version);
                if (some.size() == AuditDraft.TOGETHER) {
                    all.add(together(what, Map.copyOf(some)));
                    some.clear();
                }
            });
            if (!some.isEmpty()) {
                all.add(together(what, some));
            }
        });
        return all;
    }

    private AuditDraft together(Alike what, Map<String, Long> records) {
        if (records.size() > 1) {
            return AuditDraft.together(operation.name(), what.type(), records, what.reason(), what.changes());
        }
        Map.Entry<String, Long> only = records.entrySet().iterator().next();
        return new AuditDraft(
                operation.name(),
                only.getKey(),
                Optional.of(only.getValue()),
                true,
                Optional.empty(),
                what.reason(),
                what.changes());
    }

    /** {@return how many changes of the store it takes to commit this, with its audit} */
    public int size() {
        return work.changeCount() + drafts().size() + MECHANISM;
    }

    /** {@return how many changes of the store one unit can have} */
    public int mostChanges() {
        return work.mostChanges();
    }

    /** {@return who asks, and what they may} */
    public Standing standing() {
        return standing;
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
        return now;
    }

    /** {@return the day of this decision in the enterprise's time zone} */
    public LocalDate today() {
        return today;
    }

    /** {@return a new id} */
    public String newId() {
        return ids.next();
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

    /**
     * Which records have an equal value in a sensitive field (ACC-11).
     *
     * @param kind their kind
     * @param index the index by which such values are found
     * @param value the value, however it is written
     * @return the filter
     */
    public Filter equal(Kind<?> kind, String index, String value) {
        return work.equal(kind, index, value);
    }

    /**
     * Which records have one of some values in a sensitive field (ACC-11).
     *
     * @param kind their kind
     * @param index the index by which such values are found
     * @param values the values, however they are written
     * @return the filter
     */
    public Filter equalToAny(Kind<?> kind, String index, Collection<String> values) {
        return work.equalToAny(kind, index, values);
    }

    /**
     * What an index that follows from the policy may hold of a telephone number (ACC-11).
     *
     * @param kind the records' kind
     * @param index the index
     * @param number the number, however it is written
     * @return the marks
     */
    public Set<String> marks(Kind<?> kind, String index, String number) {
        return work.marks(kind, index, number);
    }

    /**
     * Which records share a value of an index of marks (ACC-11).
     *
     * @param kind their kind
     * @param index the index
     * @param forms what the index is given
     * @return the filter
     */
    public Filter anyOf(Kind<?> kind, String index, Collection<String> forms) {
        return work.anyOf(kind, index, forms);
    }

    /**
     * Brings a page of records into the form in which they would be written now, whoever may see them: nothing changes but how they are
     * sealed (ACC-11).
     *
     * @param kind their kind
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return for each record whether it had another form
     */
    public <T extends Entity<T>> Listing<Boolean> rewrite(Kind<T> kind, int limit, Optional<String> pageToken) {
        return work.rewrite(kind, limit, pageToken);
    }

    /**
     * How many sensitive values of a page of records are sealed with which key (ACC-11).
     *
     * @param kind their kind
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return for each record, by id of the key; clear ones under the empty id
     */
    public <T extends Entity<T>> Listing<Map<String, Integer>> sealedWith(
            Kind<T> kind, int limit, Optional<String> pageToken) {
        return work.sealedWith(kind, limit, pageToken);
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
        Optional<String> token = pageToken.map(given -> seal.open(use, given));
        try {
            Listing<T> page = read.apply(token);
            return new Listing<>(page.items(), page.next().map(next -> seal.close(use, next)));
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
        drafts.add(draft(kind, written, Optional.empty(), Map.of("*", commitment(kind, written))));
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
        unlocked(kind, after.id());
        walls.touch(kind, Optional.of(before), after);
        T written = work.put(kind, after);
        tell(kind, written, reason, difference(before, written));
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
        Map<String, Object> changes = difference(before, written);
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
     * The sensitive fields of a kind (ACC-11).
     *
     * @param kind the kind
     * @return their paths
     */
    public Set<String> sensitive(Kind<?> kind) {
        return walls.sensitive(kind);
    }

    /** Whether a change of a field tells a sensitive content: it is such a field, a part of one, or holds one. */
    private static boolean tellsOf(Set<String> sensitive, String field) {
        return sensitive.stream()
                .anyMatch(path -> path.equals(field) || field.startsWith(path + ".") || path.startsWith(field + "."));
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
        unlocked(kind, after.id());
        walls.touch(kind, Optional.of(before), after);
        T written = work.put(kind, after);
        Map<String, Object> changes = difference(before, written);
        Set<String> sensitive = sensitive(kind);
        if (changes.keySet().stream().anyMatch(field -> tellsOf(sensitive, field))) {
            tell(kind, written, reason, changes);
            return written;
        }
        changes.keySet()
                .removeIf(field -> TRACED.contains(field) || BEGUN.stream().anyMatch(field::startsWith));
        alike.computeIfAbsent(new Alike(kind.name(), reason.or(() -> because), changes), k -> new LinkedHashMap<>())
                .put(kind.key(written.id()).toString(), written.version());
        return written;
    }

    /** The hash of a new record without its sensitive fields: few enough are possible that a hash would tell them. */
    private <T extends Entity<T>> String commitment(Kind<T> kind, T written) {
        Set<String> sensitive = sensitive(kind);
        String text = work.text(written);
        if (sensitive.stream()
                .noneMatch(path -> text.contains("\"" + path.substring(path.lastIndexOf('.') + 1) + "\":"))) {
            return AuditTrail.commitment(text); // as mostly; taking a record apart costs more than hashing it
        }
        return AuditTrail.commitment(Json.without(text, sensitive));
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
        unlocked(kind, object.id());
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
        unlocked(kind, object.id());
        work.delete(kind, object.id());
        drafts.add(draft(kind, object.withVersion(object.version() + 1), reason, Map.of()));
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
        drafts.add(draft(kind, back, reason, Map.of()));
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

    /** What is under approval is locked (APR-01): every write of a record comes by here. */
    private <T extends Entity<T>> void unlocked(Kind<T> kind, String id) {
        if (kind.lockable()) {
            work.lockOf(kind, id).ifPresent(approval -> {
                throw new Barred(keeper.locked(this, kind, id, approval));
            });
        }
    }

    /**
     * Lets an approval hold a record (APR-01). Ends the decision when another one does.
     *
     * @param kind the record's kind
     * @param id its id
     * @param approval id of the approval
     * @param <T> its type
     */
    public <T extends Entity<T>> void lock(Kind<T> kind, String id, String approval) {
        unlocked(kind, id);
        work.lock(kind, id, Optional.of(approval));
    }

    /**
     * Ends the hold of an approval on a record.
     *
     * @param kind the record's kind
     * @param id its id
     * @param approval id of the approval; nothing happens when another one, or none, holds the record
     * @param <T> its type
     */
    public <T extends Entity<T>> void unlock(Kind<T> kind, String id, String approval) {
        if (work.lockOf(kind, id).filter(approval::equals).isPresent()) {
            work.lock(kind, id, Optional.empty());
        }
    }

    /**
     * Which approval holds a record.
     *
     * @param kind the record's kind
     * @param id its id
     * @param <T> its type
     * @return id of the approval, if one does
     */
    public <T extends Entity<T>> Optional<String> lockOf(Kind<T> kind, String id) {
        return kind.lockable() ? work.lockOf(kind, id) : Optional.empty();
    }

    /**
     * Why a record cannot be written now, if an approval holds it: for decisions that go on without it.
     *
     * @param kind the record's kind
     * @param id its id
     * @param <T> its type
     * @return the refusal
     */
    public <T extends Entity<T>> Optional<Refusal> locked(Kind<T> kind, String id) {
        return lockOf(kind, id).map(approval -> keeper.locked(this, kind, id, approval));
    }

    /**
     * Reads locks ahead for writes of many records.
     *
     * @param kind the records' kind
     * @param wanted their ids
     * @param <T> their type
     */
    public <T extends Entity<T>> void prefetchLocks(Kind<T> kind, Collection<String> wanted) {
        work.prefetchLocks(kind, wanted);
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
        Set<String> sensitive = sensitive(kind);
        Map<String, Object> told = new LinkedHashMap<>();
        Map<String, Object> contents = new LinkedHashMap<>();
        changes.forEach((field, change) -> (tellsOf(sensitive, field) ? contents : told).put(field, change));
        drafts.add(draft(kind, written, reason, told).with(contents));
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
        unlocked(kind, object.id());
        work.delete(kind, object.id());
        String list = AccessList.idOf(kind, object.id());
        if (kind.accessList() && work.find(AccessList.KIND, list).isPresent()) {
            work.delete(AccessList.KIND, list);
        }
        long version = object.version() + 1;
        drafts.add(draft(kind, object.withVersion(version), reason, Map.of()));
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
        drafts.add(new AuditDraft(
                operation.name(),
                subject,
                Optional.empty(),
                true,
                Optional.empty(),
                reason.or(() -> because),
                Map.of()));
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
            drafts.add(new AuditDraft(
                            operation.name(), subject, Optional.empty(), true, Optional.empty(), reason, Map.of())
                    .times(times));
        }
    }

    private <T extends Entity<T>> AuditDraft draft(
            Kind<T> kind, T written, Optional<String> reason, Map<String, Object> changes) {
        return new AuditDraft(
                operation.name(),
                kind.key(written.id()).toString(),
                Optional.of(written.version()),
                true,
                Optional.empty(),
                reason.or(() -> because),
                changes);
    }

    private static Map<String, Object> difference(Object before, Object after) {
        Map<String, Object> changes = new LinkedHashMap<>();
        difference("", Json.tree(before), Json.tree(after), changes);
        changes.remove("version");
        return changes;
    }

    /** Objects are compared field by field, of lists that only grew just what was added is told. */
    private static void difference(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, Map<String, Object> changes) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null && after != null && before.isObject() && after.isObject()) {
            TreeSet<String> names = new TreeSet<>(before.propertyNames());
            names.addAll(after.propertyNames());
            names.forEach(name ->
                    difference(path.isEmpty() ? name : path + "." + name, before.get(name), after.get(name), changes));
        } else if (before != null && after != null && grew(before, after)) {
            List<Object> added = new ArrayList<>();
            for (int i = before.size(); i < after.size(); i++) {
                added.add(after.get(i));
            }
            changes.put(path, Map.of("added", added));
        } else {
            changes.put(path, List.of(before == null ? "" : before, after == null ? "" : after));
        }
    }

    private static boolean grew(JsonNode before, JsonNode after) {
        if (!before.isArray() || !after.isArray() || after.size() <= before.size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                return false;
            }
        }
        return true;
    }
}
