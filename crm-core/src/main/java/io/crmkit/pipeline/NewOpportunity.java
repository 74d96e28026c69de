package io.crmkit.pipeline;

import io.crmkit.shared.Money;
import io.crmkit.shared.Trace;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Optional;

/**
 * An opportunity to be created (PIP-03).
 *
 * @param terms what it is about
 * @param owner id of the rep; absent means the creator
 * @param stage an open stage; absent means the first
 * @param origin the row it is imported from, if it is
 */
public record NewOpportunity(
        @Valid @NotNull Opportunity.Terms terms,
        @NotNull Optional<String> owner,
        @NotNull Optional<Stage> stage,
        @NotNull Optional<Trace.Origin> origin) {

    /**
     * An opportunity.
     *
     * @param terms what it is about
     * @return the opportunity to be created
     */
    public static NewOpportunity of(Opportunity.Terms terms) {
        return new NewOpportunity(terms, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * An opportunity of which name, customer and amount are known.
     *
     * @param name what people call it
     * @param customer id of the customer
     * @param expected what it may bring
     * @return the opportunity to be created
     */
    public static NewOpportunity of(String name, String customer, Money expected) {
        return of(new Opportunity.Terms(
                name,
                customer,
                List.of(),
                Optional.empty(),
                Optional.of(expected),
                Optional.empty(),
                Optional.empty()));
    }

    /**
     * The same with an owner.
     *
     * @param userId id of the rep
     * @return the other
     */
    public NewOpportunity ownedBy(String userId) {
        return new NewOpportunity(terms, Optional.of(userId), stage, origin);
    }
}
