package io.crmkit.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CustodyTest {

    private static final Instant START = Instant.parse("2026-03-02T04:00:00Z");

    @Test
    @DisplayName("CUS-12 each owner begins anew, and who had it before is remembered with the time")
    void anew() {
        Custody lan = Custody.begun(Optional.of("lan"), "public", START).followedUp(START.plusSeconds(60));
        assertThat(lan.idleSince(START)).isEqualTo(START.plusSeconds(60));
        Instant later = START.plus(Duration.ofDays(2));
        Custody pooled = lan.moved(Optional.of("lan"), Optional.empty(), "north", later);
        assertThat(pooled.pool()).contains("north");
        assertThat(pooled.left()).isEqualTo(Map.of("lan", later));
        assertThat(pooled.followUps()).isEmpty();
        Custody lin = pooled.moved(Optional.empty(), Optional.of("lin"), "public", later.plusSeconds(1));
        assertThat(lin.pool()).isEmpty();
        assertThat(lin.idleSince(START)).isEqualTo(later.plusSeconds(1));
        assertThat(lin.left()).containsOnlyKeys("lan");
        assertThat(lin.lastFollowUpAt()).contains(START.plusSeconds(60));
    }

    @Test
    @DisplayName("CUS-12 an exemption by hand goes along to another owner and ends in the pool")
    void exemption() {
        Custody exempt = Custody.begun(Optional.of("lan"), "public", START)
                .exempted(Optional.of(new Custody.Exemption("ma", START, "framework contract in negotiation")));
        assertThat(exempt.moved(Optional.of("lan"), Optional.of("lin"), "public", START)
                        .exempt())
                .isPresent();
        assertThat(exempt.moved(Optional.of("lan"), Optional.empty(), "public", START)
                        .exempt())
                .isEmpty();
    }

    @Property(tries = 200)
    @Label("LIF-02 in which order follow-ups arrive does not matter")
    void order(
            @ForAll @Size(max = 25) List<@IntRange(min = -100_000, max = 5_000_000) Integer> seconds,
            @ForAll long seed) {
        List<Integer> mixed = new ArrayList<>(seconds);
        Collections.shuffle(mixed, new Random(seed));
        assertThat(after(mixed)).isEqualTo(after(seconds));
        assertThat(after(seconds).followUps())
                .isSorted()
                .hasSizeLessThanOrEqualTo(Custody.MOST_FOLLOW_UPS)
                .allMatch(at -> !at.isBefore(START));
    }

    private static Custody after(List<Integer> seconds) {
        Custody custody = Custody.begun(Optional.of("lan"), "public", START);
        for (int each : seconds) {
            custody = custody.followedUp(START.plusSeconds(each));
        }
        return custody;
    }
}
