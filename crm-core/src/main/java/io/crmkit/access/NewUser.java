package io.crmkit.access;

import io.crmkit.shared.CleanText;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A user to be created (ACC-01).
 *
 * @param name what people call the user
 * @param login the login; made from the mailbox's name or the name when absent
 * @param email mailbox, if known
 * @param phone telephone, if known
 * @param department id of the department, if any
 * @param superior id of the user reported to, if any
 * @param roles ids of the roles held
 * @param trainedOn the day on which training was confirmed, if it was (ACC-14); saying so needs the right to confirm it
 */
public record NewUser(
        @NotBlank @CleanText(max = 100) String name,
        @NotNull Optional<@CleanText(min = 1, max = 64) String> login,
        @NotNull Optional<@Email @CleanText(max = 200) String> email,
        @NotNull Optional<@CleanText(min = 3, max = 40) String> phone,
        @NotNull Optional<String> department,
        @NotNull Optional<String> superior,
        @NotEmpty SortedSet<String> roles,
        @NotNull Optional<LocalDate> trainedOn) {

    /** Copies the roles. */
    public NewUser {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    /**
     * A user without a telephone and without training.
     *
     * @param name what people call the user
     * @param login the login; made from mailbox or name when absent
     * @param email mailbox, if known
     * @param department id of the department, if any
     * @param superior id of the user reported to, if any
     * @param roles ids of the roles held
     */
    public NewUser(
            String name,
            Optional<String> login,
            Optional<String> email,
            Optional<String> department,
            Optional<String> superior,
            SortedSet<String> roles) {
        this(name, login, email, Optional.empty(), department, superior, roles, Optional.empty());
    }

    /**
     * A user with a name and roles.
     *
     * @param name what people call the user
     * @param roles ids of the roles
     * @return the user to be created
     */
    public static NewUser of(String name, String... roles) {
        return new NewUser(
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new TreeSet<>(Set.of(roles)));
    }

    /**
     * The same with a login.
     *
     * @param name the login
     * @return the other
     */
    public NewUser withLogin(String name) {
        return new NewUser(this.name, Optional.of(name), email, phone, department, superior, roles, trainedOn);
    }

    /**
     * The same with a mailbox.
     *
     * @param address the mailbox
     * @return the other
     */
    public NewUser withEmail(String address) {
        return new NewUser(name, login, Optional.of(address), phone, department, superior, roles, trainedOn);
    }

    /**
     * The same below a superior.
     *
     * @param userId the superior's id
     * @return the other
     */
    public NewUser below(String userId) {
        return new NewUser(name, login, email, phone, department, Optional.of(userId), roles, trainedOn);
    }

    /**
     * The same in a department.
     *
     * @param departmentId the department's id
     * @return the other
     */
    public NewUser in(String departmentId) {
        return new NewUser(name, login, email, phone, Optional.of(departmentId), superior, roles, trainedOn);
    }

    /**
     * The same with a telephone.
     *
     * @param number the telephone
     * @return the other
     */
    public NewUser withPhone(String number) {
        return new NewUser(name, login, email, Optional.of(number), department, superior, roles, trainedOn);
    }

    /**
     * The same with training confirmed.
     *
     * @param day the day
     * @return the other
     */
    public NewUser trainedOn(LocalDate day) {
        return new NewUser(name, login, email, phone, department, superior, roles, Optional.of(day));
    }
}
