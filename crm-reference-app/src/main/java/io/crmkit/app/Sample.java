package io.crmkit.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small invented sample that ships with the command, as files. */
record Sample(TempFolder folder, String mapping) implements AutoCloseable {

    private static final List<String> FILES = List.of("products.csv", "reps.csv", "accounts.csv", "pipeline.csv");

    /** {@return the sample in a directory of its own, for the caller to close} */
    static Sample unpack() {
        try {
            TempFolder folder = TempFolder.make("crm-sample");
            for (String file : FILES) {
                Files.write(folder.path().resolve(file), resource(file));
            }
            return new Sample(folder, new String(resource("sample.yaml"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return folder.path();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Sample.class.getResourceAsStream("sample/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource sample/" + name + " is missing");
            }
            return in.readAllBytes();
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
