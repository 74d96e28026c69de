package io.crmkit.exchange;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a batch among those that are loaded at the same time. An entity whose rows have to know of the rows before them can
 * decide a batch while the one before it is still being written: it asks what that one is about to write, tells what it is about to
 * write itself, and lets the other one be first.
 *
 * <pre>{@code
 * turn.begin();                                              // in each attempt, before anything is read
 * ...                                                        // read
 * List<Customer> earlier = turn.earlier(Customer.class);     // waits until the batch before is decided
 * ...                                                        // decide
 * turn.deciding(written);
 * turn.afterEarlier();                                       // last of all; decide anew if it says so
 * }</pre>
 *
 * Safe for use by many threads.
 */
public final class ImportTurn {

    /** Says that the batch before was decided otherwise than it had been known: what was decided upon that has to be decided anew. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("the batch before was decided anew", null, false, false);
        }
    }

    private enum State {
        OPEN,
        ENDED,
        FAILED
    }

    /** Asked of the one before in this attempt; none when everything that it wrote could be read. */
    private static final int NOTHING_ASKED = -1;

    private @Nullable ImportTurn before;
    private State state = State.OPEN;
    private int decisions;
    private List<?> written = List.of();
    private boolean readable;
    private int asked = NOTHING_ASKED;

    ImportTurn(@Nullable ImportTurn before) {
        this.before = before;
    }

    /** {@return the turn of a batch that nothing is loaded beside} */
    public static ImportTurn only() {
        return new ImportTurn(null);
    }

    /** Begins an attempt: what the batch before has written by now will be read. */
    public void begin() {
        ImportTurn one = before();
        asked = NOTHING_ASKED;
        if (one == null) {
            readable = true;
            return;
        }
        synchronized (one) {
            readable = one.state != State.OPEN;
        }
    }

    /**
     * What the batch before writes. Waits until that is decided.
     *
     * @param type the type of what it writes
     * @param <T> the type of what it writes
     * @return what it writes; nothing when it was written before this attempt began, and could be read
     */
    public <T> List<T> earlier(Class<T> type) {
        ImportTurn one = before();
        if (one == null || readable) {
            return List.of();
        }
        synchronized (one) {
            one.await(() -> one.state != State.OPEN || one.decisions > 0);
            asked = one.decisions;
            return one.written.stream().map(type::cast).toList();
        }
    }

    /**
     * Tells the batch after this one what is about to be written.
     *
     * @param what everything that was decided in this attempt
     */
    public synchronized void deciding(List<?> what) {
        decisions++;
        written = List.copyOf(what);
        notifyAll();
    }

    /**
     * Waits until the batch before is written.
     *
     * @throws RuntimeException when it was decided otherwise than {@link #earlier} told: {@link #again} tells
     */
    public void afterEarlier() {
        ImportTurn one = before();
        if (one == null) {
            return;
        }
        synchronized (one) {
            one.await(() -> one.state != State.OPEN);
            if (one.state == State.FAILED) {
                throw new CancellationException("the rows before were not loaded");
            }
            if (asked != NOTHING_ASKED && asked != one.decisions) {
                throw new Overtaken();
            }
        }
    }

    /**
     * Loads a batch, anew when the one before turned out otherwise.
     *
     * @param load decides and commits
     * @param <T> what is answered
     * @return the answer
     */
    public static <T> T again(Supplier<T> load) {
        while (true) {
            try {
                return load.get();
            } catch (Overtaken e) {
                // the one before is written now, so this happens once
            }
        }
    }

    private synchronized @Nullable ImportTurn before() {
        return before;
    }

    private synchronized void await(BooleanSupplier until) {
        try {
            while (!until.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while rows were loaded");
        }
    }

    /** Everything is written. */
    synchronized void ended() {
        end(State.ENDED);
    }

    /** It is not known what was written. */
    synchronized void failed() {
        end(State.FAILED);
    }

    private void end(State how) {
        state = how;
        before = null;
        notifyAll();
    }
}
