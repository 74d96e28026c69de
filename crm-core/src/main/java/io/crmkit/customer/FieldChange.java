package io.crmkit.customer;

import java.time.Instant;
import java.util.Optional;

/**
 * How a field of a customer came to another value (CUS-11).
 *
 * @param at when
 * @param by id of the user
 * @param login the user's login at that time
 * @param operation what was done, such as {@code customer.edit}
 * @param reason why, if a reason was given
 * @param before the value before as it is stored; empty for none
 * @param after the value after; empty for none
 */
public record FieldChange(
        Instant at, String by, String login, String operation, Optional<String> reason, String before, String after) {}
