package io.crmkit.handover;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.Decision;
import io.crmkit.access.Department;
import io.crmkit.access.Leaving;
import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.approval.Approval;
import io.crmkit.audit.AuditEntry;
import io.crmkit.audit.AuditProblem;
import io.crmkit.audit.AuditTrail;
import io.crmkit.automation.OutgoingMessage;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandoverTest {

    private final AtomicReference<Instant> time = new AtomicReference<>(TestCrm.NOON);
    private final InMemoryStore.Space space = new InMemoryStore.Space();
    private final Crm crm = TestCrm.open(new InMemoryStore(space), time::get, 3);
    private final Crm other = TestCrm.open(new InMemoryStore(space), time::get, 5);
    private final Estate estate = new Estate(crm);

    @AfterEach
    void close() {
        other.close();
        crm.close();
    }

    private Handovers handovers() {
        return estate.as("admin").handovers();
    }

    private String id(String login) {
        return estate.id(login);
    }

    private Customer customer(String owner, String name) {
        return estate.as(owner).customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private Opportunity deal(String owner, Customer customer) {
        return estate.as(owner)
                .opportunities()
                .create(NewOpportunity.of("Deal with " + customer.name(), customer.id(), Money.cny("5")))
                .orElseThrow();
    }

    private static Set<String> kept(List<HandoverItem> items) {
        return items.stream()
                .filter(item -> item.fate() != HandoverItem.Fate.MOVED)
                .map(HandoverItem::record)
                .collect(Collectors.toSet());
    }

    private String to(List<HandoverItem> items, String record) {
        return items.stream()
                .filter(item -> item.record().equals(record))
                .findFirst()
                .flatMap(HandoverItem::to)
                .orElse("nobody");
    }

    // Leaving

    @Test
    @DisplayName(
            "ACC-12 one command hands over all that a leaver holds, keeps stage, history and authorship, and disables the account")
    void leaving() {
        Customer jade = customer("lan", "Jade");
        Opportunity open = deal("lan", jade);
        Opportunity moved = estate.as("lan")
                .opportunities()
                .move(open, Stage.IN_DEPTH, Evidence.none())
                .orElseThrow();
        String lan = id("lan");
        estate.as("admin")
                .salesCodes()
                .give(lan, estate.user("lan").version(), "HB12")
                .orElseThrow();
        CrmSession leaver = other.signIn("lan");
        assertThat(leaver.customers().get(jade.id()).isDone()).isTrue();

        Handover done =
                handovers().perform(lan, Plan.leaving("goes home", id("lin"))).orElseThrow();

        assertThat(done.state()).isEqualTo(Handover.State.DONE);
        assertThat(done.tallies())
                .isEqualTo(Map.of(
                        "customer", new Handover.Tally(1, 0, 0),
                        "opportunity", new Handover.Tally(1, 0, 0),
                        "subordinate", new Handover.Tally(1, 0, 0),
                        "sales_code", new Handover.Tally(0, 1, 0)));
        Customer after = estate.as("lin").customers().get(jade.id()).orElseThrow();
        assertThat(after.owner()).contains(id("lin"));
        assertThat(after.trace().createdBy()).isEqualTo(lan);
        assertThat(after.profile()).isEqualTo(jade.profile());
        Opportunity deal = estate.as("lin").opportunities().get(open.id()).orElseThrow();
        assertThat(deal.owner()).isEqualTo(id("lin"));
        assertThat(deal.progress()).isEqualTo(moved.progress());
        assertThat(deal.progress().history())
                .extracting(Opportunity.StageChange::by)
                .containsOnly(lan);
        assertThat(deal.trace().createdBy()).isEqualTo(lan);
        assertThat(estate.user("ning").superior()).contains(id("lin"));
        User gone = estate.user("lan");
        assertThat(gone.state()).isEqualTo(User.State.DISABLED);
        assertThat(gone.salesCode()).isEmpty();
        assertThat(code(leaver.customers().get(jade.id()))).contains("access.unknown-user");
        assertThat(estate.flaws(Set.of())).isEmpty();
        assertThat(estate.as("admin").audit().verify().orElseThrow().problem()).isEmpty();
    }

    @Test
    @DisplayName("ACC-12 ACC-10 each record's history tells of the handover, though one entry speaks for many")
    void history() {
        List<Customer> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(customer("lan", "C" + i));
        }
        handovers().perform(id("lan"), Plan.leaving("goes home", id("lin"))).orElseThrow();
        for (Customer one : all) {
            List<AuditEntry> entries = estate.as("admin")
                    .audit()
                    .list(Optional.empty(), Optional.of("customer/" + one.id()), 10, Optional.empty())
                    .orElseThrow()
                    .items();
            assertThat(entries).hasSize(2);
            AuditEntry entry = entries.get(0);
            assertThat(entry.operation()).isEqualTo("handover.perform");
            assertThat(entry.times()).contains(5L);
            assertThat(entry.records().orElseThrow()).hasSize(5).containsEntry("customer/" + one.id(), 2L);
            assertThat(entry.changes()).isEqualTo(Map.of("owner", List.of(id("lan"), id("lin"))));
            assertThat(entry.reason()).contains("goes home");
        }
    }

    @Test
    @DisplayName("ACC-10 a version that nobody told of shows beside those that one entry speaks for")
    void tampered() {
        for (int i = 0; i < 5; i++) {
            customer("lan", "C" + i);
        }
        handovers().perform(id("lan"), Plan.leaving("goes home", id("lin"))).orElseThrow();
        assertThat(estate.as("admin").audit().verify().orElseThrow().intact()).isTrue();
        StoredRecord record = estate.records("customer").get(2);
        InMemoryStore store = new InMemoryStore(space);
        store.prepare(Crm.recordTypes());
        store.commit(new ChangeSet(
                record.tenant(), "tamper", List.of(new Change.Update(record.key(), record.version(), record.body()))));
        AuditTrail.Verification found = estate.as("admin").audit().verify().orElseThrow();
        assertThat(found.firstBroken()).contains(record.key() + "@3");
        assertThat(found.problem()).contains(AuditProblem.UNRECORDED);
    }

    @Test
    @DisplayName(
            "ACC-12 rules decide by kind, record, region and industry, the first that fits; others go to the successors in turn")
    void rules() {
        estate.fill("lan", 12, 12, 4);
        String lan = id("lan");
        String lin = id("lin");
        String qiu = id("qiu");
        String ma = id("ma");
        String special = estate.owners("customer").keySet().iterator().next();
        Plan plan = Plan.leaving("goes home", lin, qiu)
                .with(Plan.Rule.to(ma).forRecords(Set.of("customer/" + special)))
                .with(Plan.Rule.to(ma).forKinds("lead", "subordinate"))
                .with(Plan.Rule.to(qiu).forRegions("Hubei").forIndustries("retail"));
        Handover done = handovers().perform(lan, plan).orElseThrow();
        List<HandoverItem> items = estate.items(estate.as("admin"), done.id());
        assertThat(to(items, "customer/" + special)).isEqualTo(ma);
        assertThat(to(items, "user/" + id("ning"))).isEqualTo(ma);
        assertThat(items)
                .filteredOn(item -> item.kind().equals("lead") && item.fate() == HandoverItem.Fate.MOVED)
                .hasSize(3)
                .allMatch(item -> item.to().equals(Optional.of(ma)));
        int inTurn = 0;
        Map<String, Integer> taken = new java.util.TreeMap<>();
        for (HandoverItem item : items) {
            if (item.kind().equals("customer") && !item.record().endsWith(special)) {
                Customer customer = estate.as("director")
                        .customers()
                        .get(item.record().substring(9))
                        .orElseThrow();
                boolean ruled = customer.profile().region().equals(Optional.of("Hubei"))
                        && customer.profile().industry().equals(Optional.of("retail"));
                if (ruled) {
                    assertThat(item.to()).contains(qiu);
                } else {
                    inTurn++;
                    taken.merge(item.to().orElseThrow(), 1, Integer::sum);
                }
            }
        }
        assertThat(Math.abs(taken.get(lin) - taken.get(qiu))).isLessThanOrEqualTo(inTurn % 2);
        for (Opportunity each : estate.as("director")
                .opportunities()
                .list(Filter.all(), 100, Optional.empty())
                .orElseThrow()
                .items()) {
            assertThat(each.owner())
                    .as("a deal goes along with its customer")
                    .isEqualTo(estate.owners("customer").get(each.terms().customer()));
        }
        assertThat(estate.flaws(kept(items))).isEmpty();
    }

    @Test
    @DisplayName(
            "ACC-12 open leads move, those that came to nothing stay with their author, finished deals only when the plan says so")
    void finished() {
        estate.fill("lan", 5, 5, 4);
        Preview all =
                handovers().preview(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(all.tallies().get("lead")).isEqualTo(new Handover.Tally(3, 1, 0));
        assertThat(all.tallies().get("opportunity")).isEqualTo(new Handover.Tally(5, 0, 0));
        Preview without = handovers()
                .preview(id("lan"), Plan.leaving("goes", id("lin")).leavingFinished())
                .orElseThrow();
        assertThat(without.tallies().get("opportunity")).isEqualTo(new Handover.Tally(4, 1, 0));
    }

    @Test
    @DisplayName(
            "ACC-12 on a move roles and department change, and the account goes on with what it could not hand over")
    void moving() {
        Department north = estate.as("admin")
                .departments()
                .create("North", Optional.empty())
                .orElseThrow();
        customer("lan", "Jade");
        Plan plan =
                Plan.moving("to marketing", new Leaving.Place(Set.of("marketing"), Optional.of(north.id())), id("lin"));
        handovers().perform(id("lan"), plan).orElseThrow();
        User lan = estate.user("lan");
        assertThat(lan.active()).isTrue();
        assertThat(lan.roles()).containsExactly("marketing");
        assertThat(lan.department()).contains(north.id());
        assertThat(estate.owners("customer").values()).containsOnly(id("lin"));
        assertThat(code(handovers()
                        .perform(
                                id("qiu"),
                                Plan.moving("up", new Leaving.Place(Set.of("emperor"), Optional.empty()), id("lin")))))
                .contains("access.unknown-role");
        assertThat(estate.user("qiu").active()).isTrue();
    }

    @Test
    @DisplayName(
            "ACC-12 a subordinate who takes the leaver's place reports to the leaver's superior, the others to the one who takes it")
    void subordinates() {
        estate.as("admin")
                .users()
                .create(NewUser.of("Nan", "sales-rep").below(id("lan")))
                .orElseThrow();
        handovers().perform(id("lan"), Plan.leaving("goes", id("ning"))).orElseThrow();
        assertThat(estate.user("ning").superior()).contains(id("ma"));
        assertThat(estate.user("nan").superior()).contains(id("ning"));
    }

    @Test
    @DisplayName("ACC-12 a subordinate cannot come below somebody further down: it is refused and listed (ACC-04)")
    void subordinateCycle() {
        estate.as("admin")
                .users()
                .create(NewUser.of("Deep", "sales-rep").below(id("ning")))
                .orElseThrow();
        Handover done =
                handovers().perform(id("lan"), Plan.leaving("goes", id("deep"))).orElseThrow();
        assertThat(done.tallies().get("subordinate")).isEqualTo(new Handover.Tally(0, 0, 1));
        assertThat(estate.items(estate.as("admin"), done.id()).get(0).rule()).contains("ACC-04");
        assertThat(estate.user("ning").superior()).contains(id("lan"));
    }

    @Test
    @DisplayName("DAT-03 a handover that is asked for twice under one key is done once and answered alike")
    void repeated() {
        customer("lan", "A");
        Plan plan = Plan.leaving("goes", id("lin"));
        Handovers keyed = crm.signIn("admin").withRequestKey("k1").handovers();
        Handover first = keyed.perform(id("lan"), plan).orElseThrow();
        Map<RecordKey, StoredRecord> after = estate.state();
        assertThat(keyed.perform(id("lan"), plan).orElseThrow()).isEqualTo(first);
        assertThat(estate.state()).isEqualTo(after);
    }

    @Test
    @DisplayName("ACC-12 a handover of nothing is nothing, but the account's end and its record")
    void nothing() {
        Preview preview =
                handovers().preview(id("qiu"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(preview.items()).isEmpty();
        Map<RecordKey, StoredRecord> before = estate.state();
        Handover done =
                handovers().perform(id("qiu"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(done.tallies()).isEmpty();
        Map<RecordKey, StoredRecord> after = estate.state();
        Set<String> changed = new TreeSet<>();
        after.forEach((key, record) -> {
            if (!record.equals(before.get(key))) {
                changed.add(key.toString());
            }
        });
        assertThat(changed)
                .containsExactlyInAnyOrder("directory_head/directory", "handover/" + done.id(), "user/" + id("qiu"));
    }

    // The team, reminders

    @Test
    @DisplayName("ACC-12 team memberships go to the successor with what the member might do and until when")
    void memberships() {
        Customer jade = customer("qiu", "Jade");
        Opportunity deal = deal("qiu", jade);
        Instant until = TestCrm.NOON.plus(Duration.ofDays(30));
        Opportunity shared = estate.as("qiu")
                .opportunities()
                .addToTeam(deal.id(), deal.version(), id("lan"), true, Optional.of(until))
                .orElseThrow();
        Handover done =
                handovers().perform(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(done.tallies().get("membership")).isEqualTo(new Handover.Tally(1, 0, 0));
        Opportunity after = estate.as("lin").opportunities().get(deal.id()).orElseThrow();
        assertThat(after.team()).containsExactly(new Opportunity.TeamMember(id("lin"), true, Optional.of(until)));
        assertThat(after.owner()).isEqualTo(shared.owner());
        assertThat(estate.as("lin").customers().get(jade.id()).isDone()).isTrue();
        time.set(until);
        assertThat(estate.as("lin").opportunities().get(deal.id()).isDone()).isFalse();
    }

    @Test
    @DisplayName("ACC-12 reminders and their messages that have not gone out go along; those of the own account stay")
    void reminders() {
        try (Crm node = Crm.builder()
                .store(new InMemoryStore(space))
                .clock(time::get)
                .zone(TestCrm.ZONE)
                .pause(pause -> Thread.onSpinWait())
                .notification(new Silent())
                .open()) {
            estate.fill("lan", 3, 0, 0);
            estate.bought("lan", 3, LocalDate.of(2026, 3, 1));
            CrmSession admin = node.signIn("admin");
            admin.policies()
                    .publish("automation: { channels: [{ id: silent, address: LOGIN }] }", "test")
                    .orElseThrow();
            time.set(time.get().plus(Duration.ofDays(100)));
            admin.grades().regrade().orElseThrow();
            assertThat(reminders("lan")).hasSize(3);
            assertThat(waiting(node)).hasSize(3).containsOnly(id("lan"));
            Handover done = admin.handovers()
                    .perform(id("lan"), Plan.leaving("goes", id("lin")))
                    .orElseThrow();
            assertThat(done.tallies().get("reminder")).isEqualTo(new Handover.Tally(3, 0, 0));
            assertThat(reminders("lin")).hasSize(3);
            assertThat(waiting(node)).hasSize(3).containsOnly(id("lin"));
        }
        assertThat(estate.flaws(Set.of())).isEmpty();
    }

    private static List<String> waiting(Crm node) {
        return node
                .signIn("admin")
                .messages()
                .list(OutgoingMessage.State.WAITING, 100, Optional.empty())
                .orElseThrow()
                .items()
                .stream()
                .map(OutgoingMessage::recipient)
                .toList();
    }

    /** A channel that nothing is ever sent through. */
    private static final class Silent implements NotificationChannelProvider {
        @Override
        public String id() {
            return "silent";
        }

        @Override
        public NotificationChannel open(Parameters parameters) {
            return new NotificationChannel() {
                @Override
                public Receipt send(Message message) {
                    return Receipt.retry("not now");
                }

                @Override
                public void close() {}
            };
        }
    }

    private List<Reminder> reminders(String login) {
        return estate
                .as("director")
                .reminders()
                .list(Reminder.State.OPEN, 100, Optional.empty())
                .orElseThrow()
                .items()
                .stream()
                .filter(r -> r.recipient().equals(id(login)))
                .toList();
    }

    // Approvals

    private Opportunity inDepth(String owner) {
        Customer customer = customer(owner, "Jade of " + owner);
        Opportunity open = deal(owner, customer);
        return estate.as(owner)
                .opportunities()
                .move(open, Stage.IN_DEPTH, Evidence.none())
                .orElseThrow();
    }

    private String movesBack(String login, Opportunity deal) {
        Outcome<Opportunity> outcome =
                estate.as(login).opportunities().move(deal, Stage.INITIAL_CONTACT, Evidence.because("too early"));
        assertThat(outcome).isInstanceOf(Outcome.Pending.class);
        return ((Outcome.Pending<Opportunity>) outcome).approval();
    }

    @Test
    @DisplayName("ACC-12 APR-01 what the leaver has to decide, the successor decides")
    void pendingApprovals() {
        Opportunity deal = inDepth("lan");
        String approval = movesBack("lan", deal);
        Handover done = handovers()
                .perform(id("ma"), Plan.leaving("goes", id("director")))
                .orElseThrow();
        assertThat(done.tallies().get("approval")).isEqualTo(new Handover.Tally(1, 0, 0));
        Approval waits = estate.as("director").approvals().of(approval).orElseThrow();
        assertThat(waits.turn()).containsExactly(id("director"));
        estate.as("director")
                .approvals()
                .approve(approval, waits.version(), Optional.empty())
                .orElseThrow();
        assertThat(estate.as("director")
                        .opportunities()
                        .get(deal.id())
                        .orElseThrow()
                        .stage())
                .isEqualTo(Stage.INITIAL_CONTACT);
        assertThat(reminders("ma")).isEmpty();
    }

    @Test
    @DisplayName(
            "ACC-12 APR-01 what the leaver has submitted is taken back and its lock ends, so that the deal changes hands")
    void submissions() {
        Opportunity deal = inDepth("lan");
        String approval = movesBack("lan", deal);
        Preview preview =
                handovers().preview(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        Handover done =
                handovers().perform(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(done.tallies()).isEqualTo(preview.tallies());
        assertThat(done.tallies().get("submission")).isEqualTo(new Handover.Tally(0, 1, 0));
        assertThat(done.tallies().get("opportunity")).isEqualTo(new Handover.Tally(1, 0, 0));
        assertThat(estate.as("ma").approvals().of(approval).orElseThrow().state())
                .isEqualTo(Approval.State.RECALLED);
        Opportunity moved = estate.as("lin").opportunities().get(deal.id()).orElseThrow();
        assertThat(moved.stage()).isEqualTo(Stage.IN_DEPTH);
        assertThat(movesBack("lin", moved)).isNotEqualTo(approval);
        assertThat(estate.as("admin").audit().verify().orElseThrow().problem()).isEmpty();
    }

    @Test
    @DisplayName(
            "ACC-12 APR-01 a deal that somebody else has under approval is locked: it is refused and listed, and handed over later")
    void lockedBySomebodyElse() {
        Opportunity deal = inDepth("lan");
        Opportunity shared = estate.as("lan")
                .opportunities()
                .addToTeam(deal.id(), deal.version(), id("qiu"), true, Optional.empty())
                .orElseThrow();
        String approval = movesBack("qiu", shared);
        Handover done =
                handovers().perform(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(done.tallies().get("opportunity")).isEqualTo(new Handover.Tally(0, 0, 1));
        assertThat(done.tallies().get("customer")).isEqualTo(new Handover.Tally(1, 0, 0));
        assertThat(estate.items(estate.as("admin"), done.id()))
                .filteredOn(item -> item.fate() == HandoverItem.Fate.REFUSED)
                .allMatch(item -> item.rule().equals(Optional.of("APR-01")))
                .hasSize(1);
        Approval waits = estate.as("qiu").approvals().of(approval).orElseThrow();
        estate.as("qiu")
                .approvals()
                .recall(approval, waits.version(), Optional.empty())
                .orElseThrow();
        Handover rest =
                handovers().perform(id("lan"), Plan.leaving("rest", id("lin"))).orElseThrow();
        assertThat(rest.tallies()).isEqualTo(Map.of("opportunity", new Handover.Tally(1, 0, 0)));
    }

    @Test
    @DisplayName("ACC-12 APR-01 whoever was to decide while somebody is away is followed by the successor")
    void delegations() {
        Instant until = TestCrm.NOON.plus(Duration.ofDays(10));
        estate.as("ma")
                .approvals()
                .absence(TestCrm.NOON.plusSeconds(60), until, id("lan"))
                .orElseThrow();
        Handover done =
                handovers().perform(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(done.tallies().get("absence")).isEqualTo(new Handover.Tally(1, 0, 0));
        assertThat(estate.records("absence").get(0).payload())
                .contains(id("lin"))
                .doesNotContain(id("lan"));
    }

    // The fence

    @Test
    @DisplayName("ACC-12 behind the fence nothing can be taken or given, on every node, and explain tells so")
    void fence() {
        Customer jade = customer("qiu", "Jade");
        CrmSession leaver = other.signIn("lan");
        Handover prepared =
                handovers().prepare(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(prepared.state()).isEqualTo(Handover.State.PREPARED);
        assertThat(code(leaver.customers().create(NewCustomer.named("Late")))).contains("access.unknown-user");
        assertThat(other.trySignIn("lan").isDone()).isFalse();
        assertThat(code(estate.as("admin")
                        .customers()
                        .assign(jade.id(), jade.version(), Optional.of(id("lan")), "for a reason")))
                .contains("access.unknown-user");
        User lan = estate.user("lan");
        assertThat(lan.state()).isEqualTo(User.State.FENCED);
        assertThat(code(estate.as("admin").users().changeActive(lan.id(), lan.version(), true)))
                .contains("access.fenced");
        assertThat(code(estate.as("admin").users().delete(lan.id(), lan.version())))
                .contains("access.fenced");
        assertThat(code(handovers().prepare(lan.id(), Plan.leaving("again", id("qiu")))))
                .contains("access.fenced");
        Decision decision =
                estate.as("admin").access().explain("lan", "view", "customer").orElseThrow();
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.grounds().get(0).kind()).isEqualTo(Decision.Kind.ACCOUNT);
        assertThat(decision.grounds().get(0).text().en()).contains("fenced");
        assertThat(decision.needed().get(0).zh()).contains("交接");
        Handover back = handovers()
                .giveUp(prepared.id(), prepared.version(), "stays after all")
                .orElseThrow();
        assertThat(back.state()).isEqualTo(Handover.State.GIVEN_UP);
        assertThat(estate.user("lan").active()).isTrue();
        assertThat(other.signIn("lan")
                        .customers()
                        .create(NewCustomer.named("Now"))
                        .isDone())
                .isTrue();
        assertThat(code(handovers().perform(back.id(), back.version()))).contains("handover.over");
    }

    @Test
    @DisplayName(
            "ACC-12 what the leaver takes on another node while it is handed over is handed over or never taken: no orphan")
    void race() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 25; round++) {
                String login = "rep" + round;
                String id = estate.as("admin")
                        .users()
                        .create(NewUser.of(login, "sales-rep").below(id("ma")))
                        .orElseThrow()
                        .id();
                Customer pooled = customer("qiu", "Pooled " + round);
                AtomicBoolean over = new AtomicBoolean();
                CrmSession leaver = other.signIn(login);
                Future<Integer> taking = threads.submit(() -> {
                    int taken = 0;
                    while (!over.get()) {
                        if (leaver.customers()
                                .create(NewCustomer.named(login + " " + taken))
                                .isDone()) {
                            taken++;
                        }
                    }
                    return taken;
                });
                Future<Outcome<Customer>> giving = threads.submit(() -> other.signIn("admin")
                        .customers()
                        .assign(pooled.id(), pooled.version(), Optional.of(id), "for a reason"));
                Thread.sleep(round % 5);
                Handover done = handovers()
                        .perform(id, Plan.leaving("goes", id("lin"), id("ma")))
                        .orElseThrow();
                over.set(true);
                taking.get();
                giving.get();
                assertThat(estate.owners("customer").values())
                        .as("round %d: %s", round, done.tallies())
                        .doesNotContain(id);
                estate.cap(100_000);
            }
            assertThat(estate.flaws(Set.of())).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    // Caps

    @Test
    @DisplayName("ACC-12 CUS-12 only an approver who neither asks, leaves nor takes over lifts the cap (ACC-19)")
    void lift() {
        estate.cap(2);
        customer("lan", "A");
        customer("lan", "B");
        customer("lin", "C");
        String lan = id("lan");
        Plan plan =
                Plan.leaving("goes", id("lin")).with(Plan.Rule.to(id("head")).forKinds("lead"));
        Handover asked = estate.as("director").handovers().prepare(lan, plan).orElseThrow();
        Preview refused = handovers().preview(asked.id()).orElseThrow();
        assertThat(refused.tallies().get("customer")).isEqualTo(new Handover.Tally(1, 0, 1));
        assertThat(code(estate.as("director").handovers().liftCaps(asked.id(), asked.version(), "mine")))
                .as("who asks")
                .contains("handover.own-lift");
        assertThat(code(estate.as("head").handovers().liftCaps(asked.id(), asked.version(), "mine")))
                .as("who takes over")
                .contains("handover.own-lift");
        assertThat(code(estate.as("admin").handovers().liftCaps(asked.id(), asked.version(), "mine")))
                .as("without the permission")
                .contains("access.permission-missing");
        estate.as("admin")
                .users()
                .create(NewUser.of("Vice", "sales-vice-president"))
                .orElseThrow();
        Handover lifted = estate.as("vice")
                .handovers()
                .liftCaps(asked.id(), asked.version(), "she can do it")
                .orElseThrow();
        assertThat(lifted.lift().orElseThrow().by()).isEqualTo(id("vice"));
        assertThat(handovers().preview(asked.id()).orElseThrow().tallies().get("customer"))
                .isEqualTo(new Handover.Tally(2, 0, 0));
        Handover done = estate.as("director")
                .handovers()
                .perform(lifted.id(), lifted.version())
                .orElseThrow();
        assertThat(done.tallies().get("customer")).isEqualTo(new Handover.Tally(2, 0, 0));
        assertThat(code(estate.as("lin").customers().create(NewCustomer.named("D"))))
                .as("for this handover only")
                .contains("access.cap-reached");
    }

    @Test
    @DisplayName(
            "ACC-12 APR-01 whoever hands over asks for the lift; of those who may decide nobody does who asks, leaves or takes over")
    void askedLift() {
        estate.cap(1);
        customer("lan", "A");
        customer("lin", "B");
        Handover asked = estate.as("admin")
                .handovers()
                .prepare(
                        id("lan"),
                        Plan.leaving("goes", id("lin"))
                                .with(Plan.Rule.to(id("head")).forKinds("lead")))
                .orElseThrow();
        Outcome<Handover> waits = handovers().askToLiftCaps(asked.id(), asked.version(), "she can do it");
        assertThat(waits).isInstanceOf(Outcome.Pending.class);
        String approval = ((Outcome.Pending<Handover>) waits).approval();
        assertThat(code(handovers().askToLiftCaps(asked.id(), asked.version(), "once more")))
                .as("asked for once")
                .contains("approval.locked");
        assertThat(code(handovers().giveUp(asked.id(), asked.version(), "too slow")))
                .as("while it waits")
                .contains("approval.locked");
        long version = estate.as("head").approvals().of(approval).orElseThrow().version();
        assertThat(code(estate.as("head").approvals().approve(approval, version, Optional.empty())))
                .as("who takes over")
                .contains("handover.own-lift");
        estate.as("director")
                .approvals()
                .approve(approval, version, Optional.empty())
                .orElseThrow();
        Handover lifted = handovers().get(asked.id()).orElseThrow();
        assertThat(lifted.lift().orElseThrow().by()).isEqualTo(id("director"));
        assertThat(handovers()
                        .perform(lifted.id(), lifted.version())
                        .orElseThrow()
                        .tallies()
                        .get("customer"))
                .isEqualTo(new Handover.Tally(1, 0, 0));
    }

    @Test
    @DisplayName(
            "ACC-12 what was refused can be handed over to somebody else afterwards, and then the account can be deleted")
    void afterwards() {
        estate.cap(1);
        customer("lan", "A");
        estate.cap(2);
        customer("lan", "B");
        estate.cap(1);
        handovers().perform(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        User lan = estate.user("lan");
        assertThat(code(estate.as("admin").users().delete(lan.id(), lan.version())))
                .contains("access.still-owns");
        Handover rest = handovers()
                .perform(lan.id(), Plan.leaving("the rest", id("qiu")))
                .orElseThrow();
        assertThat(rest.tallies()).isEqualTo(Map.of("customer", new Handover.Tally(1, 0, 0)));
        User left = estate.user("lan");
        assertThat(left.state()).isEqualTo(User.State.DISABLED);
        assertThat(estate.as("admin").users().delete(left.id(), left.version()).isDone())
                .isTrue();
    }

    @Test
    @DisplayName("ACC-12 what no store takes at once is refused with figures, and the fence is taken away")
    void tooLarge() {
        estate.fill("lan", 60, 0, 0);
        StoreProfile profile = StoreProfile.allBut(Set.of(), 100, 1024 * 1024).bounded();
        InMemoryStore sound = new InMemoryStore(space);
        RecordStore small = (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    try {
                        return method.getName().equals("profile") ? profile : method.invoke(sound, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Crm node = TestCrm.open(small, time::get, 7);
        Map<String, String> owners = estate.owners("customer");
        Plan plan = Plan.leaving("goes", id("lin"));
        Handovers narrow = node.signIn("admin").handovers();
        assertThat(code(narrow.preview(id("lan"), plan))).contains("handover.too-large");
        Outcome<Handover> refused = narrow.perform(id("lan"), plan);
        assertThat(refused.refusals().get(0).message(Locale.CHINESE)).contains("100");
        assertThat(estate.owners("customer")).isEqualTo(owners);
        assertThat(estate.user("lan").active()).isTrue();
        assertThat(handovers()
                        .list(1, Optional.empty())
                        .orElseThrow()
                        .items()
                        .get(0)
                        .state())
                .isEqualTo(Handover.State.GIVEN_UP);
    }

    // Who may

    @Test
    @DisplayName(
            "ACC-12 ACC-08 nobody hands over himself, nobody hands over without the permission, and nobody takes over from himself")
    void may() {
        Plan plan = Plan.leaving("goes", id("lin"));
        assertThat(code(handovers().perform(id("admin"), plan))).contains("access.not-oneself");
        assertThat(code(estate.as("ma").handovers().perform(id("lan"), plan))).contains("access.permission-missing");
        assertThat(code(handovers().perform(id("lan"), Plan.leaving("goes", id("lan")))))
                .contains("handover.to-oneself");
        assertThat(code(handovers().perform(id("lan"), Plan.leaving("goes", "nobody"))))
                .contains("access.unknown-user");
        Outcome<Handover> kind =
                handovers().perform(id("lan"), plan.with(Plan.Rule.to(id("lin")).forKinds("custmer")));
        assertThat(kind.refusals())
                .extracting(Refusal::code, r -> r.suggestion().orElse(""))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("handover.unknown-kind", "customer"));
        assertThat(handovers().perform(id("lan"), Plan.leaving(" ", id("lin"))).refusals())
                .extracting(r -> r.field().orElse(""))
                .contains("reason");
        assertThat(estate.user("lan").active()).isTrue();
    }

    @Test
    @DisplayName("ACC-12 ACC-06 readers of a handover see of its items what they may see of the records")
    void readers() {
        customer("lan", "A");
        deal("lan", customer("lan", "B"));
        Handover done =
                handovers().perform(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(estate.items(estate.as("admin"), done.id())).hasSize(4);
        assertThat(estate.items(estate.as("head"), done.id()))
                .as("the company head sees customers, deals and people")
                .hasSize(4);
        assertThat(estate.items(estate.as("ma"), done.id())).hasSize(4);
        assertThat(estate.as("lin").handovers().get(done.id()).isDone()).isFalse();
        estate.as("admin")
                .policies()
                .publish("access: { roles: { sales-rep: { permissions: [handover:view, customer:view] } } }", "test")
                .orElseThrow();
        assertThat(estate.items(estate.as("lin"), done.id()))
                .extracting(HandoverItem::kind)
                .containsOnly("customer");
        assertThat(code(estate.as("qiu").handovers().get(done.id()))).contains("shared.not-found");
        assertThat(code(estate.as("qiu").handovers().items("none", Optional.empty())))
                .contains("shared.not-found");
    }

    // Laws

    @Test
    @DisplayName(
            "ACC-12 whatever the plan: moved + kept + refused is what was held, the preview is what then happens, ledgers are what counts")
    void laws() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            InMemoryStore.Space own = new InMemoryStore.Space();
            try (Crm node = TestCrm.open(new InMemoryStore(own), time::get, seed)) {
                Estate world = new Estate(node);
                int customers = 1 + random.nextInt(12);
                world.fill("lan", customers, random.nextInt(15), random.nextInt(8));
                if (random.nextBoolean()) {
                    world.bought("lan", customers, LocalDate.of(2026, 3, 1));
                }
                world.cap(1 + random.nextInt(12));
                String lan = world.id("lan");
                Plan plan = plan(random, world);
                Map<String, Map<String, Integer>> held = world.recount();
                Preview preview =
                        world.as("admin").handovers().preview(lan, plan).orElseThrow();
                Handover done = world.as("admin").handovers().perform(lan, plan).orElseThrow();
                List<HandoverItem> items = world.items(world.as("admin"), done.id());
                String what = "seed " + seed + " " + plan + " " + done.tallies();
                assertThat(items).as(what).isEqualTo(preview.items());
                assertThat(done.tallies()).as(what).isEqualTo(preview.tallies());
                held.getOrDefault(lan, Map.of())
                        .forEach((kind, count) -> assertThat(
                                        done.tallies().get(kind).all())
                                .as(what + kind)
                                .isEqualTo(count));
                for (HandoverItem item : items) {
                    String owner = world.owners(item.kind())
                            .get(item.record().substring(item.record().indexOf('/') + 1));
                    if (owner != null) {
                        assertThat(owner)
                                .as(what + item)
                                .isEqualTo(
                                        item.fate() == HandoverItem.Fate.MOVED
                                                ? item.to().orElseThrow()
                                                : lan);
                    }
                }
                assertThat(world.flaws(kept(items))).as(what).isEmpty();
                assertThat(world.as("admin").audit().verify().orElseThrow().problem())
                        .as(what)
                        .isEmpty();
            }
        }
    }

    private static Plan plan(Random random, Estate world) {
        List<String> people = List.of(world.id("lin"), world.id("qiu"), world.id("ma"), world.id("ning"));
        String first = people.get(random.nextInt(4));
        Plan plan = random.nextBoolean()
                ? Plan.leaving("goes", first)
                : Plan.leaving("goes", first, people.get(random.nextInt(4)));
        for (int i = random.nextInt(4); i > 0; i--) {
            Plan.Rule rule = Plan.Rule.to(people.get(random.nextInt(4)), people.get(random.nextInt(4)));
            plan = plan.with(
                    switch (random.nextInt(4)) {
                        case 0 -> rule.forKinds("opportunity");
                        case 1 -> rule.forRegions("Hubei", "Hunan");
                        case 2 -> rule.forIndustries("retail").forKinds("customer");
                        default -> rule.forKinds("lead", "subordinate");
                    });
        }
        return random.nextBoolean() ? plan.leavingFinished() : plan;
    }

    @Test
    @DisplayName("ACC-12 a lead that is closed stays with its author and keeps nobody from deleting the account")
    void closedLeads() {
        estate.fill("lan", 0, 0, 4);
        handovers().perform(id("lan"), Plan.leaving("goes", id("lin"))).orElseThrow();
        assertThat(estate.owners("lead").values().stream()
                        .filter(id("lan")::equals)
                        .count())
                .isEqualTo(1);
        Lead taken = estate.as("lin")
                .leads()
                .list(10, Optional.empty())
                .orElseThrow()
                .items()
                .get(0);
        assertThat(taken.status()).isEqualTo(ContactState.IN_CONTACT);
        User lan = estate.user("lan");
        assertThat(estate.as("admin").users().delete(lan.id(), lan.version()).isDone())
                .isTrue();
    }

    @Test
    @DisplayName("ACC-12 ACC-07 nobody distributes by a field that he does not see: the items would tell it")
    void rulesBehindWalls() {
        estate.as("admin")
                .policies()
                .publish("access: { roles: { administrator: { walls: { customer.region: HIDDEN } } } }", "discreet")
                .orElseThrow();
        Plan byRegion =
                Plan.leaving("goes", id("lin")).with(Plan.Rule.to(id("qiu")).forRegions("Hubei"));
        Plan byType =
                Plan.leaving("goes", id("lin")).with(Plan.Rule.to(id("qiu")).forTypes("enterprise"));
        assertThat(code(estate.as("admin").handovers().preview(id("lan"), byRegion)))
                .contains("access.walled-question");
        assertThat(code(estate.as("admin").handovers().prepare(id("lan"), byRegion)))
                .contains("access.walled-question");
        assertThat(estate.as("admin").handovers().preview(id("lan"), byType).isDone())
                .isTrue();
    }
}
