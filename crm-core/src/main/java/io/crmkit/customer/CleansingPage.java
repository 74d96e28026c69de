package io.crmkit.customer;

import io.crmkit.customer.cleansing.CleansingPolicy;
import io.crmkit.customer.cleansing.CleansingRules;
import io.crmkit.customer.cleansing.Finding;
import io.crmkit.customer.cleansing.Fix;
import io.crmkit.customer.cleansing.Rule;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.dictionary.FieldType;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.spi.storage.Filter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong with some customers and their contacts, as far as the actor sees them in full (CUS-10): what stands behind a wall is not
 * looked at, so that no proposal tells of it. Not safe for use by many threads.
 */
final class CleansingPage {

    /** The fields of contacts that are looked at. */
    static final List<String> CONTACT_FIELDS = List.of("name", "title", "phone", "email");

    private static final int PAGE = 1_000;

    private final Unit unit;
    private final Twins twins;
    private final ZoneId zone;
    private final CleansingRules rules;
    private final List<Field> fields;

    CleansingPage(Unit unit, Twins twins, ZoneId zone) {
        this.unit = unit;
        this.twins = twins;
        this.zone = zone;
        rules = new CleansingRules(unit.standing().policy().get(CleansingPolicy.SECTION));
        Dictionary dictionary = CustomerFields.of(unit.standing().policy());
        fields = dictionary.fields().stream()
                .filter(field -> !field.retired() && unit.walls().sees(Customer.KIND.module(), field.key()))
                .toList();
    }

    /** {@return proposals for all that is wrong, by their ids} */
    Map<String, Proposal> judged(List<Customer> customers) {
        Map<String, Proposal> all = new LinkedHashMap<>();
        for (Customer customer : customers) {
            values(customer).forEach(finding -> add(all, Customer.KIND.key(customer.id()), customer.id(), finding));
        }
        List<String> ids = customers.stream().map(Customer::id).toList();
        contacts(ids)
                .forEach(contact -> values(contact)
                        .forEach(finding -> add(all, Contact.KIND.key(contact.id()), contact.customer(), finding)));
        untouched(customers).forEach((id, finding) -> add(all, Customer.KIND.key(id), id, finding));
        if (twins.scanned()) {
            twins.of(customers).stream()
                    .filter(pair -> isSeen(pair.one()) && isSeen(pair.other()))
                    .forEach(pair -> add(
                            all,
                            Customer.KIND.key(pair.one()),
                            pair.one(),
                            new Finding(
                                    Rule.DUPLICATE,
                                    Finding.WHOLE,
                                    Optional.empty(),
                                    Fix.MERGE,
                                    Optional.of(pair.other()))));
        }
        return all;
    }

    /** Since the scan one may have gone, or out of sight. */
    private boolean isSeen(String customer) {
        return unit.find(Customer.KIND, customer)
                .filter(found -> unit.sees(Customer.KIND, found))
                .isPresent();
    }

    private void add(
            Map<String, Proposal> all, io.crmkit.spi.storage.RecordKey subject, String customer, Finding finding) {
        Proposal proposal = Proposal.of(unit, subject, customer, finding);
        all.putIfAbsent(proposal.id(), proposal);
    }

    private List<Finding> values(Customer customer) {
        Map<String, String> values = CustomerFields.values(customer.profile());
        return fields.stream()
                .flatMap(field -> rules
                        .judge(
                                field.key(),
                                field.type(),
                                field.required(),
                                Optional.ofNullable(values.get(field.key())))
                        .stream())
                .toList();
    }

    /** What a person lacks was erased (ACC-18) and is not asked for again. */
    private List<Finding> values(Contact contact) {
        Contact.Details details = contact.details();
        return Stream.of(
                        judge("name", FieldType.TEXT, true, details.name()),
                        judge("title", FieldType.TEXT, false, details.title()),
                        judge("phone", FieldType.PHONE, true, details.phone()),
                        judge("email", FieldType.EMAIL, false, details.email()))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Finding> judge(String field, FieldType type, boolean required, Optional<String> value) {
        return value.isPresent() && unit.walls().sees(Contact.KIND.module(), field)
                ? rules.judge(field, type, required, value)
                : Optional.empty();
    }

    private List<Contact> contacts(Collection<String> customers) {
        List<Contact> contacts = new ArrayList<>();
        if (customers.isEmpty() || !unit.standing().holds(Permission.of(Contact.KIND.module(), "view"))) {
            return contacts;
        }
        Optional<String> page = Optional.empty();
        do {
            Listing<Contact> some =
                    unit.everyone(Contact.KIND, Filter.in("customer", List.copyOf(customers)), PAGE, page);
            contacts.addAll(some.items());
            page = some.next();
        } while (page.isPresent());
        return contacts;
    }

    private Map<String, Finding> untouched(List<Customer> customers) {
        Map<String, Finding> found = new LinkedHashMap<>();
        customers.forEach(customer -> rules.untouched(last(customer), unit.today(), zone)
                .ifPresent(finding -> found.put(customer.id(), finding)));
        return found;
    }

    /** When somebody last edited, confirmed or followed it up. */
    static Instant last(Customer customer) {
        return Stream.of(Optional.of(customer.trace().createdAt()), customer.knownAt(), customer.lastFollowUpAt())
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** Whether what an open proposal found is there no more; what the actor does not see in full stays as it is. */
    boolean settled(Proposal open, Map<String, Proposal> judged) {
        if (judged.containsKey(open.id())) {
            return false;
        }
        if (open.finding().rule() == Rule.DUPLICATE) {
            return twins.scanned() && !stillTwins(open);
        }
        return open.finding().field().equals(Finding.WHOLE)
                || unit.walls().sees(open.module(), open.finding().field());
    }

    /** Of what the actor does not see nothing is known. */
    private boolean stillTwins(Proposal open) {
        String other = open.finding().proposed().orElse("");
        Optional<Customer> twin = unit.find(Customer.KIND, other);
        return twin.isPresent() && (!unit.sees(Customer.KIND, twin.get()) || twins.are(open.customer(), other));
    }

    /** {@return all proposals that there are for some customers} */
    static List<Proposal> known(Unit unit, Collection<String> customers) {
        List<Proposal> known = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Proposal> some =
                    unit.everyone(Proposal.KIND, Filter.in("customer", List.copyOf(customers)), PAGE, page);
            known.addAll(some.items());
            page = some.next();
        } while (page.isPresent());
        return known;
    }

    /** {@return the ids of some customers} */
    static Set<String> ids(Collection<Customer> customers) {
        return customers.stream().map(Customer::id).collect(Collectors.toSet());
    }
}
