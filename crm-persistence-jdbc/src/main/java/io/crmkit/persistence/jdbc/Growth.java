package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what this store inserts, and says when a table has grown so much that the planner should look at it anew: at 500
 * rows and at each tenfold. Safe for use by many threads.
 */
final class Growth {

    private static final long FIRST = 500;
    private static final int FACTOR = 10;

    /** Rows inserted so far, and at how many a look is due. */
    private record Count(long rows, long due) {
        Count plus(long more) {
            long all = rows + more;
            long next = due;
            while (next <= all) {
                next *= FACTOR;
            }
            return new Count(all, next);
        }
    }

    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    /** {@return the types whose tables are to be looked at after this set, with how many rows this store has inserted} */
    Map<String, Long> after(ChangeSet set) {
        Map<String, Long> inserted = new HashMap<>();
        for (Change change : set.changes()) {
            if (change instanceof Change.Insert || change instanceof Change.Load || change instanceof Change.Ensure) {
                inserted.merge(change.key().type(), 1L, Long::sum);
            }
        }
        Map<String, Long> due = new HashMap<>();
        inserted.forEach((type, rows) -> counts.compute(type, (name, before) -> {
            Count old = before == null ? new Count(0, FIRST) : before;
            Count now = old.plus(rows);
            if (now.due() > old.due()) {
                due.put(type, now.rows());
            }
            return now;
        }));
        return due;
    }
}
