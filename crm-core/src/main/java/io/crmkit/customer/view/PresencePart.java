package io.crmkit.customer.view;

import io.crmkit.customer.CustomerSeen;
import io.crmkit.customer.PresencePolicy;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Messages;
import java.time.Duration;
import java.time.Instant;

/** Whether the customer is online (CUS-15). */
public final class PresencePart implements CustomerPart {

    /** For all CRMs alike. */
    public PresencePart() {}

    @Override
    public String key() {
        return "presence";
    }

    @Override
    public Permission permission() {
        return Permission.of("presence", "view");
    }

    @Override
    public void show(Glance glance, Showing showing) {
        int minutes =
                glance.unit().standing().policy().get(PresencePolicy.SECTION).onlineMinutes();
        Instant since = glance.unit().now().minus(Duration.ofMinutes(minutes));
        glance.unit()
                .find(CustomerSeen.KIND, glance.customer().id())
                .ifPresent(seen -> showing.facts()
                        .fact(
                                "online",
                                Messages.label(seen.at().isBefore(since) ? "customer.view.no" : "customer.view.yes"))
                        .fact("last-seen", seen.at()));
    }
}
