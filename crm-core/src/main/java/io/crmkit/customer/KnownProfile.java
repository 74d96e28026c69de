package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What may be known of a customer: standard fields, fields of the dictionary, and what the policy lists (CUS-01 to CUS-03). */
final class KnownProfile {

    private KnownProfile() {}

    static Dictionary dictionary(Unit unit) {
        return CustomerFields.of(unit.standing().policy());
    }

    /** What shall be known, in the form in which it is stored; or everything that is wrong with it. */
    static Outcome<Customer.Profile> of(
            Unit unit,
            Customer.Profile meant,
            Optional<Customer> before,
            Function<Customer.Profile, List<Refusal>> violations) {
        Map<String, String> written = new TreeMap<>(meant.fields());
        before.ifPresent(customer -> customer.profile().fields().forEach(written::remove));
        return of(unit, meant, dictionary(unit).read(written), before, violations);
    }

    /** The same when the dictionary has read the fields already. */
    static Outcome<Customer.Profile> of(
            Unit unit,
            Customer.Profile meant,
            Outcome<SortedMap<String, String>> read,
            Optional<Customer> before,
            Function<Customer.Profile, List<Refusal>> violations) {
        Dictionary dictionary = dictionary(unit);
        List<Refusal> wrong = new ArrayList<>(read.refusals());
        Customer.Profile known = read.toOptional()
                .map(values -> CustomerFields.with(meant, values))
                .orElse(meant);
        if (read.toOptional().stream()
                .anyMatch(values -> values.keySet().stream().anyMatch(CustomerFields::isStandard))) {
            wrong.addAll(violations.apply(known)); // what else there is was checked with the command
        }
        wrong.addAll(problems(unit, known, before));
        Map<String, String> had =
                before.map(Customer::profile).map(CustomerFields::values).orElse(Map.of());
        wrong.addAll(dictionary.missing(
                CustomerFields.values(known),
                field -> unit.walls().fills(Customer.KIND.name(), field.key())
                        && (before.isEmpty() || had.containsKey(field.key()))));
        return wrong.isEmpty()
                ? Outcome.done(United.below(known, known.parent().map(parent -> unit.heir(Customer.KIND, parent))))
                : Outcome.refused(distinct(wrong));
    }

    /** A name that is missing is missed by the profile and by the dictionary. */
    private static List<Refusal> distinct(List<Refusal> wrong) {
        Set<String> seen = new HashSet<>();
        return wrong.stream()
                .filter(refusal -> !refusal.code().equals("valid.required")
                        || seen.add(refusal.field().orElse("")))
                .toList();
    }

    /** What an edit leaves as it is, it need not justify again. */
    private static List<Refusal> problems(Unit unit, Customer.Profile profile, Optional<Customer> before) {
        List<Refusal> wrong = new ArrayList<>();
        Optional<Customer.Profile> known = before.map(Customer::profile);
        CustomerPolicy policy = unit.standing().policy().get(CustomerPolicy.SECTION);
        if (!known.map(Customer.Profile::industry).equals(Optional.of(profile.industry()))) {
            unlisted("industry", profile.industry(), policy.industries()).ifPresent(wrong::add);
        }
        if (!known.map(Customer.Profile::type).equals(Optional.of(profile.type()))) {
            unlisted("type", profile.type(), policy.types()).ifPresent(wrong::add);
        }
        if (!known.map(Customer.Profile::purchasingPower).equals(Optional.of(profile.purchasingPower()))) {
            unlisted("purchasingPower", profile.purchasingPower(), policy.purchasingPowers())
                    .ifPresent(wrong::add);
        }
        if (!known.map(Customer.Profile::parent).equals(Optional.of(profile.parent()))) {
            profile.parent()
                    .flatMap(parent -> parentProblem(unit, parent, before.map(Customer::id)))
                    .ifPresent(wrong::add);
        }
        return wrong;
    }

    private static Optional<Refusal> unlisted(String field, Optional<String> value, List<CustomerPolicy.Entry> list) {
        List<String> keys = CustomerPolicy.keys(list);
        return value.filter(key -> !keys.contains(key)).map(key -> {
            Refusal refusal = Refusal.of(
                            Refusal.Kind.INVALID,
                            "CUS-03",
                            "customer.unlisted",
                            key,
                            Messages.label("field." + field),
                            String.join(", ", keys))
                    .onField(field)
                    .ofValue(key);
            return NearMiss.of(key, keys).map(refusal::suggesting).orElse(refusal);
        });
    }

    /** A parent must be visible, and nobody may end up below himself; everybody above is held until the commit. */
    private static Optional<Refusal> parentProblem(Unit unit, String parent, Optional<String> self) {
        Optional<Customer> above = unit.visible(Customer.KIND, parent);
        if (above.isEmpty()) {
            return Optional.of(
                    Refusals.notFound(Messages.label("kind.customer"), parent).onField("parent"));
        }
        Set<String> seen = new HashSet<>();
        while (above.isPresent() && seen.add(above.get().id())) {
            if (self.equals(Optional.of(above.get().id()))) {
                return Optional.of(Refusal.of(Refusal.Kind.RULE, "CUS-02", "customer.parent-cycle")
                        .onField("parent"));
            }
            unit.check(Customer.KIND, above.get().id());
            above = above.get().profile().parent().flatMap(p -> unit.find(Customer.KIND, p));
        }
        return Optional.empty();
    }
}
