package io.crmkit.automation;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Beside;
import io.crmkit.Crm;
import io.crmkit.automation.OutgoingMessage.State;
import io.crmkit.automation.Post.Channel;
import io.crmkit.shared.PluginFailure;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A notification channel that misbehaves costs its own deliveries, for a while; nothing is lost, and nothing else suffers. */
@Timeout(120)
class BadChannelTest {

    private static final int THREADS = 2;

    /** For calls that end by their limit, and for those that are to end of themselves, whatever else the machine does. */
    private static final int SOON = 3_000;

    private static final int PATIENT = 8_000;

    /** What a channel may do wrong. */
    enum Wrong {
        THROWS,
        ERROR,
        HANGS,
        IGNORES_INTERRUPTION,
        ANSWERS_NULL,
        UNFIT_TEXT,
        CONTROL_CHARACTERS,
        OUT_OF_RANGE,
        HUGE_OUTPUT,
        SLOW,
        DUPLICATE_ID,
        CALLS_BACK;

        /** Whether a call ends by its time limit only. */
        boolean waits() {
            return this == HANGS || this == IGNORES_INTERRUPTION || this == SLOW;
        }

        /** Only the words of the receipt are wrong: what was delivered is. */
        boolean onlyInWords() {
            return switch (this) {
                case UNFIT_TEXT, CONTROL_CHARACTERS, OUT_OF_RANGE, HUGE_OUTPUT -> true;
                default -> false;
            };
        }
    }

    /** Where. */
    enum Context {
        ONE(1),
        BATCH(12),
        WHOLE_OUTBOX(70),
        BESIDE_A_GOOD_ONE(12);

        private final int customers;

        Context(int customers) {
            this.customers = customers;
        }
    }

    private final CountDownLatch end = new CountDownLatch(1);

    /** How many threads are within a call that goes wrong. */
    private final AtomicInteger held = new AtomicInteger();

    private final Channel good = new Channel("good");
    private final Channel acme = new Channel("acme");
    private Crm node;

    @AfterEach
    void stop() {
        end.countDown();
    }

    static Stream<Arguments> cases() {
        return Stream.of(Wrong.values())
                .filter(wrong -> !wrong.waits())
                .flatMap(wrong -> Stream.of(Context.values()).map(context -> Arguments.of(wrong, context)));
    }

    private Receipt does(Wrong wrong) {
        held.incrementAndGet();
        try {
            return done(wrong);
        } finally {
            held.decrementAndGet();
        }
    }

    private Receipt done(Wrong wrong) {
        Receipt fine = Receipt.delivered("ref");
        return switch (wrong) {
            case THROWS -> throw new IllegalStateException("no server");
            case ERROR -> throw new NoClassDefFoundError("com/acme/Mail");
            case HANGS -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                yield fine;
            }
            case IGNORES_INTERRUPTION -> {
                while (end.getCount() > 0) {
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
                yield fine;
            }
            case SLOW -> {
                try {
                    Thread.sleep(30_000);
                } catch (InterruptedException e) {
                    yield fine;
                }
                yield fine;
            }
            case ANSWERS_NULL, DUPLICATE_ID -> null;
            case UNFIT_TEXT -> Receipt.delivered("half \ud800");
            case CONTROL_CHARACTERS -> Receipt.delivered("nul \0 and escape \033[2J");
            case OUT_OF_RANGE -> Receipt.delivered("x".repeat(501));
            case HUGE_OUTPUT -> Receipt.delivered("x".repeat(20_000_000));
            case CALLS_BACK -> {
                node.signIn("admin").messages().deliver(10);
                yield fine;
            }
        };
    }

    private Function<Message, Receipt> doing(Wrong wrong, Predicate<Message> when) {
        return message -> when.test(message) ? does(wrong) : Receipt.delivered("ref");
    }

    private static String automation(Context context, int millis) {
        String channels = context == Context.BESIDE_A_GOOD_ONE
                ? "[{id: acme, address: LOGIN}, {id: good, address: USER_ID}]"
                : "[{id: acme, address: LOGIN}]";
        return "channels: " + channels + ", " + Post.guard(millis);
    }

    private Post post(Context context, Wrong wrong) {
        Post post = new Post(context.customers, automation(context, wrong.waits() ? SOON : PATIENT), acme, good);
        post.silence();
        return post;
    }

