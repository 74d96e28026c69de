package io.crmkit.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.crmkit.Crm;
import io.crmkit.TestCrm;
import io.crmkit.access.User;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KilledHandoverTest {

    private static final int CUSTOMERS = 2_000;
    private static final int DEALS = 2_000;
    private static final int LEADS = 1_000;

    private final AtomicReference<java.time.Instant> time = new AtomicReference<>(TestCrm.NOON);

    private Crm open(InMemoryStore.Space space) {
        return TestCrm.open(new InMemoryStore(space), time::get, 11);
    }

    /** Lets a node do something and die at a call; answers whether it died before it was done. */
    private boolean killed(
            InMemoryStore.Space space, int call, boolean after, Function<Handovers, Outcome<Handover>> what) {
        MortalStore store = new MortalStore();
        Crm node = TestCrm.open(store.over(new InMemoryStore(space)), time::get, 13);
        Handovers handovers = node.signIn("admin").handovers();
        store.dieAt(call, after);
        try {
            Outcome<Handover> outcome = what.apply(handovers);
            if (!store.died()) {
                outcome.orElseThrow();
                return false;
            }
        } catch (StorageException dead) {
            assertThat(store.died()).isTrue();
        }
        return true;
    }

    @Test
    @DisplayName("ACC-12 a handover of 5,000 records that is killed at any storage call is done wholly or not at all")
    void everyCall() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (Crm office = open(space)) {
            Estate estate = new Estate(office);
            estate.fill("lan", CUSTOMERS, DEALS, LEADS);
            estate.bought("lan", CUSTOMERS, LocalDate.of(2026, 2, 1));
            Handover asked = estate.as("admin")
                    .handovers()
                    .prepare(estate.id("lan"), Plan.leaving("leaves", estate.id("lin"), estate.id("qiu")))
                    .orElseThrow();
            Handover lifted = estate.as("head")
                    .handovers()
                    .liftCaps(asked.id(), asked.version(), "they are experienced")
                    .orElseThrow();
            Map<RecordKey, StoredRecord> before = estate.state();
            int call = 0;
            boolean wholly = false;
            while (!wholly) {
                call++;
                for (boolean after : new boolean[] {false, true}) {
                    boolean died = killed(space, call, after, h -> h.perform(lifted.id(), lifted.version()));
                    wholly = isDone(estate, lifted.id());
                    if (!wholly) {
                        assertThat(died).isTrue();
                        assertThat(estate.state().equals(before))
                                .as("killed %s call %d", after ? "after" : "before", call)
                                .isTrue();
                    }
                }
            }
            assertThat(call).as("storage calls until it is done").isGreaterThan(20);
            Handover done = estate.as("admin").handovers().get(lifted.id()).orElseThrow();
            assertThat(done.tallies().get("customer")).isEqualTo(new Handover.Tally(CUSTOMERS, 0, 0));
            assertThat(done.tallies().get("opportunity")).isEqualTo(new Handover.Tally(DEALS, 0, 0));
            assertThat(done.tallies().get("lead")).isEqualTo(new Handover.Tally(LEADS - LEADS / 4, LEADS / 4, 0));
            assertThat(estate.flaws(kept(estate, done))).isEmpty();
            assertThat(estate.user("lan").state()).isEqualTo(User.State.DISABLED);
            assertThat(estate.as("admin").audit().verify().orElseThrow().problem())
                    .isEmpty();
        }
    }

    private static boolean isDone(Estate estate, String handover) {
        return estate.as("admin").handovers().get(handover).orElseThrow().state() == Handover.State.DONE;
    }

    private static Set<String> kept(Estate estate, Handover done) {
        return estate.items(estate.as("admin"), done.id()).stream()
                .filter(item -> item.fate() != HandoverItem.Fate.MOVED)
                .map(HandoverItem::record)
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("ACC-12 without the lift what exceeds the cap of 5,000 is refused and listed, everything else moves")
    void withoutTheLift() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (Crm office = open(space)) {
            Estate estate = new Estate(office);
            estate.fill("lan", CUSTOMERS, DEALS, LEADS);
            Handover done = estate.as("admin")
                    .handovers()
                    .perform(estate.id("lan"), Plan.leaving("leaves", estate.id("lin"), estate.id("qiu")))
                    .orElseThrow();
            assertThat(done.tallies().get("customer")).isEqualTo(new Handover.Tally(400, 0, CUSTOMERS - 400));
            assertThat(done.tallies().get("opportunity").refused()).isZero();
            assertThat(done.tallies().get("lead").moved()).isEqualTo(400);
            assertThat(estate.items(estate.as("admin"), done.id()))
                    .filteredOn(item -> item.fate() == HandoverItem.Fate.REFUSED)
                    .hasSize(CUSTOMERS - 400 + done.tallies().get("lead").refused())
                    .allMatch(item -> item.rule().orElseThrow().equals("CUS-12")
                            && item.why().orElseThrow().en().contains("200"));
            assertThat(estate.flaws(kept(estate, done))).isEmpty();
            assertThat(estate.as("admin").audit().verify().orElseThrow().problem())
                    .isEmpty();
        }
    }

    @Test
    @DisplayName(
            "ACC-12 killed at any storage call from the fence on, a handover is done, or can be gone on with or given up")
    void fromTheFenceOn() {
        for (boolean after : new boolean[] {false, true}) {
            boolean died = true;
            for (int call = 1; died; call++) {
                InMemoryStore.Space space = new InMemoryStore.Space();
                try (Crm office = open(space)) {
                    Estate estate = new Estate(office);
                    estate.fill("lan", 6, 6, 4);
                    String lan = estate.id("lan");
                    Plan plan = Plan.leaving("leaves", estate.id("lin"));
                    Map<RecordKey, StoredRecord> before = estate.state();
                    died = killed(space, call, after, h -> h.perform(lan, plan));
                    check(estate, lan, plan, before, "killed " + (after ? "after" : "before") + " call " + call, call);
                }
            }
        }
    }

    private static void check(
            Estate estate, String lan, Plan plan, Map<RecordKey, StoredRecord> before, String what, int call) {
        Handovers handovers = estate.as("admin").handovers();
        var all = handovers.list(10, java.util.Optional.empty()).orElseThrow().items();
        if (all.isEmpty()) {
            assertThat(estate.state()).as(what).isEqualTo(before);
            return;
        }
        Handover handover = all.get(0);
        if (handover.state() == Handover.State.PREPARED) {
            assertThat(estate.user("lan").state()).as(what).isEqualTo(User.State.FENCED);
            assertThat(estate.owners("customer").values()).as(what).containsOnly(lan);
            if (call % 2 == 0) {
                handovers
                        .giveUp(handover.id(), handover.version(), "again tomorrow")
                        .orElseThrow();
                assertThat(estate.user("lan").active()).as(what).isTrue();
                handover = handovers.perform(lan, plan).orElseThrow();
            } else {
                handover = handovers.perform(handover.id(), handover.version()).orElseThrow();
            }
        } else if (handover.state() == Handover.State.GIVEN_UP) {
            fail(what + ": nobody gave it up");
        }
        assertThat(handover.state()).as(what).isEqualTo(Handover.State.DONE);
        assertThat(estate.owners("customer").values()).as(what).containsOnly(estate.id("lin"));
        assertThat(estate.flaws(kept(estate, handover))).as(what).isEmpty();
    }
}
