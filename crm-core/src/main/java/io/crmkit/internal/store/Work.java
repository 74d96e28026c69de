package io.crmkit.internal.store;

import io.crmkit.internal.json.Json;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Listing;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work: what was read, and what is to be written, before anything is. Reads see what this work has written. A
 * fork is a work on trial: it sees its parent's, and is either joined or forgotten; so one row of many can be refused
 * without a trace. Not safe for use by many threads.
 */
public final class Work {

    /** An object as it was read and as it shall be. */
    private static final class Slot {
        private final Kind<?> kind;
        private final @Nullable StoredRecord stored;
        private final @Nullable Entity<?> object;
        private final boolean written;
        private final boolean reindexed;
        private final boolean deleted;
        private final boolean checked;

        Slot(
                Kind<?> kind,
                @Nullable StoredRecord stored,
                @Nullable Entity<?> object,
                boolean written,
                boolean reindexed,
                boolean deleted,
                boolean checked) {
            this.kind = kind;
            this.stored = stored;
            this.object = object;
            this.written = written;
            this.reindexed = reindexed;
            this.deleted = deleted;
            this.checked = checked;
        }

        boolean touched() {
            return written || reindexed || deleted;
        }
    }

    private final RecordStore store;
    private final String tenant;
    private final Codec codec;
    private final Indexing indexing;
    private final @Nullable Work parent;
    private final Map<RecordKey, Slot> slots = new LinkedHashMap<>();
    private final List<Change> rewritten = new ArrayList<>();

    /** Texts of new objects, which the audit has asked for and the store will; forks share them. */
    private final Map<Entity<?>, String> texts;

    /**
     * A work of its own.
     *
     * @param store where to read
     * @param tenant whose records
     * @param codec reads and writes objects
     */
    public Work(RecordStore store, String tenant, Codec codec) {
        this(store, tenant, codec, Indexing.NONE);
    }

    /**
     * A work of its own whose records have index values that follow from more than themselves.
     *
     * @param store where to read
     * @param tenant whose records
     * @param codec reads and writes objects
     * @param indexing the further index values
     */
    public Work(RecordStore store, String tenant, Codec codec, Indexing indexing) {
        this(store, tenant, codec, indexing, null);
    }

    private Work(RecordStore store, String tenant, Codec codec, Indexing indexing, @Nullable Work parent) {
        this.store = store;
        this.tenant = tenant;
        this.codec = codec;
        this.indexing = indexing;
        this.parent = parent;
        this.texts = parent == null ? new IdentityHashMap<>() : parent.texts;
    }

    /**
     * The text that will be stored of an object, written once.
     *
     * @param object the object, as {@link #add} or {@link #put} answered it
     * @return its text, before any protection
     */
    public String text(Entity<?> object) {
        return texts.computeIfAbsent(object, Json::write);
    }

    /** {@return a work on trial upon this one} */
    public Work fork() {
        return new Work(store, tenant, codec, indexing, this);
    }

    /** Makes what this fork wrote part of its parent. */
    public void join() {
        if (parent == null) {
            throw new IllegalStateException("not a fork");
        }
        parent.slots.putAll(slots);
        parent.rewritten.addAll(rewritten);
        rewritten.clear();
        slots.clear();
    }

    private @Nullable Slot slot(RecordKey key) {
        Slot own = slots.get(key);
        return own != null || parent == null ? own : parent.slot(key);
    }

    /**
     * An object, if it is there.
     *
     * @param kind its kind
     * @param id its id
     * @param <T> its type
     * @return the object as this work has it
     */
    public <T extends Entity<T>> Optional<T> find(Kind<T> kind, String id) {
        RecordKey key = kind.key(id);
        Slot slot = slot(key);
        if (slot == null) {
            slot = load(kind, key, store.find(tenant, key).orElse(null));
        }
        return slot.deleted || slot.object == null
                ? Optional.empty()
                : Optional.of(kind.javaType().cast(slot.object));
    }

