package io.crmkit.customer;

import io.crmkit.customer.cleansing.Rule;
import io.crmkit.internal.road.Veil;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a cleansing came to, or would come to (CUS-10).
 *
 * @param startedAt when it began
 * @param looked how many customers it looked at, with their contacts: all that the actor may see
 * @param found how many proposals came about that were not there before, by rule
 * @param settled how many open proposals were settled, since what was found is there no more
 * @param rows of a dry run the first of the proposals that would come about, at most {@value #LISTED}; none of a run, whose proposals are listed
 */
public record CleansingReport(
        Instant startedAt, long looked, Map<Rule, Long> found, long settled, List<Proposal> rows) {

    /** How many proposals a dry run lists. */
    public static final int LISTED = 1_000;

    /** What a reader sees of its proposals (ACC-07). */
    public static final Veil<CleansingReport> VEIL = new Veil<>(
            CleansingReport.class,
            (report, walls) -> new CleansingReport(
                    report.startedAt(),
                    report.looked(),
                    report.found(),
                    report.settled(),
                    report.rows().stream()
                            .map(row -> Proposal.VEIL.shown().apply(row, walls))
                            .toList()));

    /** Copies what is many. */
    public CleansingReport {
        EnumMap<Rule, Long> byRule = new EnumMap<>(Rule.class);
        byRule.putAll(found);
        found = java.util.Collections.unmodifiableMap(byRule);
        rows = List.copyOf(rows);
    }

    static CleansingReport of(CleansingRun run) {
        EnumMap<Rule, Long> found = new EnumMap<>(Rule.class);
        run.found().forEach((key, many) -> found.put(Rule.valueOf(key.toUpperCase(java.util.Locale.ROOT)), many));
        return new CleansingReport(run.startedAt(), run.looked(), found, run.settled(), List.of());
    }

    /** {@return how many proposals came about} */
    public long total() {
        return found.values().stream().mapToLong(Long::longValue).sum();
    }
}
