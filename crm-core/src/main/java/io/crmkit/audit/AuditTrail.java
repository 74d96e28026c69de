package io.crmkit.audit;

import io.crmkit.internal.json.Json;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Ids;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Writes and verifies the audit trail. A commit borrows a lane, chains its entries onto it, and gives the lane back; a lane
 * whose commit has an unknown outcome is never used again. So writers of one node do not wait for each other, and every
 * entry is part of the change set of what it describes. Safe for use by many threads.
 */
public final class AuditTrail {

    /** So many that ids sort as their numbers do. */
    private static final int SEQUENCE_DIGITS = 12;

    /** The record types that the trail needs. */
    public static final List<RecordType> TYPES = List.of(AuditEntry.KIND.type(), LaneHead.KIND.type());

    /** Where a lane ends. */
    record LaneHead(String id, long version, long sequence, String hash) implements Entity<LaneHead> {

        static final Kind<LaneHead> KIND =
                Kind.plain(RecordType.named("audit_lane", 1).build(), LaneHead.class, (head, values) -> {});

        @Override
        public LaneHead withVersion(long other) {
            return new LaneHead(id, other, sequence, hash);
        }
    }

    /**
     * Entries chained onto a borrowed lane, not yet committed.
     */
    public static final class Chained {
        private final LaneHead before;
        private final LaneHead after;
        private final List<Change> changes;

        private Chained(LaneHead before, LaneHead after, List<Change> changes) {
            this.before = before;
            this.after = after;
            this.changes = List.copyOf(changes);
        }

        /** {@return what must be part of the change set} */
        public List<Change> changes() {
            return changes;
        }

        private boolean owns(RecordKey key) {
            return changes.stream().anyMatch(change -> change.key().equals(key));
        }
    }

    /**
     * What verification found.
     *
     * @param lanes number of lanes read
     * @param entries number of entries read
     * @param firstBroken the first entry that is not as it was written, or that is missing, if any
     * @param problem what is wrong with it, if anything
     */
    public record Verification(long lanes, long entries, Optional<String> firstBroken, Optional<String> problem) {
        /** {@return whether nothing is wrong} */
        public boolean intact() {
            return firstBroken.isEmpty();
        }
    }

    private final RecordStore store;
    private final String tenant;
    private final Codec codec;
    private final Ids ids;
    private final byte @Nullable [] key;
    private final Queue<LaneHead> idle = new ConcurrentLinkedQueue<>();

    /**
     * A trail.
     *
     * @param store where
     * @param tenant whose
     * @param codec how entries are written
     * @param ids names of lanes
     * @param key key of the chain's hash; without one anybody who can write the store can also recompute the chain
     */
    public AuditTrail(RecordStore store, String tenant, Codec codec, Ids ids, byte @Nullable [] key) {
        this.store = store;
        this.tenant = tenant;
        this.codec = codec;
        this.ids = ids;
        this.key = key == null ? null : key.clone();
    }

    /**
     * Chains entries onto a lane.
     *
     * @param author who
     * @param at when
     * @param drafts what, one at least
     * @return the chained entries; {@link #ended} must follow
     */
    public Chained chain(AuditAuthor author, Instant at, List<AuditDraft> drafts) {
        LaneHead before = idle.poll();
        if (before == null) {
            before = new LaneHead(ids.next(), 0, 0, "");
        }
        List<Change> changes = new ArrayList<>();
        long sequence = before.sequence();
        String hash = before.hash();
        for (AuditDraft draft : drafts) {
            sequence++;
            AuditEntry entry = new AuditEntry(
                    entryId(before.id(), sequence),
                    1,
                    before.id(),
                    sequence,
                    hash,
                    at,
                    author.id(),
                    author.login(),
                    author.via(),
                    draft.operation(),
                    draft.subject(),
                    draft.subjectVersion(),
                    draft.done(),
                    draft.rule(),
                    draft.reason(),
                    draft.changes());
            Change.Insert insert =
                    new Change.Insert(AuditEntry.KIND.key(entry.id()), codec.encode(AuditEntry.KIND, entry, Set.of()));
            hash = hash(insert.body().payload());
            changes.add(insert);
        }
        LaneHead after = new LaneHead(before.id(), before.version() + 1, sequence, hash);
        changes.add(
                before.version() == 0
                        ? new Change.Insert(LaneHead.KIND.key(after.id()), codec.encode(LaneHead.KIND, after, Set.of()))
                        : new Change.Update(
                                LaneHead.KIND.key(after.id()),
                                before.version(),
                                codec.encode(LaneHead.KIND, after, Set.of())));
        return new Chained(before, after, changes);
    }

    /**
     * Gives a lane back. Where the entries are stored it goes on from there, where they are not from where it was. A lane is
     * never used again when nobody knows, or when the store holds it differently from this node.
     *
     * @param chained the entries
     * @param result what became of them, or null when nobody knows
     */
    public void ended(Chained chained, @Nullable CommitResult result) {
        if (result instanceof CommitResult.Committed) {
            idle.add(chained.after);
        } else if (result != null && chained.before.version() > 0 && !outOfStep(chained, result)) {
            idle.add(chained.before);
        }
    }

    private static boolean outOfStep(Chained chained, CommitResult result) {
        return (result instanceof CommitResult.Stale stale && chained.owns(stale.key()))
                || (result instanceof CommitResult.Duplicate duplicate && chained.owns(duplicate.key()));
    }

