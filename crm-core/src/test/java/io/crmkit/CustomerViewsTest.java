package io.crmkit;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.NewUser;
import io.crmkit.approval.Approval;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.Contact;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.FollowUp;
import io.crmkit.customer.FollowUp.Method;
import io.crmkit.customer.FollowUp.Said;
import io.crmkit.customer.Merges;
import io.crmkit.customer.NewContact;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Purchase;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.customer.view.CustomerPart;
import io.crmkit.customer.view.CustomerView;
import io.crmkit.customer.view.CustomerView.Entry;
import io.crmkit.customer.view.CustomerView.Fact;
import io.crmkit.customer.view.CustomerView.Part;
import io.crmkit.customer.view.Glance;
import io.crmkit.customer.view.Happened;
import io.crmkit.customer.view.Happening;
import io.crmkit.customer.view.ProfilePart;
import io.crmkit.customer.view.Showing;
import io.crmkit.customer.view.TradePart;
import io.crmkit.internal.road.Permission;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads.NewLead;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CustomerViewsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    private final InMemoryStore.Space space = new InMemoryStore.Space();
    private final CountingStore counting = new CountingStore(new InMemoryStore(space));
    private final TestCrm test = new TestCrm(counting.store());
    private final CrmSession lan = test.as("lan");
    private final CrmSession admin = test.as("admin");
    private final Customer jade =
            lan.customers().create(NewCustomer.named("Jade")).orElseThrow();

    @AfterEach
    void close() {
        test.close();
    }

    private void buys(LocalDate on, String amount) {
        admin.purchases()
                .record(new NewPurchase(jade.id(), on, 2, Money.cny(amount)))
                .orElseThrow();
    }

    private FollowUp said(CrmSession who, String subject, int hoursAgo, String what) {
        return who.followUps()
                .record(subject, Said.of(test.time.get().minus(Duration.ofHours(hoursAgo)), Method.CALL, what))
                .orElseThrow();
    }

    private Opportunity deal(CrmSession who, String name) {
        return who.opportunities()
                .create(NewOpportunity.of(name, jade.id(), Money.cny("500000")))
                .orElseThrow();
    }

    private void lead(CrmSession who) {
        who.leads()
                .create(new NewLead(
                        new Lead.Facts(
                                Optional.of("Jade"),
                                Optional.of("Wang"),
                                Optional.of("13800138000"),
                                Optional.of("pumps"),
                                Optional.empty(),
                                Optional.of("fair"),
                                Optional.empty()),
                        ContactState.IN_CONTACT,
                        Optional.empty()))
                .orElseThrow();
    }

    private void something() {
        lan.contacts()
                .create(NewContact.of(jade.id(), Contact.Details.of("Wang", "13800138000")))
                .orElseThrow();
        said(lan, "customer/" + jade.id(), 2, "showed the pump");
        Opportunity won = deal(lan, "Pumps");
        said(lan, "opportunity/" + won.id(), 1, "asked for the contract");
        lan.opportunities()
                .move(won, Stage.WON, Evidence.contract("HT-7", Money.cny("480000"), TODAY))
                .orElseThrow();
        lead(lan);
        buys(TODAY.minusDays(40), "600000");
        buys(TODAY.minusDays(10), "1000");
    }

    private static CustomerView view(CrmSession who, String id) {
        return who.customerViews().of(id, 20).orElseThrow();
    }

    private static List<String> facts(CustomerView view) {
        List<String> all = new ArrayList<>();
        for (Part part : view.parts()) {
            all.add(part.key() + " " + part.state() + " " + part.more());
            part.facts().forEach(fact -> all.add(told(part.key(), fact)));
            for (Entry entry : part.entries()) {
                all.add(part.key() + " " + entry.subject() + " " + entry.what().en());
                entry.facts().forEach(fact -> all.add(told(part.key() + " " + entry.subject(), fact)));
            }
        }
        return all;
    }

    private static String told(String where, Fact fact) {
        return where + " " + fact.key() + "=" + fact.value().en() + "|"
                + fact.value().zh();
    }

    private static List<Happening> timeline(CrmSession who, String id, int limit) {
        List<Happening> all = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Listing<Happening> page =
                    who.customerViews().timeline(id, limit, token).orElseThrow();
            assertThat(page.items().size()).isLessThanOrEqualTo(limit);
            all.addAll(page.items());
            token = page.next();
        } while (token.isPresent());
        return all;
    }

    @Test
    @DisplayName(
            "CUS-17 one view holds what every module knows of a customer, in both languages, and the records themselves")
    void whole() {
        something();

        CustomerView view = view(lan, jade.id());

        assertThat(view.parts())
                .extracting(Part::key)
                .containsExactly(
                        "profile",
                        "completeness",
                        "standing",
                        "duties",
                        "pool",
                        "contacts",
                        "follow-ups",
                        "leads",
                        "opportunities",
                        "purchases",
                        "trials",
                        "documents",
                        "reminders",
                        "approvals",
                        "duplicates",
                        "presence");
        assertThat(view.all(Customer.class)).hasSize(1);
        assertThat(view.all(Contact.class))
                .extracting(c -> c.details().phone())
                .containsExactly(Optional.of("+8613800138000"));
        assertThat(view.all(FollowUp.class))
                .extracting(f -> f.said().content().orElse(""))
                .containsExactly("asked for the contract", "showed the pump");
        assertThat(view.all(Opportunity.class)).hasSize(1);
        assertThat(view.all(Lead.class)).hasSize(1);
        String all = String.join("\n", facts(view));
        assertThat(all)
                .contains("contract=HT-7", "amount=480,000.00 CNY", "grade=A", "average=", "median-gap=30", "owner=Lan")
                .contains("exempt=has bought", "stage=");
        view.parts()
                .forEach(part -> assertThat(part.label().in(Locale.CHINESE))
                        .isNotEqualTo(part.label().in(Locale.ENGLISH)));
    }

    @Test
    @DisplayName(
            "CUS-17 the parts that a role may not see say so whatever there is; walls hold in every part and in the timeline")
    void walls() {
        admin.users()
                .create(NewUser.of("Service", "customer-service").withLogin("service"))
                .orElseThrow();
        CrmSession service = test.as("service");
        List<String> empty = states(view(service, jade.id()));
        something();

        CustomerView view = view(service, jade.id());

        assertThat(states(view)).isEqualTo(empty).contains("leads WITHHELD", "opportunities WITHHELD");
        assertThat(view.part("leads").orElseThrow().why().orElseThrow().rule()).isEqualTo("ACC-09");
        assertThat(String.join("\n", facts(view))).doesNotContain("480,000", "600,000", "601,000", "1,000.00", "HT-7");
        assertThat(timeline(service, jade.id(), 7))
                .isNotEmpty()
                .noneMatch(
                        one -> one.what().en().contains("600,000") || one.part().equals("opportunities"));
        assertThat(timeline(lan, jade.id(), 7)).anyMatch(one -> one.part().equals("opportunities"));
    }

    private static List<String> states(CustomerView view) {
        return view.parts().stream()
                .map(part -> part.key() + " " + part.state())
                .toList();
    }

    @Test
    @DisplayName(
            "CUS-17 ACC-06 a deal that the reader does not see, and all that is about it, changes nothing in view and timeline")
    void indistinguishable() {
        something();
        Optional<String> rui = Optional.of(test.id("rui"));
        List<String> before = facts(view(lan, jade.id()));
        List<Happening> told = timeline(lan, jade.id(), 5);

        CrmSession director = test.as("director");
        Opportunity hidden = deal(director, "Hidden");
        hidden = director.opportunities()
                .assign(hidden.id(), hidden.version(), rui.orElseThrow())
                .orElseThrow();
        said(test.as("rui"), "opportunity/" + hidden.id(), 30, "a word in secret");

        assertThat(facts(view(lan, jade.id()))).isEqualTo(before);
        lead(test.as("rui"));
        before.removeIf(fact -> fact.startsWith("duplicates suspected")); // a declared disclosure (CUS-05)
        assertThat(facts(view(lan, jade.id())))
                .filteredOn(fact -> !fact.startsWith("duplicates suspected"))
                .isEqualTo(before);
        assertThat(timeline(lan, jade.id(), 5)).isEqualTo(told);
        assertThat(facts(view(director, jade.id()))).isNotEqualTo(before).anyMatch(fact -> fact.contains("in secret"));
        assertThat(code(test.as("qiu").customerViews().of(jade.id(), 20))).contains("shared.not-found");
        assertThat(code(test.as("qiu").customerViews().of("none", 20))).contains("shared.not-found");
    }

    @Test
    @DisplayName(
            "CUS-17 CUS-12 ACC-07 how long a customer is protected tells whoever does not see its deals nothing of them")
    void protectedByDeals() {
        admin.policies()
                .publish("access: { roles: { sales-rep: { walls: { customer.traded: HIDDEN } } } }", "discreet")
                .orElseThrow();
        List<String> before = pool(lan);
        buys(LocalDate.of(2026, 3, 1), "1000");
        assertThat(pool(lan)).isEqualTo(before);
        assertThat(pool(test.as("director"))).isNotEqualTo(before);
    }

    private List<String> pool(CrmSession who) {
        return facts(view(who, jade.id())).stream()
                .filter(fact -> fact.startsWith("pool"))
                .toList();
    }

    @Test
    @DisplayName("CUS-17 a view and a page of the timeline take as many reads for a great customer as for a small one")
    void bounded() {
        something();
        Runnable view = () -> lan.customerViews().of(jade.id(), 3).orElseThrow();
        Runnable page = () ->
                lan.customerViews().timeline(jade.id(), 3, Optional.empty()).orElseThrow();
        view.run();
        int viewed = counting.readsOf(view);
        int paged = counting.readsOf(page);
        for (int i = 0; i < 40; i++) {
            said(lan, "customer/" + jade.id(), i, "again");
            said(lan, "opportunity/" + deal(lan, "Deal " + i).id(), i, "about it");
            lan.contacts()
                    .create(NewContact.of(jade.id(), Contact.Details.of("Wang " + i, "1380013" + (8100 + i))))
                    .orElseThrow();
            buys(TODAY.minusDays(i), "100");
        }

        assertThat(viewed).isLessThanOrEqualTo(30);
        assertThat(counting.readsOf(view)).isLessThanOrEqualTo(viewed);
        assertThat(counting.readsOf(page)).isLessThanOrEqualTo(paged + 4); // a second page of what is told page by page
        assertThat(lan.customerViews()
                        .of(jade.id(), 3)
                        .orElseThrow()
                        .part("contacts")
                        .orElseThrow())
                .matches(part -> part.entries().size() == 3 && part.more());
    }

    @Test
    @DisplayName(
            "CUS-17 the timeline is one list by time, whatever the size of its pages and however many happened at once")
    void pages() {
        something();
        for (int i = 0; i < 7; i++) {
            buys(TODAY.minusDays(10), "10" + i);
            said(lan, "customer/" + jade.id(), 5, "at the same time " + i);
        }
        List<Happening> whole = timeline(lan, jade.id(), 200);

        assertThat(whole).isSortedAccordingTo((a, b) -> a.place().compareTo(b.place()));
        assertThat(new HashSet<>(whole)).hasSameSizeAs(whole);
        assertThat(whole)
                .extracting(Happening::part)
                .contains("profile", "contacts", "follow-ups", "opportunities", "purchases", "standing", "leads");
        for (int limit = 1; limit <= 9; limit++) {
            assertThat(timeline(lan, jade.id(), limit)).as("pages of " + limit).isEqualTo(whole);
        }
    }

    @Test
    @DisplayName(
            "CUS-17 what is new after the first page shifts nothing; a page token is good for its reader and customer only")
    void stable() {
        something();
        List<Happening> whole = timeline(lan, jade.id(), 200);
        Listing<Happening> first =
                lan.customerViews().timeline(jade.id(), 4, Optional.empty()).orElseThrow();
        List<Happening> read = new ArrayList<>(first.items());
        Optional<String> token = first.next();
        test.time.set(test.time.get().plus(Duration.ofMinutes(1)));
        while (token.isPresent()) {
            for (int i = 0; i < 5; i++) {
                said(lan, "customer/" + jade.id(), 0, "news");
            }
            Listing<Happening> page =
                    lan.customerViews().timeline(jade.id(), 4, token).orElseThrow();
            read.addAll(page.items());
            token = page.next();
        }

        assertThat(read).containsExactlyElementsOf(whole);
        Customer other = lan.customers().create(NewCustomer.named("Coral")).orElseThrow();
        assertThat(code(lan.customerViews().timeline(other.id(), 4, first.next())))
                .contains("shared.page-token-foreign");
        assertThat(code(test.as("manager.ma").customerViews().timeline(jade.id(), 4, first.next())))
                .contains("shared.page-token-foreign");
    }

    @Test
    @DisplayName("CUS-17 CUS-06 the id of a customer that was merged leads to the survivor, with what both bought")
    void merged() {
        something();
        Customer other = lan.customers().create(NewCustomer.named("Jade Two")).orElseThrow();
        admin.purchases()
                .record(new NewPurchase(other.id(), TODAY, 1, Money.cny("7")))
                .orElseThrow();
        Customer survivor = lan.customers().get(jade.id()).orElseThrow();
        test.as("manager.ma")
                .merges()
                .merge(Merges.Pair.of(survivor, lan.customers().get(other.id()).orElseThrow(), "one company"))
                .orElseThrow();

        CustomerView view = view(test.as("director"), other.id());

        assertThat(view.customer()).isEqualTo(jade.id());
        assertThat(view.all(Purchase.class)).hasSize(3);
        assertThat(String.join("\n", facts(view))).contains("merged=1");
        assertThat(timeline(test.as("director"), other.id(), 3))
                .isEqualTo(timeline(test.as("director"), jade.id(), 50))
                .filteredOn(one -> one.part().equals("purchases"))
                .hasSize(3);
    }

    /** A part of somebody who erred. */
    private static final class BadPart implements CustomerPart {
        @Override
        public String key() {
            return "documents";
        }

        @Override
        public Permission permission() {
            return Permission.of("customer", "view");
        }

        @Override
        public void show(Glance glance, Showing showing) {
            showing.facts().fact("note", "half");
            throw new IllegalStateException("the secret of another customer");
        }

        @Override
        public Happened happened(Glance glance, int limit, Optional<String> from) {
            throw new IllegalStateException("the secret of another customer");
        }
    }

    @Test
    @DisplayName("CUS-17 a part that fails costs only itself, says so, and tells nothing of what it was about")
    void bad() {
        something();
        List<CustomerPart> parts = List.of(new ProfilePart(), new BadPart(), new TradePart());

        CustomerView view = lan.customerViews(parts).of(jade.id(), 5).orElseThrow();
        Outcome<Listing<Happening>> told = lan.customerViews(parts).timeline(jade.id(), 50, Optional.empty());

        assertThat(states(view)).containsExactly("profile SHOWN", "documents FAILED", "purchases SHOWN");
        Part bad = view.part("documents").orElseThrow();
        assertThat(bad.facts()).isEmpty();
        assertThat(bad.why().orElseThrow().message(Locale.ENGLISH))
                .contains("IllegalStateException")
                .doesNotContain("secret");
        assertThat(told.orElseThrow().items()).isNotEmpty();
        assertThat(((Outcome.Done<Listing<Happening>>) told).warnings())
                .extracting(why -> why.code())
                .containsExactly("customer.view.failed");
    }

    @Test
    @DisplayName("CUS-17 reminders that are due and approvals that run are in the view of whoever may know of them")
    void due() {
        something();
        test.time.set(test.time.get().plus(Duration.ofDays(100)));
        test.as("admin").grades().regrade().orElseThrow();
        Opportunity won = view(lan, jade.id()).all(Opportunity.class).get(0);
        Outcome<Opportunity> waits = lan.opportunities().move(won, Stage.IN_DEPTH, Evidence.because("they wavered"));

        CustomerView view = view(lan, jade.id());

        assertThat(view.all(Reminder.class))
                .isNotEmpty()
                .allMatch(one -> one.subject().equals("customer/" + jade.id()));
        assertThat(waits).isInstanceOf(Outcome.Pending.class);
        assertThat(view.all(Approval.class)).hasSize(1);
        assertThat(view.part("approvals").orElseThrow().entries().get(0).facts())
                .extracting(Fact::key)
                .contains("about", "by", "turn");
        assertThat(timeline(lan, jade.id(), 10)).extracting(Happening::part).contains("reminders", "approvals");
    }

    @Test
    @DisplayName(
            "CUS-17 ACC-10 what a view shows of sensitive fields is one entry of the audit trail; its size has bounds")
    void recorded() {
        something();
        view(lan, jade.id());
        assertThat(admin.audit()
                        .list(Optional.empty(), Optional.of("customer/" + jade.id()), 50, Optional.empty())
                        .orElseThrow()
                        .items())
                .filteredOn(entry -> entry.operation().equals("customer.view-all"))
                .hasSize(1)
                .allMatch(entry -> entry.times().orElse(0L) > 2);
        assertThat(code(lan.customerViews().of(jade.id(), 0))).contains("customer.view.limit");
        assertThat(code(lan.customerViews().timeline(jade.id(), 201, Optional.empty())))
                .contains("customer.view.limit");
    }
}
