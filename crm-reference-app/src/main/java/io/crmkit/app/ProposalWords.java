package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.Contact;
import io.crmkit.customer.Customer;
import io.crmkit.customer.Proposal;
import io.crmkit.customer.cleansing.Finding;
import io.crmkit.customer.cleansing.Rule;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.shared.Messages;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What cleansing found and proposes (CUS-10), in words that a person can judge by; programs get keys and ids as well. */
final class ProposalWords {

    private final Desk desk;
    private final CrmSession session;
    private final Texts texts;
    private final Optional<Dictionary> dictionary;
    private final Map<String, String> users;
    private final Map<String, Optional<Customer>> customers = new HashMap<>();
    private final Map<String, Optional<Contact>> contacts = new HashMap<>();

    ProposalWords(Desk desk, CrmSession session) {
        this.desk = desk;
        this.session = session;
        texts = desk.texts();
        dictionary = session.fields().inForce().toOptional();
        users = session.users().list().toOptional().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(User::id, User::name));
    }

    private boolean people() {
        return desk.options().format == CrmCommand.Format.TABLE;
    }

    List<Sheet.Column> columns() {
        return people()
                ? columns(
                        "customer", "grades.customer-name",
                        "owner", "field.owner",
                        "rule", "cleanse.rule",
                        "field", "column.field",
                        "found", "cleanse.found",
                        "proposed", "cleanse.proposed",
                        "proposal", "cleanse.proposal")
                : columns(
                        "proposal", "cleanse.proposal",
                        "record", "handover.column.record",
                        "rule", "cleanse.rule",
                        "field", "column.field",
                        "found", "cleanse.found",
                        "fix", "cleanse.fix",
                        "proposed", "cleanse.proposed",
                        "state", "cleanse.state",
                        "customer", "grades.customer-name",
                        "owner", "field.owner",
                        "other", "cleanse.other",
                        "other_owner", "cleanse.other-owner");
    }

    private List<Sheet.Column> columns(String... keysAndHeadings) {
        return java.util.stream.IntStream.range(0, keysAndHeadings.length / 2)
                .mapToObj(i -> new Sheet.Column(
                        keysAndHeadings[2 * i], texts.get(keysAndHeadings[2 * i + 1]), Sheet.Kind.TEXT))
                .toList();
    }

    List<@Nullable Object> row(Proposal proposal) {
        Finding finding = proposal.finding();
        if (people()) {
            return Arrays.asList(
                    name(proposal.customer()),
                    owner(proposal.customer()).orElse(null),
                    finding.rule().label().in(desk.language()),
                    field(proposal),
                    found(proposal),
                    proposed(proposal),
                    proposal.id());
        }
        Optional<String> other = other(proposal);
        return Arrays.asList(
                proposal.id(),
                proposal.subject(),
                finding.rule().key(),
                finding.field(),
                finding.found().orElse(null),
                finding.fix().key(),
                finding.proposed().orElse(null),
                proposal.state().key(),
                name(proposal.customer()),
                owner(proposal.customer()).orElse(null),
                other.map(this::name).orElse(null),
                other.flatMap(this::owner).orElse(null));
    }

    /** The other customer of a pair. */
    Optional<String> other(Proposal proposal) {
        return proposal.finding().rule() == Rule.DUPLICATE ? proposal.finding().proposed() : Optional.empty();
    }

    private Optional<Customer> customer(String id) {
        return customers.computeIfAbsent(id, key -> session.customers().get(key).toOptional());
    }

    /** The name, or the id of what is seen no more. */
    String name(String customer) {
        return customer(customer).map(Customer::name).orElse(customer);
    }

    private Optional<String> owner(String customer) {
        return customer(customer).flatMap(Customer::owner).map(id -> users.getOrDefault(id, id));
    }

    /** The field, after the person whose it is; empty where a customer as a whole is meant. */
    String field(Proposal proposal) {
        String key = proposal.finding().field();
        if (key.equals(Finding.WHOLE)) {
            return "";
        }
        if (!isOfContact(proposal)) {
            return dictionary(key)
                    .map(field -> field.label().in(desk.language()))
                    .orElseGet(() -> called(key));
        }
        String id = proposal.subject().substring(proposal.subject().indexOf('/') + 1);
        String person = contacts.computeIfAbsent(
                        id, contact -> session.contacts().get(contact).toOptional())
                .flatMap(contact -> contact.details().name())
                .orElse(texts.get("field.contact"));
        return person + ": " + called(key);
    }

    private static boolean isOfContact(Proposal proposal) {
        return proposal.subject().startsWith("contact/");
    }

    private Optional<Field> dictionary(String key) {
        return dictionary.flatMap(all -> all.field(key));
    }

    private String called(String field) {
        String code = "field." + field;
        return Messages.englishCodes().contains(code) ? Messages.text(desk.language(), code) : field;
    }

    private String shown(Proposal proposal, String value) {
        return Optional.of(proposal.finding().field())
                .filter(key -> !isOfContact(proposal))
                .flatMap(this::dictionary)
                .map(field -> field.shown(value).in(desk.language()))
                .orElse(value);
    }

    private @Nullable String found(Proposal proposal) {
        return proposal.finding()
                .found()
                .map(value -> proposal.finding().rule() == Rule.UNTOUCHED
                        ? texts.get("cleanse.since", value)
                        : shown(proposal, value))
                .orElse(null);
    }

    private String proposed(Proposal proposal) {
        Finding finding = proposal.finding();
        return switch (finding.fix()) {
            case REPLACE ->
                finding.proposed()
                        .map(value -> texts.get("cleanse.do.replace", shown(proposal, value)))
                        .orElseGet(() -> finding.fix().label().in(desk.language()));
            case MERGE ->
                other(proposal)
                        .map(id -> owner(id)
                                .map(owner -> texts.get("cleanse.do.merge-owned", name(id), owner))
                                .orElseGet(() -> texts.get("cleanse.do.merge", name(id))))
                        .orElseGet(() -> finding.fix().label().in(desk.language()));
            case CLEAR, ASK, BIN, CONFIRM ->
                texts.get("cleanse.do." + finding.fix().key());
        };
    }

    /**
     * What accepting a proposal did.
     *
     * @param proposal the proposal as it was before; names are those that were known then
     * @param value what was given instead of what is proposed
     * @return a sentence
     */
    String done(Proposal proposal, Optional<String> value) {
        String name = name(proposal.customer());
        return switch (proposal.finding().fix()) {
            case REPLACE, CLEAR, ASK -> {
                String now =
                        value.or(() -> proposal.finding().proposed()).orElse("").strip();
                yield now.isEmpty()
                        ? texts.get("cleanse.done.clear", name, field(proposal))
                        : texts.get("cleanse.done.replace", name, field(proposal), shown(proposal, now));
            }
            case BIN -> texts.get("cleanse.done.bin", name, proposal.customer());
            case CONFIRM -> texts.get("cleanse.done.confirm", name);
            case MERGE -> other(proposal).map(other -> merged(proposal, other)).orElse(name);
        };
    }

    /** Who stayed is found by asking for either: both ids lead to it. */
    private String merged(Proposal proposal, String other) {
        boolean stayed = session.customers()
                .get(proposal.customer())
                .toOptional()
                .filter(customer -> customer.id().equals(other))
                .isEmpty();
        String gone = stayed ? other : proposal.customer();
        return texts.get("customer.merged", name(gone), name(stayed ? proposal.customer() : other), gone);
    }
}
