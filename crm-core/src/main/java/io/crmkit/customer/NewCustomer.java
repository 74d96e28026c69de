package io.crmkit.customer;

import io.crmkit.shared.Trace;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;

/**
 * A customer to be created (CUS-02, CUS-03).
 *
 * @param profile what is known of it
 * @param owner id of the owner; absent means the creator, or nobody when the creator may leave customers to nobody
 * @param origin the row it is imported from, if it is
 */
public record NewCustomer(
        @Valid @NotNull Customer.Profile profile,
        @NotNull Optional<String> owner,
        @NotNull Optional<Trace.Origin> origin) {

    /**
     * A customer of whom the name is known.
     *
     * @param name full registered name
     * @return the customer to be created
     */
    public static NewCustomer named(String name) {
        return of(Customer.Profile.named(name));
    }

    /**
     * A customer.
     *
     * @param profile what is known of it
     * @return the customer to be created
     */
    public static NewCustomer of(Customer.Profile profile) {
        return new NewCustomer(profile, Optional.empty(), Optional.empty());
    }

    /**
     * The same with an owner.
     *
     * @param userId the owner's id
     * @return the other
     */
    public NewCustomer ownedBy(String userId) {
        return new NewCustomer(profile, Optional.of(userId), origin);
    }
}
