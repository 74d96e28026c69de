package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of a base: what a record's words are worth depends on how many records have them. */
final class Corpus {

    /** Stands for a name that is not known. */
    static final int NONE = -1;

    /** What is meant to be one bearer's alone. */
    private static final Set<Section> IDENTIFYING =
            EnumSet.of(Section.NAME_KEY, Section.PHONE, Section.EMAIL, Section.OTHER_ID);

    /** A small base cannot tell how rare such a value is, but that it is rarer than one in so many is known without any base. */
    private static final int LEAST_AMONG = 1_000;

    private static final int LONGEST = 1_000;
    private static final int MOST_WORDS = 100;

    private static final Set<String> FREE_MAIL = Set.of(
            "gmail.com",
            "qq.com",
            "163.com",
            "126.com",
            "hotmail.com",
            "outlook.com",
            "yahoo.com",
            "sina.com",
            "sohu.com",
            "foxmail.com",
            "aliyun.com",
            "139.com",
            "icloud.com",
            "aol.com",
            "live.com",
            "msn.com");

    private static final Set<String> DOUBLE_SURNAMES =
            Set.of("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙", "宇文", "独孤", "南宫");

    private static final Set<String> TITLES =
            Set.of("总", "经理", "总经理", "先生", "女士", "小姐", "老师", "主任", "工", "老板", "董", "会计");

    private final Wording wording;
    private final ChineseScript script;
    private final Lexicon[] lexicons = new Lexicon[Section.COUNT];
    private final PairCounts nextNames = new PairCounts();
    private final PairCounts nextStreets = new PairCounts();
    private final List<List<String>> sections = new ArrayList<>(Section.COUNT);
    /** Of each section what its words say; empty as long as that may change. */
    private final float[][] frozen = new float[Section.COUNT][0];

    /** What words are worth when no base says so. */
    private final @Nullable Worth worth;

    private int records;

    Corpus(ChineseScript script) {
        this(script, null);
    }

