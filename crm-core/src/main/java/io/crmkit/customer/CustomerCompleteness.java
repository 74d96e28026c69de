package io.crmkit.customer;

import io.crmkit.dictionary.Completeness;
import io.crmkit.dictionary.CompletenessPolicy;
import io.crmkit.dictionary.Field;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.scoring.GradeCard;
import io.crmkit.shared.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How true, accurate, complete and valid what is known of a customer is (CUS-04), and what to ask for next (LIF-09), as far as the
 * reader sees it: fields behind walls that hide them are neither counted nor asked for.
 *
 * @param customer id of the customer
 * @param version the version of it that was looked at
 * @param completeness how much of it is filled, and what is missing
 * @param wanted how many percent are wanted of such a customer (LIF-07)
 * @param inaccurate stored values that are none any more, since the dictionary has changed
 * @param knownAt when what is known last changed or was confirmed, if that is known
 * @param valid whether that is recent enough
 * @param attested whether somebody has confirmed that what is known now is true, and who
 * @param next the fields to ask for next, in this order
 */
public record CustomerCompleteness(
        String customer,
        long version,
        Completeness completeness,
        int wanted,
        List<Refusal> inaccurate,
        Optional<Instant> knownAt,
        boolean valid,
        Optional<Customer.Attestation> attested,
        List<Field> next) {

    /** Copies the lists. */
    public CustomerCompleteness {
        inaccurate = List.copyOf(inaccurate);
        next = List.copyOf(next);
    }

    /** {@return whether as much is filled as is wanted} */
    public boolean suffices() {
        return completeness.reaches(wanted);
    }

    private static Optional<String> grade(Unit unit, Customer customer) {
        return unit.find(TradeRecord.KIND, customer.id())
                .flatMap(trade -> trade.grades().now(unit.today()))
                .map(GradeCard.Counting::grade);
    }

    /**
     * The figures of a customer, as far as the reader sees it.
     *
     * @param unit the unit of work
     * @param customer the customer
     * @return the figures
     */
    public static CustomerCompleteness of(Unit unit, Customer customer) {
        Policy policy = unit.standing().policy();
        Customer shown = unit.shown(customer);
        CompletenessPolicy settings = Segmentation.of(policy, unit, shown, grade(unit, customer))
                .policy()
                .get(CompletenessPolicy.SECTION);
        Map<String, String> known = CustomerFields.values(shown.profile());
        Completeness completeness = Completeness.of(
                CustomerFields.of(policy).without(field -> !unit.walls().sees("customer", field.key())), known);
        Instant since = unit.now().minus(Duration.ofDays(settings.validDays()));
        return new CustomerCompleteness(
                customer.id(),
                customer.version(),
                completeness,
                settings.wanted(shown.profile().type()),
                CustomerFields.of(policy).inaccurate(known),
                customer.knownAt(),
                customer.knownAt().filter(at -> !at.isBefore(since)).isPresent(),
                customer.attested(),
                completeness.missing().stream()
                        .filter(field -> unit.walls().fills("customer", field.key()))
                        .limit(settings.asked())
                        .toList());
    }
}
