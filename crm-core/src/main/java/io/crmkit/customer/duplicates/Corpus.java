package io.crmkit.customer.duplicates;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of a base: what a record's words are worth depends on how many records have them. */
final class Corpus {

    /** Stands for a name that is not known. */
    static final int NONE = -1;

    private static final Section[] SECTIONS = Section.values();

    /** What is meant to be one bearer's alone. */
    private static final Set<Section> IDENTIFYING =
            EnumSet.of(Section.NAME_KEY, Section.PHONE, Section.EMAIL, Section.OTHER_ID);

    /** A small base cannot tell how rare such a value is, but that it is rarer than one in so many is known without any base. */
    private static final int LEAST_AMONG = 10_000;

    private final ChineseScript script;
    private final WordReader reader;
    private final Lexicon[] lexicons = new Lexicon[Section.COUNT];
    private final PairCounts nextNames = new PairCounts();
    private final PairCounts nextStreets = new PairCounts();
    /** Of each section what its words say; empty as long as that may change. */
    private final float[][] frozen = new float[Section.COUNT][0];

    /** What words are worth when no base says so. */
    private final @Nullable Worth worth;

    private int records;
    private double bitsOfAll;

    Corpus(ChineseScript script) {
        this(script, null);
    }

    /** A corpus whose words are worth what somebody says, whatever is counted. */
    Corpus(ChineseScript script, @Nullable Worth worth) {
        this.script = script;
        this.worth = worth;
        this.reader = new WordReader(script);
        Arrays.setAll(lexicons, s -> new Lexicon());
    }

    int records() {
        return worth == null ? records : worth.records();
    }

    Lexicon lexicon(Section section) {
        return lexicons[section.at()];
    }

    String word(Section section, int number) {
        return lexicon(section).word(number);
    }

    /** {@return the {@link Shape} of a word} */
    long shape(Section section, int number) {
        return lexicons[section.at()].shape(number);
    }

    /** {@return how many bits it takes to tell one record from all others} */
    double bitsOfAll() {
        return worth == null ? bitsOfAll : log2(worth.records() + 1.0);
    }

    /** Works out what all words say: nothing may be counted afterwards. */
    void freeze(Lanes lanes) {
        lanes.deal(SECTIONS.length, 1, lane -> (from, to) -> {
            for (int s = from; s < to; s++) {
                frozen[s] = frozen(SECTIONS[s]);
            }
        });
    }

    private float[] frozen(Section section) {
        int s = section.at();
        float[] all = new float[lexicons[s].size()];
        boolean identifies = IDENTIFYING.contains(section);
        for (int word = 0; word < all.length; word++) {
            // Of the records that have it one is the other's partner: what is asked is how many others have it.
            int others = Math.max(1, lexicons[s].records(word) - 1);
            int among = identifies && others == 1 ? Math.max(records, LEAST_AMONG) : records;
            all[word] = (float) log2((among + 1.0) / others);
        }
        return all;
    }

    /** Lets a fingerprint know what its words say after each other, once nothing is counted any more. */
    void weigh(Fingerprint record) {
        record.weigh(said(record, Section.NAME), said(record, Section.STREET));
    }

    private float[] said(Fingerprint record, Section section) {
        float[] said = new float[record.size(section)];
        for (int i = 1; i < said.length; i++) {
            said[i] = (float) informationAfter(section, record.at(section, i - 1), record.at(section, i));
        }
        return said;
    }

    /** {@return how many bits it says that a record has the word: log2 of one in how many} */
    double information(Section section, int number) {
        if (worth != null) {
            return worth.of(section, word(section, number));
        }
        float[] known = frozen[section.at()];
        if (number < known.length) {
            return known[number];
        }
        return log2((records + 1.0) / Math.max(1, lexicon(section).records(number)));
    }

    /** {@return the same, knowing that the record has another word right before it} */
    double informationAfter(Section section, int before, int number) {
        if (worth != null) {
            return worth.after(section, word(section, before), word(section, number));
        }
        PairCounts next = section == Section.NAME ? nextNames : nextStreets;
        return Math.max(
                0, log2(Math.max(1.0, lexicon(section).records(before)) / Math.max(1, next.of(before, number))));
    }

    static double log2(double x) {
        return Math.log(x) * 1.4426950408889634;
    }

    /** {@return a record's fingerprint; its words are known from now on, but not yet counted} */
    Fingerprint read(MatchRecord record) {
        String[][] words = reader.read(record);
        Fingerprint print = Fingerprint.sized(words);
        for (Section section : SECTIONS) {
            number(section, words, print);
        }
        return print;
    }

    private void number(Section section, String[][] words, Fingerprint print) {
        String[] own = words[section.at()];
        for (int i = 0; i < own.length; i++) {
            print.set(section, i, own[i].isEmpty() ? NONE : lexicons[section.at()].number(own[i]));
        }
    }

    /**
     * Reads and counts many records: what they say in lanes, then each section's words in a lane of its own, in the order of the
     * records, so that words have the same numbers whatever the lanes.
     *
     * @param batch the records
     * @param lanes where to work
     * @return their fingerprints
     */
    Fingerprint[] readAndCount(List<MatchRecord> batch, Lanes lanes) {
        int size = batch.size();
        String[][][] words = new String[size][][];
        Fingerprint[] prints = new Fingerprint[size];
        lanes.deal(size, 64, lane -> {
            WordReader own = new WordReader(script);
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    words[i] = own.read(batch.get(i));
                    prints[i] = Fingerprint.sized(words[i]);
                }
            };
        });
        lanes.deal(SECTIONS.length, 1, lane -> (from, to) -> {
            for (int s = from; s < to; s++) {
                for (int i = 0; i < size; i++) {
                    number(SECTIONS[s], words[i], prints[i]);
                    count(SECTIONS[s], prints[i]);
                }
            }
        });
        records += size;
        bitsOfAll = log2(records + 1.0);
        return prints;
    }

    /** Where the corpus stands, to go back to. */
    int[] mark() {
        int[] sizes = new int[Section.COUNT];
        for (int s = 0; s < Section.COUNT; s++) {
            sizes[s] = lexicons[s].size();
        }
        return sizes;
    }

    /** Forgets what was read, but not counted, since a mark. */
    void backTo(int[] mark) {
        for (int s = 0; s < Section.COUNT; s++) {
            lexicons[s].shrink(mark[s]);
        }
    }

    /** Counts a record's words. */
    void count(Fingerprint record) {
        records++;
        bitsOfAll = log2(records + 1.0);
        for (Section section : SECTIONS) {
            count(section, record);
        }
    }

    private void count(Section section, Fingerprint record) {
        Lexicon lexicon = lexicons[section.at()];
        int from = record.from(section);
        int to = record.to(section);
        for (int i = from; i < to; i++) {
            int word = record.word(i);
            boolean counted = word == NONE;
            for (int j = from; j < i && !counted; j++) {
                counted = record.word(j) == word;
            }
            if (!counted) {
                lexicon.count(word);
            }
        }
        if (section == Section.NAME) {
            countPairs(record, section, nextNames);
        } else if (section == Section.STREET) {
            countPairs(record, section, nextStreets);
        }
    }

    private static void countPairs(Fingerprint record, Section section, PairCounts counts) {
        for (int i = 1; i < record.size(section); i++) {
            counts.count(record.at(section, i - 1), record.at(section, i));
        }
    }
}
