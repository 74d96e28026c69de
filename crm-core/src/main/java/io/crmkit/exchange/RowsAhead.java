package io.crmkit.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads and prepares the rows of a step on a thread of its own, while the rows before them are loaded. At most a few
 * thousand rows are ahead, so that memory stays bounded. Used by one thread; its own thread ends with {@link #close}.
 */
final class RowsAhead implements AutoCloseable {

    private static final int PORTION = 500;
    private static final int PORTIONS = 4;

    /**
     * A row and what the plan made of it.
     *
     * @param row the row
     * @param taken what the plan made of it
     * @param position how far the file was read then, in bytes
     */
    record Prepared(Row row, StepPlan.Taken taken, long position) {}

    /** Some rows, or the end, or what was wrong. */
    private record Portion(
            List<Prepared> rows, boolean last, @Nullable Throwable problem) {}

    private final BlockingQueue<Portion> portions = new ArrayBlockingQueue<>(PORTIONS);
    private final ArrayDeque<Prepared> present = new ArrayDeque<>();
    private final Thread reader;
    private volatile boolean closed;
    private boolean ended;

    /**
     * Begins to read.
     *
     * @param path the file
     * @param plan what is made of its rows; it is used by the reader alone, save for what never changes
     * @param maxCell the longest cell
     */
    RowsAhead(Path path, StepPlan plan, int maxCell) {
        reader = new Thread(() -> read(path, plan, maxCell), "crm-import-reader");
        reader.setDaemon(true);
        reader.start();
    }

    @SuppressWarnings("PMD.AvoidCatchingThrowable")
    private void read(Path path, StepPlan plan, int maxCell) {
        List<Prepared> rows = new ArrayList<>(PORTION);
        try (RowFile file = RowFile.open(path, plan.format(), maxCell)) {
            for (Row row = next(file); row != null && !closed; row = next(file)) {
                rows.add(new Prepared(row, plan.take(row), file.position()));
                if (rows.size() == PORTION) {
                    portions.put(new Portion(rows, false, null));
                    rows = new ArrayList<>(PORTION);
                }
            }
            portions.put(new Portion(rows, true, null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: nobody waits for more
        } catch (Throwable e) { // whatever it is, it belongs to the thread that asked for the rows
            hand(new Portion(rows, true, e));
        }
    }

    private void hand(Portion portion) {
        try {
            portions.put(portion);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Row next(RowFile rows) {
        return rows.next(refusal -> {
            throw new FileProblem(refusal);
        });
    }

    /**
     * The next row.
     *
     * @return the row, or null when there is none left
     * @throws IOException when the file cannot be read any more
     */
    @Nullable
    Prepared next() throws IOException {
        while (present.isEmpty() && !ended) {
            Portion portion = take();
            present.addAll(portion.rows());
            ended = portion.last();
            problem = portion.problem();
        }
        if (present.isEmpty() && problem != null) {
            Throwable thrown = problem;
            problem = null;
            if (thrown instanceof IOException e) {
                throw e;
            }
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            throw new IllegalStateException(thrown);
        }
        return present.poll();
    }

    private @Nullable Throwable problem;

    private Portion take() {
        try {
            return portions.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for rows", e);
        }
    }

    /** Ends the reading. Idempotent. */
    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        portions.clear();
    }
}
