package io.crmkit.audit;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.internal.json.Json;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CheckpointTest {

    private static final byte[] KEY = "an audit key of thirty-two bytes".getBytes(StandardCharsets.US_ASCII);

    private static final KeyPair PAIR = pair();

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final CheckpointSigner SIGNER =
            CheckpointSigner.ed25519(Optional.of(PAIR.getPrivate()), Optional.of(PAIR.getPublic()));

    private static Crm open(RecordStore store, boolean keyed, long seed) {
        var builder = Crm.builder()
                .store(store)
                .clock(() -> TestCrm.NOON)
                .zone(TestCrm.ZONE)
                .random(new Random(seed))
                .pause(time -> Thread.onSpinWait())
                .auditSigner(SIGNER);
        if (keyed) {
            builder.auditKey(KEY);
        }
        return builder.open();
    }

    /** Three nodes that wrote customers, a checkpoint, and what they wrote afterwards. */
    private static final class Written {
        private final Map<RecordKey, StoredRecord> records = new LinkedHashMap<>();
        private final Checkpoint checkpoint;
        private final boolean keyed;

        Written(boolean keyed) {
            this.keyed = keyed;
            InMemoryStore.Space space = new InMemoryStore.Space();
            List<Crm> nodes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                nodes.add(open(new InMemoryStore(space), keyed, i + 1));
            }
            nodes.get(0)
                    .setUp(NewUser.of("Admin", "administrator").withLogin("admin"), NewUser.of("Rep", "sales-rep"))
                    .orElseThrow();
            String admin = "admin";
            write(nodes, 12, admin, "early");
            checkpoint = nodes.get(1).signIn(admin).audit().checkpoint().orElseThrow();
            write(nodes, 4, admin, "late");
            nodes.get(0).snapshot().forEach(r -> records.put(r.key(), r));
            nodes.forEach(Crm::close);
        }

        private static void write(List<Crm> nodes, int rounds, String login, String what) {
            for (int round = 0; round < rounds; round++) {
                for (int node = 0; node < nodes.size(); node++) {
                    CrmSession session = nodes.get(node).signIn(login);
                    Customer made = session.customers()
                            .create(NewCustomer.named(what + node + "-" + round))
                            .orElseThrow();
                    if (round % 2 == 0) {
                        session.customers()
                                .edit(
                                        made.id(),
                                        1,
                                        Customer.Profile.named(what + "edited" + node + "-" + round),
                                        "for a reason")
                                .orElseThrow();
                    }
                }
            }
        }

        /** The entries of a lane by place. */
        java.util.NavigableMap<Long, StoredRecord> lane(String lane) {
            TreeMap<Long, StoredRecord> all = new TreeMap<>();
            records.values().stream()
                    .filter(r -> r.key().type().equals("audit_entry") && r.id().startsWith(lane + "-"))
                    .forEach(r -> all.put(Long.parseLong(r.id().substring(lane.length() + 1)), r));
            return all;
        }

        AuditTrail.Verification verify(Map<RecordKey, StoredRecord> all, boolean withCheckpoint) {
            InMemoryStore store = new InMemoryStore();
            store.prepare(Crm.recordTypes());
            store.commit(new ChangeSet(
                    "default",
                    "copy",
                    all.values().stream().<Change>map(Change.Load::new).toList()));
            try (Crm crm = open(store, keyed, 99)) {
                var audit = crm.signIn("admin").audit();
                return (withCheckpoint ? audit.verify(checkpoint) : audit.verify()).orElseThrow();
            }
        }
    }

    /** Somebody who can write the store, and knows the audit key only when there is none. */
    private static final class Tamperer {
        private final Map<RecordKey, StoredRecord> all;
        private final ChainHash hash;

        Tamperer(Written written) {
            all = new LinkedHashMap<>(written.records);
            hash = new ChainHash(
                    written.keyed ? "a key that somebody else guessed.".getBytes(StandardCharsets.US_ASCII) : null);
        }

        void put(StoredRecord record) {
            all.put(record.key(), record);
        }

        static StoredRecord with(StoredRecord r, String id, UnaryOperator<ObjectNode> change) {
            ObjectNode tree = change.apply((ObjectNode) Json.parse(r.payload()));
            return new StoredRecord(
                    r.tenant(),
                    new RecordKey(r.key().type(), id),
                    r.version(),
                    r.state(),
                    new RecordBody(
                            r.body().schemaVersion(),
                            Json.write(tree),
                            r.body().visibility(),
                            r.body().values()));
        }

        static StoredRecord edited(StoredRecord r, Random random) {
            return with(r, r.id(), tree -> switch (random.nextInt(4)) {
                case 0 -> tree.put("operation", "customer.erase");
                case 1 -> tree.put("login", "somebody");
                case 2 -> tree.put("done", false);
                default -> tree.put("reason", "none");
            });
        }

        /** Writes a lane anew from a place on: numbers, hashes, head. */
        void relay(String lane, long from, List<StoredRecord> entries, String before) {
            all.keySet()
                    .removeIf(key -> key.type().equals("audit_entry")
                            && key.id().startsWith(lane + "-")
                            && Long.parseLong(key.id().substring(lane.length() + 1)) >= from);
            String previous = before;
            long place = from;
            for (StoredRecord entry : entries) {
                String chained = previous;
                long own = place;
                String id = id(lane, place);
                StoredRecord next = with(
                        entry,
                        id,
                        tree -> tree.put("id", id)
                                .put("lane", lane)
                                .put("sequence", own)
                                .put("previous", chained));
                put(next);
                previous = hash.of(next.payload());
                place++;
            }
            head(lane, place - 1, previous);
        }

        void head(String lane, long sequence, String end) {
            RecordKey key = new RecordKey("audit_lane", lane);
            put(with(all.get(key), lane, tree -> tree.put("sequence", sequence).put("hash", end)));
        }
    }

    private static String id(String lane, long place) {
        return lane + "-" + String.format(Locale.ROOT, "%012d", place);
    }

    private static String previous(StoredRecord r) {
        return Json.parse(r.payload()).get("previous").asString();
    }

    @Test
    @DisplayName(
            "ACC-10 a thousand random tamperings of what a checkpoint covers are all found and located; a clean trail is not accused")
    void tamperings() {
        for (boolean keyed : new boolean[] {true, false}) {
            Written written = new Written(keyed);
            assertThat(written.verify(written.records, false).intact()).isTrue();
            assertThat(written.verify(written.records, true).intact()).isTrue();
            List<Checkpoint.Lane> lanes =
                    new ArrayList<>(written.checkpoint.byLane().values());
            assertThat(lanes).hasSize(3);
            for (int seed = 0; seed < 500; seed++) {
                Random random = new Random(seed);
                Checkpoint.Lane covered = lanes.get(random.nextInt(lanes.size()));
                String lane = covered.lane();
                java.util.NavigableMap<Long, StoredRecord> entries = written.lane(lane);
                long k = 1L + random.nextInt((int) covered.entries());
                StoredRecord victim = entries.get(k);
                Tamperer by = new Tamperer(written);
                String how;
                switch (seed % 8) {
                    case 0 -> {
                        how = "edited";
                        by.put(Tamperer.edited(victim, random));
                    }
                    case 1 -> {
                        how = "deleted";
                        by.all.remove(victim.key());
                    }
                    case 2 -> {
                        how = "inserted, what follows written anew";
                        List<StoredRecord> after =
                                new ArrayList<>(entries.tailMap(k).values());
                        after.add(0, Tamperer.edited(victim, random));
                        by.relay(lane, k, after, previous(victim));
                    }
                    case 3 -> {
                        how = "swapped";
                        long other = k == 1 ? 2 : k - 1;
                        by.put(Tamperer.with(entries.get(other), victim.id(), tree -> tree));
                        by.put(Tamperer.with(victim, id(lane, other), tree -> tree));
                        k = Math.min(k, other);
                    }
                    case 4 -> {
                        how = "swapped, what follows written anew";
                        k = k == entries.lastKey() ? k - 1 : k;
                        List<StoredRecord> after =
                                new ArrayList<>(entries.tailMap(k).values());
                        java.util.Collections.swap(after, 0, 1);
                        by.relay(lane, k, after, previous(entries.get(k)));
                    }
                    case 5 -> {
                        how = "edited, what follows written anew";
                        List<StoredRecord> after =
                                new ArrayList<>(entries.tailMap(k).values());
                        after.set(0, Tamperer.edited(victim, random));
                        by.relay(lane, k, after, previous(victim));
                    }
                    case 6 -> {
                        how = "deleted, what follows written anew";
                        by.relay(
                                lane,
                                k,
                                new ArrayList<>(entries.tailMap(k, false).values()),
                                previous(victim));
                    }
                    default -> {
                        how = "tail cut off, head set back";
                        entries.tailMap(k).values().forEach(r -> by.all.remove(r.key()));
                        if (k == 1) {
                            by.all.remove(new RecordKey("audit_lane", lane));
                        } else {
                            by.head(lane, k - 1, previous(victim));
                        }
                    }
                }
                AuditTrail.Verification found = written.verify(by.all, true);
                assertThat(found.firstBroken())
                        .as("%s, seed %d, place %d, keyed %s: %s", how, seed, k, keyed, found)
                        .contains(id(lane, k));
                assertThat(found.notAfter()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName(
            "ACC-10 what is newer than the checkpoint is found by the versions of records that have no entry, or entries that have no version")
    void newer() {
        for (boolean keyed : new boolean[] {true, false}) {
            Written written = new Written(keyed);
            for (int seed = 0; seed < 120; seed++) {
                Random random = new Random(seed);
                List<Checkpoint.Lane> lanes =
                        new ArrayList<>(written.checkpoint.byLane().values());
                Checkpoint.Lane covered = lanes.get(random.nextInt(lanes.size()));
                String lane = covered.lane();
                java.util.NavigableMap<Long, StoredRecord> entries = written.lane(lane);
                long k = covered.entries() + 1L + random.nextInt((int) (entries.lastKey() - covered.entries()));
                StoredRecord victim = entries.get(k);
                AuditEntry told = Json.read(victim.payload(), AuditEntry.class);
                Tamperer by = new Tamperer(written);
                List<String> suspects = new ArrayList<>();
                switch (seed % 4) {
                    case 0 -> {
                        entries.tailMap(k).values().forEach(r -> {
                            by.all.remove(r.key());
                            AuditEntry gone = Json.read(r.payload(), AuditEntry.class);
                            suspects.add(
                                    gone.subject() + "@" + gone.subjectVersion().orElseThrow());
                        });
                        by.head(lane, k - 1, previous(victim));
                    }
                    case 1 -> { // a version that nobody wrote by way of the road
                        RecordKey key = new RecordKey("customer", told.subject().substring("customer/".length()));
                        StoredRecord record = by.all.get(key);
                        by.put(new StoredRecord(
                                record.tenant(), key, record.version() + 1, record.state(), record.body()));
                        suspects.add(told.subject() + "@" + (record.version() + 1));
                    }
                    case 2 -> { // a record that was taken away whole
                        by.all.remove(new RecordKey("customer", told.subject().substring("customer/".length())));
                        written.records.keySet().stream()
                                .filter(key -> key.type().equals("audit_entry"))
                                .filter(key -> Json.read(
                                                written.records.get(key).payload(), AuditEntry.class)
                                        .subject()
                                        .equals(told.subject()))
                                .forEach(key -> suspects.add(key.id()));
                    }
                    default -> {
                        if (keyed) {
                            by.put(Tamperer.edited(victim, random));
                            suspects.add(victim.id());
                        } else { // without a key the chain can be written anew; the version is still missing
                            List<StoredRecord> after =
                                    new ArrayList<>(entries.tailMap(k, false).values());
                            by.relay(lane, k, after, previous(victim));
                            suspects.add(
                                    told.subject() + "@" + told.subjectVersion().orElseThrow());
                        }
                    }
                }
                AuditTrail.Verification found = written.verify(by.all, true);
                assertThat(found.intact()).as("%d %s", seed, keyed).isFalse();
                assertThat(suspects)
                        .as("%d %s: %s", seed, keyed, found)
                        .contains(found.firstBroken().orElseThrow());
            }
        }
    }

    @Test
    @DisplayName("ACC-10 when a checkpoint cannot mark every entry, what is wrong is located between two marks")
    void marks() {
        InMemoryStore store = new InMemoryStore();
        store.prepare(AuditTrail.KINDS.stream().map(Kind::type).toList());
        var codec =
                new io.crmkit.internal.store.Codec("memory", "default", io.crmkit.internal.store.FieldProtection.NONE);
        Random random = new Random(3);
        var ids = io.crmkit.shared.Ids.timeOrdered(() -> TestCrm.NOON, random);
        AuditTrail trail =
                new AuditTrail(store, "default", codec, ids, null, SIGNER, java.util.Set.of(), Runnable::run);
        AuditDraft draft =
                new AuditDraft("test", "thing/1", Optional.empty(), true, Optional.empty(), Optional.empty(), Map.of());
        for (int i = 0; i < 45; i++) {
            var chained = trail.chain(
                    new AuditAuthor("u", "u", "test"), TestCrm.NOON, java.util.Collections.nCopies(100, draft));
            trail.ended(chained, store.commit(new ChangeSet("default", ids.next(), chained.changes())));
        }
        Checkpoint checkpoint = trail.checkpoint(TestCrm.NOON).orElseThrow();
        assertThat(checkpoint.entries()).isEqualTo(4_500);
        assertThat(checkpoint.step()).isEqualTo(5);
        assertThat(checkpoint.text().length()).isLessThan(40_000);
        assertThat(trail.verify(checkpoint).orElseThrow().intact()).isTrue();
        Map<RecordKey, StoredRecord> all = new LinkedHashMap<>();
        store.snapshot("default").forEach(r -> all.put(r.key(), r));
        String lane = checkpoint.byLane().keySet().iterator().next();
        for (long k : new long[] {1, 4, 5, 6, 1_003, 4_500}) {
            Map<RecordKey, StoredRecord> copy = new TreeMap<>(java.util.Comparator.comparing(RecordKey::toString));
            copy.putAll(all);
            ChainHash hash = new ChainHash(null);
            String previous = k == 1 ? "" : previous(all.get(new RecordKey("audit_entry", id(lane, k))));
            for (long place = k; place <= 4_500; place++) {
                String before = previous;
                boolean first = place == k;
                RecordKey key = new RecordKey("audit_entry", id(lane, place));
                StoredRecord next = Tamperer.with(
                        all.get(key),
                        key.id(),
                        tree -> (first ? tree.put("login", "x") : tree).put("previous", before));
                copy.put(key, next);
                previous = hash.of(next.payload());
            }
            RecordKey head = new RecordKey("audit_lane", lane);
            String end = previous;
            copy.put(head, Tamperer.with(all.get(head), lane, tree -> tree.put("hash", end)));
            InMemoryStore other = new InMemoryStore();
            other.prepare(AuditTrail.KINDS.stream().map(Kind::type).toList());
            other.commit(new ChangeSet(
                    "default",
                    "copy",
                    copy.values().stream().<Change>map(Change.Load::new).toList()));
            AuditTrail.Verification found = new AuditTrail(
                            other, "default", codec, ids, null, SIGNER, java.util.Set.of(), Runnable::run)
                    .verify(checkpoint)
                    .orElseThrow();
            assertThat(found.problem()).contains(AuditProblem.RECOMPUTED);
            long mark = (k + 4) / 5 * 5;
            assertThat(found.firstBroken()).contains(id(lane, mark - 4));
            assertThat(found.notAfter()).contains(id(lane, mark));
        }
    }

    @Test
    @DisplayName(
            "ACC-10 a checkpoint that was changed, of another key, tenant or form, is refused and trusted in nothing")
    void refused() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (Crm crm = open(new InMemoryStore(space), true, 1)) {
            crm.setUp(NewUser.of("Admin", "administrator").withLogin("admin")).orElseThrow();
            var audit = crm.signIn("admin").audit();
            Checkpoint made = audit.checkpoint().orElseThrow();
            Checkpoint read = Checkpoint.parse(made.text()).orElseThrow();
            assertThat(audit.verify(read).orElseThrow().intact()).isTrue();
            String hash = made.byLane().values().iterator().next().hash();
            String other = made.text().replace(hash, "0".repeat(hash.length()));
            assertThat(code(audit.verify(Checkpoint.parse(other).orElseThrow())))
                    .contains("audit.checkpoint-signature");
            for (String text : Arrays.asList(
                    "",
                    "{}",
                    "[1]",
                    "null",
                    made.text().substring(9),
                    made.text().replaceFirst("\\{", "{\"more\":1,"))) {
                assertThat(code(Checkpoint.parse(text))).as(text).contains("audit.checkpoint-unreadable");
            }
            assertThat(code(Checkpoint.parse(made.text().replace("\"format\":1", "\"format\":2"))))
                    .contains("audit.checkpoint-format");
            assertThat(code(audit.verify(Checkpoint.parse(made.text().replace("\"default\"", "\"another\""))
                            .orElseThrow())))
                    .contains("audit.checkpoint-tenant");
            KeyPair foreign = pair();
            CheckpointSigner stranger =
                    CheckpointSigner.ed25519(Optional.of(foreign.getPrivate()), Optional.of(foreign.getPublic()));
            try (Crm other2 = Crm.builder()
                    .store(new InMemoryStore(space))
                    .auditKey(KEY)
                    .auditSigner(stranger)
                    .open()) {
                assertThat(code(other2.signIn("admin").audit().verify(made))).contains("audit.checkpoint-signature");
            }
            try (Crm hmac =
                    Crm.builder().store(new InMemoryStore(space)).auditKey(KEY).open()) {
                var own = hmac.signIn("admin").audit();
                assertThat(code(own.verify(made))).contains("audit.checkpoint-algorithm");
                assertThat(own.verify(own.checkpoint().orElseThrow())
                                .orElseThrow()
                                .intact())
                        .isTrue();
            }
            try (Crm none = Crm.builder().store(new InMemoryStore(space)).open()) {
                assertThat(code(none.signIn("admin").audit().checkpoint())).contains("audit.no-signing-key");
                assertThat(code(none.signIn("admin").audit().verify(made))).contains("audit.no-checking-key");
            }
            CheckpointSigner half = CheckpointSigner.ed25519(Optional.empty(), Optional.of(PAIR.getPublic()));
            try (Crm reader = Crm.builder()
                    .store(new InMemoryStore(space))
                    .auditKey(KEY)
                    .auditSigner(half)
                    .open()) {
                assertThat(reader.signIn("admin")
                                .audit()
                                .verify(made)
                                .orElseThrow()
                                .intact())
                        .isTrue();
                assertThat(code(reader.signIn("admin").audit().checkpoint())).contains("audit.no-signing-key");
            }
        }
    }

    @Test
    @DisplayName("ACC-10 a trail that others write meanwhile is never accused")
    void meanwhile() throws InterruptedException {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (Crm crm = open(new InMemoryStore(space), true, 1)) {
            crm.setUp(NewUser.of("Admin", "administrator").withLogin("admin")).orElseThrow();
            AtomicBoolean ends = new AtomicBoolean();
            List<Throwable> trouble = java.util.Collections.synchronizedList(new ArrayList<>());
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int node = i;
                Thread thread = new Thread(() -> {
                    try (Crm other = open(new InMemoryStore(space), true, 100 + node)) {
                        CrmSession session = other.signIn("admin");
                        for (int n = 0; n < 120 && !ends.get(); n++) {
                            Outcome<Customer> made = session.customers().create(NewCustomer.named(node + "/" + n));
                            if (made.isDone() && n % 2 == 0) {
                                session.customers()
                                        .edit(
                                                made.orElseThrow().id(),
                                                1,
                                                Customer.Profile.named(node + "//" + n),
                                                "for a reason");
                            }
                        }
                    } catch (RuntimeException | Error e) {
                        trouble.add(e);
                    }
                });
                writers.add(thread);
                thread.start();
            }
            var audit = crm.signIn("admin").audit();
            Checkpoint checkpoint = audit.checkpoint().orElseThrow();
            for (int round = 0; round < 30; round++) {
                AuditTrail.Verification found = audit.verify(checkpoint).orElseThrow();
                assertThat(found.intact()).as("round %d: %s", round, found).isTrue();
                if (round % 5 == 4) {
                    checkpoint = audit.checkpoint().orElseThrow();
                }
            }
            ends.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(trouble).isEmpty();
            AuditTrail.Verification after = audit.verify(checkpoint).orElseThrow();
            assertThat(after.intact()).as("%s", after).isTrue();
            assertThat(after.lanes()).isGreaterThanOrEqualTo(4);
        }
    }
}
