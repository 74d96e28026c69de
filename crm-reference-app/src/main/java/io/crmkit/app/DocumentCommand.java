package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.document.Document;
import io.crmkit.shared.Listing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Documents of customers, leads and deals (CUS-14); their contents are files below one directory. */
@Command(
        name = "document",
        subcommands = {
            DocumentCommand.Add.class,
            DocumentCommand.Show.class,
            DocumentCommand.Get.class,
            DocumentCommand.Remove.class,
            DocumentCommand.Collect.class
        })
final class DocumentCommand implements Runnable {

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Desk desk;

    DocumentCommand(Desk desk) {
        this.desk = desk;
    }

    @Option(names = "--documents", paramLabel = "DIR", scope = ScopeType.INHERIT, descriptionKey = "document.documents")
    void documents(Path directory) {
        desk.keepDocumentsIn(directory);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Attaches a document, or puts a further version into the one that has its name. */
    @Command(name = "add")
    static final class Add implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "CUSTOMER", descriptionKey = "follow-up.about")
        private String about = "";

        @Parameters(index = "1", paramLabel = "FILE", descriptionKey = "document.file")
        private Path file = Path.of("");

        @Option(names = "--folder", paramLabel = "FOLDER")
        private String folder = "";

        @Option(names = "--name", paramLabel = "NAME")
        private Optional<String> name = Optional.empty();

        @Option(names = "--note", paramLabel = "TEXT")
        private Optional<String> note = Optional.empty();

        Add(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws IOException {
            Document.Place place = new Document.Place(folder, name.orElse(String.valueOf(file.getFileName())));
            try (Crm crm = desk.open();
                    InputStream contents = Files.newInputStream(desk.path(file))) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                String subject = FollowUpCommand.subject(desk, session, about);
                Optional<Document> before = documents(desk, session, subject).stream()
                        .filter(one -> one.place().equals(place))
                        .findFirst();
                Document made = desk.done(
                        before.isPresent()
                                ? session.documents()
                                        .revise(before.get().id(), before.get().version(), note, contents)
                                : session.documents().add(subject, place, note, contents));
                desk.answer(desk.texts()
                        .get("document.added", made.id(), made.latest().number()));
            }
            return Exit.FINE;
        }
    }

    private static List<Document> documents(Desk desk, CrmSession session, String subject) {
        List<Document> all = new java.util.ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Listing<Document> page = desk.done(session.documents().of(subject, PAGE, token));
            all.addAll(page.items());
            token = page.next();
        } while (token.isPresent());
        return all;
    }

    /** Lists documents. */
    @Command(name = "list")
    static final class Show implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "follow-up.about")
        private String about = "";

        Show(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    column("id", Sheet.Kind.TEXT),
                    column("folder", Sheet.Kind.TEXT),
                    column("name", Sheet.Kind.TEXT),
                    column("versions", Sheet.Kind.COUNT),
                    column("size", Sheet.Kind.COUNT),
                    column("by", Sheet.Kind.TEXT),
                    column("at", Sheet.Kind.TEXT),
                    column("note", Sheet.Kind.TEXT));
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                List<Document> all = documents(desk, session, FollowUpCommand.subject(desk, session, about));
                Map<String, String> users = session.users().list().toOptional().stream()
                        .flatMap(List::stream)
                        .collect(Collectors.toMap(User::id, User::name));
                try (Sheet sheet = desk.sheet(texts.get("document.title", about), columns)) {
                    for (Document one : all) {
                        Document.Contents latest = one.latest();
                        sheet.row(Arrays.asList(
                                one.id(),
                                one.place().folder(),
                                one.place().name(),
                                (long) one.contents().size(),
                                latest.size(),
                                users.getOrDefault(latest.by(), latest.by()),
                                latest.at(),
                                latest.note().orElse(null)));
                    }
                    sheet.note(texts.get("show.count", all.size()));
                }
            }
            return Exit.FINE;
        }

        private Sheet.Column column(String key, Sheet.Kind kind) {
            return new Sheet.Column(key, desk.texts().get("column.document." + key), kind);
        }
    }

    /** Writes contents into a file that is not there yet. */
    @Command(name = "get")
    static final class Get implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "ID", descriptionKey = "document.id")
        private String id = "";

        @Option(names = "--number", paramLabel = "N")
        private Optional<Integer> number = Optional.empty();

        @Option(names = "--out", paramLabel = "FILE", required = true)
        private Path out = Path.of("");

        Get(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws IOException {
            Path file = desk.path(out);
            if (Files.exists(file)) {
                throw desk.usage("error.document-exists", out.toString());
            }
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                try (InputStream contents = desk.done(session.documents().read(id, number))) {
                    long bytes = Files.copy(contents, file);
                    desk.answer(desk.texts().get("document.written", out.toString(), bytes));
                }
            }
            return Exit.FINE;
        }
    }

    /** Removes a document. */
    @Command(name = "remove")
    static final class Remove implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "ID", descriptionKey = "document.id")
        private String id = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true)
        private String reason = "";

        Remove(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Document found = desk.done(session.documents().get(id));
                desk.done(session.documents().remove(id, found.version(), reason));
                desk.answer(desk.texts().get("document.removed", found.place().name()));
            }
            return Exit.FINE;
        }
    }

    /** Deletes contents that no document names. */
    @Command(name = "collect")
    static final class Collect implements Callable<Integer> {

        private final Desk desk;

        Collect(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                long deleted = desk.done(
                        desk.signIn(crm, Desk.ADMINISTRATOR).documents().collect());
                desk.answer(desk.texts().get("document.collected", deleted));
            }
            return Exit.FINE;
        }
    }
}
