package io.crmkit.protection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Field keys of Tink in a file (ACC-11), which is read again when it has changed: nodes that share it follow a rotation without being
 * started anew. While it cannot be read, the keys that were read last are good. Safe for use by many threads.
 */
public final class KeyFile implements FieldKeys {

    private record Known(FileTime changed, TinkFieldKeys keys) {}

    private final Path file;
    private volatile Known known;

    private KeyFile(Path file, Known known) {
        this.file = file;
        this.known = known;
    }

    /**
     * Opens a key file.
     *
     * @param file the file
     * @return its keys
     * @throws IllegalArgumentException when it holds no keys
     * @throws UncheckedIOException when it cannot be read
     * @throws IllegalStateException without Tink
     */
    public static KeyFile open(Path file) {
        try {
            return new KeyFile(file, read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("to read a key file, put com.google.crypto.tink:tink on the class path", e);
        }
    }

    /**
     * Makes a key file that only its owner may read, where the file system knows owners.
     *
     * @param file the file, which must not be there
     * @param keys its keys
     * @throws UncheckedIOException when it is there, or cannot be written
     */
    public static void create(Path file, TinkFieldKeys keys) {
        try {
            write(file, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, TinkFieldKeys keys) throws IOException {
        Files.createFile(file, owned(file));
        Files.writeString(file, keys.text() + "\n", StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static FileAttribute<?>[] owned(Path file) {
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)}
                : new FileAttribute<?>[0];
    }

    private static Known read(Path file) throws IOException {
        FileTime changed = Files.getLastModifiedTime(file); // first: what is written meanwhile is read again
        return new Known(changed, TinkFieldKeys.parse(Files.readString(file)));
    }

    /**
     * Changes the keys in the file, wholly or not at all.
     *
     * @param change makes the new keys of the present ones
     * @return the new keys
     * @throws UncheckedIOException when the file cannot be written
     */
    public TinkFieldKeys change(UnaryOperator<TinkFieldKeys> change) {
        try {
            TinkFieldKeys next = change.apply(read(file).keys());
            Path beside = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(beside);
            write(beside, next);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            known = read(file);
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the keys as the file has them now} */
    public TinkFieldKeys keys() {
        Known now = known;
        try {
            if (!Files.getLastModifiedTime(file).equals(now.changed())) {
                now = read(file);
                known = now;
            }
        } catch (IOException | IllegalArgumentException e) {
            return now.keys(); // away or half written by hand: what was read is still good
        }
        return now.keys();
    }

    /** The keys that were read last, as long as they have a key. */
    private TinkFieldKeys with(String key) {
        TinkFieldKeys now = known.keys();
        return now.knows(key) ? now : keys();
    }

    @Override
    public boolean knows(String key) {
        return with(key).knows(key);
    }

    @Override
    public String primary() {
        return keys().primary();
    }

    @Override
    public Set<String> known() {
        return keys().known();
    }

    @Override
    public byte[] seal(String key, byte[] clear, byte[] place) {
        return with(key).seal(key, clear, place);
    }

    @Override
    public Optional<byte[]> open(String key, byte[] sealed, byte[] place) {
        return with(key).open(key, sealed, place);
    }

    @Override
    public byte[] mark(String key, byte[] value) {
        return with(key).mark(key, value);
    }

    @Override
    public byte[] lastingMark(byte[] value) {
        return known.keys().lastingMark(value);
    }
}
