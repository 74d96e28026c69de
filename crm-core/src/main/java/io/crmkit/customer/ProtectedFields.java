package io.crmkit.customer;

import io.crmkit.dictionary.Dictionary;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicySection;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The section {@code protected} of the policy document (CUS-11): fields of customers that are not changed just so. A field that has no
 * value yet can be filled by whoever may edit. A grade by hand always has a reason (SCO-02).
 *
 * @param fields by key of a field of the dictionary, or {@value #OWNER}, how it is protected
 */
public record ProtectedFields(@NotNull Map<@NotBlank String, @NotNull Protection> fields) {

    /** The owner, who is no field of the dictionary. It changes with a reason, never by approval: who may transfer decides. */
    public static final String OWNER = "owner";

    /** How a field is protected. */
    public enum Protection {
        /** Not at all. */
        FREE,
        /** Another value needs a reason. */
        REASON,
        /** Another value needs a reason, and somebody who approves. */
        APPROVAL
    }

    /** The section with the shipped settings. */
    public static final PolicySection<ProtectedFields> SECTION = new PolicySection<>(
            "protected",
            ProtectedFields.class,
            new ProtectedFields(
                    Map.of("name", Protection.REASON, OWNER, Protection.REASON, "creditLimit", Protection.REASON)));

    /** Refuses what no rule keeps. */
    public ProtectedFields {
        fields = fields == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        if (fields.get(OWNER) == Protection.APPROVAL) {
            throw new IllegalArgumentException(
                    "fields.owner cannot be APPROVAL: whoever may assign or transfer decides; allowed: FREE, REASON");
        }
    }

    /**
     * Fields that are not there: a misspelt one would be protected by nothing.
     *
     * @param policy the policy
     * @return a refusal for each
     */
    public static List<Refusal> unknown(Policy policy) {
        Dictionary dictionary = CustomerFields.of(policy);
        List<Refusal> wrong = new ArrayList<>();
        for (String key : policy.get(SECTION).fields().keySet()) {
            boolean shipped = SECTION.defaults().fields().containsKey(key); // another dictionary may lack it
            if (!shipped && dictionary.field(key).isEmpty()) {
                TreeSet<String> known = new TreeSet<>();
                known.add(OWNER);
                dictionary.fields().forEach(field -> known.add(field.key()));
                Refusal refusal = Refusal.of(
                                Refusal.Kind.INVALID,
                                "POL-01",
                                "document.wrong-value",
                                "protected.fields",
                                key,
                                String.join(", ", known))
                        .onField("protected.fields")
                        .ofValue(key);
                wrong.add(NearMiss.of(key, known).map(refusal::suggesting).orElse(refusal));
            }
        }
        return wrong;
    }

    /** {@return the protected fields whose value another one takes the place of, or which lose it} */
    SortedSet<String> changed(Customer.Profile before, Customer.Profile after) {
        Map<String, String> had = CustomerFields.values(before);
        Map<String, String> has = CustomerFields.values(after);
        SortedSet<String> changed = new TreeSet<>();
        fields.forEach((key, protection) -> {
            if (protection != Protection.FREE
                    && had.containsKey(key)
                    && !Optional.ofNullable(had.get(key)).equals(Optional.ofNullable(has.get(key)))) {
                changed.add(key);
            }
        });
        return changed;
    }

    boolean needApproval(SortedSet<String> changed) {
        return changed.stream().anyMatch(key -> fields.get(key) == Protection.APPROVAL);
    }

    /** What is wrong with a change that has no reason. */
    static List<Refusal> withoutReason(SortedSet<String> changed, Optional<String> reason, Dictionary dictionary) {
        return reason.filter(text -> !text.isBlank()).isPresent()
                ? List.of()
                : changed.stream()
                        .map(key -> unexplained(key, label(dictionary, key)))
                        .toList();
    }

    /** What is wrong with giving a customer that somebody owns to somebody else, without a reason. */
    Optional<Refusal> ownerChanges(Customer customer, Optional<String> owner, Optional<String> reason) {
        return fields.getOrDefault(OWNER, Protection.FREE) == Protection.FREE
                        || customer.owner().isEmpty()
                        || customer.owner().equals(owner)
                        || reason.filter(text -> !text.isBlank()).isPresent()
                ? Optional.empty()
                : Optional.of(unexplained(OWNER, Messages.label("field.owner")));
    }

    private static Refusal unexplained(String key, Label label) {
        return Refusal.of(Refusal.Kind.RULE, "CUS-11", "customer.protected", label)
                .onField(key)
                .missing("reason");
    }

    static Label label(Dictionary dictionary, String key) {
        return dictionary.field(key).map(field -> field.label()).orElseGet(() -> new Label(key, key));
    }
}
