package io.crmkit.persistence.jdbc;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Instants as texts of one length, to the microsecond, so that they sort by time: {@code 2026-11-21T08:00:00.000000Z}. */
final class Timestamps {

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private Timestamps() {}

    static String write(Instant instant) {
        return ISO.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }

    static Instant read(String text) {
        return Instant.parse(text);
    }
}
