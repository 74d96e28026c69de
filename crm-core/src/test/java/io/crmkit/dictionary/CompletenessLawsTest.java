package io.crmkit.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CompletenessLawsTest {

    private static final Dictionary DICTIONARY = Dictionaries.shipped();
    private static final List<String> KEYS =
            DICTIONARY.fields().stream().map(Field::key).toList();

    @Provide
    Arbitrary<Set<String>> keys() {
        return Arbitraries.of(KEYS).set();
    }

    @Provide
    Arbitrary<String> key() {
        return Arbitraries.of(KEYS);
    }

    private static Map<String, String> filled(Set<String> keys) {
        Map<String, String> values = new TreeMap<>();
        keys.forEach(key -> values.put(key, "x"));
        return values;
    }

    @Property(tries = 2_000)
    @Label("CUS-04 completeness never falls when a field is filled, in no module, and nothing new is missing")
    void neverFalls(@ForAll("keys") Set<String> keys, @ForAll("key") String next) {
        Map<String, String> more = filled(keys);
        Completeness before = Completeness.of(DICTIONARY, more);
        more.put(next, "y");
        Completeness after = Completeness.of(DICTIONARY, more);

        assertThat(after.filled()).isBetween(before.filled(), before.filled() + 1);
        assertThat(before.missing()).containsAll(after.missing());
        for (InformationModule module : InformationModule.values()) {
            assertThat(after.part(module).filled())
                    .isGreaterThanOrEqualTo(before.part(module).filled());
            assertThat(after.part(module).present() || !before.part(module).present())
                    .isTrue();
        }
        for (int wanted = 0; wanted <= 100; wanted += 10) {
            assertThat(after.reaches(wanted) || !before.reaches(wanted)).isTrue();
        }
    }

    @Property(tries = 1_000)
    @Label("CUS-04 the order of filling does not matter; filled and missing are the whole, and the parts are the sum")
    void order(@ForAll("keys") Set<String> keys, @ForAll long seed) {
        List<String> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, new Random(seed));
        Map<String, String> values = new HashMap<>();
        shuffled.forEach(key -> values.put(key, "x"));

        Completeness one = Completeness.of(DICTIONARY, filled(keys));
        Completeness other = Completeness.of(DICTIONARY, values);

        assertThat(other).isEqualTo(one);
        assertThat(one.filled() + one.missing().size()).isEqualTo(75);
        assertThat(one.parts().stream().mapToInt(Completeness.Part::filled).sum())
                .isEqualTo(one.filled());
        assertThat(one.missing()).isSortedAccordingTo((a, b) -> Integer.compare(a.order(), b.order()));
    }

    @Property(tries = 1_000)
    @Label("CUS-04 what the dictionary does not have, and blanks, do not count")
    void foreign(@ForAll("keys") Set<String> keys, @ForAll String other) {
        Map<String, String> values = filled(keys);
        Completeness before = Completeness.of(DICTIONARY, values);
        if (!KEYS.contains(other)) {
            values.put(other, "x");
        }
        KEYS.forEach(key -> values.putIfAbsent(key, "  "));

        assertThat(Completeness.of(DICTIONARY, values)).isEqualTo(before);
    }

    @Property(tries = 100)
    @Label("LIF-07 the bound is exact: 60 of 75 are 80 percent, 59 are not; 15 are 20, 14 are not")
    void exact(@ForAll long seed) {
        List<Field> counted = new ArrayList<>(DICTIONARY.counted());
        Collections.shuffle(counted, new Random(seed));
        for (int[] bound : new int[][] {{60, 80}, {15, 20}}) {
            Map<String, String> values = new HashMap<>();
            counted.stream().limit(bound[0]).forEach(field -> values.put(field.key(), "x"));
            assertThat(Completeness.of(DICTIONARY, values).reaches(bound[1])).isTrue();
            values.remove(counted.get(0).key());
            assertThat(Completeness.of(DICTIONARY, values).reaches(bound[1])).isFalse();
        }
    }
}