    /** A corpus whose words are worth what somebody says, whatever is counted. */
    Corpus(ChineseScript script, @Nullable Worth worth) {
        this.script = script;
        this.worth = worth;
        this.wording = new Wording(script);
        Arrays.setAll(lexicons, s -> new Lexicon());
        for (int s = 0; s < Section.COUNT; s++) {
            sections.add(new ArrayList<>(4));
        }
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

    /** Works out what all words say: nothing may be counted afterwards. */
    void freeze() {
        for (Section section : Section.values()) {
            int s = section.at();
            float[] all = new float[lexicons[s].size()];
            boolean identifies = IDENTIFYING.contains(section);
            for (int word = 0; word < all.length; word++) {
                // Of the records that have it one is the other's partner: what is asked is how many others have it.
                int others = Math.max(1, lexicons[s].records(word) - 1);
                int among = identifies && others == 1 ? Math.max(records, LEAST_AMONG) : records;
                all[word] = (float) log2((among + 1.0) / others);
            }
            frozen[s] = all;
        }
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
        sections.forEach(List::clear);
        List<String> given = new ArrayList<>(1);
        List<String> family = new ArrayList<>(1);
        for (MatchRecord.Value value : record.values()) {
            String text = wording.folded(cut(value.text()).strip());
            switch (value.role()) {
                case ORGANISATION -> organisation(text);
                case PERSON -> person(text);
                case GIVEN_NAME -> given.add(Wording.squeezed(text));
                case FAMILY_NAME -> family.add(Wording.squeezed(text));
                case PHONE -> add(Section.PHONE, phone(text));
                case HOUSE_NUMBER -> add(Section.NUMBER, houseNumber(text));
                case STREET -> street(text);
                case CITY -> city(text);
                case REGION -> add(Section.REGION, ChineseRegions.plain(Wording.squeezed(text)));
                case POSTCODE -> add(Section.POSTCODE, Wording.squeezed(text));
                case EMAIL -> email(text);
                case WEBSITE -> add(Section.WEBSITE, site(text));
                case BIRTH_DATE -> add(Section.BIRTH_DATE, Wording.digits(text));
                case OTHER_ID -> add(Section.OTHER_ID, Wording.squeezed(text));
                case CATEGORY -> Wording.words(text).forEach(w -> add(Section.CATEGORY, w));
                case TEXT -> Wording.words(text).forEach(w -> add(Section.TEXT, w));
            }
        }
        int people = Math.max(given.size(), family.size());
        for (int i = 0; i < people; i++) {
            sections.get(Section.GIVEN.at()).add(i < given.size() ? given.get(i) : "");
            sections.get(Section.FAMILY.at()).add(i < family.size() ? family.get(i) : "");
        }
        List<int[]> numbers = new ArrayList<>(Section.COUNT);
        for (Section section : Section.values()) {
            List<String> words = sections.get(section.at());
            int[] packed = new int[words.size()];
            for (int i = 0; i < packed.length; i++) {
                packed[i] = words.get(i).isEmpty() ? NONE : lexicon(section).number(words.get(i));
            }
            numbers.add(packed);
        }
        return Fingerprint.of(numbers);
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
        for (Section section : Section.values()) {
            Lexicon lexicon = lexicon(section);
            for (int i = 0; i < record.size(section); i++) {
                int word = record.at(section, i);
                boolean counted = word == NONE;
                for (int j = 0; j < i && !counted; j++) {
                    counted = record.at(section, j) == word;
                }
                if (!counted) {
                    lexicon.count(word);
                }
            }
        }
        countPairs(record, Section.NAME, nextNames);
        countPairs(record, Section.STREET, nextStreets);
    }

    private static void countPairs(Fingerprint record, Section section, PairCounts counts) {
        for (int i = 1; i < record.size(section); i++) {
            counts.count(record.at(section, i - 1), record.at(section, i));
        }
    }

    private void add(Section section, String word) {
        List<String> words = sections.get(section.at());
        if (!word.isEmpty() && words.size() < MOST_WORDS) {
            words.add(word);
        }
    }

    /** What comes after so many characters tells nobody apart, and a cell may have millions. */
    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private void organisation(String text) {
        OrganisationName name = OrganisationName.of(text);
        Set<String> words = new LinkedHashSet<>(name.words());
        StringBuilder key = new StringBuilder();
        StringBuilder initials = new StringBuilder();
        for (String word : words) {
            add(Section.NAME, word);
            key.append(word);
            char first = word.charAt(0);
            char initial = Wording.isHan(first) ? script.initial(first) : first;
            if (initial != 0) {
                initials.append(initial);
            }
        }
        add(Section.NAME_KEY, key.toString());
        if (initials.length() >= 3) {
            add(Section.INITIALS, initials.toString());
        }
        name.regions().forEach(r -> add(Section.NAME_REGION, r));
    }

    private void person(String text) {
        String given;
        String family;
        String squeezed = Wording.squeezed(text);
        if (!squeezed.isEmpty() && Wording.isHan(squeezed.charAt(0)) && squeezed.length() <= 5) {
            int length = squeezed.length() > 2 && DOUBLE_SURNAMES.contains(squeezed.substring(0, 2)) ? 2 : 1;
            family = squeezed.substring(0, length);
            given = squeezed.substring(length);
            if (TITLES.contains(given)) {
                given = "";
            }
        } else {
            int comma = text.indexOf(',');
            String ordered = comma > 0 ? text.substring(comma + 1) + " " + text.substring(0, comma) : text;
            List<String> words = Wording.words(ordered);
            words.removeIf(w -> w.equals("mr") || w.equals("mrs") || w.equals("ms") || w.equals("dr"));
            if (words.isEmpty()) {
                return;
            }
            family = words.get(words.size() - 1);
            given = String.join("", words.subList(0, words.size() - 1));
        }
        sections.get(Section.GIVEN.at()).add(given);
        sections.get(Section.FAMILY.at()).add(family);
    }

    private static String houseNumber(String text) {
        String digits = Wording.digits(text);
        return digits.isEmpty() ? Wording.squeezed(text) : Address.withoutZeros(digits);
    }

    private void street(String text) {
        Address address = Address.of(text);
        if (sections.get(Section.NUMBER.at()).isEmpty()) {
            add(Section.NUMBER, address.number());
        } else if (!address.number().isEmpty()) {
            add(Section.STREET, address.number());
        }
        address.words().forEach(w -> add(Section.STREET, w));
        add(Section.STREET_KEY, String.join("", address.words()));
        address.places().forEach(this::place);
    }

    /** A city; in Chinese perhaps with its province and district, or a whole address that got there. */
    private void city(String text) {
        String squeezed = Wording.squeezed(text);
        if (squeezed.isEmpty() || !Wording.isHan(squeezed.charAt(0))) {
            add(Section.CITY, squeezed);
        } else {
            Address address = Address.of(squeezed);
            if (address.places().isEmpty()) {
                add(Section.CITY, squeezed);
            } else {
                street(text);
            }
        }
    }

    private void place(String plain) {
        add(ChineseRegions.isProvince(plain) ? Section.REGION : Section.CITY, plain);
    }

    /** Digits without an exit code, country code or trunk zero. */
    private static String phone(String text) {
        String digits = Wording.digits(text);
        if (digits.startsWith("00")) {
            digits = digits.substring(2);
        }
        if (digits.startsWith("86") && digits.length() >= 12) {
            digits = digits.substring(2);
        }
        if (digits.startsWith("1") && digits.length() == 11 && digits.charAt(1) < '3') {
            digits = digits.substring(1);
        }
        if (digits.startsWith("0") && digits.length() >= 9) {
            digits = digits.substring(1);
        }
        return digits.length() < 5 ? "" : digits;
    }

    private void email(String text) {
        int at = text.indexOf('@');
        if (at > 0 && at < text.length() - 1) {
            add(Section.EMAIL, text.replace(" ", ""));
            String domain = text.substring(at + 1).strip();
            if (!FREE_MAIL.contains(domain)) {
                add(Section.WEBSITE, domain);
            }
        }
    }

    private static String site(String text) {
        String rest = text;
        int scheme = rest.indexOf("://");
        if (scheme >= 0) {
            rest = rest.substring(scheme + 3);
        }
        int end = 0;
        while (end < rest.length() && "/?#:".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        rest = rest.substring(0, end);
        return rest.startsWith("www.") ? rest.substring(4) : rest;
    }
}
