package io.crmkit.bench;

import io.crmkit.Crm;
import io.crmkit.access.Directory;
import io.crmkit.access.User;
import io.crmkit.internal.road.Permission;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.casbin.jcasbin.main.CachedEnforcer;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Whether a user holds a permission: 10,000 users, each with one of many roles, each role granting one of 200 permissions, which
 * is the world of jCasbin's own large benchmark. By this library's directory, by bit sets as one would write them by hand, and by
 * jCasbin. 1,000 questions are asked in turn, half of them in vain. Before anything is measured, all agree.
 */
@State(Scope.Thread)
public class PermissionBench {

    private static final int USERS = 10_000;
    private static final int ASKED = 1_000;
    private static final int MODULES = 20;
    private static final int ACTIONS = 10;

    private static final String MODEL = """
            [request_definition]
            r = sub, obj, act
            [policy_definition]
            p = sub, obj, act
            [role_definition]
            g = _, _
            [policy_effect]
            e = some(where (p.eft == allow))
            [matchers]
            m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
            """;

    private record Question(String user, Permission permission) {}

    @Param({"100", "1000", "10000"})
    public int roles;

    private Directory directory;
    private Map<String, BitSet> held;
    private Map<Permission, Integer> numbers;
    private Enforcer casbin;
    private CachedEnforcer cached;
    private Question[] any;
    private Question[] denied;
    private int next;

    @Setup
    public void prepare() {
        directory = new Directory(1, policy(), users(), List.of());
        numbers = new HashMap<>();
        for (int i = 0; i < MODULES * ACTIONS; i++) {
            numbers.put(permission(i), i);
        }
        held = new HashMap<>();
        for (int user = 0; user < USERS; user++) {
            BitSet bits = new BitSet();
            bits.set(numbers.get(permission(role(user))));
            held.put(name(user), bits);
        }
        Random random = new Random(7);
        any = new Question[ASKED];
        denied = new Question[ASKED];
        for (int i = 0; i < ASKED; i++) {
            int user = random.nextInt(USERS);
            int own = role(user) % (MODULES * ACTIONS);
            int other = (own + 1 + random.nextInt(MODULES * ACTIONS - 1)) % (MODULES * ACTIONS);
            denied[i] = new Question(name(user), permission(other));
            any[i] = random.nextBoolean() ? new Question(name(user), permission(own)) : denied[i];
        }
        casbin = filled(new Enforcer(model()));
        cached = filled(new CachedEnforcer(model()));
        agree();
    }

    private int role(int user) {
        return user % roles;
    }

    private static String name(int user) {
        return "user" + user;
    }

    /** Permissions that are made anew, as they come from outside: equal, and not the same. */
    private static Permission permission(int number) {
        int of = number % (MODULES * ACTIONS);
        return Permission.of("module" + of % MODULES, "action" + of / MODULES);
    }

    private Policy policy() {
        StringBuilder document = new StringBuilder("{\"access\":{\"roles\":{");
        for (int role = 0; role < roles; role++) {
            document.append(role == 0 ? "" : ",")
                    .append(
                            "\"role%d\":{\"name\":{\"zh\":\"%d\",\"en\":\"%d\"},\"reach\":\"ALL\",\"permissions\":[\"%s\"]}"
                                    .formatted(role, role, role, permission(role)));
        }
        return Crm.checkPolicy(document.append("}}}").toString()).orElseThrow();
    }

    private List<User> users() {
        List<User> users = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            users.add(new User(
                    name(user),
                    1,
                    name(user),
                    name(user),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    new TreeSet<>(List.of("role" + role(user))),
                    User.State.ACTIVE,
                    Optional.empty(),
                    Optional.empty(),
                    Trace.created(Instant.EPOCH, "bench", Optional.empty())));
        }
        return users;
    }

    private static Model model() {
        Model model = new Model();
        model.loadModelFromText(MODEL);
        return model;
    }

    private <E extends Enforcer> E filled(E enforcer) {
        enforcer.enableLog(false);
        List<List<String>> policies = new ArrayList<>();
        for (int role = 0; role < roles; role++) {
            Permission permission = permission(role);
            policies.add(List.of("role" + role, permission.module(), permission.action()));
        }
        enforcer.addPolicies(policies);
        List<List<String>> groups = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            groups.add(List.of(name(user), "role" + role(user)));
        }
        enforcer.addGroupingPolicies(groups);
        return enforcer;
    }

    private void agree() {
        int others = 100_000 / roles; // jCasbin would take minutes for all of them
        for (int i = 0; i < ASKED; i++) {
            for (Question question : List.of(any[i], denied[i])) {
                boolean own = directory.holds(question.user(), question.permission());
                boolean agreed = own == bits(question)
                        && (i >= others || (own == ask(casbin, question) && own == ask(cached, question)))
                        && !(own && question.equals(denied[i]));
                if (!agreed) {
                    throw new IllegalStateException(question + ": " + own + ", " + bits(question) + ", "
                            + ask(casbin, question) + ", " + ask(cached, question));
                }
            }
        }
    }

    private int next() {
        int here = next;
        next = here + 1 == ASKED ? 0 : here + 1;
        return here;
    }

    private boolean bits(Question question) {
        BitSet bits = held.get(question.user());
        Integer number = numbers.get(question.permission());
        return bits != null && number != null && bits.get(number);
    }

    private static boolean ask(Enforcer enforcer, Question question) {
        return enforcer.enforce(
                question.user(),
                question.permission().module(),
                question.permission().action());
    }

    /** This library. */
    @Benchmark
    public boolean decision() {
        Question question = any[next()];
        return directory.holds(question.user(), question.permission());
    }

    /** By hand: the bits of each user, and a number for each permission. */
    @Benchmark
    public boolean bitset() {
        return bits(any[next()]);
    }

    /** This library, when the answer is no. */
    @Benchmark
    public boolean denial() {
        Question question = denied[next()];
        return directory.holds(question.user(), question.permission());
    }

    /** jCasbin, when the answer is no. */
    @Benchmark
    public boolean casbinDenial() {
        return ask(casbin, denied[next()]);
    }

    /** jCasbin with its cache, which after the first round holds every answer. */
    @Benchmark
    public boolean casbinCachedDenial() {
        return ask(cached, denied[next()]);
    }
}
