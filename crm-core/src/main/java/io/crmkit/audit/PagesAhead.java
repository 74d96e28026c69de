package io.crmkit.audit;

import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a query, each read while the one before is looked at. When no thread is free for that, whoever asks reads the page
 * itself. Used by one thread.
 */
final class PagesAhead implements AutoCloseable {

    private final RecordStore store;
    private final Query query;
    private final Executor threads;
    private @Nullable FutureTask<Page> ahead;

    PagesAhead(RecordStore store, Query query, Executor threads) {
        this.store = store;
        this.query = query;
        this.threads = threads;
        begin(null);
    }

    private void begin(@Nullable String token) {
        FutureTask<Page> task = new FutureTask<>(() -> store.query(query.from(token)));
        ahead = task;
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** {@return the next page, or null after the last} */
    @Nullable
    Page next() {
        FutureTask<Page> task = ahead;
        if (task == null) {
            return null;
        }
        task.run(); // nothing, when somebody runs it or has run it
        Page page = result(task);
        String token = page.nextToken();
        if (token == null) {
            ahead = null;
        } else {
            begin(token);
        }
        return page;
    }

    private static Page result(FutureTask<Page> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException trouble) {
                throw trouble;
            }
            if (e.getCause() instanceof Error trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getCause());
        } catch (CancellationException e) {
            throw new IllegalStateException("closed before its last page", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Kind.TRANSIENT, "interrupted while waiting for a page", e);
        }
    }

    /** Ends the reading, also of a page that nobody waits for any more. */
    @Override
    public void close() {
        FutureTask<Page> task = ahead;
        if (task != null) {
            task.cancel(false);
            ahead = null;
        }
    }
}
