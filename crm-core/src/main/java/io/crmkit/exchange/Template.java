package io.crmkit.exchange;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with the values of other fields in braces. */
record Template(String text) {

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)\\}");

    Set<String> fields() {
        Set<String> names = new TreeSet<>();
        PLACE.matcher(text).results().map(place -> place.group(1)).forEach(names::add);
        return names;
    }

    /** {@return the text, if none of the fields is empty} */
    Optional<String> fill(Map<String, Object> values) {
        if (!values.keySet().containsAll(fields())) {
            return Optional.empty();
        }
        return Optional.of(PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(shown(values, place))));
    }

    private static String shown(Map<String, Object> values, MatchResult place) {
        return String.valueOf(values.get(place.group(1)));
    }
}
