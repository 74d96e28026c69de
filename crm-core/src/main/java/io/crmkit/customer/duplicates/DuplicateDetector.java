package io.crmkit.customer.duplicates;

import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/**
 * Finds records of the same bearer (CUS-05, CUS-06): companies and persons, in Chinese and in Latin letters. It is told
 * nothing of a base but the roles of its values; how much agreement is worth, it learns from the base itself (Fellegi and
 * Sunter, with expectation maximisation and frequencies of values), so that no base needs settings of its own.
 *
 * <pre>{@code
 * DuplicateDetector detector = DuplicateDetector.of(DuplicatePolicy.shipped());
 * detector.scan(records).clusters();                  // the whole base
 * DuplicateIndex index = detector.index();            // before saving
 * index.add(known);
 * index.check(MatchRecord.of("new").with(Role.ORGANISATION, "华为技术有限公司").with(Role.PHONE, "13800138000"));
 * }</pre>
 *
 * <p>Traditional characters and pinyin initials are seen through when ICU4J (com.ibm.icu:icu4j) is on the class path. Safe
 * for threads.
 */
public final class DuplicateDetector {

    private final DuplicatePolicy policy;
    private final ChineseScript script;
    private final Lanes lanes;

    private DuplicateDetector(DuplicatePolicy policy, ChineseScript script, Lanes lanes) {
        this.policy = policy;
        this.script = script;
        this.lanes = lanes;
    }

    /**
     * A detector that works on its caller's thread.
     *
     * @param policy when records count as duplicates
     * @return the detector
     */
    public static DuplicateDetector of(DuplicatePolicy policy) {
        return new DuplicateDetector(Objects.requireNonNull(policy, "policy"), ChineseScript.shipped(), Lanes.CALLER);
    }

    /**
     * The detector, scanning in several lanes. The result is the same.
     *
     * @param threads runs all lanes but one, which the caller runs
     * @param number how many lanes, 1 to 64
     * @return another detector
     */
    public DuplicateDetector on(Executor threads, int number) {
        if (number < 1 || number > 64) {
            throw new IllegalArgumentException("number must be 1 to 64, not " + number);
        }
        return new DuplicateDetector(policy, script, new Lanes(threads, number));
    }

    /**
     * Scans a whole base (CUS-06).
     *
     * @param records the records, which are read once and not kept
     * @return what was found
     */
    public DuplicateScan scan(Iterable<MatchRecord> records) {
        return DuplicateScan.of(records, policy, script, lanes);
    }

    /** {@return an empty index, to check new records against (CUS-05)} */
    public DuplicateIndex index() {
        return new DuplicateIndex(policy, script);
    }

    /**
     * Keys by which a store finds candidates for a record: whoever shares none with it is hardly its duplicate. They do
     * not depend on what else is in the base, and are the same on every node. They do not hide what they are made of: a
     * store that keeps phones encrypted (ACC-11) has to make blind indexes of them, with its key. Keys that more records share than {@link DuplicatePolicy#largestBlock} tell nothing: pass them over.
     *
     * @param record the record
     * @return up to 40 keys of 13 letters and digits at the most
     */
    public SortedSet<String> blockingKeys(MatchRecord record) {
        Corpus alone = new Corpus(script);
        SortedSet<String> keys = new TreeSet<>();
        for (long key : new Blocking(alone).keys(alone.read(record))) {
            keys.add(Long.toUnsignedString(key, 36));
        }
        return keys;
    }
}
