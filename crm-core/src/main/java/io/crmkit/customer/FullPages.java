package io.crmkit.customer;

import io.crmkit.shared.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Pages of what fits, where the store can only say what may: reads on until the page is full. Where little of it fits, more is asked for at
 * once; and where that was too much, again for as many as fill the page, so that a page ends where a token can stand.
 */
final class FullPages {

    /** When fewer than one of so many fits, so many times more are asked for. */
    private static final int FEW = 4;

    private static final int MOST_ASKED = 1_000;

    private FullPages() {}

    /**
     * A page.
     *
     * @param limit how many at most
     * @param from where to go on, or none
     * @param patience after looking at so many a page may be shorter although there are more
     * @param read reads so many at most of what may fit, from where a token says
     * @param fitting keeps of these, in their order, what fits
     */
    static <T> Listing<T> of(
            int limit,
            Optional<String> from,
            int patience,
            BiFunction<Integer, Optional<String>, Listing<T>> read,
            UnaryOperator<List<T>> fitting) {
        List<T> found = new ArrayList<>();
        Optional<String> at = from;
        int looked = 0;
        int asked = limit;
        boolean more = true;
        while (more) {
            Listing<T> some = read.apply(asked, at);
            List<T> fit = fitting.apply(some.items());
            if (found.size() + fit.size() > limit) {
                asked = 1 + some.items().indexOf(fit.get(limit - found.size() - 1));
            } else {
                found.addAll(fit);
                looked += Math.max(1, some.items().size());
                at = some.next();
                more = at.isPresent() && found.size() < limit && looked < patience;
                asked = fit.size() * FEW < some.items().size()
                        ? Math.min(MOST_ASKED, asked * FEW)
                        : Math.max(1, limit - found.size());
            }
        }
        return new Listing<>(found, at);
    }
}
