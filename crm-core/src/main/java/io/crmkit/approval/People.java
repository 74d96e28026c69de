package io.crmkit.approval;

import java.util.Optional;
import java.util.Set;

/** The people of an organisation at one moment, as far as approvals need them. Users and departments are named by their ids. */
public interface People {

    /**
     * Whether a user may decide anything now.
     *
     * @param userId the user
     * @return whether the account is there and active
     */
    boolean active(String userId);

    /**
     * Whom a user reports to.
     *
     * @param userId the user
     * @return the superior, active or not
     */
    Optional<String> superior(String userId);

    /**
     * The department of a user.
     *
     * @param userId the user
     * @return its id
     */
    Optional<String> department(String userId);

    /**
     * The head of a department; where it has none, of the nearest department above.
     *
     * @param departmentId the department
     * @return the head, active or not
     */
    Optional<String> head(String departmentId);

    /**
     * Who holds a role.
     *
     * @param role id of the role
     * @return the active users
     */
    Set<String> holders(String role);

    /**
     * A user by login.
     *
     * @param login the login
     * @return the user, if there is one
     */
    Optional<String> byLogin(String login);

    /**
     * The login of a user.
     *
     * @param userId the user
     * @return the login; the id for somebody who is not there any more
     */
    String login(String userId);

    /**
     * What people call a user.
     *
     * @param userId the user
     * @return the name; the id for somebody who is not there any more
     */
    String name(String userId);

    /**
     * What people call a department.
     *
     * @param departmentId the department
     * @return the name
     */
    Optional<String> departmentName(String departmentId);
}
