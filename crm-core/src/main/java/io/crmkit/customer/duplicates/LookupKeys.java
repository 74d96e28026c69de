package io.crmkit.customer.duplicates;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/**
 * The keys by which a store finds records that a new one may be a duplicate of (CUS-05). What is stored beside a record and what is asked
 * for a new one are not the same: 华为技术 is stored under its whole name and under what it begins with, and asks for records that are called
 * so, that begin so, and that are called what it begins with. So a short form is found from a long one and the other way round, and no key is
 * shared by all companies that begin with 中国. Keys do not depend on what else is in the base. They do not hide what they are
 * made of: whoever stores them beside sealed fields makes marks of them. Safe for threads.
 */
public final class LookupKeys {

    private static final LookupKeys SHIPPED = new LookupKeys(ChineseScript.shipped());

    private static final int PHONE_TAIL = 8;
    private static final int LONGEST_PREFIX = 8;
    private static final int LEAST_INITIALS = 4;
    private static final int MOST_PEOPLE = 3;

    private final ChineseScript script;
    /** Making a corpus costs more than using it. */
    private final ConcurrentLinkedQueue<Corpus> spare = new ConcurrentLinkedQueue<>();

    private LookupKeys(ChineseScript script) {
        this.script = script;
    }

    /** {@return the shipped keys} */
    public static LookupKeys shipped() {
        return SHIPPED;
    }

    /**
     * The keys of a record.
     *
     * @param stored those that are stored beside it
     * @param asked those by which records are looked up that it may be a duplicate of
     */
    public record Both(Set<String> stored, Set<String> asked) {
        /** Copies the sets. */
        public Both {
            stored = Set.copyOf(stored);
            asked = Set.copyOf(asked);
        }
    }

    /**
     * The keys of a record, of which the words are read once.
     *
     * @param record the record
     * @return the keys that are stored beside it, and those that it asks for
     */
    public Both of(MatchRecord record) {
        Set<String> stored = new HashSet<>();
        Set<String> asked = new HashSet<>();
        read(record, (corpus, print) -> {
            new Keys(corpus, false, stored).add(print);
            new Keys(corpus, true, asked).add(print);
        });
        return new Both(stored, asked);
    }

    /**
     * The keys that are stored beside a record.
     *
     * @param record the record
     * @return the keys, 13 letters and digits at most each
     */
    public Set<String> stored(MatchRecord record) {
        return keys(record, false);
    }

    /**
     * The keys by which records are looked up that a record may be a duplicate of.
     *
     * @param record the record
     * @return the keys; those that it shares with the stored keys of another record lead there
     */
    public Set<String> asked(MatchRecord record) {
        return keys(record, true);
    }

    private Set<String> keys(MatchRecord record, boolean asked) {
        Set<String> keys = new TreeSet<>();
        read(record, (corpus, print) -> new Keys(corpus, asked, keys).add(print));
        return keys;
    }

    /** Reads what a record says under each of its names. */
    private void read(MatchRecord record, BiConsumer<Corpus, Fingerprint> take) {
        Corpus corpus = spare.poll();
        if (corpus == null) {
            corpus = new Corpus(script);
        }
        int[] mark = corpus.mark();
        for (MatchRecord one : DuplicateJudge.variants(record)) {
            take.accept(corpus, corpus.read(one));
        }
        corpus.backTo(mark);
        spare.offer(corpus);
    }

    /** As {@link Long#toUnsignedString} writes it, which makes a great number of every second one. */
    static String unsigned(long number) {
        if (number >= 0) {
            return Long.toString(number, Character.MAX_RADIX);
        }
        long most = Long.divideUnsigned(number, Character.MAX_RADIX);
        char last = Character.forDigit((int) (number - most * Character.MAX_RADIX), Character.MAX_RADIX);
        return Long.toString(most, Character.MAX_RADIX) + last;
    }

    /** {@return whether a record that asks for some keys comes across one that is stored under others} */
    static boolean meet(Collection<String> asked, Collection<String> stored) {
        return asked.stream().anyMatch(stored::contains);
    }

    /** The keys of one record. */
    private record Keys(Corpus corpus, boolean asked, Set<String> all) {

        void add(Fingerprint r) {
            for (String phone : words(Section.PHONE, r)) {
                key('p', phone.length() > PHONE_TAIL ? phone.substring(phone.length() - PHONE_TAIL) : phone);
            }
            words(Section.EMAIL, r).forEach(word -> key('e', word));
            words(Section.WEBSITE, r).forEach(word -> key('w', word));
            words(Section.OTHER_ID, r).forEach(word -> key('i', word));
            List<String> name = words(Section.NAME, r);
            if (!name.isEmpty()) {
                name(name, words(Section.INITIALS, r));
            }
            people(r, name);
        }

        private void name(List<String> words, List<String> initials) {
            String whole = String.join("", words);
            boolean han = Wording.isHan(whole.charAt(0));
            key('n', whole);
            if (asked) {
                key('b', whole);
            }
            int least = han ? 2 : 1;
            StringBuilder prefix = new StringBuilder();
            for (int i = 0; i < words.size() - 1 && i < LONGEST_PREFIX; i++) {
                prefix.append(words.get(i));
                if (i + 1 >= least && prefix.length() >= 2) {
                    key(asked ? 'n' : 'b', prefix.toString());
                }
            }
            if (han) {
                initials.stream()
                        .filter(letters -> letters.length() >= LEAST_INITIALS)
                        .forEach(letters -> key(asked ? 'n' : 'a', letters));
            } else {
                key('l', skeletons(words));
                if (asked && words.size() == 1 && whole.length() >= LEAST_INITIALS) {
                    key('a', whole);
                }
            }
        }

        /** Letters may be wrong and words have changed places. */
        private static String skeletons(List<String> words) {
            return String.join(
                    " ", words.stream().map(Blocking::skeleton).sorted().toList());
        }

        /** A contact's name is shared by many, and says something with one word of the company's. */
        private void people(Fingerprint r, List<String> name) {
            for (int i = 0; i < r.size(Section.GIVEN) && i < MOST_PEOPLE; i++) {
                String given = word(Section.GIVEN, r, i);
                String family = word(Section.FAMILY, r, i);
                if (given.isEmpty() || family.isEmpty()) {
                    continue;
                }
                String person = given.compareTo(family) < 0 ? given + " " + family : family + " " + given;
                if (name.isEmpty()) {
                    key('c', person);
                }
                for (int w = 0; w < name.size() && w < 2; w++) {
                    key('c', person + " " + name.get(w));
                }
            }
        }

        private List<String> words(Section section, Fingerprint r) {
            int size = r.size(section);
            List<String> words = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                String word = word(section, r, i);
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            return words;
        }

        private String word(Section section, Fingerprint r, int i) {
            int number = r.at(section, i);
            return number == Corpus.NONE ? "" : corpus.word(section, number);
        }

        private void key(char kind, String text) {
            all.add(unsigned(Hashing.farmHashFingerprint64()
                    .hashString(kind + text, StandardCharsets.UTF_8)
                    .asLong()));
        }
    }
}
