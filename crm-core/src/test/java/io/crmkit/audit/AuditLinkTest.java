package io.crmkit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.internal.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLinkTest {

    private static final AuditEntry ENTRY = entry(new Random(1));

    private static <T> Optional<T> some(Random random, T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private static AuditEntry entry(Random random) {
        Map<String, Object> changes = new TreeMap<>();
        if (random.nextBoolean()) {
            changes.put("profile.name", List.of("翡翠 \"A\"", "a\\u\n{}"));
        }
        if (random.nextBoolean()) {
            changes.put("*", "0f");
        }
        if (random.nextInt(3) == 0) {
            changes.put("profile.remark", Map.of("committed", "ab" + random.nextInt()));
        }
        if (random.nextInt(3) == 0) {
            changes.put("profile.trace", List.of(Map.of("committed", "no"), Map.of("deep", Map.of("committed", "no"))));
        }
        long sequence = random.nextInt(1_000_000);
        return new AuditEntry(
                TrailCheck.entryId("l" + random.nextInt(9), sequence),
                1,
                "l" + random.nextInt(9),
                sequence,
                "h" + random.nextInt(),
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                "u" + random.nextInt(),
                "登录 " + random.nextInt(),
                "crm",
                "customer.edit",
                "customer/" + random.nextInt(),
                some(random, random.nextLong() >>> 8),
                random.nextBoolean(),
                some(random, "CUS-05"),
                some(random, "because \uD83D\uDE00"),
                changes,
                some(random, 7L),
                some(random, Map.of("customer/" + random.nextInt(), 3L, "customer/翡翠", 7L)));
    }

    @Test
    @DisplayName("ACC-10 what verification takes of an entry's text is what reading the whole entry tells")
    void scan() {
        Random random = new Random(8);
        int committed = 0;
        for (int i = 0; i < 2_000; i++) {
            AuditEntry entry = entry(random);
            String text = Json.write(entry);
            assertThat(AuditLink.scan(text))
                    .contains(AuditLink.of(entry))
                    .contains(AuditLink.of(Json.read(text, AuditEntry.class)));
            committed += AuditContent.commitments(entry).size();
        }
        assertThat(committed).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sequence\":=\"sequence\":\"1\",\"gone\":",
                "\"at\":=\"at\":7,\"gone\":",
                "\"id\":=\"id\":null,\"gone\":",
                "\"done\":=\"done\":0,\"gone\":",
                "\"changes\":=\"changes\":[],\"gone\":",
                "\"login\":=\"login\":{},\"gone\":",
                "\"subject\":=\"subject\":\"customer/8\",\"subject\":",
                "\"actor\":=\"nobody\":",
                "{=[{",
                "{={{"
            })
    @DisplayName(
            "ACC-10 a text that is not of the form in which entries are written is left to whoever reads all of it")
    void foreign(String change) {
        String[] parts = change.split("=", 2);
        String text = Json.write(ENTRY);
        String other = text.replaceFirst(
                java.util.regex.Pattern.quote(parts[0]), java.util.regex.Matcher.quoteReplacement(parts[1]));
        assertThat(other).isNotEqualTo(text);
        assertThat(AuditLink.scan(text)).isPresent();
        assertThat(AuditLink.scan(other)).isEmpty();
        assertThat(AuditLink.scan(text + "x")).isEmpty();
        assertThat(AuditLink.scan(text.substring(0, text.length() - 1))).isEmpty();
    }
}
