package io.crmkit.automation;

import io.crmkit.Crm;
import io.crmkit.CrmBuilder;
import io.crmkit.CrmSession;
import io.crmkit.RunningCalls;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** A small company whose customers fall silent, so that its reps are to be told; on one space, by any number of nodes. */
final class Post implements AutoCloseable {

    /** A policy's section on what plugins are granted. */
    static String guard(int millis) {
        return "guard: {batchMillis: " + millis + ", stopMillis: 1000, failures: 3, threads: 2, textLength: 500}";
    }

    /** A channel that does as it is told and remembers what it took. */
    static final class Channel implements NotificationChannelProvider {
        private final String id;
        final List<Message> taken = new CopyOnWriteArrayList<>();
        volatile Function<Message, Receipt> conduct = message -> Receipt.delivered("ref");
        volatile boolean knowsWhatItHasSeen = true;
        final java.util.concurrent.atomic.AtomicInteger closed = new java.util.concurrent.atomic.AtomicInteger();
        volatile Parameters opened = Parameters.none();

        Channel(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public NotificationChannel open(Parameters parameters) {
            opened = parameters;
            return new NotificationChannel() {
                @Override
                public Receipt send(Message message) {
                    Receipt receipt = conduct.apply(message);
                    if (receipt != null && receipt.status() == Receipt.Status.DELIVERED) {
                        take(message);
                    }
                    return receipt;
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }

        private synchronized void take(Message message) {
            if (!knowsWhatItHasSeen || taken.stream().noneMatch(m -> m.id().equals(message.id()))) {
                taken.add(message);
            }
        }
    }

    final AtomicReference<Instant> time = new AtomicReference<>(TestCrm.NOON);
    private final RunningCalls calls = new RunningCalls();
    final Crm office;
    private final InMemoryStore.Space space = new InMemoryStore.Space();
    private final List<Crm> nodes = new ArrayList<>();
    private final List<Customer> customers = new ArrayList<>();

    /** Customers who have bought today; the policy's section as given; the office has the channels that are known. */
    Post(int customers, String automation, NotificationChannelProvider... known) {
        office = node(known);
        office.setUp(
                        NewUser.of("Admin", "administrator"),
                        NewUser.of("Lan", "sales-rep").withEmail("lan@example.com"),
                        NewUser.of("Lin", "sales-rep"))
                .orElseThrow();
        publish(automation);
        CrmSession lan = office.signIn("lan");
        for (int i = 0; i < customers; i++) {
            this.customers.add(
                    lan.customers().create(NewCustomer.named("客户" + i + "号")).orElseThrow());
            buys(i);
        }
    }

    /** The policy's section on automation is this from now on. */
    void publish(String automation) {
        office.signIn("admin")
                .policies()
                .publish("automation: {" + automation + "}", "test")
                .orElseThrow();
    }

    /** Waits until no plugin has a thread any more. */
    void awaitPlugins() {
        calls.awaitNone();
    }

    /** A customer buys today. */
    void buys(int customer) {
        office.signIn("admin")
                .purchases()
                .record(new NewPurchase(
                        customer(customer).id(), LocalDate.ofInstant(time.get(), TestCrm.ZONE), 1, Money.cny("100")))
                .orElseThrow();
    }

    Customer customer(int i) {
        return customers.get(i);
    }

    /** Months pass, and the customers fall silent. */
    void silence() {
        pass(Duration.ofDays(100));
        office.signIn("admin").grades().regrade().orElseThrow();
    }

    void pass(Duration some) {
        time.set(time.get().plus(some));
    }

    /** Another node, with channels of its own. */
    Crm node(NotificationChannelProvider... channels) {
        return node(new InMemoryStore(space), channels);
    }

    InMemoryStore store() {
        return new InMemoryStore(space);
    }

    Crm node(RecordStore store, NotificationChannelProvider... channels) {
        CrmBuilder builder = Crm.builder()
                .store(store)
                .executor(calls)
                .clock(time::get)
                .zone(TestCrm.ZONE)
                .random(new Random(nodes.size()))
                .pause(pause -> Thread.onSpinWait())
                .via("test");
        for (NotificationChannelProvider channel : channels) {
            builder.notification(channel)
                    .notificationParameters(channel.id(), Parameters.of(Map.of("secret", "of " + channel.id())));
        }
        Crm node = builder.open();
        nodes.add(node);
        return node;
    }

    static DeliveryReport deliver(Crm node) {
        return node.signIn("admin").messages().deliver(10_000).orElseThrow();
    }

    List<OutgoingMessage> in(OutgoingMessage.State state) {
        List<OutgoingMessage> all = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<OutgoingMessage> listing =
                    office.signIn("admin").messages().list(state, 500, page).orElseThrow();
            all.addAll(listing.items());
            page = listing.next();
        } while (page.isPresent());
        return all;
    }

    @Override
    public void close() {
        nodes.forEach(Crm::close);
        calls.close();
    }
}
