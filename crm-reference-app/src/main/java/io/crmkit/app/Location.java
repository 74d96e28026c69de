package io.crmkit.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a store is.
 *
 * @param where the location as storage plugins know it
 * @param shown the same for messages
 * @param file the file, when it is one that the command can look at
 * @param server whether a server may ask for user and password
 */
record Location(String where, String shown, Optional<Path> file, boolean server) {

    private static final Pattern SCHEME = Pattern.compile("(?:jdbc:)?([a-z][a-z0-9-]+):(.*)", Pattern.DOTALL);
    private static final Pattern SECRET =
            Pattern.compile("[?&;][^=&;]*(password|passwd|pwd|secret)[^=&;]*=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

    /**
     * Reads what the user wrote: a path of a file, or a location of a storage plugin.
     *
     * @param text what the user wrote
     * @param directory what relative paths are relative to
     * @return the location
     * @throws IllegalArgumentException when it is no path either
     */
    static Location of(String text, Path directory) {
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.matches() && !scheme.group(1).equals("sqlite")) {
            return new Location(text, text, Optional.empty(), scheme.group(2).startsWith("//"));
        }
        String name = scheme.matches() ? scheme.group(2) : text;
        try {
            Path file = directory.resolve(name);
            return new Location("sqlite:" + file, name, Optional.of(file), false);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Whether a location carries a password.
     *
     * @param text what the user wrote
     * @return whether it does
     */
    static boolean holdsSecret(String text) {
        return SECRET.matcher(text).find();
    }
}
