package io.crmkit.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.catalogue.Products;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Purchases;
import io.crmkit.handover.Plan;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
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
        final Opportunity deal;
        final Opportunity won;
        final Lead lead;
        final String lan;

        Scene(Set<String> shipped) {
            CrmSession admin = test.as("admin");
            for (String role : shipped) {
                String login = "as-" + role;
                admin.users().create(NewUser.of(role, role).withLogin(login)).orElseThrow();
            }
            CrmSession rep = test.as("lan");
            lan = test.id("lan");
            customer = rep.customers().create(NewCustomer.named("Jade")).orElseThrow();
            deal = rep.opportunities()
                    .create(NewOpportunity.of("Pumps", customer.id(), Money.cny("5")))
                    .orElseThrow();
            Opportunity other = rep.opportunities()
                    .create(NewOpportunity.of("Valves", customer.id(), Money.cny("5")))
                    .orElseThrow();
            won = rep.opportunities()
                    .move(other, Stage.WON, Evidence.contract("H", Money.cny("7"), LocalDate.of(2026, 3, 1)))
                    .orElseThrow();
            lead = rep.leads().create(lead()).orElseThrow();
            shipped.forEach(role -> roles.put(role, test.as("as-" + role)));
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
                    Lead.ContactState.NOT_CONTACTED,
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
            test.close();
        }
    }

    private record Write(CrmSession session, Scene on) {}

    private static Map<String, Function<Write, Outcome<?>>> operations() {
        Map<String, Function<Write, Outcome<?>>> all = new LinkedHashMap<>();
        all.put("user.create", w -> w.session.users().create(NewUser.of("New", "sales-rep")));
        all.put("user.superior", w -> {
            User lan = w.on.test.user("lan");
            return w.session.users().changeSuperior(lan.id(), lan.version(), Optional.empty());
        });
        all.put("user.roles", w -> {
            User lan = w.on.test.user("lan");
            return w.session.users().changeRoles(lan.id(), lan.version(), Set.of("administrator"));
        });
        all.put("user.active", w -> {
            User lan = w.on.test.user("lan");
            return w.session.users().changeActive(lan.id(), lan.version(), false);
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
                w -> w.session.customers().assign(w.on.customer.id(), 1, Optional.of(w.on.test.id("lin"))));
        all.put(
                "customer.transfer",
                w -> w.session
                        .customers()
                        .transfer(w.on.customer.id(), 1, w.on.test.id("lin"), "nearer", Transfer.Parts.FOLLOW));
        all.put("lead.transfer", w -> w.session.leads().transfer(w.on.lead.id(), 1, w.on.test.id("lin"), "nearer"));
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
                                Scene.lead().facts(), Lead.ContactState.NOT_CONTACTED, Optional.of(w.on.lan))));
        all.put("lead.assign", w -> w.session.leads().assign(w.on.lead.id(), 1, Optional.of(w.on.test.id("lin"))));
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
                "opportunity.won",
                w -> w.session.opportunities().move(w.on.deal.id(), w.on.deal.version(), Stage.WON, Evidence.none()));
        all.put(
                "opportunity.back",
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
                "opportunity.leave",
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
        all.put("reminder.done", w -> w.session.reminders().done("none", 1));
        return all;
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
        Set<String> refusedToSomebody = new TreeSet<>();
        for (Map.Entry<String, Function<Write, Outcome<?>>> operation :
                operations().entrySet()) {
            Scene stage = new Scene(shipped);
            for (String role : shipped) {
                Write write = new Write(stage.roles.get(role), stage);
                Map<String, String> before = withoutSessions(stage.records());
                Outcome<?> outcome = operation.getValue().apply(write);
                Map<String, String> after = withoutSessions(stage.records());
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
        Set<String> never = new TreeSet<>(operations().keySet());
        never.removeAll(doneBySomebody);
        assertThat(never).containsExactly("opportunity.won", "reminder.done");
    }

    private static Map<String, String> withoutSessions(Map<String, String> records) {
        Map<String, String> rest = new TreeMap<>(records);
        rest.keySet().removeIf(key -> key.startsWith("session/"));
        return rest;
    }
}
