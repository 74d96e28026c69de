package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The one function through which every record gets and loses its owner: create, import, assign, transfer, and later claim,
 * merge and conversion. It keeps the owner's ledger, so no path evades a cap (CUS-12).
 */
public final class Ownership {

    private Ownership() {}

    /**
     * Moves a record from one owner to another.
     *
     * @param unit the unit of work
     * @param kind what the record is
     * @param from who owned it, if anybody
     * @param to who shall own it, if anybody
     * @param cap how many records of this kind a user may own, if there is a limit
     * @param assign the permission to give records to others; whom it does not reach cannot be given any
     * @return why not; empty when it is done
     */
    public static List<Refusal> move(
            Unit unit, String kind, Optional<String> from, Optional<String> to, OptionalInt cap, Permission assign) {
        if (from.equals(to)) {
            return List.of();
        }
        if (!to.equals(Optional.of(unit.actorId())) && !unit.standing().reaches(assign, "", to)) {
            return List.of(Refusals.outOfReach(assign).onField("owner"));
        }
        return moved(unit, kind, from, to, cap);
    }

    /**
     * Gives a new record to the rep whose sales code was entered (ACC-03): the code stands for the permission to assign, the cap
     * holds.
     *
     * @param unit the unit of work
     * @param kind what the record is
     * @param rep who shall own it, by {@link SalesCodes#rep}
     * @param cap how many records of this kind a user may own, if there is a limit
     * @return why not; empty when it is done
     */
    public static List<Refusal> byCode(Unit unit, String kind, String rep, OptionalInt cap) {
        return moved(unit, kind, Optional.empty(), Optional.of(rep), cap);
    }

    /**
     * A record is gone that somebody owned, such as one that was merged into another (CUS-06).
     *
     * @param unit the unit of work
     * @param kind what the record is
     * @param owner who owned it, if anybody
     */
    public static void ends(Unit unit, String kind, Optional<String> owner) {
        owner.ifPresent(user -> unit.keep(OwnerLedger.KIND, ledger(unit, user).changed(kind, -1)));
    }

    /**
     * A record is back that somebody owned, such as one whose merge was undone (CUS-06): it is owned as before, and the cap holds.
     *
     * @param unit the unit of work
     * @param kind what the record is
     * @param owner who owned it, if anybody
     * @param cap how many records of this kind a user may own, if there is a limit
     * @return why not; empty when it is done
     */
    public static List<Refusal> returns(Unit unit, String kind, Optional<String> owner, OptionalInt cap) {
        return owner.isEmpty() ? List.of() : moved(unit, kind, Optional.empty(), owner, cap);
    }

    /**
     * A record is back with the owner that it had, on its way to a pool (CUS-12): it counts as that user's until it is there, whatever the
     * cap says.
     *
     * @param unit the unit of work
     * @param kind what the record is
     * @param owner who owned it, if anybody
     */
    public static void returns(Unit unit, String kind, Optional<String> owner) {
        owner.ifPresent(user -> unit.keep(OwnerLedger.KIND, ledger(unit, user).changed(kind, 1)));
    }

    /**
     * A record goes into a pool (CUS-12); who may let go of it, or that a rule does, is for the caller to know.
     *
     * @param unit the unit of work
     * @param kind what the record is
     * @param from who owned it, if anybody
     */
    public static void pooled(Unit unit, String kind, Optional<String> from) {
        moved(unit, kind, from, Optional.empty(), OptionalInt.empty());
    }

    private static List<Refusal> moved(
            Unit unit, String kind, Optional<String> from, Optional<String> to, OptionalInt cap) {
        if (to.isPresent()) {
            String owner = to.get();
            Optional<User> user = unit.find(User.KIND, owner).filter(User::active);
            if (user.isEmpty()) {
                return List.of(Refusal.of(Refusal.Kind.INVALID, "ACC-01", "access.unknown-user", owner)
                        .onField("owner"));
            }
            OwnerLedger ledger = ledger(unit, owner);
            if (cap.isPresent() && ledger.count(kind) >= cap.getAsInt()) {
                return List.of(Refusal.of(
                                Refusal.Kind.RULE,
                                "CUS-12",
                                "access.cap-reached",
                                user.get().name(),
                                ledger.count(kind),
                                cap.getAsInt())
                        .onField("owner"));
            }
            unit.keep(OwnerLedger.KIND, ledger.changed(kind, 1));
        }
        from.ifPresent(owner -> unit.keep(OwnerLedger.KIND, ledger(unit, owner).changed(kind, -1)));
        return List.of();
    }

    /**
     * Who shall own a new record: whom the creator names; if nobody is named, the creator, unless
     * the creator may leave records to nobody.
     *
     * @param unit the unit of work
     * @param assign the permission to give records to others
     * @param named whom the creator names; {@link #move} checks the reach
     * @return the owner
     */
    public static Optional<String> ofNew(Unit unit, Permission assign, Optional<String> named) {
        boolean nobodyIsFine = unit.standing().reaches(assign, "", Optional.empty());
        return named.isPresent() || nobodyIsFine ? named : Optional.of(unit.actorId());
    }

    /**
     * How many records of a kind a user owns.
     *
     * @param unit the unit of work
     * @param kind what they are
     * @param userId the user
     * @return the number
     */
    public static int count(Unit unit, String kind, String userId) {
        return ledger(unit, userId).count(kind);
    }

    private static OwnerLedger ledger(Unit unit, String userId) {
        return unit.find(OwnerLedger.KIND, userId).orElseGet(() -> new OwnerLedger(userId, 1, java.util.Map.of()));
    }
}
