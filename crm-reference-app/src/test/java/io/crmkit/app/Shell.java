package io.crmkit.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the command in this process, in a directory of its own. */
final class Shell {

    /** What a command answered. */
    record Answer(int exit, String out, String err) {

        /** {@return the rows of a CSV answer} */
        List<Map<String, String>> rows() {
            try (var reader = CsvReader.builder().ofNamedCsvRecord(out)) {
                return reader.stream().map(NamedCsvRecord::getFieldsAsMap).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** {@return all of it, for messages} */
        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + "\n" + err;
        }
    }

    final Path directory;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> prompts = new ArrayList<>();
    private final List<String> always = new ArrayList<>();
    private Locale locale = Locale.ENGLISH;
    private Optional<String> password = Optional.empty();
    private boolean terminal;

    Shell(Path directory) {
        this.directory = directory;
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Options of every command. */
    Shell always(String... options) {
        always.addAll(List.of(options));
        return this;
    }

    Shell in(Locale language) {
        locale = language;
        return this;
    }

    Shell typing(String secret) {
        password = Optional.of(secret);
        return this;
    }

    Shell watched() {
        terminal = true;
        return this;
    }

    List<String> prompts() {
        return prompts;
    }

    Answer crm(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = crm(new PrintStream(out, false, UTF_8), new PrintStream(err, false, UTF_8), args);
        return new Answer(exit, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** What a user lists as CSV, once whoever decides has approved the export (ACC-13). */
    Answer exported(String kind, String login) {
        Answer asked = crm("show", kind, "--as", login, "--format", "csv", "--purpose", "a test");
        Matcher waits = Pattern.compile("(\\w{26})(?: of |，审批人：)([\\w-]+(?:\\.[\\w-]+)*)")
                .matcher(asked.err());
        if (!waits.find()) {
            return asked;
        }
        Answer approved = crm("approval", "approve", waits.group(1), "--as", waits.group(2));
        return approved.exit() == 0
                ? crm("show", kind, "--as", login, "--format", "csv", "--export", waits.group(1))
                : approved;
    }

    int crm(PrintStream out, PrintStream err, String... args) {
        List<String> all = new ArrayList<>(always);
        all.addAll(List.of(args));
        World world = new World(
                out,
                err,
                terminal,
                directory,
                name -> Optional.ofNullable(environment.get(name)),
                prompt -> {
                    prompts.add(prompt);
                    return password;
                },
                locale,
                Clock.fixed(Instant.parse("2026-11-01T04:00:00Z"), ZoneId.of("Asia/Shanghai")),
                ZoneId.of("Asia/Shanghai"),
                "somebody",
                "crm");
        return Main.run(world, all.toArray(new String[0]));
    }

    Path file(String name, String text) {
        return file(name, text.getBytes(UTF_8));
    }

    Path file(String name, byte[] bytes) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
