package io.crmkit.dictionary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How complete what is known of a customer is (CUS-04): a pure rule over a dictionary and values.
 *
 * @param filled how many of the key fields have a value
 * @param of how many key fields the dictionary has, 75 as shipped
 * @param parts the ten modules, each with its own figures
 * @param missing the key fields without a value, the one to ask for next first (LIF-09)
 */
public record Completeness(int filled, int of, List<Part> parts, List<Field> missing) {

    /**
     * One module.
     *
     * @param module which
     * @param filled how many of its key fields have a value
     * @param of how many key fields it has; 0 for a module that counts as present or absent
     * @param present whether any of its fields, key field or not, has a value
     */
    public record Part(InformationModule module, int filled, int of, boolean present) {}

    /** Copies the lists. */
    public Completeness {
        parts = List.copyOf(parts);
        missing = List.copyOf(missing);
    }

    /**
     * The completeness of some values.
     *
     * @param dictionary what can be known
     * @param values what is known: by key of a field its value; keys that the dictionary does not have, and blank values, do not
     *     count
     * @return the completeness
     */
    public static Completeness of(Dictionary dictionary, Map<String, String> values) {
        List<Part> parts = new ArrayList<>();
        int filled = 0;
        for (InformationModule module : InformationModule.values()) {
            int full = 0;
            int counted = 0;
            boolean present = false;
            for (Field field : dictionary.fields(module)) {
                boolean has = Dictionary.has(values, field);
                present |= has;
                if (field.counts()) {
                    counted++;
                    full += has ? 1 : 0;
                }
            }
            parts.add(new Part(module, full, counted, present));
            filled += full;
        }
        List<Field> missing = dictionary.counted().stream()
                .filter(field -> !Dictionary.has(values, field))
                .sorted(Comparator.comparingInt(Field::order).thenComparing(Field::key))
                .toList();
        return new Completeness(filled, dictionary.counted().size(), parts, missing);
    }

    /** {@return how much is filled, in whole percent rounded down; 100 when there is nothing to fill} */
    public int percent() {
        return of == 0 ? 100 : filled * 100 / of;
    }

    /**
     * Whether enough is filled (LIF-07), exactly: 60 of 75 are 80 percent, 59 are not.
     *
     * @param wanted the percentage that is wanted
     * @return whether
     */
    public boolean reaches(int wanted) {
        return filled * 100L >= (long) wanted * of;
    }

    /**
     * A module's figures.
     *
     * @param module which
     * @return its part
     */
    public Part part(InformationModule module) {
        return parts.stream()
                .filter(part -> part.module() == module)
                .findFirst()
                .orElseThrow();
    }
}
