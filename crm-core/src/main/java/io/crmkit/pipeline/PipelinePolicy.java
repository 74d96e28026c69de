package io.crmkit.pipeline;

import io.crmkit.policy.Checked;
import io.crmkit.policy.PolicySection;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import io.crmkit.shared.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code pipeline} of the policy document (PIP-04 to PIP-06).
 *
 * @param stages the stages in their order
 * @param wonNeeds what must be known before a deal is won (PIP-05)
 * @param lostReasons the reasons that a deal can be lost for (PIP-05)
 * @param companyAccounts the accounts and entities of the company that contracts and receipts may name (ACC-16); with none, nobody is asked
 */
public record PipelinePolicy(
        @NotEmpty List<@Valid StageDefinition> stages,
        @NotNull List<Evidence.Item> wonNeeds,
        @NotEmpty List<@Valid LostReason> lostReasons,
        @NotNull List<@Valid CompanyAccount> companyAccounts)
        implements Checked {

    /** A pipeline that asks for no company account. */
    public PipelinePolicy(List<StageDefinition> stages, List<Evidence.Item> wonNeeds, List<LostReason> lostReasons) {
        this(stages, wonNeeds, lostReasons, List.of());
    }

    /**
     * An account or entity of the company (ACC-16).
     *
     * @param key as it is stored, such as {@code icbc-0815}
     * @param name what people call it
     */
    public record CompanyAccount(
            @NotBlank @CleanText(max = 60) String key,
            @NotNull Label name) {}

    /** What a stage means. */
    public enum Meaning {
        /** The deal is being worked on. */
        OPEN,
        /** The customer has signed. */
        WON,
        /** The customer has declined. */
        LOST,
        /** Won, and finance has confirmed the first payment. */
        CLOSED
    }

    /**
     * A stage.
     *
     * @param id its id
     * @param name what people call it
     * @param meaning what it means
     * @param probability chance of winning in percent, 0 to 100
     * @param stagnationDays after how many days without a move the owner is warned (PIP-06)
     */
    public record StageDefinition(
            @NotBlank @CleanText(max = 60) String id,
            @NotNull Label name,
            @NotNull Meaning meaning,
            @Min(0) @Max(100) int probability,
            Optional<@Min(1) Integer> stagnationDays) {

        /** An absent limit is none. The id becomes the text that {@link Stage}'s constants have. */
        public StageDefinition {
            id = id == null ? id : id.intern();
            stagnationDays = stagnationDays == null ? Optional.empty() : stagnationDays;
        }

        private static StageDefinition of(
                Stage stage, String zh, String en, Meaning meaning, int probability, int days) {
            return new StageDefinition(
                    stage.id(),
                    new Label(zh, en),
                    meaning,
                    probability,
                    days == 0 ? Optional.empty() : Optional.of(days));
        }

        /** {@return the stage} */
        public Stage stage() {
            return Stage.of(id);
        }
    }

    /**
     * A reason to lose a deal.
     *
     * @param key as it is stored
     * @param name what people call it
     * @param needsText whether it must be explained in words
     */
    public record LostReason(
            @NotBlank @CleanText(max = 60) String key,
            @NotNull Label name,
            boolean needsText) {
        private static LostReason of(String key, String zh, String en, boolean needsText) {
            return new LostReason(key, new Label(zh, en), needsText);
        }
    }

    /** The section with the shipped pipeline. */
    public static final PolicySection<PipelinePolicy> SECTION = new PolicySection<>(
            "pipeline",
            PipelinePolicy.class,
            new PipelinePolicy(
                    List.of(
                            StageDefinition.of(Stage.INITIAL_CONTACT, "初步接触", "initial contact", Meaning.OPEN, 20, 14),
                            StageDefinition.of(Stage.IN_DEPTH, "深入洽谈", "in-depth talks", Meaning.OPEN, 50, 30),
                            StageDefinition.of(Stage.ABOUT_TO_CLOSE, "即将成交", "about to close", Meaning.OPEN, 80, 30),
                            StageDefinition.of(Stage.WON, "赢单", "won", Meaning.WON, 100, 0),
                            StageDefinition.of(Stage.LOST, "输单", "lost", Meaning.LOST, 0, 0),
                            StageDefinition.of(Stage.CLOSED, "成交关闭", "closed", Meaning.CLOSED, 100, 0)),
                    List.of(Evidence.Item.SIGNING_DATE, Evidence.Item.CONTRACT_NUMBER, Evidence.Item.AMOUNT),
                    List.of(
                            LostReason.of("price", "价格", "price", false),
                            LostReason.of("competitor", "竞争对手", "competitor", false),
                            LostReason.of("no-budget", "无预算", "no budget", false),
                            LostReason.of("no-decision", "未决策", "no decision", false),
                            LostReason.of("service", "服务", "service", false),
                            LostReason.of("other", "其他", "other", true))));

    /** Copies the lists. */
    public PipelinePolicy {
        stages = stages == null ? List.of() : List.copyOf(stages);
        wonNeeds = wonNeeds == null ? List.of() : List.copyOf(wonNeeds);
        lostReasons = lostReasons == null ? List.of() : List.copyOf(lostReasons);
        companyAccounts = companyAccounts == null ? List.of() : List.copyOf(companyAccounts);
    }

    @Override
    public List<Refusal> contradictions() {
        List<Refusal> problems = new ArrayList<>();
        if (stages.stream().map(StageDefinition::id).distinct().count() != stages.size()) {
            problems.add(contradiction("pipeline.policy.repeated"));
        }
        if (!stages.isEmpty() && stages.get(0).meaning() != Meaning.OPEN) {
            problems.add(contradiction("pipeline.policy.first-open"));
        }
        for (Meaning needed : List.of(Meaning.WON, Meaning.LOST)) {
            if (stages.stream().noneMatch(s -> s.meaning() == needed)) {
                problems.add(contradiction("pipeline.policy.won-and-lost"));
            }
        }
        if (companyAccounts.stream().map(CompanyAccount::key).distinct().count() != companyAccounts.size()) {
            problems.add(Refusal.of(Refusal.Kind.INVALID, "ACC-16", "pipeline.policy.account-repeated")
                    .onField(SECTION.name() + ".companyAccounts"));
        }
        return problems;
    }

    private static Refusal contradiction(String code) {
        return Refusal.of(Refusal.Kind.INVALID, "PIP-04", code).onField("pipeline.stages");
    }

    /**
     * The definition of a stage.
     *
     * @param stage the stage
     * @return its definition, if the pipeline has it
     */
    public Optional<StageDefinition> find(Stage stage) {
        int place = place(stage);
        return place < 0 ? Optional.empty() : Optional.of(stages.get(place));
    }

    /**
     * The definition of a stage that is known to be there.
     *
     * @param stage the stage
     * @return its definition
     */
    public StageDefinition get(Stage stage) {
        return find(stage)
                .orElseThrow(() -> new IllegalArgumentException("the pipeline has no stage '" + stage.id() + "'"));
    }

    /**
     * The place of a stage in the order.
     *
     * @param stage the stage
     * @return its place, from 0
     */
    public int position(Stage stage) {
        get(stage);
        return place(stage);
    }

    /**
     * The place of a stage in the order, from 0; -1 when the pipeline does not have it. A pipeline is short, and its ids are
     * mostly the very same texts, so that looking along it is faster than a map.
     */
    @SuppressWarnings("ReferenceEquality") // first, not instead
    int place(Stage stage) {
        String id = stage.id();
        for (int i = 0; i < stages.size(); i++) {
            if (id == stages.get(i).id()) {
                return i;
            }
        }
        for (int i = 0; i < stages.size(); i++) {
            if (id.equals(stages.get(i).id())) {
                return i;
            }
        }
        return -1;
    }

    /** The reason to lose a deal that has a key; null when the policy has none. */
    @Nullable
    LostReason lostReason(String key) {
        for (LostReason reason : lostReasons) {
            if (reason.key().equals(key)) {
                return reason;
            }
        }
        return null;
    }
}
