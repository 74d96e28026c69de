package io.crmkit.access;

import io.crmkit.shared.CleanText;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;

/**
 * What users may change about themselves (ACC-01). There is nothing else in it: whoever updates a profile cannot reach roles,
 * superior, state or login.
 *
 * @param name what people call the user
 * @param email mailbox, if known
 * @param phone telephone, if known
 */
public record UserProfile(
        @NotBlank @CleanText(max = 100) String name,
        @NotNull Optional<@Email @CleanText(max = 200) String> email,
        @NotNull Optional<@CleanText(min = 3, max = 40) String> phone) {

    /**
     * The profile that a user has.
     *
     * @param user the user
     * @return the profile
     */
    public static UserProfile of(User user) {
        return new UserProfile(user.name(), user.email(), user.phone());
    }

    /**
     * The same with another name.
     *
     * @param other the name
     * @return the other
     */
    public UserProfile withName(String other) {
        return new UserProfile(other, email, phone);
    }

    /**
     * The same with another mailbox.
     *
     * @param other the mailbox
     * @return the other
     */
    public UserProfile withEmail(String other) {
        return new UserProfile(name, Optional.of(other), phone);
    }

    /**
     * The same with another telephone.
     *
     * @param other the telephone
     * @return the other
     */
    public UserProfile withPhone(String other) {
        return new UserProfile(name, email, Optional.of(other));
    }
}
