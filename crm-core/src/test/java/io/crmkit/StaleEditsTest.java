package io.crmkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.AccountApplication;
import io.crmkit.access.Department;
import io.crmkit.access.Grant;
import io.crmkit.access.NewUser;
import io.crmkit.access.PermissionRequest;
import io.crmkit.access.Reach;
import io.crmkit.access.Right;
import io.crmkit.access.Transfer;
import io.crmkit.access.User;
import io.crmkit.access.UserProfile;
import io.crmkit.approval.Approval;
import io.crmkit.automation.OutgoingMessage;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.Contact;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.FollowUp;
import io.crmkit.customer.Merges;
import io.crmkit.customer.NewContact;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Proposal;
import io.crmkit.document.Document;
import io.crmkit.document.Shelf;
import io.crmkit.handover.Handover;
import io.crmkit.handover.Plan;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.trial.Trial;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every operation that takes what somebody has read, by id and version: it refuses when that is not what is there (DAT-03, CUS-06). */
class StaleEditsTest {

    /** Does something with a record as it was read. */
    private interface Deed {
        Outcome<?> with(String id, long version);
    }

    /** A deed that would succeed with a record as it is. */
    private record Case(String id, long version, Deed deed) {}

    private final TestCrm test = new TestCrm();
    private final Crm crm = Crm.builder()
            .store(new InMemoryStore(test.space))
            .clock(test.time::get)
            .zone(TestCrm.ZONE)
            .random(new Random(5))
            .contents(new Shelf())
            .notification(new Refusing())
            .via("test")
            .open();
    private final CrmSession admin = crm.signIn("admin");
    private final CrmSession director = crm.signIn("director");
    private final CrmSession manager = crm.signIn("manager.ma");
    private final CrmSession lan = crm.signIn("lan");
    private final CrmSession fen = crm.signIn("fen");
    private final String lin = test.id("lin");
    private int number;

    /** A channel that takes nothing. */
    private static final class Refusing implements NotificationChannelProvider {
        @Override
        public String id() {
            return "mail";
        }

        @Override
        public NotificationChannel open(Parameters parameters) {
            return new NotificationChannel() {
                @Override
                public Receipt send(Message message) {
                    return Receipt.rejected("nobody there");
                }
            };
        }
    }

    @AfterEach
    void close() {
        crm.close();
        test.close();
    }

    // What is read

    private String named(String what) {
        return what + " " + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(number % 26) + number++;
    }

    private Customer customer() {
        return lan.customers().create(NewCustomer.named(named("Company"))).orElseThrow();
    }

    private Customer pooled() {
        Customer own = customer();
        return lan.pool().release(own.id(), own.version(), "no time").orElseThrow();
    }

    private Lead lead(CrmSession who) {
        Lead.Facts facts = facts();
        return who.leads()
                .create(new Leads.NewLead(facts, ContactState.NOT_CONTACTED, Optional.empty()))
                .orElseThrow();
    }

