package io.crmkit.insight;

import io.crmkit.customer.Evaluation;
import io.crmkit.customer.Evaluation.Silent;
import io.crmkit.customer.Ledger;
import io.crmkit.customer.Segmentation;
import io.crmkit.customer.TradeRecord;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.policy.Segment;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.scoring.Silence;
import io.crmkit.scoring.SilencePolicy;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Silent customers where segments have months of their own (POL-04): one boundary does not hold for all, so the store cannot
 * count, and every customer is looked at. Not safe for use by many threads.
 */
final class SilenceCount {

    private static final int PAGE = 1_000;

    private final GradeCount active = new GradeCount();
    private final GradeCount reminded = new GradeCount();
    private final GradeCount risky = new GradeCount();
    private final GradeCount dormant = new GradeCount();
    private long customers;
    private long silent;

    /**
     * The rows of a report.
     *
     * @param rows for each set of segments that customers belong to, and for all others, the four levels
     * @param unseen whether segments ask for what the reader does not see: they fit nobody here
     * @param customers how many customers bought
     * @param silent how many of them are silent
     */
    record Counted(List<List<@Nullable Object>> rows, boolean unseen, long customers, long silent) {}

    static Counted of(Unit unit, Evaluation evaluation) {
        Policy policy = unit.standing().policy();
        IdentityHashMap<Policy.Variant, SilenceCount> counts = new IdentityHashMap<>(); // each variant is there once
        Optional<String> token = Optional.empty();
        do {
            Unit batch = unit.another(); // what was read for one batch need not be kept for the next
            Listing<TradeRecord> page = batch.all(TradeRecord.KIND, Filter.all(), PAGE, token);
            for (Silent one : evaluation.silences(batch, page.items())) {
                counts.computeIfAbsent(one.settings(), v -> new SilenceCount()).add(one);
            }
            token = page.next();
        } while (token.isPresent());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<Policy.Variant> order = new ArrayList<>(policy.variants());
        order.add(order.remove(0)); // all others come last
        boolean allSeen = policy.segments().stream().allMatch(one -> Segmentation.isSeen(unit.walls(), one));
        for (Policy.Variant variant : order) {
            SilenceCount count = counts.get(variant);
            boolean seen = variant.segments().stream().allMatch(one -> Segmentation.isSeen(unit.walls(), one));
            if (seen && (count != null || variant.segments().size() < 2)) {
                rows.addAll(rows(variant, count == null ? new SilenceCount() : count));
            }
        }
        return new Counted(
                rows,
                !allSeen,
                counts.values().stream().mapToLong(c -> c.customers).sum(),
                counts.values().stream().mapToLong(c -> c.silent).sum());
    }

    private void add(Silent one) {
        Silence silence = one.silence();
        if (silence.since().isEmpty()) {
            return;
        }
        customers++;
        if (silence.level() == Silence.Level.NONE) {
            add(active, one);
            return;
        }
        silent++;
        add(silence.level() == Silence.Level.REMINDER ? reminded : risky, one);
        if (silence.level() == Silence.Level.DORMANT) {
            add(dormant, one);
        }
    }

    private static void add(GradeCount count, Silent one) {
        Ledger ledger = one.ledger();
        count.add(
                ledger.currency().orElse(""),
                1,
                one.trade().owner().isEmpty() ? 1 : 0,
                ledger.history().purchases(),
                ledger.total());
    }

    private static List<List<@Nullable Object>> rows(Policy.Variant variant, SilenceCount count) {
        SilencePolicy months = variant.policy().get(ScoringPolicy.SECTION).silence();
        Object segment = variant.segments().isEmpty()
                ? Messages.label("report.silence.others")
                : variant.segments().stream().map(Segment::name).collect(Collectors.joining(" + "));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        add(rows, segment, Messages.label("report.silence.active"), count.active);
        add(rows, null, Messages.label("report.silence.reminder", months.reminderMonths()), count.reminded);
        add(rows, null, Messages.label("report.silence.at-risk", months.atRiskMonths()), count.risky);
        add(rows, null, Messages.label("report.silence.dormant", months.dormantMonths()), count.dormant);
        return rows;
    }

    private static void add(
            List<List<@Nullable Object>> rows, @Nullable Object segment, Label level, GradeCount count) {
        Object first = segment;
        for (List<@Nullable Object> row : count.rows(level)) {
            List<@Nullable Object> longer = new ArrayList<>();
            longer.add(first);
            longer.addAll(row);
            rows.add(longer);
            first = null;
        }
    }
}
