package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.Department;
import io.crmkit.customer.Customer;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The store of the demonstration. It knows a store that the demonstration made by the company that stands above its offices, and
 * removes no other: {@code crm demo --fresh} must not cost anybody a file.
 */
final class DemoStore {

    /** The company in the store, entered before anything else; nobody calls a real department so. */
    static final String COMPANY = DemoCompany.NAME + "（CRM Kit demo）";

    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** The table that tells what a store of CRM Kit holds. */
    private static final byte[] OURS = "crm__types".getBytes(StandardCharsets.US_ASCII);

    private static final int CHUNK = 1 << 16;
    private static final int PAGE = 1_000;

    private final Desk desk;
    private final Location location;

    private DemoStore(Desk desk, Location location) {
        this.desk = desk;
        this.location = location;
    }

    /**
     * Makes room for the demonstration.
     *
     * @param desk where the command works
     * @param location where the store shall be
     * @param fresh whether a store that the demonstration made may be removed
     * @throws Explained when something else is there, or a store of the demonstration that is to stay; nothing was changed
     */
    static void makeRoom(Desk desk, Location location, boolean fresh) {
        new DemoStore(desk, location).makeRoom(fresh);
    }

    /** Marks a new store. */
    static Department mark(CrmSession administrator, Desk desk) {
        return desk.done(administrator.departments().create(COMPANY, Optional.empty()));
    }

    private void makeRoom(boolean fresh) {
        if (location.file().isEmpty()) { // a server: what is there shows when it is opened
            return;
        }
        Path file = location.file().get();
        try {
            if (!Files.exists(file) || (Files.isRegularFile(file) && Files.size(file) == 0)) {
                return;
            }
            if (!fresh) {
                throw desk.usage("demo.store-exists", location.shown());
            }
            if (!Files.isRegularFile(file) || !beginsAsSqlite(file) || !holds(file, OURS) || !madeByDemo()) {
                throw desk.usage("demo.not-the-demos", location.shown());
            }
            for (String part : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /** Nobody has users in it yet, or it bears the mark and holds no customers but the demonstration's. */
    private boolean madeByDemo() {
        try (Crm crm = desk.builder()
                .store(location.where())
                .storeParameters(desk.storeParameters(location))
                .open()) {
            if (!crm.isSetUp()) { // a demonstration that was killed early
                try (Stream<StoredRecord> records = crm.snapshot()) {
                    return records.findAny().isEmpty();
                }
            }
            Outcome<CrmSession> administrator = crm.trySignIn(Desk.ADMINISTRATOR);
            return administrator.toOptional().filter(this::marked).isPresent()
                    && crm.trySignIn(Desk.DIRECTOR)
                            .toOptional()
                            .filter(DemoStore::onlyTheDemos)
                            .isPresent();
        } catch (StorageException | IllegalArgumentException e) {
            return false; // whatever it is, it is not one that the demonstration of this program made
        }
    }

    private boolean marked(CrmSession administrator) {
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
