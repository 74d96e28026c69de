package io.crmkit;

import io.crmkit.access.Argon2Hashing;
import io.crmkit.access.PasswordHashing;
import io.crmkit.access.ResetPost;
import io.crmkit.access.SignIns;
import io.crmkit.access.SignOn;
import io.crmkit.approval.ApprovalPlatform;
import io.crmkit.audit.CheckpointSigner;
import io.crmkit.document.ContentStore;
import io.crmkit.internal.guard.GuardedStore;
import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.internal.guard.PluginThreads;
import io.crmkit.internal.road.Road;
import io.crmkit.policy.PluginLimits;
import io.crmkit.protection.FieldKeys;
import io.crmkit.scoring.GradingStrategies;
import io.crmkit.shared.Ids;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.Plugins;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageChecks;
import io.crmkit.spi.storage.StorageProvider;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Opens a {@link Crm}. What comes from outside comes in here: store, time, zone, ids, randomness. Not safe for use by many threads. */
public final class CrmBuilder {

    /** Threads for all plugins together; how many each may hold, the policy says. */
    private static final int PLUGIN_THREADS = 16;

    /** Threads for calls of a store that may not end. */
    private static final int STORE_THREADS = 32;

    private static final Duration IDLE = Duration.ofSeconds(10);

    private @Nullable String location;
    private @Nullable RecordStore opened;
    private Parameters parameters = Parameters.none();
    private final List<StorageProvider> providers = new ArrayList<>();
    private final List<GradingStrategyProvider> gradings = new ArrayList<>(GradingStrategies.shipped());
    private final List<NotificationChannelProvider> notifications = new ArrayList<>();
    private final Map<String, Parameters> notificationParameters = new HashMap<>();
    private @Nullable ClassLoader loader;
    private @Nullable Executor executor;
    private final List<ExecutorService> own = new ArrayList<>();
    private PluginLimits storeLimits = GuardedStore.CALL;
    private String tenant = "default";
    private InstantSource clock = Clock.systemUTC();
    private ZoneId zone = ZoneId.systemDefault();
    private RandomGenerator random = new SecureRandom();
    private @Nullable Ids ids;
    private byte @Nullable [] auditKey;
    private @Nullable PasswordHashing hashing;
    private @Nullable SignOn signOn;
    private boolean training;
    private @Nullable ResetPost resetPost;
    private @Nullable ApprovalPlatform approvalPlatform;
    private @Nullable ContentStore contents;
    private @Nullable CheckpointSigner auditSigner;
    private byte @Nullable [] pageKey;
    private @Nullable FieldKeys fieldKeys;
    private String via = "api";
    private Consumer<Duration> pause = CrmBuilder::sleep;

    CrmBuilder() {}

    /**
     * Where the data is: {@code sqlite:crm.db}, {@code jdbc:postgresql://127.0.0.1/crm}, {@code memory:}. The scheme is the
     * id of a storage plugin, which is looked for among the registered ones and by {@link java.util.ServiceLoader}.
     *
     * @param where the location
     * @return this builder
     */
    public CrmBuilder store(String where) {
        location = Objects.requireNonNull(where, "where");
        return this;
    }

