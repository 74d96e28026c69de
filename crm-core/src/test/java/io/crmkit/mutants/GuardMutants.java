package io.crmkit.mutants;

import java.util.List;
import java.util.stream.Stream;

/** The checks of the guards, each broken alone, by guard. */
final class GuardMutants {

    private static final String ADVISORIES = "AdvisoriesTest#";
    private static final String ACCOUNTS = "access.AccountsTest#";
    private static final String GUARDS = "access.GuardsTest#";
    private static final String ORGANISATION = "access.OrganisationTest#";
    private static final String PASSWORDS = "access.PasswordsTest#";
    private static final String SIGN_IN = "access.SignInTest#";
    private static final String WALLS = "access.WallsTest#";
    private static final String DEALS = "pipeline.OpportunitiesTest#";
    private static final String CUSTOMERS = "customer.CustomersTest#";
    private static final String BEHIND = "customer.RulesBehindWallsTest#";
    private static final String DESK = "approval.PlatformTest#";
    private static final String ROAD = "internal.road.RoadTest#";
    private static final String WORLDS = "access.worlds.DifferentialTest#agree";

    static final List<Mutant> ALL = Stream.of(
                    rules(),
                    directory(),
                    teams(),
                    ownership(),
                    road(),
                    unit(),
                    walls(),
                    pages(),
                    users(),
                    accounts(),
                    signIns(),
                    sessions(),
                    codes(),
                    applications(),
                    operations(),
                    subjects(),
                    approvals(),
                    bin(),
                    cleansing(),
                    trials(),
                    versions(),
                    reports(),
                    inferred(),
                    desk(),
                    tried())
            .flatMap(List::stream)
            .toList();

    private GuardMutants() {}

    private static Mutant mutant(String source, String sound, String broken, String... by) {
        return new Mutant(source, sound, broken, List.of(by));
    }

    /** What follows from what is hidden (ACC-07, POL-04). */
    private static List<Mutant> inferred() {
        String grades = "customer/Grades";
        return List.of(
                mutant(
                        "customer/Segmentation",
                        "return facts.stream().filter(ASKED::contains).allMatch(fact -> walls.sees(Customer.KIND.module(), fact));",
                        "return true;",
                        BEHIND + "names"),
                mutant(
                        grades,
                        "Segmentation.ASKED.forEach(field -> unit.require(Customer.KIND.module(), field));",
                        "",
                        BEHIND + "questions"),
                mutant(
                        grades,
                        "if (document.isPresent()) {\n                unit.require(TradeRecord.KIND.module(), TradeRecord.TRADED);",
                        "if (document.isPresent()) {",
                        BEHIND + "questions"),
                mutant(grades, ".filter(one -> unit.sees(Customer.KIND, one.customer()))", "", BEHIND + "scope"),
                mutant("customer/Sum", "walled ? failure.withoutDetails() : failure", "failure", BEHIND + "failures"),
                mutant(
                        "exchange/Exports",
                        "if (lost.isPresent()) {",
                        "if (false) {",
                        "exchange.ExportsTest#permissionEnds"));
    }

    /** Decisions that come from a process platform (APR-03, ACC-19). */
    private static List<Mutant> desk() {
        String desk = "approval/PlatformDesk";
        return List.of(
                mutant(desk, "if (found.get().course().round() != decision.round()) {", "if (false) {", DESK + "late"),
                mutant(desk, "return submitter.equals(unit.actorId())\n                || ", "return ", DESK + "own"),
                mutant(
                        desk,
                        "\n                || engine.people().byLogin(by).filter(submitter::equals).isPresent();",
                        ";",
                        DESK + "own"));
    }

    private static List<Mutant> tried() {
        return List.of(mutant(
                "internal/road/Road", "if (!forbidden.isEmpty()) {", "if (false) {", "audit.RefusalsTest#tried"));
    }

