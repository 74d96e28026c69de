package io.crmkit.customer;

import static io.crmkit.TestCrm.NOON;
import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.shared.Listing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CustomerPresenceTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");

    @AfterEach
    void close() {
        test.close();
    }

    private Customer customer(String login, String name) {
        return test.as(login).customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private List<String> online(String login, int limit) {
        List<String> all = new java.util.ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Listing<CustomerPresence.Online> page =
                    test.as(login).presence().online(limit, token).orElseThrow();
            assertThat(page.next().isPresent() && page.items().size() < limit)
                    .as("a short page tells of what is not seen")
                    .isFalse();
            page.items().forEach(one -> all.add(one.customer()));
            token = page.next();
        } while (token.isPresent());
        return all;
    }

    @Test
    @DisplayName(
            "CUS-15 a customer is online for five minutes after it was seen, the last seen first, within the reader's scope")
    void online() {
        Customer jade = customer("lan", "Jade");
        Customer opal = customer("qiu", "Opal");
        admin.presence().seen(jade.id()).orElseThrow();
        test.time.set(NOON.plusSeconds(1));
        admin.presence().seen(opal.id()).orElseThrow();

        assertThat(online("director", 10)).containsExactly(opal.id(), jade.id());
        assertThat(online("director", 1)).containsExactly(opal.id(), jade.id());
        assertThat(online("lan", 1)).containsExactly(jade.id());
        test.time.set(NOON.plus(Duration.ofMinutes(5)));
        assertThat(online("director", 10)).containsExactly(opal.id(), jade.id());
        test.time.set(NOON.plus(Duration.ofMinutes(5)).plusMillis(1));
        assertThat(online("director", 10)).containsExactly(opal.id());
    }

    @Test
    @DisplayName(
            "CUS-15 a report soon after another writes nothing, no report changes the customer or makes an audit entry")
    void cheap() {
        Customer jade = customer("lan", "Jade");
        admin.presence().seen(jade.id()).orElseThrow();
        long entries = entries();
        long before = records();
        for (int second = 1; second < 60; second++) {
            test.time.set(NOON.plusSeconds(second));
            assertThat(admin.presence().seen(jade.id()).orElseThrow().lastSeen())
                    .isEqualTo(NOON);
        }
        assertThat(records()).isEqualTo(before);
        test.time.set(NOON.plusSeconds(60));
        assertThat(admin.presence().seen(jade.id()).orElseThrow().lastSeen()).isEqualTo(NOON.plusSeconds(60));
        assertThat(entries()).isEqualTo(entries);
        assertThat(test.as("lan").customers().get(jade.id()).orElseThrow()).isEqualTo(jade);
    }

    private long entries() {
        try (var all = test.crm.snapshot()) {
            return all.filter(record -> record.key().type().equals("audit_entry"))
                    .count();
        }
    }

    private long records() {
        try (var all = test.crm.snapshot()) {
            return all.filter(record -> record.key().type().equals("customer_seen"))
                    .mapToLong(record -> record.version())
                    .sum();
        }
    }

    @Test
    @DisplayName("CUS-15 ACC-09 only who may report presence does, of customers that are there; the minutes are policy")
    void refused() {
        Customer jade = customer("lan", "Jade");
        assertThat(code(test.as("lan").presence().seen(jade.id()))).contains("access.permission-missing");
        assertThat(code(admin.presence().seen("nobody"))).contains("shared.not-found");
        assertThat(code(admin.policies().check("presence: { onlineMinutes: 1, refreshSeconds: 60 }")))
                .contains("document.contradiction");
    }
}
