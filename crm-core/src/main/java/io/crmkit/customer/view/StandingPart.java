package io.crmkit.customer.view;

import io.crmkit.customer.CustomerStanding;
import io.crmkit.customer.Evaluation;
import io.crmkit.customer.Ledger;
import io.crmkit.internal.road.Permission;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.StageCard;
import io.crmkit.scoring.TradeHistory;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Grade, lifecycle stage and segments with their reasons (SCO-01, SCO-02, LIF-01, POL-04), what the customer brought added up, and its
 * rhythm (LIF-04, LIF-05).
 */
public final class StandingPart implements CustomerPart {

    private final Evaluation evaluation;

    /**
     * For one CRM.
     *
     * @param evaluation judges
     */
    public StandingPart(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    @Override
    public String key() {
        return "standing";
    }

    @Override
    public Permission permission() {
        return Permission.of("customer", "view");
    }

    private CustomerStanding standing(Glance glance) {
        return glance.once(
                "standing",
                () -> glance.unit().shown(CustomerStanding.of(evaluation, glance.unit(), glance.customer())));
    }

    @Override
    public void show(Glance glance, Showing showing) {
        CustomerStanding standing = standing(glance);
        Showing.Facts facts = showing.facts();
        facts.fact("grade", standing.counting().map(GradeCard.Counting::grade))
                .fact("by-hand", standing.grades().byHand(glance.unit().today()).flatMap(GradeCard.Event::reason));
        standing.computed().ifPresent(grade -> {
            facts.fact("computed", grade.code());
            grade.reasons().forEach(reason -> facts.fact("because", new Label(reason.zh(), reason.en())));
        });
        standing.failure()
                .ifPresent(failure ->
                        facts.fact("grading-failed", Messages.label("customer.view.grading-failed", failure.plugin())));
        facts.fact("stage", standing.stage().label());
        standing.stages().last().ifPresent(event -> {
            facts.fact("stage-since", event.on());
            event.reasons().forEach(reason -> facts.fact("because", reason));
        });
        standing.segments().forEach(segment -> facts.fact("segment", segment.name()));
        traded(standing.bought(), facts);
        standing.silence().reasons().forEach(reason -> facts.fact("rhythm", reason));
    }

    private static void traded(Ledger bought, Showing.Facts facts) {
        TradeHistory history = bought.history();
        facts.fact("first-purchase", history.first()).fact("last-purchase", history.last());
        bought.currency().ifPresent(currency -> {
            long purchases = history.purchases();
            facts.fact("purchases", Figures.count(purchases))
                    .fact("amount", Figures.amount(new Money(bought.total(), currency)));
            if (purchases > 0) {
                BigDecimal average = bought.total().divide(BigDecimal.valueOf(purchases), 2, RoundingMode.HALF_UP);
                facts.fact("average", Figures.amount(new Money(average, currency)));
            }
            List<Long> gaps = history.gaps().stream().sorted().toList();
            if (!gaps.isEmpty()) {
                facts.fact("median-gap", gaps.get(gaps.size() / 2));
            }
        });
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        CustomerStanding standing = standing(glance);
        List<Happening> items = new ArrayList<>();
        List<GradeCard.Event> grades = standing.grades().history();
        for (int i = 0; i < grades.size(); i++) {
            GradeCard.Event event = grades.get(i);
            boolean byHand = event.kind() == GradeCard.Kind.BY_HAND || event.kind() == GradeCard.Kind.WITHDRAWN;
            items.add(new Happening(
                    glance.beginning(event.on()),
                    key(),
                    String.format("grade#%06d", i),
                    byHand ? Optional.of(event.by()) : Optional.empty(),
                    Messages.label(
                            "customer.view.happened.grade-"
                                    + event.kind()
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', '-'),
                            event.grade().orElse("-"))));
        }
        List<StageCard.Event> stages = standing.stages().history();
        for (int i = 0; i < stages.size(); i++) {
            StageCard.Event event = stages.get(i);
            items.add(new Happening(
                    glance.beginning(event.on()),
                    key(),
                    String.format("stage#%06d", i),
                    event.by(),
                    Messages.label(
                            event.kind() == StageCard.Kind.WITHDRAWN
                                    ? "customer.view.happened.stage-withdrawn"
                                    : "customer.view.happened.stage",
                            event.stage().label(),
                            joined(event.reasons()))));
        }
        return Happened.all(items);
    }

    private static Label joined(List<Label> labels) {
        return new Label(
                labels.stream().map(Label::zh).collect(Collectors.joining(" ")),
                labels.stream().map(Label::en).collect(Collectors.joining(" ")));
    }
}
