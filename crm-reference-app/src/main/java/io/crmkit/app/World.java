package io.crmkit.app;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.File;
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
import java.util.stream.Stream;

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
 * @param program how this program is called, for commands that can be copied
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
        String osUser,
        String program) {

    /** {@return the real one} */
    static World system() {
        return new World(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                watched(),
                Path.of(""),
                name -> Optional.ofNullable(System.getenv(name)),
                World::ask,
                language(),
                Clock.systemUTC(),
                ZoneId.systemDefault(),
                System.getProperty("user.name", "unknown"),
                called());
    }

    /** As the user called it: {@code java -jar} leaves the jar's path, as it was given, as the only class path. */
    private static String called() {
        String path = System.getProperty("java.class.path", "");
        return path.endsWith(".jar") && !path.contains(File.pathSeparator) ? "java -jar " + quoted(path) : "crm";
    }

    /** {@return an argument as a shell wants it} */
    static String quoted(String argument) {
        return argument.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "_./:=@%+,-".indexOf(c) >= 0)
                        && !argument.isEmpty()
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** The language that the environment asks for, also where the system has no such locale installed. */
    private static Locale language() {
        return Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                .map(System::getenv)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .filter(value -> value.startsWith("zh"))
                .map(value -> Locale.CHINESE)
                .orElseGet(Locale::getDefault);
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
