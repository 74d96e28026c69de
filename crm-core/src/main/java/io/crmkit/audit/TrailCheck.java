package io.crmkit.audit;

import io.crmkit.audit.AuditTrail.Verification;
import io.crmkit.internal.store.Codec;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads all entries once, in the order of their ids, which is lane by lane, and compares each with the one before, with the
 * head of its lane and with a checkpoint. Others may write meanwhile: what they add is taken for what it is, because a lane's
 * head is asked again before anything is held against an entry that came later. Memory does not grow with the trail.
 */
final class TrailCheck {

    private static final int PAGE = 1_000;
    private static final int DIGITS = 12;

    private final RecordStore store;
    private final String tenant;
    private final Codec codec;
    private final ChainHash hash;
    private final VersionCheck versions;
    private final Map<String, Checkpoint.Lane> covered;
    private final long step;
    private final Executor threads;
    private final Set<String> compared = new HashSet<>();

    private final Map<String, AuditLink> beside = new LinkedHashMap<>();

    private long lanes;
    private long entries;
    private @Nullable Lane lane;

    TrailCheck(
            RecordStore store,
            String tenant,
            Codec codec,
            byte @Nullable [] key,
            VersionCheck versions,
            Optional<Checkpoint> checkpoint,
            Executor threads) {
        this.store = store;
        this.tenant = tenant;
        this.codec = codec;
        this.hash = new ChainHash(key);
        this.versions = versions;
        this.threads = threads;
        this.covered = checkpoint.map(Checkpoint::byLane).orElse(Map.of());
        this.step = checkpoint.map(Checkpoint::step).orElse(1L);
    }

    /** What is wrong, and where. */
    record Finding(String entry, AuditProblem problem, Optional<String> notAfter) {}

    /** A finding, on its way out of the walk; it has no trace of calls because it is an answer. */
    private static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Finding finding;