    private static List<Mutant> rules() {
        String rules = "access/AccessRules";
        return List.of(
                mutant(
                        rules,
                        "directory.user(userId).filter(User::active);",
                        "directory.user(userId);",
                        GUARDS + "rules"),
                mutant(rules, "if (!role.grants(permission)) {", "if (false) {", WORLDS),
                mutant(
                        rules,
                        "Reach reach = role.in(permission.module());\n            if (reach == Reach.ALL) {",
                        "Reach reach = role.in(permission.module());\n            if (reach != Reach.OWN) {",
                        ORGANISATION + "scopes"),
                mutant(
                        rules,
                        "Reach reach = grant.right().reach().orElse(Reach.OWN);\n            if (reach == Reach.ALL) {",
                        "Reach reach = grant.right().reach().orElse(Reach.OWN);\n            if (reach != Reach.OWN) {",
                        GUARDS + "rules",
                        WORLDS),
                mutant(
                        rules,
                        "map(d -> members(directory, Set.of(d)))",
                        "map(d -> members(directory, directory.departmentTree(d)))",
                        GUARDS + "departments"),
                mutant(
                        rules,
                        "case OWN, ALL -> Set.of();",
                        "case OWN, ALL -> directory.everybodyBelow(user.id());",
                        ORGANISATION + "moved",
                        WORLDS),
                mutant(
                        rules,
                        ".filter(role -> role.grants(permission))\n                .map(role -> role.at(field))",
                        ".map(role -> role.at(field))",
                        WALLS + "union"),
                mutant(
                        rules,
                        "seen.or(() -> used).orElse(Wall.HIDDEN)",
                        "seen.or(() -> used).orElse(Wall.EDITABLE)",
                        GUARDS + "rules"),
                mutant(rules, "&& used.orElse(Wall.HIDDEN) != Wall.EDITABLE", "&& false", GUARDS + "rules"),
                mutant(
                        "access/Role",
                        "permissions.contains(permission.toString())",
                        "permissions.contains(permission.module() + \":view\")",
                        WORLDS));
    }

    private static List<Mutant> directory() {
        String cache = "access/DirectoryCache";
        return List.of(
                mutant(
                        cache,
                        "known.version() == version && known.lasts(clock.instant())",
                        "known.lasts(clock.instant())",
                        ORGANISATION + "moved"),
                mutant(
                        cache,
                        "if (version(head()) == version) { // nothing moved",
                        "if (true) { // nothing moved",
                        GUARDS + "tornDirectory"),
                mutant(
                        cache,
                        "now.user(actor.userId()).filter(User::active);",
                        "now.user(actor.userId());",
                        ORGANISATION + "disabled"),
                mutant(cache, "if (extent.everybody()) {", "if (true) {", ORGANISATION + "scopes"),
                mutant(cache, "if (!holds(permission)) {", "if (false) {", WORLDS),
                mutant(cache, "(permission.action().equals(\"edit\")", "(true", GUARDS + "teamsOfOthers"),
                mutant(
                        cache,
                        "teams().writes(recordId, clock.instant())",
                        "teams().readable(clock.instant()).contains(recordId)",
                        DEALS + "team"),
                mutant(
                        cache,
                        ".anyMatch(held -> held.gives().contains(\"*\")",
                        ".anyMatch(held -> true",
                        ADVISORIES + "privilegedFields"),
                mutant(
                        cache,
                        "now.version());\n        }\n    }\n}",
                        "store.find(tenant, Head.KIND.key(Head.ID)).orElseThrow().version());\n        }\n    }\n}",
                        GUARDS + "writeUnderWay"),
                mutant(
                        "access/Directory",
                        "if (user(userId).filter(User::active).isEmpty()) {\n            return Rights.NONE;",
                        "if (user(userId).isEmpty()) {\n            return Rights.NONE;",
                        GUARDS + "rules"),
                mutant("access/Rights", ": bits.get(number);", ": true;", ORGANISATION + "unauthorised"),
                mutant(
                        "access/Rights",
                        "return modules.contains(permission.module()) ||",
                        "return true ||",
                        GUARDS + "gates",
                        ORGANISATION + "unauthorised"),
                mutant(
                        "access/Administration",
                        "NEEDED.stream().allMatch(",
                        "NEEDED.stream().anyMatch(",
                        GUARDS + "somebodyIsLeft"));
    }

    private static List<Mutant> teams() {
        String grants = "access/TeamGrants";
        return List.of(
                mutant(grants, "return until.isEmpty() || now.isBefore(until.get());", "return true;", DEALS + "team"),
                mutant(grants, "now.isBefore(until.get())", "!now.isAfter(until.get())", WORLDS),
                mutant(grants, ".filter(g -> g.holds(now))", "", DEALS + "team"),
                mutant(grants, "g.recordId().equals(recordId) && ", "", GUARDS + "teamsOfOthers"),
                mutant(grants, " && g.write()", "", DEALS + "team"),
                mutant(grants, " && g.holds(now)", "", GUARDS + "formerMembers"),
                mutant(
                        grants,
                        "grants.stream().filter(g -> !g.recordId().equals(recordId))",
                        "grants.stream()",
                        GUARDS + "formerMembers"));
    }

