package io.crmkit.audit;

import io.crmkit.internal.json.Json;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Ids;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes and verifies the audit trail. A commit borrows a lane, chains its entries onto it, and gives the lane back; a lane
 * whose commit has an unknown outcome is never used again. So writers of one node do not wait for each other, and every
 * entry is part of the change set of what it describes. Safe for use by many threads.
 */
public final class AuditTrail {

    /** What the trail keeps. */
    public static final List<Kind<?>> KINDS = List.of(AuditEntry.KIND, LaneHead.KIND, AuditContent.KIND, Erasure.KIND);

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
     * @param firstBroken the first entry that is not as it was written, or that is missing; for a version of a record that has
     *     no entry, record and version, such as {@code customer/7@3}
     * @param problem what is wrong with it, if anything
     * @param notAfter present when a checkpoint could not tell the entry exactly: what is wrong lies between {@code firstBroken} and
     *     this entry, both included
     */
    public record Verification(
            long lanes,
            long entries,
            Optional<String> firstBroken,
            Optional<AuditProblem> problem,
            Optional<String> notAfter) {
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
    private final @Nullable CheckpointSigner signer;
    private final Set<String> audited;
    private final Executor threads;
    private final Queue<LaneHead> idle = new ConcurrentLinkedQueue<>();

    /**
     * A trail.
     *
     * @param store where
     * @param tenant whose
     * @param codec how entries are written
     * @param ids names of lanes
     * @param key key of the chain's hash; without one anybody who can write the store can also recompute the chain
     * @param signer signs checkpoints; without one the key does, if there is one
     * @param audited names of the record types each version of which has an entry
     * @param threads read ahead while the trail is verified
     */
    public AuditTrail(
            RecordStore store,
            String tenant,
            Codec codec,
            Ids ids,
            byte @Nullable [] key,
            @Nullable CheckpointSigner signer,
            Set<String> audited,
            Executor threads) {
        this.store = store;
        this.tenant = tenant;
        this.codec = codec;
        this.ids = ids;
        this.key = key == null ? null : key.clone();
        this.signer = signer != null ? signer : key == null ? null : new CheckpointSigner.Keyed(key);
        this.audited = new TreeSet<>(audited);
        this.threads = threads;
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
            before = new LaneHead(ids.next().replace('-', '_'), 0, 0, ""); // no lane is the beginning of another
        }
        List<Change> changes = new ArrayList<>();
        long sequence = before.sequence();
        String hash = before.hash();
        ChainHash chain = new ChainHash(key);
        for (AuditDraft draft : drafts) {
            sequence++;
            Optional<AuditContent> beside = sealed(TrailCheck.entryId(before.id(), sequence), draft);
            beside.ifPresent(content -> changes.add(new Change.Insert(
                    AuditContent.KIND.key(content.id()), codec.encode(AuditContent.KIND, content, Set.of()))));
            AuditEntry entry = new AuditEntry(
                    TrailCheck.entryId(before.id(), sequence),
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
                    beside.map(content -> both(draft.changes(), content.commitments()))
                            .orElse(draft.changes()),
                    draft.times(),
                    Optional.of(draft.records()).filter(records -> !records.isEmpty()));
            Change.Insert insert =
                    new Change.Insert(AuditEntry.KIND.key(entry.id()), codec.encode(AuditEntry.KIND, entry, Set.of()));
            hash = chain.of(insert.body().payload());
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

    private Optional<AuditContent> sealed(String entry, AuditDraft draft) {
        if (draft.contents().isEmpty()) {
            return Optional.empty();
        }
        Map<String, AuditContent.Sealed> values = new TreeMap<>();
        draft.contents()
                .forEach((field, value) ->
                        values.put(field, new AuditContent.Sealed(ids.next() + ids.next(), Json.write(value))));
        return Optional.of(new AuditContent(entry, 1, draft.subject(), values, Optional.empty()));
    }

    private static Map<String, Object> both(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> all = new TreeMap<>(one);
        all.putAll(other);
        return all;
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
        List<AuditEntry> entries = page.records().stream()
                .map(r -> codec.decode(AuditEntry.KIND, r))
                .toList();
        List<String> beside = entries.stream()
                .filter(e -> !AuditContent.commitments(e).isEmpty())
                .map(AuditEntry::id)
                .toList();
        if (beside.isEmpty()) {
            return entries;
        }
        Map<String, AuditContent> contents = new TreeMap<>();
        store.findAll(tenant, AuditContent.KIND.name(), beside)
                .forEach(r -> contents.put(r.id(), codec.decode(AuditContent.KIND, r)));
        return entries.stream()
                .map(e -> contents.containsKey(e.id()) ? contents.get(e.id()).into(e) : e)
                .toList();
    }

    /**
     * Reads every lane and checks that each entry is there, in its place, and as it was written, then that each version of an
     * audited record has its entry and each entry its version. Others may write meanwhile. What an outsider cut off together
     * with the lane's head shows only by the versions that then have no entry; a checkpoint that is kept elsewhere shows all.
     *
     * @return what was found
     */
    public Verification verify() {
        return verified(Optional.empty());
    }

    /**
     * As {@link #verify()}, and compares everything that a checkpoint covers with it.
     *
     * @param checkpoint the checkpoint
     * @return what was found, or why the checkpoint cannot be trusted
     */
    public Outcome<Verification> verify(Checkpoint checkpoint) {
        CheckpointSigner own = signer;
        if (own == null || !own.checks()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-10", "audit.no-checking-key"));
        }
        if (!checkpoint.tenant().equals(tenant)) {
            return Outcome.refused(
                    Refusal.of(Refusal.Kind.INVALID, "ACC-10", "audit.checkpoint-tenant", checkpoint.tenant(), tenant));
        }
        if (!checkpoint.algorithm().equals(own.algorithm())) {
            return Outcome.refused(Refusal.of(
                    Refusal.Kind.INVALID,
                    "ACC-10",
                    "audit.checkpoint-algorithm",
                    checkpoint.algorithm(),
                    own.algorithm()));
        }
        return checkpoint.signedBy(own)
                ? Outcome.done(verified(Optional.of(checkpoint)))
                : Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "ACC-10", "audit.checkpoint-signature"));
    }

