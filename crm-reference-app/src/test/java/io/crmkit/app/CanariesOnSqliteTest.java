package io.crmkit.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the bytes of the database's files: main, write-ahead log, shared memory. */
class CanariesOnSqliteTest extends Canaries {

    @TempDir
    Path directory;

    private int number;

    @Override
    String location() {
        try {
            return "sqlite:"
                    + Files.createDirectory(directory.resolve("db" + ++number)).resolve("crm.db");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    List<String> found(String location, List<String> texts) {
        List<String> found = new ArrayList<>();
        Path folder = Path.of(location.substring("sqlite:".length())).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.toList()) {
                contents.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            for (String text : texts) {
                String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                if (contents.stream().anyMatch(c -> c.contains(bytes))) {
                    found.add(text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
