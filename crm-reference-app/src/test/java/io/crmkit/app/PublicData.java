package io.crmkit.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The published data that stands beside the project, where it does. */
final class PublicData {

    private PublicData() {}

    /** {@return the directory of a data set; the test is skipped when it is not there} */
    static Path directory(String name) {
        Optional<Path> found = Stream.iterate(Path.of("").toAbsolutePath(), up -> up != null, Path::getParent)
                .map(up -> up.resolve("shared").resolve("data").resolve(name))
                .filter(Files::isDirectory)
                .findFirst();
        assumeTrue(found.isPresent(), "the published data shared/data/" + name + " is not beside the project");
        return found.orElseThrow();
    }

    /** {@return the mapping that ships as an example} */
    static Path mapping(String name) {
        return Stream.of(Path.of("examples"), Path.of("crm-reference-app", "examples"))
                .map(examples -> examples.resolve(name).toAbsolutePath())
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the example " + name + " is missing"));
    }
}
