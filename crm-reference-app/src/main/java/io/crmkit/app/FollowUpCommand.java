package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.FollowUp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What was said and done with customers, leads and deals (CUS-08). */
@Command(
        name = "follow-up",
        subcommands = {FollowUpCommand.Add.class, FollowUpCommand.Amend.class, FollowUpCommand.Show.class})
final class FollowUpCommand implements Runnable {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    FollowUpCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@return type and id: as given, or of the customer that is named} */
    static String subject(Desk desk, CrmSession session, String given) {
        return given.matches("(customer|lead|opportunity)/\\S+")
                ? given
                : "customer/" + GradesCommand.customer(desk, session, given).id();
    }

    private static void print(Desk desk, CrmSession session, List<FollowUp> all, Sheet sheet) {
        Map<String, String> users = session.users().list().toOptional().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(User::id, User::name));
        for (FollowUp one : all) {
            FollowUp.Said said = one.said();
            List<String> additions = one.additions().stream()
                    .map(more -> users.getOrDefault(more.by(), more.by()) + ": " + more.text())
                    .toList();
            sheet.row(Arrays.asList(
                    one.id(),
                    time(desk, said.at()),
                    desk.texts().get("follow-up." + said.method().key()),
                    users.getOrDefault(one.author(), one.author()),
                    said.content().orElse(null),
                    said.needs().orElse(null),
                    said.intention().orElse(null),
                    said.feedback().orElse(null),
                    said.next()
                            .map(next -> next.what()
                                    + next.on().map(day -> " (" + day + ")").orElse(""))
                            .orElse(null),
                    String.join(", ", said.participants()),
                    String.join(", ", said.attachments()),
                    String.join(" | ", additions)));
        }
    }

    private static String time(Desk desk, Instant at) {
        return MINUTE.withZone(desk.zone()).format(at);
    }

    private static Sheet sheet(Desk desk, String title) {
        List<Sheet.Column> columns = new ArrayList<>();
        for (String key : List.of(
                "id",
                "at",
                "method",
                "author",
                "content",
                "needs",
                "intention",
                "feedback",
                "next",
                "participants",
                "attachments",
                "additions")) {
            columns.add(new Sheet.Column(key, desk.texts().get("column.follow-up." + key), Sheet.Kind.TEXT));
        }
        return desk.sheet(title, columns);
    }

    /** Records one. */
    @Command(name = "add")
    static final class Add implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "CUSTOMER", descriptionKey = "follow-up.about")
        private String about = "";

        @Parameters(index = "1", paramLabel = "CONTENT", descriptionKey = "follow-up.content")
        private String content = "";

        @Option(names = "--method", paramLabel = "call|visit|meeting|email|message|other")
        private String method = FollowUp.Method.CALL.key();

        @Option(names = "--when", paramLabel = "TIME")
        private Optional<String> when = Optional.empty();

        @Option(names = "--needs", paramLabel = "TEXT")
        private Optional<String> needs = Optional.empty();

        @Option(names = "--intention", paramLabel = "TEXT")
        private Optional<String> intention = Optional.empty();

        @Option(names = "--feedback", paramLabel = "TEXT")
        private Optional<String> feedback = Optional.empty();

        @Option(names = "--next", paramLabel = "TEXT")
        private Optional<String> next = Optional.empty();

        @Option(names = "--next-on", paramLabel = "DATE")
        private Optional<LocalDate> nextOn = Optional.empty();

        @Option(names = "--participant", paramLabel = "NAME")
        private List<String> participants = List.of();

        @Option(names = "--attach", paramLabel = "DOCUMENT")
        private List<String> attachments = List.of();

        Add(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            if (nextOn.isPresent() && next.isEmpty()) {
                throw desk.usage("error.next-on");
            }
            FollowUp.Said said = FollowUp.Said.of(at(), method(), content)
                    .about(needs, intention, feedback)
                    .with(participants, attachments);
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                FollowUp made = desk.done(session.followUps()
                        .record(
                                subject(desk, session, about),
                                next.map(what -> said.next(what, nextOn)).orElse(said)));
                desk.answer(desk.texts().get("follow-up.recorded", made.id()));
            }
            return Exit.FINE;
        }

        private FollowUp.Method method() {
            return Arrays.stream(FollowUp.Method.values())
                    .filter(one -> one.key().equals(method))
                    .findFirst()
                    .orElseThrow(() -> desk.usage(
                            "error.one-of",
                            method,
                            Arrays.stream(FollowUp.Method.values())
                                    .map(FollowUp.Method::key)
                                    .collect(Collectors.joining(", "))));
        }

        private Instant at() {
            if (when.isEmpty()) {
                return desk.clock().instant();
            }
            String text = when.get().strip().replace(' ', 'T');
            try {
                LocalDateTime time = text.contains("T")
                        ? LocalDateTime.parse(text)
                        : LocalDate.parse(text).atTime(LocalTime.MIDNIGHT);
                return time.atZone(desk.zone()).toInstant();
            } catch (DateTimeParseException e) {
                throw desk.usage("error.time", when.get());
            }
        }
    }

    /** Adds to one. */
    @Command(name = "amend")
    static final class Amend implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "ID", descriptionKey = "follow-up.id")
        private String id = "";

        @Parameters(index = "1", paramLabel = "TEXT", descriptionKey = "follow-up.text")
        private String text = "";

        Amend(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                desk.done(session.followUps().add(id, text));
                desk.answer(desk.texts().get("follow-up.amended"));
            }
            return Exit.FINE;
        }
    }

    /** Lists them. */
    @Command(name = "list")
    static final class Show implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "follow-up.about")
        private String about = "";

        @Option(names = "--with-deals")
        private boolean withDeals;

        Show(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                String subject = subject(desk, session, about);
                boolean concerning = withDeals && subject.startsWith("customer/");
                try (Sheet sheet = sheet(desk, desk.texts().get("follow-up.title", about))) {
                    ListedPages.pages(
                            desk,
                            session,
                            sheet,
                            "follow-up",
                            Integer.MAX_VALUE,
                            (most, token) -> concerning
                                    ? session.followUps()
                                            .concerning(subject.substring("customer/".length()), most, token)
                                    : session.followUps().of(subject, most, token),
                            page -> print(desk, session, page, sheet));
                }
            }
            return Exit.FINE;
        }
    }
}
