package io.crmkit.persistence.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what is in the write-ahead log into the file, on a connection and a thread of its own, while the next change set is
 * written: whoever commits waits for the log alone, which is what makes a commit durable. It begins after much was written; the
 * thread is not there before. A log that grows faster than it is moved is moved by the writer ({@link #LONGEST_LOG}).
 */
final class SqliteCheckpoints implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteCheckpoints.class);

    /** In pages of 4 kB: from here on a writer moves the log itself before it goes on. */
    static final int LONGEST_LOG = 16_384;

    /** After how many written rows the log is moved. */
    private static final int ROWS = 500;

    private static final long LONGEST_WAIT_TO_CLOSE = 10_000;

    /** Opens the connection. */
    interface Opening {
        Connection open() throws SQLException;
    }

    private final Opening opening;
    private @Nullable Thread thread;
    private long rows;
    private boolean closed;

    SqliteCheckpoints(Opening opening) {
        this.opening = opening;
    }

    /** So many rows are committed. */
    synchronized void committed(int more) {
        rows += more;
        if (rows < ROWS || closed) {
            return;
        }
        if (thread == null) {
            thread = new Thread(this::run, "crm-sqlite-checkpoint");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    private void run() {
        try (Connection connection = opening.open();
                Statement statement = connection.createStatement()) {
            while (due()) {
                statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
            }
        } catch (SQLException e) {
            LOG.debug("the log is left to the writers for a while", e);
            again();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next commits shall try it with another connection. */
    private synchronized void again() {
        thread = null;
    }

    /** Waits until enough was written; answers false when there will be no more. */
    private synchronized boolean due() throws InterruptedException {
        while (rows < ROWS && !closed) {
            wait();
        }
        rows = 0;
        return !closed;
    }

    /** Waits for what is being moved. */
    @Override
    public void close() {
        Thread last;
        synchronized (this) {
            closed = true;
            last = thread;
            notifyAll();
        }
        if (last != null) {
            try {
                last.join(LONGEST_WAIT_TO_CLOSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
