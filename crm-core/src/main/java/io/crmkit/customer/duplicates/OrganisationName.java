package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A company's name taken apart: what sets it apart, and the places in it. Legal forms and brackets do not tell companies
 * apart; a branch is another place of business than its head office, and stays to be seen.
 *
 * @param words the distinctive words in order; single characters in Chinese
 * @param regions provinces and cities that were named
 */
record OrganisationName(List<String> words, List<String> regions) {

    private static final Set<String> LATIN_FORMS = Set.of(
            "inc",
            "incorporated",
            "ltd",
            "limited",
            "llc",
            "llp",
            "lp",
            "plc",
            "corp",
            "corporation",
            "co",
            "company",
            "gmbh",
            "ag",
            "kg",
            "ohg",
            "ev",
            "sa",
            "sas",
            "sarl",
            "srl",
            "spa",
            "sl",
            "bv",
            "nv",
            "oy",
            "oyj",
            "ab",
            "as",
            "aps",
            "pty",
            "pte",
            "sdn",
            "bhd",
            "kk",
            "the",
            "of",
            "and",
            "a",
            "an",
            "at",
            "de",
            "la",
            "le",
            "el",
            "du");

    /** Longest first. */
    private static final List<String> CHINESE_FORMS = List.of(
            "股份有限责任公司",
            "有限责任公司",
            "股份有限公司",
            "集团有限公司",
            "控股有限公司",
            "集团股份公司",
            "有限合伙企业",
            "个人独资企业",
            "农民专业合作社",
            "专业合作社",
            "个体工商户",
            "股份公司",
            "有限公司",
            "集团公司",
            "有限合伙",
            "合伙企业",
            "普通合伙",
            "总公司",
            "公司",
            "集团",
            "股份",
            "有限");

    private static final List<String> BRANCHES = List.of("分公司", "分店", "分厂", "分行", "支行", "办事处", "营业部", "分部", "门市部");

    static OrganisationName of(String folded) {
        String text = folded;
        List<String> regions = new ArrayList<>();
        boolean han = false;
        for (int i = 0; i < text.length() && !han; i++) {
            han = Wording.isHan(text.charAt(i));
        }
        String branch = "";
        if (han) {
            StringBuilder core = new StringBuilder();
            int depth = 0;
            StringBuilder inner = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '(' || c == '[' || c == '【' || c == '〔' || c == '{') {
                    depth++;
                    inner.setLength(0);
                } else if ((c == ')' || c == ']' || c == '】' || c == '〕' || c == '}') && depth > 0) {
                    depth--;
                    String bracketed = inner.toString();
                    String region = ChineseRegions.whole(bracketed);
                    if (!region.isEmpty()) {
                        regions.add(region);
                    } else if (!isForm(bracketed)) {
                        core.append(' ').append(bracketed).append(' ');
                    }
                } else if (depth > 0) {
                    inner.append(c);
                } else if (!Character.isWhitespace(c)) {
                    core.append(c);
                } else if (i > 0
                        && i + 1 < text.length()
                        && !(Wording.isHan(text.charAt(i - 1)) && Wording.isHan(text.charAt(i + 1)))) {
                    core.append(' ');
                }
            }
            if (depth > 0) {
                core.append(inner);
            }
            String rest = core.toString().strip();
            for (String ending : BRANCHES) {
                if (rest.endsWith(ending) && rest.length() > ending.length()) {
                    branch = ending;
                    rest = rest.substring(0, rest.length() - ending.length());
                    break;
                }
            }
            rest = withoutForms(rest, branch.isEmpty());
            String leading = ChineseRegions.leading(rest, false);
            while (!leading.isEmpty() && rest.length() - leading.length() >= 2) {
                regions.add(ChineseRegions.plain(leading));
                rest = rest.substring(leading.length());
                leading = ChineseRegions.leading(rest, false);
            }
            text = rest;
        }
        List<String> words = new ArrayList<>(Wording.words(text));
        if (words.size() > 1) {
            List<String> distinctive = new ArrayList<>(words);
            distinctive.removeIf(LATIN_FORMS::contains);
            if (!distinctive.isEmpty()) {
                words = distinctive;
            }
        }
        if (!branch.isEmpty()) {
            words.add(branch);
        }
        return new OrganisationName(words, regions);
    }

    private static boolean isForm(String text) {
        return CHINESE_FORMS.contains(text);
    }

    private static String withoutForms(String text, boolean whole) {
        String rest = text;
        for (boolean again = true; again; ) {
            again = false;
            for (String form : CHINESE_FORMS) {
                if (rest.endsWith(form) && rest.length() >= form.length() + 2) {
                    rest = rest.substring(0, rest.length() - form.length());
                    again = true;
                    break;
                }
            }
        }
        if (!whole) {
            // A branch: ...有限公司北京分公司.
            for (String form : CHINESE_FORMS.subList(0, CHINESE_FORMS.size() - 3)) {
                int at = rest.indexOf(form);
                if (at >= 2) {
                    return rest.substring(0, at) + rest.substring(at + form.length());
                }
            }
        }
        return rest;
    }
}
