package io.crmkit.handover;

import io.crmkit.access.Owned;
import io.crmkit.access.Owned.Holding;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who takes what by a plan. The same things in the same order are always distributed alike. Not safe for use by many threads. */
final class Distribution {

    private final Plan plan;
    private final Map<RecordKey, String> receivers = new HashMap<>();
    private final List<Integer> turns;
    private int turn;

    Distribution(Plan plan) {
        this.plan = plan;
        turns = new ArrayList<>(java.util.Collections.nCopies(plan.rules().size(), 0));
    }

    /**
     * Who takes something; wholes must be asked for before their parts.
     *
     * @param kind its kind
     * @param holding the thing
     * @return id of the user
     */
    String receiver(String kind, Holding holding) {
        Optional<String> along = holding.partOf().map(receivers::get);
        String receiver = null;
        for (int i = 0; i < plan.rules().size() && receiver == null; i++) {
            Plan.Rule rule = plan.rules().get(i);
            if (fits(rule, kind, holding)) {
                boolean named = !rule.kinds().isEmpty() || !rule.records().isEmpty();
                receiver = along.isPresent() && !named ? along.get() : next(rule.to(), i);
            }
        }
        if (receiver == null) {
            receiver = along.orElseGet(
                    () -> plan.successors().get(turn++ % plan.successors().size()));
        }
        receivers.putIfAbsent(holding.record(), receiver);
        return receiver;
    }

    private String next(List<String> some, int rule) {
        int at = turns.get(rule);
        turns.set(rule, at + 1);
        return some.get(at % some.size());
    }

    private static boolean fits(Plan.Rule rule, String kind, Holding holding) {
        return (rule.kinds().isEmpty() || rule.kinds().contains(kind))
                && (rule.records().isEmpty()
                        || rule.records().contains(holding.record().toString()))
                && fits(rule.regions(), holding, Owned.REGION)
                && fits(rule.industries(), holding, Owned.INDUSTRY)
                && fits(rule.types(), holding, Owned.TYPE);
    }

    private static boolean fits(Set<String> wanted, Holding holding, String fact) {
        return wanted.isEmpty() || wanted.contains(holding.facts().getOrDefault(fact, ""));
    }
}
