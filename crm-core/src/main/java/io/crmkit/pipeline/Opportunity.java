package io.crmkit.pipeline;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Tokens;
import io.crmkit.internal.store.WalledField;
import io.crmkit.shared.Amount;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A possible deal with a customer (PIP-03). Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param terms what it is about
 * @param owner id of the rep who works on it
 * @param progress how far it is
 * @param team further people who work on it
 * @param trace where it comes from
 */
@AggregateRoot
public record Opportunity(
        @Identity String id,
        long version,
        Terms terms,
        String owner,
        Progress progress,
        List<TeamMember> team,
        Trace trace)
        implements Entity<Opportunity> {

    /** Digits after the point of amounts in reports. */
    private static final int SCALE = Money.MAX_SCALE;

    /** The kind. */
    public static final Kind<Opportunity> KIND = new Kind<>(
                    RecordType.named("opportunity", 1)
                            .scoped()
                            .indexes(
                                    IndexSpec.text("name"),
                                    IndexSpec.text("owner"),
                                    IndexSpec.text("customer"),
                                    IndexSpec.text("product"),
                                    IndexSpec.text("stage"),
                                    IndexSpec.text("currency"),
                                    IndexSpec.decimal("amount", SCALE),
                                    IndexSpec.decimal("expected", SCALE),
                                    IndexSpec.decimal("weighted", SCALE),
                                    IndexSpec.integer("days_to_close"),
                                    IndexSpec.date("closed_on"),
                                    IndexSpec.text("closed_month"),
                                    IndexSpec.text("lost_reason"),
                                    IndexSpec.bool("historic"),
                                    IndexSpec.instant("updated"),
                                    IndexSpec.text("external").asUniqueForever())
                            .orders(
                                    OrderSpec.descending("by_updated", "updated"),
                                    OrderSpec.ascending("by_name", "name"))
                            .build(),
                    "opportunity",
                    Opportunity.class,
                    Opportunity::index,
                    o -> Optional.of(o.owner()),
                    o -> o.team().isEmpty() ? Set.of() : Set.of(Tokens.team(o.id())),
                    false)
            .underApproval()
            .behindWalls(
                    field("products", "terms.products").toldBy("product"),
                    field("source", "terms.source"),
                    field("expectedAmount", "terms.expectedAmount").toldBy("expected", "weighted", "currency"),
                    field("expectedClose", "terms.expectedClose"),
                    field("amount", "progress.deal.amount").toldBy("amount", "currency"),
                    field("contractNumber", "progress.deal.contractNumber"),
                    field("lostReason", "progress.deal.lostReason", "progress.deal.lostText")
                            .toldBy("lost_reason"))
            .underAudit();

    private static WalledField field(String name, String... paths) {
        return WalledField.of(Opportunity.class, name, paths);
    }

    /**
     * What a deal is about.
     *
     * @param name what people call it, at most 200 characters
     * @param customer id of the customer
     * @param products ids of the products wanted; the first is the main one, by which reports group
     * @param source where it came from
     * @param expectedAmount what it may bring
     * @param expectedClose when it may be decided
     * @param engagedOn since when it is worked on
     */
    public record Terms(
            @NotBlank @CleanText(max = 200) String name,
            @NotBlank String customer,
            @NotNull List<String> products,
            @NotNull Optional<@CleanText(max = 100) String> source,
            @NotNull Optional<@Amount Money> expectedAmount,
            @NotNull Optional<LocalDate> expectedClose,
            @NotNull Optional<LocalDate> engagedOn) {
        /** Copies the list. */
        public Terms {
            products = List.copyOf(products);
        }

        /** The same deal with another customer. */
        Terms of(String other) {
            return new Terms(name, other, products, source, expectedAmount, expectedClose, engagedOn);
        }
    }

    /**
     * How far a deal is.
     *
     * @param stage where it stands
     * @param probability chance of winning in percent, from the stage
     * @param deal what was decided, once it is
     * @param history its moves, the oldest first
     * @param historic whether its closing was recorded as it had been elsewhere, without passing the gates here
     */
    public record Progress(
            Stage stage, int probability, Optional<Deal> deal, List<StageChange> history, boolean historic) {
        /** Copies the list. */
        public Progress {
            history = List.copyOf(history);
        }
    }

    /**
     * What was decided.
     *
     * @param closedOn when: the day of signing of a won deal, the day of the loss of a lost one
     * @param amount what it brings, if it was won
     * @param contractNumber number of the contract, if it was won
     * @param lostReason why it was lost, if it was
     * @param lostText the same in words
     * @param lastOpenStage the stage it was lost from, if it was
     * @param account key of the company account or entity that the contract names, if it names one (ACC-16)
     * @param paidTo key of the company account that the first payment came to, if that was asked (ACC-16)
     */
    public record Deal(
            Optional<LocalDate> closedOn,
            Optional<Money> amount,
            Optional<String> contractNumber,
            Optional<String> lostReason,
            Optional<String> lostText,
            Optional<Stage> lastOpenStage,
            Optional<String> account,
            Optional<String> paidTo) {

        /** A decision that names no account. */
        public Deal(
                Optional<LocalDate> closedOn,
                Optional<Money> amount,
                Optional<String> contractNumber,
                Optional<String> lostReason,
                Optional<String> lostText,
                Optional<Stage> lastOpenStage) {
            this(
                    closedOn,
                    amount,
                    contractNumber,
                    lostReason,
                    lostText,
                    lastOpenStage,
                    Optional.empty(),
                    Optional.empty());
        }

        Deal paid(Optional<String> key) {
            return new Deal(closedOn, amount, contractNumber, lostReason, lostText, lastOpenStage, account, key);
        }
    }

    /**
     * A further person who works on it (ACC-06).
     *
     * @param user id of the user
     * @param write whether the member may change it, or only read it
     * @param until when the membership ends, if it does
     */
    public record TeamMember(String user, boolean write, Optional<Instant> until) {}

    /**
     * A move.
     *
     * @param from where it was, absent for the first entry
     * @param to where it went
     * @param at when
     * @param by id of the user who moved it
     * @param reason why, if a reason was given
     */
    public record StageChange(Optional<Stage> from, Stage to, Instant at, String by, Optional<String> reason) {}

    /** Copies the team. */
    public Opportunity {
        team = List.copyOf(team);
    }

    /** {@return where it stands} */
    public Stage stage() {
        return progress.stage();
    }

    private void index(IndexValues.Builder values) {
        Optional<Deal> deal = progress.deal();
        Optional<Money> amount = deal.flatMap(Deal::amount);
        Optional<Money> expected = terms.expectedAmount();
        Optional<LocalDate> closedOn = deal.flatMap(Deal::closedOn);
        values.text("name", terms.name())
                .text("owner", owner)
                .text("customer", terms.customer())
                .text("product", terms.products().stream().findFirst().orElse(null))
                .text("stage", stage().id())
                .text("currency", amount.or(() -> expected).map(Money::currency).orElse(null))
                .decimal("amount", amount.map(Money::indexed).orElse(null))
                .decimal("expected", expected.map(Money::indexed).orElse(null))
                .decimal(
                        "weighted",
                        expected.map(m -> m.percent(progress.probability()).indexed())
                                .orElse(null))
                .integer(
                        "days_to_close",
                        terms.engagedOn()
                                .flatMap(from -> closedOn.map(to -> ChronoUnit.DAYS.between(from, to)))
                                .orElse(null))
                .date("closed_on", closedOn.orElse(null))
                .text(
                        "closed_month",
                        closedOn.map(d -> d.toString().substring(0, 7)).orElse(null))
                .text("lost_reason", deal.flatMap(Deal::lostReason).orElse(null))
                .bool("historic", progress.historic())
                .instant("updated", trace.updatedAt().truncatedTo(ChronoUnit.MICROS))
                .text("external", trace.external().orElse(null));
    }

    @Override
    public Opportunity withVersion(long other) {
        return new Opportunity(id, other, terms, owner, progress, team, trace);
    }

    Opportunity moved(PipelinePolicy.StageDefinition to, Optional<Deal> decided, StageChange change, Trace touched) {
        List<StageChange> longer = new ArrayList<>(progress.history());
        longer.add(change);
        Progress next = new Progress(
                to.stage(), to.probability(), decided, longer, progress.historic() && decided.equals(progress.deal()));
        return new Opportunity(id, version, terms, owner, next, team, touched);
    }

    Opportunity withCustomer(String other, Trace touched) {
        return new Opportunity(id, version, terms.of(other), owner, progress, team, touched);
    }

    Opportunity withOwner(String other, Trace touched) {
        return new Opportunity(id, version, terms, other, progress, team, touched);
    }

    Opportunity withTeam(List<TeamMember> other, Trace touched) {
        return new Opportunity(id, version, terms, owner, progress, other, touched);
    }
}