    /**
     * Reads objects ahead, in one go, so that later {@link #find}s need not.
     *
     * @param kind their kind
     * @param ids their ids
     * @param <T> their type
     */
    public <T extends Entity<T>> void prefetch(Kind<T> kind, Collection<String> ids) {
        List<String> unknown = new LinkedHashSet<>(ids)
                .stream().filter(id -> slot(kind.key(id)) == null).toList();
        for (int i = 0; i < unknown.size(); i += 1_000) {
            List<String> some = unknown.subList(i, Math.min(unknown.size(), i + 1_000));
            Set<String> missing = new HashSet<>(some);
            for (StoredRecord found : store.findAll(tenant, kind.name(), some)) {
                load(kind, found.key(), found);
                missing.remove(found.id());
            }
            missing.forEach(id -> load(kind, kind.key(id), null));
        }
    }

    /**
     * Reads access lists ahead, so that {@link #sees} need not read them one by one.
     *
     * @param kind the kind of the objects
     * @param ids ids of the objects
     * @param <T> their type
     */
    public <T extends Entity<T>> void prefetchLists(Kind<T> kind, Collection<String> ids) {
        if (kind.accessList()) {
            prefetch(
                    AccessList.KIND,
                    ids.stream().map(id -> AccessList.idOf(kind, id)).toList());
        }
    }

    private <T extends Entity<T>> Slot load(Kind<T> kind, RecordKey key, @Nullable StoredRecord stored) {
        T object = stored == null ? null : codec.decode(kind, stored);
        Slot slot = new Slot(kind, stored, object, false, false, false, false);
        root().slots.put(key, slot); // what was only read is worth keeping even if the fork is forgotten
        return slot;
    }

    private Work root() {
        return parent == null ? this : parent.root();
    }

    /**
     * Objects by an index. What this work has written and not yet committed is looked through as well.
     *
     * @param kind their kind
     * @param scope what the reader may come across
     * @param filter which are wanted
     * @param limit how many at most
     * @param <T> their type
     * @return the objects
     */
    public <T extends Entity<T>> List<T> query(Kind<T> kind, Scope scope, Filter filter, int limit) {
        Page page = store.query(Query.of(tenant, kind.name(), scope, filter, limit));
        Map<String, T> found = new TreeMap<>();
        for (StoredRecord record : page.records()) {
            Slot slot = slot(record.key());
            if (slot == null) {
                found.put(record.id(), kind.javaType().cast(load(kind, record.key(), record).object));
            } else if (slot.object == null && !slot.touched()) {
                // It came since this work looked for it in vain: take it as it is now.
                found.put(record.id(), kind.javaType().cast(load(kind, record.key(), record).object));
            } else if (!slot.touched()) {
                found.put(record.id(), kind.javaType().cast(slot.object));
            }
        }
        for (T object : written(kind)) {
            boolean matches = io.crmkit.spi.storage.Filters.matches(filter, codec.index(kind, object, indexing))
                    && scope.sees(codec.visibility(kind, object, listed(kind, object.id())));
            if (matches) {
                found.put(object.id(), object);
            }
        }
        return found.values().stream().limit(limit).toList();
    }

    /**
     * A page of committed objects.
     *
     * @param kind their kind
     * @param scope what the reader may come across
     * @param filter which are wanted
     * @param order a declared order
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return the page
     */
    public <T extends Entity<T>> Listing<T> page(
            Kind<T> kind, Scope scope, Filter filter, String order, int limit, Optional<String> pageToken) {
        Page page = store.query(Query.of(tenant, kind.name(), scope, filter, limit)
                .orderedBy(order)
                .from(pageToken.orElse(null)));
        return new Listing<>(
                page.records().stream().map(r -> codec.decode(kind, r)).toList(), page.next());
    }

