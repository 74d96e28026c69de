package io.crmkit.automation;

import io.crmkit.shared.PluginFailure;
import java.util.List;

/**
 * What became of the messages of one run.
 *
 * @param delivered how many a channel took
 * @param waiting how many were tried in vain, or could not be tried, and wait for their next attempt
 * @param parked how many were given up
 * @param failures what was wrong with channels, the first for each channel
 * @param more whether the run ended at its limit with messages still due
 */
public record DeliveryReport(long delivered, long waiting, long parked, List<PluginFailure> failures, boolean more) {

    /** Copies the list. */
    public DeliveryReport {
        failures = List.copyOf(failures);
    }
}
