package io.crmkit.pipeline;

import io.crmkit.pipeline.PipelinePolicy.LostReason;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pure rules of stages and gates (PIP-04, PIP-05). No storage, no clock: facts in, refusals out. Safe for use by many
 * threads.
 */
public final class Pipeline {

    // What is always said alike is made once: a refused move costs no more than an allowed one.
    private static final Refusal BACK_REASON = missing("PIP-04", "pipeline.back.reason", "reason");
    static final Refusal BACK_MANAGER = Refusal.of(Refusal.Kind.FORBIDDEN, "PIP-04", "pipeline.back.manager")
            .missing("opportunity:approve");
    private static final Refusal SIGNING_DATE = missing("PIP-05", "pipeline.won.signing-date", "signedOn");
    private static final Refusal CONTRACT_NUMBER = missing("PIP-05", "pipeline.won.contract-number", "contractNumber");
    private static final Refusal AMOUNT = missing("PIP-05", "pipeline.won.amount", "amount");
    private static final Refusal LOST_TEXT = missing("PIP-05", "pipeline.lost.text", "reason");
    private static final Refusal ACCOUNT = missing("ACC-16", "pipeline.account.missing", "account");
    private static final Refusal FINANCE_ONLY =
            rule("PIP-05", "pipeline.closed.finance-only").missing("opportunity:confirm-payment");

    private static final Optional<String> STAGE = Optional.of("stage");

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
        int there = policy.place(move.to());
        if (there < 0) {
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
        int here = policy.place(move.from());
        if (here < 0) {
            return List.of(onStage("pipeline.stage-gone", List.of(move.from().id())));
        }
        StageDefinition from = policy.stages().get(here);
        StageDefinition to = policy.stages().get(there);
        if (here == there) {
            return List.of(onStage("pipeline.already-there", List.of(to.name())));
        }
        Refusals refusals = new Refusals();
        switch (to.meaning()) {
            case OPEN -> toOpen(move, from, to, there > here, refusals);
            case WON -> toWon(move, from, to, policy, refusals);
            case LOST -> toLost(move, from, to, policy, refusals);
            case CLOSED -> toClosed(move, from, to, policy, refusals);
        }
        return refusals.all();
    }

    /** Refusals as they come up. Most moves have none, and then there is no list either. */
    private static final class Refusals {

        private @Nullable List<Refusal> some;

        void add(Refusal refusal) {
            if (some == null) {
                some = new ArrayList<>(4);
            }
            some.add(refusal);
        }

        List<Refusal> all() {
            return some == null ? List.of() : some;
        }
    }

    /** Forwards is free; backwards, and out of won or lost, needs a reason and the manager (PIP-04). */
    private static void toOpen(
            Move move, StageDefinition from, StageDefinition to, boolean onwards, Refusals refusals) {
        if (from.meaning() == Meaning.CLOSED) {
            refusals.add(notPermitted(from, to));
            return;
        }
        if (from.meaning() != Meaning.OPEN || !onwards) {
            back(move, refusals);
        }
    }

    private static void back(Move move, Refusals refusals) {
        if (isBlank(move.evidence().reason())) {
            refusals.add(BACK_REASON);
        }
        if (!move.mayMoveBack()) {
            refusals.add(BACK_MANAGER);
        }
    }

    private static void toWon(
            Move move, StageDefinition from, StageDefinition to, PipelinePolicy policy, Refusals refusals) {
        if (from.meaning() == Meaning.LOST) {
            back(move, refusals);
        } else if (from.meaning() != Meaning.OPEN) {
            refusals.add(notPermitted(from, to));
            return;
        }
        Evidence evidence = move.evidence();
        for (Evidence.Item item : policy.wonNeeds()) {
            switch (item) {
                case SIGNING_DATE -> signed(evidence.signedOn(), move.today(), refusals);
                case CONTRACT_NUMBER -> {
                    if (isBlank(evidence.contractNumber())) {
                        refusals.add(CONTRACT_NUMBER);
                    }
                }
                case AMOUNT -> {
                    Optional<Money> amount = evidence.amount();
                    if (amount.isEmpty() || !amount.get().isPositive()) {
                        refusals.add(AMOUNT);
                    }
                }
            }
        }
        account(evidence, policy, refusals);
    }

