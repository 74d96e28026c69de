package io.crmkit.spi;

/**
 * What every plugin is: something with an id, made for a version of this interface.
 *
 * <p>Implementations need a public constructor without parameters when they are to be found by {@link
 * java.util.ServiceLoader}. The constructor and both methods must be cheap, must not touch files, networks or threads,
 * and must be callable from any thread.
 */
@PublicApi(use = PublicApi.Use.IMPLEMENTING, since = "0.1")
public interface CrmPlugin {

    /**
     * The name that configuration uses for this plugin.
     *
     * @return 1 to 64 characters of {@code a-z}, {@code 0-9} and {@code -}, beginning with a letter; always the same
     */
    String id();

    /**
     * The major version of this interface that the plugin was made for. A plugin made for another major version is
     * reported and not used.
     *
     * @return the version, by default {@link Plugins#SPI_VERSION} of the crm-spi that the plugin is compiled against
     */
    default int spiVersion() {
        return Plugins.SPI_VERSION;
    }
}
