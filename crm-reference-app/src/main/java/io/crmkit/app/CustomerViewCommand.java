package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.view.CustomerView;
import io.crmkit.customer.view.CustomerView.Entry;
import io.crmkit.customer.view.CustomerView.Fact;
import io.crmkit.customer.view.CustomerView.Part;
import io.crmkit.customer.view.Happening;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Customer 360: one view of a customer, and what happened with it (CUS-17). */
final class CustomerViewCommand {

    private static final int PAGE = 100;

    private CustomerViewCommand() {}

    /** What leaves as data is an export, on record before it is handed out (ACC-10). */
    private static void tell(Desk desk, CrmSession session, long rows) {
        if (desk.options().format != CrmCommand.Format.TABLE) {
            desk.done(session.audit().exported("customer", rows));
        }
    }

    /** Shows all that the user may see of a customer. */
    @Command(name = "360")
    static final class All extends SessionCommand {

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        @Option(names = "--limit", paramLabel = "N", descriptionKey = "crm.customer.360.limit")
        private int limit = 10;

        All(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            Customer found = GradesCommand.customer(desk, session, customer);
            CustomerView view = desk.done(session.customerViews().of(found.id(), limit));
            tell(
                    desk,
                    session,
                    view.parts().stream()
                            .mapToLong(part -> part.entries().size())
                            .sum());
            List<Sheet.Column> columns = List.of(column("part"), column("record"), column("field"), column("value"));
            try (Sheet sheet = desk.sheet(view.name(), columns)) {
                view.parts().forEach(part -> print(sheet, part));
            }
            return Exit.FINE;
        }

        private Sheet.Column column(String key) {
            return new Sheet.Column(key, desk.texts().get("customer.view." + key), Sheet.Kind.TEXT);
        }

        private void print(Sheet sheet, Part part) {
            String name = part.label().in(desk.language());
            part.why().ifPresent(why -> sheet.note(name + ": " + desk.told(why)));
            if (part.state() == CustomerView.State.SHOWN
                    && part.facts().isEmpty()
                    && part.entries().isEmpty()) {
                sheet.row(Arrays.asList(name, null, null, desk.texts().get("customer.view.nothing")));
            }
            part.facts().forEach(fact -> row(sheet, name, null, fact));
            for (Entry entry : part.entries()) {
                sheet.row(
                        Arrays.asList(name, entry.subject(), null, entry.what().in(desk.language())));
                entry.facts().forEach(fact -> row(sheet, name, entry.subject(), fact));
            }
            if (part.more()) {
                sheet.note(desk.texts()
                        .get("customer.view.more", name, part.entries().size()));
            }
        }

        private void row(Sheet sheet, String part, @Nullable String record, Fact fact) {
            sheet.row(Arrays.asList(
                    part, record, fact.label().in(desk.language()), fact.value().in(desk.language())));
        }
    }

    /** Tells what happened with a customer, newest first. */
    @Command(name = "timeline")
    static final class Timeline extends SessionCommand {

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        @Option(names = "--most", paramLabel = "N", descriptionKey = "crm.customer.timeline.most")
        private int most = PAGE;

        Timeline(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            if (most < 1) {
                throw desk.usage("customer.timeline.most", most);
            }
            Customer found = GradesCommand.customer(desk, session, customer);
            Map<String, String> logins = session.users().list().toOptional().stream()
                    .flatMap(List::stream)
                    .collect(Collectors.toMap(User::id, User::login));
            DateTimeFormatter time =
                    DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(desk.zone());
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("at", desk.texts().get("customer.history.at"), Sheet.Kind.TEXT),
                    new Sheet.Column("part", desk.texts().get("customer.view.part"), Sheet.Kind.TEXT),
                    new Sheet.Column("by", desk.texts().get("customer.history.by"), Sheet.Kind.TEXT),
                    new Sheet.Column("what", desk.texts().get("customer.view.what"), Sheet.Kind.TEXT));
            try (Sheet sheet = desk.sheet(found.name(), columns)) {
                Optional<String> token = Optional.empty();
                int left = most;
                do {
                    Outcome<Listing<Happening>> answer =
                            session.customerViews().timeline(found.id(), Math.min(left, PAGE), token);
                    Listing<Happening> page = desk.done(answer);
                    tell(desk, session, page.items().size());
                    for (Happening one : page.items()) {
                        sheet.row(Arrays.asList(
                                time.format(one.at()),
                                Messages.label("customer.view.part." + one.part())
                                        .in(desk.language()),
                                one.by().map(id -> logins.getOrDefault(id, id)).orElse(null),
                                one.what().in(desk.language())));
                    }
                    if (answer instanceof Outcome.Done<Listing<Happening>> done) {
                        done.warnings().forEach(warning -> sheet.note(desk.told(warning)));
                    }
                    desk.stillRead();
                    left -= page.items().size();
                    token = page.next();
                } while (token.isPresent() && left > 0);
                if (token.isPresent()) {
                    sheet.note(desk.texts().get("customer.timeline.more", most));
                }
            }
            return Exit.FINE;
        }
    }
}
