package io.crmkit.customer.words;

import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What somebody searches for (CUS-09). Each of its runs of two characters and more must occur in some text: ideographs, and three letters
 * and more, anywhere in a word; two letters at the beginning of one. Single characters beside others are passed over. Capitals, width
 * and accents make no difference. Immutable.
 */
public final class Keyword {

    /** How many characters it may have. */
    public static final int MOST_CHARACTERS = 100;

    private static final int MOST_TOKENS = 6;
    private static final int FEWEST_DIGITS = 7;

    private final String text;
    private final List<Run> runs;
    private final Optional<String> phone;

    private Keyword(String text, List<Run> runs, Optional<String> phone) {
        this.text = text;
        this.runs = runs;
        this.phone = phone;
    }

    /**
     * A keyword.
     *
     * @param text what was entered
     * @return the keyword; empty when nothing in it is long enough to search for
     */
    public static Optional<Keyword> of(String text) {
        List<Run> runs = new ArrayList<>();
        for (Run run : Run.of(text)) {
            if (run.length() >= Run.PAIR && !runs.contains(run)) {
                runs.add(run);
            }
        }
        return runs.isEmpty() ? Optional.empty() : Optional.of(new Keyword(text, List.copyOf(runs), phone(text)));
    }

    private static Optional<String> phone(String text) {
        long digits = text.codePoints().filter(Character::isDigit).count();
        boolean others = text.codePoints().anyMatch(c -> !Character.isDigit(c) && " +-()/.　＋－（）".indexOf(c) < 0);
        return digits < FEWEST_DIGITS || others ? Optional.empty() : Optional.of(text);
    }

    /** {@return what was entered} */
    public String text() {
        return text;
    }

    /** {@return the telephone number that it may be} */
    public Optional<String> phone() {
        return phone;
    }

    /**
     * What a store is asked for, run by run: who has a run in a text has one of each of these sets in that text, though not the other way
     * round.
     *
     * @return the tokens of each run, {@value #MOST_TOKENS} at most in all, or one for each run where these are more; each in all forms
     *     that it may have
     */
    public List<List<Set<String>>> tokens() {
        int each = Math.max(1, MOST_TOKENS / runs.size());
        return runs.stream().map(run -> run.asked(each)).toList();
    }

    /**
     * What a store is asked for over several fields of a record.
     *
     * @param fields the fields; of none nothing is found
     * @param has the condition that a field has one of some tokens
     * @return a filter that all records fit which have each run in one of the fields
     */
    public Filter filter(List<String> fields, BiFunction<List<String>, Set<String>, Filter> has) {
        List<Filter> parts = new ArrayList<>();
        for (List<Set<String>> run : tokens()) {
            if (run.size() == 1) {
                parts.add(has.apply(fields, run.get(0)));
            } else {
                parts.add(either(fields.stream()
                        .<Filter>map(field -> new Filter.And(run.stream()
                                .map(forms -> has.apply(List.of(field), forms))
                                .toList()))
                        .toList()));
            }
        }
        return parts.size() == 1 ? parts.get(0) : new Filter.And(parts);
    }

    private static Filter either(List<Filter> parts) {
        return parts.size() == 1 ? parts.get(0) : new Filter.Or(parts);
    }

    /**
     * Whether texts have the keyword.
     *
     * @param texts the texts: each run must be in one of them
     * @return whether
     */
    public boolean isIn(Collection<String> texts) {
        List<Run> there = new ArrayList<>();
        texts.forEach(each -> there.addAll(Run.of(each)));
        return runs.stream().allMatch(run -> there.stream().anyMatch(run::isIn));
    }

    @Override
    public String toString() {
        return text;
    }
}
