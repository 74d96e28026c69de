package io.crmkit.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A policy's segments with the settings of each set of them that can apply together, made once. Immutable. */
final class Variants {

    static final Variants NONE = new Variants(List.of(), Map.of());

    /**
     * A segment with its place in the document.
     *
     * @param place 0 for the first
     * @param segment the segment
     * @param late whether it asks for a fact that rules make
     */
    record Placed(int place, Segment segment, boolean late) {}

    private final List<Placed> early;
    private final List<Placed> late;
    private final List<Segment> segments;
    private final Set<String> asked;
    private final Map<List<Integer>, Policy.Variant> variants;

    /** By the places of the segments, ascending. */
    Variants(List<Placed> placed, Map<List<Integer>, Policy.Variant> variants) {
        early = placed.stream().filter(p -> !p.late()).toList();
        late = placed.stream().filter(Placed::late).toList();
        segments = placed.stream().map(Placed::segment).toList();
        asked = segments.stream().flatMap(s -> s.when().keySet().stream()).collect(Collectors.toUnmodifiableSet());
        this.variants = Map.copyOf(variants);
    }

    /** {@return the facts that any segment asks for} */
    Set<String> asked() {
        return asked;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    List<Segment> segments() {
        return segments;
    }

    Optional<Policy.Variant> of(Function<String, ? extends Collection<String>> facts) {
        List<Integer> places = Stream.of(first(early, facts), first(late, facts))
                .flatMap(Optional::stream)
                .map(Placed::place)
                .sorted()
                .toList();
        return Optional.ofNullable(variants.get(places));
    }

    private static Optional<Placed> first(List<Placed> some, Function<String, ? extends Collection<String>> facts) {
        for (Placed one : some) {
            if (one.segment().fits(facts)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    List<Policy.Variant> all(Policy.Variant plain) {
        List<Policy.Variant> all = new ArrayList<>(List.of(plain));
        variants.entrySet().stream()
                .sorted(Comparator.<Map.Entry<List<Integer>, Policy.Variant>>comparingInt(
                                e -> e.getKey().size())
                        .thenComparingInt(e -> e.getKey().get(0))
                        .thenComparingInt(e -> e.getKey().get(e.getKey().size() - 1)))
                .forEach(e -> all.add(e.getValue()));
        return all;
    }

    /** The sets of segments that can apply together, without the empty one: singles first. */
    static List<List<Placed>> together(List<Placed> placed) {
        List<List<Placed>> sets = new ArrayList<>();
        placed.forEach(one -> sets.add(List.of(one)));
        for (Placed one : placed) {
            for (Placed other : placed) {
                if (one.place() < other.place() && one.late() != other.late()) {
                    sets.add(List.of(one, other));
                }
            }
        }
        return sets;
    }

    /**
     * Whether a segment can never apply: whoever fits it fits one further up. Each choice of one value for each fact that it
     * asks for must be caught by a segment that asks for nothing else; somebody of whom nothing else is known shows that
     * this is also enough.
     *
     * @return the segments further up that catch all, none when the segment can apply
     */
    static List<Placed> hiding(List<Placed> further, Placed segment) {
        Map<String, List<String>> when = segment.segment().when();
        List<Placed> rivals = further.stream()
                .filter(other -> other.late() == segment.late()
                        && when.keySet().containsAll(other.segment().when().keySet()))
                .toList();
        for (Placed rival : rivals) {
            boolean alone = rival.segment().when().entrySet().stream()
                    .allMatch(e -> e.getValue().containsAll(when.getOrDefault(e.getKey(), List.of())));
            if (alone) {
                return List.of(rival);
            }
        }
        long choices = when.values().stream().mapToLong(List::size).reduce(1, Variants::times);
        if (rivals.size() < 2 || choices > MOST_CHOICES) {
            return List.of();
        }
        List<Map<String, String>> open = List.of(Map.of());
        for (Map.Entry<String, List<String>> condition : when.entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> choice : open) {
                for (String value : condition.getValue()) {
                    Map<String, String> more = new HashMap<>(choice);
                    more.put(condition.getKey(), value);
                    longer.add(more);
                }
            }
            open = longer;
        }
        boolean all = open.stream()
                .allMatch(choice -> rivals.stream()
                        .anyMatch(rival -> rival.segment()
                                .fits(fact -> Optional.ofNullable(choice.get(fact)).stream()
                                        .toList())));
        return all ? rivals : List.of();
    }

    /** Beyond so many choices only single segments are compared. */
    private static final long MOST_CHOICES = 20_000;

    private static long times(long a, long b) {
        return Math.min(MOST_CHOICES + 1, a * b);
    }
}
