package io.crmkit.access.worlds;

import io.crmkit.access.Reach;
import io.crmkit.shared.Wall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A small random company: departments, people, roles with reaches and walls, records with owners and teams. */
record World(
        List<Dept> depts, List<Person> people, Map<String, RoleDef> roles, List<Rec> records, List<Granted> grants) {

    record Dept(Optional<Integer> parent) {}

    record Person(Optional<Integer> dept, Optional<Integer> superior, Set<String> roles, boolean active) {}

    record RoleDef(Set<String> permissions, Reach reach, Map<String, Reach> reaches, Map<String, Wall> walls) {}

    /** A right beside roles (ACC-08): a role, or permissions with a reach or for a department; minutes from now until it ends. */
    record Granted(
            int person,
            Optional<String> role,
            Set<String> permissions,
            Optional<Reach> reach,
            Optional<Integer> dept,
            Optional<Integer> minutes) {}

    /** A membership; minutes from now until it ends, if it ends. */
    record Member(int person, boolean write, Optional<Integer> minutes) {}

    /** A record; {@code customer} is the place of an opportunity's customer among the records, for a customer its own. */
    record Rec(
            String kind,
            String name,
            Optional<Integer> owner,
            Map<String, String> fields,
            int customer,
            List<Member> team,
            boolean lost) {}

    static final List<String> KINDS = List.of("customer", "lead", "opportunity");
    static final Map<String, List<String>> FIELDS = Map.of(
            "customer", List.of("industry", "region", "source", "remark"),
            "lead", List.of("company", "phone", "source"),
            "opportunity", List.of("expectedAmount", "source", "lostReason"));
    private static final List<String> WORDS = List.of("Aa", "a", "北京", "北京市海淀区", "zebra crossing", "é", "13812348000");
    private static final List<String> INDUSTRIES = List.of("manufacturing", "retail", "it-services");
    private static final List<String> NAMES = List.of("A", "AB", "a", "翡翠", "Ä", "B");

    static World random(Random random) {
        List<Dept> depts = new ArrayList<>();
        int departments = random.nextInt(4);
        for (int i = 0; i < departments; i++) {
            depts.add(new Dept(some(random, i, 70)));
        }
        Map<String, RoleDef> roles = new TreeMap<>();
        int kinds = 1 + random.nextInt(3);
        for (int i = 0; i < kinds; i++) {
            roles.put("role-" + i, role(random));
        }
        List<Person> people = new ArrayList<>();
        int heads = 2 + random.nextInt(4);
        for (int i = 0; i < heads; i++) {
            Set<String> held = new TreeSet<>();
            held.add("role-" + random.nextInt(kinds));
            if (random.nextInt(3) == 0) {
                held.add("role-" + random.nextInt(kinds));
            }
            people.add(new Person(some(random, departments, 80), some(random, i, 70), held, random.nextInt(12) != 0));
        }
        List<Rec> records = new ArrayList<>();
        int customers = 1 + random.nextInt(4);
        for (int i = 0; i < customers; i++) {
            records.add(record(random, "customer", heads, i));
        }
        int leads = random.nextInt(3);
        for (int i = 0; i < leads; i++) {
            records.add(record(random, "lead", heads, 0));
        }
        int deals = random.nextInt(4);
        for (int i = 0; i < deals; i++) {
            records.add(record(random, "opportunity", heads, random.nextInt(customers)));
        }
        List<Granted> grants = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            int rights = 1 + random.nextInt(3);
            for (int i = 0; i < rights; i++) {
                grants.add(granted(random, heads, departments, kinds, i == 0));
            }
        }
        return new World(depts, people, roles, records, grants);
    }

    private static Granted granted(Random random, int people, int departments, int roles, boolean role) {
        int person = random.nextInt(people);
        Optional<Integer> minutes =
                random.nextBoolean() ? Optional.empty() : Optional.of(random.nextBoolean() ? 10 : -10);
        if (role && random.nextInt(3) == 0) { // one role in a world: whoever holds it cannot ask for it again
            return new Granted(
                    person,
                    Optional.of("role-" + random.nextInt(roles)),
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    minutes);
        }
        Set<String> permissions = new TreeSet<>();
        String kind = one(random, KINDS);
        permissions.add(kind + ":view");
        if (random.nextBoolean()) {
            permissions.add(kind + ":edit");
        }
        Optional<Integer> dept = some(random, departments, 60);
        Optional<Reach> reach = dept.isPresent() ? Optional.empty() : Optional.of(one(random, List.of(Reach.values())));
        return new Granted(person, Optional.empty(), permissions, reach, dept, minutes);
    }

    private static Optional<Integer> some(Random random, int bound, int percent) {
        return bound > 0 && random.nextInt(100) < percent ? Optional.of(random.nextInt(bound)) : Optional.empty();
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static RoleDef role(Random random) {
        Set<String> permissions = new TreeSet<>();
        Map<String, Reach> reaches = new TreeMap<>();
        Map<String, Wall> walls = new TreeMap<>();
        for (String kind : KINDS) {
            if (random.nextInt(5) > 0) {
                permissions.add(kind + ":view");
            }
            if (random.nextInt(2) == 0) {
                permissions.add(kind + ":edit");
            }
            if (random.nextInt(3) == 0) {
                reaches.put(kind, one(random, List.of(Reach.values())));
            }
            FIELDS.get(kind).forEach(field -> {
                if (random.nextInt(5) == 0) {
                    walls.put(kind + "." + field, one(random, List.of(Wall.values())));
                }
            });
        }
        if (random.nextInt(4) > 0) {
            permissions.add("report:view");
        }
        if (random.nextInt(3) == 0) {
            permissions.add("audit:view");
        }
        if (random.nextInt(6) == 0) {
            walls.put("opportunity.amount", one(random, List.of(Wall.values())));
        }
        return new RoleDef(permissions, one(random, List.of(Reach.values())), reaches, walls);
    }

    private static Rec record(Random random, String kind, int people, int customer) {
        Map<String, String> fields = new HashMap<>();
        boolean lost = kind.equals("opportunity") && random.nextInt(3) == 0;
        for (String field : FIELDS.get(kind)) {
            if (field.equals("lostReason") ? lost : random.nextInt(4) > 0) {
                fields.put(field, value(random, field));
            }
        }
        if (kind.equals("lead") && fields.isEmpty()) {
            fields.put("company", "Aa");
        }
        List<Member> team = new ArrayList<>();
        if (kind.equals("opportunity")) {
            for (int i = 0; i < people; i++) {
                if (random.nextInt(5) == 0) {
                    Optional<Integer> ends =
                            random.nextInt(2) == 0 ? Optional.empty() : Optional.of(random.nextInt(7) - 3);
                    team.add(new Member(i, random.nextBoolean(), ends));
                }
            }
        }
        Optional<Integer> owner = some(random, people, kind.equals("opportunity") ? 100 : 80);
        return new Rec(kind, one(random, NAMES), owner, fields, customer, team, lost);
    }

    static String value(Random random, String field) {
        return switch (field) {
            case "industry" -> one(random, INDUSTRIES);
            case "expectedAmount" -> String.valueOf(1 + random.nextInt(5) * 100);
            case "lostReason" -> one(random, List.of("price", "competitor"));
            default -> one(random, WORDS);
        };
    }

    /** The same world where all roles grant more, within the reaches that they have. */
    World granting(Set<String> more) {
        Map<String, RoleDef> granting = new TreeMap<>();
        roles.forEach((id, role) -> {
            Set<String> permissions = new TreeSet<>(role.permissions());
            permissions.addAll(more);
            granting.put(id, new RoleDef(permissions, role.reach(), role.reaches(), role.walls()));
        });
        return new World(depts, people, granting, records, grants);
    }

    /** The same world with another value in one field of one record. */
    World with(int place, String field, String value) {
        List<Rec> others = new ArrayList<>(records);
        Rec rec = others.get(place);
        Map<String, String> fields = new HashMap<>(rec.fields());
        String name = field.equals("name") ? value : rec.name();
        if (!field.equals("name")) {
            fields.put(field, value);
        }
        others.set(place, new Rec(rec.kind(), name, rec.owner(), fields, rec.customer(), rec.team(), rec.lost()));
        return new World(depts, people, roles, others, grants);
    }
}
