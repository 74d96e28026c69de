package io.crmkit.exchange;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/** How dates are written, in the letters of {@link DateTimeFormatter}; {@code y} is the year. */
record DatePattern(String pattern, DateTimeFormatter formatter) {

    static final DatePattern ISO = of("yyyy-MM-dd").orElseThrow();

    /** {@return the pattern, if a day written by it can be read again} */
    static Optional<DatePattern> of(String pattern) {
        try {
            // Strict resolution wants an era with `y`, which no file has.
            DateTimeFormatter formatter = DateTimeFormatter.ofPattern(yearsWithoutEra(pattern), Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
            DatePattern made = new DatePattern(pattern, formatter);
            ZonedDateTime probe = ZonedDateTime.of(2021, 3, 17, 13, 45, 12, 0, ZoneOffset.UTC);
            return made.read(probe.format(formatter))
                    .filter(probe.toLocalDate()::equals)
                    .map(day -> made);
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    Optional<LocalDate> read(String text) {
        try {
            return Optional.of(LocalDate.parse(text, formatter));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String yearsWithoutEra(String pattern) {
        StringBuilder made = new StringBuilder(pattern.length());
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            quoted ^= c == '\'';
            made.append(c == 'y' && !quoted ? 'u' : c);
        }
        return made.toString();
    }
}
