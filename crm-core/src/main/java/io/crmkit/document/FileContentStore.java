package io.crmkit.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Contents as files below one directory (CUS-14), in directories by the last two characters of their ids. A file is written under another
 * name, forced to disk and then renamed, so that what is there is whole; the file system must rename atomically. Names are ids and nothing
 * else, so that no name leads elsewhere. What a crash left unfinished ends in {@code .part} and may be deleted. A page of {@link #list} reads the names of all files. Safe for use by many threads and processes.
 */
public final class FileContentStore implements ContentStore {

    private static final Pattern ID = Pattern.compile("[a-z0-9]{1,64}");
    private static final String UNFINISHED = ".part";
    private static final int SHELF = 2;

    private final Path root;

    /**
     * Contents below a directory.
     *
     * @param root the directory; made with the first contents when it is not there
     */
    public FileContentStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    private Path file(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("no id of contents: " + id);
        }
        return root.resolve(shelf(id)).resolve(id);
    }

    private static String shelf(String id) {
        return id.substring(Math.max(0, id.length() - SHELF));
    }

    @Override
    public void put(String id, InputStream content, Instant at) throws IOException {
        Path file = file(id);
        Path shelf = root.resolve(shelf(id));
        Files.createDirectories(shelf);
        Path part = Files.createTempFile(shelf, id, UNFINISHED);
        try {
            Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
            force(part, StandardOpenOption.WRITE);
            Files.setLastModifiedTime(part, FileTime.from(at));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        keepNames(shelf);
        keepNames(root);
    }

    /** A directory to disk, so that what was renamed there stays there; Windows opens none. */
    private static void keepNames(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            force(directory, StandardOpenOption.READ);
        }
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<InputStream> open(String id) throws IOException {
        try {
            return Optional.of(Files.newInputStream(file(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    @Override
    public List<Kept> list(String after, int limit) throws IOException {
        List<Kept> kept = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return kept;
        }
        try (Stream<Path> shelves = Files.list(root)) {
            for (Path shelf : shelves.filter(Files::isDirectory).toList()) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(shelf)) {
                    for (Path file : files) {
                        Kept one = kept(file, after);
                        if (one != null) {
                            kept.add(one);
                        }
                    }
                }
            }
        }
        kept.sort(Comparator.comparing(Kept::id));
        return List.copyOf(kept.subList(0, Math.min(limit, kept.size())));
    }

    /** What is kept; what was never finished has another name. */
    private static @Nullable Kept kept(Path file, String after) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!ID.matcher(name).matches() || name.compareTo(after) <= 0) {
            return null;
        }
        try {
            return new Kept(name, Files.getLastModifiedTime(file).toInstant());
        } catch (NoSuchFileException e) {
            return null; // deleted meanwhile
        }
    }
}
