package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Authority;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Standing;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Tokens;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicyBook;
import io.crmkit.policy.PolicyVersion;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Wall;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory of this node, always fresh: each operation checks its version with one point read, so that a right that is
 * revoked on any node is gone at the next call on every node; a write checks the version again in its change set. Safe for
 * use by many threads.
 */
public final class DirectoryCache implements Authority {

    /** The version of the directory: raised by every change of users, departments or policy. */
    public record Head(String id, long version, long policy) implements Entity<Head> {
        static final String ID = "directory";

        static final Kind<Head> KIND =
                Kind.plain(RecordType.named("directory_head", 1).build(), Head.class, (h, values) -> {});

        @Override
        public Head withVersion(long other) {
            return new Head(id, other, policy);
        }
    }

    /** The kind of users, who are persons concerned (ACC-18). */
    public static final Kind<User> USERS = User.KIND;

    /** What this package keeps. */
    public static final List<Kind<?>> KINDS = List.of(
            Head.KIND,
            User.KIND,
            Department.KIND,
            TeamGrants.KIND,
            OwnerLedger.KIND,
            Session.KIND,
            Credential.KIND,
            Presence.KIND,
            OrganisationChange.KIND,
            SalesCode.KIND,
            Grant.KIND,
            AccountApplication.KIND);

    private final RecordStore store;
    private final String tenant;
    private final Codec codec;
    private final PolicyBook book;
    private final Function<Policy, Map<String, Set<String>>> marked;
    private final InstantSource clock;
    private final OpenPools pools;
    private volatile @Nullable Directory directory;

    /**
     * A cache.
     *
     * @param store where
     * @param tenant whose
     * @param codec reads records
     * @param book reads policies
     * @param marked which fields are sensitive by a policy and not by themselves, by kind
     * @param clock the time
     * @param pools knows which pools are open to whom
     */
    public DirectoryCache(
            RecordStore store,
            String tenant,
            Codec codec,
            PolicyBook book,
            Function<Policy, Map<String, Set<String>>> marked,
            InstantSource clock,
            OpenPools pools) {
        this.pools = pools;
        this.store = store;
        this.tenant = tenant;
        this.codec = codec;
        this.book = book;
        this.marked = marked;
        this.clock = clock;
    }

    /** {@return whether anybody ever set the store up} */
    public boolean isSetUp() {
        return head().isPresent();
    }

    /**
     * The directory as it is now.
     *
     * @return the directory
     */
    public Directory current() {
        for (int attempt = 0; attempt < 20; attempt++) {
            Optional<StoredRecord> stored = head();
            long version = version(stored);
            Directory known = directory;
            if (known != null && known.version() == version && known.lasts(clock.instant())) {
                return known; // what else the head says is read when it moves
            }
            Directory loaded =
                    load(stored.map(r -> codec.decode(Head.KIND, r)).orElseGet(() -> new Head(Head.ID, 0, 0)));
            if (version(head()) == version) { // nothing moved while it was read
                keep(loaded);
                return loaded;
            }
        }
        throw new StorageException(
                StorageException.Kind.TRANSIENT, "users and departments are changing faster than they can be read");
    }

    /** Whoever read slowly does not take the place of what is newer, nor mark fields by its policy. */
    private synchronized void keep(Directory loaded) {
        Directory known = directory;
        if (known != null && known.version() > loaded.version()) {
            return;
        }
        if (known == null || known.policy() != loaded.policy()) {
            codec.protection().mark(() -> marked.apply(loaded.policy())); // before anybody writes by it
        }
        directory = loaded;
    }

    private Optional<StoredRecord> head() {
        return store.find(tenant, Head.KIND.key(Head.ID));
    }

    private static long version(Optional<StoredRecord> head) {
        return head.map(StoredRecord::version).orElse(0L);
    }

    private Directory load(Head head) {
        Directory known = directory;
        List<User> users = all(User.KIND, Filter.all());
        List<Department> departments = all(Department.KIND, Filter.all());
        Instant now = clock.instant();
        List<Grant> grants = all(Grant.KIND, Filter.range("ends", now.truncatedTo(ChronoUnit.MICROS), null));
        return known != null && known.policy().version() == head.policy() // a version is never changed
                ? known.at(head.version(), users, departments, grants, now)
                : new Directory(head.version(), read(head), users, departments, grants, now);
    }

    private Policy read(Head head) {
        return head.policy() == 0
                ? book.shipped()
                : store.find(tenant, PolicyVersion.KIND.key(PolicyVersion.idOf(head.policy())))
                        .map(r -> codec.decode(PolicyVersion.KIND, r))
                        .flatMap(v -> book.published(v.document(), head.policy()))
                        .orElseThrow(() -> new StorageException(
                                StorageException.Kind.SCHEMA,
                                "policy version " + head.policy()
                                        + " is in force, but it is missing or this program cannot read it"));
    }

