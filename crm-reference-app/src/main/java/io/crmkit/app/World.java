package io.crmkit.app;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the command meets outside of itself. Tests bring their own.
 *
 * @param out where answers go
 * @param err where everything else goes
 * @param terminal whether somebody watches {@code err}
 * @param directory the working directory
 * @param environment the environment's variables
 * @param password asks for a password, where somebody can be asked
 * @param locale the language of the system
 * @param clock the time
 * @param zone the time zone
 * @param osUser the operating system's user
 */
record World(
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Path directory,
        Function<String, Optional<String>> environment,
        Function<String, Optional<String>> password,
        Locale locale,
        InstantSource clock,
        ZoneId zone,
        String osUser) {

    /** {@return the real one} */
    static World system() {
        return new World(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                watched(),
                Path.of(""),
                name -> Optional.ofNullable(System.getenv(name)),
                World::ask,
                Locale.getDefault(),
                Clock.systemUTC(),
                ZoneId.systemDefault(),
                System.getProperty("user.name", "unknown"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        // Flushed by the command, and before anything goes to the other stream.
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 15), false, StandardCharsets.UTF_8);
    }

    private static boolean watched() {
        Path descriptor = Path.of("/proc/self/fd/2");
        if (Files.isSymbolicLink(descriptor)) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            } catch (IOException e) {
                return false;
            }
        }
        return interactive().isPresent();
    }

    private static Optional<String> ask(String prompt) {
        return interactive().map(console -> console.readPassword("%s", prompt)).map(String::new);
    }

    /** From JDK 22 on there is a console even where nobody sits; it then says so. */
    private static Optional<Console> interactive() {
        Optional<Console> console = Optional.ofNullable(System.console());
        try {
            var isTerminal = Console.class.getMethod("isTerminal");
            return console.filter(c -> {
                try {
                    return Boolean.TRUE.equals(isTerminal.invoke(c));
                } catch (ReflectiveOperationException e) {
                    return false;
                }
            });
        } catch (NoSuchMethodException e) {
            return console;
        }
    }
}
