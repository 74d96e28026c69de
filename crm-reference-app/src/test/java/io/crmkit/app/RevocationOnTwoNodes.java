package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.SignedIn;
import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A right that is taken away on one node is gone on the other at its next call: two nodes over one database. */
abstract class RevocationOnTwoNodes {

    /** What is given and taken away. */
    private enum Right {
        ROLE,
        SUPERIOR,
        DEPARTMENT,
        ACTIVE,
        TEAM,
        WALL,
        SESSION
    }

    private static final Instant NOON = Instant.parse("2026-03-02T04:00:00Z");

    private static final String OPEN = """
            access:
              roles:
                guest: { name: { zh: 来宾, en: guest }, reach: ALL, permissions: ['customer:view'], walls: { %s } }
                neighbour: { name: { zh: 邻居, en: neighbour }, reach: DEPARTMENT, permissions: ['customer:view'] }
            """;

    /** A node with sessions that were begun before anything was taken away. */
    private record Node(Crm crm, CrmSession admin, List<CrmSession> sessions) {

        CrmSession as(String login) {
            return sessions.get(LOGINS.indexOf(login));
        }
    }

    private static final List<String> LOGINS = List.of("lan", "ma", "qiu", "guest", "nei");

    private final List<Node> nodes = new ArrayList<>();
    private Optional<Customer> customer = Optional.empty();
    private Optional<Opportunity> deal = Optional.empty();
    private Optional<SignedIn> entered = Optional.empty();
    private List<CrmSession> goingOn = List.of();

    /** {@return where the database is} */
    abstract String location();

    /** {@return how often something is taken away} */
    int rounds() {
        return Integer.getInteger("crmkit.revocations", 1_000);
    }

    @BeforeEach
    void open() {
        String where = location();
        Crm here = crm(where);
        here.setUp(
                        NewUser.of("Admin", "administrator"),
                        NewUser.of("Director", "sales-vice-president"),
                        NewUser.of("Ma", "sales-manager"),
                        NewUser.of("Mo", "sales-manager"),
                        NewUser.of("Lan", "sales-rep"),
                        NewUser.of("Qiu", "sales-rep"))
                .orElseThrow();
        CrmSession admin = here.signIn("admin");
        admin.policies().publish(OPEN.formatted(""), "roles").orElseThrow();
        String north = admin.departments()
                .create("North", Optional.empty())
                .orElseThrow()
                .id();
        admin.users().create(NewUser.of("Guest", "guest")).orElseThrow();
        admin.users().create(NewUser.of("Nei", "neighbour").in(north)).orElseThrow();
        CrmSession director = here.signIn("director");
        Customer jade = director.customers()
                .create(new NewCustomer(
                        Customer.Profile.named("Jade").inIndustry("retail"),
                        Optional.of(user(admin, "lan").id())))
                .orElseThrow();
        customer = Optional.of(jade);
        deal = Optional.of(here.signIn("lan")
                .opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                .orElseThrow());
        for (Crm crm : List.of(here, crm(where))) {
            nodes.add(new Node(
                    crm, crm.signIn("admin"), LOGINS.stream().map(crm::signIn).toList()));
        }
    }

