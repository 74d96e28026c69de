/**
 * Who may do what (ACC): users, departments, roles as data, scopes, decisions, ownership.
 *
 * <p>Start at {@link io.crmkit.access.Directory}, the organisation at one moment, and {@link
 * io.crmkit.access.AccessRules}, the pure decision. {@link io.crmkit.access.Users} and {@link
 * io.crmkit.access.Departments} are the use cases.
 */
@NullMarked
package io.crmkit.access;

import org.jspecify.annotations.NullMarked;
