package io.crmkit.audit;

import io.crmkit.internal.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Goes through the text of an entry as {@link Json} writes it: one component after the other, no blanks. It is as strict as reading all of it, and stricter
 * where that costs nothing: whatever is not written like this is {@link Foreign}. Used by one thread, once.
 */
final class EntryText {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 18;
    private static final int DATE_TIME = "2026-01-01T00:00:00".length();

    /** The text is not of the form that is read here. */
    static final class Foreign extends RuntimeException {
        private static final long serialVersionUID = 1;

        Foreign() {
            super("an entry of another form", null, false, false);
        }
    }

    private final String text;
    private int at;

    EntryText(String text) {
        this.text = text;
    }

    AuditLink link() {
        String id = text("{\"id\":");
        must(",\"version\":");
        number();
        String lane = text(",\"lane\":");
        must(",\"sequence\":");
        long sequence = number();
        String previous = text(",\"previous\":");
        Instant when = instant(text(",\"at\":"));
        String actor = text(",\"actor\":");
        any(",\"login\":");
        any(",\"via\":");
        any(",\"operation\":");
        String subject = text(",\"subject\":");
        Optional<Long> version = has(",\"subjectVersion\":") ? Optional.of(number()) : Optional.empty();
        must(",\"done\":");
        if (!has("true")) {
            must("false");
        }
        if (has(",\"rule\":")) {
            string();
        }
        if (has(",\"reason\":")) {
            string();
        }
        Map<String, String> commitments = commitments();
        if (has(",\"times\":")) {
            number();
        }
        Map<String, Long> records = records();
        must("}");
        if (at != text.length()) {
            throw new Foreign();
        }
        return new AuditLink(id, lane, sequence, previous, when, actor, subject, version, commitments, records);
    }

    private boolean has(String word) {
        boolean here = text.startsWith(word, at);
        at += here ? word.length() : 0;
        return here;
    }

    private void must(String word) {
        if (!has(word)) {
            throw new Foreign();
        }
    }

    private char here() {
        if (at >= text.length()) {
            throw new Foreign();
        }
        return text.charAt(at);
    }

    /** A text behind its key, in which nothing is escaped. */
    private String text(String key) {
        must(key);
        int from = at + 1;
        if (!string()) {
            throw new Foreign();
        }
        return text.substring(from, at - 1);
    }

    /** A text behind its key, whatever is in it. */
    private void any(String key) {
        must(key);
        string();
    }

    /** Goes over a text; tells whether nothing in it is escaped. */
    private boolean string() {
        must("\"");
        boolean plain = true;
        for (char c = here(); c != '"'; c = here()) {
            if (c < ' ') {
                throw new Foreign();
            }
            at++;
            if (c == '\\') {
                plain = false;
                escaped();
            }
        }
        at++;
        return plain;
    }

    private void escaped() {
        if (here() == 'u') {
            for (int i = 1; i <= 4; i++) {
                if (at + i >= text.length() || Character.digit(text.charAt(at + i), 16) < 0) {
                    throw new Foreign();
                }
            }
            at += 4;
        } else if ("\"\\/bfnrt".indexOf(here()) < 0) {
            throw new Foreign();
        }
        at++;
    }

    /** A whole number from 0, as it is written. */
    private long number() {
        int from = at;
        digits();
        if (at - from > LONGEST_NUMBER || (at - from > 1 && text.charAt(from) == '0')) {
            throw new Foreign();
        }
        return Long.parseLong(text, from, at, 10);
    }

    private void digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw new Foreign();
        }
    }

    private Map<String, String> commitments() {
        must(",\"changes\":");
        int from = at;
        if (here() != '{') {
            throw new Foreign();
        }
        value(0);
        int committed = text.indexOf('"' + AuditContent.COMMITTED + '"', from);
        if (committed < 0 || committed >= at) {
            return Map.of();
        }
        try {
            return AuditContent.commitments(Json.read(text.substring(from, at), Map.class));
        } catch (IllegalStateException e) {
            throw new Foreign();
        }
    }

    /** The versions of many records, in which nothing is escaped. */
    private Map<String, Long> records() {
        if (!has(",\"records\":{")) {
            return Map.of();
        }
        Map<String, Long> records = new TreeMap<>();
        do {
            String record = text("");
            must(":");
            if (records.put(record, number()) != null) {
                throw new Foreign();
            }
        } while (has(","));
        must("}");
        return records;
    }

    /** Goes over any value. */
    private void value(int depth) {
        if (depth > DEEPEST) {
            throw new Foreign();
        }
        switch (here()) {
            case '"' -> string();
            case '{' -> many('}', depth);
            case '[' -> many(']', depth);
            case 't' -> must("true");
            case 'f' -> must("false");
            case 'n' -> must("null");
            default -> decimal();
        }
    }

    private void many(char end, int depth) {
        at++;
        if (here() == end) {
            at++;
            return;
        }
        while (true) {
            if (end == '}') {
                string();
                must(":");
            }
            value(depth + 1);
            if (here() == end) {
                at++;
                return;
            }
            must(",");
        }
    }

    private void decimal() {
        has("-");
        if (!has("0")) {
            digits();
        }
        if (has(".")) {
            digits();
        }
        if (has("e") || has("E")) {
            if (!has("+")) {
                has("-");
            }
            digits();
        }
    }

    /** A time as it is written, in years of four digits. */
    private static Instant instant(String time) {
        int end = time.length() - 1;
        boolean right = end >= DATE_TIME
                && time.charAt(end) == 'Z'
                && time.charAt(4) == '-'
                && time.charAt(7) == '-'
                && time.charAt(10) == 'T'
                && time.charAt(13) == ':'
                && time.charAt(16) == ':'
                && (end == DATE_TIME
                        || (time.charAt(DATE_TIME) == '.' && end > DATE_TIME + 1 && end <= DATE_TIME + 10));
        if (!right) {
            throw new Foreign();
        }
        int hour = part(time, 11, 13);
        int minute = part(time, 14, 16);
        int second = part(time, 17, 19);
        long nanos = 0;
        if (end > DATE_TIME) {
            nanos = part(time, DATE_TIME + 1, end);
            for (int digits = end - DATE_TIME - 1; digits < 9; digits++) {
                nanos *= 10;
            }
        }
        if (hour > 23 || minute > 59 || second > 59) {
            throw new Foreign();
        }
        try {
            long day = LocalDate.of(part(time, 0, 4), part(time, 5, 7), part(time, 8, 10))
                    .toEpochDay();
            return Instant.ofEpochSecond(((day * 24 + hour) * 60 + minute) * 60 + second, nanos);
        } catch (DateTimeException e) {
            throw new Foreign();
        }
    }

    private static int part(String time, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = time.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new Foreign();
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
