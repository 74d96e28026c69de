package io.crmkit.customer;

import io.crmkit.customer.cleansing.CleansingPolicy;
import io.crmkit.internal.road.Concerning;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A customer in the recycle bin (CUS-10), as whoever could see it is told.
 *
 * @param customer id of the customer
 * @param name its full registered name
 * @param owner id of the user whose it was, if anybody's
 * @param at since when it is there
 * @param by id of the user who put it there
 * @param reason why
 * @param until until when it can be restored; then it is purged
 */
public record Binned(
        String customer, String name, Optional<String> owner, Instant at, String by, String reason, Instant until)
        implements Concerning {

    @Override
    public String concerned() {
        return customer;
    }

    static Binned of(Unit unit, BinRecord record) {
        Customer customer = record.customer().orElseThrow();
        return new Binned(
                record.id(),
                customer.name(),
                customer.owner(),
                record.at(),
                record.by(),
                record.reason(),
                record.at().plus(time(unit)));
    }

    static Duration time(Unit unit) {
        return Duration.ofDays(
                unit.standing().policy().get(CleansingPolicy.SECTION).binDays());
    }

    Refusal refusal(Unit unit) {
        return Refusal.of(Refusal.Kind.NOT_FOUND, "CUS-10", "bin.there", name, unit.said(at), unit.said(until))
                .ofValue(customer);
    }
}
