package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be done with sales codes (ACC-03). Got from a session. */
public final class SalesCodes {

    private static final Operation VIEW = Operation.of("user.view-sales-codes", "user", "view");
    private static final Operation GIVE = Operation.of("user.give-sales-code", "user", "assign");
    private static final Operation END = Operation.of("user.end-sales-code", "user", "assign");

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public SalesCodes(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * Gives a user the next free code of a range. A code that the user had before ends. Nobody gives one to himself.
     *
     * @param userId the rep
     * @param expectedVersion the version that was read
     * @param range region and dealer, such as {@code HB12}
     * @return the user with the code
     */
    public Outcome<User> give(String userId, long expectedVersion, String range) {
        record Command(String userId, long expectedVersion, String range) {}
        return road.write(
                actor,
                GIVE,
                new Command(userId, expectedVersion, range),
                User.class,
                unit -> Accounts.other(unit, GIVE, userId)
                        .flatMap(user -> user.version() == expectedVersion
                                ? Outcome.done(user)
                                : Outcome.refused(Refusals.conflict(
                                        Messages.label("kind.user"), expectedVersion, user.version())))
                        .flatMap(user -> give(unit, user, SalesCode.folded(range))));
    }

    private static Outcome<User> give(Unit unit, User user, String range) {
        if (!user.active()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-03", "access.not-active", user.name()));
        }
        if (!SalesCode.isRange(range)) {
            return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "ACC-03", "access.sales-code-range", range)
                    .onField("salesCode")
                    .ofValue(range));
        }
        Set<String> given = unit.query(SalesCode.KIND, Filter.equal("range", range), SalesCode.LAST).stream()
                .map(SalesCode::id)
                .collect(Collectors.toSet());
        for (int number = 1; number <= SalesCode.LAST; number++) {
            String code = range + String.format(Locale.ROOT, "%02d", number);
            if (!given.contains(code)) {
                end(unit, user);
                // Two who take the same number meet at its id: one of them decides again.
                unit.create(
                        SalesCode.KIND,
                        new SalesCode(code, 1, user.id(), unit.now(), unit.actorId(), Optional.empty()));
                DirectoryCache.moved(unit);
                User after = user.withSalesCode(Optional.of(code), Users.touched(unit, user));
                return Outcome.done(unit.change(User.KIND, user, after, Optional.empty()));
            }
        }
        return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-03", "access.sales-code-full", range)
                .onField("salesCode")
                .ofValue(range));
    }

    /** The code of a user, if there is one, is not to be used any more. */
    static void end(Unit unit, User user) {
        user.salesCode()
                .flatMap(code -> unit.find(SalesCode.KIND, code))
                .filter(code -> code.endedAt().isEmpty())
                .ifPresent(code -> unit.change(SalesCode.KIND, code, code.ended(unit.now()), Optional.empty()));
    }

    /**
     * Ends the code of a user: entering it is refused from now on.
     *
     * @param userId the rep
     * @param expectedVersion the version that was read
     * @return the user without a code
     */
    public Outcome<User> end(String userId, long expectedVersion) {
        record Command(String userId, long expectedVersion) {}
        return road.write(
                actor,
                END,
                new Command(userId, expectedVersion),
                User.class,
                unit -> Accounts.other(unit, END, userId).flatMap(user -> {
                    if (user.version() != expectedVersion) {
                        return Outcome.refused(
                                Refusals.conflict(Messages.label("kind.user"), expectedVersion, user.version()));
                    }
                    end(unit, user);
                    DirectoryCache.moved(unit);
                    User after = user.withSalesCode(Optional.empty(), Users.touched(unit, user));
                    return Outcome.done(unit.change(User.KIND, user, after, Optional.empty()));
                }));
    }

    /**
     * The codes of a range that were ever given.
     *
     * @param range region and dealer
     * @return the codes, at most 99, by number
     */
    public Outcome<List<SalesCode>> of(String range) {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(
                        unit
                                .query(SalesCode.KIND, Filter.equal("range", SalesCode.folded(range)), SalesCode.LAST)
                                .stream()
                                .filter(code ->
                                        unit.standing().reaches(VIEW.permission(), "", Optional.of(code.userId())))
                                .toList()));
    }

    /**
     * The rep whom a code stands for. The code is held until the commit.
     *
     * @param unit the unit of work
     * @param code the code as somebody entered it
     * @return id of the rep; refused when the code is unknown, ended, or its rep's account is not active
     */
    public static Outcome<String> rep(Unit unit, String code) {
        String folded = SalesCode.folded(code);
        boolean formed = folded.length() == SalesCode.RANGE + 2;
        Optional<SalesCode> known = formed ? unit.find(SalesCode.KIND, folded) : Optional.empty();
        if (known.isEmpty()) {
            return Outcome.refused(refusal("access.sales-code-unknown", folded));
        }
        unit.check(SalesCode.KIND, folded);
        boolean usable = known.get().endedAt().isEmpty()
                && UserDirectory.isActive(unit, known.get().userId());
        return usable
                ? Outcome.done(known.get().userId())
                : Outcome.refused(refusal("access.sales-code-ended", folded));
    }

    private static Refusal refusal(String code, String value) {
        return Refusal.of(Refusal.Kind.INVALID, "ACC-03", code, value)
                .onField("salesCode")
                .ofValue(value);
    }
}
