package io.crmkit.internal.store;

import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads all records of a kind, page by page, and those of another kind under the same ids; one page ahead, while the page before
 * is judged and written. What a unit of work takes from here it has read as if it had asked the store itself, a moment ago:
 * whatever it writes is held by the versions that were read. The first page, and what could not be read, is left to the unit;
 * when no thread is free, whoever asks for a page reads it. Used by one thread.
 */
public final class PairsAhead implements AutoCloseable {

    /** A record and the object that it holds. */
    record Known(StoredRecord stored, Entity<?> object) {}

    /** What was read for a page. What stands beside it is made into objects already, so that both threads have their share. */
    record Read(Page page, List<Known> beside) {}

    private record Reading(String from, FutureTask<Read> read) {}

    /** A page, read or yet to be read. */
    public static final class Portion {

        private final Optional<String> from;
        private final AtomicReference<@Nullable Read> read;

        private Portion(Optional<String> from, @Nullable Read read) {
            this.from = from;
            this.read = new AtomicReference<>(read);
        }

        /** {@return where it begins} */
        Optional<String> from() {
            return from;
        }

        /** What was read, once: a unit that begins anew after a conflict needs what is there now. */
        Optional<Read> take() {
            return Optional.ofNullable(read.getAndSet(null));
        }
    }

    private final RecordStore store;
    private final String tenant;
    private final Codec codec;
    private final String kind;
    private final Kind<?> beside;
    private final int size;
    private final Executor threads;
    private @Nullable Reading next;

    /**
     * Reads nothing yet.
     *
     * @param store where
     * @param tenant whose
     * @param codec makes records into objects
     * @param kind what is read
     * @param beside what is read under the same ids
     * @param size how many records a page has
     * @param threads where it is read ahead
     */
    public PairsAhead(
            RecordStore store, String tenant, Codec codec, Kind<?> kind, Kind<?> beside, int size, Executor threads) {
        this.store = store;
        this.tenant = tenant;
        this.codec = codec;
        this.kind = kind.name();
        this.beside = beside;
        this.size = size;
        this.threads = threads;
    }

    /**
     * A page; the one after it is being read from now on.
     *
     * @param token where it begins, none for the first
     * @return the page
     */
    public Portion from(Optional<String> token) {
        Read read = token.isEmpty() ? null : taken(token.get());
        next = null;
        if (read != null) {
            next = read.page().next().map(this::begun).orElse(null);
        }
        return new Portion(token, read);
    }

    private @Nullable Read taken(String token) {
        Reading known = next;
        Reading reading = known != null && known.from().equals(token) ? known : begun(token);
        reading.read().run(); // nothing, when somebody runs it or has run it
        try {
            return reading.read().get();
        } catch (ExecutionException e) {
            return null; // whoever reads it next meets the same, or does not any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private Reading begun(String token) {
        FutureTask<Read> task = new FutureTask<>(() -> read(token));
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            return new Reading(token, task); // it is read when it is asked for
        }
        return new Reading(token, task);
    }

    private Read read(String token) {
        Page page = store.query(
                Query.of(tenant, kind, Scope.unrestricted(), Filter.all(), size).from(token));
        List<String> ids = page.records().stream().map(StoredRecord::id).toList();
        return new Read(page, known(beside, store.findAll(tenant, beside.name(), ids)));
    }

    private <T extends Entity<T>> List<Known> known(Kind<T> of, List<StoredRecord> records) {
        List<Known> known = new ArrayList<>(records.size());
        records.forEach(record -> known.add(new Known(record, codec.decode(of, record))));
        return known;
    }

    /** Ends the reading, also of a page that nobody waits for any more. */
    @Override
    public void close() {
        Reading reading = next;
        if (reading != null) {
            reading.read().cancel(false);
            next = null;
        }
    }
}
