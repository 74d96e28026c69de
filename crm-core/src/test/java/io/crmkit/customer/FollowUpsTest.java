package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.Transfer;
import io.crmkit.audit.AuditEntry;
import io.crmkit.customer.FollowUp.Method;
import io.crmkit.customer.FollowUp.Said;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FollowUpsTest {

    private static final Instant NOON = TestCrm.NOON;

    private final TestCrm test = new TestCrm();
    private final CrmSession lan = test.as("lan");
    private final Customer jade =
            lan.customers().create(NewCustomer.named("Jade")).orElseThrow();
    private final String subject = "customer/" + jade.id();

    @AfterEach
    void close() {
        test.close();
    }

    private FollowUp called(String content) {
        return lan.followUps()
                .record(subject, Said.of(test.time.get(), Method.CALL, content))
                .orElseThrow();
    }

    private List<FollowUp> of(String login) {
        return test.as(login)
                .followUps()
                .of(subject, 100, Optional.empty())
                .map(Listing::items)
                .toOptional()
                .orElse(List.of());
    }

    @Test
    @DisplayName(
            "CUS-08 time, method, content, needs, intention, feedback, next step, participants and attachments are recorded")
    void recorded() {
        Said said = Said.of(NOON.minusSeconds(60), Method.VISIT, "showed the new pump")
                .about(Optional.of("20 pumps"), Optional.of("firm"), Optional.of("likes the price"))
                .next("send the quote", Optional.of(LocalDate.of(2026, 3, 9)))
                .with(List.of("Mr Wang", "Lan"), List.of());

        FollowUp made = lan.followUps().record(subject, said).orElseThrow();

        assertThat(made.said()).isEqualTo(said);
        assertThat(made.author()).isEqualTo(test.id("lan"));
        assertThat(made.customer()).contains(jade.id());
        assertThat(lan.followUps().get(made.id()).orElseThrow()).isEqualTo(made);
        assertThat(of("lan")).containsExactly(made);
    }

    @Test
    @DisplayName("CUS-08 the latest comes first, page by page")
    void order() {
        for (int hour : List.of(3, 1, 2)) {
            lan.followUps()
                    .record(subject, Said.of(NOON.minus(Duration.ofHours(hour)), Method.CALL, "hour " + hour))
                    .orElseThrow();
        }
        Listing<FollowUp> first =
                lan.followUps().of(subject, 2, Optional.empty()).orElseThrow();
        assertThat(first.items()).extracting(f -> f.said().content().orElse("")).containsExactly("hour 1", "hour 2");
        assertThat(lan.followUps().of(subject, 2, first.next()).orElseThrow().items())
                .extracting(f -> f.said().content().orElse(""))
                .containsExactly("hour 3");
    }

    @Test
    @DisplayName("CUS-08 all that is wrong is said at once: content, the time, the subject, a text that is too long")
    void refused() {
        Outcome<FollowUp> none = lan.followUps().record(subject, Said.of(NOON.plusSeconds(1), Method.CALL, " "));
        assertThat(none.refusals()).extracting(r -> r.code()).containsExactly("valid.required", "followup.in-future");
        assertThat(code(lan.followUps().record("product/7", Said.of(NOON, Method.CALL, "x"))))
                .contains("followup.unknown-subject");
        assertThat(code(lan.followUps().record("customer/none", Said.of(NOON, Method.CALL, "x"))))
                .contains("shared.not-found");
        assertThat(code(lan.followUps().record(subject, Said.of(NOON, Method.CALL, "x".repeat(4_001)))))
                .contains("valid.text");
        assertThat(of("lan")).isEmpty();
    }

    @Test
    @DisplayName("CUS-08 its author changes it for 24 hours, a moment less; afterwards, and others, only add to it")
    void edited() {
        FollowUp made = called("first");
        Said other = Said.of(NOON, Method.MEETING, "second");

        assertThat(code(test.as("manager.ma").followUps().edit(made.id(), made.version(), other)))
                .contains("followup.not-author");
        test.time.set(NOON.plus(Duration.ofHours(24)).minusMillis(1));
        FollowUp changed =
                lan.followUps().edit(made.id(), made.version(), other).orElseThrow();
        assertThat(changed.said()).isEqualTo(other);
        assertThat(code(lan.followUps().edit(made.id(), made.version(), other))).contains("shared.conflict");
        test.time.set(NOON.plus(Duration.ofHours(24)));
        assertThat(code(lan.followUps().edit(made.id(), changed.version(), other)))
                .contains("followup.edit-over");

        lan.followUps().add(made.id(), "it was Tuesday").orElseThrow();
        FollowUp added =
                test.as("manager.ma").followUps().add(made.id(), "well done").orElseThrow();
        assertThat(added.said()).isEqualTo(other);
        assertThat(added.additions())
                .extracting(FollowUp.Addition::text)
                .containsExactly("it was Tuesday", "well done");
        assertThat(added.additions())
                .extracting(FollowUp.Addition::by)
                .containsExactly(test.id("lan"), test.id("manager.ma"));
    }

    @Test
    @DisplayName("CUS-08 for how long it can be changed is policy")
    void policy() {
        FollowUp made = called("first");
        test.as("admin")
                .policies()
                .publish("followUp: { editHours: 1 }", "stricter")
                .orElseThrow();
        test.time.set(NOON.plus(Duration.ofHours(1)));
        assertThat(code(lan.followUps().edit(made.id(), made.version(), made.said())))
                .contains("followup.edit-over");
        assertThat(code(test.as("admin").policies().check("followUp: { editHours: -1 }")))
                .contains("document.out-of-range");
    }

    @Test
    @DisplayName(
            "CUS-08 ACC-06 who sees the customer sees its follow-ups; who takes it over sees all, who gave it away none")
    void takeover() {
        FollowUp made = called("first");
        assertThat(of("manager.ma")).hasSize(1);
        assertThat(of("qiu")).isEmpty();
        assertThat(code(test.as("qiu").followUps().get(made.id()))).contains("shared.not-found");
        assertThat(code(test.as("qiu").followUps().add(made.id(), "x"))).contains("shared.not-found");

        Customer now = lan.customers().get(jade.id()).orElseThrow();
        test.as("director")
                .customers()
                .transfer(now.id(), now.version(), test.id("qiu"), "moved", Transfer.Parts.FOLLOW)
                .orElseThrow();

        assertThat(of("qiu")).hasSize(1);
        assertThat(of("qiu").get(0).author()).isEqualTo(test.id("lan"));
        assertThat(of("lan")).isEmpty();
        assertThat(code(lan.followUps().get(made.id()))).contains("shared.not-found");
        assertThat(code(lan.followUps().edit(made.id(), made.version(), made.said())))
                .contains("shared.not-found");
        test.as("qiu")
                .followUps()
                .record(subject, Said.of(NOON, Method.CALL, "hello"))
                .orElseThrow();
        assertThat(of("qiu")).hasSize(2);
    }

    @Test
    @DisplayName("CUS-08 ACC-09 who sees a customer and does not reach it follows nothing up, and that is on record")
    void reach() {
        assertThat(code(test.as("fen").followUps().record(subject, Said.of(NOON, Method.CALL, "x"))))
                .contains("access.permission-missing");
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                .orElseThrow();
        lan.followUps()
                .record("opportunity/" + deal.id(), Said.of(NOON, Method.MEETING, "offer"))
                .orElseThrow();
        called("call");

        assertThat(lan.followUps()
                        .concerning(jade.id(), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .as("with those of the deals")
                .hasSize(2);
        assertThat(of("lan")).hasSize(1);
    }

    @Test
    @DisplayName(
            "CUS-08 every follow-up sets the customer's last one, in the same change set, and an older one does not set it back")
    void last() {
        called("now");
        assertThat(lan.customers().get(jade.id()).orElseThrow().lastFollowUpAt())
                .contains(NOON);
        lan.followUps()
                .record(subject, Said.of(NOON.minusSeconds(60), Method.CALL, "before"))
                .orElseThrow();
        assertThat(lan.customers().get(jade.id()).orElseThrow().lastFollowUpAt())
                .contains(NOON);
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                .orElseThrow();
        test.time.set(NOON.plusSeconds(60));
        lan.followUps()
                .record("opportunity/" + deal.id(), Said.of(test.time.get(), Method.MEETING, "offer"))
                .orElseThrow();
        assertThat(lan.customers().get(jade.id()).orElseThrow().lastFollowUpAt())
                .contains(NOON.plusSeconds(60));
    }

    @Test
    @DisplayName(
            "CUS-08 ACC-10 each version is on record, and its contents are told beside the chain; reading is on record too")
    void audited() {
        FollowUp made = called("the secret of the pump");
        lan.followUps()
                .edit(made.id(), made.version(), Said.of(NOON, Method.CALL, "told otherwise"))
                .orElseThrow();
        of("lan");
        List<AuditEntry> entries = test.as("admin")
                .audit()
                .list(Optional.empty(), Optional.of("follow_up/" + made.id()), 10, Optional.empty())
                .orElseThrow()
                .items();
        assertThat(entries).extracting(AuditEntry::operation).containsExactly("follow-up.edit", "follow-up.create");
        try (var all = test.crm.snapshot()) {
            assertThat(all.filter(record -> record.key().type().equals("audit_entry")))
                    .noneMatch(record -> record.payload().contains("secret of the pump"));
        }
        assertThat(test.as("admin").audit().verify().orElseThrow().problem()).isEmpty();
    }

    @Test
    @DisplayName("CUS-08 ACC-18 what follow-ups say of a lead is given to and erased for the person concerned")
    void privacy() {
        Lead lead = lan.leads()
                .create(new Leads.NewLead(
                        new Lead.Facts(
                                Optional.of("Opal"),
                                Optional.of("Wang"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        ContactState.NOT_CONTACTED,
                        Optional.empty()))
                .orElseThrow();
        FollowUp made = lan.followUps()
                .record("lead/" + lead.id(), Said.of(NOON, Method.CALL, "Wang has a new phone"))
                .orElseThrow();
        CrmSession admin = test.as("admin");
        assertThat(admin.privacy().access("lead/" + lead.id()).orElseThrow().toString())
                .contains("Wang has a new phone");

        admin.privacy().erase("lead/" + lead.id(), "asked for").orElseThrow();

        assertThat(lan.followUps().get(made.id()).orElseThrow().toString()).doesNotContain("Wang");
        try (var all = test.crm.snapshot()) {
            assertThat(all.filter(record -> record.key().type().equals("follow_up")
                            || record.key().type().startsWith("audit")))
                    .noneMatch(record -> record.payload().contains("Wang has"));
        }
    }
}
