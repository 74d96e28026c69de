package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A whole base, read: of each record its id, its fingerprint and its source. */
final class Base {

    private static final int BATCH = 16_384;

    final Corpus corpus;
    final List<String> ids = new ArrayList<>();
    /** Of each record the number of its source; -1 if it has none. */
    int[] sources = new int[1024];
    /** Of all pairs of records the share that is of two sources; 0 if there are no sources. */
    double across;

    private Fingerprint[] records = new Fingerprint[1024];
    private int size;

    private Base(ChineseScript script) {
        corpus = new Corpus(script);
    }

    /** {@return a base with all that is to be counted in it} */
    static Base of(Iterable<MatchRecord> records, ChineseScript script, Lanes lanes) {
        Base base = new Base(script);
        Lexicon names = new Lexicon();
        List<MatchRecord> batch = new ArrayList<>(BATCH);
        for (MatchRecord record : records) {
            batch.add(record);
            if (batch.size() == BATCH) {
                base.add(batch, names, lanes);
                batch.clear();
            }
        }
        base.add(batch, names, lanes);
        base.records = Arrays.copyOf(base.records, base.size);
        base.sources = Arrays.copyOf(base.sources, base.size);
        base.across = across(names, base.size);
        base.corpus.freeze(lanes);
        Fingerprint[] all = base.records;
        lanes.deal(all.length, lane -> (from, to) -> {
            for (int i = from; i < to; i++) {
                base.corpus.weigh(all[i]);
            }
        });
        return base;
    }

    private void add(List<MatchRecord> batch, Lexicon names, Lanes lanes) {
        if (size + batch.size() > records.length) {
            int more = Math.max(records.length * 2, size + batch.size());
            records = Arrays.copyOf(records, more);
            sources = Arrays.copyOf(sources, more);
        }
        Fingerprint[] prints = corpus.readAndCount(batch, lanes);
        System.arraycopy(prints, 0, records, size, prints.length);
        for (MatchRecord record : batch) {
            ids.add(record.id());
            sources[size] = record.source().isEmpty() ? Corpus.NONE : names.number(record.source());
            if (sources[size] >= 0) {
                names.count(sources[size]);
            }
            size++;
        }
    }

    private static double across(Lexicon sources, int size) {
        if (sources.size() < 2 || size < 2) {
            return 0;
        }
        double within = 0;
        for (int s = 0; s < sources.size(); s++) {
            within += sources.records(s) * (sources.records(s) - 1.0);
        }
        return 1 - within / (size * (size - 1.0));
    }

    Fingerprint[] records() {
        return records;
    }
}