    private Lead.Facts facts() {
        return new Lead.Facts(
                Optional.of(named("Lead")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Contact contact() {
        return lan.contacts()
                .create(NewContact.of(customer().id(), Contact.Details.of("Wang", "13800138000")))
                .orElseThrow();
    }

    private FollowUp.Said said() {
        return FollowUp.Said.of(test.time.get(), FollowUp.Method.CALL, "called");
    }

    private Opportunity deal() {
        return lan.opportunities()
                .create(NewOpportunity.of(named("Deal"), customer().id(), Money.cny("5")))
                .orElseThrow();
    }

    private Opportunity won() {
        return lan.opportunities()
                .move(deal(), Stage.WON, Evidence.contract("H1", Money.cny("5"), LocalDate.of(2026, 3, 1)))
                .orElseThrow();
    }

    private User user() {
        return admin.users().create(NewUser.of(named("User"), "sales-rep")).orElseThrow();
    }

    private Department department() {
        return admin.departments().create(named("Department"), Optional.empty()).orElseThrow();
    }

    private AccountApplication application() {
        return crm.applyForAccount(new AccountApplication.Draft(
                        new UserProfile(named("New"), Optional.of("new" + number + "@example.com"), Optional.empty()),
                        "would like to"))
                .orElseThrow();
    }

    private Handover handover() {
        return admin.handovers().prepare(user().id(), Plan.leaving("goes", lin)).orElseThrow();
    }

    private static InputStream text() {
        return new ByteArrayInputStream(new byte[] {'x'});
    }

    private Document document() {
        return lan.documents()
                .add("lead/" + lead(lan).id(), Document.Place.of("a.txt"), Optional.empty(), text())
                .orElseThrow();
    }

    private static String pending(Outcome<?> outcome) {
        return ((Outcome.Pending<?>) outcome).approval();
    }

    private Approval read(String id) {
        return admin.approvals().of(id).orElseThrow();
    }

    /** A backward move, for which the manager is asked. */
    private Approval waiting() {
        Opportunity later = lan.opportunities()
                .move(deal(), Stage.IN_DEPTH, Evidence.none())
                .orElseThrow();
        return read(pending(lan.opportunities().move(later, Stage.INITIAL_CONTACT, Evidence.because("too early"))));
    }

    private void approve(CrmSession who, String id) {
        who.approvals().approve(id, read(id).version(), Optional.empty()).orElseThrow();
    }

    private Grant grant(String permission) {
        String id = pending(lan.grants()
                .request(new PermissionRequest(
                        Right.permissions(Reach.OWN, permission), Optional.empty(), "covers for Qiu", "order 7")));
        approve(manager, id);
        approve(admin, id);
        return lan.grants().mine().orElseThrow().stream()
                .filter(grant -> grant.right().toString().contains(permission.substring(0, permission.indexOf(':'))))
                .findFirst()
                .orElseThrow();
    }

    private Trial trial() {
        String email = "trial" + number++ + "@example.com";
        approve(
                manager,
                pending(lan.trials()
                        .apply(
                                customer().id(),
                                Trial.Registrant.of("Company", "Wang", "13812345678", email),
                                "wants to try")));
        return lan.trials().list(100, Optional.empty()).orElseThrow().items().stream()
                .filter(trial -> trial.registrant().email().equals(Optional.of(email)))
                .findFirst()
                .orElseThrow();
    }

    private Proposal proposal() {
        Customer sloppy = lan.customers()
                .create(NewCustomer.of(
                        Customer.Profile.named(named("Company")).withFields(Map.of("contactName", "none"))))
                .orElseThrow();
        admin.cleansing().run().orElseThrow();
        return lan.cleansing().of(sloppy.id()).orElseThrow().get(0);
    }

    /** About a lead that goes to the pool soon. */
    private Reminder reminder() {
        Lead idle = lead(lan);
        test.time.updateAndGet(time -> time.plus(Duration.ofDays(23)));
        director.leadPool().recycle().orElseThrow();
        return lan.reminders().list(Reminder.State.OPEN, 100, Optional.empty()).orElseThrow().items().stream()
                .filter(reminder -> reminder.subject().equals("lead/" + idle.id()))
                .findFirst()
                .orElseThrow();
    }

    /** About the same, which nobody takes. */
    private OutgoingMessage message() {
        reminder();
        admin.messages().deliver(100).orElseThrow();
        return admin.messages()
                .list(OutgoingMessage.State.PARKED, 100, Optional.empty())
                .orElseThrow()
                .items()
                .get(0);
    }

    // What is done

    private static Case of(Entity<?> read, Deed deed) {
        return new Case(read.id(), read.version(), deed);
    }

    /** By session's door, method and number of parameters. */
    private Map<String, Supplier<Case>> cases() {
        Map<String, Supplier<Case>> all = new LinkedHashMap<>();
        reminded(all);
        customers(all);
        pipeline(all);
        people(all);
        users(all);
        decided(all);
        return all;
    }

    /** First, since their time goes on. */
    private void reminded(Map<String, Supplier<Case>> all) {
        all.put("messages.retry/2", () -> of(message(), admin.messages()::retry));
        all.put("reminders.done/2", () -> of(reminder(), lan.reminders()::done));
    }

    private void customers(Map<String, Supplier<Case>> all) {
        Customer.Profile other = Customer.Profile.named("Other");
        Map<String, String> remark = Map.of("remark", "x");
        all.put("customers.edit/3", () -> {
            Customer read = customer();
            return of(
                    read, (id, v) -> lan.customers().edit(id, v, read.profile().tagged("x")));
        });
        all.put(
                "customers.edit/4",
                () -> of(customer(), (id, v) -> lan.customers().edit(id, v, other, "moved")));
        all.put(
                "customers.fill/3",
                () -> of(customer(), (id, v) -> lan.customers().fill(id, v, remark)));
        all.put(
                "customers.fill/4",
                () -> of(customer(), (id, v) -> lan.customers().fill(id, v, remark, "heard")));
        all.put("customers.attest/2", () -> of(customer(), lan.customers()::attest));
        all.put(
                "customers.assign/3",
                () -> of(pooled(), (id, v) -> admin.customers().assign(id, v, Optional.of(lin))));
        all.put(
                "customers.assign/4",
                () -> of(customer(), (id, v) -> admin.customers().assign(id, v, Optional.of(lin), "near")));
        all.put(
                "customers.transfer/5",
                () -> of(
                        customer(),
                        (id, v) -> manager.customers().transfer(id, v, lin, "near", Transfer.Parts.FOLLOW)));
        all.put("pool.assign/4", () -> of(pooled(), (id, v) -> director.pool().assign(id, v, lin, "near")));
        all.put("pool.release/3", () -> of(customer(), (id, v) -> lan.pool().release(id, v, "no time")));
        all.put("pool.exempt/3", () -> of(customer(), (id, v) -> director.pool().exempt(id, v, "key")));
        all.put(
                "pool.endExemption/3",
                () -> of(customer(), (id, v) -> director.pool().endExemption(id, v, "over")));
        all.put("bin.put/3", () -> of(customer(), (id, v) -> lan.bin().put(id, v, "no such")));
        all.put("merges.merge/1", () -> of(customer(), (id, v) -> merged(id, v, customer(), false)));
        all.put("merges.merge/1 the other", () -> of(customer(), (id, v) -> merged(id, v, customer(), true)));
        all.put(
                "cleansing.accept/4",
                () -> of(proposal(), (id, v) -> lan.cleansing().accept(id, v, Optional.empty(), "nobody")));
        all.put(
                "cleansing.decline/3",
                () -> of(proposal(), (id, v) -> lan.cleansing().decline(id, v, "as it is")));
        all.put("trials.extend/3", () -> of(trial(), (id, v) -> lan.trials().extend(id, v, "needs more")));
        all.put(
                "trials.convert/4",
                () -> of(trial(), (id, v) -> lan.trials().convert(id, v, Optional.empty(), "buys")));
        all.put("trials.end/3", () -> of(trial(), (id, v) -> lan.trials().end(id, v, "gone")));
    }

    private Outcome<Customer> merged(String id, long version, Customer sound, boolean goes) {
        Merges.Pair pair = goes
                ? new Merges.Pair(sound.id(), sound.version(), id, version, Set.of(), "one")
                : new Merges.Pair(id, version, sound.id(), sound.version(), Set.of(), "one");
        return admin.merges().merge(pair);
    }

    private void pipeline(Map<String, Supplier<Case>> all) {
        all.put("leadPool.assign/4", () -> {
            Lead own = lead(lan);
            return of(
                    lan.leadPool().release(own.id(), own.version(), "no time").orElseThrow(),
                    (id, v) -> director.leadPool().assign(id, v, lin, "near"));
        });
        all.put(
                "leadPool.release/3",
                () -> of(lead(lan), (id, v) -> lan.leadPool().release(id, v, "no time")));
        all.put(
                "leadPool.exempt/3",
                () -> of(lead(lan), (id, v) -> director.leadPool().exempt(id, v, "key")));
        all.put(
                "leadPool.endExemption/3",
                () -> of(lead(lan), (id, v) -> director.leadPool().endExemption(id, v, "over")));
        all.put("leads.assign/3", () -> of(lead(lan), (id, v) -> admin.leads().assign(id, v, Optional.of(lin))));
        all.put(
                "leads.transfer/4",
                () -> of(lead(lan), (id, v) -> manager.leads().transfer(id, v, lin, "near")));
        all.put(
                "leads.edit/4",
                () -> of(lead(lan), (id, v) -> lan.leads().edit(id, v, facts(), ContactState.IN_CONTACT)));
        all.put(
                "opportunities.move/4",
                () -> of(deal(), (id, v) -> lan.opportunities().move(id, v, Stage.IN_DEPTH, Evidence.none())));
        all.put("opportunities.move/3", () -> {
            Opportunity deal = deal();
            return of(deal, (id, v) -> lan.opportunities().move(deal.withVersion(v), Stage.IN_DEPTH, Evidence.none()));
        });
        all.put("opportunities.confirmFirstPayment/2", () -> of(won(), fen.opportunities()::confirmFirstPayment));
        all.put(
                "opportunities.confirmFirstPayment/3",
                () -> of(won(), (id, v) -> fen.opportunities().confirmFirstPayment(id, v, Evidence.none())));
        all.put(
                "opportunities.assign/3",
                () -> of(deal(), (id, v) -> admin.opportunities().assign(id, v, lin)));
        all.put(
                "opportunities.transfer/4",
                () -> of(deal(), (id, v) -> manager.opportunities().transfer(id, v, lin, "near")));
        all.put(
                "opportunities.addToTeam/5",
                () -> of(deal(), (id, v) -> lan.opportunities().addToTeam(id, v, lin, true, Optional.empty())));
        all.put(
                "opportunities.removeFromTeam/3",
                () -> of(deal(), (id, v) -> lan.opportunities().removeFromTeam(id, v, lin)));
    }

    private void people(Map<String, Supplier<Case>> all) {
        Contact.Details li = Contact.Details.of("Li", "13800138001");
        all.put(
                "contacts.edit/4",
                () -> of(contact(), (id, v) -> lan.contacts().edit(id, v, li, ContactState.IN_CONTACT)));
        all.put("contacts.makePrimary/2", () -> of(contact(), lan.contacts()::makePrimary));
        all.put(
                "contacts.leave/3",
                () -> of(contact(), (id, v) -> lan.contacts().leave(id, v, LocalDate.of(2026, 3, 1))));
        all.put("contacts.comeBack/2", () -> of(contact(), lan.contacts()::comeBack));
        all.put("contacts.move/4", () -> {
            String to = customer().id();
            return of(contact(), (id, v) -> lan.contacts().move(id, v, to, "told so"));
        });
        all.put(
                "followUps.edit/3",
                () -> of(
                        lan.followUps().record("lead/" + lead(lan).id(), said()).orElseThrow(),
                        (id, v) -> lan.followUps().edit(id, v, said())));
        all.put(
                "documents.revise/4",
                () -> of(document(), (id, v) -> lan.documents().revise(id, v, Optional.empty(), text())));
        all.put(
                "documents.move/3",
                () -> of(document(), (id, v) -> lan.documents().move(id, v, Document.Place.of("b.txt"))));
        all.put(
                "documents.remove/3",
                () -> of(document(), (id, v) -> manager.documents().remove(id, v, "old")));
        all.put("documents.restore/2", () -> {
            Document old = document();
            return of(
                    manager.documents().remove(old.id(), old.version(), "old").orElseThrow(),
                    manager.documents()::restore);
        });
    }

    private void users(Map<String, Supplier<Case>> all) {
        all.put(
                "users.changeSuperior/3",
                () -> of(user(), (id, v) -> admin.users().changeSuperior(id, v, Optional.of(lin))));
        all.put(
                "users.changeRoles/3",
                () -> of(user(), (id, v) -> admin.users().changeRoles(id, v, Set.of("finance"))));
        all.put(
                "users.changeActive/3",
                () -> of(user(), (id, v) -> admin.users().changeActive(id, v, false)));
        all.put("users.changeDepartment/3", () -> {
            Optional<String> there = Optional.of(department().id());
            return of(user(), (id, v) -> admin.users().changeDepartment(id, v, there));
        });
        all.put(
                "users.editProfile/3",
                () -> of(
                        user(),
                        (id, v) -> admin.users()
                                .editProfile(
                                        id, v, new UserProfile(named("Other"), Optional.empty(), Optional.empty()))));
        all.put(
                "users.confirmTraining/3",
                () -> of(user(), (id, v) -> admin.users().confirmTraining(id, v, LocalDate.of(2026, 3, 1))));
        all.put("users.delete/2", () -> of(user(), admin.users()::delete));
        all.put(
                "account.update/2",
                () -> of(
                        test.user("fen"),
                        (id, v) ->
                                fen.account().update(v, new UserProfile("Fen", Optional.empty(), Optional.empty()))));
        all.put(
                "salesCodes.give/3",
                () -> of(user(), (id, v) -> admin.salesCodes().give(id, v, "HB12")));
        all.put("salesCodes.end/2", () -> {
            User user = user();
            return of(
                    admin.salesCodes().give(user.id(), user.version(), "HB13").orElseThrow(), admin.salesCodes()::end);
        });
        all.put(
                "departments.move/3",
                () -> of(department(), (id, v) -> admin.departments().move(id, v, Optional.empty())));
        all.put(
                "departments.changeHead/3",
                () -> of(department(), (id, v) -> admin.departments().changeHead(id, v, Optional.of(lin))));
        all.put(
                "applications.approve/3",
                () -> of(application(), (id, v) -> admin.applications().approve(id, v, NewUser.of("x", "sales-rep"))));
        all.put(
                "applications.refuse/3",
                () -> of(application(), (id, v) -> admin.applications().refuse(id, v, "not known")));
    }

    private void decided(Map<String, Supplier<Case>> all) {
        all.put(
                "grants.adjust/4",
                () -> of(
                        grant("customer:export"),
                        (id, v) -> admin.grants()
                                .adjust(id, v, Optional.of(test.time.get().plusSeconds(60)), "less")));
        all.put(
                "grants.revoke/3",
                () -> of(grant("lead:export"), (id, v) -> admin.grants().revoke(id, v, "over")));
        all.put(
                "approvals.approve/3",
                () -> of(waiting(), (id, v) -> manager.approvals().approve(id, v, Optional.empty())));
        all.put(
                "approvals.refuse/3",
                () -> of(waiting(), (id, v) -> manager.approvals().refuse(id, v, "no")));
        all.put(
                "approvals.giveBack/3",
                () -> of(waiting(), (id, v) -> manager.approvals().giveBack(id, v, "why")));
        all.put(
                "approvals.recall/3",
                () -> of(waiting(), (id, v) -> lan.approvals().recall(id, v, Optional.empty())));
        all.put("approvals.resubmit/3", () -> {
            Approval asked = waiting();
            manager.approvals().giveBack(asked.id(), asked.version(), "why").orElseThrow();
            return of(read(asked.id()), (id, v) -> lan.approvals().resubmit(id, v, Optional.of("because")));
        });
        all.put(
                "approvals.addApprover/4",
                () -> of(
                        waiting(),
                        (id, v) -> manager.approvals().addApprover(id, v, test.id("director"), Optional.empty())));
        all.put(
                "handovers.liftCaps/3",
                () -> of(handover(), (id, v) -> director.handovers().liftCaps(id, v, "there is nobody else")));
        all.put(
                "handovers.askToLiftCaps/3",
                () -> of(handover(), (id, v) -> admin.handovers().askToLiftCaps(id, v, "there is nobody else")));
        all.put("handovers.perform/2", () -> of(handover(), admin.handovers()::perform));
        all.put(
                "handovers.giveUp/3",
                () -> of(handover(), (id, v) -> admin.handovers().giveUp(id, v, "stays")));
    }

    // That it is asked

    @Test
    @DisplayName("DAT-03 no operation of any use case that takes an id and the version that was read is left out here")
    void noneForgotten() {
        Set<String> found = new TreeSet<>();
        for (Method door : CrmSession.class.getMethods()) {
            if (door.getReturnType().getName().startsWith("io.crmkit.") && door.getParameterCount() == 0) {
                for (Method useCase : door.getReturnType().getMethods()) {
                    if (useCase.getReturnType() == Outcome.class
                            && Stream.of(useCase.getParameters()).anyMatch(StaleEditsTest::wasRead)) {
                        found.add(door.getName() + "." + useCase.getName() + "/" + useCase.getParameterCount());
                    }
                }
            }
        }
        Set<String> known = new TreeSet<>();
        cases().keySet().forEach(key -> known.add(key.replaceFirst(" .*", "")));
        assertThat(found).hasSizeGreaterThan(60).isEqualTo(known);
    }

    /** A version, a record as it was read, or something that holds such. */
    private static boolean wasRead(Parameter parameter) {
        Class<?> type = parameter.getType();
        return Entity.class.isAssignableFrom(type)
                || isVersion(parameter.getName())
                || (type.isRecord()
                        && Stream.of(type.getRecordComponents()).anyMatch(part -> isVersion(part.getName())));
    }

    private static boolean isVersion(String name) {
        return name.equals("version") || name.endsWith("Version");
    }

    @Test
    @DisplayName(
            "DAT-03 a change of an older version, or of one that is not yet, is refused, and says so; one of what is there is not")
    void older() {
        admin.policies()
                .publish("automation: { channels: [{ id: mail, address: LOGIN }] }", "test")
                .orElseThrow();
        List<String> wrong = new ArrayList<>();
        cases().forEach((name, made) -> {
            Case one = made.get();
            for (long version : List.of(one.version() - 1, one.version() + 1)) {
                List<Refusal> refusals = one.deed().with(one.id(), version).refusals();
                if (refusals.stream()
                        .noneMatch(r -> r.kind() == Refusal.Kind.CONFLICT
                                && r.code().equals("shared.conflict")
                                && r.rule().equals("DAT-03"))) {
                    wrong.add(name + " of version " + version + " instead of " + one.version() + ": " + refusals);
                }
            }
            List<Refusal> refusals = one.deed().with(one.id(), one.version()).refusals();
            if (!refusals.isEmpty()) {
                wrong.add(name + " of what is there: " + refusals);
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-06 a change of a customer under an id by which it is not known any more is refused, whichever version was read")
    void another() {
        Map<String, Supplier<Case>> of = new LinkedHashMap<>();
        customers(of);
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (Map.Entry<String, Supplier<Case>> each : of.entrySet()) {
            if (each.getKey().matches("(customers|pool|bin|merges)\\..*")) {
                Case one = each.getValue().get();
                Customer gone = admin.customers().get(one.id()).orElseThrow();
                Customer survivor = gone.owner().isPresent() ? customer() : pooled();
                admin.merges().merge(Merges.Pair.of(survivor, gone, "one")).orElseThrow();
                long now = admin.customers().get(gone.id()).orElseThrow().version();
                for (long version : List.of(gone.version(), now)) {
                    asked++;
                    List<Refusal> refusals = one.deed().with(gone.id(), version).refusals();
                    if (refusals.stream().noneMatch(r -> r.code().equals("merge.became"))) {
                        wrong.add(each.getKey() + " of version " + version + ": " + refusals);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isEqualTo(30);
    }
}
