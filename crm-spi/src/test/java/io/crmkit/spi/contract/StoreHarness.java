package io.crmkit.spi.contract;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.StorageProvider;

/**
 * All that a vendor writes to have a store tested: which provider, and where it may work. See {@link StorageContract}.
 *
 * <p>The clause about {@code kill -9} opens the location in a second JVM with the same class path: there the provider is
 * made by its public constructor without parameters, as {@link java.util.ServiceLoader} would.
 */
public interface StoreHarness {

    /** {@return the provider under test; may be the same object each time} */
    StorageProvider provider();

    /** {@return a location that nobody has used yet, another one at each call} */
    String freshLocation();

    /** {@return what {@link StorageProvider#open} is given; none by default} */
    default Parameters parameters() {
        return Parameters.none();
    }
}
