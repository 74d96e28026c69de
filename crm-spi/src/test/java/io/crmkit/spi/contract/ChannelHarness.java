package io.crmkit.spi.contract;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.notification.NotificationChannelProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a vendor writes to have a notification plugin tested. Three methods must be written; what the others declare is
 * tested as well, and what they do not declare is skipped, with a word on what is missing. See {@link NotificationContract}.
 *
 * <p>A <em>place</em> is the far end of a channel, as parameters name it: a directory, a mail server and an account, a hook. A
 * vendor who can look into the place, and cut it off, has the whole contract tested.
 */
public interface ChannelHarness {

    /**
     * What arrived at a place.
     *
     * @param address where it arrived
     * @param subject its subject
     * @param text its text
     */
    record Delivered(String address, String subject, String text) {}

    /** {@return the provider under test; may be the same object each time} */
    NotificationChannelProvider provider();

    /** {@return parameters for a place where nothing has arrived yet, another one at each call} */
    Parameters freshPlace();

    /** {@return an address that the channel delivers to} */
    String address();

    /** {@return parameters that {@code open} must refuse; none are declared by default, and N06 is skipped} */
    default List<WrongParameters> wrongParameters() {
        return List.of();
    }

    /** {@return names of parameters that hold secrets; none are declared by default, and N08 is skipped} */
    default Set<String> secrets() {
        return Set.of();
    }

    /** {@return addresses that the channel can tell are wrong; none are declared by default, and N12 is skipped} */
    default List<String> wrongAddresses() {
        return List.of();
    }

    /**
     * What arrived at a place, in any order, read from the far end and not from the channel. Waits for what is on its way.
     *
     * @param place the place
     * @return what arrived; nothing is declared by default, and the clauses about arrival are skipped
     */
    default Optional<List<Delivered>> delivered(Parameters place) {
        return Optional.empty();
    }

    /** {@return whether messages have a subject at the far end; they do by default, else subjects are not compared} */
    default boolean carriesSubjects() {
        return true;
    }

    /** {@return whether a message that is sent again arrives once; not declared by default, and N38 to N40 are skipped} */
    default boolean deduplicates() {
        return false;
    }

    /**
     * Cuts a place off, so that nothing gets there, or mends it.
     *
     * @param place the place
     * @param reachable whether it can be reached from now on
     * @return whether the harness can do that; it cannot by default, and N50 to N52 are skipped
     */
    default boolean reachable(Parameters place, boolean reachable) {
        return false;
    }

    /** {@return whether closing ends anything; it does by default, else N61 and N62 are skipped} */
    default boolean closes() {
        return true;
    }

    /**
     * Where ServiceLoader finds the plugin.
     *
     * @return the plugin's class loader by default; empty for a plugin that is registered by hand only, and N03 is skipped
     */
    default Optional<ClassLoader> discovery() {
        return Optional.ofNullable(provider().getClass().getClassLoader());
    }
}
