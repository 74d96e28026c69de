package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.Crossing;
import io.crmkit.access.Decision;
import io.crmkit.access.Department;
import io.crmkit.access.Grant;
import io.crmkit.access.PermissionRequest;
import io.crmkit.access.Reach;
import io.crmkit.access.Right;
import io.crmkit.access.User;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains who may do what (ACC-05 to ACC-07, ACC-09). */
@Command(
        name = "access",
        subcommands = {
            AccessCommand.Explain.class,
            AccessCommand.WhoCan.class,
            AccessCommand.Crossings.class,
            AccessCommand.Request.class,
            AccessCommand.Granted.class,
            AccessCommand.Revoke.class,
            AccessCommand.Head.class
        })
final class AccessCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    AccessCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String shown(Desk desk, Decision.Ground ground) {
        return ground.text().in(desk.language());
    }

    /** Tells what decides. */
    @Command(name = "explain")
    static final class Explain implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "LOGIN", descriptionKey = "access.login")
        private String login = "";

        @Parameters(index = "1", paramLabel = "ACTION", descriptionKey = "access.action")
        private String action = "";

        @Parameters(index = "2", paramLabel = "SUBJECT", descriptionKey = "access.subject")
        private String subject = "";

        Explain(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                Decision decision =
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).access().explain(login, action, subject));
                List<Sheet.Column> columns = List.of(
                        new Sheet.Column("decides", texts.get("access.decides"), Sheet.Kind.TEXT),
                        new Sheet.Column("speaks", texts.get("access.speaks"), Sheet.Kind.TEXT),
                        new Sheet.Column("name", texts.get("access.name"), Sheet.Kind.TEXT),
                        new Sheet.Column("text", texts.get("access.text"), Sheet.Kind.TEXT));
                String title = texts.get(
                        decision.allowed() ? "access.may" : "access.may-not", login, decision.action(), subject);
                try (Sheet sheet = desk.sheet(title, columns)) {
                    for (Decision.Ground ground : decision.grounds()) {
                        sheet.row(Arrays.asList(
                                ground.kind().name().toLowerCase(Locale.ROOT),
                                texts.get(ground.favours() ? "access.for" : "access.against"),
                                ground.name(),
                                shown(desk, ground)));
                    }
                    decision.needed().forEach(need -> sheet.note(texts.get("access.needed", need.in(desk.language()))));
                }
            }
            return Exit.FINE;
        }
    }

    /** Lists who may. */
    @Command(name = "who-can")
    static final class WhoCan implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "ACTION", descriptionKey = "access.action")
        private String action = "";

        @Parameters(index = "1", paramLabel = "SUBJECT", descriptionKey = "access.subject")
        private String subject = "";

        WhoCan(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                List<Decision> all =
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).access().whoCan(action, subject));
                List<Sheet.Column> columns = List.of(
                        new Sheet.Column("login", texts.get("access.login-column"), Sheet.Kind.TEXT),
                        new Sheet.Column("because", texts.get("access.because"), Sheet.Kind.TEXT));
                try (Sheet sheet = desk.sheet(texts.get("access.who-can", action, subject), columns)) {
                    for (Decision decision : all) {
                        sheet.row(Arrays.asList(
                                decision.login(),
                                decision.grounds().stream()
                                        .filter(Decision.Ground::favours)
                                        .map(ground -> shown(desk, ground))
                                        .collect(Collectors.joining(" "))));
                    }
                    sheet.note(texts.get("access.count", (long) all.size()));
                }
            }
            return Exit.FINE;
        }
    }

    /** Lists crossing duties. */
    @Command(name = "crossings")
    static final class Crossings implements Callable<Integer> {

        private final Desk desk;

        Crossings(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                List<Crossing.Found> all =
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).access().crossings());
                List<Sheet.Column> columns = List.of(
                        new Sheet.Column("crossing", texts.get("access.crossing"), Sheet.Kind.TEXT),
                        new Sheet.Column("login", texts.get("access.login-column"), Sheet.Kind.TEXT),
                        new Sheet.Column("one", texts.get("access.one"), Sheet.Kind.TEXT),
                        new Sheet.Column("other", texts.get("access.other"), Sheet.Kind.TEXT));
                try (Sheet sheet = desk.sheet(texts.get("access.crossings"), columns)) {
                    for (Crossing.Found found : all) {
                        sheet.row(Arrays.asList(
                                found.name().in(desk.language()),
                                found.login(),
                                texts(found.one()),
                                texts(found.other())));
                    }
                    sheet.note(texts.get("access.count", (long) all.size()));
                }
            }
            return Exit.FINE;
        }

        private String texts(List<Label> labels) {
            return labels.stream().map(label -> label.in(desk.language())).collect(Collectors.joining("; "));
        }
    }

    /** Asks for a right. */
    @Command(name = "request")
    static final class Request implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--role", paramLabel = "ROLE", descriptionKey = "access.request.role")
        private Optional<String> role = Optional.empty();

        @Option(names = "--permission", paramLabel = "MODULE:ACTION", descriptionKey = "access.request.permission")
        private List<String> permissions = List.of();

        @Option(names = "--reach", paramLabel = "REACH", descriptionKey = "access.request.reach")
        private Optional<Reach> reach = Optional.empty();

        @Option(names = "--department", paramLabel = "NAME", descriptionKey = "access.request.department")
        private Optional<String> department = Optional.empty();

        @Option(names = "--until", paramLabel = "DATE", descriptionKey = "access.request.until")
        private Optional<LocalDate> until = Optional.empty();

        @Option(names = "--why", required = true, paramLabel = "TEXT", descriptionKey = "access.request.why")
        private String why = "";

        @Option(names = "--evidence", required = true, paramLabel = "TEXT", descriptionKey = "access.request.evidence")
        private String evidence = "";

        Request(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            if (role.isPresent() == !permissions.isEmpty()
                    || (role.isPresent() && (reach.isPresent() || department.isPresent()))
                    || (reach.isPresent() && department.isPresent())) {
                throw desk.usage("access.request.either");
            }
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                String[] asked = permissions.toArray(String[]::new);
                Right right = role.map(Right::role)
                        .or(() -> department.map(name -> Right.data(
                                Departments.called(desk, session, name).id(), asked)))
                        .orElseGet(() -> Right.permissions(reach.orElse(Reach.OWN), asked));
                Optional<Instant> end = until.map(
                        day -> day.plusDays(1).atStartOfDay(desk.zone()).toInstant());
                desk.done(session.grants().request(new PermissionRequest(right, end, why, evidence)));
            }
            return Exit.FINE;
        }
    }

    /** Lists grants. */
    @Command(name = "grants")
    static final class Granted implements Callable<Integer> {

        private final Desk desk;

        Granted(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                Map<String, String> logins =
                        desk.done(session.users().list()).stream().collect(Collectors.toMap(User::id, User::login));
                List<Sheet.Column> columns = List.of(
                        new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                        new Sheet.Column("login", texts.get("access.login-column"), Sheet.Kind.TEXT),
                        new Sheet.Column("right", texts.get("access.right"), Sheet.Kind.TEXT),
                        new Sheet.Column("until", texts.get("access.until"), Sheet.Kind.TEXT),
                        new Sheet.Column("state", texts.get("access.state"), Sheet.Kind.TEXT));
                try (Sheet sheet = desk.sheet(texts.get("access.grants"), columns)) {
                    Optional<String> page = Optional.empty();
                    do {
                        Listing<Grant> some = desk.done(session.grants().list(Optional.empty(), 500, page));
                        for (Grant grant : some.items()) {
                            sheet.row(Arrays.asList(
                                    grant.id(),
                                    logins.getOrDefault(grant.userId(), grant.userId()),
                                    session.grants().name(grant.right()).in(desk.language()),
                                    grant.until().orElse(null),
                                    texts.get(
                                            grant.holds(desk.clock().instant())
                                                    ? "access.holds"
                                                    : grant.revokedAt().isPresent()
                                                            ? "access.revoked"
                                                            : "access.over")));
                        }
                        page = some.next();
                    } while (page.isPresent());
                }
            }
            return Exit.FINE;
        }
    }

    /** Revokes a grant. */
    @Command(name = "revoke")
    static final class Revoke implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "access.grant-id")
        private String id = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "access.revoke-why")
        private String reason = "";

        Revoke(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                Optional<Grant> found = Optional.empty();
                Optional<String> page = Optional.empty();
                do {
                    Listing<Grant> some = desk.done(session.grants().list(Optional.empty(), 500, page));
                    found = some.items().stream().filter(g -> g.id().equals(id)).findFirst();
                    page = found.isPresent() ? Optional.empty() : some.next();
                } while (page.isPresent());
                desk.done(session.grants().revoke(id, found.map(Grant::version).orElse(0L), reason));
                desk.answer(desk.texts().get("access.is-revoked", id));
            }
            return Exit.FINE;
        }
    }

    /** Names the head of a department. */
    @Command(name = "head")
    static final class Head implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "DEPARTMENT", descriptionKey = "access.head.department")
        private String name = "";

        @Parameters(index = "1", paramLabel = "LOGIN", descriptionKey = "access.login")
        private String login = "";

        Head(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                Department department = Departments.called(desk, session, name);
                String head = desk.done(session.users().byLogin(login)).id();
                desk.done(session.departments().changeHead(department.id(), department.version(), Optional.of(head)));
                desk.answer(desk.texts().get("access.heads", login, department.name()));
            }
            return Exit.FINE;
        }
    }
}
