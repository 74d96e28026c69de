package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.Department;
import io.crmkit.customer.Customer;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The store of the demonstration. It knows a store that the demonstration made by the company that stands above its offices, and
 * removes no other: {@code crm demo --fresh} must not cost anybody a file.
 */
final class DemoStore implements AutoCloseable {

    /** The company in the store, entered before anything else; nobody calls a real department so. */
    static final String COMPANY = DemoCompany.NAME + "（CRM Kit demo）";

    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** The table that tells what a store of CRM Kit holds. */
    private static final byte[] OURS = "crm__types".getBytes(StandardCharsets.US_ASCII);

    private static final int CHUNK = 1 << 16;
    private static final int PAGE = 1_000;

    private final Optional<Path> file;
    private final Thread atExit = new Thread(this::quietly, "crm-demo-store");
    private volatile boolean whole;

    private DemoStore(Optional<Path> file) {
        this.file = file;
    }

    /**
     * Makes room for the demonstration: a file that nobody else has. Until it is {@link #whole()}, it goes with the command, and
     * with the process when that is told to stop (SIGINT, SIGTERM).
     *
     * @param desk where the command works
     * @param location where the store shall be; on a server nothing is made, what is there shows when it is opened
     * @param fresh whether a store that the demonstration made may be removed
     * @return the room, for the caller to close
     * @throws Explained when something else is there, or a store of the demonstration that is to stay; nothing was changed
     */
    static DemoStore makeRoom(Desk desk, Location location, boolean fresh) {
        DemoStore store = new DemoStore(location.file());
        location.file().ifPresent(file -> {
            try {
                if (Files.exists(file)) {
                    if (!fresh) {
                        throw desk.usage("demo.store-exists", location.shown());
                    }
                    if (!madeByDemo(desk, location, file)) {
                        throw desk.usage("demo.not-the-demos", location.shown());
                    }
                    delete(file);
                }
                Files.createFile(file); // of two demonstrations that start at once, one has it
            } catch (FileAlreadyExistsException e) {
                throw desk.usage("demo.store-exists", location.shown());
            } catch (NoSuchFileException e) {
                throw desk.usage(
                        "error.no-such-directory",
                        String.valueOf(file.toAbsolutePath().getParent()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().addShutdownHook(store.atExit);
        });
        return store;
    }

    /** Marks a new store. */
    static Department mark(CrmSession administrator, Desk desk) {
        return desk.done(administrator.departments().create(COMPANY, Optional.empty()));
    }

    /** Everything is in it: from now on it stays. */
    void whole() {
        whole = true;
    }

    @Override
    public void close() {
        if (file.isEmpty()) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the process ends, and the hook does the work
        }
        quietly();
    }

    /** What is left of half a store is in nobody's way but the next demonstration's, which will say so. */
    private void quietly() {
        if (!whole && file.isPresent()) {
            try {
                delete(file.get());
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void delete(Path file) throws IOException {
        for (String part : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
        }
    }

    private static boolean beginsAsSqlite(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(SQLITE.length), SQLITE);
        }
    }

    /** Looked for by reading alone: to open a stranger's database could already change it. */
    private static boolean holds(Path file, byte[] wanted) throws IOException {
        for (String part : List.of("", "-wal")) { // what was committed last may stand in the log only
            Path piece = file.resolveSibling(file.getFileName() + part);
            if (Files.exists(piece) && contains(piece, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(Path file, byte[] wanted) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(wanted, StandardCharsets.ISO_8859_1);
            String tail = "";
            for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                String piece = tail + new String(chunk, StandardCharsets.ISO_8859_1);
                if (piece.contains(text)) {
                    return true;
                }
                tail = piece.substring(Math.max(0, piece.length() - wanted.length));
            }
            return false;
        }
    }

    /** It bears the mark and holds no customers but the demonstration's. */
    private static boolean madeByDemo(Desk desk, Location location, Path file) throws IOException {
        if (!Files.isRegularFile(file) || !beginsAsSqlite(file) || !holds(file, OURS)) {
            return false;
        }
        try (Crm crm = desk.builder()
                .store(location.where())
                .storeParameters(desk.storeParameters(location))
                .open()) {
            return crm.trySignIn(Desk.ADMINISTRATOR)
                            .toOptional()
                            .filter(DemoStore::marked)
                            .isPresent()
                    && crm.trySignIn(Desk.DIRECTOR)
                            .toOptional()
                            .filter(DemoStore::onlyTheDemos)
                            .isPresent();
        } catch (StorageException e) {
            return false; // whatever it is, it is not one that the demonstration of this program made
        }
    }

    private static boolean marked(CrmSession administrator) {
        return administrator.departments().list().toOptional().stream()
                .flatMap(List::stream)
                .anyMatch(department ->
                        department.name().equals(COMPANY) && department.parent().isEmpty());
    }

    private static boolean onlyTheDemos(CrmSession director) {
        Optional<String> page = Optional.empty();
        do {
            Outcome<Listing<Customer>> listing = director.customers().list(PAGE, page);
            if (listing.toOptional().isEmpty()
                    || !listing.toOptional().get().items().stream().allMatch(DemoStore::isTheDemos)) {
                return false;
            }
            page = listing.toOptional().get().next();
        } while (page.isPresent());
        return true;
    }

    private static boolean isTheDemos(Customer customer) {
        return customer.trace()
                .external()
                .filter(external -> external.startsWith(DemoCompany.SOURCE + ":"))
                .isPresent();
    }
}
