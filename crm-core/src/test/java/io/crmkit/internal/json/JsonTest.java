package io.crmkit.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class JsonTest {

    /** A record with all that payloads hold. */
    record Sample(
            String name,
            long count,
            boolean yes,
            LocalDate day,
            Instant at,
            Optional<LocalDate> until,
            List<LocalDate> days) {
        Sample {
            if (count < 0) {
                throw new IllegalArgumentException("a count is 0 or more");
            }
        }
    }

    private static final Sample SAMPLE = new Sample(
            "x",
            3,
            true,
            LocalDate.of(2026, 2, 28),
            Instant.parse("2026-11-28T02:57:00.123456Z"),
            Optional.empty(),
            List.of(LocalDate.of(2024, 2, 29)));

    @Test
    @DisplayName("a record is read as it was written")
    void roundTrip() {
        assertThat(Json.read(Json.write(SAMPLE), Sample.class)).isEqualTo(SAMPLE);
    }

    @Property
    @Label("any day and any instant are read as they were written")
    void times(
            @ForAll @LongRange(min = -1_000_000, max = 3_500_000) long day,
            @ForAll @LongRange(min = -99_999_999_999L, max = 999_999_999_999L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano) {
        LocalDate date = LocalDate.ofEpochDay(day);
        Instant instant = Instant.ofEpochSecond(second, nano);
        assertThat(Json.read(Json.write(date), LocalDate.class)).isEqualTo(date);
        assertThat(Json.read(Json.write(instant), Instant.class)).isEqualTo(instant);
        assertThat(IsoText.date(date.toString()))
                .isEqualTo(Optional.of(date).filter(d -> d.getYear() >= 0 && d.getYear() <= 9999));
        assertThat(IsoText.instant(instant.toString()).orElse(instant)).isEqualTo(instant);
    }

    @Property
    @Label("what the JDK does not read as a day or an instant, is none")
    void nonsense(@ForAll @StringLength(min = 10, max = 10) @Chars({'0', '1', '2', '3', '9', '-'}) String text) {
        assertThat(IsoText.date(text)).isEqualTo(parsed(text));
        assertThat(IsoText.instant(text + "T10:11:12Z").isPresent())
                .isEqualTo(parsed(text).isPresent());
    }

    private static Optional<LocalDate> parsed(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-28T24:00:00Z",
                "2026-11-28T10:60:00Z",
                "2026-11-28T10:00:61Z",
                "2026-11-28T10:00:00.Z",
                "2026-11-28T10:00:00.1234567890Z",
                "2026-11-28T10:00:00,5Z",
                "2026-11-28t10:00:00Z",
                "2026-11-28T10:00:00+01:00",
                "2026-11-28T1a:00:00Z",
                "2026-11-31T10:00:00Z"
            })
    @DisplayName("other forms of an instant are left to those who know what is wrong with them")
    void otherForms(String text) {
        assertThat(IsoText.instant(text)).isEmpty();
    }

    @Test
    @DisplayName("a payload that a constructor refuses, or that is none, is told without its text")
    void refused() {
        String wrong = Json.write(SAMPLE).replace("\"count\":3", "\"count\":-3");
        assertThatThrownBy(() -> Json.read(wrong, Sample.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a count is 0 or more")
                .hasMessageNotContaining("2026");
        assertThatThrownBy(() -> Json.read("{\"day\":\"2026-02-30\"}", Sample.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a stored payload is not a Sample");
    }

    @Test
    @DisplayName("what is absent in a payload is nothing, zero or none")
    void absent() {
        Sample read = Json.read("{\"days\":[],\"unknown\":1}", Sample.class);
        assertThat(read.count()).isZero();
        assertThat(read.until()).isEmpty();
        assertThat(Json.write(Map.of("b", 1, "a", LocalDate.EPOCH))).isEqualTo("{\"a\":\"1970-01-01\",\"b\":1}");
    }

    @ParameterizedTest
    @DisplayName("a text without some of its parts is what is written without them, wherever they stand")
    @ValueSource(
            strings = {
                "{\"a\":1,\"b\":{\"c\":\"x,}\\\"\",\"d\":[1,2],\"e\":{}},\"f\":[{\"c\":1},{\"c\":2,\"b\":{\"c\":3}}],\"g\":\"海\"}",
                "{\"b\":{\"c\":1}}",
                "{\"b\":{\"c\":{\"c\":1},\"e\":2}}",
                "{\"a\":[],\"g\":1.50}",
                "{}"
            })
    void without(String text) {
        for (Set<String> paths : List.of(
                Set.of("a"),
                Set.of("g"),
                Set.of("b.c"),
                Set.of("b.e"),
                Set.of("b.c", "b.d", "b.e"),
                Set.of("a", "b", "f", "g"),
                Set.of("f", "g"),
                Set.of("c", "f.c", "nowhere"))) {
            JsonNode tree = Json.parse(text);
            for (String path : paths) {
                int dot = path.lastIndexOf('.');
                JsonNode holder = dot < 0 ? tree : tree.path(path.substring(0, dot));
                if (holder instanceof ObjectNode object) {
                    object.remove(path.substring(dot + 1));
                }
            }
            assertThat(Json.without(text, paths)).as("%s of %s", paths, text).isEqualTo(Json.write(tree));
        }
    }
}
