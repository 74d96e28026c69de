package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A person at a customer (联系人, CUS-18). Who sees the customer sees its contacts; giving the customer to somebody else writes none of
 * them. Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param customer id of the customer where the person works, or worked last
 * @param details what is known of the person
 * @param state how contact stands (CUS-19)
 * @param primary whether the person is the customer's primary contact; at most one is
 * @param leftOn when the person left the customer; absent for an active one
 * @param former where the person worked before, the oldest first, at most {@value #MOST_FORMER}
 * @param trace where it comes from
 */
@AggregateRoot
public record Contact(
        @Identity String id,
        long version,
        String customer,
        Details details,
        ContactState state,
        boolean primary,
        Optional<LocalDate> leftOn,
        List<Former> former,
        Trace trace)
        implements Entity<Contact> {

    /** How many former customers of a person are remembered. */
    public static final int MOST_FORMER = 50;

    /**
     * What is known of a person. Name and telephone are required when somebody writes them (CUS-02); they are absent after the person
     * was erased (ACC-18), and for readers who meet a wall.
     *
     * @param name the name, at most 100 characters
     * @param title what the person does there
     * @param phone the telephone number, stored in international form
     * @param email the e-mail address
     * @param remark anything else, at most 1,000 characters
     */
    public record Details(
            @NotNull Optional<@CleanText(max = 100) String> name,
            @NotNull Optional<@CleanText(max = 100) String> title,
            @NotNull Optional<@CleanText(max = 60) String> phone,
            @NotNull Optional<@CleanText(max = 254) String> email,
            @NotNull Optional<@CleanText(max = 1000) String> remark) {

        /**
         * A person with a telephone.
         *
         * @param name the name
         * @param phone the number
         * @return the details
         */
        public static Details of(String name, String phone) {
            return new Details(
                    Optional.of(name), Optional.empty(), Optional.of(phone), Optional.empty(), Optional.empty());
        }

        /**
         * The same with an e-mail address.
         *
         * @param address the address
         * @return the other
         */
        public Details withEmail(String address) {
            return new Details(name, title, phone, Optional.of(address), remark);
        }

        /**
         * The same with a title.
         *
         * @param what what the person does
         * @return the other
         */
        public Details withTitle(String what) {
            return new Details(name, Optional.of(what), phone, email, remark);
        }
    }

    /**
     * Where a person worked before.
     *
     * @param customer id of the customer
     * @param until until when
     */
    public record Former(String customer, LocalDate until) {}

    /** How contacts are found by parts of their names and by their numbers (CUS-18). */
    static final Worded<Contact> WORDED = new Worded<Contact>("contact")
            .text("name", c -> c.details().name())
            .phone("phone", c -> c.details().phone());

    /** The kind. */
    public static final Kind<Contact> KIND = Kind.plain(
                    RecordType.named("contact", 1)
                            .indexes(
                                    IndexSpec.text("customer"),
                                    IndexSpec.text("name"),
                                    IndexSpec.text("phone"),
                                    IndexSpec.text("email"),
                                    IndexSpec.text("external").asUniqueForever(),
                                    IndexSpec.text(Worded.INDEX).asMultiValued())
                            .build(),
                    Contact.class,
                    (c, values) -> values.text("customer", c.customer())
                            .text("external", c.trace().external().orElse(null))
                            .many(Worded.INDEX, WORDED.of(c)))
            .seenThrough(Customer.KIND, Contact::customer)
            .sealing("details.name", "details.title", "details.phone", "details.email", "details.remark")
            .findingName("name", "details.name")
            .findingPhone("phone", "details.phone")
            .findingName("email", "details.email")
            .marking(Worded.INDEX)
            .behindWalls(
                    field("name").toldBy("name").toldWithin(Worded.INDEX, Worded.beginning("name")),
                    field("title"),
                    field("phone").toldBy("phone").toldWithin(Worded.INDEX, Worded.beginning("phone")),
                    field("email").toldBy("email"),
                    field("remark"))
            .underAudit();

    private static WalledField field(String name) {
        return WalledField.of(Contact.class, name, "details." + name);
    }

    /** Copies the list. */
    public Contact {
        former = former == null ? List.of() : List.copyOf(former);
    }

    /** {@return whether the person works there} */
    public boolean active() {
        return leftOn.isEmpty();
    }

    @Override
    public Contact withVersion(long other) {
        return new Contact(id, other, customer, details, state, primary, leftOn, former, trace);
    }

    Contact with(Details other, ContactState stands, Trace touched) {
        return new Contact(id, version, customer, other, stands, primary, leftOn, former, touched);
    }

    Contact asPrimary(boolean first, Trace touched) {
        return new Contact(id, version, customer, details, state, first, leftOn, former, touched);
    }

    Contact gone(LocalDate on, Trace touched) {
        return new Contact(id, version, customer, details, state, false, Optional.of(on), former, touched);
    }

    Contact back(Trace touched) {
        return new Contact(id, version, customer, details, state, primary, Optional.empty(), former, touched);
    }

    /** At another customer from a day on. The oldest is forgotten when there are too many. */
    Contact movedTo(String other, LocalDate on, Trace touched) {
        List<Former> all = new ArrayList<>(former);
        all.add(new Former(customer, leftOn.orElse(on)));
        return new Contact(
                id,
                version,
                other,
                details,
                state,
                false,
                Optional.empty(),
                all.subList(Math.max(0, all.size() - MOST_FORMER), all.size()),
                touched);
    }

    /** The same person at the customer that survives a merge, or back at the one that was merged. */
    Contact at(String other, boolean first, Trace touched) {
        return new Contact(id, version, other, details, state, first, leftOn, former, touched);
    }
}
