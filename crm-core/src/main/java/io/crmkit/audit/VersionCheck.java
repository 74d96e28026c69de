package io.crmkit.audit;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.crmkit.audit.TrailCheck.Finding;
import io.crmkit.internal.store.Codec;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Compares entries with the versions of the records that they tell of: each version of an audited record has its entry, and
 * each entry its version. What the entries say and what the records say is added up as hashes, in buckets by record; where
 * both sums are equal, so is what they sum. Only where they are not, because others write or because something is wrong, are
 * entries and records put side by side. Memory does not grow with either.
 */
final class VersionCheck {

    private static final int BUCKETS = 1 << 16;
    private static final int PAGE = 1_000;
    private static final int TOGETHER = 200;

    /** Entries of one change set that tell of the same version stand together; this many are remembered. */
    private static final int REMEMBERED = 50_000;

    private final RecordStore store;
    private final String tenant;
    private final Codec codec;
    private final Set<String> types;
    private final Executor threads;
    private final HashFunction function;
    private final long[] sums = new long[BUCKETS];

    private final Set<Long> together = new HashSet<>();
    private @Nullable AuditLink before;

    /**
     * A comparison.
     *
     * @param types names of the record types each version of which has an entry
     * @param seed nobody who writes the store knows it, so that nobody can make sums agree
     * @param threads read ahead
     */
    VersionCheck(RecordStore store, String tenant, Codec codec, Set<String> types, String seed, Executor threads) {
        this.store = store;
        this.tenant = tenant;
        this.codec = codec;
        this.types = types;
        this.threads = threads;
        byte[] key = Hashing.sha256().hashString(seed, StandardCharsets.UTF_8).asBytes();
        java.nio.ByteBuffer halves = java.nio.ByteBuffer.wrap(key);
        this.function = Hashing.sipHash24(halves.getLong(), halves.getLong());
    }

    private boolean audited(String subject) {
        int slash = subject.indexOf('/');
        return slash > 0 && types.contains(subject.substring(0, slash));
    }

    private long hash(String subject) {
        return function.hashBytes(subject.getBytes(StandardCharsets.UTF_8)).asLong();
    }

