package io.crmkit.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The plugins of one contract, by id.
 *
 * <p>A provider that cannot be loaded never hides the good ones: it is kept aside in {@link #failures()}. Two classes
 * that claim one id are both kept aside as well; asking for that id fails and names both. What was registered by hand
 * wins over what was found. Immutable and safe for use by many threads.
 *
 * @param <P> the contract
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class Plugins<P extends CrmPlugin> {

    /** The major version of this interface. */
    public static final int SPI_VERSION = 1;

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** So many consecutive failures end the search: a provider iterator that fails forever must not hang the caller. */
    private static final int MAX_FAILURES = 1000;

    /**
     * A provider that could not be used.
     *
     * @param provider the class or services file concerned, as far as it is known
     * @param message what went wrong
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public record Failure(String provider, String message) {}

    private final Class<P> contract;
    private final Map<String, P> byId;
    private final Map<String, List<String>> ambiguous;
    private final List<Failure> failures;

    private Plugins(
            Class<P> contract, Map<String, P> byId, Map<String, List<String>> ambiguous, List<Failure> failures) {
        this.contract = contract;
        this.byId = Map.copyOf(byId);
        this.ambiguous = Map.copyOf(ambiguous);
        this.failures = List.copyOf(failures);
    }

    /**
     * Only what is given, nothing is searched for.
     *
     * @param contract the contract
     * @param registered the plugins
     * @param <P> the contract
     * @return the plugins by id
     */
    public static <P extends CrmPlugin> Plugins<P> of(Class<P> contract, Collection<? extends P> registered) {
        Collector<P> collector = new Collector<>(contract);
        registered.forEach(collector::add);
        return collector.build(Map.of());
    }

    /**
     * What is given, and what {@link ServiceLoader} finds.
     *
     * @param contract the contract
     * @param registered plugins registered by hand; they win over found ones of the same id
     * @param loader where to look
     * @param <P> the contract
     * @return the plugins by id
     */
    public static <P extends CrmPlugin> Plugins<P> discover(
            Class<P> contract, Collection<? extends P> registered, ClassLoader loader) {
        Plugins<P> explicit = of(contract, registered);
        Collector<P> found = new Collector<>(contract);
        Iterator<ServiceLoader.Provider<P>> providers =
                ServiceLoader.load(contract, loader).stream().iterator();
        while (found.failures.size() < MAX_FAILURES) {
            ServiceLoader.Provider<P> provider;
            try {
                if (!providers.hasNext()) {
                    break;
                }
                provider = providers.next();
            } catch (ServiceConfigurationError | LinkageError e) {
                found.fail(contract.getName(), e);
                continue;
            }
            found.load(provider);
        }
        explicit.failures.forEach(found.failures::add);
        explicit.ambiguous.forEach(found::ambiguous);
        return found.build(explicit.byId);
    }

    /**
     * The plugin of an id.
     *
     * @param id the id
     * @return the plugin
     * @throws PluginException when there is none, none of this id, or more than one; the message lists what there is
     */
    public P get(String id) {
        Objects.requireNonNull(id, "id");
        List<String> claimants = ambiguous.get(id);
        if (claimants != null) {
            throw new PluginException(
                    PluginException.Reason.AMBIGUOUS_ID,
                    "Two or more " + contract.getSimpleName() + " plugins claim the id '" + id + "': "
                            + String.join(", ", claimants) + ". Remove one, or register the wanted one explicitly.");
        }
        P plugin = byId.get(id);
        if (plugin != null) {
            return plugin;
        }
        String broken = failures.isEmpty()
                ? ""
                : " These could not be loaded: "
                        + failures.stream()
                                .map(f -> f.provider() + " (" + f.message() + ")")
                                .collect(Collectors.joining("; "))
                        + ".";
        if (byId.isEmpty()) {
            throw new PluginException(
                    PluginException.Reason.NONE_FOUND,
                    "No " + contract.getSimpleName() + " plugin was found; '" + id
                            + "' was asked for. Put its jar on the class path or register it explicitly." + broken);
        }
        throw new PluginException(
                PluginException.Reason.UNKNOWN_ID,
                "No " + contract.getSimpleName() + " plugin has the id '" + id + "'. There are: "
                        + String.join(", ", ids()) + "." + broken);
    }

    /** {@return the ids that can be asked for, in order} */
    public List<String> ids() {
        return byId.keySet().stream().sorted().toList();
    }

    /** {@return the plugins that can be asked for, by id, in order} */
    public Map<String, P> all() {
        return java.util.Collections.unmodifiableMap(new TreeMap<>(byId));
    }

    /** {@return ids that more than one class claims, with the class names} */
    public Map<String, List<String>> ambiguous() {
        return ambiguous;
    }

    /** {@return providers that could not be used} */
    public List<Failure> failures() {
        return failures;
    }

    private static final class Collector<P extends CrmPlugin> {
        private final Class<P> contract;
        private final Map<String, List<P>> byId = new LinkedHashMap<>();
        private final Map<String, Set<String>> clashes = new LinkedHashMap<>();
        private final List<Failure> failures = new ArrayList<>();

        Collector(Class<P> contract) {
            this.contract = Objects.requireNonNull(contract, "contract");
        }

        @SuppressWarnings("PMD.AvoidCatchingThrowable")
        void load(ServiceLoader.Provider<P> provider) {
            String name = provider.type().getName();
            try {
                add(provider.get());
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) { // a stranger's constructor may throw anything; the others must still load
                fail(name, e);
            }
        }

        void add(P plugin) {
            String name = plugin.getClass().getName();
            try {
                String id = plugin.id();
                int version = plugin.spiVersion();
                if (id == null || !ID.matcher(id).matches()) {
                    failures.add(new Failure(
                            name, "its id '" + id + "' is not 1 to 64 characters of a-z, 0-9 and -, letter first"));
                } else if (version != SPI_VERSION) {
                    failures.add(new Failure(
                            name, "it was made for SPI version " + version + ", this is version " + SPI_VERSION));
                } else {
                    byId.computeIfAbsent(id, k -> new ArrayList<>()).add(plugin);
                }
            } catch (RuntimeException | LinkageError e) {
                fail(name, e);
            }
        }

        void fail(String provider, Throwable e) {
            StringBuilder text = new StringBuilder();
            int depth = 0;
            for (Throwable cause = e; cause != null && depth < 5; cause = cause.getCause(), depth++) {
                String message = cause.getMessage();
                text.append(depth == 0 ? "" : ", because of ")
                        .append(cause.getClass().getSimpleName());
                text.append(message == null ? "" : ": " + message);
            }
            failures.add(new Failure(provider, text.toString()));
        }

        void ambiguous(String id, List<String> names) {
            clashes.computeIfAbsent(id, k -> new HashSet<>()).addAll(names);
        }

        Plugins<P> build(Map<String, P> winners) {
            Map<String, P> single = new LinkedHashMap<>();
            byId.forEach((id, plugins) -> {
                if (plugins.size() == 1) {
                    single.put(id, plugins.get(0));
                } else {
                    ambiguous(
                            id,
                            plugins.stream().map(p -> p.getClass().getName()).toList());
                }
            });
            clashes.keySet().forEach(single::remove);
            single.putAll(winners);
            winners.keySet().forEach(clashes::remove);
            Map<String, List<String>> named = new LinkedHashMap<>();
            clashes.forEach((id, names) -> named.put(id, names.stream().sorted().toList()));
            return new Plugins<>(contract, single, named, failures);
        }
    }
}
