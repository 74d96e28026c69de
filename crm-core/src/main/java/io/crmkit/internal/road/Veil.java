package io.crmkit.internal.road;

import java.util.function.BiFunction;

/**
 * How an answer that is no record of a kind looks behind walls (ACC-07).
 *
 * @param type the class of the answers
 * @param shown the answer as the reader may see it
 * @param <A> the answers' type
 */
public record Veil<A>(Class<A> type, BiFunction<A, Walls, A> shown) {

    Object over(Object answer, Walls walls) {
        return shown.apply(type.cast(answer), walls);
    }
}