    private static Crm crm(String where) {
        return Crm.builder()
                .store(where)
                .clock(() -> NOON)
                .zone(ZoneId.of("Asia/Shanghai"))
                .signOn((login, password) -> true) // what is proved here is the end of a session, not its beginning
                .via("test")
                .open();
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> node.crm().close());
    }

    private static User user(CrmSession admin, String login) {
        return admin.users().byLogin(login).orElseThrow();
    }

    /** Gives a right on a node, or takes it away there. */
    private void change(Right right, boolean given, Node at) {
        CrmSession admin = at.admin();
        User lan = user(admin, "lan");
        switch (right) {
            case ROLE ->
                done(admin.users()
                        .changeRoles(lan.id(), lan.version(), Set.of(given ? "sales-rep" : "functional-staff")));
            case SUPERIOR ->
                done(admin.users()
                        .changeSuperior(
                                lan.id(),
                                lan.version(),
                                Optional.of(user(admin, given ? "ma" : "mo").id())));
            case DEPARTMENT ->
                done(admin.users()
                        .changeDepartment(
                                lan.id(),
                                lan.version(),
                                given ? user(admin, "nei").department() : Optional.empty()));
            case ACTIVE -> done(admin.users().changeActive(lan.id(), lan.version(), given));
            case TEAM -> {
                Opportunity known =
                        admin.opportunities().get(deal.orElseThrow().id()).orElseThrow();
                String qiu = user(admin, "qiu").id();
                done(
                        given
                                ? admin.opportunities()
                                        .addToTeam(known.id(), known.version(), qiu, true, Optional.empty())
                                : admin.opportunities().removeFromTeam(known.id(), known.version(), qiu));
            }
            case WALL ->
                done(admin.policies().publish(OPEN.formatted(given ? "" : "customer.industry: HIDDEN"), "walls"));
            case SESSION -> {
                if (given) {
                    entered = Optional.of(at.crm()
                            .authenticate("lan", "any".toCharArray(), "laptop")
                            .orElseThrow());
                    goingOn = nodes.stream()
                            .map(node -> resumed(node).orElseThrow().session())
                            .toList();
                } else {
                    resumed(at).orElseThrow().session().signOut();
                }
            }
        }
    }

    private static void done(Outcome<?> outcome) {
        assertThat(outcome.isDone()).as("%s", outcome).isTrue();
    }

    /** What a node answers to whoever has the right, or had it: whether each of its doors is open. */
    private Set<Boolean> doors(Right right, Node at) {
        String jade = customer.orElseThrow().id();
        return switch (right) {
            case ROLE, ACTIVE -> doors(at.as("lan"), jade, true);
            case SUPERIOR -> doors(at.as("ma"), jade, true);
            case DEPARTMENT -> doors(at.as("nei"), jade, false);
            case TEAM -> {
                CrmSession qiu = at.as("qiu");
                Set<Boolean> open = doors(qiu, jade, false);
                open.add(qiu.opportunities().get(deal.orElseThrow().id()).isDone());
                yield open;
            }
            case WALL -> {
                CrmSession guest = at.as("guest");
                Set<Boolean> open = new HashSet<>();
                open.add(guest.customers()
                        .get(jade)
                        .orElseThrow()
                        .profile()
                        .industry()
                        .isPresent());
                open.add(guest.customers()
                        .list(Filter.equal("industry", "retail"), 1, Optional.empty())
                        .isDone());
                yield open;
            }
            case SESSION -> {
                // Whoever holds the token, and whoever went on with it before.
                Set<Boolean> open = doors(goingOn.get(nodes.indexOf(at)), jade, true);
                open.add(resumed(at).isDone());
                yield open;
            }
        };
    }

    private Outcome<SignedIn> resumed(Node at) {
        return at.crm().resume(entered.orElseThrow().token());
    }

    private static Set<Boolean> doors(CrmSession session, String customer, boolean edits) {
        Set<Boolean> open = new HashSet<>();
        open.add(session.customers().get(customer).isDone());
        open.add(session.customers()
                .list(1, Optional.empty())
                .toOptional()
                .filter(page -> !page.items().isEmpty())
                .isPresent());
        if (edits) { // with a version that never was: whoever may edit is told of a conflict, and nothing changes
            open.add(session.customers().edit(customer, 99_999, Customer.Profile.named("x")).refusals().stream()
                    .anyMatch(refusal -> refusal.code().equals("shared.conflict")));
        }
        return open;
    }

    @Test
    @DisplayName(
            "ACC-01 ACC-02 ACC-04 ACC-05 ACC-06 ACC-07 ACC-08 what is revoked on one node is gone on the other at its next call, every time")
    void revoked() {
        List<Right> rights = List.copyOf(EnumSet.allOf(Right.class));
        for (Right right : List.of(Right.SUPERIOR, Right.DEPARTMENT)) {
            change(right, false, nodes.get(0)); // both are given below
        }
        for (int round = 0; round < rounds(); round++) {
            Right right = rights.get(round % rights.size());
            Node one = nodes.get(round / rights.size() % 2);
            Node other = nodes.get(1 - round / rights.size() % 2);
            if (right == Right.TEAM || right == Right.SUPERIOR || right == Right.DEPARTMENT || right == Right.SESSION) {
                change(right, true, other);
            }
            String what = "round " + round + " " + right;
            assertThat(doors(right, one)).as(what).containsExactly(true);
            assertThat(doors(right, other)).as(what).containsExactly(true);
            change(right, false, one);
            assertThat(doors(right, other)).as(what).containsExactly(false);
            assertThat(doors(right, one)).as(what).containsExactly(false);
            if (right == Right.ROLE || right == Right.ACTIVE || right == Right.WALL) {
                change(right, true, other);
            }
        }
    }

    @Test
    @DisplayName(
            "DAT-03 ACC-01 a write that is under way when its author is disabled elsewhere is done before, or never")
    void underWay() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Node one = nodes.get(0);
            CrmSession lan = nodes.get(1).as("lan");
            String jade = customer.orElseThrow().id();
            for (int round = 0; round < 20; round++) {
                Future<Integer> written = thread.submit(() -> writeUntilRefused(lan, jade));
                Thread.sleep(round % 5);
                change(Right.ACTIVE, false, one);
                Customer then = one.admin().customers().get(jade).orElseThrow();
                written.get();
                assertThat(one.admin().customers().get(jade).orElseThrow())
                        .as("round " + round)
                        .isEqualTo(then);
                change(Right.ACTIVE, true, one);
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private static int writeUntilRefused(CrmSession session, String customer) {
        for (int written = 0; ; written++) {
            Optional<Customer> known = session.customers().get(customer).toOptional();
            Optional<Customer> after = known.flatMap(c -> session.customers()
                    .edit(c.id(), c.version(), c.profile().tagged("t" + c.version() % 5))
                    .toOptional());
            if (after.isEmpty()) {
                return written;
            }
        }
    }
}
