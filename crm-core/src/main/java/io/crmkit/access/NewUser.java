package io.crmkit.access;

import io.crmkit.shared.Trace;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import java.util.Set;

/**
 * A user to be created (ACC-01).
 *
 * @param name what people call the user
 * @param login the login; made from the name when absent
 * @param email mailbox, if known
 * @param department id of the department, if any
 * @param superior id of the user reported to, if any
 * @param roles ids of the roles held
 * @param origin the row it is imported from, if it is
 */
public record NewUser(
        @NotBlank @Size(max = 100) String name,
        @NotNull Optional<@Size(min = 1, max = 64) String> login,
        @NotNull Optional<@Email @Size(max = 200) String> email,
        @NotNull Optional<String> department,
        @NotNull Optional<String> superior,
        @NotEmpty Set<String> roles,
        @NotNull Optional<Trace.Origin> origin) {

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
                Set.of(roles),
                Optional.empty());
    }

    /**
     * The same with a login.
     *
     * @param name the login
     * @return the other
     */
    public NewUser withLogin(String name) {
        return new NewUser(this.name, Optional.of(name), email, department, superior, roles, origin);
    }

    /**
     * The same below a superior.
     *
     * @param userId the superior's id
     * @return the other
     */
    public NewUser below(String userId) {
        return new NewUser(name, login, email, department, Optional.of(userId), roles, origin);
    }

    /**
     * The same in a department.
     *
     * @param departmentId the department's id
     * @return the other
     */
    public NewUser in(String departmentId) {
        return new NewUser(name, login, email, Optional.of(departmentId), superior, roles, origin);
    }
}