    /**
     * A store that is open already. It is closed with the {@link Crm}.
     *
     * @param store the store
     * @return this builder
     */
    public CrmBuilder store(RecordStore store) {
        opened = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * What the store needs beside its location, such as {@code user} and {@code password}.
     *
     * @param settings the parameters
     * @return this builder
     */
    public CrmBuilder storeParameters(Parameters settings) {
        parameters = settings;
        return this;
    }

    /**
     * Registers a storage plugin; it wins over found ones of the same id.
     *
     * @param provider the plugin
     * @return this builder
     */
    public CrmBuilder storage(StorageProvider provider) {
        providers.add(provider);
        return this;
    }

    /**
     * Registers a grading plugin (SCO-03); it wins over found ones of the same id. A policy puts it in force by its id.
     *
     * @param provider the plugin
     * @return this builder
     */
    public CrmBuilder grading(GradingStrategyProvider provider) {
        gradings.add(provider);
        return this;
    }

    /**
     * Registers a notification plugin (NTF-01); it wins over found ones of the same id. A policy puts it in force by its id.
     *
     * @param provider the plugin
     * @return this builder
     */
    public CrmBuilder notification(NotificationChannelProvider provider) {
        notifications.add(provider);
        return this;
    }

    /**
     * What a notification channel is opened with, such as addresses and credentials: never a part of the policy, which many
     * may read.
     *
     * @param id the plugin's id
     * @param settings the parameters
     * @return this builder
     */
    public CrmBuilder notificationParameters(String id, Parameters settings) {
        notificationParameters.put(id, settings);
        return this;
    }

    /**
     * The threads that grading and notification plugins run on; a small pool of daemon threads by default, which ends with the {@link Crm}. One that
     * runs its tasks on the caller's own thread can stop no plugin that hangs. While the audit trail is verified, its pages are read
     * ahead there.
     *
     * @param threads the executor; the caller ends it
     * @return this builder
     */
    public CrmBuilder executor(Executor threads) {
        executor = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /**
     * What a store is granted for one call, unless it declares that its calls end by themselves ({@link
     * io.crmkit.spi.storage.Capability#BOUNDED}, as the shipped stores do); by default half a minute, and a minute's rest after
     * three calls in a row that did not end in time. Opening and preparing are granted ten minutes.
     *
     * @param limits the limits
     * @return this builder
     */
    public CrmBuilder storeLimits(PluginLimits limits) {
        storeLimits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Where plugins are looked for; the thread's context class loader by default.
     *
     * @param where the class loader
     * @return this builder
     */
    public CrmBuilder plugins(ClassLoader where) {
        loader = where;
        return this;
    }

    /**
     * Whose data; {@code default} by default. Tenants of one store never meet.
     *
     * @param name 1 to 128 characters
     * @return this builder
     */
    public CrmBuilder tenant(String name) {
        StorageChecks.id("tenant", name);
        tenant = name;
        return this;
    }

    /**
     * The time; the system's by default.
     *
     * @param source the clock
     * @return this builder
     */
    public CrmBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    /**
     * The enterprise's time zone; the system's by default.
     *
     * @param where the zone
     * @return this builder
     */
    public CrmBuilder zone(ZoneId where) {
        zone = where;
        return this;
    }

    /**
     * The randomness; {@link SecureRandom} by default.
     *
     * @param source it must be safe for use by many threads
     * @return this builder
     */
    public CrmBuilder random(RandomGenerator source) {
        random = source;
        return this;
    }

    /**
     * The ids; time-ordered ones by default.
     *
     * @param source the source
     * @return this builder
     */
    public CrmBuilder ids(Ids source) {
        ids = source;
        return this;
    }

    /**
     * The key of the audit trail's hashes. Without one, anybody who can write the store can also recompute the chain.
     *
     * @param key at least 32 random bytes, kept outside of the store
     * @return this builder
     */
    public CrmBuilder auditKey(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("an audit key has at least 32 bytes, not " + key.length);
        }
        auditKey = key.clone();
        return this;
    }

    /**
     * What signs checkpoints of the audit trail and checks their signatures. Without one the audit key does, if there is one.
     *
     * @param signer safe for use by many threads
     * @return this builder
     */
    public CrmBuilder auditSigner(CheckpointSigner signer) {
        auditSigner = Objects.requireNonNull(signer, "signer");
        return this;
    }

    /**
     * The key that seals page tokens. Without one, one is made and kept in the store, where all nodes find it.
     *
     * @param key at least 32 random bytes, the same on every node
     * @return this builder
     */
    public CrmBuilder pageKey(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("a key of page tokens has at least 32 bytes, not " + key.length);
        }
        pageKey = key.clone();
        return this;
    }

    /**
     * The keys that sensitive fields are sealed with in the store (ACC-11), such as {@code KeyFile.open(path)}. Without any they
     * are kept in clear. The same keys are given on every node; a store with sealed fields cannot be read without them.
     *
     * @param keys safe for use by many threads
     * @return this builder
     */
    public CrmBuilder fieldKeys(FieldKeys keys) {
        fieldKeys = Objects.requireNonNull(keys, "keys");
        return this;
    }

    Optional<FieldKeys> fieldKeys() {
        return Optional.ofNullable(fieldKeys);
    }

    /**
     * How passwords are kept (ACC-02); by default Argon2id of Bouncy Castle ({@code bcprov-jdk18on}), which must then be on the class
     * path of whoever calls {@link Crm#authenticate}.
     *
     * @param how the hashing
     * @return this builder
     */
    public CrmBuilder passwordHashing(PasswordHashing how) {
        hashing = how;
        return this;
    }

    /**
     * The product's own way to tell whether somebody is a user (ACC-02); without one the CRM keeps passwords.
     *
     * @param own the sign-on
     * @return this builder
     */
    public CrmBuilder signOn(SignOn own) {
        signOn = own;
        return this;
    }

    /**
     * How reset tokens reach those who forgot their passwords (ACC-01); without it {@link Crm#forgotPassword} is refused, and only
     * administrators reset.
     *
     * @param post the post
     * @return this builder
     */
    public CrmBuilder resetPost(ResetPost post) {
        resetPost = post;
        return this;
    }

    /**
     * Ships the policy with training asked for (ACC-14): accounts are activated only after it is confirmed, unless a policy document
     * says {@code access.accounts.training: false}. Without this call it is the other way round.
     *
     * @return this builder
     */
    public CrmBuilder asksForTraining() {
        training = true;
        return this;
    }

    /**
     * The enterprise's process platform (APR-03): it decides the kinds of approvals that the policy section {@code approval.platform}
     * names. Without one, people do.
     *
     * @param platform safe for use by many threads
     * @return this builder
     */
    public CrmBuilder approvalPlatform(ApprovalPlatform platform) {
        approvalPlatform = Objects.requireNonNull(platform, "platform");
        return this;
    }

    Optional<ApprovalPlatform> approvalPlatform() {
        return Optional.ofNullable(approvalPlatform);
    }

    /**
     * What keeps the contents of documents (CUS-14). Without one, documents are refused.
     *
     * @param store safe for use by many threads
     * @return this builder
     */
    public CrmBuilder contents(ContentStore store) {
        contents = Objects.requireNonNull(store, "store");
        return this;
    }

    Optional<ContentStore> contents() {
        return Optional.ofNullable(contents);
    }

    boolean training() {
        return training;
    }

    /** {@return the policy as it is shipped, as a document} */
    public String shippedPolicy() {
        return Crm.book(training).shippedDocument();
    }

    SignIns.Ports signInPorts(Executor threads) {
        PasswordHashing how = hashing != null
                ? hashing
                : new Argon2Hashing(Math.max(2, Runtime.getRuntime().availableProcessors()));
        return new SignIns.Ports(how, Optional.ofNullable(signOn), Optional.ofNullable(resetPost), threads);
    }

    /**
     * The surface that requests come through, for the audit; {@code api} by default.
     *
     * @param surface such as {@code crm (os user root)}
     * @return this builder
     */
    public CrmBuilder via(String surface) {
        via = surface;
        return this;
    }

    /**
     * How to wait before a conflict is tried again; sleeping by default. A simulation moves its clock instead.
     *
     * @param how the waiting
     * @return this builder
     */
    public CrmBuilder pause(Consumer<Duration> how) {
        pause = how;
        return this;
    }

    /**
     * Opens the store and prepares it.
     *
     * @return the CRM, for the caller to close
     * @throws io.crmkit.spi.PluginException when no storage plugin fits the location
     * @throws io.crmkit.spi.storage.StorageException when the store cannot be opened, or is newer than this program
     */
    public Crm open() {
        try {
            PluginGuard guard = new PluginGuard(pool(STORE_THREADS), clock);
            GuardedStore store = opened == null
                    ? openStore(guard)
                    : new GuardedStore(
                            opened.getClass().getSimpleName(), opened, guard, storeLimits, GuardedStore.START);
            try {
                return new Crm(this, store);
            } catch (RuntimeException | Error e) {
                store.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            ends().run();
            throw e;
        }
    }

    private GuardedStore openStore(PluginGuard guard) {
        String where = location;
        if (where == null) {
            throw new IllegalStateException("no store was given; for instance store(\"sqlite:crm.db\")");
        }
        StorageProvider provider = storageFor(where);
        return GuardedStore.open(scheme(where), () -> provider.open(where, parameters), guard, storeLimits);
    }

    /**
     * The storage plugin for a location.
     *
     * @param where the location
     * @return the plugin
     */
    public StorageProvider storageFor(String where) {
        return storagePlugins().get(scheme(where));
    }

    /** {@return the storage plugins that are registered or found} */
    public Plugins<StorageProvider> storagePlugins() {
        return Plugins.discover(StorageProvider.class, providers, classLoader());
    }

    /** {@return the grading plugins that are shipped, registered or found} */
    public Plugins<GradingStrategyProvider> gradingPlugins() {
        return Plugins.discover(GradingStrategyProvider.class, gradings, classLoader());
    }

    /** {@return the notification plugins that are registered or found} */
    public Plugins<NotificationChannelProvider> notificationPlugins() {
        return Plugins.discover(NotificationChannelProvider.class, notifications, classLoader());
    }

    Map<String, Parameters> notificationParameters() {
        return Map.copyOf(notificationParameters);
    }

    private ClassLoader classLoader() {
        ClassLoader from = loader != null ? loader : Thread.currentThread().getContextClassLoader();
        return from != null ? from : CrmBuilder.class.getClassLoader();
    }

    private static String scheme(String where) {
        String rest = where.startsWith("jdbc:") ? where.substring("jdbc:".length()) : where;
        int colon = rest.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + where
                    + "' is no location of a store; it begins with the id of a storage plugin, such as sqlite:crm.db");
        }
        return rest.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to try a conflict again", e);
        }
    }

    /** The threads for plugins: the embedder's, or a pool that ends with the CRM. */
    Executor executor() {
        if (executor != null) {
            return executor;
        }
        return pool(PLUGIN_THREADS);
    }

    private ExecutorService pool(int threads) {
        ExecutorService pool = PluginThreads.bounded(threads, IDLE);
        own.add(pool);
        return pool;
    }

    /** What ends with the CRM: the threads that it made. */
    Runnable ends() {
        List<ExecutorService> all = List.copyOf(own);
        own.clear();
        return () -> all.forEach(ExecutorService::shutdownNow);
    }

    String tenant() {
        return tenant;
    }

    InstantSource clock() {
        return clock;
    }

    ZoneId zone() {
        return zone;
    }

    RandomGenerator random() {
        return random;
    }

    Ids ids() {
        return ids != null ? ids : Ids.timeOrdered(clock, random);
    }

    byte @Nullable [] auditKey() {
        return auditKey;
    }

    @Nullable
    CheckpointSigner auditSigner() {
        return auditSigner;
    }

    Optional<SecretKey> pageKey() {
        return Optional.ofNullable(pageKey).map(key -> new SecretKeySpec(key, "HmacSHA256"));
    }

    String via() {
        return via;
    }

    Road.Pause pause() {
        return pause::accept;
    }
}
