package io.crmkit.automation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A channel that reminders go out through (NTF-01). What the channel is opened with, such as credentials, is no part of the
 * policy: it comes in through the builder.
 *
 * @param id the notification plugin's id
 * @param address what the channel takes for an address
 */
public record ChannelChoice(
        @NotBlank @Size(max = 64) String id, @NotNull Address address) {

    /** What a channel takes for an address. */
    public enum Address {
        /** The user's id, as an in-app inbox does. */
        USER_ID,
        /** The login. */
        LOGIN,
        /** The user's mailbox; a message to a user without one is parked. */
        EMAIL
    }
}
