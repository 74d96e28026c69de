package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A base that grows, and that a new record can be checked against before it is saved (CUS-05). In memory, some 700 bytes a
 * record. Safe for threads, one at a time.
 *
 * <p>What a store keeps can be checked without holding it here: look the candidates up by {@link
 * DuplicateDetector#blockingKeys}, and {@link #compare} them; an index of some thousand records of the base then says what
 * words are worth in it.
 */
public final class DuplicateIndex {

    private static final int CACHE_BITS = 10;

    private final DuplicatePolicy policy;
    private final Corpus corpus;
    private final Blocking blocking;
    private final Postings postings = new Postings();
    private final List<String> ids = new ArrayList<>();
    private final List<Fingerprint> records = new ArrayList<>();
    private Model model = new Model();

    DuplicateIndex(DuplicatePolicy policy, ChineseScript script) {
        this.policy = policy;
        this.corpus = new Corpus(script);
        this.blocking = new Blocking(corpus);
    }

    /** {@return how many records are in it} */
    public synchronized int size() {
        return records.size();
    }

    /**
     * Adds a record; it is not checked.
     *
     * @param record the record
     */
    public synchronized void add(MatchRecord record) {
        Fingerprint print = corpus.read(record);
        corpus.count(print);
        for (long key : blocking.keys(print)) {
            postings.add(key, records.size());
        }
        ids.add(record.id());
        records.add(print);
    }

    /**
     * Learns from the records that are in it what agreement is worth. Until then, the shipped shares are taken for what
     * agreement is worth, which does for checks. Takes about a second for 10,000 records; do it after filling, and when
     * the base has doubled.
     */
    public synchronized void learn() {
        Model learnt = new Model();
        Comparer comparer = new Comparer(corpus, 14);
        Fingerprint[] all = records.toArray(Fingerprint[]::new);
        Estimation.measureDifferent(learnt, corpus, all, Lanes.CALLER);
        Sample sample = new Sample();
        Comparison comparison = new Comparison();
        int[] seen = new int[all.length];
        Arrays.fill(seen, -1);
        int step = Math.max(1, all.length / 20_000);
        int taken = 0;
        for (int i = 0; i < all.length; i += step) {
            taken++;
            IntList partners = partners(all[i], seen, i);
            for (int k = 0; k < partners.size(); k++) {
                if (partners.get(k) > i) {
                    comparer.compare(all[i], all[partners.get(k)], comparison);
                    sample.add(comparison, false, i, partners.get(k));
                }
            }
        }
        if (taken > 0) {
            Estimation.learnSame(learnt, sample, all.length, (double) all.length / taken, 0, Lanes.CALLER);
        }
        model = learnt;
    }

    private IntList partners(Fingerprint print, int[] seen, int mark) {
        IntList all = new IntList();
        IntList distinct = new IntList();
        for (long key : blocking.keys(print)) {
            postings.of(key, policy.largestBlock(), all);
        }
        for (int k = 0; k < all.size(); k++) {
            if (seen[all.get(k)] != mark) {
                seen[all.get(k)] = mark;
                distinct.add(all.get(k));
            }
        }
        return distinct;
    }

    /**
     * Checks a record that is not in the index.
     *
     * @param record the record
     * @return the records it may be a duplicate of, the likeliest first; none if there are none
     */
    public synchronized List<DuplicateCandidate> check(MatchRecord record) {
        int[] mark = corpus.mark();
        try {
            Fingerprint print = corpus.read(record);
            IntList all = new IntList();
            for (long key : blocking.keys(print)) {
                postings.of(key, policy.largestBlock(), all);
            }
            int[] candidates = Arrays.stream(all.toArray()).sorted().distinct().toArray();
            Comparer comparer = new Comparer(corpus, CACHE_BITS);
            List<DuplicateCandidate> found = new ArrayList<>();
            for (int candidate : candidates) {
                judge(ids.get(candidate), records.get(candidate), print, comparer, found);
            }
            return likeliest(found);
        } finally {
            corpus.backTo(mark);
        }
    }

    /**
     * Compares a record with others, which need not be in the index: it only says what words are worth.
     *
     * @param record the record
     * @param others those it may be a duplicate of
     * @return those it likely is a duplicate of, the likeliest first
     */
    public synchronized List<DuplicateCandidate> compare(MatchRecord record, Collection<MatchRecord> others) {
        int[] mark = corpus.mark();
        try {
            Fingerprint print = corpus.read(record);
            Comparer comparer = new Comparer(corpus, CACHE_BITS);
            List<DuplicateCandidate> found = new ArrayList<>();
            for (MatchRecord other : others) {
                judge(other.id(), corpus.read(other), print, comparer, found);
            }
            return likeliest(found);
        } finally {
            corpus.backTo(mark);
        }
    }

    private void judge(
            String id, Fingerprint known, Fingerprint print, Comparer comparer, List<DuplicateCandidate> found) {
        Comparison comparison = new Comparison();
        comparer.compare(known, print, comparison);
        if (model.score(comparison.levels, comparison.information, 0) + expectation() > policy.bar()) {
            PairScore score = model.explained(comparison);
            found.add(new DuplicateCandidate(id, new PairScore(score.score() + expectation(), score.reasons())));
        }
    }

    /** What was to be expected before looking, as long as the base has not taught it: a record in four has a double. */
    private double expectation() {
        return model.prior != 0 ? 0 : Corpus.log2(0.5 / Math.max(2, records.size()));
    }

    private List<DuplicateCandidate> likeliest(List<DuplicateCandidate> found) {
        return found.stream()
                .sorted(Comparator.comparingDouble(
                                (DuplicateCandidate c) -> -c.pair().score())
                        .thenComparing(DuplicateCandidate::id))
                .limit(policy.candidates())
                .toList();
    }
}