    private static List<Mutant> ownership() {
        String ownership = "access/Ownership";
        return List.of(
                mutant(
                        ownership,
                        "if (!to.equals(Optional.of(unit.actorId())) && !unit.standing().reaches(assign, \"\", to)) {",
                        "if (false) {",
                        ADVISORIES + "writtenFirst"),
                mutant(
                        ownership,
                        "unit.find(User.KIND, owner).filter(User::active);",
                        "unit.find(User.KIND, owner);",
                        GUARDS + "disabledOwner"),
                mutant(
                        ownership,
                        "ledger.count(kind) >= cap.getAsInt()",
                        "ledger.count(kind) > cap.getAsInt()",
                        CUSTOMERS + "cap"),
                mutant(ownership, "if (cap.isPresent() &&", "if (false &&", CUSTOMERS + "cap"),
                mutant(ownership, "unit.keep(OwnerLedger.KIND, ledger.changed(kind, 1));", "", CUSTOMERS + "cap"),
                mutant(
                        ownership,
                        "return named.isPresent() || nobodyIsFine ? named",
                        "return true ? named",
                        ORGANISATION + "scopes"),
                mutant(
                        "access/Edits",
                        "Optional<T> found = unit.visible(kind, id);",
                        "Optional<T> found = unit.find(kind, id);",
                        GUARDS + "unseen"),
                mutant(
                        "access/Edits",
                        ".reaches(operation.permission(), before.id(), kind.owner().apply(before))) {",
                        ".reaches(operation.permission(), before.id(), kind.owner().apply(before)) && false) {",
                        DEALS + "related"),
                mutant("access/Edits", "if (stale.isPresent()) {", "if (false) {", DEALS + "conflict"),
                mutant(
                        "access/Edits",
                        "return record.version() == expectedVersion",
                        "return record.version() > 0",
                        DEALS + "conflict"),
                mutant(
                        "access/Edits",
                        "if (!record.id().equals(id)) {",
                        "if (false) {",
                        "customer.MergedIdsTest#changed"));
    }

    private static List<Mutant> road() {
        String road = "internal/road/Road";
        String refusals = "internal/road/RefusalLog";
        String answered = "internal/road/Answered";
        return List.of(
                mutant(road, gate(8, "Outcome"), ungated(8, "Outcome"), GUARDS + "gates"),
                mutant(road, gate(12, "Outcome"), ungated(12, "Outcome"), ORGANISATION + "unauthorised"),
                mutant(road, gate(12, "all(commands"), ungated(12, "all(commands"), GUARDS + "gates"),
                mutant(road, gate(8, "all(commands"), ungated(8, "all(commands"), GUARDS + "gates"),
                mutant(
                        road,
                        "decided(answer, unit).map(unit.walls()::shown)",
                        "decided(answer, unit)",
                        WALLS + "answers"),
                mutant(
                        road,
                        "return before.get().map(unit.walls()::shown);",
                        "return before.get();",
                        GUARDS + "walledWrites"),
                mutant(
                        road,
                        "if (again == null) {\n                return outcome.map(unit.walls()::shown);",
                        "if (again == null) {\n                return outcome;",
                        GUARDS + "walledWrites"),
                mutant(road, "if (!violations.isEmpty()) {", "if (false) {", CUSTOMERS + "violations"),
                mutant(refusals, "r.kind() == Refusal.Kind.FORBIDDEN ||", "false ||", ORGANISATION + "unauthorised"),
                mutant(refusals, "|| r.kind() == Refusal.Kind.UNKNOWN_ACTOR", "", GUARDS + "strangersOnRecord"),
                mutant(answered, "answered.content().equals(content(operation, command))", "true", ROAD + "requestKey"),
                mutant(
                        answered,
                        "contents(List.of(actor.userId(), key))",
                        "contents(List.of(key))",
                        GUARDS + "keysOfOthers"),
                mutant(
                        "internal/road/Commits",
                        "Change own = changes.putIfAbsent(guard.key(), guard);",
                        "Change own = changes.get(guard.key());",
                        GUARDS + "writeUnderWay"),
                mutant(
                        road,
                        "if (!drafts.isEmpty()) { // what is not on record",
                        "if (false) { // what is not on record",
                        "audit.AnomaliesTest#views"));
    }

    private static String gate(int indent, String answer) {
        String in = " ".repeat(indent);
        return "\n" + in + "Outcome<Standing> who = admitted(actor, operation);\n" + in
                + "if (!(who instanceof Outcome.Done<Standing> known)) {\n" + in + "    return " + answer;
    }

    private static String ungated(int indent, String answer) {
        return gate(indent, answer).replace("admitted(actor, operation)", "authority.standing(actor)");
    }

    private static List<Mutant> unit() {
        String unit = "internal/road/Unit";
        return List.of(
                mutant(unit, ".filter(t -> sees(kind, t));", ".filter(t -> true);", ORGANISATION + "indistinguishable"),
                mutant(
                        unit,
                        ".filter(t -> sees(kind, t));",
                        ".filter(t -> !t.id().equals(id) || sees(kind, t));",
                        "customer.MergedIdsTest#asked"),
                mutant(unit, "return standing.holds(view);", "return true;", GUARDS + "blindEditors"),
                mutant(
                        unit,
                        "return work.sees(kind, object, standing.reads(view));",
                        "return true;",
                        ORGANISATION + "indistinguishable"),
                mutant(
                        unit,
                        "            return standing.reads(view);",
                        "            return Scope.unrestricted();",
                        ORGANISATION + "scopes"),
                mutant(unit, "walls.ask(kind, filter, Optional.of(order), List.of());", "", WALLS + "filters"),
                mutant(unit, "walls.ask(kind, filter, Optional.empty(), indexes);", "", WALLS + "amounts", WORLDS),
                mutant(unit, "walls.touch(kind, Optional.empty(), object);", "", WALLS + "edits"),
                mutant(
                        unit,
                        "walls.touch(kind, Optional.of(before), after);\n        T written = work.put(kind, after);\n        tell(kind, written, reason,",
                        "T written = work.put(kind, after);\n        tell(kind, written, reason,",
                        WALLS + "edits"));
    }