    /**
     * A page of committed objects in the order of their ids; they count as read by this work.
     *
     * @param kind their kind
     * @param scope what the reader may come across
     * @param filter which are wanted
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return the page
     */
    public <T extends Entity<T>> Listing<T> pageById(
            Kind<T> kind, Scope scope, Filter filter, int limit, Optional<String> pageToken) {
        return loaded(
                kind,
                store.query(Query.of(tenant, kind.name(), scope, filter, limit).from(pageToken.orElse(null))));
    }

    /**
     * A page of all objects that may have been read ahead, with what stands beside them; they count as read by this work.
     *
     * @param kind their kind
     * @param beside the kind of what stands beside them, under the same ids
     * @param limit how many at most, when it is read now
     * @param portion the page
     * @param <T> their type
     * @param <B> the type of what stands beside them
     * @return the page
     */
    public <T extends Entity<T>, B extends Entity<B>> Listing<T> pageAhead(
            Kind<T> kind, Kind<B> beside, int limit, PairsAhead.Portion portion) {
        Optional<PairsAhead.Read> read = portion.take();
        Listing<T> page = read.isPresent()
                ? loaded(kind, read.get().page())
                : pageById(kind, Scope.unrestricted(), Filter.all(), limit, portion.from());
        read.ifPresent(known -> known.beside()
                .forEach(one -> root().slots
                        .putIfAbsent(
                                one.stored().key(),
                                new Slot(beside, one.stored(), one.object(), false, false, false, false))));
        prefetch(beside, page.items().stream().map(Entity::id).toList());
        return page;
    }

    private <T extends Entity<T>> Listing<T> loaded(Kind<T> kind, Page page) {
        List<T> objects = new ArrayList<>(page.records().size());
        for (StoredRecord record : page.records()) {
            Slot known = slot(record.key());
            Slot slot = known == null ? load(kind, record.key(), record) : known;
            if (slot.object != null && !slot.deleted) {
                objects.add(kind.javaType().cast(slot.object));
            }
        }
        return new Listing<>(objects, page.next());
    }

    /**
     * Whether an object is one of those that a filter wants.
     *
     * @param kind its kind
     * @param object the object
     * @param filter the filter
     * @param <T> its type
     * @return whether
     */
    public <T extends Entity<T>> boolean matches(Kind<T> kind, T object, Filter filter) {
        return io.crmkit.spi.storage.Filters.matches(filter, codec.index(kind, object, indexing));
    }

    /**
     * Brings a page of committed records, in the order of their ids, into the form in which they would be written now (ACC-11).
     * What they say stays, and so do their versions.
     *
     * @param kind their kind
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return for each record whether it had another form
     */
    public <T extends Entity<T>> Listing<Boolean> rewrite(Kind<T> kind, int limit, Optional<String> pageToken) {
        Page page = store.query(Query.of(tenant, kind.name(), Scope.unrestricted(), Filter.all(), limit)
                .from(pageToken.orElse(null)));
        prefetchLists(kind, page.records().stream().map(StoredRecord::id).toList());
        List<Boolean> changed = new ArrayList<>();
        for (StoredRecord record : page.records()) {
            Optional<RecordBody> anew = codec.anew(kind, record, listed(kind, record.id()), indexing);
            if (anew.isPresent()) {
                rewritten.add(new Change.Rewrite(record.key(), record.version(), anew.get()));
                if (kind.accessList()) { // who may read it can change without a version of the record
                    check(AccessList.KIND, AccessList.idOf(kind, record.id()));
                }
            }
            changed.add(anew.isPresent());
        }
        return new Listing<>(changed, page.next());
    }

    /**
     * How many sensitive values of a page of committed records are sealed with which key (ACC-11).
     *
     * @param kind their kind
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return for each record, by id of the key; clear ones under the empty id
     */
    public <T extends Entity<T>> Listing<Map<String, Integer>> sealedWith(
            Kind<T> kind, int limit, Optional<String> pageToken) {
        Page page = store.query(Query.of(tenant, kind.name(), Scope.unrestricted(), Filter.all(), limit)
                .from(pageToken.orElse(null)));
        return new Listing<>(
                page.records().stream().map(r -> codec.sealedWith(kind, r)).toList(), page.next());
    }

