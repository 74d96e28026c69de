package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.AccountApplication;
import io.crmkit.access.KeyRotation;
import io.crmkit.access.NewUser;
import io.crmkit.access.UserProfile;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.protection.FieldKeys;
import io.crmkit.protection.TinkFieldKeys;
import io.crmkit.shared.Money;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Unique texts are put into sensitive fields; nothing that is kept may hold them (ACC-11). */
abstract class Canaries {

    private static final int LEADS = 50;

    /** A channel that quotes the address in its answer, as mail servers do. */
    private static final class Quoting implements NotificationChannelProvider {
        @Override
        public String id() {
            return "quoting";
        }

        @Override
        public NotificationChannel open(Parameters parameters) {
            return new NotificationChannel() {
                @Override
                public Receipt send(Message message) {
                    return Receipt.rejected("550 no mailbox " + message.address());
                }

                @Override
                public void close() {}
            };
        }
    }

    /** {@return where the database is} */
    abstract String location();

    /** {@return which of the texts stand in the database, after it was closed or while it is open} */
    abstract List<String> found(String location, List<String> texts);

    private static Crm open(String where, InstantSource clock, Optional<FieldKeys> keys) {
        var builder = Crm.builder()
                .store(where)
                .clock(clock)
                .zone(ZoneId.of("Asia/Shanghai"))
                .notification(new Quoting())
                .via("test");
        keys.ifPresent(builder::fieldKeys);
        return builder.open();
    }

    /** Plants the texts, uses what they are in, and answers them. */
    private static List<String> plant(Crm crm) {
        List<String> planted = new ArrayList<>();
        crm.setUp(
                        NewUser.of("Admin", "administrator").withLogin("admin"),
                        NewUser.of("Director", "sales-vice-president").withLogin("director"))
                .orElseThrow();
        CrmSession admin = crm.signIn("admin");
        CrmSession director = crm.signIn("director");
        admin.policies()
                .publish("automation: {channels: [{id: quoting, address: EMAIL}]}", "canaries")
                .orElseThrow();
        planted.addAll(List.of("17012340001", "canary-director@example.cn"));
        director.account()
                .update(
                        director.account().get().orElseThrow().version(),
                        new UserProfile("Director", Optional.of(planted.get(1)), Optional.of(planted.get(0))))
                .orElseThrow();
        planted.addAll(List.of("17012340002", "canary-zhao@example.cn"));
        crm.applyForAccount(new AccountApplication.Draft(
                        new UserProfile("Zhao", Optional.of(planted.get(3)), Optional.of(planted.get(2))), "new here"))
                .orElseThrow();
        for (int i = 0; i < LEADS; i++) {
            String contact = "金丝雀联系人" + i + "号";
            String phone = "170" + (99_000_000 + i);
            planted.addAll(List.of(contact, phone));
            director.withRequestKey("lead-" + i)
                    .leads()
                    .create(new Leads.NewLead(
                            new Lead.Facts(
                                    Optional.of("Acme " + i),
                                    Optional.of(contact),
                                    Optional.of(phone),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()),
                            ContactState.IN_CONTACT,
                            Optional.empty()))
                    .orElseThrow();
            String remark = "canary-remark-" + i + "-7f3a";
            planted.add(remark);
            Customer customer = director.customers()
                    .create(NewCustomer.named("Customer " + i))
                    .orElseThrow();
            Customer.Profile plain = Customer.Profile.named("Customer " + i);
            customer = director.withRequestKey("customer-" + i)
                    .customers()
                    .edit(
                            customer.id(),
                            customer.version(),
                            new Customer.Profile(
                                    plain.name(),
                                    plain.shortName(),
                                    plain.industry(),
                                    plain.region(),
                                    plain.employees(),
                                    plain.annualRevenue(),
                                    plain.foundedYear(),
                                    plain.parent(),
                                    plain.source(),
                                    Optional.of(remark),
                                    plain.type(),
                                    plain.purchasingPower(),
                                    plain.tags()))
                    .orElseThrow();
            String account = "62229" + (1_700_000_000_000L + i); // a field of the dictionary that it calls sensitive
            String phone2 = "170" + (98_000_000 + i);
            planted.addAll(List.of(account, phone2));
            director.withRequestKey("fields-" + i)
                    .customers()
                    .fill(customer.id(), customer.version(), Map.of("bankAccount", account, "financePhone", phone2))
                    .orElseThrow();
            assertThat(director.leads().withPhone(phone, 10).orElseThrow()).hasSize(1);
        }
        director.leads().list(50, Optional.empty()).orElseThrow();
        admin.accounts().reset(director.userId()).orElseThrow();
        return planted;
    }

    /** A customer buys, falls silent, and its owner is reminded. */
    private static void remind(Crm crm, CrmSession director, Instant[] now) {
        Customer customer = director.customers()
                .create(NewCustomer.named("Silent").ownedBy(director.userId()))
                .orElseThrow();
        crm.signIn("admin")
                .purchases()
                .record(new NewPurchase(customer.id(), LocalDate.of(2026, 11, 2), 1, Money.cny("1000")))
                .orElseThrow();
        now[0] = now[0].plus(Duration.ofDays(100));
        crm.signIn("admin").grades().regrade().orElseThrow();
    }

    @Test
    @DisplayName("ACC-11 planted canaries appear in no database, log, audit or outbox; without keys they do")
    void nowhere() {
        Instant[] now = {Instant.parse("2026-11-02T04:00:00Z")};
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = System.err;
        List<String> planted;
        String sealed = location();
        TinkFieldKeys keys = TinkFieldKeys.generate();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try (Crm crm = open(sealed, () -> now[0], Optional.of(keys))) {
            planted = plant(crm);
            remind(crm, crm.signIn("director"), now);
            assertThat(crm.signIn("admin").messages().deliver(100).orElseThrow().parked())
                    .isPositive();
            assertThat(found(sealed, planted)).isEmpty();
            TinkFieldKeys more = keys.added();
            assertThat(crm.signIn("director").audit().verify().orElseThrow().intact())
                    .isTrue();
            try (Crm next = open(sealed, () -> now[0], Optional.of(more.promoted(more.newest())))) {
                KeyRotation.Report report =
                        next.signIn("admin").keyRotation().run().orElseThrow();
                assertThat(report.rewritten().get("lead")).isEqualTo(LEADS);
                assertThat(report.rewritten().get("message")).isPositive();
                assertThat(next.signIn("director")
                                .audit()
                                .verify()
                                .orElseThrow()
                                .intact())
                        .isTrue();
            }
        } finally {
            System.setErr(err);
        }
        assertThat(found(sealed, planted)).isEmpty();
        assertThat(planted).noneMatch(said.toString(StandardCharsets.UTF_8)::contains);
        String clear = location();
        now[0] = Instant.parse("2026-11-02T04:00:00Z");
        try (Crm crm = open(clear, () -> now[0], Optional.empty())) {
            assertThat(plant(crm)).isEqualTo(planted);
            remind(crm, crm.signIn("director"), now);
            crm.signIn("admin").messages().deliver(100).orElseThrow();
        }
        assertThat(found(clear, planted)).containsExactlyInAnyOrderElementsOf(planted);
    }
}
