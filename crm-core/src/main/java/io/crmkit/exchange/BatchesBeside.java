package io.crmkit.exchange;

import io.crmkit.exchange.ImportEntity.Loaded;
import io.crmkit.shared.Outcome;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Loads batches of a step, the next one while the one before is being written: a store takes its time to make a commit
 * durable, and deciding needs no store. Only batches that have nothing in common stand beside each other, so each is decided as
 * if it were alone ({@link ImportEntity#shared}); any other waits for those before it. What became of the rows is told in the
 * order of the file, on the thread that adds. Used by one thread.
 *
 * @param <R> what goes through with each row
 */
final class BatchesBeside<R> implements AutoCloseable {

    private static final int MOST = 2;

    private final BiFunction<List<R>, ImportTurn, List<Outcome<Loaded>>> load;
    private final BiConsumer<List<R>, List<Outcome<Loaded>>> settle;
    private final ArrayDeque<Batch<R>> under = new ArrayDeque<>();
    private final ExecutorService loaders = Executors.newFixedThreadPool(MOST, work -> {
        Thread thread = new Thread(work, "crm-import-loader");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable ImportTurn last;

    private record Batch<R>(List<R> rows, Set<String> marks, Future<List<Outcome<Loaded>>> answer) {}

    /**
     * Nothing is loaded yet.
     *
     * @param load loads one batch, in its turn
     * @param settle is told what became of a batch
     */
    BatchesBeside(
            BiFunction<List<R>, ImportTurn, List<Outcome<Loaded>>> load,
            BiConsumer<List<R>, List<Outcome<Loaded>>> settle) {
        this.load = load;
        this.settle = settle;
    }

    /**
     * Loads a batch, once those before it are settled that it must not stand beside.
     *
     * @param rows its rows; not changed any more
     * @param marks what they have in common with others at most: external ids, and what the entity says that they share
     */
    void add(List<R> rows, Set<String> marks) {
        while (under.size() >= MOST || under.stream().anyMatch(other -> !Collections.disjoint(other.marks(), marks))) {
            settleFirst();
        }
        ImportTurn turn = new ImportTurn(last);
        last = turn;
        under.add(new Batch<>(rows, marks, loaders.submit(() -> load(rows, turn))));
    }

    private List<Outcome<Loaded>> load(List<R> rows, ImportTurn turn) {
        boolean loaded = false;
        try {
            List<Outcome<Loaded>> outcomes = load.apply(rows, turn);
            loaded = true;
            return outcomes;
        } finally {
            if (loaded) {
                turn.ended();
            } else {
                turn.failed();
            }
        }
    }

    /**
     * Loads a batch while no other is.
     *
     * @param rows its rows
     */
    void alone(List<R> rows) {
        finish();
        settle.accept(rows, load.apply(rows, ImportTurn.only()));
    }

    /** Waits for all. */
    void finish() {
        while (!under.isEmpty()) {
            settleFirst();
        }
    }

    private void settleFirst() {
        Batch<R> first = under.remove();
        settle.accept(first.rows(), answer(first.answer()));
    }

    private static List<Outcome<Loaded>> answer(Future<List<Outcome<Loaded>>> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while rows were loaded");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits until nothing is loaded any more: who was told of a failure finds the store at rest. */
    @Override
    public void close() {
        loaders.shutdown();
        boolean interrupted = false;
        for (Batch<R> batch : under) {
            boolean ended = false;
            while (!ended) {
                try {
                    batch.answer().get();
                    ended = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    ended = true; // the one before it failed, and that is what is told
                }
            }
        }
        under.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