    /** {@return a work of its own upon the same store} */
    public Work another() {
        return new Work(store, tenant, codec, indexing);
    }

    /**
     * Counts and sums over committed objects.
     *
     * @param kind their kind
     * @param scope what the reader may come across
     * @param filter which are wanted
     * @param groupBy indexes
     * @param measures what to compute
     * @param <T> their type
     * @return the groups
     */
    public <T extends Entity<T>> List<Tally.Group> tally(
            Kind<T> kind, Scope scope, Filter filter, List<String> groupBy, List<Measure> measures) {
        return store.tally(new Tally(tenant, kind.name(), scope, filter, groupBy, measures));
    }

    private <T extends Entity<T>> List<T> written(Kind<T> kind) {
        Map<RecordKey, Slot> all = new LinkedHashMap<>();
        collect(all);
        List<T> objects = new ArrayList<>();
        all.values().forEach(slot -> {
            if (slot.kind.name().equals(kind.name()) && slot.touched() && !slot.deleted && slot.object != null) {
                objects.add(kind.javaType().cast(slot.object));
            }
        });
        return objects;
    }

    private void collect(Map<RecordKey, Slot> all) {
        if (parent != null) {
            parent.collect(all);
        }
        all.putAll(slots);
    }

    /**
     * Writes an object: a new one if none of its id is known, else the next version of the one that was read.
     *
     * @param kind its kind
     * @param object the object
     * @param <T> its type
     * @return the object with its new version
     */
    public <T extends Entity<T>> T put(Kind<T> kind, T object) {
        RecordKey key = kind.key(object.id());
        find(kind, object.id());
        Slot slot = slot(key);
        StoredRecord stored = slot == null ? null : slot.stored;
        T next = object.withVersion(stored == null ? 1 : stored.version() + 1);
        slots.put(key, new Slot(kind, stored, next, true, false, false, false));
        if (kind.accessList()) {
            String listId = AccessList.idOf(kind, object.id());
            if (find(AccessList.KIND, listId).isEmpty()) {
                put(AccessList.KIND, AccessList.empty(listId));
            } else {
                check(AccessList.KIND, listId);
            }
        }
        return next;
    }

    /**
     * Writes an object that is not there yet, as far as this work knows; the store is not asked. Should it be there after
     * all, the commit is refused.
     *
     * @param kind its kind
     * @param object the object, under an id of its own
     * @param <T> its type
     * @return the object in its first version
     */
    public <T extends Entity<T>> T add(Kind<T> kind, T object) {
        RecordKey key = kind.key(object.id());
        if (slot(key) != null) {
            return put(kind, object);
        }
        T first = object.withVersion(1);
        slots.put(key, new Slot(kind, null, first, true, false, false, false));
        if (kind.accessList()) {
            add(AccessList.KIND, AccessList.empty(AccessList.idOf(kind, object.id())));
        }
        return first;
    }

    /**
     * Holds an object in the version that was read until the work is committed.
     *
     * @param kind its kind
     * @param id its id
     * @param <T> its type
     */
    public <T extends Entity<T>> void check(Kind<T> kind, String id) {
        find(kind, id);
        Slot slot = slot(kind.key(id));
        if (slot != null && !slot.touched() && !slot.checked) {
            slots.put(kind.key(id), new Slot(kind, slot.stored, slot.object, false, false, false, true));
        }
    }

    /**
     * Deletes an object that was read.
     *
     * @param kind its kind
     * @param id its id
     * @param <T> its type
     */
    public <T extends Entity<T>> void delete(Kind<T> kind, String id) {
        find(kind, id);
        Slot slot = slot(kind.key(id));
        if (slot == null || slot.object == null) {
            throw new IllegalArgumentException(kind.key(id) + " is not there");
        }
        slots.put(kind.key(id), new Slot(kind, slot.stored, slot.object, false, false, true, false));
    }

