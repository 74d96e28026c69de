package io.crmkit.access;

import io.crmkit.exchange.ImportRow;
import io.crmkit.internal.road.Lookup;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds users by name or login for rows that are imported. Not safe for use by many threads. */
public final class UserDirectory {

    private static final Permission VIEW = Permission.of("user", "view");

    private final Lookup<User> byName = byName();
    private final Map<String, Optional<String>> known = new HashMap<>();

    /** Users by name, as far as the actor may know of them. */
    static Lookup<User> byName() {
        return new Lookup<>(
                User.KIND,
                "name",
                User::name,
                (unit, user) -> unit.standing().reaches(VIEW, "", Optional.of(user.id())));
    }

    /** An empty one. */
    public UserDirectory() {}

    /**
     * The user that a row names.
     *
     * @param unit the unit of work
     * @param row the row
     * @param field the field with the user's name or login
     * @param wrong takes the refusal when there is no such user
     * @return id of the user, if the row names one that is there
     */
    public Optional<String> find(Unit unit, ImportRow row, String field, List<Refusal> wrong) {
        Optional<String> text = row.text(field);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String wanted = text.get();
        Optional<String> id = known.computeIfAbsent(
                wanted,
                w -> unit.search(User.KIND, Filter.equal("login", Logins.folded(w)), 1).stream()
                        .map(User::id)
                        .filter(user -> unit.standing().reaches(VIEW, "", Optional.of(user)))
                        .findFirst());
        if (id.isPresent()) {
            return id;
        }
        Lookup.Result<User> result = byName.find(unit, field, wanted);
        result.refusal().ifPresent(wrong::add);
        result.found().ifPresent(user -> known.put(wanted, Optional.of(user.id())));
        return result.found().map(User::id);
    }

    /**
     * Whether a user is there and may be given something.
     *
     * @param unit the unit of work
     * @param userId the user
     * @return whether
     */
    public static boolean isActive(Unit unit, String userId) {
        return unit.find(User.KIND, userId).filter(User::active).isPresent();
    }
}