    private static List<Mutant> walls() {
        String walls = "internal/road/Walls";
        return List.of(
                mutant(walls, "if (!wall.sees()) {", "if (wall == Wall.HIDDEN) {", WALLS + "answers"),
                mutant(
                        walls,
                        "return new Listing<>(all(page.items()), page.next());",
                        "return page;",
                        WALLS + "answers"),
                mutant(walls, "return all(list);", "return list;", WALLS + "answers"),
                mutant(
                        walls,
                        ": standing.holds(Permission.of(module, \"view\"));",
                        ": true;",
                        "customer.CleansingTest#contacts"),
                mutant(
                        walls,
                        "covering.isPresent() ? covering.get().over(object) : over(object)",
                        "object",
                        WALLS + "answers"),
                mutant(walls, "and.parts().forEach(part -> indexes(part, take));", "", WALLS + "filters"),
                mutant(walls, "or.parts().forEach(part -> indexes(part, take));", "", WALLS + "filters"),
                mutant(walls, "indexes(not.part(), take);", "", WALLS + "filters"),
                mutant(
                        walls,
                        "filter instanceof Filter.Prefix f) {\n            take.accept(f.index(), List.of());",
                        "filter instanceof Filter.Prefix f) {",
                        WALLS + "filters"),
                mutant(
                        walls,
                        "filter instanceof Filter.Present f) {\n            take.accept(f.index(), List.of());",
                        "filter instanceof Filter.Present f) {",
                        WALLS + "filters"),
                mutant(
                        walls,
                        "filter instanceof Filter.In f) {\n            take.accept(f.index(), f.values());",
                        "filter instanceof Filter.In f) {",
                        ADVISORIES + "hiddenColumnsBySearch"),
                mutant(
                        walls,
                        "filter instanceof Filter.Range f) {\n            take.accept(f.index(), List.of());",
                        "filter instanceof Filter.Range f) {",
                        ADVISORIES + "hiddenColumnsBySearch"),
                mutant(walls, "if (!sees(module, field)) {", "if (false) {", WALLS + "amounts", WORLDS),
                mutant(
                        walls,
                        "if (!one.field().same(sent, one.field().shown(before, one.wall()))) {",
                        "if (false) {",
                        ADVISORIES + "hiddenColumnsByGuessing"),
                mutant(walls, "meant = one.field().taking(meant, before);", "", WALLS + "sentBack"),
                mutant(walls, "if (wall != Wall.EDITABLE) {", "if (wall == Wall.HIDDEN) {", WALLS + "edits"),
                mutant(walls, "if (!tells && !path.equals(\"*\")) {", "if (!tells) {", GUARDS + "hashesAreNotTold"),
                mutant(walls, "if (!tells && !path.equals(\"*\")) {", "if (!path.equals(\"*\")) {", BEHIND + "names"),
                mutant("internal/road/Answers", "veils.put(History.VEIL.type(), History.VEIL);", "", WALLS + "amounts"),
                mutant(
                        "exchange/KnownRows",
                        "&& mayCompare(unit, object);",
                        "&& true;",
                        ADVISORIES + "hiddenColumnsByGuessing"),
                mutant("exchange/KnownRows", "unit.walls().sees(kind) && ", "", ADVISORIES + "hiddenColumnsByGuessing"),
                mutant(
                        "exchange/KnownRows",
                        " && unit.sees(kind, object)",
                        "",
                        ADVISORIES + "hiddenColumnsByGuessing"));
    }

    private static List<Mutant> pages() {
        String seal = "internal/road/PageSeal";
        return List.of(
                mutant(seal, "if (directory != use.standing().directory()) {", "if (false) {", WALLS + "pageTokens"),
                mutant(
                        seal,
                        "if (MessageDigest.isEqual(seal, mac(use, directory, body))) {",
                        "if (true) {",
                        WALLS + "pageTokens"),
                mutant(seal, "List.of(standing.actor().userId(),", "List.of(\"\",", WALLS + "pageTokens"),
                mutant(seal, "write(filter, parts);", "", WALLS + "pageTokens"),
                mutant(seal, "type, order));", "\"\", order));", WALLS + "pageTokens"));
    }