    /**
     * Takes the contents out of what was deleted before, for good; its unique values are free again.
     *
     * @param key the tombstone
     * @param version its version
     */
    public void purge(RecordKey key, long version) {
        rewritten.add(new Change.Erase(key, version));
    }

    /**
     * Brings back an object that was deleted, with what it said and the index values that it had then.
     *
     * @param kind its kind
     * @param deleted the object as it was before it was deleted
     * @param <T> its type
     * @return the object as it will be; refused at the commit when it is not the one that was deleted last
     */
    public <T extends Entity<T>> T restore(Kind<T> kind, T deleted) {
        RecordKey key = kind.key(deleted.id());
        if (find(kind, deleted.id()).isPresent()) {
            throw new IllegalArgumentException(key + " is there");
        }
        long tombstone = deleted.version() + 1;
        T back = deleted.withVersion(tombstone + 1);
        rewritten.add(new Change.Restore(key, tombstone));
        slots.put(key, new Slot(kind, null, back, false, false, false, false));
        return back;
    }

    /**
     * Computes the index values of an object that was read anew, without another version of it.
     *
     * @param kind its kind
     * @param id its id
     * @param <T> its type
     */
    public <T extends Entity<T>> void reindex(Kind<T> kind, String id) {
        find(kind, id);
        Slot slot = slot(kind.key(id));
        if (slot != null && slot.object != null && !slot.touched()) {
            slots.put(kind.key(id), new Slot(kind, slot.stored, slot.object, false, true, false, false));
        }
    }

    /**
     * Gives or takes a reason to read a record because of a related one.
     *
     * @param kind the record's kind, which has an access list
     * @param id its id
     * @param token the visibility token
     * @param by how many reasons more, or fewer
     * @param <T> its type
     */
    public <T extends Entity<T>> void relate(Kind<T> kind, String id, String token, int by) {
        String listId = AccessList.idOf(kind, id);
        AccessList list = find(AccessList.KIND, listId).orElseGet(() -> AccessList.empty(listId));
        AccessList changed = list.changed(token, by);
        put(AccessList.KIND, changed);
        if (changed.tokens().equals(list.tokens())) {
            return; // the same people as before
        }
        find(kind, id);
        Slot slot = slot(kind.key(id));
        if (slot != null && slot.object != null && !slot.written) {
            slots.put(kind.key(id), new Slot(kind, slot.stored, slot.object, false, true, false, false));
        }
    }

    /**
     * Which approval holds a record (APR-01). That it does not is held until the commit.
     *
     * @param kind the record's kind
     * @param id its id
     * @param <T> its type
     * @return id of the approval, if one does
     */
    public <T extends Entity<T>> Optional<String> lockOf(Kind<T> kind, String id) {
        String lockId = AccessList.idOf(kind, id);
        if (kind.accessList()) {
            check(AccessList.KIND, lockId);
            return find(AccessList.KIND, lockId).flatMap(AccessList::lock);
        }
        check(RecordLock.KIND, lockId);
        return find(RecordLock.KIND, lockId).flatMap(RecordLock::approval);
    }

    /**
     * Lets an approval hold a record, or none any more. The record is held in the version that was read until the commit.
     *
     * @param kind the record's kind, which must be lockable
     * @param id its id
     * @param approval id of the approval, or none
     * @param <T> its type
     */
    public <T extends Entity<T>> void lock(Kind<T> kind, String id, Optional<String> approval) {
        if (!kind.lockable()) {
            throw new IllegalArgumentException("records of the kind " + kind.name() + " cannot be under approval");
        }
        check(kind, id);
        String lockId = AccessList.idOf(kind, id);
        if (kind.accessList()) {
            AccessList list = find(AccessList.KIND, lockId).orElseGet(() -> AccessList.empty(lockId));
            put(AccessList.KIND, list.locked(approval));
        } else {
            put(RecordLock.KIND, new RecordLock(lockId, 1, approval));
        }
    }

