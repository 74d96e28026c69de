package io.crmkit.customer;

import io.crmkit.access.Edits;
import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalKind;
import io.crmkit.approval.ApprovalPolicy.Definition;
import io.crmkit.approval.ApprovalPolicy.Designation;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.approval.Submission;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Protected fields of a customer change: those who decide by the policy are asked (CUS-11). The customer is locked meanwhile. */
public final class ProtectedChange implements ApprovalKind<ProtectedChange.Wish, Customer> {

    /** Its name in policies. */
    public static final String NAME = "customer-protected-change";

    /** Who decides, as shipped: the superior, within two workdays. */
    public static final Definition DEFINITION =
            Definition.of(Step.of("上级审批", "superior", Designation.superior()).within(48, true));

    /**
     * What is asked for.
     *
     * @param customer id of the customer
     * @param values by key of the dictionary what shall be known; an empty text takes the value away
     * @param reason why
     */
    public record Wish(String customer, SortedMap<String, String> values, String reason) {}

    private final Evaluation evaluation;

    /**
     * The kind.
     *
     * @param evaluation judges customers anew
     */
    public ProtectedChange(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    /** {@return by key what differs; an empty text for what is known no more} */
    static SortedMap<String, String> difference(Customer.Profile before, Customer.Profile after) {
        Map<String, String> had = CustomerFields.values(before);
        SortedMap<String, String> values = new TreeMap<>(CustomerFields.values(after));
        had.keySet().forEach(key -> values.putIfAbsent(key, ""));
        values.entrySet().removeIf(entry -> entry.getValue().equals(had.getOrDefault(entry.getKey(), "")));
        return values;
    }

    /** What has to be asked for, if anything has; refused when a reason is missing, or more changes than can be asked for. */
    static Outcome<Optional<Submission<Wish>>> asked(
            Unit unit, Customer customer, Customer.Profile after, Optional<String> reason) {
        ProtectedFields policy = unit.standing().policy().get(ProtectedFields.SECTION);
        SortedSet<String> changed = policy.changed(customer.profile(), after);
        if (changed.isEmpty()) {
            return Outcome.done(Optional.empty());
        }
        Dictionary dictionary = CustomerFields.of(unit.standing().policy());
        List<Refusal> wrong = ProtectedFields.withoutReason(changed, reason, dictionary);
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        if (!policy.needApproval(changed)) {
            return Outcome.done(Optional.empty());
        }
        Customer.Profile before = customer.profile();
        if (!before.parent().equals(after.parent()) || !before.tags().equals(after.tags())) {
            return Outcome.refused(Refusal.of(
                    Refusal.Kind.RULE,
                    "CUS-11",
                    "customer.protected-alone",
                    ProtectedFields.label(dictionary, changed.first())));
        }
        return Outcome.done(Optional.of(of(dictionary, customer, after, reason.orElse(""))));
    }

    private static Submission<Wish> of(
            Dictionary dictionary, Customer customer, Customer.Profile after, String reason) {
        SortedMap<String, String> values = difference(customer.profile(), after);
        String fields = values.keySet().stream()
                .map(key -> ProtectedFields.label(dictionary, key).zh())
                .collect(Collectors.joining("、"));
        String[] tells = values.keySet().stream()
                .filter(key -> !key.equals("name"))
                .map(key -> "customer." + key)
                .toArray(String[]::new);
        return Submission.of(
                        Messages.label("customer.protected.about", customer.name()),
                        new Wish(customer.id(), values, reason),
                        Optional.of(reason))
                .showing(Map.of("customer", customer.name(), "fields", fields))
                .telling(tells)
                .locking(Customer.KIND, customer.id());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Wish> content() {
        return Wish.class;
    }

    @Override
    public Operation operation() {
        return Customers.EDIT;
    }

    @Override
    public Definition shipped() {
        return DEFINITION;
    }

    @Override
    public List<Kind<?>> locks() {
        return List.of(Customer.KIND);
    }

    @Override
    public Outcome<Customer> carryOut(Unit submitter, Unit decider, Optional<Approval> approval, Wish wish) {
        Optional<Customer> before = submitter.visible(Customer.KIND, wish.customer());
        Outcome<Customer> after = Edits.change(
                submitter,
                Customer.KIND,
                wish.customer(),
                before.map(Customer::version).orElse(0L),
                Customers.EDIT,
                Optional.of(wish.reason()),
                customer -> KnownProfile.of(
                                submitter,
                                CustomerFields.with(customer.profile(), wish.values()),
                                Optional.of(customer),
                                profile -> List.of())
                        .map(known -> customer.withProfile(known, Customers.touched(submitter, customer))));
        if (before.isPresent() && after instanceof Outcome.Done<Customer> done) {
            evaluation.followProfile(submitter, before.get(), done.value());
        }
        return after;
    }
}