    private static List<Mutant> users() {
        String users = "access/Users";
        return List.of(
                mutant(
                        users,
                        "} else if (!unit.standing().gives(role)) {",
                        "} else if (false) {",
                        ADVISORIES + "privilegedFields"),
                mutant(users, "changed.addAll(user.roles());", "", ADVISORIES + "privilegedFields"),
                mutant(users, "if (!reaches(unit, SUPERIOR, superior)) {", "if (false) {", GUARDS + "branches"),
                mutant(users, "if (!reaches(unit, CREATE, draft.superior())) {", "if (false) {", GUARDS + "branches"),
                mutant(
                        users,
                        ".filter(user -> reaches(unit, VIEW, Optional.of(user.id())));",
                        ";",
                        GUARDS + "branches"),
                mutant(
                        users,
                        ".filter(user -> reaches(unit, VIEW, Optional.of(user.id())))\n                        .sorted",
                        ".sorted",
                        GUARDS + "branches"),
                mutant(
                        users,
                        ".filter(user -> reaches(unit, VIEW, Optional.of(user.id())))\n                        .map",
                        ".map",
                        GUARDS + "branches"),
                mutant(
                        users,
                        "return userId.equals(unit.actorId()) || reaches(unit, operation, Optional.of(userId))",
                        "return true",
                        GUARDS + "branches"),
                mutant(users, ".filter(user -> user.state() != User.State.DELETED)", "", ACCOUNTS + "deleted"),
                mutant(
                        users,
                        "if (active && untrained(unit, user.trainedOn())) {",
                        "if (false) {",
                        ACCOUNTS + "training"),
                mutant(users, "if (!active) {", "if (false) {", ADVISORIES + "disabledSession"),
                mutant(users, "if (lockedOut.isPresent()) {", "if (false) {", GUARDS + "somebodyIsLeft"),
                mutant(users, "if (!held.isEmpty()) {", "if (false) {", ACCOUNTS + "deleted"),
                mutant(users, ".flatMap(user -> Accounts.ranked(unit, user))", "", ADVISORIES + "privilegedFields"),
                mutant(
                        users,
                        "if (wanted.isPresent() && taken(unit, login)) {",
                        "if (false) {",
                        ADVISORIES + "alikeIds"),
                mutant(users, "if (above.get().id().equals(userId)) {", "if (false) {", ORGANISATION + "cycle"),
                mutant(
                        users,
                        "if (!before.email().equals(profile.email())) {",
                        "if (false) {",
                        ADVISORIES + "resetLink"),
                mutant(
                        users,
                        ".filter(c -> c.resetHash().isPresent())\n                .ifPresent(c -> unit.keep(Credential.KIND, c.withoutReset()));\n    }\n\n    private Outcome<User> change(",
                        ".filter(c -> false)\n                .ifPresent(c -> unit.keep(Credential.KIND, c.withoutReset()));\n    }\n\n    private Outcome<User> change(",
                        ADVISORIES + "resetLink"),
                mutant(
                        users,
                        "if (!unit.standing().reachesDepartment(operation.permission(), department)) {",
                        "if (false) {",
                        GUARDS + "places"),
                mutant(
                        "access/UserDirectory",
                        "unit.standing().reaches(VIEW, \"\", Optional.of(user.id())));\n    }",
                        "true);\n    }",
                        GUARDS + "places"),
                mutant(users, "if (day.isAfter(unit.today())) {", "if (false) {", ACCOUNTS + "training"),
                mutant(users, "if (!reaches(unit, TRAIN, reach)) {", "if (false) {", GUARDS + "branches"));
    }

    private static List<Mutant> accounts() {
        String accounts = "access/Accounts";
        return List.of(
                mutant(
                        accounts,
                        ".filter(role -> !unit.standing().gives(role))",
                        ".filter(role -> false)",
                        ADVISORIES + "privilegedFields"),
                mutant(
                        accounts,
                        "other(unit, RESET, userId).flatMap(user -> ranked(unit, user));",
                        "other(unit, RESET, userId);",
                        ADVISORIES + "privilegedFields"),
                mutant(
                        accounts,
                        "return userId.equals(unit.actorId()) && found.isDone()",
                        "return false",
                        ORGANISATION + "notOneself"),
                mutant(
                        accounts,
                        "if (!done.value().active()) {",
                        "if (false) {",
                        PASSWORDS + "anothers",
                        GUARDS + "resets"),
                mutant(accounts, "Presence.endSessions(unit, userId, Optional.empty());", "", PASSWORDS + "resetOnce"),
                mutant(
                        "access/OwnAccount",
                        "return before.version() == expectedVersion",
                        "return true",
                        ACCOUNTS + "profile"),
                mutant("access/OwnAccount", "if (!standing.isDone()) {", "if (false) {", GUARDS + "endedSession"));
    }

