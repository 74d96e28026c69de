package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import no.priv.garshol.duke.Comparator;
import no.priv.garshol.duke.ConfigurationImpl;
import no.priv.garshol.duke.Processor;
import no.priv.garshol.duke.Property;
import no.priv.garshol.duke.PropertyImpl;
import no.priv.garshol.duke.Record;
import no.priv.garshol.duke.RecordImpl;
import no.priv.garshol.duke.comparators.ExactComparator;
import no.priv.garshol.duke.comparators.JaroWinkler;
import no.priv.garshol.duke.comparators.Levenshtein;
import no.priv.garshol.duke.databases.LuceneDatabase;
import no.priv.garshol.duke.matchers.AbstractMatchListener;

/**
 * Scans synthetic Chinese customers, and lets Duke 1.2 (Lucene in memory, as it comes, all properties looked up) do the
 * same on the first of them. Takes how many records (1,000,000), how many of them for Duke (20,000; 0 leaves it out), and
 * how many threads each (2). Duke slows down as its index grows, so that the ratio at equal size is larger than the one
 * shown for different sizes.
 */
public final class ScanBench {

    private ScanBench() {}

    public static void main(String[] args) throws Exception {
        int size = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int forDuke = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
        LabelledSet made = ChineseCustomers.fromVocabulary().make((int) (size / 1.55), 42);
        List<MatchRecord> records =
                made.records().subList(0, Math.min(size, made.records().size()));
        if (forDuke > 0) {
            List<MatchRecord> some = records.subList(0, Math.min(forDuke, records.size()));
            scan(some, made.truth(), threads);
            double ours = scan(some, made.truth(), threads);
            double duke = duke(some, made.truth(), threads);
            System.out.printf(Locale.ROOT, "ratio at %,d records: %.1f%n", some.size(), ours / duke);
        }
        scan(records, made.truth(), threads);
    }

    /** Records per second. */
    private static double scan(List<MatchRecord> records, Map<String, String> truth, int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            DuplicateScan scan = DuplicateDetector.of(DuplicatePolicy.shipped())
                    .on(executor, threads)
                    .scan(records);
            return tell("crm-core", records, truth, scan.clusters(), scan.compared(), start);
        } finally {
            executor.shutdown();
        }
    }

    private static double duke(List<MatchRecord> records, Map<String, String> truth, int threads) {
        ConfigurationImpl configuration = new ConfigurationImpl();
        List<Property> properties = new ArrayList<>();
        properties.add(new PropertyImpl("ID"));
        properties.add(property("name", new JaroWinkler(), 0.3, 0.9));
        properties.add(property("person", new JaroWinkler(), 0.4, 0.8));
        properties.add(property("phone", new ExactComparator(), 0.4, 0.95));
        properties.add(property("city", new ExactComparator(), 0.4, 0.55));
        properties.add(property("street", new Levenshtein(), 0.4, 0.85));
        properties.add(property("email", new ExactComparator(), 0.45, 0.95));
        configuration.setProperties(properties);
        configuration.setThreshold(0.85);
        configuration.setDatabase(new LuceneDatabase());
        List<Record> converted = records.stream().map(ScanBench::converted).toList();
        Edges edges = new Edges();
        Map<String, Integer> places = new HashMap<>();
        records.forEach(r -> places.put(r.id(), places.size()));
        Processor processor = new Processor(configuration, true);
        processor.setThreads(threads);
        processor.addMatchListener(new AbstractMatchListener() {
            @Override
            public void matches(Record one, Record other, double confidence) {
                synchronized (edges) {
                    edges.add(places.getOrDefault(one.getValue("ID"), 0), places.getOrDefault(other.getValue("ID"), 0));
                }
            }
        });
        long start = System.nanoTime();
        processor.deduplicate(converted);
        processor.close();
        List<Cluster> clusters = new Clustering(() -> (a, b) -> 1, 0, null)
                .of(records.size(), edges, Lanes.CALLER).stream()
                        .map(group -> new Cluster(
                                Arrays.stream(group.members)
                                        .mapToObj(i -> records.get(i).id())
                                        .toList(),
                                1))
                        .toList();
        return tell("Duke", records, truth, clusters, processor.getComparisonCount(), start);
    }

    private static Property property(String name, Comparator comparator, double low, double high) {
        return new PropertyImpl(name, comparator, low, high);
    }

    private static Record converted(MatchRecord record) {
        Map<String, Collection<String>> values = new HashMap<>();
        values.put("ID", List.of(record.id()));
        for (MatchRecord.Value value : record.values()) {
            String name = value.role() == Role.ORGANISATION
                    ? "name"
                    : value.role().name().toLowerCase(Locale.ROOT);
            values.put(name, List.of(value.text()));
        }
        return new RecordImpl(values);
    }

    private static double tell(
            String who,
            List<MatchRecord> records,
            Map<String, String> truth,
            List<Cluster> clusters,
            long compared,
            long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, String> own = new HashMap<>();
        records.forEach(r -> own.put(r.id(), truth.getOrDefault(r.id(), r.id())));
        PairQuality quality = PairQuality.of(clusters, own);
        System.out.printf(
                Locale.ROOT,
                "%s: %,d records in %.1f s, %,.0f a second, %,d pairs compared, precision %.4f, recall %.4f%n",
                who,
                records.size(),
                seconds,
                records.size() / seconds,
                compared,
                quality.precision(),
                quality.recall());
        return records.size() / seconds;
    }
}
