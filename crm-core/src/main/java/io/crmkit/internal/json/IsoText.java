package io.crmkit.internal.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.ext.javatime.deser.LocalDateDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Days and instants as ISO-8601 writes them, read and written by hand in the form that this library writes: a whole base is read
 * for grading, and the JDK's formatter cost a quarter of that. Any other form is left to Jackson, which knows what is wrong with it.
 */
final class IsoText {

    private static final int DAY = 10;
    private static final int SECOND = 19;
    private static final int NANO_DIGITS = 9;
    private static final int SECONDS_OF_DAY = 86_400;

    private IsoText() {}

    /** {@return what reads and writes them} */
    static SimpleModule module() {
        return new SimpleModule("iso-text")
                .addSerializer(Instant.class, new InstantWriter())
                .addDeserializer(LocalDate.class, new DateReader())
                .addDeserializer(Instant.class, new InstantReader());
    }

    /**
     * Reads a day.
     *
     * @param text such as {@code 2026-11-28}
     * @return the day; none when the text has another form, which need not be wrong
     */
    static Optional<LocalDate> date(String text) {
        return text.length() == DAY ? dateIn(text) : Optional.empty();
    }

    private static Optional<LocalDate> dateIn(String text) {
        if (text.charAt(4) != '-' || text.charAt(7) != '-') {
            return Optional.empty();
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, DAY);
        if (year < 0 || month < 1 || day < 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(year, month, day));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads an instant.
     *
     * @param text such as {@code 2026-11-28T02:57:00.123456Z}
     * @return the instant; none when the text has another form, which need not be wrong
     */
    static Optional<Instant> instant(String text) {
        int end = text.length() - 1;
        if (end < SECOND
                || text.charAt(end) != 'Z'
                || text.charAt(DAY) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return Optional.empty();
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, SECOND);
        int nano = end == SECOND ? 0 : nano(text, end);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || nano < 0) {
            return Optional.empty();
        }
        long time = hour * 3_600L + minute * 60L + second;
        return dateIn(text).map(date -> Instant.ofEpochSecond(date.toEpochDay() * SECONDS_OF_DAY + time, nano));
    }

    private static int nano(String text, int end) {
        int digits = end - SECOND - 1;
        if (text.charAt(SECOND) != '.' || digits < 1 || digits > NANO_DIGITS) {
            return -1;
        }
        int nano = number(text, SECOND + 1, end);
        for (int i = digits; i < NANO_DIGITS; i++) {
            nano *= 10;
        }
        return nano;
    }

    /** The number that some characters write, negative when one is no digit. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static final class DateReader extends ValueDeserializer<LocalDate> {
        @Override
        public LocalDate deserialize(JsonParser json, DeserializationContext context) {
            Optional<LocalDate> plain =
                    json.currentToken() == JsonToken.VALUE_STRING ? date(json.getString()) : Optional.empty();
            return plain.orElseGet(() -> LocalDateDeserializer.INSTANCE.deserialize(json, context));
        }
    }

    private static final class InstantReader extends ValueDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) {
            Optional<Instant> plain =
                    json.currentToken() == JsonToken.VALUE_STRING ? instant(json.getString()) : Optional.empty();
            return plain.orElseGet(() -> InstantDeserializer.INSTANT.deserialize(json, context));
        }
    }

    /** Records of one unit of work have the same instant, which is made into text once. */
    private static final class InstantWriter extends ValueSerializer<Instant> {

        private record Last(Instant instant, String text) {}

        /** Threads may overwrite each other's: it is made again from what never changes. */
        private Last last = new Last(Instant.EPOCH, Instant.EPOCH.toString());

        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializationContext context) {
            Last known = last;
            if (!known.instant().equals(instant)) {
                known = new Last(instant, instant.toString());
                last = known;
            }
            json.writeString(known.text());
        }
    }
}
