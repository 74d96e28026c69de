package io.crmkit.customer;

import io.crmkit.internal.road.Standing;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.road.Walls;
import io.crmkit.policy.Policy;
import io.crmkit.policy.Segment;
import io.crmkit.policy.SegmentFact;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What segments can ask of customers (CUS-07, POL-04), and which of them a customer belongs to. */
public final class Segmentation {

    static final String DEPARTMENT = "department";
    static final String GRADE = "grade";

    /** The fields of a customer that rules may ask for: segments, or strategies. What follows from them tells of them (ACC-07). */
    static final List<String> ASKED =
            List.of("type", "tags", "industry", "region", "purchasingPower", "source", "employees", "foundedYear");

    /** The facts of a customer; {@code department} is its owner's, or one above. */
    public static final List<SegmentFact> FACTS = List.of(
            listed("type", CustomerPolicy::types),
            any("tags"),
            listed("industry", CustomerPolicy::industries),
            any("region"),
            listed("purchasingPower", CustomerPolicy::purchasingPowers),
            any(DEPARTMENT),
            new SegmentFact(GRADE, ScoringPolicy.GRADE_MADE_BY, Segmentation::grades));

    private Segmentation() {}

    private static SegmentFact any(String name) {
        return new SegmentFact(name, Set.of(), policies -> Optional.empty());
    }

    private static SegmentFact listed(String name, Function<CustomerPolicy, List<CustomerPolicy.Entry>> list) {
        return new SegmentFact(
                name,
                Set.of(),
                policies -> Optional.of(
                        CustomerPolicy.keys(list.apply(policies.get(0).get(CustomerPolicy.SECTION)))));
    }

    /** The grades that any of the policies gives; which ones a plugin of others gives, nobody can say beforehand. */
    private static Optional<List<String>> grades(List<Policy> policies) {
        Set<String> all = new TreeSet<>();
        for (Policy policy : policies) {
            List<String> known = policy.get(ScoringPolicy.SECTION).knownGrades();
            if (known.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(known);
        }
        return Optional.of(List.copyOf(all));
    }

    /** The settings for a customer; as long as its grade is not given, as far as they do not depend on it. */
    static Policy.Variant of(Policy policy, Unit unit, Customer customer, Optional<String> grade) {
        return policy.variant(facts(unit, customer, grade));
    }

    private static Function<String, Collection<String>> facts(Unit unit, Customer customer, Optional<String> grade) {
        Customer.Profile profile = customer.profile();
        return fact -> switch (fact) {
            case "type" -> list(profile.type());
            case "tags" -> profile.tags();
            case "industry" -> list(profile.industry());
            case "region" -> list(profile.region());
            case "purchasingPower" -> list(profile.purchasingPower());
            case DEPARTMENT ->
                customer.owner().map(unit.standing()::departmentsOf).orElse(Set.of());
            case GRADE -> list(grade);
            default -> List.of();
        };
    }

    private static Collection<String> list(Optional<String> value) {
        return value.map(List::of).orElse(List.of());
    }

    /**
     * Whether an actor sees all that a segment asks of customers (ACC-07): to whoever does not, its name tells of what is hidden.
     *
     * @param walls the walls before the actor
     * @param segment the segment
     * @return whether
     */
    public static boolean isSeen(Walls walls, Segment segment) {
        return isSeen(walls, segment.when().keySet());
    }

    static boolean isSeen(Walls walls, Collection<String> facts) {
        return facts.stream().filter(ASKED::contains).allMatch(fact -> walls.sees(Customer.KIND.module(), fact));
    }

    /** Which segments apply to a customer, and why. */
    static List<CustomerStanding.Applied> because(
            Policy.Variant variant, Unit unit, Customer customer, Optional<String> grade) {
        CustomerPolicy lists = variant.policy().get(CustomerPolicy.SECTION);
        List<CustomerStanding.Applied> applied = new ArrayList<>();
        for (Segment segment : variant.segments()) {
            List<Label> reasons = segment.because(facts(unit, customer, grade)).entrySet().stream()
                    .map(e -> Messages.label(
                            "customer.segment-because",
                            Messages.label("field." + e.getKey()),
                            shown(e.getValue(), list(lists, e.getKey()))))
                    .toList();
            applied.add(
                    new CustomerStanding.Applied(segment.name(), segment.when().keySet(), reasons));
        }
        return applied;
    }

    private static List<CustomerPolicy.Entry> list(CustomerPolicy lists, String fact) {
        return switch (fact) {
            case "type" -> lists.types();
            case "industry" -> lists.industries();
            case "purchasingPower" -> lists.purchasingPowers();
            default -> List.of();
        };
    }

    /** Values by the names that people know them by. */
    private static Label shown(List<String> values, List<CustomerPolicy.Entry> list) {
        List<Label> names = values.stream()
                .map(value -> list.stream()
                        .filter(entry -> entry.key().equals(value))
                        .map(CustomerPolicy.Entry::name)
                        .findFirst()
                        .orElse(new Label(value, value)))
                .toList();
        return new Label(
                names.stream().map(Label::zh).collect(Collectors.joining("、")),
                names.stream().map(Label::en).collect(Collectors.joining(", ")));
    }

    /** Departments that segments ask for and that are not there. */
    static List<Refusal> unknownDepartments(Standing standing, Policy next) {
        List<Refusal> wrong = new ArrayList<>();
        Set<String> known = next.asks(DEPARTMENT) ? new TreeSet<>(standing.departmentNames()) : Set.of();
        for (int i = 0; i < next.segments().size(); i++) {
            String path = "segments[" + i + "].when." + DEPARTMENT;
            Map<String, List<String>> when = next.segments().get(i).when();
            when.getOrDefault(DEPARTMENT, List.of()).stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> wrong.add(SegmentFact.unknownValue(path, name, known)));
        }
        return wrong;
    }
}
