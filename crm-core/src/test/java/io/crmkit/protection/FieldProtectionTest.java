package io.crmkit.protection;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.FaultyStore;
import io.crmkit.TestCrm;
import io.crmkit.access.AccountApplication;
import io.crmkit.access.KeyRotation;
import io.crmkit.access.NewUser;
import io.crmkit.access.UserProfile;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.internal.json.Json;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class FieldProtectionTest {

    private static final List<String> CANARIES = List.of(
            "13855501234",
            "canary.lan@example.cn",
            "金丝雀王小明",
            "canary remark 7f3a",
            "13955505678",
            "canary.zhao@example.cn");

    private static final AtomicLong SEED = new AtomicLong(100);

    private static Crm open(RecordStore store, FieldKeys keys) {
        return open(store, keys, "default");
    }

    private static Crm open(RecordStore store, FieldKeys keys, String tenant) {
        Crm crm = Crm.builder()
                .store(store)
                .tenant(tenant)
                .clock(() -> TestCrm.NOON)
                .zone(TestCrm.ZONE)
                .random(new Random(SEED.incrementAndGet())) // receipts of two nodes must differ
                .pause(time -> Thread.onSpinWait())
                .fieldKeys(keys)
                .open();
        if (!crm.isSetUp()) {
            crm.setUp(
                            NewUser.of("Admin", "administrator").withLogin("admin"),
                            NewUser.of("Director", "sales-vice-president").withLogin("director"))
                    .orElseThrow();
        }
        return crm;
    }

    private static Leads.NewLead lead(String contact, String phone) {
        return new Leads.NewLead(
                new Lead.Facts(
                        Optional.of("Acme"),
                        Optional.of(contact),
                        Optional.of(phone),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                ContactState.IN_CONTACT,
                Optional.empty());
    }

    private static Customer.Profile remark(String text) {
        ObjectNode plain = (ObjectNode) Json.tree(Customer.Profile.named("A"));
        return Json.read(Json.write(plain.put("remark", text)), Customer.Profile.class);
    }

    /** Puts every canary everywhere it can get. */
    private static void plant(Crm crm) {
        CrmSession admin = crm.signIn("admin");
        CrmSession director = crm.signIn("director");
        director.account()
                .update(
                        director.account().get().orElseThrow().version(),
                        new UserProfile("Director", Optional.of(CANARIES.get(1)), Optional.of(CANARIES.get(0))))
                .orElseThrow();
        crm.applyForAccount(new AccountApplication.Draft(
                        new UserProfile("Zhao", Optional.of(CANARIES.get(5)), Optional.of(CANARIES.get(4))),
                        "new here"))
                .orElseThrow();
        Lead lead = director.withRequestKey("once")
                .leads()
                .create(lead(CANARIES.get(2), CANARIES.get(0)))
                .orElseThrow();
        assertThat(director.leads().get(lead.id()).orElseThrow().facts().phone())
                .contains(CANARIES.get(0));
        Customer customer = director.customers().create(NewCustomer.named("A")).orElseThrow();
        Customer told = director.withRequestKey("twice")
                .customers()
                .edit(customer.id(), 1, remark(CANARIES.get(3)))
                .orElseThrow();
        director.customers().edit(customer.id(), told.version(), remark("none")).orElseThrow();
        assertThat(code(admin.leads().create(lead(CANARIES.get(2), "x".repeat(41)))))
                .isPresent();
    }

    private static List<String> holding(Crm crm, String text) {
        try (Stream<StoredRecord> all = crm.snapshot()) {
            return all.filter(r -> r.payload().contains(text)
                            || r.body().values().toString().contains(text))
                    .map(r -> r.key().toString())
                    .toList();
        }
    }

    @Test
    @DisplayName(
            "ACC-11 phone, e-mail, contact and remark stand nowhere in the store, and are read as they were written")
    void canaries() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (Crm crm = open(new InMemoryStore(space), TinkFieldKeys.generate())) {
            plant(crm);
            for (String canary : CANARIES) {
                assertThat(holding(crm, canary)).as(canary).isEmpty();
            }
            assertThat(crm.signIn("director").account().get().orElseThrow().email())
                    .contains(CANARIES.get(1));
            assertThat(crm.signIn("admin")
                            .applications()
                            .list(AccountApplication.State.OPEN, 10, Optional.empty())
                            .orElseThrow()
                            .toString())
                    .contains(CANARIES.get(4), CANARIES.get(5));
            String trail = crm.signIn("director")
                    .audit()
                    .list(Optional.empty(), Optional.empty(), 100, Optional.empty())
                    .orElseThrow()
                    .toString();
            assertThat(trail).contains(CANARIES.get(1), CANARIES.get(3));
            assertThat(crm.signIn("director").audit().verify().orElseThrow().intact())
                    .isTrue();
            Lead again = crm.signIn("director")
                    .withRequestKey("once")
                    .leads()
                    .create(lead(CANARIES.get(2), CANARIES.get(0)))
                    .orElseThrow();
            assertThat(again.facts().contact()).contains(CANARIES.get(2));
        }
    }

    @Test
    @DisplayName("ACC-11 without keys everything stays as it was, canaries and all: the test above can fail")
    void withoutKeys() {
        try (TestCrm test = new TestCrm()) {
            plant(test.crm);
            for (String canary : CANARIES) {
                assertThat(holding(test.crm, canary)).as(canary).isNotEmpty();
            }
        }
    }

    @Test
    @DisplayName("ACC-11 equal phones and contacts are found however they are written, before and after there are keys")
    void equality() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (TestCrm test = new TestCrm(new InMemoryStore(space))) {
            test.as("director")
                    .leads()
                    .create(lead("Wang  Wei", "138 5550-1234"))
                    .orElseThrow();
        }
        try (Crm crm = open(new InMemoryStore(space), TinkFieldKeys.generate())) {
            CrmSession director = crm.signIn("director");
            director.leads().create(lead("wang wei", "+86 １３８５５５０１２３４")).orElseThrow();
            director.leads().create(lead("Other", "13855501235")).orElseThrow();
            for (int round = 0; round < 2; round++) {
                assertThat(director.leads().withPhone("0086-138-5550-1234", 10).orElseThrow())
                        .hasSize(2);
                assertThat(director.leads().withContact("WANG WEI ", 10).orElseThrow())
                        .hasSize(2);
                assertThat(director.leads().withPhone("138555012", 10).orElseThrow())
                        .isEmpty();
                crm.signIn("admin").keyRotation().run().orElseThrow();
            }
            assertThat(holding(crm, "13855501234")).isEmpty();
            assertThat(holding(crm, "wang wei")).isEmpty();
        }
    }

    @Test
    @DisplayName("ACC-07, ACC-11 who does not see the phone cannot search by it")
    void searchBehindWalls() {
        try (TestCrm test = new TestCrm()) {
            test.as("admin")
                    .policies()
                    .publish(
                            "{\"access\":{\"roles\":{\"sales-rep\":{\"walls\":{\"lead.phone\":\"MASKED\"}}}}}", "walls")
                    .orElseThrow();
            assertThat(code(test.as("lan").leads().withPhone("13855501234", 10)))
                    .contains("access.walled-question");
        }
    }

    // Values elsewhere

    private static RecordBody with(StoredRecord record, ObjectNode payload) {
        return new RecordBody(
                record.body().schemaVersion(),
                Json.write(payload),
                record.body().visibility(),
                record.body().values());
    }

    private static ObjectNode payload(StoredRecord record) {
        return (ObjectNode) Json.parse(record.payload());
    }

    @Test
    @DisplayName("ACC-11 1,000 values moved to another row, field or tenant are all rejected, naming record and field")
    void moved() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        FieldKeys keys = TinkFieldKeys.generate();
        InMemoryStore raw = new InMemoryStore(space);
        raw.prepare(Crm.recordTypes());
        try (Crm one = open(new InMemoryStore(space), keys);
                Crm other = open(new InMemoryStore(space), keys, "other")) {
            List<RecordKey> leads = new ArrayList<>();
            List<RecordKey> others = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                leads.add(new RecordKey(
                        "lead",
                        one.signIn("director")
                                .leads()
                                .create(lead("C" + i, "1380000" + i))
                                .orElseThrow()
                                .id()));
                others.add(new RecordKey(
                        "lead",
                        other.signIn("director")
                                .leads()
                                .create(lead("C" + i, "1380000" + i))
                                .orElseThrow()
                                .id()));
            }
            Random random = new Random(42);
            List<String> fields = List.of("facts.contact", "facts.phone");
            int[] rejected = new int[3];
            for (int i = 0; i < 1_000; i++) {
                RecordKey to = leads.get(random.nextInt(leads.size()));
                StoredRecord sound = raw.find("default", to).orElseThrow();
                String field = fields.get(random.nextInt(2));
                int how = i % 3;
                StoredRecord from = how == 0
                        ? raw.find("default", leads.get((leads.indexOf(to) + 1 + random.nextInt(49)) % 50))
                                .orElseThrow()
                        : how == 1
                                ? sound
                                : raw.find("other", others.get(random.nextInt(50)))
                                        .orElseThrow();
                String source = how == 1 ? fields.get(1 - fields.indexOf(field)) : field;
                ObjectNode moved = payload(sound);
                ((ObjectNode) moved.get("$sealed")).set(field, payload(from).at("/$sealed/" + source));
                put(raw, to, with(sound, moved));
                assertThatThrownBy(() -> one.signIn("director").leads().get(to.id()))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining(field)
                        .hasMessageContaining(to.toString())
                        .hasMessageContaining("ACC-11");
                rejected[how]++;
                put(raw, to, sound.body());
                assertThat(one.signIn("director").leads().get(to.id()).isDone()).isTrue();
            }
            assertThat(rejected).containsExactly(334, 333, 333);
        }
    }

    private static void put(RecordStore store, RecordKey key, RecordBody body) {
        long version = store.find("default", key).orElseThrow().version();
        assertThat(store.commit(new ChangeSet(
                        "default",
                        "move" + RECEIPTS.incrementAndGet(),
                        List.of(new Change.Rewrite(key, version, body)))))
                .isInstanceOf(CommitResult.Committed.class);
    }

    private static final AtomicLong RECEIPTS = new AtomicLong();

    @Test
    @DisplayName("ACC-11 data without its key is unreadable, and the message names key, record, field, and what to do")
    void withoutItsKey() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        TinkFieldKeys keys = TinkFieldKeys.generate();
        String id;
        try (Crm crm = open(new InMemoryStore(space), keys)) {
            id = crm.signIn("director")
                    .leads()
                    .create(lead("Wang", "13855501234"))
                    .orElseThrow()
                    .id();
        }
        try (Crm crm = open(new InMemoryStore(space), TinkFieldKeys.generate())) {
            assertThatThrownBy(() -> crm.signIn("director").leads().get(id))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("facts.contact of lead/" + id)
                    .hasMessageContaining("the key '" + keys.primary() + "'")
                    .hasMessageContaining("open the store with the field keys that have it");
        }
        try (Crm crm =
                Crm.builder().store(new InMemoryStore(space)).zone(TestCrm.ZONE).open()) {
            assertThatThrownBy(() -> crm.signIn("director").leads().get(id))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("no field keys were given");
            assertThat(code(crm.signIn("admin").keyRotation().run())).contains("access.no-field-keys");
        }
    }

    // Rotation

    @Test
    @DisplayName("ACC-11 10,000 records are rotated under load with no failed read; then the old key can go")
    void rotation() throws Exception {
        InMemoryStore.Space space = new InMemoryStore.Space();
        TinkFieldKeys old = TinkFieldKeys.generate();
        TinkFieldKeys both = old.added();
        TinkFieldKeys fresh = both.promoted(both.newest());
        List<String> ids = new ArrayList<>();
        int records = Integer.getInteger("crmkit.rotated", 10_000);
        try (Crm crm = open(new InMemoryStore(space), old)) {
            CrmSession director = crm.signIn("director");
            for (int i = 0; i < records; i++) {
                ids.add(director.leads()
                        .create(lead("C" + i, "139" + i))
                        .orElseThrow()
                        .id());
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong reads = new AtomicLong();
        AtomicLong writes = new AtomicLong();
        try (Crm stays = open(new InMemoryStore(space), both);
                Crm rotates = open(new InMemoryStore(space), fresh);
                Crm helps = open(new InMemoryStore(space), fresh)) {
            List<Future<?>> load = new ArrayList<>();
            for (Crm crm : List.of(stays, rotates)) {
                load.add(threads.submit(() -> {
                    Random random = new Random(5);
                    CrmSession director = crm.signIn("director");
                    String me = crm.signIn("director").userId();
                    while (!over.get()) {
                        int i = random.nextInt(records);
                        Lead lead = director.leads().get(ids.get(i)).orElseThrow();
                        assertThat(lead.facts().phone()).contains("139" + i);
                        assertThat(director.leads().withPhone("139" + i, 5).orElseThrow())
                                .hasSize(1);
                        reads.addAndGet(2);
                        if (random.nextInt(5) == 0) { // an edit that was read before the rotation came by goes through
                            Optional<String> to = lead.owner().isPresent() ? Optional.empty() : Optional.of(me);
                            if (director.leads()
                                    .assign(lead.id(), lead.version(), to)
                                    .isDone()) {
                                writes.incrementAndGet();
                            }
                        }
                    }
                }));
            }
            Future<KeyRotation.Report> second = threads.submit(
                    () -> helps.signIn("admin").keyRotation().run().orElseThrow());
            KeyRotation.Report report =
                    rotates.signIn("admin").keyRotation().run().orElseThrow();
            KeyRotation.Report other = second.get();
            over.set(true);
            for (Future<?> each : load) {
                each.get();
            }
            assertThat(report.rewritten().get("lead") + other.rewritten().get("lead"))
                    .isGreaterThanOrEqualTo(
                            records - writes.get()); // two at once may both rewrite one: it stays the same
            rotates.signIn("admin").keyRotation().run().orElseThrow(); // what "stays" wrote meanwhile
            KeyRotation.Status status =
                    rotates.signIn("admin").keyRotation().status().orElseThrow();
            assertThat(status.values().keySet()).containsExactly(fresh.primary());
            assertThat(reads).hasValueGreaterThan(100);
            assertThat(writes).hasValueGreaterThan(10);
            assertThat(rotates.signIn("director").audit().verify().orElseThrow().intact())
                    .isTrue();
        } finally {
            threads.shutdownNow();
        }
        try (Crm crm = open(new InMemoryStore(space), fresh.without(old.primary()))) {
            CrmSession director = crm.signIn("director");
            for (int i = 0; i < records; i += 97) {
                assertThat(director.leads()
                                .get(ids.get(i))
                                .orElseThrow()
                                .facts()
                                .contact())
                        .contains("C" + i);
                assertThat(director.leads().withPhone("139" + i, 5).orElseThrow())
                        .hasSize(1);
            }
        }
    }

    @Test
    @DisplayName("ACC-11 a rotation that is broken off at any call goes on where it was, and versions stay")
    void brokenOff() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        TinkFieldKeys old = TinkFieldKeys.generate();
        TinkFieldKeys both = old.added();
        try (Crm crm = open(new InMemoryStore(space), old)) {
            plant(crm);
        }
        TinkFieldKeys fresh = both.promoted(both.newest());
        FaultyStore faulty = new FaultyStore(new InMemoryStore(space));
        Map<String, Long> versions;
        try (Crm crm = open(faulty, fresh)) {
            versions = versions(crm);
            boolean broken = true;
            int failures = 0;
            for (int at = 1; broken; at++) {
                faulty.failAt(at, StorageException.Kind.UNAVAILABLE);
                try {
                    crm.signIn("admin").keyRotation().run();
                } catch (StorageException | IllegalArgumentException e) {
                    failures++;
                }
                broken = faulty.heal();
                if (at == 3) { // from now on there is only what was left
                    assertThat(crm.signIn("admin").keyRotation().status().isDone())
                            .isTrue();
                }
            }
            assertThat(failures).isPositive();
            KeyRotation.Report last = crm.signIn("admin").keyRotation().run().orElseThrow();
            assertThat(last.rewritten().values()).containsOnly(0L);
            assertThat(crm.signIn("admin")
                            .keyRotation()
                            .status()
                            .orElseThrow()
                            .values()
                            .keySet())
                    .containsExactly(fresh.primary());
            versions.forEach(
                    (record, version) -> assertThat(versions(crm)).as(record).containsEntry(record, version));
            assertThat(crm.signIn("director").audit().verify().orElseThrow().intact())
                    .isTrue();
        }
    }

    private static Map<String, Long> versions(Crm crm) {
        Set<String> types = Set.of("user", "lead", "customer", "audit_content", "request", "account_application");
        Map<String, Long> versions = new java.util.TreeMap<>();
        try (Stream<StoredRecord> all = crm.snapshot()) {
            all.filter(r -> types.contains(r.key().type()))
                    .forEach(r -> versions.put(r.key().toString(), r.version()));
        }
        return versions;
    }

    @Test
    @DisplayName("ACC-11 rotating needs its permission, and is on record")
    void rotationIsGoverned() {
        try (Crm crm = open(new InMemoryStore(), TinkFieldKeys.generate())) {
            assertThat(code(crm.signIn("director").keyRotation().run())).contains("access.permission-missing");
            assertThat(code(crm.signIn("director").keyRotation().status())).contains("access.permission-missing");
        }
    }

    // Policy

    @Test
    @DisplayName(
            "ACC-11 a policy marks further fields; one that an index tells of in clear is refused with what is allowed")
    void marked() {
        try (Crm crm = open(new InMemoryStore(), TinkFieldKeys.generate())) {
            CrmSession admin = crm.signIn("admin");
            assertThat(admin.policies()
                            .publish("{\"audit\":{\"sensitive\":{\"lead\":[\"facts.company\"]}}}", "more")
                            .refusals())
                    .anySatisfy(r -> assertThat(r.message(java.util.Locale.ENGLISH))
                            .contains("audit.sensitive.lead", "facts.company", "facts.needs"));
            CrmSession director = crm.signIn("director");
            String before = director.leads()
                    .create(needing("canary-needs-1"))
                    .orElseThrow()
                    .id();
            assertThat(holding(crm, "canary-needs-1")).isNotEmpty();
            admin.policies()
                    .publish("{\"audit\":{\"sensitive\":{\"lead\":[\"facts.needs\"]}}}", "more")
                    .orElseThrow();
            director.leads().create(needing("canary-needs-2")).orElseThrow();
            assertThat(holding(crm, "canary-needs-2")).isEmpty();
            admin.keyRotation().run().orElseThrow();
            assertThat(holding(crm, "canary-needs-1")).isEmpty();
            assertThat(director.leads().get(before).orElseThrow().facts().needs())
                    .contains("canary-needs-1");
        }
    }

    private static Leads.NewLead needing(String needs) {
        Lead.Facts facts = lead("C", "1").facts();
        return new Leads.NewLead(
                new Lead.Facts(
                        facts.company(),
                        facts.contact(),
                        facts.phone(),
                        Optional.of(needs),
                        facts.product(),
                        facts.source(),
                        facts.engagedOn()),
                ContactState.IN_CONTACT,
                Optional.empty());
    }

    // Keys

    @Test
    @DisplayName("ACC-11 keys are written and read; a text that holds none is refused without being quoted")
    void text() {
        TinkFieldKeys keys = TinkFieldKeys.generate().added();
        TinkFieldKeys again = TinkFieldKeys.parse(keys.text());
        assertThat(again.known()).isEqualTo(keys.known()).hasSize(2);
        assertThat(again.text()).isEqualTo(keys.text());
        byte[] place = {1};
        assertThat(again.open(keys.primary(), keys.seal(keys.primary(), new byte[] {7}, place), place))
                .isPresent();
        assertThat(again.mark(keys.newest(), place)).isEqualTo(keys.mark(keys.newest(), place));
        assertThat(again.lastingMark(place))
                .isEqualTo(keys.promoted(keys.newest()).lastingMark(place));
        String broken = keys.text().replace("\"primary\"", "\"prim\"");
        for (String text :
                List.of("secret", "{}", broken, keys.text().substring(0, 200), "{\"crmFieldKeys\":1,\"secret\":")) {
            assertThatThrownBy(() -> TinkFieldKeys.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("these are no field keys")
                    .hasMessageNotContaining("secret")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> keys.without(keys.primary())).hasMessageContaining("promote another one first");
    }

    @Test
    @DisplayName("ACC-11 a key file is its owner's alone, is not overwritten, and is followed when it changes")
    void file(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.json");
        KeyFile.create(file, TinkFieldKeys.generate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> KeyFile.create(file, TinkFieldKeys.generate()))
                .isInstanceOf(UncheckedIOException.class);
        KeyFile node = KeyFile.open(file);
        KeyFile other = KeyFile.open(file);
        String before = node.primary();
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        TinkFieldKeys next = node.change(keys -> {
            TinkFieldKeys more = keys.added();
            return more.promoted(more.newest());
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(other.primary()).isEqualTo(next.primary()).isNotEqualTo(before);
        byte[] sealed = next.seal(next.primary(), new byte[] {7}, new byte[0]);
        assertThat(other.open(next.primary(), sealed, new byte[0])).isPresent();
        Files.delete(file);
        assertThat(other.known()).isEqualTo(new TreeSet<>(next.known()));
    }

    @Test
    @DisplayName("ACC-11 a payload in clear that was stored before there were keys is read and rotated")
    void beforeThereWereKeys() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (TestCrm test = new TestCrm(new InMemoryStore(space))) {
            plant(test.crm);
        }
        try (Crm crm = open(new InMemoryStore(space), TinkFieldKeys.generate())) {
            KeyRotation.Status before =
                    crm.signIn("admin").keyRotation().status().orElseThrow();
            assertThat(before.values().get("")).isPositive();
            crm.signIn("admin").keyRotation().run().orElseThrow();
            for (String canary : CANARIES) {
                assertThat(holding(crm, canary)).as(canary).isEmpty();
            }
            JsonNode none = Json.tree(
                    crm.signIn("admin").keyRotation().status().orElseThrow().values());
            assertThat(none.has("")).isFalse();
            assertThat(crm.signIn("director").audit().verify().orElseThrow().intact())
                    .isTrue();
        }
    }

    @Test
    @DisplayName(
            "ACC-11 CUS-01 what the dictionary calls sensitive is sealed, kept out of the audit's chain, and rotated")
    void dictionary() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        String account = "6222020200112233445";
        TinkFieldKeys keys = TinkFieldKeys.generate();
        String id;
        try (Crm crm = open(new InMemoryStore(space), keys)) {
            CrmSession director = crm.signIn("director");
            Customer customer =
                    director.customers().create(NewCustomer.named("Acme")).orElseThrow();
            id = customer.id();
            customer = director.customers()
                    .fill(id, customer.version(), Map.of("bankAccount", account, "bankName", "Bank of Ningbo"))
                    .orElseThrow();
            assertThat(customer.profile().fields()).containsEntry("bankAccount", account);
            assertThat(director.customers().get(id).orElseThrow()).isEqualTo(customer);
            assertThat(director.audit().verify().orElseThrow().intact()).isTrue();
            assertThat(holding(crm, account)).isEmpty();
            assertThat(holding(crm, "Bank of Ningbo")).isNotEmpty();
        }
        TinkFieldKeys more = keys.added();
        TinkFieldKeys next = more.promoted(more.newest());
        try (Crm crm = open(new InMemoryStore(space), next)) {
            assertThat(crm.signIn("admin").keyRotation().run().orElseThrow().rewritten())
                    .containsEntry("customer", 1L);
            assertThat(crm.signIn("director")
                            .customers()
                            .get(id)
                            .orElseThrow()
                            .profile()
                            .fields())
                    .containsEntry("bankAccount", account);
        }
    }

    @Test
    @DisplayName(
            "ACC-11 POL-01 a field that an enterprise comes to call sensitive is sealed from then on, and by rotation everywhere")
    void markedLater() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        TinkFieldKeys keys = TinkFieldKeys.generate();
        try (Crm crm = open(new InMemoryStore(space), keys)) {
            CrmSession director = crm.signIn("director");
            Customer customer =
                    director.customers().create(NewCustomer.named("Acme")).orElseThrow();
            String own = "dictionary: {fields: {hobby: {label: {zh: 爱好, en: hobby}, module: BASIC, type: TEXT%s}}}";
            crm.signIn("admin").policies().publish(own.formatted(""), "a field").orElseThrow();
            customer = director.customers()
                    .fill(customer.id(), customer.version(), Map.of("hobby", "canary fishing"))
                    .orElseThrow();
            assertThat(holding(crm, "canary fishing")).anyMatch(key -> key.startsWith("customer/"));
            crm.signIn("admin")
                    .policies()
                    .publish(own.formatted(", sensitive: true"), "it is sensitive")
                    .orElseThrow();
            Customer other =
                    director.customers().create(NewCustomer.named("Other")).orElseThrow();
            director.customers()
                    .fill(other.id(), other.version(), Map.of("hobby", "canary sailing"))
                    .orElseThrow();
            assertThat(holding(crm, "canary sailing")).isEmpty();
            crm.signIn("admin").keyRotation().run().orElseThrow();
            assertThat(holding(crm, "canary fishing")) // entries of the time before keep what they said
                    .noneMatch(key -> key.startsWith("customer/"));
            assertThat(director.customers()
                            .get(customer.id())
                            .orElseThrow()
                            .profile()
                            .fields())
                    .containsEntry("hobby", "canary fishing");
        }
    }
}
