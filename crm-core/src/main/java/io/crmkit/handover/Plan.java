package io.crmkit.handover;

import io.crmkit.access.Leaving;
import io.crmkit.access.Owned;
import io.crmkit.shared.CleanText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who shall take over what, and what becomes of the account (ACC-12). For each thing the first rule that fits counts, else the successors.
 * What belongs to something else that is handed over, such as a deal to its customer, goes along, unless the rule that fits names its kind
 * or itself. Of several receivers each takes one in turn. Immutable.
 *
 * @param reason why, 500 characters at most
 * @param place where the user moves to; absent for one who leaves: the account is disabled
 * @param successors ids of the users who take what no rule says otherwise of
 * @param rules the rules, in the order in which they are asked; 100 at most
 * @param finishedStays whether what is finished, such as closed deals, stays with its author
 */
public record Plan(
        @NotBlank @CleanText(max = 500) String reason,
        @NotNull Optional<Leaving.Place> place,
        @NotEmpty @Size(max = 100) List<@NotBlank String> successors,
        @NotNull @Size(max = 100) List<@Valid Rule> rules,
        boolean finishedStays) {

    /** Copies the lists. */
    public Plan {
        successors = List.copyOf(successors);
        rules = List.copyOf(rules);
    }

    /**
     * Who shall take over some of it. What is left empty asks for nothing; of what is not, each must fit.
     *
     * @param kinds kinds of things, such as {@code lead}
     * @param regions regions of customers
     * @param industries industries of customers, by key
     * @param types types of customers, by key
     * @param records single records as type and id, such as {@code customer/7}; 10,000 at most
     * @param to ids of the users who take these
     */
    public record Rule(
            Set<String> kinds,
            Set<String> regions,
            Set<String> industries,
            Set<String> types,
            @Size(max = 10_000) Set<String> records,
            @NotEmpty @Size(max = 100) List<@NotBlank String> to) {

        /** Copies the sets. */
        public Rule {
            kinds = Set.copyOf(kinds);
            regions = Set.copyOf(regions);
            industries = Set.copyOf(industries);
            types = Set.copyOf(types);
            records = Set.copyOf(records);
            to = List.copyOf(to);
        }

        /** {@return a rule that asks for nothing yet} */
        public static Rule to(String... users) {
            return new Rule(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), List.of(users));
        }

        /** {@return the same for some kinds only} */
        public Rule forKinds(String... some) {
            return new Rule(Set.of(some), regions, industries, types, records, to);
        }

        /** {@return the same for some regions only} */
        public Rule forRegions(String... some) {
            return new Rule(kinds, Set.of(some), industries, types, records, to);
        }

        /** {@return the same for some industries only} */
        public Rule forIndustries(String... some) {
            return new Rule(kinds, regions, Set.of(some), types, records, to);
        }

        /** {@return the same for some customer types only} */
        public Rule forTypes(String... some) {
            return new Rule(kinds, regions, industries, Set.of(some), records, to);
        }

        /** {@return the same for some records only} */
        public Rule forRecords(Set<String> some) {
            return new Rule(kinds, regions, industries, types, some, to);
        }
    }

    /**
     * Somebody leaves.
     *
     * @param reason why
     * @param successors ids of the users who take over
     * @return the plan
     */
    public static Plan leaving(String reason, String... successors) {
        return new Plan(reason, Optional.empty(), List.of(successors), List.of(), false);
    }

    /**
     * Somebody moves.
     *
     * @param reason why
     * @param place where to
     * @param successors ids of the users who take over
     * @return the plan
     */
    public static Plan moving(String reason, Leaving.Place place, String... successors) {
        return new Plan(reason, Optional.of(place), List.of(successors), List.of(), false);
    }

    /**
     * The same with a further rule, asked after those that are there.
     *
     * @param rule the rule
     * @return the plan
     */
    public Plan with(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new Plan(reason, place, successors, more, finishedStays);
    }

    /** {@return the same, and what is finished stays with its author} */
    public Plan leavingFinished() {
        return new Plan(reason, place, successors, rules, true);
    }

    /** {@return the facts that rules ask for, by the names of {@link Owned}} */
    Set<String> facts() {
        Set<String> facts = new LinkedHashSet<>();
        rules.forEach(rule -> {
            if (!rule.regions().isEmpty()) {
                facts.add(Owned.REGION);
            }
            if (!rule.industries().isEmpty()) {
                facts.add(Owned.INDUSTRY);
            }
            if (!rule.types().isEmpty()) {
                facts.add(Owned.TYPE);
            }
        });
        return facts;
    }

    /** {@return ids of all who may take something, in the order of the plan} */
    public Set<String> receivers() {
        Set<String> all = new LinkedHashSet<>(successors);
        rules.forEach(rule -> all.addAll(rule.to()));
        return all;
    }
}
