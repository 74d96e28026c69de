package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prints a list page by page. What is printed for a machine to read is an export: each page is on record before it is handed out
 * (ACC-13).
 */
final class ListedPages {

    private static final int PAGE = 500;

    /**
     * Asks for a page.
     *
     * @param <T> what is listed
     */
    interface Ask<T> {

        /**
         * Asks.
         *
         * @param most how many at most
         * @param token where to go on, or none
         * @return the page
         */
        Outcome<Listing<T>> page(int most, Optional<String> token);
    }

    private ListedPages() {}

    /**
     * Prints all there is.
     *
     * @param desk where
     * @param session whose list it is
     * @param sheet where to
     * @param module what an export is of
     * @param ask asks for a page
     * @param row the cells of one of them
     * @param <T> what is listed
     */
    static <T> void print(
            Desk desk,
            CrmSession session,
            Sheet sheet,
            String module,
            Ask<T> ask,
            Function<T, List<@Nullable Object>> row) {
        print(desk, session, sheet, module, Integer.MAX_VALUE, ask, row);
    }

    /**
     * Prints so many, and tells whether there are more.
     *
     * @param limit how many at most
     */
    static <T> void print(
            Desk desk,
            CrmSession session,
            Sheet sheet,
            String module,
            int limit,
            Ask<T> ask,
            Function<T, List<@Nullable Object>> row) {
        pages(desk, session, sheet, module, limit, ask, page -> page.forEach(one -> sheet.row(row.apply(one))));
    }

    /**
     * Prints so many, a page at a time.
     *
     * @param rows prints the rows of a page
     */
    static <T> void pages(
            Desk desk, CrmSession session, Sheet sheet, String module, int limit, Ask<T> ask, Consumer<List<T>> rows) {
        Optional<String> token = Optional.empty();
        int count = 0;
        do {
            Listing<T> page = desk.done(ask.page(Math.min(PAGE, limit - count), token));
            if (desk.options().format != CrmCommand.Format.TABLE) {
                desk.done(session.audit().exported(module, page.items().size()));
            }
            rows.accept(page.items());
            count += page.items().size();
            desk.stillRead();
            token = page.next();
        } while (token.isPresent() && count < limit);
        sheet.note(desk.texts().get(token.isPresent() ? "search.more" : "show.count", count));
    }
}
