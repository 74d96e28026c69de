package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.automation.Reminder;
import io.crmkit.shared.Listing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What users have been reminded of (POL-03, LIF-04). */
@Command(name = "reminders")
final class RemindersCommand implements Callable<Integer> {

    private static final int PAGE = 500;

    private final Desk desk;

    @Option(names = "--state", paramLabel = "open|done|settled")
    private Reminder.State state = Reminder.State.OPEN;

    @Option(names = "--done", paramLabel = "ID")
    private Optional<String> done = Optional.empty();

    RemindersCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        try (Crm crm = desk.open()) {
            CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
            if (done.isPresent()) {
                Reminder reminder = desk.done(session.reminders().get(done.get()));
                desk.done(session.reminders().done(reminder.id(), reminder.version()));
                desk.answer(desk.texts().get("reminders.done", reminder.text().in(desk.language())));
            } else {
                list(session);
            }
        }
        return Exit.FINE;
    }

    private void list(CrmSession session) {
        Texts texts = desk.texts();
        Map<String, String> users = session.users().list().toOptional().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(User::id, User::name));
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("day", texts.get("reminders.day"), Sheet.Kind.TEXT),
                new Sheet.Column("for", texts.get("reminders.for"), Sheet.Kind.TEXT),
                new Sheet.Column("rule", texts.get("reminders.rule"), Sheet.Kind.TEXT),
                new Sheet.Column("text", texts.get("reminders.text"), Sheet.Kind.TEXT),
                new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(texts.get("reminders.title"), columns)) {
            long count = 0;
            Optional<String> page = Optional.empty();
            do {
                Listing<Reminder> listing = desk.done(session.reminders().list(state, PAGE, page));
                for (Reminder each : listing.items()) {
                    sheet.row(Arrays.asList(
                            each.on(),
                            users.getOrDefault(each.recipient(), each.recipient()),
                            each.rule(),
                            each.text().in(desk.language()),
                            each.id()));
                    count++;
                }
                desk.stillRead();
                page = listing.next();
            } while (page.isPresent());
            sheet.note(texts.get("reminders.count", count));
        }
    }
}
