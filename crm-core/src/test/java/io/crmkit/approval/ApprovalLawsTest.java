package io.crmkit.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.approval.Approval.Act;
import io.crmkit.approval.Approval.State;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds whatever people do in whatever order. */
class ApprovalLawsTest {

    private static final List<String> PEOPLE = List.of("lan", "lin", "manager.ma", "manager.mo", "director", "admin");
    private static final Map<State, Set<State>> LEGAL = Map.of(
            State.RUNNING, Set.of(State.RUNNING, State.RETURNED, State.APPROVED, State.REFUSED, State.RECALLED),
            State.RETURNED, Set.of(State.RETURNED, State.RUNNING, State.RECALLED),
            State.APPROVED, Set.of(State.APPROVED),
            State.REFUSED, Set.of(State.REFUSED),
            State.RECALLED, Set.of(State.RECALLED));

    private static final List<String> DEFINITIONS = List.of(
            "",
            "{ by: SUPERIOR }, { by: USER, user: manager.mo }|ALL",
            "{ by: SUPERIOR }, { by: USER, user: manager.mo }|ANY",
            "{ by: SUPERIOR }, { by: SUPERIOR, level: 2 }|SEQUENTIAL",
            "{ by: ROLE, role: sales-manager }|ANY",
            "{ by: USER, user: lan }|ALL");

    private static String policy(Random random) {
        String of = DEFINITIONS.get(random.nextInt(DEFINITIONS.size()));
        if (of.isEmpty()) {
            return "{}";
        }
        int bar = of.indexOf('|');
        String step = "{ name: { zh: 步, en: step }, approvers: [" + of.substring(0, bar) + "], mode: "
                + of.substring(bar + 1) + ", whenEmpty: ADMINISTRATOR, limit: { hours: 5, workdays: false, "
                + "escalate: { by: SUPERIOR } } }";
        return "approval: { kinds: { opportunity-move-back: { steps: [" + step
                + (random.nextBoolean() ? ", " + step : "") + "] } } }";
    }

