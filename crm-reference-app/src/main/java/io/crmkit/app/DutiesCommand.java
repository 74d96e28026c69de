package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerDuties;
import io.crmkit.customer.Duty;
import io.crmkit.shared.Listing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What owners owe their customers (LIF-02, LIF-03, LIF-06, LIF-07, LIF-09), each with the rule that asks for it. */
@Command(name = "duties", subcommands = DutiesCommand.Answer.class)
final class DutiesCommand extends SessionCommand {

    private static final int PAGE = 500;

    @Parameters(arity = "0..1", paramLabel = "CUSTOMER", descriptionKey = "crm.duties.customer")
    private Optional<String> customer = Optional.empty();

    @Option(names = "--owner", paramLabel = "LOGIN", descriptionKey = "crm.duties.owner")
    private Optional<String> owner = Optional.empty();

    @Option(names = "--on", paramLabel = "DATE", descriptionKey = "crm.duties.on")
    private Optional<LocalDate> on = Optional.empty();

    DutiesCommand(Desk desk) {
        super(desk);
    }

    @Override
    int run(CrmSession session) {
        Texts texts = desk.texts();
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("customer", texts.get("duties.customer"), Sheet.Kind.TEXT),
                new Sheet.Column("rule", texts.get("duties.rule"), Sheet.Kind.TEXT),
                new Sheet.Column("state", texts.get("duties.state"), Sheet.Kind.TEXT),
                new Sheet.Column("due", texts.get("duties.due"), Sheet.Kind.TEXT),
                new Sheet.Column("what", texts.get("duties.what"), Sheet.Kind.TEXT));
        Optional<String> whose =
                owner.map(login -> desk.done(session.users().byLogin(login).map(User::id)));
        try (Sheet sheet = desk.sheet(texts.get("duties.title"), columns)) {
            if (customer.isPresent()) {
                Customer found = GradesCommand.customer(desk, session, customer.get());
                print(sheet, desk.done(session.duties().of(found.id(), on)));
                return Exit.FINE;
            }
            Optional<String> token = Optional.empty();
            long count = 0;
            do {
                Listing<CustomerDuties> page = desk.done(session.duties().pressing(whose, on, PAGE, token));
                page.items().forEach(duties -> print(sheet, duties));
                count += page.items().size();
                desk.stillRead();
                token = page.next();
            } while (token.isPresent());
            sheet.note(texts.get("show.count", count));
        }
        return Exit.FINE;
    }

    private void print(Sheet sheet, CustomerDuties duties) {
        for (Duty duty : duties.duties()) {
            sheet.row(Arrays.asList(
                    duties.name(),
                    duty.rule(),
                    state(desk, duty.state()),
                    duty.due(),
                    duty.text().in(desk.language())));
        }
        duties.prompts().stream()
                .filter(prompt ->
                        duties.duties().stream().noneMatch(duty -> duty.text().equals(prompt)))
                .forEach(prompt ->
                        sheet.row(Arrays.asList(duties.name(), "LIF-09", null, null, prompt.in(desk.language()))));
    }

    private static String state(Desk desk, Duty.State state) {
        return desk.texts()
                .get("duties.state." + state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Tells until when a question or complaint is to be answered (LIF-03). */
    @Command(name = "answer")
    static final class Answer extends SessionCommand {

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        @Option(names = "--asked", required = true, paramLabel = "TIME", descriptionKey = "crm.duties.answer.asked")
        private Instant asked = Instant.EPOCH;

        @Option(names = "--answered", paramLabel = "TIME", descriptionKey = "crm.duties.answer.answered")
        private Optional<Instant> answered = Optional.empty();

        Answer(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            Customer found = GradesCommand.customer(desk, session, customer);
            Duty.Answer answer = desk.done(session.duties().answer(found.id(), asked, answered));
            Duration left = answer.left();
            desk.answer(desk.texts()
                    .get(
                            left.isNegative() ? "duties.answer.late" : "duties.answer.left",
                            state(desk, answer.state()),
                            answer.due(),
                            left.abs().toHours(),
                            left.abs().toMinutesPart()));
            return Exit.FINE;
        }
    }
}
