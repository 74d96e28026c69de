package io.crmkit.spi.contract;

import java.util.List;

/** Texts that careless stores confuse, order wrongly or damage. */
final class Lookalikes {

    /** Pairwise different texts; none is longer than 20 characters. */
    static final List<String> TEXTS = List.of(
            "acme",
            "Acme",
            "ACME",
            "acme ",
            " acme",
            "acme\t",
            "acme\u00A0",
            "acm\u00E9",
            "acme\u0301",
            "acm\u0435",
            "\uFF41\uFF43\uFF4D\uFF45",
            "a\u200Bcme",
            "\u212B",
            "\u00C5",
            "A\u030A",
            "stra\u00DFe",
            "strasse",
            "\u0130",
            "\u0131",
            "i",
            "I",
            "\u5F20\u4E09",
            "\u5F35\u4E09",
            "\uD83D\uDE00",
            "\uD83D\uDE01",
            "\uFFFD",
            "\uFFFF",
            "\uE000",
            "\uFEFFacme",
            "\uDBFF\uDFFF",
            "'; drop table x; --",
            "a'b\"c\\d",
            "%",
            "_",
            "a%",
            "a_b",
            "axb",
            "*",
            "?",
            "\u0001",
            "\r\n",
            "0",
            "00",
            "1e0",
            "null",
            "NULL",
            "true",
            " ");

    /** Not storable: U+0000 and halves of surrogate pairs. */
    static final List<String> UNSTORABLE =
            List.of("a\u0000b", "\u0000", "a\uD83D", "\uDE00a", "\uD83Dx", "\uDE00\uD83D", "a\uD83D\uD83D\uDE00");

    private Lookalikes() {}
}
