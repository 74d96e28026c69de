package io.crmkit.customer;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A contact to be created (CUS-18).
 *
 * @param customer id of the customer where the person works
 * @param details what is known of the person
 * @param state how contact stands
 * @param primary whether the person becomes the primary contact in place of another; the first active one does anyway
 * @param leftOn when the person left, if so
 */
public record NewContact(
        @NotBlank String customer,
        @Valid @NotNull Contact.Details details,
        @NotNull ContactState state,
        boolean primary,
        @NotNull Optional<LocalDate> leftOn) {

    /**
     * A person nobody has contacted yet.
     *
     * @param customer id of the customer
     * @param details what is known of the person
     * @return the contact to be created
     */
    public static NewContact of(String customer, Contact.Details details) {
        return new NewContact(customer, details, ContactState.NOT_CONTACTED, false, Optional.empty());
    }

    /** {@return the same as the primary contact} */
    public NewContact asPrimary() {
        return new NewContact(customer, details, state, true, leftOn);
    }
}
