package io.crmkit.insight;

import io.crmkit.access.DirectoryCache;
import io.crmkit.customer.Customer;
import io.crmkit.customer.TradeRecord;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The reports over customers (INS-01): how they are spread, how they grow, how many buy again. Every figure is over the customers that the
 * reader may see, and counted in the store; completeness is {@link Reports.Name#COMPLETENESS}. Got from a session.
 */
public final class CustomerInsight {

    private static final Operation SPREAD = Operation.of("report.spread", "report", "view");
    private static final Operation GROWTH = Operation.of("report.growth", "report", "view");
    private static final Operation REPURCHASE = Operation.of("report.repurchase", "report", "view");
    private static final Permission CUSTOMERS = Permission.of(Customer.KIND.module(), "view");
    private static final Permission PURCHASES = Permission.of("purchase", "view");

    /** How many months growth can be told for. */
    public static final int MOST_MONTHS = 60;

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory knows names
     */
    public CustomerInsight(Road road, Actor actor, DirectoryCache directory) {
        this.road = road;
        this.actor = actor;
        this.directory = directory;
    }

    /**
     * Customers by one thing that is known of them. A reader who does not see that thing is refused (ACC-07).
     *
     * @param by {@code owner}, {@code grade}, {@code lifecycle}, {@code tags}, or the key of a field of the dictionary that has an index:
     *     {@code industry}, {@code region}, {@code type}, {@code purchasingPower}, {@code source}, and all choices and booleans, also the
     *     enterprise's own
     * @return the report
     */
    public Outcome<Report> spread(String by) {
        return road.read(
                actor,
                SPREAD,
                unit -> lacking(unit, CUSTOMERS)
                        .<Outcome<Report>>map(Outcome::refused)
                        .orElseGet(() -> CustomerSpread.of(unit, directory.current(), by)));
    }

    /**
     * New customers, lost ones and those won back, by month, up to the present one. A customer that is lost twice in a month counts once.
     *
     * @param months how many months, 1 to {@value #MOST_MONTHS}
     * @return the report
     */
    public Outcome<Report> growth(int months) {
        return road.read(actor, GROWTH, unit -> {
            Optional<Refusal> lacking = lacking(unit, CUSTOMERS);
            if (lacking.isPresent()) {
                return Outcome.refused(lacking.get());
            }
            if (months < 1 || months > MOST_MONTHS) {
                return Outcome.refused(
                        Refusal.of(Refusal.Kind.INVALID, "INS-01", "report.growth.months", months, MOST_MONTHS)
                                .onField("months")
                                .ofValue(String.valueOf(months)));
            }
            unit.require(TradeRecord.KIND.module(), TradeRecord.TRADED);
            return Outcome.done(CustomerGrowth.of(unit, road.with().zone(), months));
        });
    }

    /**
     * How many of the customers that bought in a period bought at least twice in it. Purchases count, or deals won, as the policy says
     * (SCO-01); two of one day are two.
     *
     * @param from the first day
     * @param to the last day, not before the first
     * @return the report, by owner and in all
     */
    public Outcome<Report> repurchase(LocalDate from, LocalDate to) {
        return road.read(actor, REPURCHASE, unit -> {
            Optional<Refusal> lacking = lacking(unit, CUSTOMERS).or(() -> lacking(unit, PURCHASES));
            if (lacking.isPresent()) {
                return Outcome.refused(lacking.get());
            }
            if (to.isBefore(from)) {
                return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "INS-01", "report.repurchase.period", from, to)
                        .onField("until")
                        .ofValue(to.toString()));
            }
            unit.require(TradeRecord.KIND.module(), TradeRecord.TRADED);
            return Outcome.done(Repurchase.of(unit, directory.current(), from, to));
        });
    }

    private static Optional<Refusal> lacking(Unit unit, Permission permission) {
        return unit.standing().holds(permission) ? Optional.empty() : Optional.of(permission.lacking());
    }

    /** {@return by what customers can be spread, beside the enterprise's own fields} */
    public static List<String> standard() {
        return CustomerSpread.STANDARD;
    }
}
