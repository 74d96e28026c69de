package io.crmkit.persistence.jdbc;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import java.util.List;

/** A process of its own that counts a shared record up and says what it was told. */
final class Counting {

    private Counting() {}

    public static void main(String[] args) {
        try (RecordStore store = new SqliteProvider().open(args[0], Parameters.none())) {
            store.prepare(List.of(StoreTests.NOTE));
            int done = 0;
            for (int attempt = 0; done < Integer.parseInt(args[2]); attempt++) {
                long version = store.find("t", StoreTests.note("counter"))
                        .orElseThrow()
                        .version();
                String id = args[1] + "-" + done;
                try {
                    CommitResult result = store.commit(StoreTests.set(
                            id + "/" + attempt,
                            new Change.Update(StoreTests.note("counter"), version, StoreTests.body("counter")),
                            new Change.Insert(StoreTests.note(id), StoreTests.body(id))));
                    if (result instanceof CommitResult.Committed) {
                        done++;
                        System.out.println(id);
                    }
                } catch (StorageException e) {
                    if (e.advice() != StorageException.Advice.RETRY) {
                        throw e;
                    }
                }
            }
        }
    }
}
