package io.crmkit.bench;

import java.util.ArrayList;
import java.util.List;

/** What the state machines carry through a move: the wish, and what the gates have against it. */
final class Attempt {

    /** Why not, as somebody would write it who builds this on a state machine: what a message needs, and no message yet. */
    record Reason(String rule, String code, String field, List<Object> args) {
        Reason(String rule, String code, String field) {
            this(rule, code, field, List.of());
        }
    }

    private final Wish wish;
    private List<Reason> reasons = List.of();

    Attempt(Wish wish) {
        this.wish = wish;
    }

    Wish wish() {
        return wish;
    }

    void refuse(Reason reason) {
        if (reasons.isEmpty()) {
            reasons = new ArrayList<>(4);
        }
        reasons.add(reason);
    }

    boolean isFree() {
        return reasons.isEmpty();
    }

    List<Reason> reasons() {
        return reasons;
    }
}
