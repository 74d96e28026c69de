package io.crmkit.audit;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.time.Instant;
import java.util.Locale;

/**
 * Something out of the ordinary that a user did (ACC-10).
 *
 * @param kind what
 * @param userId who
 * @param login the user's login at that time
 * @param from when it began
 * @param to when it was last seen
 * @param count how many: the most in one hour of {@code VIEWS} and {@code REFUSALS}, all of a day otherwise
 * @param limit what the policy allows; 0 of {@code HOURS}
 */
public record Anomaly(Kind kind, String userId, String login, Instant from, Instant to, long count, long limit) {

    /** What is out of the ordinary. */
    public enum Kind {
        /** Many views of sensitive fields within an hour. */
        VIEWS,
        /** Many exported rows on a day. */
        EXPORTS,
        /** Access outside of working hours. */
        HOURS,
        /** Many refusals within an hour. */
        REFUSALS;

        /** {@return the kind in words} */
        public Label label() {
            return Messages.label("audit.anomaly." + name().toLowerCase(Locale.ROOT));
        }
    }
}
