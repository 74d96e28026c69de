package io.crmkit;

import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** A small company on the reference store: admin, director, two managers with two reps each, finance; time stands still. */
public final class TestCrm implements AutoCloseable {

    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    public static final Instant NOON = Instant.parse("2026-03-02T04:00:00Z");

    public final AtomicReference<Instant> time = new AtomicReference<>(NOON);
    public final InMemoryStore.Space space;
    public final Crm crm;

    public TestCrm() {
        this(new InMemoryStore.Space(), null);
    }

    public TestCrm(RecordStore store) {
        this(new InMemoryStore.Space(), store);
    }

    private TestCrm(InMemoryStore.Space space, RecordStore store) {
        this.space = space;
        crm = open(store == null ? new InMemoryStore(space) : store, time::get, 7);
        if (!crm.isSetUp()) {
            crm.setUp(
                            NewUser.of("Admin", "administrator").withLogin("admin"),
                            NewUser.of("Director", "sales-vice-president").withLogin("director"))
                    .orElseThrow();
            CrmSession admin = crm.signIn("admin");
            User ma = user(admin, "Manager Ma", "director", "sales-manager");
            User mo = user(admin, "Manager Mo", "director", "sales-manager");
            user(admin, "Lan", ma.login(), "sales-rep");
            user(admin, "Lin", ma.login(), "sales-rep");
            user(admin, "Qiu", mo.login(), "sales-rep");
            user(admin, "Rui", mo.login(), "sales-rep");
            user(admin, "Fen", "director", "finance");
        }
    }

    /** Opens a CRM on a store with seeded randomness and without waiting. */
    public static Crm open(RecordStore store, InstantSource clock, long seed) {
        return Crm.builder()
                .store(store)
                .clock(clock)
                .zone(ZONE)
                .random(new Random(seed))
                .pause(time -> Thread.onSpinWait())
                .via("test")
                .open();
    }

    private static User user(CrmSession admin, String name, String superior, String role) {
        String above = admin.users().byLogin(superior).orElseThrow().id();
        return admin.users().create(NewUser.of(name, role).below(above)).orElseThrow();
    }

    public CrmSession as(String login) {
        return crm.signIn(login);
    }

    public String id(String login) {
        return as("admin").users().byLogin(login).orElseThrow().id();
    }

    public User user(String login) {
        return as("admin").users().byLogin(login).orElseThrow();
    }

    /** The code of the first refusal. */
    public static Optional<String> code(Outcome<?> outcome) {
        return outcome.refusals().stream().map(r -> r.code()).findFirst();
    }

    @Override
    public void close() {
        crm.close();
    }
}
