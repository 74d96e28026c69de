package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges a new record against others by shipped figures alone (CUS-05): what two records are to each other depends on nothing but these
 * two, so that a warning tells nothing of any third. A scan ({@link DuplicateDetector#scan}) learns from the base, and judges finer.
 * For one thread.
 */
public final class DuplicateJudge {

    private static final int CACHE_BITS = 8;

    /** That a new record has a double among so many, before anything is compared. */
    private static final double EXPECTED = 0.5;

    private final Corpus corpus = new Corpus(ChineseScript.shipped(), Worth.shipped());
    private final Comparer comparer = new Comparer(corpus, CACHE_BITS);
    private final Model model = new Model();
    private final Comparison comparison = new Comparison();
    private final double expectation = Corpus.log2(EXPECTED / corpus.records());
    private final Map<MatchRecord, List<Fingerprint>> read = new HashMap<>();

    private DuplicateJudge() {}

    /** {@return a judge} */
    public static DuplicateJudge shipped() {
        return new DuplicateJudge();
    }

    /**
     * How a record compares with others.
     *
     * @param record the record
     * @param others those it may be a duplicate of
     * @param likelihood how likely a duplicate must be to be named, above 0 and below 1
     * @param most how many at most
     * @return the likeliest first
     */
    public List<DuplicateCandidate> judge(
            MatchRecord record, Collection<MatchRecord> others, double likelihood, int most) {
        List<DuplicateCandidate> found = new ArrayList<>();
        for (MatchRecord other : others) {
            PairScore score = score(record, other);
            if (score.likelihood() >= likelihood) {
                found.add(new DuplicateCandidate(other.id(), score));
            }
        }
        return found.stream()
                .sorted(Comparator.comparingDouble(
                                (DuplicateCandidate c) -> -c.pair().score())
                        .thenComparing(DuplicateCandidate::id))
                .limit(most)
                .toList();
    }

    /**
     * How two records compare.
     *
     * @param one a record
     * @param other another
     * @return the score by their likest names, with its reasons
     */
    public PairScore score(MatchRecord one, MatchRecord other) {
        PairScore best = new PairScore(Double.NEGATIVE_INFINITY, List.of());
        for (Fingerprint a : prints(one)) {
            for (Fingerprint b : prints(other)) {
                comparer.compare(a, b, comparison);
                PairScore score = model.explained(comparison);
                if (score.score() + expectation > best.score()) {
                    best = new PairScore(score.score() + expectation, score.reasons());
                }
            }
        }
        return best;
    }

    private List<Fingerprint> prints(MatchRecord record) {
        return read.computeIfAbsent(
                record, r -> variants(r).stream().map(corpus::read).toList());
    }

    /** {@return the record once for each of its names: a full name and a short one are two names of one bearer} */
    static List<MatchRecord> variants(MatchRecord record) {
        List<MatchRecord.Value> names = record.values().stream()
                .filter(value -> value.role() == Role.ORGANISATION)
                .toList();
        if (names.size() < 2) {
            return List.of(record);
        }
        return names.stream()
                .distinct()
                .map(name -> new MatchRecord(
                        record.id(),
                        record.source(),
                        record.values().stream()
                                .filter(value -> value.role() != Role.ORGANISATION || value.equals(name))
                                .toList()))
                .toList();
    }
}
