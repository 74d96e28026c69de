package io.crmkit.automation;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.FaultyStore;
import io.crmkit.automation.OutgoingMessage.State;
import io.crmkit.automation.Post.Channel;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessagingTest {

    private static final String MAIL = "channels: [{id: mail, address: EMAIL}], attempts: 3, waitMinutes: [1, 10]";

    private final Channel mail = new Channel("mail");

    private static Outcome<OutgoingMessage> retry(Post post, OutgoingMessage message) {
        return post.office.signIn("admin").messages().retry(message.id(), message.version());
    }

    @Test
    @DisplayName(
            "NTF-01 what reminds somebody goes out once through each channel of the policy, in the policy's language")
    void once() {
        try (Post post = new Post(2, MAIL, mail)) {
            post.silence();
            assertThat(post.in(State.WAITING)).hasSize(2);
            DeliveryReport report = Post.deliver(post.office);
            assertThat(report).isEqualTo(new DeliveryReport(2, 0, 0, List.of(), false));
            assertThat(mail.opened.text("secret")).isEqualTo("of mail");
            assertThat(mail.taken).hasSize(2).allSatisfy(message -> {
                assertThat(message.address()).isEqualTo("lan@example.com");
                assertThat(message.language()).isEqualTo(Locale.CHINESE);
                assertThat(message.subject()).startsWith("提醒：客户").doesNotContain("\n");
                assertThat(message.text()).contains("LIF-04");
                assertThat(message.tenant()).isEqualTo("default");
            });
            assertThat(post.in(State.DELIVERED))
                    .extracting(OutgoingMessage::detail)
                    .containsOnly("ref");
            post.office.signIn("admin").grades().regrade().orElseThrow();
            assertThat(Post.deliver(post.office).delivered()).isZero();
            assertThat(mail.taken).hasSize(2);
        }
        assertThat(mail.closed).hasValue(1);
    }

    @Test
    @DisplayName(
            "NTF-01 without a channel in the policy nothing goes out; a channel that nobody has is not put in force")
    void channels() {
        try (Post post = new Post(1, "attempts: 3", mail)) {
            post.silence();
            assertThat(Post.deliver(post.office).delivered()).isZero();
            assertThat(mail.taken).isEmpty();
            CrmSession admin = post.office.signIn("admin");
            var refusals = admin.policies()
                    .publish("automation: {channels: [{id: mial, address: LOGIN}]}", "typo")
                    .refusals();
            assertThat(refusals).hasSize(1);
            assertThat(refusals.get(0).message(Locale.ENGLISH)).contains("mial", "There are: mail", "mean \"mail\"");
            assertThat(refusals.get(0).message(Locale.CHINA)).contains("mial", "mail");
            assertThat(code(admin.policies()
                            .check("automation: {channels: [{id: a, address: LOGIN}, {id: a, address: EMAIL}]}")))
                    .contains("document.contradiction");
            assertThat(code(admin.policies().check("automation: {claimMinutes: 5}")))
                    .contains("document.contradiction");
        }
    }

    @Test
    @DisplayName("NTF-01 retried after the minutes of the policy, then parked and shown; begun anew it is delivered")
    void retried() {
        try (Post post = new Post(1, MAIL, mail)) {
            post.silence();
            mail.conduct = message -> Receipt.retry("server busy");
            assertThat(Post.deliver(post.office).waiting()).isEqualTo(1);
            assertThat(Post.deliver(post.office).waiting())
                    .as("not before a minute")
                    .isZero();
            post.pass(Duration.ofMinutes(1));
            assertThat(Post.deliver(post.office).waiting()).isEqualTo(1);
            post.pass(Duration.ofMinutes(9));
            assertThat(Post.deliver(post.office).waiting()).as("not before ten").isZero();
            post.pass(Duration.ofMinutes(1));
            assertThat(Post.deliver(post.office).parked()).isEqualTo(1);
            OutgoingMessage parked = post.in(State.PARKED).get(0);
            assertThat(parked.attempts()).isEqualTo(3);
            assertThat(parked.detail()).isEqualTo("server busy");
            post.pass(Duration.ofDays(9));
            assertThat(Post.deliver(post.office)).isEqualTo(new DeliveryReport(0, 0, 0, List.of(), false));
            mail.conduct = message -> Receipt.delivered("ref");
            OutgoingMessage again = retry(post, parked).orElseThrow();
            assertThat(code(retry(post, again))).contains("automation.message.not-parked");
            assertThat(Post.deliver(post.office).delivered()).isEqualTo(1);
            assertThat(mail.taken).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "NTF-01 rejected is parked at once, as is a message to somebody without a mailbox, or without an account")
    void rejected() {
        try (Post post = new Post(3, MAIL, mail)) {
            CrmSession admin = post.office.signIn("admin");
            String lin = admin.users().byLogin("lin").orElseThrow().id();
            admin.customers()
                    .assign(post.customer(1).id(), post.customer(1).version(), Optional.of(lin), "for a reason")
                    .orElseThrow();
            post.silence();
            mail.conduct = message -> Receipt.rejected("no such mailbox");
            assertThat(Post.deliver(post.office).parked()).isEqualTo(3);
            assertThat(post.in(State.PARKED))
                    .extracting(OutgoingMessage::detail)
                    .containsExactlyInAnyOrder(
                            "no such mailbox",
                            "no such mailbox",
                            "The recipient has no mailbox; enter one, then try again.");
            assertThat(post.office
                            .signIn("lin")
                            .messages()
                            .list(State.PARKED, 10, Optional.empty())
                            .orElseThrow()
                            .items())
                    .as("own messages only")
                    .hasSize(1);
            assertThat(code(post.office.signIn("lin").messages().deliver(1))).contains("access.permission-missing");
        }
    }

    @Test
    @DisplayName("NTF-01 what is over before it went out is dropped, and goes out when it is back")
    void dropped() {
        try (Post post = new Post(1, MAIL, mail)) {
            post.silence();
            post.buys(0);
            assertThat(post.in(State.DROPPED)).hasSize(1);
            assertThat(Post.deliver(post.office).delivered()).isZero();
            post.silence();
            assertThat(Post.deliver(post.office).delivered())
                    .as("another episode")
                    .isEqualTo(1);
        }
    }

    @Test
    @DisplayName("NTF-01 what is handed over is told the new owner, and no more the old one")
    void handedOver() {
        Channel inbox = new Channel("inbox");
        try (Post post = new Post(1, "channels: [{id: inbox, address: LOGIN}]", inbox)) {
            post.silence();
            CrmSession admin = post.office.signIn("admin");
            String lin = admin.users().byLogin("lin").orElseThrow().id();
            var customer = admin.customers().get(post.customer(0).id()).orElseThrow();
            admin.customers()
                    .assign(customer.id(), customer.version(), Optional.of(lin), "for a reason")
                    .orElseThrow();
            Post.deliver(post.office);
            assertThat(inbox.taken).extracting(Message::address).containsExactly("lin");
            assertThat(post.in(State.DROPPED)).hasSize(1);
        }
    }

    @Test
    @DisplayName("NTF-01 any number of nodes deliver at the same time, and each message goes out once")
    void manyNodes() throws Exception {
        mail.knowsWhatItHasSeen = false;
        try (Post post = new Post(150, MAIL, mail)) {
            post.silence();
            ExecutorService nodes = Executors.newFixedThreadPool(4);
            try {
                List<Future<DeliveryReport>> runs = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    Crm node = post.node(mail);
                    runs.add(nodes.submit(() -> Post.deliver(node)));
                }
                long delivered = 0;
                for (Future<DeliveryReport> run : runs) {
                    delivered += run.get().delivered();
                }
                assertThat(delivered).isEqualTo(150);
            } finally {
                nodes.shutdown();
            }
            assertThat(mail.taken).hasSize(150);
            assertThat(mail.taken.stream().map(Message::id).distinct()).hasSize(150);
            assertThat(post.in(State.DELIVERED))
                    .extracting(OutgoingMessage::attempts)
                    .containsOnly(1);
        }
    }

    @Test
    @DisplayName("NTF-01 a node that dies with messages in hand: another delivers them after their claim, counted")
    void nodeDies() {
        try (Post post = new Post(3, MAIL, mail)) {
            post.silence();
            FaultyStore store = new FaultyStore(post.store());
            Crm dying = post.node(store, mail);
            mail.conduct = message -> {
                store.failCommits(1_000, StorageException.Kind.UNAVAILABLE);
                return Receipt.delivered("ref");
            };
            assertThatThrownBy(() -> Post.deliver(dying)).isInstanceOf(StorageException.class);
            assertThat(post.in(State.DELIVERING)).hasSize(3);
            mail.conduct = message -> Receipt.delivered("ref");
            assertThat(Post.deliver(post.office).delivered())
                    .as("they may still be in hand")
                    .isZero();
            post.pass(Duration.ofMinutes(10));
            assertThat(Post.deliver(post.office).delivered()).isEqualTo(3);
            assertThat(mail.taken).as("a channel that knows ids took each once").hasSize(3);
            assertThat(post.in(State.DELIVERED))
                    .extracting(OutgoingMessage::attempts)
                    .containsOnly(2);
        }
    }

    @Test
    @DisplayName("NTF-01 a message whose attempts never come back is parked, and does not kill node after node")
    void poison() {
        try (Post post = new Post(1, MAIL, mail)) {
            post.silence();
            for (int i = 0; i < 3; i++) {
                FaultyStore store = new FaultyStore(post.store());
                Crm dying = post.node(store, mail);
                mail.conduct = message -> {
                    store.failCommits(1_000, StorageException.Kind.UNAVAILABLE);
                    return Receipt.delivered("ref");
                };
                assertThatThrownBy(() -> Post.deliver(dying)).isInstanceOf(StorageException.class);
                post.pass(Duration.ofMinutes(10));
            }
            assertThat(Post.deliver(post.office).parked()).isEqualTo(1);
            assertThat(post.in(State.PARKED).get(0).detail()).contains("No answer came in 3 attempts");
        }
    }

    @Test
    @DisplayName("NTF-01 a node without the plugin leaves the messages to one that has it, and says so")
    void otherNode() {
        try (Post post = new Post(2, MAIL, mail)) {
            post.silence();
            Crm bare = post.node(new Channel("other"));
            DeliveryReport report = Post.deliver(bare);
            assertThat(report.delivered() + report.waiting() + report.parked()).isZero();
            assertThat(report.failures()).hasSize(1);
            assertThat(report.failures().get(0).message(Locale.ENGLISH)).contains("mail", "There are: other");
            assertThat(post.in(State.WAITING))
                    .extracting(OutgoingMessage::attempts)
                    .containsOnly(0);
            assertThat(Post.deliver(post.office).delivered()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("NTF-01 a clock that jumps loses nothing: ahead, claims are over early; back, they last longer")
    void clockJumps() {
        try (Post post = new Post(1, MAIL, mail)) {
            post.silence();
            mail.conduct = message -> {
                post.pass(Duration.ofDays(1));
                return Receipt.retry("later");
            };
            Post.deliver(post.office);
            post.pass(Duration.ofDays(-1));
            mail.conduct = message -> Receipt.delivered("ref");
            assertThat(Post.deliver(post.office).delivered()).isZero();
            post.pass(Duration.ofDays(1).plusMinutes(1));
            assertThat(Post.deliver(post.office).delivered()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("NTF-01 a run ends at its limit and says that more is due")
    void limited() {
        try (Post post = new Post(30, MAIL, mail)) {
            post.silence();
            Messaging messages = post.office.signIn("admin").messages();
            assertThat(messages.deliver(25).orElseThrow()).isEqualTo(new DeliveryReport(25, 0, 0, List.of(), true));
            assertThat(messages.deliver(25).orElseThrow()).isEqualTo(new DeliveryReport(5, 0, 0, List.of(), false));
            assertThat(code(messages.deliver(0))).contains("valid.min");
        }
    }

    @Test
    @DisplayName("ACC-18 a mailbox is handed to no channel for a purpose that its user has not agreed to")
    void consent() {
        try (Post post = new Post(2, MAIL, mail)) {
            CrmSession admin = post.office.signIn("admin");
            admin.policies()
                    .publish(
                            "{automation: {" + MAIL + "}, privacy: {notification: letters, purposes: "
                                    + "[{key: letters, name: {zh: 来信, en: letters}, consent: true}]}}",
                            "consent")
                    .orElseThrow();
            post.silence();
            assertThat(Post.deliver(post.office).parked()).isEqualTo(2);
            assertThat(mail.taken).isEmpty();
            String lan = "user/" + admin.users().byLogin("lan").orElseThrow().id();
            admin.privacy().give(lan, "letters", "form 7", Optional.empty()).orElseThrow();
            post.in(State.PARKED).forEach(message -> retry(post, message).orElseThrow());
            assertThat(Post.deliver(post.office).delivered()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("ACC-18 what a channel said of a mailbox goes with the person's data, also what the audit holds of it")
    void quoted() {
        try (Post post = new Post(2, MAIL, mail)) {
            mail.conduct = message -> Receipt.rejected("550 no mailbox " + message.address());
            post.silence();
            assertThat(Post.deliver(post.office).parked()).isEqualTo(2);
            CrmSession admin = post.office.signIn("admin");
            String lan = "user/" + admin.users().byLogin("lan").orElseThrow().id();
            assertThat(holding(post.office, "lan@example.com")).contains("message", "audit_content", "user");
            admin.privacy().erase(lan, "asked to").orElseThrow();
            assertThat(holding(post.office, "lan@example.com")).isEmpty();
            assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
        }
    }

    private static List<String> holding(Crm crm, String text) {
        try (var all = crm.snapshot()) {
            return all.filter(r -> r.payload().contains(text))
                    .map(r -> r.key().type())
                    .toList();
        }
    }
}
