package io.crmkit.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.shared.Trace;
import io.crmkit.trial.TrialStanding.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TrialLawsTest {

    private static final Instant NOON = Instant.parse("2026-03-02T04:00:00Z");
    private static final TrialPolicy POLICY = TrialPolicy.SECTION.defaults();

    private static Trial applied() {
        return new Trial(
                "t",
                1,
                Trial.Registrant.of("A", "B", "C", "D"),
                Optional.of("c"),
                Optional.empty(),
                Trial.Phase.WAITING,
                Optional.empty(),
                0,
                false,
                List.of(),
                Trace.created(NOON, "u", Optional.empty()));
    }

    /** What a move makes of a trial, when it may happen. */
    private static Trial after(Trial trial, Move move, Instant now) {
        if (trial.standing(now).refuses(move, POLICY).isPresent()) {
            return trial;
        }
        Trial.Event event = new Trial.Event(move, now, "u", Optional.empty());
        return switch (move) {
            case APPLY -> trial.applied(trial.registrant(), trial.customer(), trial.owner(), event, trial.trace());
            case BEGIN ->
                trial.in(
                        Trial.Phase.BEGUN, Optional.of(now.plus(Duration.ofDays(POLICY.days()))), event, trial.trace());
            case ASK_EXTENSION -> trial.asking(true, Optional.of(event), trial.trace());
            case EXTEND ->
                trial.extended(
                        trial.until().orElseThrow().plus(Duration.ofDays(POLICY.extensionDays())),
                        event,
                        trial.trace());
            case CONVERT -> trial.in(Trial.Phase.CONVERTED, trial.until(), event, trial.trace());
            case END -> trial.in(Trial.Phase.ENDED, trial.until(), event, trial.trace());
        };
    }

    @Property(tries = 500)
    @Label(
            "CUS-13 whatever happens in whatever order: never usable before it began, never beyond 60 days unless converted, never after the end")
    void anyOrder(
            @ForAll @Size(max = 25) List<Move> moves,
            @ForAll @Size(max = 25) List<@IntRange(min = 0, max = 20) Integer> days) {
        Trial trial = applied();
        Instant now = NOON;
        Optional<Instant> began = Optional.empty();
        boolean ended = false;
        for (int i = 0; i < moves.size(); i++) {
            now = now.plus(Duration.ofDays(i < days.size() ? days.get(i) : 1));
            Trial before = trial;
            trial = after(before, moves.get(i), now);
            if (before.phase() != Trial.Phase.BEGUN && trial.phase() == Trial.Phase.BEGUN) {
                began = Optional.of(now);
            }
            ended |= trial.phase() == Trial.Phase.ENDED;
            TrialStanding standing = trial.standing(now);
            if (began.isEmpty()) {
                assertThat(standing.usable()).isFalse();
            }
            if (ended) {
                assertThat(standing).isInstanceOf(TrialStanding.Ended.class);
            }
            if (standing instanceof TrialStanding.Running running) {
                assertThat(running.until())
                        .isBeforeOrEqualTo(began.orElseThrow().plus(Duration.ofDays(60)));
                assertThat(running.extensions()).isLessThanOrEqualTo(2);
            }
            assertThat(trial.extensions()).isLessThanOrEqualTo(2);
        }
    }
}
