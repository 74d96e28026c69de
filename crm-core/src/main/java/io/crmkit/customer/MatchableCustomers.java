package io.crmkit.customer;

import io.crmkit.customer.duplicates.MatchRecord;
import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.customer.duplicates.Role;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a customer says of its bearer (CUS-05): its names, its contact, every phone, e-mail and website that the dictionary has a field for, its
 * address and its registration number.
 */
public final class MatchableCustomers implements Matchable<Customer> {

    /** Fields of the shipped dictionary whose type alone does not say what they mean. */
    private static final Map<String, Role> BY_KEY = Map.of(
            "contactName", Role.PERSON,
            "address", Role.STREET,
            "creditCode", Role.OTHER_ID,
            "taxpayerId", Role.OTHER_ID);

    /** For all CRMs alike. */
    public MatchableCustomers() {}

    @Override
    public Kind<Customer> kind() {
        return Customer.KIND;
    }

    @Override
    public String name(Customer customer) {
        return customer.name();
    }

    @Override
    public MatchRecord says(Policy policy, Customer customer) {
        return says(policy, customer.id(), customer.profile());
    }

    /**
     * What a profile says, for whoever is about to save it.
     *
     * @param policy the policy in force
     * @param id what the caller knows it by
     * @param profile the profile
     * @return the values with their roles
     */
    public static MatchRecord says(Policy policy, String id, Customer.Profile profile) {
        Dictionary dictionary = CustomerFields.of(policy);
        List<MatchRecord.Value> values = new ArrayList<>();
        values.add(new MatchRecord.Value(Role.ORGANISATION, profile.name()));
        profile.shortName().ifPresent(name -> values.add(new MatchRecord.Value(Role.ORGANISATION, name)));
        profile.fields()
                .forEach((key, value) -> dictionary
                        .field(key)
                        .filter(field -> !field.retired())
                        .flatMap(MatchableCustomers::role)
                        .ifPresent(role -> values.add(new MatchRecord.Value(role, value))));
        return new MatchRecord(id, "", values);
    }

    /** {@return what a field's values say of the bearer, if anything} */
    static Optional<Role> role(Field field) {
        return switch (field.type()) {
            case PHONE -> Optional.of(Role.PHONE);
            case EMAIL -> Optional.of(Role.EMAIL);
            case URL -> Optional.of(Role.WEBSITE);
            case TEXT -> Optional.ofNullable(BY_KEY.get(field.key()));
            default -> Optional.empty();
        };
    }
}
