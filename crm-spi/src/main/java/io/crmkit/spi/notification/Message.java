package io.crmkit.spi.notification;

import io.crmkit.spi.PublicApi;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * A message to one person.
 *
 * @param id the same for every attempt to deliver this message, and no other's within its tenant; compared byte for byte
 * @param tenant whose
 * @param recipient the user's id
 * @param address where to, in the channel's own form; the user's id for an in-app inbox
 * @param language of subject and text
 * @param subject one line; a channel may reject another one, but never lets a line of it become a header or a recipient
 * @param text plain text
 * @param at when it was written
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Message(
        String id,
        String tenant,
        String recipient,
        String address,
        Locale language,
        String subject,
        String text,
        Instant at) {

    /** Checks that nothing is missing. */
    public Message {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(at, "at");
    }
}
