package io.crmkit.bench;

import io.crmkit.bench.Attempt.Reason;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.PipelinePolicy;
import io.crmkit.pipeline.PipelinePolicy.LostReason;
import io.crmkit.shared.Money;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The gates of PIP-04 and PIP-05 as guards of a state machine, written for speed: what the policy says is looked up once, and
 * reasons that are always alike are constants.
 */
final class Gates {

    private static final Reason BACK_REASON = new Reason("PIP-04", "pipeline.back.reason", "reason");
    private static final Reason BACK_MANAGER = new Reason("PIP-04", "pipeline.back.manager", "");
    private static final Reason SIGNING_DATE = new Reason("PIP-05", "pipeline.won.signing-date", "signedOn");
    private static final Reason NUMBER = new Reason("PIP-05", "pipeline.won.contract-number", "contractNumber");
    private static final Reason AMOUNT = new Reason("PIP-05", "pipeline.won.amount", "amount");
    private static final Reason LOST_TEXT = new Reason("PIP-05", "pipeline.lost.text", "reason");
    private static final Reason FINANCE = new Reason("PIP-05", "pipeline.closed.finance-only", "");

    private final boolean dateNeeded;
    private final boolean numberNeeded;
    private final boolean amountNeeded;
    private final Map<String, Boolean> textByLostReason;
    private final Reason lostReason;

    Gates(PipelinePolicy policy) {
        dateNeeded = policy.wonNeeds().contains(Evidence.Item.SIGNING_DATE);
        numberNeeded = policy.wonNeeds().contains(Evidence.Item.CONTRACT_NUMBER);
        amountNeeded = policy.wonNeeds().contains(Evidence.Item.AMOUNT);
        textByLostReason =
                policy.lostReasons().stream().collect(Collectors.toMap(LostReason::key, LostReason::needsText));
        List<Object> keys =
                policy.lostReasons().stream().map(r -> (Object) r.key()).toList();
        lostReason = new Reason("PIP-05", "pipeline.lost.reason", "lostReason", keys);
    }

    /** A way that a state machine has, with its guard unless it is free. */
    record Way(At from, At to, Optional<Predicate<Attempt>> guard) {}

    /** {@return all ways that there are; who goes another meets {@link #noWay}} */
    List<Way> ways() {
        return Arrays.stream(At.values())
                .flatMap(from -> Arrays.stream(At.values())
                        .filter(to -> to != from && from != At.CLOSED)
                        .flatMap(to -> way(from, to).stream()))
                .toList();
    }

    private Optional<Way> way(At from, At to) {
        if (to.isOpen()) {
            boolean forwards = from.isOpen() && to.compareTo(from) > 0;
            return Optional.of(new Way(from, to, forwards ? Optional.empty() : Optional.of(this::back)));
        }
        return switch (to) {
            case WON -> Optional.of(new Way(from, to, Optional.of(from == At.LOST ? this::wonAfterLost : this::won)));
            case LOST -> Optional.of(new Way(from, to, Optional.of(from == At.WON ? this::lostAfterWon : this::lost)));
            default -> from == At.WON ? Optional.of(new Way(from, to, Optional.of(this::closed))) : Optional.empty();
        };
    }

    /** What is said when there is no such way. A machine calls it also after a guard has refused: then all is said. */
    void noWay(Attempt attempt) {
        if (!attempt.isFree()) {
            return;
        }
        At from = attempt.wish().from();
        At to = attempt.wish().to();
        if (from == to) {
            attempt.refuse(new Reason("PIP-04", "pipeline.already-there", "stage", List.of(to)));
            return;
        }
        attempt.refuse(new Reason("PIP-04", "pipeline.move-not-permitted", "stage", List.of(from, to)));
        if (to == At.CLOSED) {
            closed(attempt);
        }
    }

    private boolean back(Attempt attempt) {
        if (isBlank(attempt.wish().evidence().reason())) {
            attempt.refuse(BACK_REASON);
        }
        if (!attempt.wish().mayMoveBack()) {
            attempt.refuse(BACK_MANAGER);
        }
        return attempt.isFree();
    }

    private boolean wonAfterLost(Attempt attempt) {
        back(attempt);
        return won(attempt);
    }

    private boolean won(Attempt attempt) {
        Evidence evidence = attempt.wish().evidence();
        if (dateNeeded) {
            Optional<LocalDate> signedOn = evidence.signedOn();
            if (signedOn.isEmpty()) {
                attempt.refuse(SIGNING_DATE);
            } else if (signedOn.get().isAfter(Wish.TODAY)) {
                attempt.refuse(new Reason(
                        "PIP-05", "pipeline.won.signing-date-future", "signedOn", List.of(signedOn.get(), Wish.TODAY)));
            }
        }
        if (numberNeeded && isBlank(evidence.contractNumber())) {
            attempt.refuse(NUMBER);
        }
        if (amountNeeded) {
            Optional<Money> amount = evidence.amount();
            if (amount.isEmpty() || !amount.get().isPositive()) {
                attempt.refuse(AMOUNT);
            }
        }
        return attempt.isFree();
    }

    private boolean lostAfterWon(Attempt attempt) {
        back(attempt);
        return lost(attempt);
    }

    private boolean lost(Attempt attempt) {
        Evidence evidence = attempt.wish().evidence();
        Boolean text = evidence.lostReason().isEmpty()
                ? null
                : textByLostReason.get(evidence.lostReason().get());
        if (text == null) {
            attempt.refuse(lostReason);
        } else if (text && isBlank(evidence.reason())) {
            attempt.refuse(LOST_TEXT);
        }
        return attempt.isFree();
    }

    private boolean closed(Attempt attempt) {
        if (!attempt.wish().confirmsPayment()) {
            attempt.refuse(FINANCE);
        }
        return attempt.isFree();
    }

    private static boolean isBlank(Optional<String> text) {
        return text.isEmpty() || text.get().isBlank();
    }
}