    private static List<Mutant> signIns() {
        String door = "access/SignIns";
        return List.of(
                mutant(
                        door,
                        "before.tries().size() < rule.failures();",
                        "before.tries().size() <= rule.failures();",
                        GUARDS + "lastTry"),
                mutant(door, "!before.locked(unit.now()) && before.tries()", "before.tries()", GUARDS + "locked"),
                mutant(
                        door,
                        "if (!allowed || user.isEmpty() || !right) {",
                        "if (user.isEmpty() || !right) {",
                        GUARDS + "locked"),
                mutant(
                        door,
                        "if (!allowed || user.isEmpty() || !right) {",
                        "if (!allowed || user.isEmpty()) {",
                        SIGN_IN + "alike"),
                mutant(door, "return equal && hash.isPresent();", "return hash.isPresent();", SIGN_IN + "alike"),
                mutant(door, "!asProven || presence.locked", "presence.locked", GUARDS + "meanwhile"),
                mutant(door, ".filter(known -> s.opens(known.secret()))", "", GUARDS + "forgedTokens"),
                mutant(door, ".filter(until -> with.clock().instant().isBefore(until))", "", ADVISORIES + "resetLink"),
                mutant(
                        door,
                        ".filter(c -> secret.get().opens(c.resetHash()));",
                        ";",
                        ADVISORIES + "resetLink",
                        GUARDS + "forgedTokens"),
                mutant(door, "if (known) {", "if (false) {", PASSWORDS + "history"),
                mutant(door, "Presence.endSessions(unit, user.id(), session);", "", PASSWORDS + "own"),
                mutant(
                        door,
                        "if (credential.filter(c -> expired(c, policy)).isPresent()) {",
                        "if (false) {",
                        PASSWORDS + "expiry"),
                mutant(door, "if (!policy.applications() ||", "if (false ||", ACCOUNTS + "applications"),
                mutant(door, "|| open >= policy.openApplications()) {", ") {", ACCOUNTS + "applications"),
                mutant(door, "if (paused || handedOut) {", "if (handedOut) {", PASSWORDS + "forgotten"),
                mutant(door, "if (paused || handedOut) {", "if (paused) {", PASSWORDS + "forgotten"),
                mutant(door, "still.isEmpty() || !present", "!present", GUARDS + "meanwhile"));
    }

    private static List<Mutant> sessions() {
        return List.of(
                mutant("access/Session", "return !over && now.isBefore", "return now.isBefore", SIGN_IN + "signsOut"),
                mutant(
                        "access/Session",
                        "return !over && now.isBefore(lastSeen.plus(idle));",
                        "return !over;",
                        SIGN_IN + "idle"),
                mutant("access/Doorkeeper", "if (session.isEmpty()) {", "if (false) {", SIGN_IN + "signsOut"),
                mutant("access/Doorkeeper", "sessions.touch(session.get());", "", SIGN_IN + "idle"),
                mutant(
                        "access/Presence",
                        "unit.find(Session.KIND, id).ifPresent(session -> unit.keep(Session.KIND, session.ended()));",
                        "",
                        PASSWORDS + "own"),
                mutant(
                        "access/Presence",
                        "return lockedUntil.filter(now::isBefore).isPresent();",
                        "return false;",
                        SIGN_IN + "locked"),
                mutant("access/Credential", "ended ? Optional.empty() : hash,", "hash,", PASSWORDS + "resetOnce"),
                mutant(
                        "access/Setup",
                        "if (unit.find(DirectoryCache.Head.KIND, DirectoryCache.Head.ID).isPresent()) {",
                        "if (false) {",
                        ORGANISATION + "once"));
    }

    private static List<Mutant> codes() {
        String codes = "access/SalesCodes";
        return List.of(
                mutant(codes, "if (!user.active()) {", "if (false) {", GUARDS + "salesCodes"),
                mutant(codes, "if (!given.contains(code)) {", "if (true) {", ACCOUNTS + "codes"),
                mutant(codes, "if (!SalesCode.isRange(range)) {", "if (false) {", ACCOUNTS + "codes"),
                mutant(codes, "known.get().endedAt().isEmpty()", "true", ACCOUNTS + "refusedCodes"),
                mutant(
                        codes,
                        "&& UserDirectory.isActive(unit, known.get().userId());",
                        "&& true;",
                        ACCOUNTS + "refusedCodes"),
                mutant(
                        codes,
                        "unit.standing().reaches(VIEW.permission(), \"\", Optional.of(code.userId())))",
                        "true)",
                        GUARDS + "branches"),
                mutant(
                        codes,
                        "Operation.of(\"user.give-sales-code\", \"user\", \"assign\")",
                        "Operation.of(\"user.give-sales-code\", \"user\", \"view\")",
                        GUARDS + "salesCodes"));
    }