    /**
     * Reads locks ahead, so that writes of many records need not read them one by one.
     *
     * @param kind the records' kind
     * @param ids their ids
     * @param <T> their type
     */
    public <T extends Entity<T>> void prefetchLocks(Kind<T> kind, Collection<String> ids) {
        if (kind.lockable() && !kind.accessList()) {
            prefetch(
                    RecordLock.KIND,
                    ids.stream().map(id -> AccessList.idOf(kind, id)).toList());
        } else {
            prefetchLists(kind, ids);
        }
    }

    private <T extends Entity<T>> Set<String> listed(Kind<T> kind, String id) {
        if (!kind.accessList()) {
            return Set.of();
        }
        return find(AccessList.KIND, AccessList.idOf(kind, id))
                .map(AccessList::tokens)
                .orElse(Set.of());
    }

    /**
     * The tokens by which a record can be come across, as this work has it.
     *
     * @param kind its kind
     * @param object the object
     * @param scope the reader's
     * @param <T> its type
     * @return whether the scope sees it
     */
    public <T extends Entity<T>> boolean sees(Kind<T> kind, T object, Scope scope) {
        return scope instanceof Scope.Unrestricted
                || scope.sees(codec.visibility(kind, object, listed(kind, object.id())));
    }

    /**
     * The tokens by which a record can be come across, beside its owner's.
     *
     * @param kind its kind
     * @param object the object
     * @param <T> its type
     * @return the tokens
     */
    public <T extends Entity<T>> Set<String> grants(Kind<T> kind, T object) {
        Set<String> grants = new HashSet<>(kind.grants().apply(object));
        grants.addAll(listed(kind, object.id()));
        return grants;
    }

    /** {@return what is to be written, ready for the store} */
    public List<Change> changes() {
        Map<RecordKey, Slot> all = new LinkedHashMap<>();
        collect(all);
        List<Change> changes = new ArrayList<>();
        new ArrayList<>(all.entrySet()).forEach(e -> {
            Change change = change(e.getKey(), e.getValue().kind, e.getValue());
            if (change != null) {
                changes.add(change);
            }
        });
        changes.addAll(rewritten);
        return changes;
    }

    /** {@return how many changes there are, without making them} */
    public int changeCount() {
        Map<RecordKey, Slot> all = new LinkedHashMap<>();
        collect(all);
        return (int) all.values().stream()
                .filter(slot -> slot.touched() || slot.checked)
                .count();
    }

    private <T extends Entity<T>> @Nullable Change change(RecordKey key, Kind<T> kind, Slot slot) {
        StoredRecord stored = slot.stored;
        if (slot.deleted) {
            return stored == null ? null : new Change.Delete(key, stored.version());
        }
        if (slot.object == null) {
            return slot.checked ? new Change.CheckAbsent(key) : null;
        }
        T object = kind.javaType().cast(slot.object);
        if (slot.written) {
            String known = texts.get(object);
            RecordBody body = codec.encode(
                    kind, object, known != null ? known : Json.write(object), listed(kind, key.id()), indexing);
            return stored == null ? new Change.Insert(key, body) : new Change.Update(key, stored.version(), body);
        }
        if (slot.reindexed && stored != null) {
            return new Change.Reindex(
                    key,
                    stored.version(),
                    codec.visibility(kind, object, listed(kind, key.id())),
                    codec.index(kind, object, indexing));
        }
        return slot.checked && stored != null ? new Change.Check(key, stored.version()) : null;
    }

    /** {@return how many changes the store takes in one change set} */
    public int mostChanges() {
        return store.profile().maxChanges();
    }

    /** {@return whether nothing is to be written} */
    public boolean isEmpty() {
        return slots.values().stream().noneMatch(Slot::touched)
                && rewritten.isEmpty()
                && (parent == null || parent.isEmpty());
    }

    /** {@return how many records this work writes} */
    public int size() {
        Map<RecordKey, Slot> all = new LinkedHashMap<>();
        collect(all);
        return (int) all.values().stream().filter(Slot::touched).count();
    }
}
