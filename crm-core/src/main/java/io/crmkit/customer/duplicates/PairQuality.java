package io.crmkit.customer.duplicates;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How good clusters are, counted in pairs of records: all pairs within a cluster, so after closure.
 *
 * @param right pairs that are together and belong together
 * @param wrong pairs that are together and do not belong together
 * @param missed pairs that belong together and are not
 */
public record PairQuality(long right, long wrong, long missed) {

    /**
     * Compares clusters with the truth.
     *
     * @param clusters the clusters
     * @param truth of every record the bearer
     * @return the quality
     */
    public static PairQuality of(List<Cluster> clusters, Map<String, String> truth) {
        long right = 0;
        long together = 0;
        for (Cluster cluster : clusters) {
            Map<String, Long> bearers = new HashMap<>();
            cluster.ids()
                    .forEach(id ->
                            bearers.merge(Objects.requireNonNull(truth.get(id), "no truth for " + id), 1L, Long::sum));
            right += pairs(bearers.values());
            together += cluster.ids().size() * (cluster.ids().size() - 1L) / 2;
        }
        Map<String, Long> bearers = new HashMap<>();
        truth.values().forEach(bearer -> bearers.merge(bearer, 1L, Long::sum));
        return new PairQuality(right, together - right, pairs(bearers.values()) - right);
    }

    private static long pairs(Collection<Long> sizes) {
        return sizes.stream().mapToLong(n -> n * (n - 1) / 2).sum();
    }

    /** {@return what share of the pairs that are together belong together; 1 if none are} */
    public double precision() {
        return right + wrong == 0 ? 1 : (double) right / (right + wrong);
    }

    /** {@return what share of the pairs that belong together are together; 1 if none do} */
    public double recall() {
        return right + missed == 0 ? 1 : (double) right / (right + missed);
    }

    /** {@return the harmonic mean of precision and recall} */
    public double f1() {
        return right == 0 && wrong + missed > 0 ? 0 : 2.0 * right / Math.max(1, 2 * right + wrong + missed);
    }
}
