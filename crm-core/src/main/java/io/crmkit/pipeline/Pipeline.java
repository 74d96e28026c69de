package io.crmkit.pipeline;

import io.crmkit.pipeline.PipelinePolicy.Meaning;
import io.crmkit.pipeline.PipelinePolicy.StageDefinition;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.Refusal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pure rules of stages and gates (PIP-04, PIP-05). No storage, no clock: facts in, refusals out. Safe for use by many
 * threads.
 */
public final class Pipeline {

    private Pipeline() {}

    /**
     * A wish to move a deal.
     *
     * @param from where it is
     * @param to where it shall go
     * @param evidence what is brought along
     * @param today the day of the move: nobody signs in the future
     * @param mayMoveBack whether the actor may move deals backwards, as a manager
     * @param confirmsPayment whether the move is finance's confirmation of the first payment
     */
    public record Move(
            Stage from, Stage to, Evidence evidence, LocalDate today, boolean mayMoveBack, boolean confirmsPayment) {}

    /**
     * Whether a deal may move, and if not, everything that stands in the way.
     *
     * @param move the wish
     * @param policy the pipeline
     * @return the refusals; empty when it may
     */
    public static List<Refusal> evaluate(Move move, PipelinePolicy policy) {
        Optional<StageDefinition> to = policy.find(move.to());
        if (to.isEmpty()) {
            return List.of(Refusal.of(
                            Refusal.Kind.INVALID,
                            "PIP-04",
                            "pipeline.unknown-stage",
                            move.to().id(),
                            String.join(
                                    ", ",
                                    policy.stages().stream()
                                            .map(StageDefinition::id)
                                            .toList()))
                    .onField("stage")
                    .ofValue(move.to().id()));
        }
        StageDefinition from = policy.get(move.from());
        if (from.id().equals(to.get().id())) {
            return List.of(
                    rule("PIP-04", "pipeline.already-there", to.get().name()).onField("stage"));
        }
        List<Refusal> refusals = new ArrayList<>();
        switch (to.get().meaning()) {
            case OPEN -> toOpen(move, from, to.get(), policy, refusals);
            case WON -> toWon(move, from, to.get(), policy, refusals);
            case LOST -> toLost(move, from, to.get(), policy, refusals);
            case CLOSED -> toClosed(move, from, to.get(), refusals);
        }
        return refusals;
    }

    /** Forwards is free; backwards, and out of won or lost, needs a reason and the manager (PIP-04). */
    private static void toOpen(
            Move move, StageDefinition from, StageDefinition to, PipelinePolicy policy, List<Refusal> refusals) {
        if (from.meaning() == Meaning.CLOSED) {
            refusals.add(notPermitted(from, to));
            return;
        }
        boolean forwards =
                from.meaning() == Meaning.OPEN && policy.position(to.stage()) > policy.position(from.stage());
        if (!forwards) {
            back(move, refusals);
        }
    }

    private static void back(Move move, List<Refusal> refusals) {
        if (move.evidence().reason().filter(r -> !r.isBlank()).isEmpty()) {
            refusals.add(missing("PIP-04", "pipeline.back.reason", "reason"));
        }
        if (!move.mayMoveBack()) {
            refusals.add(Refusal.of(Refusal.Kind.FORBIDDEN, "PIP-04", "pipeline.back.manager")
                    .missing("opportunity:approve"));
        }
    }

    private static void toWon(
            Move move, StageDefinition from, StageDefinition to, PipelinePolicy policy, List<Refusal> refusals) {
        if (from.meaning() == Meaning.LOST) {
            back(move, refusals);
        } else if (from.meaning() != Meaning.OPEN) {
            refusals.add(notPermitted(from, to));
            return;
        }
        Evidence evidence = move.evidence();
        for (Evidence.Item item : policy.wonNeeds()) {
            switch (item) {
                case SIGNING_DATE -> {
                    if (evidence.signedOn().isEmpty()) {
                        refusals.add(missing("PIP-05", "pipeline.won.signing-date", "signedOn"));
                    } else if (evidence.signedOn().get().isAfter(move.today())) {
                        refusals.add(rule(
                                        "PIP-05",
                                        "pipeline.won.signing-date-future",
                                        evidence.signedOn().get(),
                                        move.today())
                                .onField("signedOn")
                                .ofValue(evidence.signedOn().get().toString()));
                    }
                }
                case CONTRACT_NUMBER -> {
                    if (evidence.contractNumber().filter(n -> !n.isBlank()).isEmpty()) {
                        refusals.add(missing("PIP-05", "pipeline.won.contract-number", "contractNumber"));
                    }
                }
                case AMOUNT -> {
                    if (evidence.amount().filter(Money::isPositive).isEmpty()) {
                        refusals.add(missing("PIP-05", "pipeline.won.amount", "amount"));
                    }
                }
            }
        }
    }

    private static void toLost(
            Move move, StageDefinition from, StageDefinition to, PipelinePolicy policy, List<Refusal> refusals) {
        if (from.meaning() == Meaning.CLOSED) {
            refusals.add(notPermitted(from, to));
            return;
        }
        if (from.meaning() == Meaning.WON) {
            back(move, refusals);
        }
        List<String> keys = policy.lostReasons().stream()
                .map(PipelinePolicy.LostReason::key)
                .toList();
        Optional<String> given = move.evidence().lostReason();
        Optional<PipelinePolicy.LostReason> reason = given.flatMap(key ->
                policy.lostReasons().stream().filter(r -> r.key().equals(key)).findFirst());
        if (reason.isEmpty()) {
            Refusal refusal = missing("PIP-05", "pipeline.lost.reason", "lostReason", String.join(", ", keys));
            refusals.add(given.map(refusal::ofValue).orElse(refusal));
        } else if (reason.get().needsText()
                && move.evidence().reason().filter(r -> !r.isBlank()).isEmpty()) {
            refusals.add(missing("PIP-05", "pipeline.lost.text", "reason"));
        }
    }

    private static void toClosed(Move move, StageDefinition from, StageDefinition to, List<Refusal> refusals) {
        if (from.meaning() != Meaning.WON) {
            refusals.add(notPermitted(from, to));
        }
        if (!move.confirmsPayment()) {
            refusals.add(rule("PIP-05", "pipeline.closed.finance-only").missing("opportunity:confirm-payment"));
        }
    }

    private static Refusal notPermitted(StageDefinition from, StageDefinition to) {
        return rule("PIP-04", "pipeline.move-not-permitted", from.name(), to.name())
                .onField("stage");
    }

    private static Refusal missing(String rule, String code, String field, Object... args) {
        Object label = Messages.englishCodes().contains("field." + field) ? Messages.label("field." + field) : field;
        Object[] all = args.length == 0 ? new Object[] {label} : args;
        return rule(rule, code, all).onField(field).missing(field);
    }

    private static Refusal rule(String rule, String code, Object... args) {
        return Refusal.of(Refusal.Kind.RULE, rule, code, args);
    }

    /**
     * The name of a stage.
     *
     * @param stage the stage
     * @param policy the pipeline
     * @return its name; its id when the pipeline no longer has it
     */
    public static Label name(Stage stage, PipelinePolicy policy) {
        return policy.find(stage).map(StageDefinition::name).orElseGet(() -> new Label(stage.id(), stage.id()));
    }
}