    @Test
    @DisplayName(
            "APR-01, ACC-19 whatever people do in whatever order: the machine stays legal, the submitter never decides, what is "
                    + "locked does not change, and refusal, recall and return leave it as it was")
    void anySequence() {
        Set<State> seen = java.util.EnumSet.noneOf(State.class);
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            try (TestCrm test = new TestCrm()) {
                test.as("admin").policies().publish(policy(random), "law").orElseThrow();
                CrmSession lan = test.as("lan");
                Opportunity deal = deal(lan);
                Outcome<Opportunity> wish =
                        lan.opportunities().move(deal, Stage.INITIAL_CONTACT, Evidence.because("x"));
                String id = ((Outcome.Pending<Opportunity>) wish).approval();
                Approval before = test.as("admin").approvals().of(id).orElseThrow();
                for (int step = 0; step < 14; step++) {
                    String what = "seed " + seed + " step " + step + " " + act(random, test, before);
                    Approval after = test.as("admin").approvals().of(id).orElseThrow();
                    assertThat(LEGAL.get(before.state())).as(what).contains(after.state());
                    assertThat(after.turn()).as(what).doesNotContain(test.id("lan"));
                    assertThat(after.state() == State.RUNNING)
                            .as(what)
                            .isEqualTo(!after.open().isEmpty());
                    assertThat(after.history())
                            .as(what)
                            .startsWith(before.history().toArray(Approval.Event[]::new))
                            .filteredOn(event -> event.by().equals(test.id("lan")))
                            .allMatch(event -> Set.of(Act.SUBMITTED, Act.RESUBMITTED, Act.RECALLED)
                                    .contains(event.act()));
                    Opportunity now = lan.opportunities().get(deal.id()).orElseThrow();
                    if (after.state() == State.APPROVED) {
                        assertThat(now.stage()).as(what).isEqualTo(Stage.INITIAL_CONTACT);
                    } else {
                        assertThat(now).as(what).isEqualTo(deal);
                        Outcome<Opportunity> edit =
                                lan.opportunities().move(deal, Stage.ABOUT_TO_CLOSE, Evidence.none());
                        assertThat(edit.isDone()).as(what).isEqualTo(after.state() != State.RUNNING);
                        if (edit.isDone()) {
                            deal = edit.orElseThrow();
                            deal = test.as("director")
                                    .opportunities()
                                    .move(deal, Stage.IN_DEPTH, Evidence.because("again"))
                                    .orElseThrow();
                        }
                    }
                    before = after;
                }
                seen.add(before.state());
            }
        }
        assertThat(seen).as("every end was reached").containsExactlyInAnyOrder(State.values());
    }

    private static Opportunity deal(CrmSession lan) {
        String customer =
                lan.customers().create(NewCustomer.named("Jade")).orElseThrow().id();
        Opportunity fresh = lan.opportunities()
                .create(NewOpportunity.of("Pumps", customer, Money.cny("5")))
                .orElseThrow();
        return lan.opportunities().move(fresh, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
    }

    private static String act(Random random, TestCrm test, Approval approval) {
        String who = PEOPLE.get(random.nextInt(PEOPLE.size()));
        String other = PEOPLE.get(random.nextInt(PEOPLE.size()));
        Approvals door = test.as(who).approvals();
        String id = approval.id();
        long version = approval.version();
        Outcome<?> outcome = switch (random.nextInt(10)) {
            case 0, 1 -> door.approve(id, version, Optional.empty());
            case 2 ->
                random.nextInt(3) == 0 ? door.refuse(id, version, "no") : door.approve(id, version, Optional.of("y"));
            case 3 -> door.giveBack(id, version, "why");
            case 4 ->
                random.nextInt(6) == 0
                        ? test.as("lan").approvals().recall(id, version, Optional.empty())
                        : door.approve(id, version, Optional.empty());
            case 5 -> test.as("lan").approvals().resubmit(id, version, Optional.empty());
            case 6 -> door.addApprover(id, version, test.id(other), Optional.empty());
            case 7 -> {
                test.time.updateAndGet(now -> now.plus(Duration.ofHours(6)));
                yield test.as("admin").approvals().escalate(10);
            }
            case 8 -> door.absence(test.time.get(), test.time.get().plus(Duration.ofHours(2)), test.id(other));
            default -> door.approve(id, version - 1, Optional.empty());
        };
        return who + " " + other + " " + outcome;
    }

    @Test
    @DisplayName("DAT-03 two nodes decide at the same moment: one decision counts, on 200 rounds")
    void twoNodes() throws Exception {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (Crm one = TestCrm.open(new InMemoryStore(space), () -> TestCrm.NOON, 1);
                TestCrm test = new TestCrm(new InMemoryStore(space))) {
            CrmSession lan = test.as("lan");
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                for (int round = 0; round < 200; round++) {
                    Opportunity deal = deal(lan);
                    Outcome<Opportunity> wish =
                            lan.opportunities().move(deal, Stage.INITIAL_CONTACT, Evidence.because("x"));
                    String id = ((Outcome.Pending<Opportunity>) wish).approval();
                    CyclicBarrier together = new CyclicBarrier(2);
                    Callable<Outcome<Approval>> yes = () -> {
                        together.await();
                        return one.signIn("manager.ma").approvals().approve(id, 1, Optional.empty());
                    };
                    boolean recalls = round % 2 == 0;
                    Callable<Outcome<Approval>> no = () -> {
                        together.await();
                        return recalls
                                ? lan.approvals().recall(id, 1, Optional.empty())
                                : test.as("manager.ma").approvals().refuse(id, 1, "no");
                    };
                    List<Future<Outcome<Approval>>> both = threads.invokeAll(List.of(yes, no));
                    Outcome<Approval> first = both.get(0).get();
                    Outcome<Approval> second = both.get(1).get();
                    assertThat(first.isDone()).isNotEqualTo(second.isDone());
                    Opportunity after = lan.opportunities().get(deal.id()).orElseThrow();
                    assertThat(after.stage()).isEqualTo(first.isDone() ? Stage.INITIAL_CONTACT : Stage.IN_DEPTH);
                    assertThat(test.as("admin").approvals().of(id).orElseThrow().state())
                            .isEqualTo(first.isDone() ? State.APPROVED : recalls ? State.RECALLED : State.REFUSED);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    @DisplayName(
            "APR-01 an edit and the lock meet on two nodes: the deal is never edited under the approval, on 200 rounds")
    void lockAndEdit() throws Exception {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (Crm one = TestCrm.open(new InMemoryStore(space), () -> TestCrm.NOON, 1);
                TestCrm test = new TestCrm(new InMemoryStore(space))) {
            CrmSession lan = test.as("lan");
            String lin = test.id("lin");
            ExecutorService threads = Executors.newFixedThreadPool(2);
            int locked = 0;
            try {
                for (int round = 0; round < 200; round++) {
                    Opportunity deal = deal(lan);
                    CyclicBarrier together = new CyclicBarrier(2);
                    List<Callable<Outcome<Opportunity>>> both = new ArrayList<>();
                    both.add(() -> {
                        together.await();
                        return lan.opportunities().move(deal, Stage.INITIAL_CONTACT, Evidence.because("x"));
                    });
                    both.add(() -> {
                        together.await();
                        return one.signIn("manager.ma").opportunities().assign(deal.id(), deal.version(), lin);
                    });
                    List<Future<Outcome<Opportunity>>> done = threads.invokeAll(both);
                    boolean waits = done.get(0).get() instanceof Outcome.Pending;
                    boolean edited = done.get(1).get().isDone();
                    assertThat(waits).as("round " + round).isNotEqualTo(edited);
                    locked += waits ? 1 : 0;
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(locked).isBetween(1, 199);
        }
    }
}