    private <T extends Entity<T>> List<T> all(Kind<T> kind, Filter filter) {
        List<T> all = new ArrayList<>();
        String token = null;
        do {
            Page page = store.query(Query.of(tenant, kind.name(), Scope.unrestricted(), filter, 1_000)
                    .from(token));
            for (StoredRecord record : page.records()) {
                all.add(codec.decode(kind, record));
            }
            token = page.nextToken();
        } while (token != null);
        return all;
    }

    /**
     * Raises the directory's version as part of a unit of work.
     *
     * @param unit the unit
     */
    public static void moved(Unit unit) {
        Head head = unit.find(Head.KIND, Head.ID).orElseGet(() -> new Head(Head.ID, 1, 0));
        unit.keep(Head.KIND, head);
    }

    /**
     * Puts another policy in force as part of a unit of work.
     *
     * @param unit the unit
     * @param version the policy's number
     */
    public static void policyMoved(Unit unit, long version) {
        long now = unit.find(Head.KIND, Head.ID).map(Head::version).orElse(1L);
        unit.keep(Head.KIND, new Head(Head.ID, now, version));
    }

    @Override
    public Outcome<Standing> standing(Actor actor) {
        Directory now = current();
        Optional<User> user = now.user(actor.userId()).filter(User::active);
        if (user.isEmpty()) {
            return Outcome.refused(
                    Refusal.of(Refusal.Kind.UNKNOWN_ACTOR, "ACC-01", "access.unknown-user", actor.login()));
        }
        return Outcome.done(new Present(now, actor));
    }

    /** The pools that are open to a user who may view their records. */
    Set<String> pools(Directory at, String userId, Permission permission) {
        return pools.to(at.policy(), permission, wanted -> at.holds(userId, wanted), at.departmentsOf(userId));
    }

    /** What an actor may do by the directory as it was read. */
    private final class Present implements Standing {
        private final Directory now;
        private final Actor actor;
        private @Nullable TeamGrants teams;

        Present(Directory now, Actor actor) {
            this.now = now;
            this.actor = actor;
        }

        @Override
        public Actor actor() {
            return actor;
        }

        @Override
        public Policy policy() {
            return now.policy();
        }

        @Override
        public boolean holds(Permission permission) {
            return now.holds(actor.userId(), permission);
        }

        @Override
        public boolean gives(String role) {
            return now.rolesOf(actor.userId()).values().stream()
                    .anyMatch(held -> held.gives().contains("*") || held.gives().contains(role));
        }

        @Override
        public Scope reads(Permission permission) {
            Extent extent = now.extent(actor.userId(), permission);
            if (extent.everybody()) {
                return Scope.unrestricted();
            }
            if (!holds(permission)) {
                return Scope.of(Set.of());
            }
            Set<String> tokens = new HashSet<>();
            extent.userIds().forEach(id -> {
                tokens.add(Tokens.owner(id));
                tokens.add(Tokens.related(id));
            });
            teams().readable(clock.instant()).forEach(id -> tokens.add(Tokens.team(id)));
            pools(now, actor.userId(), permission).forEach(pool -> tokens.add(Tokens.pool(pool)));
            return Scope.of(tokens);
        }

        @Override
        public boolean reaches(Permission permission, String recordId, Optional<String> owner) {
            Extent extent = now.extent(actor.userId(), permission);
            return extent.everybody()
                    || owner.filter(extent.userIds()::contains).isPresent()
                    || (permission.action().equals("edit")
                            && holds(permission)
                            && teams().writes(recordId, clock.instant()));
        }

        @Override
        public boolean reachesDepartment(Permission permission, String department) {
            return AccessRules.reachesDepartment(now, actor.userId(), permission, department);
        }

        @Override
        public Set<String> departmentsOf(String userId) {
            return now.departmentsOf(userId);
        }

        @Override
        public Set<String> departmentNames() {
            return now.departmentNames();
        }

        @Override
        public boolean walled() {
            return now.walled(actor.userId());
        }

        @Override
        public Wall wall(String userId, Permission permission, String module, String field) {
            return now.wall(userId, permission, module, field);
        }

        @Override
        public <T> T once(String what, Class<T> type, Supplier<T> work) {
            return now.once(actor.userId(), what, type, work);
        }

        @Override
        public long directory() {
            return now.version();
        }

        private TeamGrants teams() {
            TeamGrants known = teams;
            if (known == null) {
                known = store.find(tenant, TeamGrants.KIND.key(actor.userId()))
                        .map(r -> codec.decode(TeamGrants.KIND, r))
                        .orElseGet(() -> new TeamGrants(actor.userId(), 1, List.of()));
                teams = known;
            }
            return known;
        }

        @Override
        public Change guard() {
            return new Change.Check(Head.KIND.key(Head.ID), now.version());
        }
    }
}