    private static List<Mutant> applications() {
        String applications = "access/Applications";
        return List.of(
                mutant(
                        applications,
                        "(\"user.view-applications\", \"user\", \"assign\")",
                        "(\"user.view-applications\", \"user\", \"view\")",
                        ACCOUNTS + "applied"),
                mutant(
                        applications,
                        "(\"user.approve\", \"user\", \"assign\")",
                        "(\"user.approve\", \"user\", \"view\")",
                        GUARDS + "applications"),
                mutant(
                        applications,
                        "(\"user.refuse-application\", \"user\", \"assign\")",
                        "(\"user.refuse-application\", \"user\", \"view\")",
                        GUARDS + "applications"),
                mutant(
                        applications,
                        "return application.state() == AccountApplication.State.OPEN",
                        "return true",
                        ACCOUNTS + "applied"),
                mutant(
                        applications,
                        "if (application.version() != expectedVersion) {",
                        "if (false) {",
                        GUARDS + "applications"));
    }

    private static List<Mutant> operations() {
        return List.of(
                mutant(
                        "access/AuditLog",
                        "Operation.of(\"audit.view\", \"audit\", \"view\")",
                        "Operation.of(\"audit.view\", \"customer\", \"view\")",
                        GUARDS + "trail"),
                mutant(
                        "access/AuditLog",
                        "Operation.of(\"audit.erase\", \"audit\", \"erase\")",
                        "Operation.of(\"audit.erase\", \"audit\", \"view\")",
                        GUARDS + "trail"),
                mutant(
                        "access/Policies",
                        "\"policy\", \"configure\")",
                        "\"customer\", \"view\")",
                        ADVISORIES + "writtenFirst"),
                mutant(
                        "access/Policies",
                        "Administration.lockedOut(next, directory.current().users()).ifPresent(wrong::add);",
                        "",
                        GUARDS + "somebodyIsLeft"),
                mutant("access/Access", "\"access\", \"explain\")", "\"customer\", \"view\")", GUARDS + "explaining"),
                mutant("access/Access", "\"access\", \"who-can\")", "\"customer\", \"view\")", GUARDS + "explaining"),
                mutant(
                        "access/Access",
                        "return unit.visible(kind, id)",
                        "return unit.find(kind, id)",
                        GUARDS + "explaining"));
    }

    private static List<Mutant> subjects() {
        String deals = "pipeline/Opportunities";
        return List.of(
                mutant(deals, "if (confirmsPayment && own) {", "if (false) {", GUARDS + "duties"),
                mutant(deals, "boolean mayMoveBack = !own && ", "boolean mayMoveBack = ", GUARDS + "duties"),
                mutant(
                        deals,
                        "&& !unit.standing().reaches(ASSIGN.permission(), id, Optional.of(before.owner()))) {",
                        "&& false) {",
                        DEALS + "team"),
                mutant(
                        deals,
                        "Optional<Customer> customer = unit.visible(Customer.KIND, draft.terms().customer());",
                        "Optional<Customer> customer = unit.find(Customer.KIND, draft.terms().customer());",
                        DEALS + "create"),
                mutant(deals, "if (!UserDirectory.isActive(unit, user)) {", "if (false) {", GUARDS + "disabledOwner"),
                mutant(
                        "customer/KnownProfile",
                        "Optional<Customer> above = unit.visible(Customer.KIND, parent);",
                        "Optional<Customer> above = unit.find(Customer.KIND, parent);",
                        GUARDS + "unseen"));
    }

    private static List<Mutant> approvals() {
        String engine = "approval/ApprovalEngine";
        String approvals = "approval.ApprovalsTest#";
        return List.of(
                mutant(
                        engine,
                        "if (approval.request().submitter().equals(unit.actorId())) {",
                        "if (false) {",
                        approvals + "turns"),
                mutant(engine, "if (task.deciders().contains(unit.actorId())) {", "if (true) {", approvals + "turns"),
                mutant(
                        engine,
                        ".filter(approval -> sees(unit, approval))",
                        "",
                        approvals + "turns",
                        GUARDS + "approvalsOfOthers"),
                mutant(
                        engine,
                        ".flatMap(approval -> approval.request().submitter().equals(unit.actorId())",
                        ".flatMap(approval -> true",
                        GUARDS + "approvalsOfOthers"),
                mutant(
                        engine,
                        "if (approval.version() != expectedVersion) {",
                        "if (false) {",
                        GUARDS + "approvalsOfOthers"),
                mutant(
                        engine,
                        "return List.of(legal).contains(approval.state())",
                        "return true",
                        approvals + "restored"),
                mutant("internal/road/Locks", "return kind.lockable() ?", "return false ?", approvals + "locked"));
    }

