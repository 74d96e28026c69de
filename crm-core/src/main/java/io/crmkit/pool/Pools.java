package io.crmkit.pool;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.policy.SegmentFact;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The pools of a policy, and what is kept beside the records that are in them. */
public final class Pools {

    /** What pools keep. */
    public static final List<Kind<?>> KINDS = List.of(ClaimLedger.KIND, RecycleNotice.KIND);

    private Pools() {}

    /**
     * What keeps the pools of a policy from being put in force: one that goes away while something is in it, or a department that is not
     * there.
     *
     * @param unit the unit of work
     * @param next the policy
     * @param kinds what can be in pools
     * @return the refusals
     */
    public static List<Refusal> problems(Unit unit, Policy next, List<Kind<?>> kinds) {
        List<Refusal> wrong = new ArrayList<>();
        PoolPolicy policy = next.get(PoolPolicy.SECTION);
        Set<String> departments = unit.standing().departmentNames();
        policy.pools()
                .forEach((key, pool) -> pool.departments().stream()
                        .filter(name -> !departments.contains(name))
                        .forEach(name -> wrong.add(SegmentFact.unknownValue(
                                "pool.pools." + key + ".departments", name, new TreeSet<>(departments)))));
        for (Kind<?> each : kinds) {
            used(unit, each).forEach((key, count) -> {
                if (!policy.pools().containsKey(key)) {
                    wrong.add(Refusal.of(
                                    Refusal.Kind.RULE,
                                    "CUS-12",
                                    "pool.in-use",
                                    key,
                                    count,
                                    Messages.label("kind." + each.name()))
                            .onField("pool.pools")
                            .ofValue(key));
                }
            });
        }
        return wrong;
    }

    private static Map<String, Long> used(Unit unit, Kind<?> kind) {
        Map<String, Long> used = new HashMap<>();
        for (Tally.Group group :
                unit.tallyAll(kind, Filter.present(Pooled.POOL), List.of(Pooled.POOL), List.of(Measure.count()))) {
            used.put(String.valueOf(group.keys().get(0)), (Long)
                    Objects.requireNonNull(group.measures().get(0)));
        }
        return used;
    }
}
