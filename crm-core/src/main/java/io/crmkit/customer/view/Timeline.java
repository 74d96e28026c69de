package io.crmkit.customer.view;

import io.crmkit.customer.view.Happening.Place;
import io.crmkit.internal.json.Json;
import io.crmkit.shared.Listing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Merges what the parts tell. A page ends at a place, and the next goes on after it: each part is asked again for the page on which that
 * place lies, and at most for one more, so that what is new meanwhile shifts nothing. Not safe for use by many threads.
 */
final class Timeline {

    /** Where a page ended, and where each part goes on: a part that begins anew has no token. */
    private record End(Instant at, String part, String id, Map<String, String> tokens) {
        Place place() {
            return new Place(at, part, id);
        }
    }

    /** What a part told: its pages, and the token of each. */
    private record Told(String part, List<Optional<String>> tokens, List<Happened> pages) {

        /** The place up to which everything is known, if not all is. */
        Optional<Place> reached() {
            return pages.get(pages.size() - 1).reached();
        }

        /** The token of the page on which, or after which, a place lies. */
        Optional<String> from(Place end) {
            for (int i = 0; i < pages.size(); i++) {
                Optional<Place> last = pages.get(i).reached();
                if (last.isEmpty() || last.get().compareTo(end) > 0) {
                    return tokens.get(i);
                }
            }
            return pages.get(pages.size() - 1).next();
        }
    }

    private final Glance glance;
    private final int limit;
    private final @Nullable End before;
    private final List<Told> told = new ArrayList<>();

    Timeline(Glance glance, int limit, Optional<String> token) {
        this.glance = glance;
        this.limit = limit;
        this.before = token.map(text -> Json.read(text, End.class)).orElse(null);
    }

    /** Asks a part for as much as the page can take of it. */
    void ask(CustomerPart part) {
        Optional<String> token = before == null
                ? Optional.empty()
                : Optional.ofNullable(before.tokens().get(part.key()));
        Told parts = new Told(part.key(), new ArrayList<>(), new ArrayList<>());
        Happened page = part.happened(glance, limit, token);
        parts.tokens().add(token);
        parts.pages().add(page);
        if (page.next().isPresent() && fresh(page).count() < limit) {
            parts.tokens().add(page.next());
            parts.pages().add(part.happened(glance, limit, page.next()));
        }
        told.add(parts);
    }

    private Stream<Happening> fresh(Happened page) {
        return page.items().stream().filter(one -> before == null || one.place().compareTo(before.place()) > 0);
    }

    /** {@return the page} */
    Listing<Happening> page() {
        Optional<Place> known =
                told.stream().flatMap(one -> one.reached().stream()).min(Comparator.naturalOrder());
        List<Happening> all = told.stream()
                .flatMap(one -> one.pages().stream())
                .flatMap(this::fresh)
                .filter(one ->
                        known.filter(end -> one.place().compareTo(end) > 0).isEmpty())
                .sorted(Comparator.comparing(Happening::place))
                .toList();
        boolean full = all.size() > limit;
        List<Happening> items = full ? all.subList(0, limit) : all;
        Optional<Place> end = full ? Optional.of(items.get(limit - 1).place()) : known.map(this::onward);
        return new Listing<>(items, end.map(this::token));
    }

    /** A part that failed before begins anew: what it reaches may lie before where the list is already. */
    private Place onward(Place end) {
        return before != null && end.compareTo(before.place()) < 0 ? before.place() : end;
    }

    private String token(Place end) {
        Map<String, String> tokens = new HashMap<>(before == null ? Map.of() : before.tokens());
        told.forEach(one -> tokens.remove(one.part()));
        told.forEach(one -> one.from(end).ifPresent(token -> tokens.put(one.part(), token)));
        return Json.write(new End(end.at(), end.part(), end.id(), tokens));
    }
}
