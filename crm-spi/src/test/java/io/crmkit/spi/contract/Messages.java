package io.crmkit.spi.contract;

import io.crmkit.spi.notification.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/** Messages, ordinary and odd. */
final class Messages {

    static final String TENANT = "tenant";

    private static final Instant AT = Instant.parse("2026-07-15T01:02:03Z");

    /** Ids that careless channels confuse, or take for a path, a command or a header. */
    static final List<String> IDS = List.of(
            "m1",
            "M1",
            "m1 ",
            " m1",
            "m-1",
            "m_1",
            "m.1",
            ".",
            "..",
            "../m1",
            "/m1",
            "a/m1",
            "a\\m1",
            "a:m1",
            "a%2Fm1",
            "a%252Fm1",
            "m1.eml",
            "m1.tmp",
            "*",
            "?",
            "CON",
            "\u00E9",
            "e\u0301",
            "\u5F20\u4E09",
            "\uD83D\uDE00",
            "'; drop table m; --",
            "<m1@example.com>",
            "a".repeat(128),
            "a".repeat(127) + "b",
            "\u5F20".repeat(127) + "a",
            "\u5F20".repeat(127) + "b");

    /** Subjects that careless channels let break out of their line, or damage. */
    static final List<String> SUBJECTS = List.of(
            "plain",
            "",
            " two  spaces at either end ",
            "\u5408\u540C\u5373\u5C06\u5230\u671F\uFF1A\u5F20\u4E09",
            "\uD83D\uDE00 \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 \uD83C\uDDE8\uD83C\uDDF3",
            "\u0645\u0631\u062D\u0628\u0627 \u202Ereversed\u202C",
            "e\u0301 is not \u00E9, \u212B is not \u00C5",
            "=?utf-8?q?encoded=20already?=",
            "\"quoted\" <a@example.com>, 'b'; {0} %s ${x} \\",
            "<script>alert(1)</script> &amp;",
            "a\tb",
            "x\nBcc: eve@example.com",
            "x\r\nBcc: eve@example.com\r\n\r\nanother text",
            "x\rTo: eve@example.com",
            "x\u0085y\u2028z\u2029",
            "a\u0000b",
            "a\u0007\u001B[31mb",
            "\uD83D half",
            "half \uDE00",
            "\uFEFFmark\uFFFE\uFFFF",
            "s".repeat(2_000),
            "\u957F".repeat(1_000));

    /** Texts that careless channels cut short or damage. */
    static final List<String> TEXTS = List.of(
            "plain",
            "",
            " ",
            "\n",
            "two\nlines",
            "two\r\nlines\r\n",
            "no end of line at the end",
            "trailing spaces   \n\n\n",
            "\n\nleading lines",
            ".\n..\n.hidden\n",
            "From nobody\n>From nobody\n",
            "Subject: x\nTo: eve@example.com\n\nfoo",
            "--boundary\n--=_Part_1--\n--\n",
            "=3D=\n=20=C3=A9",
            "\u5BA2\u6237\u201C\u534E\u5317\u673A\u68B0\u201D 30 \u5929\u672A\u8DDF\u8FDB\u3002\n\u8BF7\u5904\u7406\u3002",
            "\uD83D\uDE00\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
            "\u0645\u0631\u062D\u0628\u0627 \u202Ereversed\u202C \u2066isolated\u2069",
            "e\u0301 is not \u00E9",
            "{\"json\": \"\\u0041\", \"x\": [1, 2]}",
            "<p>&amp; {0} %s ${x} \\n</p>",
            "a\tb\u000Bc\fd",
            "a\u0000b",
            "a\u0007\u001B[31mb",
            "\uD83D half",
            "\uDE00\uD83D the wrong way round",
            "\uFEFFmark\uFFFE\uFFFF",
            "l".repeat(5_000));

    /** 100 kB in UTF-8 and some, of many lines, and of one. */
    static final List<String> LONG_TEXTS =
            List.of("\u5F88\u957F\u7684 line\n".repeat(7_700), "\uD83D\uDE00".repeat(25_600), "x".repeat(102_400));

    /** Addresses that are none in most channels, or more than one. */
    static final List<String> ADDRESSES = List.of(
            "",
            " ",
            "\n",
            "\u0000",
            "\uD83D",
            "..",
            "../../eve",
            "/",
            "a/b\\c",
            "eve@example.com\r\nBcc: mallory@example.com",
            "eve@example.com,mallory@example.com",
            "eve@example.com;mallory@example.com",
            "\"x\" <eve@example.com>",
            "eve@example.com ",
            "eve%0a@example.com",
            "http://127.0.0.1:1/\r\nX: y",
            "-oQ/tmp",
            "$(id)",
            "\uD83D\uDE00@\u4F8B\u5B50.\u6D4B\u8BD5",
            "a".repeat(10_000));

    private Messages() {}

    static Message message(String id, String address, String subject, String text) {
        return message(TENANT, id, address, subject, text);
    }

    static Message message(String tenant, String id, String address, String subject, String text) {
        return new Message(id, tenant, "u1", address, Locale.CHINESE, subject, text, AT);
    }

    /** One message to each of the addresses. */
    static List<Message> toEach(Collection<String> addresses) {
        List<Message> messages = new ArrayList<>();
        for (String address : new LinkedHashSet<>(addresses)) {
            int number = messages.size();
            messages.add(message("to-" + number, address, "s", "to number " + number));
        }
        return messages;
    }

    static Message in(Locale language, Message m) {
        return new Message(m.id(), m.tenant(), m.recipient(), m.address(), language, m.subject(), m.text(), m.at());
    }

    static String shown(Message message) {
        return "the message '" + PluginBench.shown(message.id()) + "' to '" + PluginBench.shown(message.address())
                + "', subject '" + PluginBench.shown(message.subject()) + "', text '"
                + PluginBench.shown(message.text()) + "'";
    }
}
