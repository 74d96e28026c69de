package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Answers;
import io.crmkit.internal.road.Authority;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Standing;
import io.crmkit.internal.validate.Validation;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Wall;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes the first users of a store that has none: the one thing that nobody can permit. It works once; afterwards the
 * directory is there and every use case asks it.
 */
public final class Setup {

    private static final Operation SET_UP = Operation.of("setup", "user", "create");

    private Setup() {}

    /**
     * Makes the first users.
     *
     * @param with what the road needs
     * @param validation checks the users
     * @param policy the shipped policy
     * @param via the surface, for the audit
     * @param drafts the users, an administrator among them
     * @return the users as created, or why not
     */
    public static Outcome<List<User>> run(
            Road.Surroundings with, Validation validation, Policy policy, String via, List<NewUser> drafts) {
        Change nothingThere = new Change.CheckAbsent(DirectoryCache.Head.KIND.key(DirectoryCache.Head.ID));
        Authority everything = actor -> Outcome.done(new Founder(actor, policy, nothingThere));
        Road road = new Road(with, everything, validation, Answers.PLAIN);
        Actor system = new Actor("system", "system", via, Optional.empty());
        Outcome<Users.Created> created = road.write(system, SET_UP, drafts, Users.Created.class, unit -> {
            if (unit.find(DirectoryCache.Head.KIND, DirectoryCache.Head.ID).isPresent()) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-01", "access.already-set-up"));
            }
            List<User> users = new ArrayList<>();
            List<Refusal> wrong = new ArrayList<>();
            for (NewUser draft : drafts) {
                List<Refusal> invalid = road.violations(draft);
                wrong.addAll(invalid);
                if (invalid.isEmpty()) {
                    // Nobody is there yet who could confirm their training: whoever sets the store up vouches for them.
                    boolean vouched = SignIns.accounts(policy).training()
                            && draft.trainedOn().isEmpty();
                    NewUser first = vouched ? draft.trainedOn(unit.today()) : draft;
                    Outcome<User> user = Users.create(unit, first, Optional.empty());
                    user.toOptional().ifPresent(users::add);
                    wrong.addAll(user.refusals());
                }
            }
            Administration.lockedOut(policy, users).filter(r -> wrong.isEmpty()).ifPresent(wrong::add);
            return wrong.isEmpty() ? Outcome.done(new Users.Created(users)) : Outcome.refused(wrong);
        });
        return created.map(Users.Created::users);
    }

    /** May everything, as long as the guard holds. */
    record Founder(Actor actor, Policy policy, Change guard) implements Standing {
        @Override
        public boolean holds(Permission permission) {
            return true;
        }

        @Override
        public boolean gives(String role) {
            return true;
        }

        @Override
        public Scope reads(Permission permission) {
            return Scope.unrestricted();
        }

        @Override
        public boolean reaches(Permission permission, String recordId, Optional<String> owner) {
            return true;
        }

        @Override
        public boolean reachesDepartment(Permission permission, String department) {
            return true;
        }

        @Override
        public Set<String> departmentsOf(String userId) {
            return Set.of();
        }

        @Override
        public Set<String> departmentNames() {
            return Set.of();
        }

        @Override
        public boolean walled() {
            return false;
        }

        @Override
        public Wall wall(String userId, Permission permission, String module, String field) {
            return Wall.EDITABLE;
        }

        @Override
        public <T> T once(String what, Class<T> type, Supplier<T> work) {
            return work.get();
        }

        @Override
        public long directory() {
            return 0;
        }
    }
}
