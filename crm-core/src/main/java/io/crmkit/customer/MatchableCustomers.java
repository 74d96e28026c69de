package io.crmkit.customer;

import io.crmkit.customer.duplicates.LookupKeys;
import io.crmkit.customer.duplicates.MatchRecord;
import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.customer.duplicates.Role;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

    @Override
    public LookupKeys.Both keys(Policy policy, Customer customer) {
        return CustomerFields.keys(policy, customer.profile());
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

    /** Who works there speaks for the customer, with name, phone and address, to whoever may view contacts. */
    @Override
    public Map<String, List<MatchRecord.Value>> more(Unit unit, Collection<MatchRecord> drafts, int most) {
        Map<String, List<MatchRecord.Value>> more = new TreeMap<>();
        if (!unit.standing().holds(Permission.of(Contact.KIND.module(), "view"))) {
            return more;
        }
        for (Contact contact : contacts(unit, "phone", phones(drafts), most)) {
            tell(unit, contact, more);
        }
        for (Contact contact : contacts(unit, "email", values(drafts, Role.EMAIL), most)) {
            tell(unit, contact, more);
        }
        return more;
    }

    private static List<Contact> contacts(Unit unit, String index, Set<String> values, int most) {
        return values.isEmpty()
                ? List.of()
                : unit.query(Contact.KIND, unit.sealed().equalToAny(Contact.KIND, index, values), most);
    }

    private static void tell(Unit unit, Contact contact, Map<String, List<MatchRecord.Value>> more) {
        if (!contact.active()) {
            return;
        }
        Contact.Details stored = contact.details();
        Contact.Details shown = unit.shown(contact).details();
        List<MatchRecord.Value> says = more.computeIfAbsent(contact.customer(), id -> new ArrayList<>());
        inFull(stored.name(), shown.name(), Role.PERSON, says);
        inFull(stored.phone(), shown.phone(), Role.PHONE, says);
        inFull(stored.email(), shown.email(), Role.EMAIL, says);
    }

    private static void inFull(
            Optional<String> stored, Optional<String> shown, Role role, List<MatchRecord.Value> says) {
        stored.filter(value -> shown.filter(value::equals).isPresent())
                .map(value -> new MatchRecord.Value(role, value))
                .filter(value -> !says.contains(value))
                .ifPresent(says::add);
    }

    private static Set<String> values(Collection<MatchRecord> drafts, Role role) {
        return drafts.stream()
                .flatMap(draft -> draft.values().stream())
                .filter(value -> value.role() == role)
                .map(MatchRecord.Value::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As they are written and, for numbers of the mainland, in the international form that contacts have. */
    private static Set<String> phones(Collection<MatchRecord> drafts) {
        Set<String> phones = new TreeSet<>();
        for (String phone : values(drafts, Role.PHONE)) {
            phones.add(phone);
            if (!phone.strip().startsWith("+")) {
                phones.add("+86" + phone.strip().replaceFirst("^0(?!0)", ""));
            }
        }
        return phones;
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
