package io.crmkit.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.catalogue.Products;
import io.crmkit.customer.Contact;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerQuery;
import io.crmkit.customer.FollowUp;
import io.crmkit.customer.Merges;
import io.crmkit.customer.NewContact;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Proposal;
import io.crmkit.customer.Purchases;
import io.crmkit.document.Document;
import io.crmkit.document.Shelf;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.ImportRow;
import io.crmkit.exchange.Mapping;
import io.crmkit.handover.Plan;
import io.crmkit.internal.road.Operation;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.trial.Trial;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RefusedWriteTest {

    /** What there is to write to. */
    private static final class Scene implements AutoCloseable {
        final TestCrm test = new TestCrm();
        final Map<String, CrmSession> roles = new TreeMap<>();
        final Customer customer;
        final Customer own;
        final Contact wang;
        final Customer twin;
        final Customer merged;
        final Customer binned;
        final Proposal proposal;
        final Trial trial;
        final Opportunity deal;
        final Opportunity won;
        final Lead lead;
        final Customer pooled;
        final String lan;
        final Department north;
        final AccountApplication applied;
        final String waiting;
        final String left;
        final Grant grant;
        final String followUp;
        final Document document;
        final Document removed;
        final Crm keeping;

        Scene(Set<String> shipped) {
            CrmSession admin = test.as("admin");
            for (String role : shipped) {
                String login = "as-" + role;
                admin.users().create(NewUser.of(role, role).withLogin(login)).orElseThrow();
            }
            CrmSession rep = test.as("lan");
            lan = test.id("lan");
            customer = rep.customers().create(NewCustomer.named("Jade")).orElseThrow();
            own = rep.customers().create(NewCustomer.named("Coral")).orElseThrow();
            wang = rep.contacts()
                    .create(NewContact.of(customer.id(), Contact.Details.of("Wang", "13800138000")))
                    .orElseThrow();
            twin = rep.customers().create(NewCustomer.named("Opal")).orElseThrow();
            merged = rep.customers().create(NewCustomer.named("Onyx")).orElseThrow();
            Customer survivor =
                    rep.customers().create(NewCustomer.named("Agate")).orElseThrow();
            test.as("manager.ma")
                    .merges()
                    .merge(Merges.Pair.of(survivor, merged, "one"))
                    .orElseThrow();
            binned = rep.customers().create(NewCustomer.named("Flint")).orElseThrow();
            rep.bin().put(binned.id(), 1, "no such company").orElseThrow();
            Customer sloppy = rep.customers()
                    .create(NewCustomer.of(Customer.Profile.named("Slate").withFields(Map.of("contactName", "none"))))
                    .orElseThrow();
            admin.cleansing().run().orElseThrow();
            proposal = rep.cleansing().of(sloppy.id()).orElseThrow().get(0);
            trial = runningTrial(rep);
            deal = rep.opportunities()
                    .create(NewOpportunity.of("Pumps", customer.id(), Money.cny("5")))
                    .orElseThrow();
            Opportunity other = rep.opportunities()
                    .create(NewOpportunity.of("Valves", customer.id(), Money.cny("5")))
                    .orElseThrow();
            won = rep.opportunities()
                    .move(other, Stage.WON, Evidence.contract("H", Money.cny("7"), LocalDate.of(2026, 3, 1)))
                    .orElseThrow();
            Lead fresh = rep.leads().create(lead()).orElseThrow();
            pooled = test.as("director")
                    .customers()
                    .create(NewCustomer.named("Nobody's"))
                    .orElseThrow();
            rep.customers().create(NewCustomer.named("Neglected")).orElseThrow();
            followUp = rep.followUps()
                    .record("lead/" + fresh.id(), FollowUp.Said.of(TestCrm.NOON, FollowUp.Method.CALL, "was there"))
                    .orElseThrow()
                    .id();
            lead = rep.leads().get(fresh.id()).orElseThrow();
            keeping = Crm.builder()
                    .store(new InMemoryStore(test.space))
                    .clock(test.time::get)
                    .zone(TestCrm.ZONE)
                    .via("test")
                    .contents(new Shelf())
                    .open();
            CrmSession keeper = keeping.signIn("lan");
            document = keeper.documents()
                    .add("lead/" + lead.id(), Document.Place.of("a.txt"), Optional.empty(), text())
                    .orElseThrow();
            Document gone = keeper.documents()
                    .add("lead/" + lead.id(), Document.Place.of("b.txt"), Optional.empty(), text())
                    .orElseThrow();
            removed = keeping.signIn("manager.ma")
                    .documents()
                    .remove(gone.id(), gone.version(), "old")
                    .orElseThrow();
            north = admin.departments().create("North", Optional.empty()).orElseThrow();
            applied = test.crm
                    .applyForAccount(new AccountApplication.Draft(
                            new UserProfile("Zhao", Optional.empty(), Optional.empty()), "would like to"))
                    .orElseThrow();
            User submitter = test.user("as-sales-rep");
            admin.users()
                    .changeSuperior(submitter.id(), submitter.version(), Optional.of(test.id("as-sales-manager")))
                    .orElseThrow();
            waiting = submitted(test.as("as-sales-rep"));
            left = admin.handovers()
                    .prepare(test.id("qiu"), Plan.leaving("goes", test.id("lin")))
                    .orElseThrow()
                    .id();
            grant = granted();
            shipped.forEach(role -> roles.put(role, keeping.signIn("as-" + role)));
        }

        /** Of a customer of a rep's, begun with the superior's approval. */
        private Trial runningTrial(CrmSession rep) {
            Outcome<Trial> asked = rep.trials().apply(twin.id(), trying("wang@example.com"), "wants to try");
            String id = ((Outcome.Pending<Trial>) asked).approval();
            CrmSession superior = test.as("manager.ma");
            superior.approvals()
                    .approve(id, superior.approvals().of(id).orElseThrow().version(), Optional.empty())
                    .orElseThrow();
            return rep.trials().list(1, Optional.empty()).orElseThrow().items().get(0);
        }

        static Trial.Registrant trying(String email) {
            return Trial.Registrant.of("Opal", "Wang", "13812345678", email);
        }

        static PermissionRequest asking(String permission, Optional<Instant> until) {
            return new PermissionRequest(Right.permissions(Reach.OWN, permission), until, "covers for Qiu", "order 7");
        }

        /** What was granted to a rep after superior and administrator approved. */
        private Grant granted() {
            Outcome<Grant> asked = test.as("lan").grants().request(asking("customer:export", Optional.empty()));
            String id = ((Outcome.Pending<Grant>) asked).approval();
            for (String login : List.of("manager.ma", "admin")) {
                long version = test.as("admin").approvals().of(id).orElseThrow().version();
                test.as(login)
                        .approvals()
                        .approve(id, version, Optional.empty())
                        .orElseThrow();
            }
            return test.as("lan").grants().mine().orElseThrow().get(0);
        }

        long customerVersion() {
            return test.as("admin").customers().get(customer.id()).orElseThrow().version();
        }

        static InputStream text() {
            return new ByteArrayInputStream(new byte[] {'x'});
        }

        User lan() {
            return test.user("lan");
        }

        /** Id of an approval that waits for the superior. */
        private static String submitted(CrmSession rep) {
            Customer own = rep.customers().create(NewCustomer.named("Own")).orElseThrow();
            Opportunity fresh = rep.opportunities()
                    .create(NewOpportunity.of("Taps", own.id(), Money.cny("5")))
                    .orElseThrow();
            Opportunity later = rep.opportunities()
                    .move(fresh, Stage.IN_DEPTH, Evidence.none())
                    .orElseThrow();
            Outcome<Opportunity> asked =
                    rep.opportunities().move(later, Stage.INITIAL_CONTACT, Evidence.because("too early"));
            return ((Outcome.Pending<Opportunity>) asked).approval();
        }

        static Leads.NewLead lead() {
            return new Leads.NewLead(
                    new Lead.Facts(
                            Optional.of("A"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    ContactState.NOT_CONTACTED,
                    Optional.empty());
        }

        /** Everything in the store. */
        Map<String, String> records() {
            try (Stream<StoredRecord> all = test.crm.snapshot()) {
                return all.filter(record -> record.state() == RecordState.LIVE)
                        .collect(Collectors.toMap(
                                record -> record.key().toString(),
                                record -> record.version() + record.body().toString()));
            }
        }

        @Override
        public void close() {
            keeping.close();
            test.close();
        }
    }

    private record Write(CrmSession session, Scene on) {

        /** Imports one row. */
        Outcome<?> load(String entity, Map<String, Object> values) {
            return session.importable().stream()
                    .filter(importable -> importable.name().equals(entity))
                    .findFirst()
                    .orElseThrow()
                    .load(List.of(new ImportRow("old", "1", values.toString(), values)))
                    .get(0);
        }
    }

    private static Map<String, Function<Write, Outcome<?>>> operations() {
        Map<String, Function<Write, Outcome<?>>> all = new LinkedHashMap<>();
        all.put("user.create", w -> w.session.users().create(NewUser.of("New", "sales-rep")));
        all.put("user.change-superior", w -> {
            User lan = w.on.test.user("lan");
            return w.session.users().changeSuperior(lan.id(), lan.version(), Optional.empty());
        });
        all.put("user.change-roles", w -> {
            User lan = w.on.test.user("lan");
            return w.session.users().changeRoles(lan.id(), lan.version(), Set.of("administrator"));
        });
        all.put("user.change-active", w -> {
            User lan = w.on.test.user("lan");
            return w.session.users().changeActive(lan.id(), lan.version(), false);
        });
        all.put("pool.claim", w -> w.session.pool().claim(w.on.pooled.id()));
        all.put(
                "pool.assign",
                w -> w.session.pool().assign(w.on.pooled.id(), w.on.pooled.version(), w.on.lan, "for you"));
        all.put("pool.release", w -> w.session.pool().release(w.on.customer.id(), w.on.customerVersion(), "no time"));
        all.put("pool.exempt", w -> w.session.pool().exempt(w.on.customer.id(), w.on.customerVersion(), "strategic"));
        all.put(
                "pool.end-exemption",
                w -> w.session.pool().endExemption(w.on.customer.id(), w.on.customerVersion(), "no more"));
        all.put("pool.recycle", w -> {
            w.on.test.time.set(TestCrm.NOON.plus(Duration.ofDays(31))); // what was neglected so long goes to the pool
            return w.session.pool().recycle();
        });
        all.put("department.create", w -> w.session.departments().create("North", Optional.empty()));
        all.put(
                "product.create",
                w -> w.session
                        .products()
                        .create(new Products.NewProduct("Pump", Optional.empty(), Optional.of(Money.cny("3")))));
        all.put(
                "customer.create",
                w -> w.session.customers().create(NewCustomer.named("B").ownedBy(w.on.lan)));
        all.put(
                "customer.edit",
                w -> w.session
                        .customers()
                        .edit(w.on.customer.id(), 1, w.on.customer.profile().tagged("x")));
        all.put(
                "customer.assign",
                w -> w.session
                        .customers()
                        .assign(w.on.customer.id(), 1, Optional.of(w.on.test.id("lin")), "for a reason"));
        all.put(
                "customer.transfer",
                w -> w.session
                        .customers()
                        .transfer(w.on.customer.id(), 1, w.on.test.id("lin"), "nearer", Transfer.Parts.FOLLOW));
        all.put(
                "lead.transfer",
                w -> w.session.leads().transfer(w.on.lead.id(), w.on.lead.version(), w.on.test.id("lin"), "nearer"));
        all.put(
                "opportunity.transfer",
                w -> w.session
                        .opportunities()
                        .transfer(w.on.deal.id(), w.on.deal.version(), w.on.test.id("lin"), "nearer"));
        all.put(
                "handover.prepare",
                w -> w.session.handovers().prepare(w.on.lan, Plan.leaving("goes", w.on.test.id("lin"))));
        all.put(
                "handover.perform",
                w -> w.session.handovers().perform(w.on.lan, Plan.leaving("goes", w.on.test.id("lin"))));
        all.put(
                "purchase.create",
                w -> w.session
                        .purchases()
                        .record(new Purchases.NewPurchase(
                                w.on.customer.id(), LocalDate.of(2026, 3, 1), 1, Money.cny("5"))));
        all.put(
                "lead.create",
                w -> w.session
                        .leads()
                        .create(new Leads.NewLead(
                                Scene.lead().facts(), ContactState.NOT_CONTACTED, Optional.of(w.on.lan))));
        all.put(
                "lead.assign",
                w -> w.session.leads().assign(w.on.lead.id(), w.on.lead.version(), Optional.of(w.on.test.id("lin"))));
        all.put(
                "lead.edit",
                w -> w.session
                        .leads()
                        .edit(w.on.lead.id(), w.on.lead.version(), Scene.lead().facts(), ContactState.IN_CONTACT));
        all.put(
                "privacy.consent",
                w -> w.session.privacy().give("lead/" + w.on.lead.id(), "marketing", "form 7", Optional.empty()));
        all.put("keys.rotate", w -> w.session.keyRotation().run());
        all.put("privacy.use", w -> w.session.privacy().use("lead/" + w.on.lead.id(), "contract", "offer"));
        all.put("privacy.erase", w -> w.session.privacy().erase("lead/" + w.on.lead.id(), "asked to"));
        all.put(
                "opportunity.create",
                w -> w.session
                        .opportunities()
                        .create(NewOpportunity.of("More", w.on.customer.id(), Money.cny("5"))
                                .ownedBy(w.on.lan)));
        all.put(
                "opportunity.move",
                w -> w.session
                        .opportunities()
                        .move(w.on.deal.id(), w.on.deal.version(), Stage.IN_DEPTH, Evidence.none()));
        all.put(
                "opportunity.move won",
                w -> w.session.opportunities().move(w.on.deal.id(), w.on.deal.version(), Stage.WON, Evidence.none()));
        all.put(
                "opportunity.move back",
                w -> w.session
                        .opportunities()
                        .move(w.on.won.id(), w.on.won.version(), Stage.IN_DEPTH, Evidence.because("again")));
        all.put(
                "opportunity.assign",
                w -> w.session.opportunities().assign(w.on.deal.id(), w.on.deal.version(), w.on.test.id("lin")));
        all.put(
                "opportunity.team",
                w -> w.session
                        .opportunities()
                        .addToTeam(w.on.deal.id(), w.on.deal.version(), w.on.test.id("lin"), true, Optional.empty()));
        all.put(
                "opportunity.team leave",
                w -> w.session
                        .opportunities()
                        .removeFromTeam(w.on.deal.id(), w.on.deal.version(), w.on.test.id("lin")));
        all.put(
                "opportunity.confirm-payment",
                w -> w.session.opportunities().confirmFirstPayment(w.on.won.id(), w.on.won.version()));
        all.put("grade.adjust", w -> w.session.grades().adjust(w.on.customer.id(), ManualGrade.of("A", "strategic")));
        all.put("grade.regrade", w -> w.session.grades().regrade());
        all.put("policy.publish", w -> w.session.policies().publish("customer: { maxOwned: 150 }", "tighter"));
        all.put("message.deliver", w -> w.session.messages().deliver(10));
        all.put("message.retry", w -> w.session.messages().retry("none", 1));
        all.put("reminder.done", w -> w.session.reminders().done("none", 1));
        all.put("grade.withdraw", w -> w.session.grades().withdraw(w.on.customer.id(), "no longer"));
        all.put(
                "stage.set",
                w -> w.session
                        .grades()
                        .setStage(w.on.customer.id(), Lifecycle.Stage.LOST, "closed down", Optional.empty()));
        all.put("stage.withdraw", w -> w.session.grades().withdrawStage(w.on.customer.id(), "no longer"));
        all.put("audit.erase", w -> w.session.audit().erase("customer/" + w.on.customer.id(), "asked to"));
        users(all);
        contacts(all);
        imports(all);
        approvals(all);
        grants(all);
        fields(all);
        followUps(all);
        documents(all);
        handovers(all);
        return all;
    }

    private static void users(Map<String, Function<Write, Outcome<?>>> all) {
        all.put(
                "department.change-head",
                w -> w.session.departments().changeHead(w.on.north.id(), w.on.north.version(), Optional.of(w.on.lan)));
        all.put("department.move", w -> w.session.departments().move(w.on.north.id(), 1, Optional.empty()));
        all.put(
                "user.change-department",
                w -> w.session.users().changeDepartment(w.on.lan, w.on.lan().version(), Optional.of(w.on.north.id())));
        all.put(
                "user.edit-profile",
                w -> w.session
                        .users()
                        .editProfile(
                                w.on.lan,
                                w.on.lan().version(),
                                UserProfile.of(w.on.lan()).withEmail("a@example.com")));
        all.put(
                "user.edit-own-profile", // of another version than there is: the only way to be refused the own
                w -> w.session.account().update(77, new UserProfile("X", Optional.empty(), Optional.empty())));
        all.put(
                "user.confirm-training",
                w -> w.session.users().confirmTraining(w.on.lan, w.on.lan().version(), LocalDate.of(2026, 3, 1)));
        all.put("user.delete", w -> {
            User rui = w.on.test.user("rui");
            return w.session.users().delete(rui.id(), rui.version());
        });
        all.put(
                "user.give-sales-code",
                w -> w.session.salesCodes().give(w.on.lan, w.on.lan().version(), "HB12"));
        all.put(
                "user.end-sales-code",
                w -> w.session.salesCodes().end(w.on.lan, w.on.lan().version()));
        all.put("user.reset-password", w -> w.session.accounts().reset(w.on.lan));
        all.put("user.unlock", w -> w.session.accounts().unlock(w.on.lan));
        all.put(
                "user.approve",
                w -> w.session.applications().approve(w.on.applied.id(), 1, NewUser.of("x", "sales-rep")));
        all.put(
                "user.refuse-application",
                w -> w.session.applications().refuse(w.on.applied.id(), 1, "not known here"));
    }

    private static void handovers(Map<String, Function<Write, Outcome<?>>> all) {
        all.put("handover.ask-lift", w -> w.session.handovers().askToLiftCaps(w.on.left, 1, "there is nobody else"));
        all.put("handover.lift-caps", w -> w.session.handovers().liftCaps(w.on.left, 1, "there is nobody else"));
        all.put("handover.give-up", w -> w.session.handovers().giveUp(w.on.left, 1, "stays"));
    }

    private static Path files() {
        try {
            Path directory = Files.createTempDirectory("refused");
            Path file = Files.writeString(directory.resolve("c.csv"), "n\nWhole\n");
            file.toFile().deleteOnExit();
            return directory;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void contacts(Map<String, Function<Write, Outcome<?>>> all) {
        Contact.Details li = Contact.Details.of("Li", "13800138001");
        all.put("contact.create", w -> w.session.contacts().create(NewContact.of(w.on.customer.id(), li)));
        all.put("contact.edit", w -> w.session.contacts().edit(w.on.wang.id(), 1, li, ContactState.IN_CONTACT));
        all.put("contact.primary", w -> w.session.contacts().makePrimary(w.on.wang.id(), 1));
        all.put("contact.leave", w -> w.session.contacts().leave(w.on.wang.id(), 1, LocalDate.of(2026, 3, 1)));
        all.put("contact.return", w -> w.session.contacts().comeBack(w.on.wang.id(), 1));
        all.put("contact.move", w -> w.session.contacts().move(w.on.wang.id(), 1, w.on.own.id(), "told so"));
        all.put(
                "contact.import",
                w -> w.load("contact", Map.of("customer", "Jade", "name", "Li", "phone", "13800138001")));
    }

    private static void imports(Map<String, Function<Write, Outcome<?>>> all) {
        all.put(
                "import.begin",
                w -> w.session
                        .importer()
                        .run(
                                Mapping.parse(
                                                "source: x\nsteps:\n  - { file: c.csv, entity: customer, id: n, columns: { n: name } }")
                                        .orElseThrow(),
                                files(),
                                ImportOptions.standard().in(ImportOptions.Mode.ALL_OR_NOTHING),
                                ImportProgress.NONE));
        all.put("customer.import", w -> w.load("customer", Map.of("name", "B")));
        all.put("lead.import", w -> w.load("lead", Map.of("company", "B")));
        all.put(
                "purchase.import",
                w -> w.load(
                        "purchase",
                        Map.of("customer", "Jade", "date", LocalDate.of(2026, 3, 1), "amount", Money.cny("5"))));
        all.put(
                "opportunity.import",
                w -> w.load("opportunity", Map.of("name", "B", "customer", "Jade", "owner", "Lan")));
        all.put(
                "opportunity.import-history",
                w -> w.load(
                        "opportunity-history",
                        Map.of(
                                "name", "B",
                                "customer", "Jade",
                                "owner", "Lan",
                                "stage", "won",
                                "closedOn", LocalDate.of(2026, 2, 1),
                                "amount", Money.cny("5"),
                                "contractNumber", "H1")));
        all.put("user.create import", w -> w.load("user", Map.of("name", "B", "roles", "sales-rep")));
        all.put("department.create import", w -> w.load("department", Map.of("name", "B")));
        all.put("product.create import", w -> w.load("product", Map.of("name", "B")));
    }

    private static void approvals(Map<String, Function<Write, Outcome<?>>> all) {
        all.put("approval.approve", w -> w.session.approvals().approve(w.on.waiting, 1, Optional.empty()));
        all.put("approval.refuse", w -> w.session.approvals().refuse(w.on.waiting, 1, "no"));
        all.put("approval.return", w -> w.session.approvals().giveBack(w.on.waiting, 1, "say more"));
        all.put("approval.recall", w -> w.session.approvals().recall(w.on.waiting, 1, Optional.empty()));
        all.put("approval.resubmit", w -> w.session.approvals().resubmit(w.on.waiting, 1, Optional.empty()));
        all.put(
                "approval.add-approver",
                w -> w.session.approvals().addApprover(w.on.waiting, 1, w.on.test.id("director"), Optional.empty()));
        all.put(
                "approval.absence", // which ends before it begins
                w -> w.session
                        .approvals()
                        .absence(TestCrm.NOON.plusSeconds(60), TestCrm.NOON.plusSeconds(30), w.on.lan));
        all.put("approval.escalate", w -> w.session.approvals().escalate(10));
        all.put("approval.platform", w -> w.session.approvals().platform().push(10));
    }

    private static void grants(Map<String, Function<Write, Outcome<?>>> all) {
        all.put( // everybody may ask, but not for what is over
                "grant.request",
                w -> w.session
                        .grants()
                        .request(Scene.asking("customer:export", Optional.of(TestCrm.NOON.minusSeconds(60)))));
        all.put(
                "grant.adjust",
                w -> w.session
                        .grants()
                        .adjust(
                                w.on.grant.id(),
                                w.on.grant.version(),
                                Optional.of(TestCrm.NOON.plusSeconds(60)),
                                "less"));
        all.put("grant.revoke", w -> w.session.grants().revoke(w.on.grant.id(), w.on.grant.version(), "moved on"));
    }

    private static void followUps(Map<String, Function<Write, Outcome<?>>> all) {
        FollowUp.Said said = FollowUp.Said.of(TestCrm.NOON, FollowUp.Method.CALL, "asked for pumps");
        all.put("follow-up.create", w -> w.session.followUps().record("customer/" + w.on.customer.id(), said));
        all.put("follow-up.edit", w -> w.session.followUps().edit(w.on.followUp, 1, said));
        all.put("follow-up.add", w -> w.session.followUps().add(w.on.followUp, "and taps"));
        all.put("presence.report", w -> w.session.presence().seen(w.on.customer.id()));
        all.put("customer.save-query", w -> w.session.search().save("mine", CustomerQuery.of("pumps")));
        all.put("customer.forget-query", w -> w.session.search().forget("mine"));
    }

    private static void documents(Map<String, Function<Write, Outcome<?>>> all) {
        all.put(
                "document.add",
                w -> w.session
                        .documents()
                        .add("lead/" + w.on.lead.id(), Document.Place.of("c.txt"), Optional.empty(), Scene.text()));
        all.put(
                "document.revise",
                w -> w.session
                        .documents()
                        .revise(w.on.document.id(), w.on.document.version(), Optional.empty(), Scene.text()));
        all.put(
                "document.move",
                w -> w.session
                        .documents()
                        .move(w.on.document.id(), w.on.document.version(), Document.Place.of("d.txt")));
        all.put(
                "document.remove",
                w -> w.session.documents().remove(w.on.document.id(), w.on.document.version(), "old"));
        all.put("document.restore", w -> w.session.documents().restore(w.on.removed.id(), w.on.removed.version()));
        all.put("document.collect", w -> w.session.documents().collect());
    }

    private static void fields(Map<String, Function<Write, Outcome<?>>> all) {
        all.put(
                "customer.fill",
                w -> w.session
                        .customers()
                        .fill(w.on.customer.id(), w.on.customer.version(), Map.of("remark", "asked for pumps")));
        all.put("customer.merge", w -> w.session.merges().merge(Merges.Pair.of(w.on.twin, w.on.customer, "the same")));
        all.put("customer.unmerge", w -> w.session.merges().undo(w.on.merged.id(), "two of them"));
        all.put(
                "trial.apply",
                w -> w.session.trials().apply(w.on.twin.id(), Scene.trying("li@example.com"), "wants to try"));
        all.put("trial.extend", w -> w.session.trials().extend(w.on.trial.id(), w.on.trial.version(), "needs more"));
        all.put(
                "trial.convert",
                w -> w.session.trials().convert(w.on.trial.id(), w.on.trial.version(), Optional.empty(), "buys"));
        all.put("trial.end", w -> w.session.trials().end(w.on.trial.id(), w.on.trial.version(), "gone"));
        all.put("trial.reset-login", w -> w.session.trials().resetLogin(w.on.trial.id()));
        all.put("bin.put", w -> w.session.bin().put(w.on.own.id(), w.on.own.version(), "no such company"));
        all.put("bin.restore", w -> w.session.bin().restore(w.on.binned.id(), "it is there"));
        all.put("bin.purge", w -> {
            w.on.test.time.set(TestCrm.NOON.plus(Duration.ofDays(31)));
            return w.session.bin().purge();
        });
        all.put("cleansing.run", w -> w.session.cleansing().run());
        all.put(
                "cleansing.accept",
                w -> w.session
                        .cleansing()
                        .accept(w.on.proposal.id(), w.on.proposal.version(), Optional.empty(), "nobody there"));
        all.put(
                "cleansing.decline",
                w -> w.session.cleansing().decline(w.on.proposal.id(), w.on.proposal.version(), "as it is"));
        all.put("customer.attest", w -> w.session.customers().attest(w.on.customer.id(), w.on.customer.version()));
        all.put("dictionary.recount", w -> w.session.fields().recount());
        all.put("dictionary.clear", w -> w.session.fields().clear("remark", "of no use"));
    }

    /** What only reads: whoever adds an operation says here that it does, or how it is refused above. */
    private static final Set<String> READS = Set.of(
            "approval.view",
            "audit.view",
            "bin.view",
            "cleansing.preview",
            "cleansing.view",
            "customer.search",
            "contact.view",
            "customer.merges",
            "customer.duties",
            "customer.timeline",
            "customer.view",
            "customer.view-all",
            "decision.crossings",
            "decision.explain",
            "decision.who-can",
            "department.view",
            "dictionary.view",
            "document.read",
            "document.view",
            "duplicate.check",
            "duplicate.scan",
            "export.view",
            "grade.preview",
            "follow-up.view",
            "grade.view",
            "grant.view",
            "handover.preview",
            "handover.view",
            "keys.status",
            "lead.view",
            "message.view",
            "opportunity.view",
            "policy.view",
            "pool.preview",
            "pool.view",
            "presence.view",
            "privacy.access",
            "privacy.view",
            "product.view",
            "purchase.view",
            "reminder.view",
            "report.growth",
            "report.repurchase",
            "report.spread",
            "report.view",
            "trial.view",
            "user.view",
            "user.view-applications",
            "user.view-sales-codes");

    /** What only an import does that was allowed to begin, under the same permission. */
    private static final Set<String> STEPS = Set.of("import.note", "import.end", "import.undo");

    /** What happens at the door, before anybody has a role. */
    private static final Set<String> AT_THE_DOOR = Set.of(
            "setup",
            "trial.register",
            "trial.resume",
            "trial.set-password",
            "trial.sign-in",
            "trial.sign-out",
            "user.apply",
            "user.change-password",
            "user.forgot-password",
            "user.lock",
            "user.redeem-reset",
            "user.sign-in",
            "user.sign-out",
            "user.try");

    @Test
    @DisplayName("ACC-09 no operation of any use case is left out of what is refused here")
    void noneForgotten() throws Exception {
        Set<String> declared = declared();
        assertThat(declared)
                .contains("customer.edit", "policy.publish", "user.try")
                .hasSizeGreaterThan(60);
        Set<String> known = new TreeSet<>(READS);
        known.addAll(AT_THE_DOOR);
        known.addAll(STEPS);
        operations().keySet().forEach(key -> known.add(name(key)));
        assertThat(known).containsAll(declared);
    }

    /** The operation's name, without what tells its variants apart. */
    private static String name(String key) {
        int space = key.indexOf(' ');
        return space < 0 ? key : key.substring(0, space);
    }

    /** The names of all operations that any class of the core has. */
    private static Set<String> declared() throws Exception {
        Path classes = Path.of(
                Crm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString();
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()).replace(File.separatorChar, '.'));
                for (Field field : type.getDeclaredFields()) {
                    if (field.getType() == Operation.class && Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        names.add(((Operation) field.get(null)).name());
                    }
                }
            }
        }
        return names;
    }

    @Test
    @DisplayName(
            "ACC-09 a refused write changes nothing but the record of the refusal, for every operation and every shipped role")
    void everyOperationAndRole() {
        Set<String> shipped = new TreeSet<>(Crm.checkPolicy("{}")
                .orElseThrow()
                .get(AccessPolicy.SECTION)
                .roles()
                .keySet());
        int refused = 0;
        Set<String> doneBySomebody = new TreeSet<>();
        Set<String> onRecord = new TreeSet<>();
        Set<String> refusedToSomebody = new TreeSet<>();
        for (Map.Entry<String, Function<Write, Outcome<?>>> operation :
                operations().entrySet()) {
            Scene stage = new Scene(shipped);
            for (String role : shipped) {
                Write write = new Write(stage.roles.get(role), stage);
                Map<String, String> before = withoutSessions(stage.records());
                Outcome<?> outcome = operation.getValue().apply(write);
                Map<String, String> after = withoutSessions(stage.records());
                String name = name(operation.getKey());
                if (after.entrySet().stream()
                        .anyMatch(e -> e.getKey().startsWith("audit_entry/")
                                && !before.containsKey(e.getKey())
                                && e.getValue().contains("\"operation\":\"" + name + "\""))) {
                    onRecord.add(operation.getKey());
                }
                if (outcome.refusals().isEmpty()) { // done, or it waits for an approval
                    doneBySomebody.add(operation.getKey());
                    stage.close();
                    stage = new Scene(shipped);
                    continue;
                }
                refused++;
                refusedToSomebody.add(operation.getKey());
                List<String> changed = new ArrayList<>(after.keySet());
                changed.removeIf(key -> after.get(key).equals(before.get(key)));
                boolean forbidden = outcome.refusals().stream().anyMatch(r -> r.kind() == Refusal.Kind.FORBIDDEN);
                String what = operation.getKey() + " by " + role + " " + outcome;
                assertThat(after.keySet()).as(what).containsAll(before.keySet());
                assertThat(changed)
                        .as(what)
                        .filteredOn(key -> !key.startsWith("audit_entry/"))
                        .allMatch(key -> key.startsWith("audit_lane/") || key.startsWith("audit_repeats/"));
                assertThat(changed)
                        .as(what)
                        .filteredOn(key -> key.startsWith("audit_entry/"))
                        .hasSize(forbidden ? 1 : 0)
                        .allMatch(key -> after.get(key).contains("\"done\":false"));
            }
            stage.close();
        }
        assertThat(refused).isGreaterThan(operations().size() * 8);
        assertThat(refusedToSomebody).isEqualTo(new TreeSet<>(operations().keySet()));
        Set<String> silent = new TreeSet<>(operations().keySet());
        silent.removeAll(onRecord);
        assertThat(silent)
                .as("what everybody may, and is refused here for other reasons than rights")
                .containsExactly("approval.absence", "approval.resubmit", "grant.request", "user.edit-own-profile");
        Set<String> never = new TreeSet<>(operations().keySet());
        never.removeAll(doneBySomebody);
        assertThat(never)
                .containsExactly(
                        "approval.absence",
                        "approval.resubmit",
                        "customer.forget-query", // which nobody keeps
                        "dictionary.clear", // of a field that is in use
                        "follow-up.edit", // whose author has no such role
                        "grade.withdraw",
                        "grant.request",
                        "keys.rotate", // there are no keys
                        "message.retry",
                        "opportunity.move won",
                        "reminder.done",
                        "stage.withdraw",
                        "user.edit-own-profile");
    }

    private static Map<String, String> withoutSessions(Map<String, String> records) {
        Map<String, String> rest = new TreeMap<>(records);
        rest.keySet().removeIf(key -> key.startsWith("session/"));
        return rest;
    }
}
