package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.AuditLog;
import io.crmkit.audit.Anomaly;
import io.crmkit.audit.AuditEntry;
import io.crmkit.audit.AuditTrail;
import io.crmkit.audit.Checkpoint;
import io.crmkit.shared.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Reads the audit trail (ACC-10). */
@Command(
        name = "audit",
        subcommands = {AuditCommand.Verify.class, AuditCommand.Write.class, AuditCommand.Anomalies.class})
final class AuditCommand implements Callable<Integer> {

    private static final int PAGE = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Desk desk;

    @Option(names = "--by", paramLabel = "LOGIN")
    private Optional<String> login = Optional.empty();

    @Option(names = "--subject", paramLabel = "TYPE/ID")
    private Optional<String> subject = Optional.empty();

    @Option(names = "--limit", paramLabel = "N")
    private int limit = 50;

    AuditCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw desk.usage("error.limit");
        }
        try (Crm crm = desk.open()) {
            CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
            Optional<String> user =
                    login.map(name -> desk.done(session.users().byLogin(name)).id());
            try (Sheet sheet = desk.sheet(desk.texts().get("audit.title"), columns())) {
                print(session, user, sheet);
            }
        }
        return Exit.FINE;
    }

    private void print(CrmSession session, Optional<String> user, Sheet sheet) {
        int left = limit;
        Optional<String> page = Optional.empty();
        do {
            Listing<AuditEntry> entries = desk.done(session.audit().list(user, subject, Math.min(PAGE, left), page));
            entries.items().forEach(entry -> row(entry, sheet));
            desk.stillRead();
            left -= entries.items().size();
            page = entries.next();
        } while (left > 0 && page.isPresent());
        if (page.isPresent()) {
            sheet.note(desk.texts().get("audit.more", limit));
        }
    }

    private List<Sheet.Column> columns() {
        return Arrays.stream(new String[] {
                    "at",
                    "login",
                    "via",
                    "operation",
                    "subject",
                    "version",
                    "done",
                    "rule",
                    "reason",
                    "times",
                    "changes"
                })
                .map(key -> new Sheet.Column(
                        key,
                        desk.texts().get("column.audit." + key),
                        key.equals("version") || key.equals("times") ? Sheet.Kind.COUNT : Sheet.Kind.TEXT))
                .toList();
    }

    private void row(AuditEntry entry, Sheet sheet) {
        String changes = entry.changes().isEmpty() ? "" : JSON.writeValueAsString(entry.changes());
        if (desk.options().format == CrmCommand.Format.TABLE && changes.length() > 60) {
            changes = changes.substring(0, changes.offsetByCodePoints(0, 50)) + "…";
        }
        sheet.row(Arrays.asList(
                entry.at(),
                entry.login(),
                entry.via(),
                entry.operation(),
                entry.subject(),
                entry.subjectVersion().orElse(null),
                desk.options().format == CrmCommand.Format.TABLE
                        ? desk.texts().get(entry.done() ? "audit.done" : "audit.refused")
                        : entry.done(),
                entry.rule().orElse(null),
                entry.reason().orElse(null),
                entry.times().orElse(null),
                changes));
    }

    /** Checks that the trail is as it was written. */
    @Command(name = "verify")
    static final class Verify implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--checkpoint", paramLabel = "FILE")
        private Optional<Path> checkpoint = Optional.empty();

        Verify(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Optional<Checkpoint> known = checkpoint.map(file -> desk.done(Checkpoint.parse(desk.document(file))));
            try (Crm crm = desk.open()) {
                AuditLog audit = desk.signIn(crm, Desk.ADMINISTRATOR).audit();
                AuditTrail.Verification found =
                        desk.done(known.isPresent() ? audit.verify(known.get()) : audit.verify());
                if (found.intact()) {
                    desk.answer(desk.texts().get("audit.intact", found.entries(), found.lanes()));
                    known.ifPresent(k -> desk.answer(desk.texts()
                            .get("audit.covered", k.at().atZone(desk.zone()).toLocalDateTime(), k.entries())));
                    return Exit.FINE;
                }
                desk.answer(desk.texts()
                        .get(
                                "audit.broken",
                                found.firstBroken().orElse("?"),
                                found.problem()
                                        .map(problem -> problem.label().in(desk.language()))
                                        .orElse("?")));
                found.notAfter().ifPresent(last -> desk.answer(desk.texts().get("audit.not-after", last)));
                desk.say("audit.broken.advice", Desk.AUDIT_KEY);
                return Exit.REFUSED;
            }
        }
    }

    /** Writes how the trail stands, signed, to be kept elsewhere. */
    @Command(name = "checkpoint")
    static final class Write implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--out", paramLabel = "FILE")
        private Optional<Path> out = Optional.empty();

        Write(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Optional<Path> file = out.map(desk::path);
            if (file.isPresent() && Files.exists(file.get())) {
                throw desk.usage("error.file-exists", String.valueOf(out.get()));
            }
            try (Crm crm = desk.open()) {
                Checkpoint made =
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).audit().checkpoint());
                if (file.isEmpty()) {
                    desk.answer(made.text());
                    return Exit.FINE;
                }
                try {
                    // A checkpoint is never overwritten: an older one may be the only witness of what was there.
                    Files.writeString(file.get(), made.text() + "\n", StandardOpenOption.CREATE_NEW);
                } catch (IOException e) {
                    throw new Explained(Exit.USAGE, desk.texts().get("error.io", desk.described(e)));
                }
                desk.answer(
                        desk.texts().get("audit.checkpoint", String.valueOf(out.get()), made.entries(), made.lanes()));
                return Exit.FINE;
            }
        }
    }

    /** Lists what users did out of the ordinary. */
    @Command(name = "anomalies")
    static final class Anomalies implements Callable<Integer> {

        private static final int DAYS = 7;

        private final Desk desk;

        @Option(names = "--from", paramLabel = "DAY")
        private Optional<LocalDate> from = Optional.empty();

        @Option(names = "--to", paramLabel = "DAY")
        private Optional<LocalDate> to = Optional.empty();

        Anomalies(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            LocalDate last = to.orElseGet(() -> LocalDate.ofInstant(desk.clock().instant(), desk.zone()));
            LocalDate first = from.orElseGet(() -> last.minusDays(DAYS - 1));
            if (first.isAfter(last)) {
                throw desk.usage("error.audit-days", first, last);
            }
            try (Crm crm = desk.open()) {
                List<Anomaly> found = desk.done(desk.signIn(crm, Desk.ADMINISTRATOR)
                        .audit()
                        .anomalies(
                                first.atStartOfDay(desk.zone()).toInstant(),
                                last.plusDays(1).atStartOfDay(desk.zone()).toInstant()));
                List<Sheet.Column> columns = Arrays.stream(
                                new String[] {"kind", "login", "from", "to", "count", "limit"})
                        .map(key -> new Sheet.Column(
                                key,
                                desk.texts().get("column.anomaly." + key),
                                key.equals("count") || key.equals("limit") ? Sheet.Kind.COUNT : Sheet.Kind.TEXT))
                        .toList();
                try (Sheet sheet = desk.sheet(desk.texts().get("audit.anomalies", first, last), columns)) {
                    found.forEach(a -> sheet.row(Arrays.asList(
                            desk.options().format == CrmCommand.Format.TABLE
                                    ? a.kind().label().in(desk.language())
                                    : a.kind().name().toLowerCase(Locale.ROOT),
                            a.login(),
                            local(a.from()),
                            local(a.to()),
                            a.count(),
                            a.limit())));
                }
            }
            return Exit.FINE;
        }

        private String local(Instant at) {
            return at.atZone(desk.zone())
                    .toLocalDateTime()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        }
    }
}