    private Verification verified(Optional<Checkpoint> checkpoint) {
        VersionCheck versions = new VersionCheck(store, tenant, codec, audited, ids.next(), threads);
        Verification lanes = new TrailCheck(store, tenant, codec, key, versions, checkpoint, threads).run();
        if (!lanes.intact()) {
            return lanes;
        }
        return versions.compare()
                .map(finding -> new Verification(
                        lanes.lanes(),
                        lanes.entries(),
                        Optional.of(finding.entry()),
                        Optional.of(finding.problem()),
                        finding.notAfter()))
                .orElse(lanes);
    }

    /**
     * How the trail stands now, signed. It says how the trail is, not that it is right: verify before, or against the checkpoint
     * before.
     *
     * @param at the time
     * @return the checkpoint, or why there is none
     */
    public Outcome<Checkpoint> checkpoint(Instant at) {
        CheckpointSigner own = signer;
        if (own == null || !own.signs()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-10", "audit.no-signing-key"));
        }
        List<LaneHead> heads = new ArrayList<>();
        String token = null;
        do {
            Page page = store.query(Query.of(tenant, LaneHead.KIND.name(), Scope.unrestricted(), Filter.all(), 1_000)
                    .from(token));
            page.records().forEach(stored -> heads.add(codec.decode(LaneHead.KIND, stored)));
            token = page.nextToken();
        } while (token != null);
        long entries = heads.stream().mapToLong(LaneHead::sequence).sum();
        long step = Math.max(1, (entries + Checkpoint.MARKS - 1) / Checkpoint.MARKS);
        List<Checkpoint.Lane> lanes = new ArrayList<>();
        for (LaneHead head : heads) {
            List<String> marked = Checkpoint.places(head.sequence(), step).stream()
                    .map(place -> TrailCheck.entryId(head.id(), place))
                    .toList();
            List<StoredRecord> found =
                    marked.isEmpty() ? List.of() : store.findAll(tenant, AuditEntry.KIND.name(), marked);
            if (found.size() < marked.size()) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-10", "audit.broken-already", head.id()));
            }
            ChainHash hash = new ChainHash(key);
            lanes.add(new Checkpoint.Lane(
                    head.id(),
                    head.sequence(),
                    head.hash(),
                    found.stream()
                            .map(r -> hash.of(r.payload()).substring(0, Checkpoint.MARK_LENGTH))
                            .toList()));
        }
        return Outcome.done(Checkpoint.signed(Checkpoint.body(tenant, at, step, lanes), own));
    }
}
