package io.crmkit.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A guard with one check broken.
 *
 * @param source the class, below {@code io.crmkit}, such as {@code access/Edits}
 * @param sound what stands there, once
 * @param broken what stands there instead
 * @param by the tests that must notice, below {@code io.crmkit}, as class and method such as {@code access.WallsTest#edits}
 */
record Mutant(String source, String sound, String broken, List<String> by) {

    private static final Path ROOT = Path.of("src/main/java/io/crmkit");

    private String text() {
        try {
            return Files.readString(ROOT.resolve(source + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often the check stands in the source: once, or the mutant says nothing any more. */
    int places() {
        return text().split(java.util.regex.Pattern.quote(sound), -1).length - 1;
    }

    /** {@return the source with the check broken} */
    String mutated() {
        return text().replace(sound, broken);
    }

    @Override
    public String toString() {
        return source + ": " + sound.strip().lines().map(String::strip).reduce("", (a, b) -> a + " " + b) + "  →  "
                + (broken.isBlank()
                        ? "nothing"
                        : broken.strip().lines().map(String::strip).reduce("", (a, b) -> a + " " + b));
    }
}
