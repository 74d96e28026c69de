package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts records together. Each bearer's records should be alike among each other, not only along a chain: two groups are
 * joined while the mean weight of all pairs between them speaks for it, the best first.
 */
final class Clustering {

    /** Scores any two records. */
    interface Scores {
        double of(int a, int b);
    }

    /** A component beyond this size is first cut by raising the bar, so many bits at a time. */
    private static final int LARGEST = 400;

    private static final double STEP = 4;
    private static final double NEVER = 1e6;

    private final Supplier<Scores> scores;
    private final double bar;
    private final int @Nullable [] sources;

    /**
     * A clustering.
     *
     * @param scores makes for each lane what scores any two records
     * @param bar what a mean score must exceed
     * @param sources of each record the source that has no duplicates of its own; null if there are none
     */
    Clustering(Supplier<Scores> scores, double bar, int @Nullable [] sources) {
        this.scores = scores;
        this.bar = bar;
        this.sources = sources;
    }

    /** A group of two and more. */
    static final class Group {
        final int[] members;
        final double score;

        Group(int[] members, double score) {
            this.members = members;
            this.score = score;
        }
    }

    /** {@return groups of two and more, each sorted} */
    List<Group> of(int records, Edges edges, Lanes lanes) {
        int[] parent = new int[records];
        for (int i = 0; i < records; i++) {
            parent[i] = i;
        }
        for (int e = 0; e < edges.size(); e++) {
            parent[root(parent, edges.left(e))] = root(parent, edges.right(e));
        }
        Map<Integer, IntList> components = new LinkedHashMap<>();
        boolean[] joined = new boolean[records];
        for (int e = 0; e < edges.size(); e++) {
            joined[edges.left(e)] = true;
            joined[edges.right(e)] = true;
        }
        for (int i = 0; i < records; i++) {
            if (joined[i]) {
                components.computeIfAbsent(root(parent, i), k -> new IntList()).add(i);
            }
        }
        List<IntList> all = List.copyOf(components.values());
        List<Group> out = new ArrayList<>();
        lanes.deal(all.size(), 64, lane -> {
            Scores scorer = scores.get();
            return (from, to) -> {
                List<Group> found = new ArrayList<>();
                for (int c = from; c < to; c++) {
                    split(all.get(c).toArray(), bar, scorer, found);
                }
                synchronized (out) {
                    out.addAll(found);
                }
            };
        });
        out.sort(Comparator.comparingInt(group -> group.members[0]));
        return out;
    }

    private static int root(int[] parent, int i) {
        int r = i;
        while (parent[r] != r) {
            parent[r] = parent[parent[r]];
            r = parent[r];
        }
        return r;
    }

    private void split(int[] members, double least, Scores scorer, List<Group> out) {
        if (members.length > LARGEST) {
            raise(members, least + STEP, scorer, out);
            return;
        }
        int n = members.length;
        double[][] sum = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                sum[i][j] = apart(members[i], members[j]) ? -NEVER : scorer.of(members[j], members[i]);
                sum[j][i] = sum[i][j];
            }
        }
        double[][] pairs = new double[n][];
        for (int i = 0; i < n; i++) {
            pairs[i] = sum[i].clone();
        }
        for (int[] group : join(sum, n)) {
            double total = 0;
            int[] own = new int[group.length];
            for (int i = 0; i < group.length; i++) {
                own[i] = members[group[i]];
                for (int j = 0; j < i; j++) {
                    total += pairs[group[i]][group[j]];
                }
            }
            out.add(new Group(own, total / (group.length * (group.length - 1.0) / 2)));
        }
    }

    private boolean apart(int a, int b) {
        return sources != null && sources[a] == sources[b] && sources[a] >= 0;
    }

    private record Join(double mean, int a, int b, int sizes) {}

    /** Joins groups, the pair with the best mean first; the sums between groups are worked on. */
    private List<int[]> join(double[][] sum, int n) {
        int[] size = new int[n];
        int[] group = new int[n];
        PriorityQueue<Join> queue = new PriorityQueue<>(Comparator.comparingDouble((Join j) -> -j.mean)
                .thenComparingInt(Join::a)
                .thenComparingInt(Join::b));
        for (int i = 0; i < n; i++) {
            size[i] = 1;
            group[i] = i;
            for (int j = 0; j < i; j++) {
                if (sum[i][j] > bar) {
                    queue.add(new Join(sum[i][j], j, i, 2));
                }
            }
        }
        while (!queue.isEmpty()) {
            Join best = queue.poll();
            int a = best.a;
            int b = best.b;
            if (size[a] == 0 || size[b] == 0 || size[a] + size[b] != best.sizes) {
                // One of them has changed since.
                continue;
            }
            size[a] += size[b];
            size[b] = 0;
            for (int k = 0; k < n; k++) {
                group[k] = group[k] == b ? a : group[k];
                if (k != a && size[k] > 0) {
                    sum[a][k] += sum[b][k];
                    sum[k][a] = sum[a][k];
                    double mean = sum[a][k] / size[a] / size[k];
                    if (mean > bar) {
                        queue.add(new Join(mean, Math.min(a, k), Math.max(a, k), size[a] + size[k]));
                    }
                }
            }
        }
        List<int[]> groups = new ArrayList<>();
        for (int g = 0; g < n; g++) {
            if (size[g] > 1) {
                IntList own = new IntList();
                for (int k = 0; k < n; k++) {
                    if (group[k] == g) {
                        own.add(k);
                    }
                }
                groups.add(own.toArray());
            }
        }
        return groups;
    }

    private void raise(int[] members, double least, Scores scorer, List<Group> out) {
        int n = members.length;
        int[] parent = new int[n];
        for (int i = 0; i < n; i++) {
            parent[i] = i;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                if (root(parent, i) != root(parent, j) && scorer.of(members[j], members[i]) > least) {
                    parent[root(parent, i)] = root(parent, j);
                }
            }
        }
        Map<Integer, IntList> parts = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            parts.computeIfAbsent(root(parent, i), k -> new IntList()).add(members[i]);
        }
        for (IntList part : parts.values()) {
            if (part.size() > 1) {
                split(part.toArray(), least, scorer, out);
            }
        }
    }
}
