package io.crmkit.persistence.jdbc;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.StorageException;
import java.util.Set;
import java.util.TreeSet;

/** What the providers ask of locations and parameters alike. */
final class Locations {

    private Locations() {}

    /** {@return the location behind its scheme} */
    static String rest(String location, String scheme) {
        String plain = location.startsWith("jdbc:") ? location.substring("jdbc:".length()) : location;
        if (!plain.startsWith(scheme + ":") || plain.length() == scheme.length() + 1) {
            throw new IllegalArgumentException("the location must begin with " + scheme + ": and name a place");
        }
        return plain.substring(scheme.length() + 1);
    }

    static void onlyKnown(Parameters parameters, String provider, Set<String> known) {
        for (String name : parameters.asMap().keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("the store '" + provider + "' knows no parameter '" + name
                        + "'; allowed are " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    /** Drivers register themselves when their class is loaded, from wherever this class was loaded. */
    static void driver(String className, String artifact) {
        try {
            Class.forName(className);
        } catch (ClassNotFoundException e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, "the JDBC driver is missing: add " + artifact, e);
        }
    }
}
