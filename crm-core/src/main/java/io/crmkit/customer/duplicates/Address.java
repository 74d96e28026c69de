package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A street line taken apart.
 *
 * @param number the house number, or empty
 * @param words the other words in order
 * @param places provinces, cities and districts that the line begins with, in Chinese
 */
record Address(String number, List<String> words, List<String> places) {

    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("street", "st"),
            Map.entry("str", "st"),
            Map.entry("avenue", "ave"),
            Map.entry("av", "ave"),
            Map.entry("road", "rd"),
            Map.entry("boulevard", "blvd"),
            Map.entry("blv", "blvd"),
            Map.entry("drive", "dr"),
            Map.entry("place", "pl"),
            Map.entry("court", "ct"),
            Map.entry("lane", "ln"),
            Map.entry("highway", "hwy"),
            Map.entry("parkway", "pkwy"),
            Map.entry("square", "sq"),
            Map.entry("terrace", "ter"),
            Map.entry("tce", "ter"),
            Map.entry("crescent", "cres"),
            Map.entry("circuit", "cct"),
            Map.entry("close", "cl"),
            Map.entry("north", "n"),
            Map.entry("south", "s"),
            Map.entry("east", "e"),
            Map.entry("west", "w"),
            Map.entry("saint", "st"),
            Map.entry("mount", "mt"),
            Map.entry("fort", "ft"),
            Map.entry("first", "1"),
            Map.entry("second", "2"),
            Map.entry("third", "3"),
            Map.entry("fourth", "4"),
            Map.entry("fifth", "5"),
            Map.entry("sixth", "6"),
            Map.entry("seventh", "7"),
            Map.entry("eighth", "8"),
            Map.entry("ninth", "9"),
            Map.entry("tenth", "10"));

    static Address of(String folded) {
        List<String> places = new ArrayList<>();
        String line = folded;
        if (!line.isEmpty() && Wording.isHan(line.charAt(0))) {
            String leading = ChineseRegions.leading(line, true);
            while (!leading.isEmpty()) {
                places.add(ChineseRegions.plain(leading));
                line = line.substring(leading.length());
                leading = ChineseRegions.leading(line, true);
            }
        }
        List<String> raw = Wording.words(line);
        int at = -1;
        for (int i = 0; i < raw.size(); i++) {
            if (Likeness.digits(raw.get(i))) {
                boolean first = at < 0;
                boolean marked = i + 1 < raw.size()
                        && (raw.get(i + 1).equals("号") || raw.get(i + 1).equals("弄"));
                if (marked) {
                    at = i;
                    break;
                }
                boolean ordinal = i + 1 < raw.size() && isOrdinal(raw.get(i + 1));
                if (first && !ordinal) {
                    at = i;
                }
            }
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            String word = raw.get(i);
            boolean afterNumber = i > 0 && Likeness.digits(raw.get(i - 1));
            if (i == at || (afterNumber && isOrdinal(word)) || word.equals("号")) {
                continue;
            }
            words.add(SHORT.getOrDefault(word, word));
        }
        return new Address(at < 0 ? "" : withoutZeros(raw.get(at)), words, places);
    }

    private static boolean isOrdinal(String word) {
        return word.equals("th") || word.equals("st") || word.equals("nd") || word.equals("rd");
    }

    static String withoutZeros(String digits) {
        int i = 0;
        while (i < digits.length() - 1 && digits.charAt(i) == '0') {
            i++;
        }
        return digits.substring(i);
    }
}
