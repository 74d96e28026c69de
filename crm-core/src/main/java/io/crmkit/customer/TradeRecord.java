package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.scoring.AmountSource;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.StageCard;
import io.crmkit.shared.Entity;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordType;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a customer brought, added up, so that grades, silence and lifecycle need no second look at purchases and deals; and
 * what the rules made of it. Kept in the same change set as each purchase and each deal won. Purchases and deals are kept
 * apart: the policy says which of both count (SCO-01), never both. Its owner is the customer's, so that reports keep to
 * scopes.
 *
 * @param id id of the customer
 * @param version how often it was written
 * @param owner id of the customer's owner, if it has one
 * @param bought the purchases
 * @param won the deals won
 * @param grades the grades (SCO-01, SCO-02)
 * @param stages the stages of its life (LIF-01)
 * @param reminded of which episode the owner has been reminded, by rule: the day of the last purchase names it
 */
public record TradeRecord(
        String id,
        long version,
        Optional<String> owner,
        Ledger bought,
        Ledger won,
        GradeCard grades,
        StageCard stages,
        Map<String, LocalDate> reminded)
        implements Entity<TradeRecord> {

    /** The field of all that a customer brought, added up: what tells of it stands behind its wall. */
    public static final String TRADED = "traded";

    /** The index of the months in which a customer was lost, or won back (INS-01), as {@link #turned} writes them; few have any. */
    public static final String TURNED = "turned";

    /** What the audit trail says beside a grade: the segments that it follows from, and why there is none. */
    static final String SEGMENTS = "segments";

    static final String FAILURE = "failure";

    /** The kind. Who may see customers may see what they bought. */
    public static final Kind<TradeRecord> KIND = new Kind<>(
                    RecordType.named("trade", 1).scoped().indexes(indexes()).build(),
                    "customer",
                    TradeRecord.class,
                    TradeRecord::index,
                    TradeRecord::owner,
                    t -> Set.of(),
                    false)
            .behindWalls(Stream.concat(
                            Stream.of(WalledField.of(TradeRecord.class, TRADED)
                                    .toldBy("currency", "total", "deal_currency", "deal_total")
                                    .toldIn(FAILURE)),
                            Segmentation.ASKED.stream()
                                    .map(fact -> WalledField.of(TradeRecord.class, fact)
                                            .toldIn(SEGMENTS, FAILURE)))
                    .toArray(WalledField[]::new));

    /** Copies the map. */
    public TradeRecord {
        reminded = Map.copyOf(reminded);
    }

    /**
     * The record of a customer who has brought nothing yet.
     *
     * @param customer id of the customer
     * @param owner id of its owner, if it has one
     * @return the record
     */
    static TradeRecord none(String customer, Optional<String> owner) {
        return new TradeRecord(
                customer, 1, owner, Ledger.none(), Ledger.none(), GradeCard.empty(), StageCard.empty(), Map.of());
    }

    private static IndexSpec[] indexes() {
        List<IndexSpec> specs = new ArrayList<>(List.of(
                IndexSpec.text("owner"),
                IndexSpec.text("grade"),
                IndexSpec.text("computed"),
                IndexSpec.date("by_hand_until"),
                IndexSpec.text("stage"),
                IndexSpec.text(TURNED).asMultiValued()));
        specs.addAll(TradeColumns.of(AmountSource.PURCHASES).specs());
        specs.addAll(TradeColumns.of(AmountSource.WON_DEALS).specs());
        return specs.toArray(IndexSpec[]::new);
    }

    private void index(IndexValues.Builder values) {
        Optional<GradeCard.Event> byHand = grades.lastByHand();
        Optional<String> computed = grades.computed().map(Grade::code);
        values.text("owner", owner.orElse(null))
                .text(
                        "grade",
                        byHand.flatMap(GradeCard.Event::grade)
                                .or(() -> computed)
                                .orElse(null))
                .text("computed", computed.orElse(null))
                .date("by_hand_until", byHand.flatMap(GradeCard.Event::until).orElse(null))
                .text("stage", stages.last().map(e -> e.stage().name()).orElse(null))
                .many(
                        TURNED,
                        stages.history().stream()
                                .filter(e -> e.kind() != StageCard.Kind.WITHDRAWN)
                                .filter(e -> e.stage() == Lifecycle.Stage.LOST || e.stage() == Lifecycle.Stage.WON_BACK)
                                .map(e -> turned(e.stage(), YearMonth.from(e.on())))
                                .distinct()
                                .toList());
        bought.index(values, TradeColumns.of(AmountSource.PURCHASES));
        won.index(values, TradeColumns.of(AmountSource.WON_DEALS));
    }

    /**
     * The value of {@link #TURNED} of customers that came to a stage in a month.
     *
     * @param stage the stage, lost or won back
     * @param month the month
     * @return the value
     */
    public static String turned(Lifecycle.Stage stage, YearMonth month) {
        return stage.name() + " " + month;
    }

    /**
     * What counts.
     *
     * @param source the policy's source
     * @return the purchases or the deals
     */
    public Ledger ledger(AmountSource source) {
        return source == AmountSource.PURCHASES ? bought : won;
    }

    /** Whether it brought anything at all. */
    boolean traded() {
        return bought.history().first().isPresent() || won.history().first().isPresent();
    }

    TradeRecord withLedger(AmountSource source, Ledger other, StageCard stage) {
        boolean purchases = source == AmountSource.PURCHASES;
        return new TradeRecord(
                id, version, owner, purchases ? other : bought, purchases ? won : other, grades, stage, reminded);
    }

    /** With what another customer brought. */
    TradeRecord with(TradeRecord other, AmountSource source) {
        return new TradeRecord(
                id,
                version,
                owner,
                bought.plus(other.bought),
                won.plus(other.won),
                grades,
                forgetting(other.ledger(source)),
                reminded);
    }

    /** Without what another customer brought. */
    TradeRecord without(Ledger otherBought, Ledger otherWon, AmountSource source) {
        return new TradeRecord(
                id,
                version,
                owner,
                bought.minus(otherBought),
                won.minus(otherWon),
                grades,
                forgetting(source == AmountSource.PURCHASES ? otherBought : otherWon),
                reminded);
    }

    /** Stages follow from what was brought: those that follow from other days are made anew. */
    private StageCard forgetting(Ledger other) {
        return other.history().first().map(stages::forgetFrom).orElse(stages);
    }

    TradeRecord withWon(Ledger other) {
        return new TradeRecord(id, version, owner, bought, other, grades, stages, reminded);
    }

    TradeRecord judged(GradeCard grade, StageCard stage, Map<String, LocalDate> remindedOf) {
        return new TradeRecord(id, version, owner, bought, won, grade, stage, remindedOf);
    }

    TradeRecord withOwner(Optional<String> other) {
        return new TradeRecord(id, version, other, bought, won, grades, stages, reminded);
    }

    @Override
    public TradeRecord withVersion(long other) {
        return new TradeRecord(id, other, owner, bought, won, grades, stages, reminded);
    }
}