    private static List<Mutant> bin() {
        String bin = "customer/RecycleBin";
        String tests = "customer.RecycleBinTest#";
        String sight = "customer.BinSightTest#";
        return List.of(
                mutant(
                        bin,
                        "if (!unit.standing().reaches(PUT.permission(), customer.id(), customer.owner())) {",
                        "if (false) {",
                        sight + "seenOnly"),
                mutant(bin, "if (bought(unit, customer)) {", "if (false) {", tests + "inTheWay"),
                mutant(bin, "if (!part.hanging() && !part.of(", "if (false && !part.of(", tests + "inTheWay"),
                mutant(bin, "if (part.shows(unit, customer.id())) {", "if (true) {", sight + "inTheWay"),
                mutant(bin, " || unit.now().isAfter(told.until())) {", ") {", tests + "purged"),
                mutant(
                        bin,
                        "return unit.standing().reaches(RESTORE.permission(), customer.id(), customer.owner());",
                        "return true;",
                        sight + "cutOffAndGiven"),
                mutant("customer/Grades", "if (locked.isPresent()) {", "if (false) {", "customer.LocksTest#everyRoad"));
    }

    private static List<Mutant> cleansing() {
        String fixes = "customer/CleansingFixes";
        String tests = "customer.CleansingTest#";
        return List.of(
                mutant(fixes, "if (!stands(unit, proposal, customer)) {", "if (false) {", tests + "accepted"),
                mutant(
                        "customer/CleansingPage",
                        ".filter(pair -> isSeen(pair.one()) && isSeen(pair.other()))",
                        "",
                        tests + "sinceTheScan"),
                mutant(
                        fixes,
                        "if (!unit.standing().reaches(Customers.EDIT.permission(), customer.id(), customer.owner())) {",
                        "if (false) {",
                        "customer.BinSightTest#seenOnly"));
    }

    private static List<Mutant> trials() {
        String trials = "trial/Trials";
        String logins = "trial/TrialLogins";
        String tests = "trial.TrialsTest#";
        String reach = "trial.TrialReachTest#";
        return List.of(
                mutant(
                        trials,
                        "if (!unit.standing().reaches(APPLY.permission(), \"\", known.owner())) {",
                        "if (false) {",
                        reach + "seenOnly"),
                mutant(
                        trials,
                        "if (trial.asked() || trial.phase() == Trial.Phase.WAITING) {",
                        "if (false) {",
                        tests + "extensions"),
                mutant(
                        trials,
                        "return unit.standing().reaches(CONVERT.permission(), known.id(), known.owner())",
                        "return true",
                        reach + "convertedInReach"),
                mutant(
                        trials,
                        "return unit.standing().reaches(operation.permission(), id, owner(unit, found.get()))",
                        "return true",
                        reach + "seenOnly"),
                mutant(logins, " || waiting >= policy.mostWaiting()", "", tests + "mostWaiting"),
                mutant(logins, "if (locked) {", "if (false) {", tests + "locked"),
                mutant(
                        logins,
                        "if (trial.isEmpty() || !trial.get().standing(unit.now()).usable()) {",
                        "if (trial.isEmpty()) {",
                        tests + "ownSignOn"));
    }

    /** Where what was read is asked for beside {@code Edits}, by kinds whose ids lead nowhere else. */
    private static List<Mutant> versions() {
        String by = "StaleEditsTest#older";
        String differs = "if (before.version() != expectedVersion) {";
        String user = ".flatMap(user -> user.version() == expectedVersion";
        return List.of(
                mutant("customer/FollowUps", differs, "if (false) {", by),
                mutant("customer/Contacts", differs, "if (false) {", by),
                mutant("customer/CleansingFixes", "if (proposal.version() != expectedVersion) {", "if (false) {", by),
                mutant(
                        "handover/Handovers",
                        ".flatMap(handover -> handover.version() == expectedVersion",
                        ".flatMap(handover -> true",
                        by),
                mutant("document/Documents", "return done.value().version() == expectedVersion", "return true", by),
                mutant("access/SalesCodes", user, ".flatMap(user -> true", by),
                mutant("access/SalesCodes", "if (user.version() != expectedVersion) {", "if (false) {", by),
                mutant("access/Users", user, ".flatMap(user -> true", by),
                mutant("access/Users", differs, "if (false) {", by),
                mutant("access/Grants", differs, "if (false) {", by),
                mutant("trial/Trials", "if (trial.version() != expectedVersion) {", "if (false) {", by),
                mutant(
                        "access/Transfer",
                        "String id = unit.heir(kind, command.id());",
                        "String id = command.id();",
                        "customer.MergedIdsTest#transferredTogether"));
    }

    private static List<Mutant> reports() {
        return List.of(mutant(
                "insight/CustomerSpread",
                "unit.require(TradeRecord.KIND.module(), TradeRecord.TRADED);",
                "",
                "insight.CustomerInsightTest#walls"));
    }
}