        Found(Finding finding) {
            super(finding.entry(), null, false, false);
            this.finding = finding;
        }
    }

    Verification run() {
        try {
            walk();
            lanesWithoutEntries();
            for (Checkpoint.Lane known : covered.values()) {
                if (!compared.contains(known.lane())) {
                    throw found(entryId(known.lane(), 1), AuditProblem.CUT);
                }
            }
        } catch (Found broken) {
            return result(Optional.of(broken.finding));
        }
        return result(Optional.empty());
    }

    private Verification result(Optional<Finding> finding) {
        return new Verification(
                lanes,
                entries,
                finding.map(Finding::entry),
                finding.map(Finding::problem),
                finding.flatMap(Finding::notAfter));
    }

    private static Found found(String entry, AuditProblem problem) {
        return new Found(new Finding(entry, problem, Optional.empty()));
    }

    static String entryId(String lane, long sequence) {
        String digits = Long.toString(sequence);
        return lane + "-" + "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }

    private void walk() {
        Query entries = Query.of(tenant, AuditEntry.KIND.name(), Scope.unrestricted(), Filter.all(), PAGE);
        try (PagesAhead pages = new PagesAhead(store, entries, threads)) {
            for (Page page = pages.next(); page != null; page = pages.next()) {
                for (StoredRecord stored : page.records()) {
                    String name = laneOf(stored.id());
                    if (lane == null || !lane.name.equals(name)) {
                        endLane();
                        lane = new Lane(name, stored.id());
                        lanes++;
                    }
                    lane.next(stored);
                }
            }
        }
        endLane();
        contents();
    }

    /** Compares contents that stand beside the chain with what the chain says of them. */
    private void contents() {
        if (beside.isEmpty()) {
            return;
        }
        Map<String, AuditContent> found = new HashMap<>();
        store.findAll(tenant, AuditContent.KIND.name(), beside.keySet()).forEach(r -> {
            try {
                found.put(r.id(), codec.decode(AuditContent.KIND, r));
            } catch (StorageException e) {
                throw found(r.id(), AuditProblem.CONTENTS);
            }
        });
        Map<String, Erasure> erasures = new HashMap<>();
        for (AuditLink entry : beside.values()) {
            AuditContent content = found.get(entry.id());
            boolean right = content != null
                    && (content.erasure().isPresent()
                            ? content.values().isEmpty()
                                    && erased(entry, content.erasure().get(), erasures)
                            : content.fits(entry.commitments()));
            if (!right) {
                throw found(entry.id(), AuditProblem.CONTENTS);
            }
        }
        beside.clear();
    }

    /** Whether an erasure names the entry; that the erasure itself has an entry is for the comparison of versions. */
    private boolean erased(AuditLink entry, String erasure, Map<String, Erasure> known) {
        if (!known.containsKey(erasure)) {
            store.find(tenant, Erasure.KIND.key(erasure))
                    .map(r -> codec.decode(Erasure.KIND, r))
                    .ifPresent(e -> known.put(erasure, e));
        }
        Erasure by = known.get(erasure);
        return by != null
                && by.subject().equals(entry.subject())
                && by.entries().contains(entry.id());
    }

    private void endLane() {
        Lane done = lane;
        if (done != null) {
            done.end();
        }
        lane = null;
    }

    /** The lane that an id names; an id of another form was not made here. */
    private static String laneOf(String id) {
        int dash = id.length() - DIGITS - 1;
        if (dash < 1 || id.charAt(dash) != '-' || !digits(id, dash + 1)) {
            throw found(id, AuditProblem.INSERTED);
        }
        return id.substring(0, dash);
    }

    private static boolean digits(String id, int from) {
        for (int i = from; i < id.length(); i++) {
            if (id.charAt(i) < '0' || id.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** A lane all of whose entries were taken away has only a head. One that began meanwhile has its first entry by now. */
    private void lanesWithoutEntries() {
        String token = null;
        do {
            Page page = store.query(Query.of(tenant, LaneHead.KIND.name(), Scope.unrestricted(), Filter.all(), PAGE)
                    .from(token));
            List<String> first =
                    page.records().stream().map(r -> entryId(r.id(), 1)).toList();
            if (!first.isEmpty()) {
                Set<String> missing = new java.util.TreeSet<>(first);
                store.findAll(tenant, AuditEntry.KIND.name(), first).forEach(r -> missing.remove(r.id()));
                for (String entry : missing) {
                    throw found(entry, AuditProblem.MISSING);
                }
            }
            token = page.nextToken();
        } while (token != null);
    }

    /** One lane on the way from its first entry to its head. */
    private final class Lane {
        private final String name;
        private final Checkpoint.@Nullable Lane known;
        private final LaneHead head;
        private LaneHead newest;
        private long read;
        private long sound;
        private String expected = "";

        Lane(String name, String firstId) {
            this.name = name;
            this.known = covered.get(name);
            this.head = head().orElseThrow(() -> found(firstId, AuditProblem.HEADLESS));
            this.newest = head;
        }

        private Optional<LaneHead> head() {
            return store.find(tenant, LaneHead.KIND.key(name)).map(r -> {
                try {
                    return codec.decode(LaneHead.KIND, r);
                } catch (StorageException | NullPointerException e) {
                    throw found(entryId(name, 1), AuditProblem.HEADLESS);
                }
            });
        }

        /** The head as it is now, when an entry claims to lie beyond the one that was read. */
        private boolean reaches(long place) {
            if (place > newest.sequence()) {
                newest = head().orElse(newest);
            }
            return place <= newest.sequence();
        }

        void next(StoredRecord stored) {
            long place = read + 1;
            String id = entryId(name, place);
            if (!stored.id().equals(id)) {
                throw reaches(place) ? found(id, AuditProblem.MISSING) : found(stored.id(), AuditProblem.INSERTED);
            }
            AuditLink entry = read(stored);
            if (!entry.id().equals(id) || !entry.lane().equals(name) || entry.sequence() != place) {
                throw found(id, elsewhere(entry) ? AuditProblem.SWAPPED : AuditProblem.CHANGED);
            }
            String own = hash.of(stored.payload());
            if (!entry.previous().equals(expected)) {
                throw suspected(blamed(place, own), AuditProblem.CHANGED);
            }
            if (!entry.indexedBy(stored.body().values())) {
                throw found(id, AuditProblem.HIDDEN);
            }
            read = place;
            expected = own;
            compare(place, own);
            if (place == head.sequence() && !own.equals(head.hash())) {
                throw suspected(place, AuditProblem.CHANGED);
            }
            if (!reaches(place)) {
                throw found(id, AuditProblem.INSERTED);
            }
            entries++;
            versions.saw(entry);
            if (!entry.commitments().isEmpty()) {
                beside.put(entry.id(), entry);
                if (beside.size() == PAGE) {
                    contents();
                }
            }
        }

        private AuditLink read(StoredRecord stored) {
            return AuditLink.scan(codec.text(stored)).orElseGet(() -> AuditLink.of(decoded(stored)));
        }

        private AuditEntry decoded(StoredRecord stored) {
            try {
                AuditEntry entry = codec.decode(AuditEntry.KIND, stored);
                if (entry.id() != null
                        && entry.lane() != null
                        && entry.previous() != null
                        && entry.at() != null
                        && entry.actor() != null
                        && entry.subject() != null
                        && entry.subjectVersion() != null) {
                    return entry;
                }
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.UNAVAILABLE || e.getCause() == null) {
                    throw e;
                }
            }
            throw found(stored.id(), AuditProblem.CHANGED);
        }

        private boolean elsewhere(AuditLink entry) {
            return !entry.id().equals(entryId(name, read + 1))
                    && entry.id().equals(entryId(entry.lane(), entry.sequence()))
                    && store.find(tenant, new RecordKey(AuditEntry.KIND.name(), entry.id()))
                            .isPresent();
        }

        /**
         * An entry names another hash than that of the one before: either was changed. If the next one confirms this entry, or
         * nothing more confirms the one before, it was the one before.
         */
        private long blamed(long place, String own) {
            if (place == 1) {
                return 1;
            }
            if (sound == place - 1) {
                return place;
            }
            boolean confirmed = place == head.sequence()
                    ? own.equals(head.hash())
                    : store.find(tenant, AuditEntry.KIND.key(entryId(name, place + 1)))
                            .map(this::read)
                            .map(after -> after.previous().equals(own))
                            .orElse(true);
            return confirmed ? place - 1 : place;
        }

        /** What was found at one place may have begun earlier, as far back as the last entry that the checkpoint confirms. */
        private Found suspected(long place, AuditProblem problem) {
            long first = known == null || place > known.entries() ? place : Math.min(place, sound + 1);
            return first == place
                    ? found(entryId(name, place), problem)
                    : new Found(new Finding(entryId(name, first), problem, Optional.of(entryId(name, place))));
        }

        private void compare(long place, String own) {
            if (known == null || place > known.entries()) {
                return;
            }
            boolean last = place == known.entries();
            if (!last && place % step != 0) {
                return;
            }
            int mark = (int) (place / step) - 1;
            boolean same = last
                    ? own.equals(known.hash())
                    : mark < known.marks().size()
                            && own.startsWith(known.marks().get(mark));
            if (!same) {
                throw suspected(place, AuditProblem.RECOMPUTED);
            }
            sound = place;
            if (last) {
                compared.add(name);
            }
        }

        /** Entries that came after the page was read are fetched by their ids, as far as the head that was read. */
        void end() {
            while (read < head.sequence()) {
                long from = read + 1;
                List<String> ids = LongStream.rangeClosed(from, Math.min(head.sequence(), from + PAGE - 1))
                        .mapToObj(place -> entryId(name, place))
                        .toList();
                List<StoredRecord> found = store.findAll(tenant, AuditEntry.KIND.name(), ids);
                found.forEach(this::next);
                if (found.size() < ids.size()) {
                    throw found(entryId(name, read + 1), AuditProblem.MISSING);
                }
            }
            if (known != null && read < known.entries()) {
                throw found(entryId(name, read + 1), AuditProblem.CUT);
            }
        }
    }
}
