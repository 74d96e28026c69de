package io.crmkit.bench;

import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Pipeline.Move;
import io.crmkit.pipeline.PipelinePolicy;
import io.crmkit.shared.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What all sides of {@link MoveBench} are asked: somebody wishes to move a deal, with what he brings along. */
record Wish(At from, At to, Evidence evidence, boolean mayMoveBack, boolean confirmsPayment) {

    static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    Move move() {
        return new Move(from.stage, to.stage, evidence, TODAY, mayMoveBack, confirmsPayment);
    }

    /** Any wish at all from a stage: pieces of evidence there, missing, blank, zero, unknown or of tomorrow. */
    static Wish any(At from, Random random, PipelinePolicy policy) {
        At to = one(random, At.values());
        String number = one(random, null, " ", "HT-2026-018", "HT-2026-019");
        String amount = one(random, null, "0", "480000", "12500.50");
        Integer days = one(random, null, 1, 0, -3);
        int reasons = policy.lostReasons().size();
        int chosen = random.nextInt(reasons + 2);
        String lost = chosen < reasons ? policy.lostReasons().get(chosen).key() : one(random, null, "weather");
        String why = one(random, null, "", "the customer asked for it", "another try");
        return new Wish(
                from,
                to,
                new Evidence(
                        Optional.ofNullable(number),
                        Optional.ofNullable(amount).map(Money::cny),
                        Optional.ofNullable(days).map(TODAY::plusDays),
                        Optional.ofNullable(lost),
                        Optional.ofNullable(why)),
                random.nextBoolean(),
                random.nextBoolean());
    }

    @SafeVarargs
    static <T> T one(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /**
     * A deal's way through the stages and back to where it began, so that a machine can go it again and again: every second
     * wish is refused. It never closes, for out of there is no way; that closing is refused, it does see.
     */
    static List<Wish> walk(int least, long seed, PipelinePolicy policy, MoveBench.Side oracle) {
        Random random = new Random(seed);
        List<Wish> walk = new ArrayList<>();
        At at = At.INITIAL_CONTACT;
        while (walk.size() < least || walk.size() % 2 == 1 || at != At.INITIAL_CONTACT) {
            boolean refused = walk.size() % 2 == 0;
            Wish wish = any(at, random, policy);
            At then = oracle.move(wish).at();
            if (refused ? then == at : then != at && then != At.CLOSED) {
                walk.add(wish);
                at = then;
            }
        }
        return walk;
    }
}
