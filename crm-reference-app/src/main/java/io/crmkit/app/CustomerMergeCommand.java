package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.customer.Customer;
import io.crmkit.customer.Merges;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Outcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Customers that are one: warned of before they are saved, merged, and two again (CUS-05, CUS-06). */
final class CustomerMergeCommand {

    private CustomerMergeCommand() {}

    /** Creates a customer and tells what it may be a duplicate of. */
    @Command(name = "create")
    static final class Create implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "crm.customer.create.name")
        private String name = "";

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "FIELD=VALUE", descriptionKey = "customer.pairs")
        private List<String> pairs = List.of();

        @Option(names = "--reason")
        private Optional<String> reason = Optional.empty();

        Create(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                NewCustomer draft = NewCustomer.of(Customer.Profile.named(name)
                        .withFields(CustomerCommand.values(
                                desk, desk.done(session.fields().inForce()), pairs)));
                Outcome<Customer> created = reason.map(
                                why -> session.customers().create(draft, why))
                        .orElseGet(() -> session.customers().create(draft));
                Customer customer = desk.done(created);
                created.warnings().forEach(warning -> desk.answer(desk.told(warning)));
                desk.answer(desk.texts().get("customer.created", customer.name(), customer.id()));
            }
            return Exit.FINE;
        }
    }

    /** Makes one customer of two. */
    @Command(name = "merge")
    static final class Merge implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "SURVIVOR", descriptionKey = "crm.customer.merge.survivor")
        private String survivor = "";

        @Parameters(index = "1", paramLabel = "OTHER", descriptionKey = "crm.customer.merge.other")
        private String other = "";

        @Option(names = "--take", split = ",", paramLabel = "FIELD")
        private List<String> take = List.of();

        @Option(names = "--reason", required = true)
        private String reason = "";

        Merge(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Customer stays = GradesCommand.customer(desk, session, survivor);
                Customer goes = GradesCommand.customer(desk, session, other);
                LinkedHashSet<String> keys = new LinkedHashSet<>();
                take.forEach(field -> keys.add(
                        FieldsCommand.named(desk, desk.done(session.fields().inForce()), field.strip())
                                .key()));
                Customer merged = desk.done(session.merges()
                        .merge(new Merges.Pair(stays.id(), stays.version(), goes.id(), goes.version(), keys, reason)));
                desk.answer(desk.texts().get("customer.merged", goes.name(), merged.name(), goes.id()));
            }
            return Exit.FINE;
        }
    }

    /** Makes two customers of one again. */
    @Command(name = "unmerge")
    static final class Unmerge implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "crm.customer.unmerge.id")
        private String id = "";

        @Option(names = "--reason", required = true)
        private String reason = "";

        Unmerge(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Customer back = desk.done(session.merges().undo(id, reason));
                desk.answer(desk.texts().get("customer.unmerged", back.name(), back.id()));
            }
            return Exit.FINE;
        }
    }
}
