package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.automation.OutgoingMessage;
import io.crmkit.shared.Listing;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What goes out, went out, or was given up (NTF-01). */
@Command(name = "messages")
final class MessagesCommand implements Callable<Integer> {

    private static final int PAGE = 500;

    private final Desk desk;

    @Option(names = "--state", paramLabel = "waiting|delivering|delivered|parked|dropped")
    private OutgoingMessage.State state = OutgoingMessage.State.PARKED;

    @Option(names = "--retry", paramLabel = "ID")
    private Optional<String> retry = Optional.empty();

    MessagesCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        try (Crm crm = desk.open()) {
            CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
            if (retry.isPresent()) {
                OutgoingMessage message = desk.done(session.messages().get(retry.get()));
                desk.done(session.messages().retry(message.id(), message.version()));
                desk.answer(
                        desk.texts().get("messages.retried", message.subject().in(desk.language())));
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
                new Sheet.Column("written", texts.get("messages.written"), Sheet.Kind.TEXT),
                new Sheet.Column("for", texts.get("messages.for"), Sheet.Kind.TEXT),
                new Sheet.Column("channel", texts.get("messages.channel"), Sheet.Kind.TEXT),
                new Sheet.Column("subject", texts.get("messages.subject"), Sheet.Kind.TEXT),
                new Sheet.Column("attempts", texts.get("messages.attempts"), Sheet.Kind.COUNT),
                new Sheet.Column("result", texts.get("messages.result"), Sheet.Kind.TEXT),
                new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(texts.get("messages.title"), columns)) {
            long count = 0;
            Optional<String> page = Optional.empty();
            do {
                Listing<OutgoingMessage> listing = desk.done(session.messages().list(state, PAGE, page));
                for (OutgoingMessage each : listing.items()) {
                    sheet.row(Arrays.asList(
                            LocalDateTime.ofInstant(each.at(), desk.zone()).truncatedTo(ChronoUnit.SECONDS),
                            users.getOrDefault(each.recipient(), each.recipient()),
                            each.channel(),
                            each.subject().in(desk.language()),
                            (long) each.attempts(),
                            each.detail(),
                            each.id()));
                    count++;
                }
                desk.stillRead();
                page = listing.next();
            } while (page.isPresent());
            sheet.note(texts.get("messages.count", count));
        }
    }
}
