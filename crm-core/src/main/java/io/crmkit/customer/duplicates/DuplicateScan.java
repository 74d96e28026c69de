package io.crmkit.customer.duplicates;

import java.util.ArrayList;
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

    static DuplicateScan of(Iterable<MatchRecord> base, DuplicatePolicy policy, ChineseScript script, Lanes lanes) {
        Corpus corpus = new Corpus(script);
        List<String> ids = new ArrayList<>();
        Fingerprint[] records = new Fingerprint[1024];
        int[] sources = new int[1024];
        Lexicon sourceNames = new Lexicon();
        boolean sourced = false;
        int size = 0;
        for (MatchRecord record : base) {
            if (size == records.length) {
                records = Arrays.copyOf(records, size * 2);
                sources = Arrays.copyOf(sources, size * 2);
            }
            ids.add(record.id());
            records[size] = corpus.read(record);
            corpus.count(records[size]);
            sources[size] = record.source().isEmpty() ? -1 : sourceNames.number(record.source());
            if (sources[size] >= 0) {
                sourceNames.count(sources[size]);
                sourced = true;
            }
            size++;
        }
        records = Arrays.copyOf(records, size);
        sources = Arrays.copyOf(sources, size);
        corpus.freeze();
        for (Fingerprint record : records) {
            corpus.weigh(record);
        }
        int largest = size < LARGE_BASE ? policy.largestBlock() : Math.max(2, policy.largestBlock() / 2);
        Blocks blocks = blocks(corpus, records, largest, lanes);
        Model model = learn(corpus, records, sources, across(sourceNames, size, sourced), blocks);
        Found found = score(corpus, records, model, blocks, policy.bar(), lanes);
        Comparer comparer = new Comparer(corpus, CACHE_BITS);
        Comparison comparison = new Comparison();
        Fingerprint[] all = records;
        Clustering clustering = new Clustering(
                (a, b) -> {
                    comparer.compare(all[a], all[b], comparison);
                    return model.score(comparison.levels, comparison.information, 0);
                },
                policy.bar(),
                model.sourcesAreClean ? sources : null);
        List<Cluster> clusters = clustering.of(size, found.edges).stream()
                .map(group -> new Cluster(
                        Arrays.stream(group.members).mapToObj(ids::get).toList(), group.score))
                .toList();
        return new DuplicateScan(ids, corpus, records, model, clusters, found.compared);
    }

    /** {@return what share of all pairs of records are of two sources} */
    private static double across(Lexicon sources, int size, boolean sourced) {
        if (!sourced || sources.size() < 2 || size < 2) {
            return 0;
        }
        double within = 0;
        for (int s = 0; s < sources.size(); s++) {
            within += sources.records(s) * (sources.records(s) - 1.0);
        }
        return 1 - within / (size * (size - 1.0));
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
        return Blocks.of(keys, largest);
    }

    private static Model learn(Corpus corpus, Fingerprint[] records, int[] sources, double across, Blocks blocks) {
        Model model = new Model();
        Comparer comparer = new Comparer(corpus, CACHE_BITS);
        Estimation.measureDifferent(model, records, records.length, comparer);
        Sample sample = new Sample();
        Comparison comparison = new Comparison();
        int[] seen = new int[records.length];
        Arrays.fill(seen, -1);
        IntList partners = new IntList();
        int step = Math.max(1, (int) (blocks.mostPairs() / LEARNT_FROM));
        int taken = 0;
        for (int i = 0; i < records.length; i += step) {
            taken++;
            blocks.partners(i, seen, partners);
            for (int k = 0; k < partners.size(); k++) {
                int j = partners.get(k);
                comparer.compare(records[i], records[j], comparison);
                sample.add(comparison, sources[i] >= 0 && sources[i] == sources[j]);
            }
        }
        if (taken > 0) {
            Estimation.learnSame(model, sample, records.length, (double) records.length / taken, across);
        }
        return model;
    }

    /** What one lane found. */
    private static final class Found {
        final Edges edges = new Edges();
        long compared;
    }

    private static Found score(
            Corpus corpus, Fingerprint[] records, Model model, Blocks blocks, double bar, Lanes lanes) {
        Found[] lanesFound = new Found[lanes.number()];
        lanes.deal(records.length, lane -> {
            Found found = new Found();
            lanesFound[lane] = found;
            Comparer comparer = new Comparer(corpus, CACHE_BITS);
            Comparison comparison = new Comparison();
            int[] seen = new int[records.length];
            Arrays.fill(seen, -1);
            IntList partners = new IntList();
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    blocks.partners(i, seen, partners);
                    found.compared += partners.size();
                    for (int k = 0; k < partners.size(); k++) {
                        int j = partners.get(k);
                        comparer.compare(records[i], records[j], comparison);
                        double score = model.score(comparison.levels, comparison.information, 0);
                        if (score > bar) {
                            found.edges.add(i, j, score);
                        }
                    }
                }
            };
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
