package io.crmkit.customer;

import io.crmkit.shared.CleanText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;

/**
 * A customer to be created (CUS-02, CUS-03).
 *
 * @param profile what is known of it
 * @param owner id of the owner; absent means the creator, or nobody when the creator may leave customers to nobody
 * @param salesCode the sales code that was entered (ACC-03); its rep becomes the owner
 */
public record NewCustomer(
        @Valid @NotNull Customer.Profile profile,
        @NotNull Optional<String> owner,
        @NotNull Optional<@CleanText(max = 20) String> salesCode) {

    /**
     * A customer without a sales code.
     *
     * @param profile what is known of it
     * @param owner id of the owner, if one is named
     */
    public NewCustomer(Customer.Profile profile, Optional<String> owner) {
        this(profile, owner, Optional.empty());
    }

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
        return new NewCustomer(profile, Optional.empty());
    }

    /**
     * The same with an owner.
     *
     * @param userId the owner's id
     * @return the other
     */
    public NewCustomer ownedBy(String userId) {
        return new NewCustomer(profile, Optional.of(userId), salesCode);
    }

    /**
     * The same with a sales code.
     *
     * @param code the code as it was entered
     * @return the other
     */
    public NewCustomer withSalesCode(String code) {
        return new NewCustomer(profile, owner, Optional.of(code));
    }
}
