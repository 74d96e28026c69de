package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.NewCustomer;
import io.crmkit.handover.Estate;
import io.crmkit.handover.Handover;
import io.crmkit.handover.HandoverItem;
import io.crmkit.handover.Plan;
import io.crmkit.handover.Preview;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A handover of 5,000 records on two nodes over one database. */
abstract class HandoverOnTwoNodes {

    private static final int CUSTOMERS = 2_000;
    private static final int DEALS = 2_000;
    private static final int LEADS = 1_000;

    private Optional<Crm> one = Optional.empty();
    private Optional<Crm> two = Optional.empty();

    /** {@return where the database is} */
    abstract String location();

    private static Crm node(String where) {
        return Crm.builder()
                .store(where)
                .clock(() -> Instant.parse("2026-03-02T04:00:00Z"))
                .zone(ZoneId.of("Asia/Shanghai"))
                .via("test")
                .open();
    }

    @AfterEach
    void close() {
        one.ifPresent(Crm::close);
        two.ifPresent(Crm::close);
    }

    private static Set<String> kept(List<HandoverItem> items) {
        return items.stream()
                .filter(item -> item.fate() != HandoverItem.Fate.MOVED)
                .map(HandoverItem::record)
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName(
            "ACC-12 5,000 records change hands in one change set, and what was previewed happens; the leaver is out on the other node")
    void fiveThousand(TestReporter reporter) {
        String where = location();
        Crm here = node(where);
        one = Optional.of(here);
        Crm there = node(where);
        two = Optional.of(there);
        Estate estate = new Estate(here);
        estate.fill("lan", CUSTOMERS, DEALS, LEADS);
        estate.bought("lan", CUSTOMERS, LocalDate.of(2026, 2, 1));
        CrmSession leaver = there.signIn("lan");
        CrmSession admin = here.signIn("admin");
        assertThat(leaver.customers().create(NewCustomer.named("Last")).isDone())
                .as("200 are too many already")
                .isFalse();

        Handover asked = admin.handovers()
                .prepare(estate.id("lan"), Plan.leaving("leaves", estate.id("lin"), estate.id("qiu")))
                .orElseThrow();
        assertThat(leaver.customers().list(1, Optional.empty()).isDone()).isFalse();
        Handover lifted = there.signIn("head")
                .handovers()
                .liftCaps(asked.id(), asked.version(), "they can do it")
                .orElseThrow();
        long before = System.nanoTime();
        Preview preview = admin.handovers().preview(lifted.id()).orElseThrow();
        long between = System.nanoTime();
        Handover done = admin.handovers().perform(lifted.id(), lifted.version()).orElseThrow();
        long after = System.nanoTime();
        String told = "preview " + (between - before) / 1_000_000 + " ms, handover " + (after - between) / 1_000_000
                + " ms of " + preview.items().size() + " items";
        reporter.publishEntry(getClass().getSimpleName(), told);
        System.out.println(getClass().getSimpleName() + ": " + told);

        List<HandoverItem> items = estate.items(there.signIn("admin"), done.id());
        assertThat(items).isEqualTo(preview.items());
        assertThat(done.tallies().get("customer")).isEqualTo(new Handover.Tally(CUSTOMERS, 0, 0));
        assertThat(done.tallies().get("opportunity")).isEqualTo(new Handover.Tally(DEALS, 0, 0));
        assertThat(done.tallies().get("lead").all()).isEqualTo(LEADS);
        assertThat(estate.flaws(kept(items))).isEmpty();
        assertThat(estate.user("lan").state()).isEqualTo(User.State.DISABLED);
        assertThat(admin.audit().verify().orElseThrow().problem()).isEmpty();
        String record = items.get(0).record();
        assertThat(admin.audit()
                        .list(Optional.empty(), Optional.of(record), 10, Optional.empty())
                        .orElseThrow()
                        .items()
                        .get(0)
                        .records()
                        .orElseThrow())
                .containsKey(record);
    }
}
