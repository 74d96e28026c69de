package io.crmkit.customer.view;

import io.crmkit.customer.view.CustomerView.Entry;
import io.crmkit.customer.view.CustomerView.Fact;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Takes what a part shows. Records pass the reader's walls before anything is said of them (ACC-07), and how many of them hold sensitive
 * fields is counted for the record of reads (ACC-10). Not safe for use by many threads.
 */
public final class Showing {

    /** Collects what is known of one record, or of the customer. */
    public static final class Facts {

        private final List<Fact> all = new ArrayList<>();

        private Facts() {}

        /**
         * Says something.
         *
         * @param key its name; {@code customer.view.fact.KEY} is what people call it
         * @param value what it is
         * @return the same
         */
        public Facts fact(String key, Label value) {
            return fact(key, Messages.label("customer.view.fact." + key), value);
        }

        /**
         * Says something that has a name of its own.
         *
         * @param key its name for programs
         * @param label its name for people
         * @param value what it is
         * @return the same
         */
        public Facts fact(String key, Label label, Label value) {
            all.add(new Fact(key, label, value));
            return this;
        }

        /**
         * Says something that is the same in all languages.
         *
         * @param key its name; {@code customer.view.fact.KEY} is what people call it
         * @param value what it is
         * @return the same
         */
        public Facts fact(String key, Object value) {
            return fact(key, plain(value));
        }

        /**
         * Says something if there is something to say.
         *
         * @param key its name; {@code customer.view.fact.KEY} is what people call it
         * @param value what it is, if it is known: a label, or what is the same in all languages
         * @return the same
         */
        public Facts fact(String key, Optional<?> value) {
            value.ifPresent(some -> {
                if (some instanceof Label label) {
                    fact(key, label);
                } else {
                    fact(key, plain(some));
                }
            });
            return this;
        }
    }

    private final Unit unit;
    private final Facts facts = new Facts();
    private final List<Entry> entries = new ArrayList<>();
    private boolean more;
    private long sensitive;

    Showing(Unit unit) {
        this.unit = unit;
    }

    /** {@return takes what is said of the customer} */
    public Facts facts() {
        return facts;
    }

    /**
     * Shows records.
     *
     * @param kind their kind
     * @param records the records
     * @param further whether there are more of them
     * @param words says what is known of a record as it is shown, and answers what people call it
     * @param <T> their type
     */
    public <T extends Entity<T>> void records(
            Kind<T> kind, List<T> records, boolean further, BiFunction<T, Facts, Label> words) {
        List<T> seen = unit.shown(records);
        for (T one : seen) {
            Facts about = new Facts();
            Label what = words.apply(one, about);
            entries.add(new Entry(kind.key(one.id()).toString(), what, about.all, one));
        }
        more |= further;
        if (!unit.sealed().of(kind).isEmpty()) {
            sensitive += seen.size();
        }
    }

    /**
     * What is the same in all languages.
     *
     * @param value the value
     * @return its text
     */
    public static Label plain(Object value) {
        String text = String.valueOf(value);
        return new Label(text, text);
    }

    List<Fact> said() {
        return facts.all;
    }

    List<Entry> entries() {
        return entries;
    }

    boolean more() {
        return more;
    }

    long sensitive() {
        return sensitive;
    }
}
