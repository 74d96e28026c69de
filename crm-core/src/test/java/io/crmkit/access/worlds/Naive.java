package io.crmkit.access.worlds;

import io.crmkit.access.Reach;
import io.crmkit.access.worlds.World.Granted;
import io.crmkit.access.worlds.World.Member;
import io.crmkit.access.worlds.World.Person;
import io.crmkit.access.worlds.World.Rec;
import io.crmkit.access.worlds.World.RoleDef;
import io.crmkit.shared.Wall;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who may see and do what, written from the rules ACC-04 to ACC-08 alone and without any thought of speed. It reads the world and
 * nothing else. A twin breaks one rule: the comparison with the engine must tell it from the sound one.
 */
final class Naive {

    /** Rules that a twin breaks. */
    enum Twin {
        SOUND,
        ONLY_DIRECT_SUBORDINATES,
        TREE_IS_DEPARTMENT,
        ONE_REACH_FOR_ALL_MODULES,
        MEMBERSHIP_NEVER_ENDS,
        READING_MEMBERS_EDIT,
        CUSTOMERS_OF_DEALS_UNSEEN,
        MEMBERS_NEED_NO_PERMISSION,
        EDIT_NEEDS_NO_SIGHT,
        INACTIVE_GO_ON,
        OWNERLESS_ARE_EVERYBODYS,
        WALLS_ARE_STRICTEST,
        WALLS_OF_ROLES_WITHOUT_SIGHT,
        MASKED_IS_SHOWN,
        READ_ONLY_IS_HIDDEN,
        MASKED_CAN_BE_ASKED,
        SUMS_PASS_WALLS,
        REPORTS_COUNT_ALL,
        ORDER_FORGETS_TIES,
        GRANTS_NEVER_END,
        GRANTS_OPEN_FIELDS,
        GRANTS_ARE_FORGOTTEN
    }

    private final World world;
    private final Twin twin;

    Naive(World world, Twin twin) {
        this.world = world;
        this.twin = twin;
    }

    // Who

    boolean active(int person) {
        return world.people().get(person).active() || twin == Twin.INACTIVE_GO_ON;
    }

    private List<RoleDef> granting(int person, String permission) {
        return roles(person).stream()
                .map(role -> world.roles().get(role))
                .filter(role -> role.permissions().contains(permission))
                .toList();
    }

    boolean holds(int person, String permission) {
        return active(person) && (!granting(person, permission).isEmpty() || granted(person, permission));
    }

    // ACC-08: rights beside roles

    private List<Granted> grants(int person) {
        return world.grants().stream()
                .filter(grant -> grant.person() == person && twin != Twin.GRANTS_ARE_FORGOTTEN)
                .filter(grant ->
                        grant.minutes().isEmpty() || grant.minutes().get() > 0 || twin == Twin.GRANTS_NEVER_END)
                .toList();
    }

    private boolean granted(int person, String permission) {
        return grants(person).stream().anyMatch(grant -> grant.permissions().contains(permission));
    }

    private Set<String> roles(int person) {
        Set<String> held = new HashSet<>(world.people().get(person).roles());
        grants(person).forEach(grant -> grant.role().ifPresent(held::add));
        return held;
    }

    private boolean reaches(int person, Granted grant, Optional<Integer> owner) {
        if (grant.dept().isPresent()) {
            return owner.flatMap(o -> world.people().get(o).dept())
                    .filter(dept -> within(grant.dept().get(), dept))
                    .isPresent();
        }
        Reach reach = grant.reach().orElseThrow();
        return owner.isPresent() ? reaches(person, reach, owner.get()) : reach == Reach.ALL;
    }

    // ACC-06: how far

    private boolean below(int superior, int person, Set<Integer> seen) {
        Optional<Integer> above = world.people().get(person).superior();
        return above.isPresent()
                && (above.get() == superior
                        || (twin != Twin.ONLY_DIRECT_SUBORDINATES
                                && seen.add(above.get())
                                && below(superior, above.get(), seen)));
    }

    private boolean within(int dept, int other) {
        Optional<Integer> at = Optional.of(other);
        while (at.isPresent()) {
            if (at.get() == dept) {
                return true;
            }
            at = twin == Twin.TREE_IS_DEPARTMENT
                    ? Optional.empty()
                    : world.depts().get(at.get()).parent();
        }
        return false;
    }

    private boolean reaches(int person, Reach reach, int owner) {
        Person who = world.people().get(person);
        Person whose = world.people().get(owner);
        return person == owner
                || switch (reach) {
                    case OWN -> false;
                    case ALL -> true;
                    case SUBORDINATES -> below(person, owner, new HashSet<>());
                    case DEPARTMENT -> who.dept().isPresent() && who.dept().equals(whose.dept());
                    case DEPARTMENT_TREE ->
                        who.dept().isPresent()
                                && whose.dept().isPresent()
                                && within(who.dept().get(), whose.dept().get());
                };
    }

    private boolean reaches(int person, String permission, Optional<Integer> owner) {
        String module = permission.substring(0, permission.indexOf(':'));
        boolean granted = grants(person).stream()
                .anyMatch(grant -> grant.permissions().contains(permission) && reaches(person, grant, owner));
        return active(person)
                && (granted
                        || granting(person, permission).stream().anyMatch(role -> {
                            Reach reach = twin == Twin.ONE_REACH_FOR_ALL_MODULES
                                    ? role.reach()
                                    : role.reaches().getOrDefault(module, role.reach());
                            return owner.isPresent()
                                    ? reaches(person, reach, owner.get())
                                    : reach == Reach.ALL || twin == Twin.OWNERLESS_ARE_EVERYBODYS;
                        }));
    }

