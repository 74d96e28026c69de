package io.crmkit.spi.broken;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.broken.SoundChannel.PostOffice;
import io.crmkit.spi.broken.SoundChannel.Sending;
import io.crmkit.spi.contract.ChannelHarness;
import io.crmkit.spi.contract.ChannelHarness.Delivered;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The broken channels, each with the clause that must notice it. */
final class BrokenChannels {

    /**
     * One way to be broken.
     *
     * @param clause the clause that must fail
     * @param name what is wrong
     * @param harness hands the broken plugin over
     */
    record Broken(String clause, String name, Supplier<ChannelHarness> harness) {}

    private BrokenChannels() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.addAll(opening());
        all.addAll(sending());
        all.addAll(arrival());
        all.addAll(repetition());
        all.addAll(outage());
        all.addAll(closing());
        return all;
    }

    // ---- how it is opened

    private static List<Broken> opening() {
        AtomicInteger ids = new AtomicInteger();
        return List.of(
                provider("N01", "its id is another one each time", new SoundChannel() {
                    @Override
                    public String id() {
                        return "sound-" + ids.incrementAndGet();
                    }
                }),
                provider("N02", "it was made for the next version", new SoundChannel() {
                    @Override
                    public int spiVersion() {
                        return 2;
                    }
                }),
                new Broken("N03", "its services file is empty", () -> new SoundChannel.Harness() {
                    @Override
                    public Optional<ClassLoader> discovery() {
                        return Optional.of(ServicesOf.nothing(NotificationChannelProvider.class));
                    }
                }),
                provider("N04", "asked for its version it starts a thread", new SoundChannel() {
                    @Override
                    public int spiVersion() {
                        Thread thread = new Thread(() -> LockSupport.parkNanos(5_000_000_000L), "warm-up");
                        thread.setDaemon(true);
                        thread.start();
                        return 1;
                    }
                }),
                provider("N05", "open answers null", new SoundChannel() {
                    @Override
                    public @Nullable NotificationChannel open(Parameters parameters) {
                        return null;
                    }
                }),
                provider("N05", "a place can be opened once", new SoundChannel() {
                    private final Set<String> places = ConcurrentHashMap.newKeySet();

                    @Override
                    public NotificationChannel open(Parameters parameters) {
                        if (!places.add(parameters.text("office"))) {
                            throw new IllegalStateException("the office is in use");
                        }
                        return super.open(parameters);
                    }
                }),
                provider("N06", "open does not look at its parameters", new SoundChannel() {
                    @Override
                    public NotificationChannel open(Parameters parameters) {
                        return super.open(new Harness().freshPlace());
                    }
                }),
                provider("N06", "the refusal does not name the parameter", new SoundChannel() {
                    @Override
                    public NotificationChannel open(Parameters parameters) {
                        try {
                            return super.open(parameters);
                        } catch (IllegalArgumentException e) {
                            throw new IllegalArgumentException("the configuration is wrong", e);
                        }
                    }
                }),
                provider("N07", "a parameter left out makes a NullPointerException", new SoundChannel() {
                    @Override
                    public NotificationChannel open(Parameters parameters) {
                        if (parameters.asMap().get("password").length() > 255) {
                            throw new IllegalArgumentException("parameter 'password' is too long");
                        }
                        return super.open(parameters);
                    }
                }),
                sending("N08", "a receipt tells how it signed in", office -> new Sending(office) {
                    @Override
                    Receipt post(Message message) {
                        super.post(message);
                        return Receipt.delivered("signed in with open sesame");
                    }
                }),
                provider("N08", "a refusal repeats all parameters", new SoundChannel() {
                    @Override
                    public NotificationChannel open(Parameters parameters) {
                        try {
                            return super.open(parameters);
                        } catch (IllegalArgumentException e) {
                            throw new IllegalArgumentException(e.getMessage() + " in " + parameters.asMap(), e);
                        }
                    }
                }));
    }

    // ---- what it answers

    private static List<Broken> sending() {
        return List.of(
                sending("N10", "it delivers Chinese and English only", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        String language = message.language().getLanguage();
                        return language.equals("zh") || language.equals("en")
                                ? super.send(message)
                                : Receipt.rejected("no template for this language");
                    }
                }),
                sending("N10", "it answers null", office -> new Sending(office) {
                    @Override
                    Receipt post(Message message) {
                        super.post(message);
                        return null;
                    }
                }),
                sending("N11", "a message that comes again is rejected", office -> new Sending(office) {
                    private final Set<String> keys = ConcurrentHashMap.newKeySet();

                    @Override
                    Receipt post(Message message) {
                        return keys.add(key(message)) ? super.post(message) : Receipt.rejected("sent already");
                    }
                }),
                sending("N12", "a wrong address is thrown", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        if (!isRight(message.address())) {
                            throw new IllegalArgumentException(message.address());
                        }
                        return super.send(message);
                    }
                }),
                sending("N12", "a wrong address is to be tried again", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        return isRight(message.address()) ? super.send(message) : Receipt.retry("no such address yet");
                    }
                }),
                sending("N13", "an address must have a character", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        return message.address().charAt(0) == '@' ? Receipt.rejected("no name") : super.send(message);
                    }
                }),
                sending("N14", "an id must be a path", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        if (message.id().contains("..")) {
                            throw new IllegalArgumentException("leads out of the directory");
                        }
                        return super.send(message);
                    }
                }),
                sending("N14", "what cannot be sent is to be tried again", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        return isWhole(message.text()) ? super.send(message) : Receipt.retry("broken text");
                    }
                }),
                sending("N15", "a long text is thrown", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        if (message.text().length() > 65_535) {
                            throw new IllegalStateException("buffer overflow");
                        }
                        return super.send(message);
                    }
                }),
                sending("N16", "the detail repeats the address", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        return isRight(message.address())
                                ? super.send(message)
                                : Receipt.rejected("no such address: " + message.address());
                    }
                }),
                sending("N16", "the detail of a rejection is empty", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        return isRight(message.address()) ? super.send(message) : Receipt.rejected("");
                    }
                }),
                sending("N17", "a wrong address stops the channel", office -> new Sending(office) {
                    private volatile boolean stopped;

                    @Override
                    public Receipt send(Message message) {
                        if (stopped) {
                            return Receipt.retry("the connection is broken");
                        }
                        stopped = !isRight(message.address());
                        return super.send(message);
                    }
                }),
                sending("N18", "only one thread may send", office -> new Sending(office) {
                    private final AtomicInteger senders = new AtomicInteger();

                    @Override
                    Receipt post(Message message) {
                        try {
                            if (senders.incrementAndGet() > 1) {
                                return Receipt.retry("busy");
                            }
                            LockSupport.parkNanos(100_000);
                            return super.post(message);
                        } finally {
                            senders.decrementAndGet();
                        }
                    }
                }),
                sending("N19", "an interruption is swallowed", office -> new Sending(office) {
                    @Override
                    Receipt post(Message message) {
                        return Thread.interrupted() ? Receipt.retry("interrupted") : super.post(message);
                    }
                }),
                sending("N19", "an interruption is thrown", office -> new Sending(office) {
                    @Override
                    Receipt post(Message message) {
                        try {
                            Thread.sleep(0, 1);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException(e);
                        }
                        return super.post(message);
                    }
                }),
                sending("N20", "a subject and a text that are both empty are thrown", office -> new Sending(office) {
                    @Override
                    public Receipt send(Message message) {
                        return (message.subject() + message.text()).charAt(0) == 0
                                ? Receipt.rejected("NUL")
                                : super.send(message);
                    }
                }));
    }

    // ---- what arrives

    private static List<Broken> arrival() {
        return List.of(
                changing("N30", "the text is not sent", m -> with(m, m.address(), m.subject(), "")),
                changing(
                        "N31",
                        "lines of the subject become headers",
                        UnaryOperator.identity(),
                        office -> new Sending(office) {
                            @Override
                            public Receipt send(Message message) {
                                String[] lines = message.subject().split("\r\n|\r|\n", -1);
                                Receipt receipt =
                                        super.send(with(message, message.address(), lines[0], message.text()));
                                for (int i = 1; i < lines.length; i++) {
                                    if (lines[i].startsWith("Bcc: ")) {
                                        super.send(with(message, lines[i].substring(5), lines[0], message.text()));
                                    }
                                }
                                return receipt;
                            }
                        }),
                changing(
                        "N31",
                        "a subject is cut at 255 characters",
                        m -> with(m, m.address(), cut(m.subject(), 255), m.text())),
                changing(
                        "N31",
                        "a subject is stripped",
                        m -> with(m, m.address(), m.subject().strip(), m.text())),
                changing(
                        "N32",
                        "a text is stripped",
                        m -> with(m, m.address(), m.subject(), m.text().strip())),
                changing(
                        "N32",
                        "a text is sent in ASCII",
                        m -> with(m, m.address(), m.subject(), m.text().replaceAll("[^\\x00-\\x7F]", "?"))),
                changing(
                        "N32",
                        "a line with a single dot ends the text",
                        m -> with(
                                m,
                                m.address(),
                                m.subject(),
                                m.text().contains(".\n")
                                        ? m.text().substring(0, m.text().indexOf(".\n"))
                                        : m.text())),
                changing(
                        "N33", "a text is cut at 64 kB", m -> with(m, m.address(), m.subject(), cut(m.text(), 65_536))),
                changing(
                        "N34",
                        "several addresses each get it",
                        UnaryOperator.identity(),
                        office -> new Sending(office) {
                            @Override
                            public Receipt send(Message message) {
                                String[] addresses = message.address().split("[,;]", -1);
                                Receipt receipt = Receipt.rejected("no address");
                                for (String address : addresses) {
                                    receipt = super.send(with(message, address, message.subject(), message.text()));
                                }
                                return receipt;
                            }
                        }),
                changing(
                        "N34",
                        "the first line of an address is taken",
                        m -> with(m, m.address().lines().findFirst().orElse(""), m.subject(), m.text())),
                keyed("N35", "ids are compared without case", m -> m.tenant() + "/" + m.id().toLowerCase(Locale.ROOT)),
                keyed("N35", "ids are cut at 100 characters", m -> m.tenant() + "/" + cut(m.id(), 100)),
                keyed("N36", "messages are told apart by their contents", m -> m.address() + m.subject() + m.text()),
                keyed("N37", "ids are taken for unique among all tenants", Message::id),
                keyed("N37", "tenant and id are put together without a border", m -> m.tenant() + m.id()));
    }

    // ---- what comes again

    private static List<Broken> repetition() {
        return List.of(
                keyed(
                        "N38",
                        "it is said to tell, and does not",
                        m -> UUID.randomUUID().toString()),
                sending("N39", "it tells as long as it is open", office -> new Sending(office) {
                    private final Set<String> keys = ConcurrentHashMap.newKeySet();

                    @Override
                    Receipt post(Message message) {
                        return keys.add(key(message)) ? posted(this, message) : Receipt.delivered("sent already");
                    }
                }),
                new Broken("N40", "it looks whether it was sent, and sends then", () -> {
                    Map<PostOffice, Set<String>> known = new ConcurrentHashMap<>();
                    return SoundChannel.Harness.of(office -> new Sending(office) {
                        @Override
                        Receipt post(Message message) {
                            Set<String> keys = known.computeIfAbsent(office, o -> ConcurrentHashMap.newKeySet());
                            if (keys.contains(key(message))) {
                                return Receipt.delivered("sent already");
                            }
                            LockSupport.parkNanos(200_000);
                            keys.add(key(message));
                            return posted(this, message);
                        }
                    });
                }),
                sending("N41", "the message is left in a field while it is sent", office -> new Sending(office) {
                    private final AtomicReference<Message> current = new AtomicReference<>();

                    @Override
                    Receipt post(Message message) {
                        current.set(message);
                        LockSupport.parkNanos(50_000);
                        return super.post(current.get());
                    }
                }));
    }

    // ---- when the far end cannot be reached

    private static List<Broken> outage() {
        return List.of(
                sending("N50", "an outage is thrown", office -> new Sending(office) {
                    @Override
                    Receipt post(Message message) {
                        Receipt receipt = super.post(message);
                        if (receipt.status() == Receipt.Status.RETRY) {
                            throw new IllegalStateException("connection refused");
                        }
                        return receipt;
                    }
                }),
                sending("N50", "an outage is a rejection", office -> new Sending(office) {
                    @Override
                    Receipt post(Message message) {
                        Receipt receipt = super.post(message);
                        return receipt.status() == Receipt.Status.RETRY ? Receipt.rejected("no answer") : receipt;
                    }
                }),
                sending("N51", "after an outage it never comes back", office -> new Sending(office) {
                    private volatile boolean down;

                    @Override
                    Receipt post(Message message) {
                        Receipt receipt = down ? Receipt.retry("down") : super.post(message);
                        down = receipt.status() == Receipt.Status.RETRY;
                        return receipt;
                    }
                }),
                sending("N51", "what was tried in an outage is taken for sent", office -> new Sending(office) {
                    private final Set<String> keys = ConcurrentHashMap.newKeySet();

                    @Override
                    Receipt post(Message message) {
                        return keys.add(key(message)) ? super.post(message) : Receipt.delivered("sent already");
                    }
                }),
                provider("N52", "opening needs the far end", new SoundChannel() {
                    @Override
                    public NotificationChannel open(Parameters parameters) {
                        boolean reached = office(parameters).take("hello", new Delivered("", "", ""));
                        if (!reached) {
                            throw new IllegalArgumentException("parameter 'office' leads nowhere");
                        }
                        return super.open(parameters);
                    }
                }));
    }

    // ---- how it ends

    private static List<Broken> closing() {
        return List.of(
                sending("N60", "closing again fails", office -> new Sending(office) {
                    private final AtomicInteger closed = new AtomicInteger();

                    @Override
                    public void close() {
                        if (closed.incrementAndGet() > 1) {
                            throw new IllegalStateException("closed already");
                        }
                        super.close();
                    }
                }),
                sending("N61", "after closing a NullPointerException is thrown", office -> new Sending(office) {
                    private volatile @Nullable Object connection = "open";

                    @Override
                    public Receipt send(Message message) {
                        return connection.toString().isEmpty() ? Receipt.retry("empty") : super.send(message);
                    }

                    @Override
                    public void close() {
                        connection = null;
                    }
                }),
                sending("N61", "after closing it is said to be delivered", office -> new Sending(office) {
                    private volatile boolean closed;

                    @Override
                    public Receipt send(Message message) {
                        return closed ? Receipt.delivered("queued") : super.send(message);
                    }

                    @Override
                    public void close() {
                        closed = true;
                    }
                }),
                sending("N62", "after closing it goes on and says RETRY", office -> new Sending(office) {
                    private volatile boolean closed;

                    @Override
                    Receipt post(Message message) {
                        Receipt receipt = super.post(message);
                        return closed ? Receipt.retry("closed") : receipt;
                    }

                    @Override
                    public void close() {
                        closed = true;
                    }
                }),
                sending("N63", "closing one closes the far end for all", office -> new Sending(office) {
                    @Override
                    public void close() {
                        office.close(true);
                    }
                }),
                sending("N64", "a channel closed in the middle throws what it likes", office -> new Sending(office) {
                    private volatile boolean closed;

                    @Override
                    public Receipt send(Message message) {
                        LockSupport.parkNanos(100_000);
                        if (closed) {
                            throw new RejectedExecutionException("shut down");
                        }
                        return super.send(message);
                    }

                    @Override
                    public void close() {
                        closed = true;
                    }
                }),
                sending("N65", "each channel leaves a thread behind", office -> new Sending(office) {
                    private final java.util.concurrent.ExecutorService threads =
                            Executors.newSingleThreadExecutor(task -> {
                                Thread thread = new Thread(task, "left behind");
                                thread.setDaemon(true);
                                return thread;
                            });

                    @Override
                    Receipt post(Message message) {
                        threads.execute(() -> {});
                        return super.post(message);
                    }
                }));
    }

    /** Delivered a second time where the office has it already. */
    private static Receipt posted(Sending sending, Message message) {
        return sending.take(UUID.randomUUID().toString(), message)
                ? Receipt.delivered("posted")
                : Receipt.retry("the office is closed");
    }

    private static Message with(Message m, String address, String subject, String text) {
        return new Message(m.id(), m.tenant(), m.recipient(), address, m.language(), subject, text, m.at());
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    private static Broken provider(String clause, String name, NotificationChannelProvider provider) {
        return new Broken(clause, name, () -> new SoundChannel.Harness(provider));
    }

    private static Broken sending(String clause, String name, Function<PostOffice, Sending> channel) {
        return new Broken(clause, name, () -> SoundChannel.Harness.of(channel));
    }

    private static Broken changing(String clause, String name, UnaryOperator<Message> change) {
        return changing(clause, name, change, Sending::new);
    }

    private static Broken changing(
            String clause, String name, UnaryOperator<Message> change, Function<PostOffice, Sending> channel) {
        return sending(clause, name, office -> new Sending(office) {
            private final Sending sound = channel.apply(office);

            @Override
            public Receipt send(Message message) {
                return sound.send(change.apply(message));
            }
        });
    }

    private static Broken keyed(String clause, String name, Function<Message, String> key) {
        return sending(clause, name, office -> new Sending(office) {
            @Override
            Receipt post(Message message) {
                return take(key.apply(message), message)
                        ? Receipt.delivered("posted")
                        : Receipt.retry("the office is closed");
            }
        });
    }
}
