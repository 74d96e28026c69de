package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Somebody must always be able to put things right. */
final class Administration {

    private static final List<Permission> NEEDED =
            List.of(Permission.of("user", "assign"), Permission.of("policy", "configure"));

    private Administration() {}

    /**
     * Whether a change would leave nobody who can give roles and publish policies.
     *
     * @param policy the policy as it would be
     * @param users the users as they would be
     * @return the refusal, if so
     */
    static Optional<Refusal> lockedOut(Policy policy, Collection<User> users) {
        Directory after = new Directory(0, policy, users, List.of());
        boolean somebody = users.stream()
                .anyMatch(user -> NEEDED.stream().allMatch(permission -> after.holds(user.id(), permission)));
        return somebody
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        Refusal.Kind.RULE, "ACC-05", "access.nobody-left", NEEDED.get(0) + ", " + NEEDED.get(1)));
    }
}