    private boolean member(int person, Rec deal, boolean write) {
        for (Member member : deal.team()) {
            boolean lasts =
                    member.minutes().isEmpty() || member.minutes().get() > 0 || twin == Twin.MEMBERSHIP_NEVER_ENDS;
            if (member.person() == person && lasts && (!write || member.write() || twin == Twin.READING_MEMBERS_EDIT)) {
                return true;
            }
        }
        return false;
    }

    /** Own reach, the record's team, and for a customer its deals in reach or with the person in their teams. */
    boolean sees(int person, Rec rec) {
        String view = rec.kind() + ":view";
        if (reaches(person, view, rec.owner())) {
            return true;
        }
        boolean holds = holds(person, view) || (twin == Twin.MEMBERS_NEED_NO_PERMISSION && active(person));
        if (holds && member(person, rec, false)) {
            return true;
        }
        if (!rec.kind().equals("customer") || twin == Twin.CUSTOMERS_OF_DEALS_UNSEEN) {
            return false;
        }
        return world.records().stream()
                .filter(deal -> deal.kind().equals("opportunity") && deal.customer() == rec.customer())
                .anyMatch(deal -> reaches(person, view, deal.owner()) || (holds && member(person, deal, false)));
    }

    boolean edits(int person, Rec rec) {
        String edit = rec.kind() + ":edit";
        return (sees(person, rec) || twin == Twin.EDIT_NEEDS_NO_SIGHT)
                && (reaches(person, edit, rec.owner()) || (holds(person, edit) && member(person, rec, true)));
    }

    // ACC-07: walls

    Wall wall(int person, String kind, String field) {
        Wall most = null;
        for (String id : roles(person)) {
            RoleDef role = world.roles().get(id);
            Wall wall = role.walls().getOrDefault(kind + "." + field, Wall.EDITABLE);
            if (role.permissions().contains(kind + ":view") || twin == Twin.WALLS_OF_ROLES_WITHOUT_SIGHT) {
                boolean stricter = twin == Twin.WALLS_ARE_STRICTEST;
                most = most == null || (wall.compareTo(most) > 0) != stricter ? wall : most;
            }
        }
        boolean granted = granted(person, kind + ":view"); // a grant opens records, never fields that roles cover
        return granted && (most == null || twin == Twin.GRANTS_OPEN_FIELDS)
                ? Wall.EDITABLE
                : most == null ? Wall.HIDDEN : most;
    }

    boolean closed(int person, String kind, String field) {
        Wall wall = wall(person, kind, field);
        return wall == Wall.HIDDEN || (wall == Wall.MASKED && twin != Twin.MASKED_CAN_BE_ASKED);
    }

    /** A record as a person sees it. */
    Map<String, String> shown(int person, Rec rec) {
        Map<String, String> seen = new TreeMap<>();
        seen.put("name", rec.name());
        rec.fields().forEach((field, value) -> {
            Wall wall = wall(person, rec.kind(), field);
            boolean amount = field.equals("expectedAmount"); // what cannot be seen in part is hidden
            if (wall == Wall.EDITABLE
                    || (wall == Wall.READ_ONLY && twin != Twin.READ_ONLY_IS_HIDDEN)
                    || (wall == Wall.MASKED && twin == Twin.MASKED_IS_SHOWN)) {
                seen.put(field, value);
            } else if (wall == Wall.MASKED && !amount) {
                seen.put(field, masked(value));
            }
        });
        return seen;
    }

    private static String masked(String text) {
        int n = text.codePointCount(0, text.length());
        if (n < 3) {
            return "****";
        }
        int end = text.offsetByCodePoints(text.length(), -Math.min(4, (n + 1) / 3));
        return text.substring(0, text.offsetByCodePoints(0, Math.min(3, (n + 1) / 4))) + "****" + text.substring(end);
    }

    // Lists and figures

    /** The places of the records of a kind that a person sees, among ids as given, in the order of a list. */
    List<Integer> list(int person, String kind, List<String> ids) {
        return java.util.stream.IntStream.range(0, world.records().size())
                .boxed()
                .filter(i -> world.records().get(i).kind().equals(kind))
                .filter(i -> sees(person, world.records().get(i)))
                .sorted((a, b) -> {
                    String one = world.records().get(a).name();
                    String other = world.records().get(b).name();
                    int byName = kind.equals("lead") ? 0 : one.compareTo(other);
                    int byId = twin == Twin.ORDER_FORGETS_TIES ? 0 : ids.get(a).compareTo(ids.get(b));
                    return byName != 0 ? byName : kind.equals("lead") && twin != Twin.ORDER_FORGETS_TIES ? -byId : byId;
                })
                .toList();
    }

    /** Deals by a key with their number and what they are expected to bring; empty when a wall forbids it. */
    Optional<Map<String, List<Long>>> figures(int person, java.util.function.Function<Rec, String> key) {
        boolean barred = closed(person, "opportunity", "expectedAmount") || closed(person, "opportunity", "amount");
        if (barred && twin != Twin.SUMS_PASS_WALLS) {
            return Optional.empty();
        }
        Map<String, List<Long>> figures = new TreeMap<>();
        for (Rec deal : world.records()) {
            if (deal.kind().equals("opportunity") && (twin == Twin.REPORTS_COUNT_ALL || sees(person, deal))) {
                long amount = deal.lost() ? 0 : Long.parseLong(deal.fields().getOrDefault("expectedAmount", "0"));
                figures.merge(
                        key.apply(deal),
                        List.of(1L, amount),
                        (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
            }
        }
        return Optional.of(figures);
    }
}
