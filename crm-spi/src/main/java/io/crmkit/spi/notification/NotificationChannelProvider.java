package io.crmkit.spi.notification;

import io.crmkit.spi.CrmPlugin;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.PublicApi;

/** A notification plugin (NTF-01). Called through a guard: a broken channel does not stop the work. */
@PublicApi(use = PublicApi.Use.IMPLEMENTING, since = "0.1")
public interface NotificationChannelProvider extends CrmPlugin {

    /**
     * Opens the channel. The far end need not be reachable now; until it is, messages are answered with {@link
     * Receipt.Status#RETRY}.
     *
     * @param parameters addresses, credentials and what else the channel documents
     * @return the channel
     * @throws IllegalArgumentException when a parameter is missing or wrong; the message names it
     */
    NotificationChannel open(Parameters parameters);
}
