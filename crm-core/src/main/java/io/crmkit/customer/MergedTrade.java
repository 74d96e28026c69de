package io.crmkit.customer;

import io.crmkit.automation.Reminder;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordKey;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What two customers brought, when they are merged and when they are two again (CUS-06). */
final class MergedTrade {

    private final Evaluation evaluation;
    private final List<Mergeable<?>> parts;

    MergedTrade(Evaluation evaluation, List<Mergeable<?>> parts) {
        this.evaluation = evaluation;
        this.parts = parts;
    }

    /** Amounts of two currencies are never added up. */
    static void currencies(TradeRecord ours, TradeRecord theirs, List<Refusal> wrong) {
        if (!ours.bought().takes(theirs.bought()) || !ours.won().takes(theirs.won())) {
            wrong.add(Refusal.of(
                    Refusal.Kind.RULE,
                    "CUS-06",
                    "merge.currencies",
                    ours.bought().currency().or(() -> ours.won().currency()).orElse(""),
                    theirs.bought().currency().or(() -> theirs.won().currency()).orElse("")));
        }
    }

    /** Parts again what was added up. */
    void undone(Unit unit, MergeRecord merge, Customer survivor) {
        if (merge.otherTrade().isEmpty()) {
            return;
        }
        TradeRecord theirs = merge.otherTrade().get();
        unit.undrop(TradeRecord.KIND, theirs);
        TradeRecord now = unit.find(TradeRecord.KIND, survivor.id())
                .orElseGet(() -> TradeRecord.none(survivor.id(), survivor.owner()));
        boolean untouched = merge.tradeAfter()
                .filter(made -> made.equals(now.withVersion(made.version())))
                .isPresent();
        if (untouched) {
            TradeRecord before = merge.tradeBefore().orElseGet(() -> TradeRecord.none(survivor.id(), survivor.owner()));
            remindedAsBefore(unit, survivor.id(), before.reminded(), now.reminded());
            unit.keep(TradeRecord.KIND, before);
            return;
        }
        Ledger won = won(unit, merge, theirs.won());
        unit.keep(
                TradeRecord.KIND,
                now.without(
                        theirs.bought(), won, Evaluation.source(unit.standing().policy())));
        evaluation.run(unit, List.of(survivor.id()));
    }

    /** Reminders that came with the merge are over, and those that it settled wait again. */
    private static void remindedAsBefore(
            Unit unit, String customer, Map<String, LocalDate> before, Map<String, LocalDate> now) {
        RecordKey subject = Customer.KIND.key(customer);
        now.forEach((rule, episode) -> {
            if (!episode.equals(before.get(rule))) {
                Reminder.settle(unit, rule, subject, episode.toString());
            }
        });
        before.forEach((rule, episode) -> {
            if (!episode.equals(now.get(rule))) {
                unit.find(Reminder.KIND, Reminder.idOf(rule, subject, episode.toString()))
                        .filter(reminder -> reminder.state() == Reminder.State.SETTLED)
                        .ifPresent(reminder -> Reminder.once(
                                unit,
                                reminder.recipient(),
                                rule,
                                subject,
                                episode.toString(),
                                reminder.about(),
                                reminder.text(),
                                reminder.discreet()));
            }
        });
    }

    /** What the other's deals bring: as it was then, but for deals that went along and have been won or taken back since. */
    private Ledger won(Unit unit, MergeRecord merge, Ledger then) {
        Map<String, Mergeable.Sale> now = new TreeMap<>();
        parts.forEach(part -> now.putAll(
                part.sales(unit, merge.moved().getOrDefault(part.kind().name(), List.of()))));
        Ledger won = then;
        for (Map.Entry<String, Mergeable.Sale> sale : merge.sales().entrySet()) {
            if (!sale.getValue().equals(now.get(sale.getKey()))
                    && won.takes(sale.getValue().amount())) {
                won = won.minus(sale.getValue().day(), sale.getValue().amount());
            }
        }
        for (Map.Entry<String, Mergeable.Sale> sale : now.entrySet()) {
            if (!sale.getValue().equals(merge.sales().get(sale.getKey()))
                    && won.takes(sale.getValue().amount())) {
                won = won.plus(sale.getValue().day(), sale.getValue().amount());
            }
        }
        return won;
    }

    /** What had to wait until the customer was there again: who may read it because of its deals, and what these brought meanwhile. */
    void settle(Unit unit, String id) {
        Optional<MergeRecord> merge = unit.find(MergeRecord.KIND, id);
        Optional<Customer> back = unit.find(Customer.KIND, id);
        if (merge.isEmpty() || back.isEmpty()) {
            return;
        }
        unit.find(TradeRecord.KIND, id).ifPresent(trade -> {
            Ledger won = won(unit, merge.get(), trade.won());
            if (!won.equals(trade.won())) {
                unit.keep(TradeRecord.KIND, trade.withWon(won));
                evaluation.run(unit, List.of(id));
            }
        });
        unit.reindex(Customer.KIND, id);
    }
}