    /** A contract and a receipt name a listed company account or entity; any other, such as a personal one, is on record (ACC-16). */
    private static void account(Evidence evidence, PipelinePolicy policy, Refusals refusals) {
        if (policy.companyAccounts().isEmpty()) {
            return;
        }
        if (isBlank(evidence.account())) {
            refusals.add(ACCOUNT);
        } else if (policy.companyAccounts().stream()
                .noneMatch(a -> a.key().equals(evidence.account().get()))) {
            refusals.add(Refusal.of(
                            Refusal.Kind.FORBIDDEN,
                            "ACC-16",
                            "pipeline.account.unlisted",
                            policy.companyAccounts().stream()
                                    .map(PipelinePolicy.CompanyAccount::key)
                                    .collect(Collectors.joining(", ")))
                    .onField("account")
                    .ofValue(evidence.account().get()));
        }
    }

    private static void signed(Optional<LocalDate> day, LocalDate today, Refusals refusals) {
        if (day.isEmpty()) {
            refusals.add(SIGNING_DATE);
        } else if (day.get().isAfter(today)) {
            refusals.add(rule("PIP-05", "pipeline.won.signing-date-future", day.get(), today)
                    .onField("signedOn")
                    .ofValue(day.get().toString()));
        }
    }

    private static void toLost(
            Move move, StageDefinition from, StageDefinition to, PipelinePolicy policy, Refusals refusals) {
        if (from.meaning() == Meaning.CLOSED) {
            refusals.add(notPermitted(from, to));
            return;
        }
        if (from.meaning() == Meaning.WON) {
            back(move, refusals);
        }
        Optional<String> given = move.evidence().lostReason();
        LostReason reason = given.isEmpty() ? null : policy.lostReason(given.get());
        if (reason == null) {
            Refusal refusal = rule("PIP-05", "pipeline.lost.reason", new Keys(policy.lostReasons()))
                    .onField("lostReason")
                    .missing("lostReason");
            refusals.add(given.isEmpty() ? refusal : refusal.ofValue(given.get()));
        } else if (reason.needsText() && isBlank(move.evidence().reason())) {
            refusals.add(LOST_TEXT);
        }
    }

    /** The reasons that there are, written out when somebody reads the message. */
    private record Keys(List<LostReason> reasons) {
        @Override
        public String toString() {
            return reasons.stream().map(LostReason::key).collect(Collectors.joining(", "));
        }
    }

    private static void toClosed(
            Move move, StageDefinition from, StageDefinition to, PipelinePolicy policy, Refusals refusals) {
        if (from.meaning() != Meaning.WON) {
            refusals.add(notPermitted(from, to));
        }
        if (!move.confirmsPayment()) {
            refusals.add(FINANCE_ONLY);
        }
        account(move.evidence(), policy, refusals);
    }

    private static boolean isBlank(Optional<String> text) {
        return text.isEmpty() || text.get().isBlank();
    }

    private static Refusal notPermitted(StageDefinition from, StageDefinition to) {
        return onStage("pipeline.move-not-permitted", List.of(from.name(), to.name()));
    }

    /** Made in one piece: of refused moves, most are refused for their stage. */
    private static Refusal onStage(String code, List<Object> args) {
        return new Refusal(
                code,
                "PIP-04",
                Refusal.Kind.RULE,
                STAGE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                args);
    }

    private static Refusal missing(String rule, String code, String field) {
        Object label = Messages.englishCodes().contains("field." + field) ? Messages.label("field." + field) : field;
        return rule(rule, code, label).onField(field).missing(field);
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