    /** The hash of a version, from the hash of its record, which nobody outside knows. */
    private static long mixed(long record, long version) {
        long mixed = record + version * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static int bucket(long record) {
        return (int) record & (BUCKETS - 1);
    }

    /** Takes notice of an entry, in the order of its lane. */
    void saw(AuditLink entry) {
        if (entry.subjectVersion().isPresent()) {
            saw(entry, entry.subject(), entry.subjectVersion().get());
        } else {
            entry.records().forEach((subject, version) -> saw(entry, subject, version));
        }
    }

    private void saw(AuditLink entry, String subject, long version) {
        if (!audited(subject)) {
            return;
        }
        if (!sameCommit(entry) || together.size() > REMEMBERED) {
            together.clear();
        }
        before = entry;
        long record = hash(subject);
        long hash = mixed(record, version);
        if (together.add(hash)) {
            sums[bucket(record)] += hash;
        }
    }

    private boolean sameCommit(AuditLink entry) {
        AuditLink last = before;
        return last != null
                && last.at().equals(entry.at())
                && last.lane().equals(entry.lane())
                && last.actor().equals(entry.actor());
    }

    private static String commit(AuditEntry entry) {
        return entry.lane() + entry.at() + entry.actor();
    }

    /** {@return what is wrong, if anything; called when all entries have been seen} */
    Optional<Finding> compare() {
        for (String type : types) {
            each(type, record -> {
                String subject = record.key().toString();
                long hash = hash(subject);
                int bucket = bucket(hash);
                for (long version = 1; version <= record.version(); version++) {
                    sums[bucket] -= mixed(hash, version);
                }
                return Optional.empty();
            });
        }
        boolean agree = true;
        for (long sum : sums) {
            agree &= sum == 0;
        }
        if (agree) {
            return Optional.empty();
        }
        Optional<Finding> unrecorded = unrecorded();
        return unrecorded.isPresent() ? unrecorded : unfounded();
    }

    /** Looks at each record. */
    private interface Look {
        Optional<Finding> at(StoredRecord record);
    }

    private Optional<Finding> each(String type, Look look) {
        Query all = Query.of(tenant, type, Scope.unrestricted(), Filter.all(), PAGE);
        try (PagesAhead pages = new PagesAhead(store, all, threads)) {
            for (Page page = pages.next(); page != null; page = pages.next()) {
                for (StoredRecord record : page.records()) {
                    Optional<Finding> finding = look.at(record);
                    if (finding.isPresent()) {
                        return finding;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean doubtful(String subject) {
        return sums[bucket(hash(subject))] != 0;
    }

    /** Versions without an entry, or with two. The record is read first: the entries of its versions were there before. */
    private Optional<Finding> unrecorded() {
        for (String type : types) {
            Map<String, StoredRecord> some = new LinkedHashMap<>();
            Optional<Finding> finding = each(type, record -> {
                if (doubtful(record.key().toString())) {
                    some.put(record.key().toString(), record);
                }
                return some.size() < TOGETHER ? Optional.empty() : besides(some);
            });
            if (finding.isEmpty()) {
                finding = besides(some);
            }
            if (finding.isPresent()) {
                return finding;
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> besides(Map<String, StoredRecord> some) {
        if (some.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Map<Long, String>> told = new HashMap<>();
        String token = null;
        do {
            Page page = store.query(Query.of(
                            tenant, AuditEntry.KIND.name(), Scope.unrestricted(), AuditEntry.about(some.keySet()), PAGE)
                    .from(token));
            for (StoredRecord stored : page.records()) {
                AuditEntry entry = codec.decode(AuditEntry.KIND, stored);
                for (Map.Entry<String, Long> each : entry.versions().entrySet()) {
                    String before = told.computeIfAbsent(each.getKey(), s -> new HashMap<>())
                            .putIfAbsent(each.getValue(), commit(entry));
                    if (before != null && !before.equals(commit(entry))) {
                        return Optional.of(new Finding(entry.id(), AuditProblem.TWICE, Optional.empty()));
                    }
                }
            }
            token = page.nextToken();
        } while (token != null);
        for (Map.Entry<String, StoredRecord> each : some.entrySet()) {
            Set<Long> versions = told.getOrDefault(each.getKey(), Map.of()).keySet();
            for (long version = 1; version <= each.getValue().version(); version++) {
                if (!versions.contains(version)) {
                    return Optional.of(
                            new Finding(each.getKey() + "@" + version, AuditProblem.UNRECORDED, Optional.empty()));
                }
            }
        }
        some.clear();
        return Optional.empty();
    }

    /** Entries of versions that are not there. The entry is read first: the record was written with it. */
    private Optional<Finding> unfounded() {
        List<AuditEntry> some = new ArrayList<>();
        Optional<Finding> finding = each(AuditEntry.KIND.name(), stored -> {
            AuditEntry entry = codec.decode(AuditEntry.KIND, stored);
            if (entry.versions().keySet().stream().anyMatch(subject -> audited(subject) && doubtful(subject))) {
                some.add(entry);
            }
            return some.size() < TOGETHER ? Optional.empty() : without(some);
        });
        return finding.isPresent() ? finding : without(some);
    }

    private Optional<Finding> without(List<AuditEntry> some) {
        for (AuditEntry entry : some) {
            for (Map.Entry<String, Long> each : entry.versions().entrySet()) {
                if (audited(each.getKey()) && doubtful(each.getKey()) && newest(each.getKey()) < each.getValue()) {
                    return Optional.of(new Finding(entry.id(), AuditProblem.UNFOUNDED, Optional.empty()));
                }
            }
        }
        some.clear();
        return Optional.empty();
    }

    private long newest(String subject) {
        int slash = subject.indexOf('/');
        RecordKey key = new RecordKey(subject.substring(0, slash), subject.substring(slash + 1));
        return store.findInAnyState(tenant, key).map(StoredRecord::version).orElse(0L);
    }
}
