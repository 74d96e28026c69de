package io.crmkit.customer.duplicates;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a scan over a whole base found (CUS-06). It keeps what it needs to explain any pair, some 500 bytes a record. Safe
 * for threads.
 */
public final class DuplicateScan {

    private static final int CACHE_BITS = 15;
    /** Where all candidate pairs would be more than this, the model learns from a part of the records. */
    private static final int LEARNT_FROM = 400_000;

    private static final int LEARNT_AT_ONCE = 256;

    private static final int AT_ONCE = 16_384;

    private static final int LARGE_BASE = 100_000;

    private final List<String> ids;
    private final Corpus corpus;
    private final Fingerprint[] records;
    private final Model model;
    private final List<Cluster> clusters;
    private final long compared;
    private @Nullable Map<String, Integer> places;

    private DuplicateScan(
            List<String> ids,
            Corpus corpus,
            Fingerprint[] records,
            Model model,
            List<Cluster> clusters,
            long compared) {
        this.ids = ids;
        this.corpus = corpus;
        this.records = records;
        this.model = model;
        this.clusters = clusters;
        this.compared = compared;
    }

    static DuplicateScan of(Iterable<MatchRecord> records, DuplicatePolicy policy, ChineseScript script, Lanes lanes) {
        Base base = Base.of(records, script, lanes);
        Corpus corpus = base.corpus;
        Fingerprint[] prints = base.records();
        int size = prints.length;
        int largest = size < LARGE_BASE ? policy.largestBlock() : Math.max(2, policy.largestBlock() / 2);
        Blocks blocks = blocks(corpus, prints, largest, lanes);
        int step = Math.max(1, (int) (blocks.mostPairs() / LEARNT_FROM));
        Model model = new Model();
        Estimation.measureDifferent(model, corpus, prints, lanes);
        Sample sample = sample(base, blocks, step, lanes);
        if (size > 0) {
            double scale = (double) size / taken(size, step);
            Estimation.learnSame(model, sample, size, scale, base.across, lanes);
        }
        Found found = step == 1
                ? score(sample, model, policy.bar())
                : score(corpus, prints, model, blocks, policy.bar(), lanes);
        Clustering clustering = new Clustering(
                () -> {
                    Comparer comparer = new Comparer(corpus, CACHE_BITS);
                    Comparison comparison = new Comparison();
                    return (a, b) -> {
                        comparer.compare(prints[a], prints[b], comparison);
                        return model.score(comparison.levels, comparison.information, 0);
                    };
                },
                policy.bar(),
                model.sourcesAreClean ? base.sources : null);
        List<Cluster> clusters = clustering.of(size, found.edges, lanes).stream()
                .map(group -> new Cluster(
                        Arrays.stream(group.members).mapToObj(base.ids::get).toList(), group.score))
                .toList();
        return new DuplicateScan(base.ids, corpus, prints, model, clusters, found.compared);
    }

    private static Blocks blocks(Corpus corpus, Fingerprint[] records, int largest, Lanes lanes) {
        long[][] keys = new long[records.length][];
        lanes.deal(records.length, lane -> {
            Blocking blocking = new Blocking(corpus);
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    keys[i] = blocking.keys(records[i]);
                }
            };
        });
        return Blocks.of(keys, largest, lanes);
    }

    private static int taken(int records, int step) {
        return (records + step - 1) / step;
    }

    /** The pairs of every n-th record with those after it: what is to be learnt from. */
    private static Sample sample(Base base, Blocks blocks, int step, Lanes lanes) {
        Fingerprint[] records = base.records();
        int[] sources = base.sources;
        int taken = taken(records.length, step);
        Sample[] parts = new Sample[taken / LEARNT_AT_ONCE + 1];
        lanes.deal(taken, LEARNT_AT_ONCE, lane -> {
            Comparer comparer = new Comparer(base.corpus, CACHE_BITS);
            Comparison comparison = new Comparison();
            int[] seen = new int[records.length];
            Arrays.fill(seen, -1);
            IntList partners = new IntList();
            return (from, to) -> {
                Sample sample = new Sample();
                parts[from / LEARNT_AT_ONCE] = sample;
                for (int i = from * step; i < Math.min(records.length, to * step); i += step) {
                    blocks.partners(i, seen, partners);
                    for (int k = 0; k < partners.size(); k++) {
                        int j = partners.get(k);
                        comparer.compare(records[i], records[j], comparison);
                        sample.add(comparison, sources[i] >= 0 && sources[i] == sources[j], i, j);
                    }
                }
            };
        });
        Sample all = new Sample();
        for (Sample part : parts) {
            if (part != null) {
                all.addAll(part);
            }
        }
        return all;
    }

    /** Where all pairs were compared for learning, they are not compared again. */
    private static Found score(Sample sample, Model model, double bar) {
        Found found = new Found();
        found.compared = sample.size();
        for (int p = 0; p < sample.size(); p++) {
            if (sample.score(model, p) > bar) {
                found.edges.add(sample.left(p), sample.right(p));
            }
        }
        return found;
    }

    /** What one lane found. */
    private static final class Found {
        final Edges edges = new Edges();
        long compared;
    }

    private static Found score(
            Corpus corpus, Fingerprint[] records, Model model, Blocks blocks, double bar, Lanes lanes) {
        Found[] lanesFound = new Found[lanes.number()];
        lanes.deal(blocks.size(), AT_ONCE, lane -> {
            Found found = new Found();
            lanesFound[lane] = found;
            Comparer comparer = new Comparer(corpus, CACHE_BITS);
            Comparison comparison = new Comparison();
            Blocks.Pairs pairs = (i, j) -> {
                found.compared++;
                comparer.compare(records[i], records[j], comparison);
                double score = model.score(comparison.levels, comparison.information, 0);
                if (score > bar) {
                    found.edges.add(i, j);
                }
            };
            return (from, to) -> blocks.pairs(from, to, pairs);
        });
        Found all = lanesFound[0];
        for (int lane = 1; lane < lanesFound.length; lane++) {
            all.edges.addAll(lanesFound[lane].edges);
            all.compared += lanesFound[lane].compared;
        }
        return all;
    }

    /** {@return the clusters, in the order of their first records} */
    public List<Cluster> clusters() {
        return clusters;
    }

    /** {@return how many records were scanned} */
    public int records() {
        return records.length;
    }

    /** {@return how many pairs were compared: those that share a blocking key} */
    public long compared() {
        return compared;
    }

    /**
     * Explains a pair, whether or not the scan put it together.
     *
     * @param one a record's id
     * @param other another's
     * @return how both compare; empty if the scan knows one of them not
     */
    public Optional<PairScore> explain(String one, String other) {
        Map<String, Integer> known = places();
        Integer a = known.get(one);
        Integer b = known.get(other);
        if (a == null || b == null) {
            return Optional.empty();
        }
        Comparison comparison = new Comparison();
        new Comparer(corpus, 8).compare(records[Math.min(a, b)], records[Math.max(a, b)], comparison);
        return Optional.of(model.explained(comparison));
    }

    private synchronized Map<String, Integer> places() {
        if (places == null) {
            Map<String, Integer> made = new HashMap<>(ids.size() * 2);
            for (int i = 0; i < ids.size(); i++) {
                made.put(ids.get(i), i);
            }
            places = made;
        }
        return places;
    }
}
