package io.crmkit.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory of its own that goes with the process at the latest, also when that is told to stop (SIGINT, SIGTERM). */
final class TempFolder implements AutoCloseable {

    /** Who is told to stop may be writing a file just then. */
    private static final int ATTEMPTS = 20;

    private final Path path;
    private final Thread atExit;

    private TempFolder(Path path) {
        this.path = path;
        this.atExit = new Thread(this::quietly, "crm-temp-folder");
    }

    /** {@return a new one, for the caller to close} */
    static TempFolder make(String prefix) throws IOException {
        TempFolder folder = new TempFolder(Files.createTempDirectory(prefix));
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        return folder;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the process ends, and the hook does the work
        }
        try {
            delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody is left to be told. */
    private void quietly() {
        for (int i = 0; i < ATTEMPTS && Files.exists(path); i++) {
            try {
                delete();
            } catch (DirectoryNotEmptyException | UncheckedIOException again) {
                Thread.onSpinWait();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