    private static String entryId(String lane, long sequence) {
        String digits = Long.toString(sequence);
        return lane + "-" + "0".repeat(Math.max(0, SEQUENCE_DIGITS - digits.length())) + digits;
    }

    private String hash(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        try {
            if (key == null) {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            }
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * The commitment to the contents of a new record: what an entry keeps of them.
     *
     * @param object the object
     * @return the hash of its text
     */
    public static String contents(Object object) {
        return commitment(Json.write(object));
    }

    /**
     * The commitment to a text.
     *
     * @param text the text of a record's contents
     * @return its hash
     */
    public static String commitment(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * The newest entries.
     *
     * @param filter which: by the indexes {@code actor}, {@code subject}, {@code at}
     * @param limit how many at most
     * @param pageToken where to go on, or null
     * @param next takes the token of the next page
     * @return the entries, newest first
     */
    public List<AuditEntry> newest(
            Filter filter, int limit, @Nullable String pageToken, java.util.function.Consumer<String> next) {
        Page page = store.query(Query.of(tenant, AuditEntry.KIND.name(), Scope.unrestricted(), filter, limit)
                .orderedBy("by_at")
                .from(pageToken));
        page.next().ifPresent(next);
        return page.records().stream()
                .map(r -> codec.decode(AuditEntry.KIND, r))
                .toList();
    }

    /**
     * Reads every lane and checks that each entry is there, in its place, and as it was written. What an outsider cut off
     * together with the lane's head is found only by comparison with a checkpoint kept elsewhere.
     *
     * @return what was found
     */
    public Verification verify() {
        Set<String> lanes = new HashSet<>();
        long entries = 0;
        String token = null;
        do {
            Page page = store.query(Query.of(tenant, LaneHead.KIND.name(), Scope.unrestricted(), Filter.all(), 500)
                    .from(token));
            for (StoredRecord stored : page.records()) {
                LaneHead head = codec.decode(LaneHead.KIND, stored);
                LaneWalk walk = new LaneWalk(head, lanes);
                Optional<Verification> broken = walk.walk();
                if (broken.isPresent()) {
                    return new Verification(
                            lanes.size() + 1L,
                            entries + walk.read,
                            broken.get().firstBroken(),
                            broken.get().problem());
                }
                entries += walk.read;
            }
            token = page.nextToken();
        } while (token != null);
        Optional<String> stray = laneWithoutHead(lanes);
        return new Verification(
                lanes.size(), entries, stray.map(lane -> entryId(lane, 1)), stray.map(lane -> "its lane has no head"));
    }

    /** A lane that has entries but no head: somebody took the head away. A lane that began meanwhile has one by now. */
    private Optional<String> laneWithoutHead(Set<String> walked) {
        return store
                .tally(new Tally(
                        tenant,
                        AuditEntry.KIND.name(),
                        Scope.unrestricted(),
                        Filter.all(),
                        List.of("lane"),
                        List.of(Measure.count())))
                .stream()
                .map(group -> String.valueOf(group.keys().get(0)))
                .filter(lane -> !walked.contains(lane))
                .filter(lane -> store.find(tenant, LaneHead.KIND.key(lane)).isEmpty())
                .findFirst();
    }

    /** Walks one lane from its first entry to its head. */
    private final class LaneWalk {
        private final LaneHead head;
        private LaneHead newest;
        private long read;
        private String expectedHash = "";
        private final Set<String> lanes;

        LaneWalk(LaneHead head, Set<String> lanes) {
            this.head = head;
            this.newest = head;
            this.lanes = lanes;
        }

        Optional<Verification> walk() {
            String token = null;
            do {
                Page page = store.query(Query.of(
                                tenant,
                                AuditEntry.KIND.name(),
                                Scope.unrestricted(),
                                Filter.equal("lane", head.id()),
                                1_000)
                        .from(token));
                for (StoredRecord stored : page.records()) {
                    Optional<Verification> broken = next(stored);
                    if (broken.isPresent()) {
                        return broken;
                    }
                }
                token = page.nextToken();
            } while (token != null);
            if (read < head.sequence()) {
                return broken(entryId(head.id(), read + 1), "missing");
            }
            lanes.add(head.id());
            return Optional.empty();
        }

        private Optional<Verification> next(StoredRecord stored) {
            AuditEntry entry = codec.decode(AuditEntry.KIND, stored);
            long place = read + 1;
            if (!stored.id().equals(entryId(head.id(), place)) || entry.sequence() != place) {
                return broken(entryId(head.id(), place), "missing");
            }
            if (!entry.previous().equals(expectedHash)) {
                return broken(place == 1 ? stored.id() : entryId(head.id(), place - 1), "changed");
            }
            if (!codec.index(AuditEntry.KIND, entry).equals(stored.body().values())) {
                return broken(stored.id(), "hidden");
            }
            expectedHash = hash(stored.payload());
            read = place;
            if (place == head.sequence() && !expectedHash.equals(head.hash())) {
                return broken(stored.id(), "changed");
            }
            if (place > newest.sequence()) { // written since the head was read, or foreign: the head knows
                newest = store.find(tenant, LaneHead.KIND.key(head.id()))
                        .map(r -> codec.decode(LaneHead.KIND, r))
                        .orElse(newest);
            }
            return place > newest.sequence() ? broken(stored.id(), "added") : Optional.empty();
        }

        private Optional<Verification> broken(String entry, String problem) {
            return Optional.of(new Verification(0, 0, Optional.of(entry), Optional.of(problem)));
        }
    }
}