    /** Two of one id are none: nobody can tell which is meant. */
    private Crm bad(Post post, Wrong wrong) {
        node = wrong == Wrong.DUPLICATE_ID
                ? post.node(acme, new Channel("acme"), good)
                : post.node(new NotificationChannelProvider[] {acme, good});
        return node;
    }

    @ParameterizedTest(name = "NTF-01 {0} for one message × {1}: the others are delivered, it waits and is named")
    @MethodSource("cases")
    void oneBadMessage(Wrong wrong, Context context) {
        try (Post post = post(context, wrong)) {
            Crm crm = bad(post, wrong);
            acme.conduct = doing(wrong, message -> message.subject().contains("客户0号"));
            isNamed(Post.deliver(crm));
            if (wrong == Wrong.IGNORES_INTERRUPTION) {
                post.pass(Duration.ofMinutes(16)); // it is left alone for a while; then the others have their turn
                Post.deliver(crm);
            }
            if (wrong != Wrong.DUPLICATE_ID) {
                assertThat(post.in(State.DELIVERED).stream()
                                .filter(m -> m.channel().equals("acme")))
                        .hasSize(context.customers - (wrong.onlyInWords() ? 0 : 1));
            }
            beside(context, post);
            recovers(post, context, wrong);
        }
    }

    @ParameterizedTest(name = "NTF-01 {0} always × {1}: nothing is lost, it is left alone, no other channel suffers")
    @MethodSource("cases")
    void alwaysBad(Wrong wrong, Context context) {
        try (Post post = post(context, wrong)) {
            Crm crm = bad(post, wrong);
            acme.conduct = doing(wrong, message -> true);
            isNamed(Post.deliver(crm));
            assertThat(post.in(State.DELIVERED).stream().filter(m -> m.channel().equals("acme")))
                    .hasSize(wrong.onlyInWords() ? context.customers : 0);
            beside(context, post);
            assertThat(held).hasValueLessThanOrEqualTo(THREADS);
            recovers(post, context, wrong);
        }
    }

    @Test
    @DisplayName(
            "NTF-01 calls that end by their limit only, for one message and always, in every context: the same as of what is wrong at once")
    void waiting() throws InterruptedException {
        Beside.each(Wrong.values(), Wrong::waits, Context.values(), (wrong, context) -> {
            alone(test -> test.oneBadMessage(wrong, context));
            alone(test -> test.alwaysBad(wrong, context));
        });
    }

    private static void alone(Consumer<BadChannelTest> work) {
        BadChannelTest test = new BadChannelTest();
        try {
            work.accept(test);
        } finally {
            test.stop();
        }
    }

    private static void isNamed(DeliveryReport report) {
        assertThat(report.failures()).extracting(PluginFailure::plugin).containsExactly("acme");
        assertThat(report.failures().get(0).message(Locale.ENGLISH))
                .contains("acme")
                .hasSizeLessThan(2_000);
        assertThat(report.failures().get(0).message(Locale.CHINA))
                .contains("acme")
                .hasSizeLessThan(2_000);
    }

    private void beside(Context context, Post post) {
        if (context == Context.BESIDE_A_GOOD_ONE) {
            assertThat(good.taken).hasSize(context.customers);
            assertThat(post.in(State.DELIVERED).stream().filter(m -> m.channel().equals("good")))
                    .hasSize(context.customers);
        }
    }

    /** The channel is mended, and a node has one of its id: each message has been taken once, and the audit holds. */
    private void recovers(Post post, Context context, Wrong wrong) {
        end.countDown();
        post.awaitPlugins(); // what a call held is given back after the call has returned
        post.publish(automation(context, PATIENT));
        acme.conduct = message -> Receipt.delivered("ref");
        Crm crm = wrong == Wrong.DUPLICATE_ID ? post.node(acme, good) : node;
        post.pass(Duration.ofDays(1));
        DeliveryReport report = Post.deliver(crm);
        assertThat(report.failures()).isEmpty();
        assertThat(report.more()).isFalse();
        List<OutgoingMessage> delivered = post.in(State.DELIVERED);
        int channels = context == Context.BESIDE_A_GOOD_ONE ? 2 : 1;
        assertThat(delivered).hasSize(context.customers * channels);
        assertThat(acme.taken.stream().map(Message::id))
                .containsExactlyInAnyOrderElementsOf(delivered.stream()
                        .filter(m -> m.channel().equals("acme"))
                        .map(OutgoingMessage::id)
                        .toList());
        assertThat(crm.signIn("admin").audit().verify().orElseThrow().intact()).isTrue();
    }
}
