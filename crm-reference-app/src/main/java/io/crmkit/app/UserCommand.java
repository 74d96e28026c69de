package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.AccountApplication;
import io.crmkit.access.NewUser;
import io.crmkit.access.OrganisationChange;
import io.crmkit.access.ResetToken;
import io.crmkit.access.User;
import io.crmkit.access.UserProfile;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The life of accounts, passwords and sales codes (ACC-01 to ACC-04, ACC-14). Passwords and tokens are never arguments. */
@Command(
        name = "user",
        subcommands = {
            UserCommand.Apply.class,
            UserCommand.Applications.class,
            UserCommand.Approve.class,
            UserCommand.Refuse.class,
            UserCommand.Train.class,
            UserCommand.Enable.class,
            UserCommand.Disable.class,
            UserCommand.Delete.class,
            UserCommand.Passwd.class,
            UserCommand.Reset.class,
            UserCommand.Unlock.class,
            UserCommand.Code.class,
            UserCommand.History.class
        })
final class UserCommand implements Runnable {

    static final String PASSWORD = "CRM_PASSWORD";
    static final String NEW_PASSWORD = "CRM_NEW_PASSWORD";
    static final String RESET_TOKEN = "CRM_RESET_TOKEN";

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    UserCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** What an administrator does with one user. */
    abstract static class OnUser implements Callable<Integer> {

        final Desk desk;

        @Parameters(paramLabel = "LOGIN", descriptionKey = "user.login")
        private String login = "";

        OnUser(Desk desk) {
            this.desk = desk;
        }

        /** Does it, and says what was done. */
        abstract String done(CrmSession session, User user);

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                User user = desk.done(session.users().byLogin(login));
                desk.answer(done(session, user));
            }
            return Exit.FINE;
        }
    }

    /** Somebody applies for an account. */
    @Command(name = "apply")
    static final class Apply implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "NAME", descriptionKey = "user.name")
        private String name = "";

        @Option(names = "--email", paramLabel = "MAILBOX", descriptionKey = "user.email")
        private Optional<String> email = Optional.empty();

        @Option(names = "--phone", paramLabel = "NUMBER", descriptionKey = "user.phone")
        private Optional<String> phone = Optional.empty();

        @Option(names = "--reason", required = true, paramLabel = "TEXT")
        private String reason = "";

        Apply(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                AccountApplication application = desk.done(
                        crm.applyForAccount(new AccountApplication.Draft(new UserProfile(name, email, phone), reason)));
                desk.answer(desk.texts().get("user.applied", application.id()));
            }
            return Exit.FINE;
        }
    }

    /** Lists applications that wait. */
    @Command(name = "applications")
    static final class Applications implements Callable<Integer> {

        private final Desk desk;

        Applications(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = Stream.of("id", "at", "name", "email", "phone", "reason")
                    .map(key -> new Sheet.Column(key, texts.get("user.column." + key), Sheet.Kind.TEXT))
                    .toList();
            try (Crm crm = desk.open();
                    Sheet sheet = desk.sheet(texts.get("user.applications"), columns)) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                Optional<String> page = Optional.empty();
                do {
                    Listing<AccountApplication> listing =
                            desk.done(session.applications().list(AccountApplication.State.OPEN, PAGE, page));
                    for (AccountApplication each : listing.items()) {
                        UserProfile profile = each.draft().profile();
                        sheet.row(Arrays.asList(
                                each.id(),
                                LocalDateTime.ofInstant(each.at(), desk.zone()).truncatedTo(ChronoUnit.SECONDS),
                                profile.name(),
                                profile.email().orElse(null),
                                profile.phone().orElse(null),
                                each.draft().reason()));
                    }
                    page = listing.next();
                } while (page.isPresent());
            }
            return Exit.FINE;
        }
    }

    /** An application becomes an account. */
    @Command(name = "approve")
    static final class Approve implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "user.application")
        private String id = "";

        @Option(names = "--role", required = true, paramLabel = "ROLE")
        private List<String> roles = new ArrayList<>();

        @Option(names = "--superior", paramLabel = "LOGIN")
        private Optional<String> superior = Optional.empty();

        @Option(names = "--department", paramLabel = "NAME")
        private Optional<String> department = Optional.empty();

        @Option(names = "--login", paramLabel = "LOGIN")
        private Optional<String> login = Optional.empty();

        Approve(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                AccountApplication application =
                        desk.done(session.applications().get(id));
                NewUser place = new NewUser(
                        application.draft().profile().name(),
                        login,
                        Optional.empty(),
                        department.map(
                                name -> Departments.called(desk, session, name).id()),
                        superior.map(above ->
                                desk.done(session.users().byLogin(above)).id()),
                        new TreeSet<>(roles));
                User user = desk.done(session.applications().approve(id, application.version(), place));
                desk.answer(desk.texts().get(user.active() ? "user.approved" : "user.approved-waits", user.login()));
            }
            return Exit.FINE;
        }
    }

    /** An application is refused. */
    @Command(name = "refuse")
    static final class Refuse implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "user.application")
        private String id = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT")
        private String reason = "";

        Refuse(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                AccountApplication application =
                        desk.done(session.applications().get(id));
                desk.done(session.applications().refuse(id, application.version(), reason));
                desk.answer(desk.texts().get("user.refused", id));
            }
            return Exit.FINE;
        }
    }

    /** Training is confirmed. */
    @Command(name = "train")
    static final class Train extends OnUser {

        @Option(names = "--on", paramLabel = "DATE")
        private Optional<LocalDate> on = Optional.empty();

        Train(Desk desk) {
            super(desk);
        }

        @Override
        String done(CrmSession session, User user) {
            LocalDate day = on.orElseGet(() -> LocalDate.ofInstant(desk.clock().instant(), desk.zone()));
            desk.done(session.users().confirmTraining(user.id(), user.version(), day));
            return desk.texts().get("user.trained", user.login(), day);
        }
    }

    /** An account is enabled. */
    @Command(name = "enable")
    static final class Enable extends OnUser {

        Enable(Desk desk) {
            super(desk);
        }

        @Override
        String done(CrmSession session, User user) {
            desk.done(session.users().changeActive(user.id(), user.version(), true));
            return desk.texts().get("user.enabled", user.login());
        }
    }

    /** An account is disabled. */
    @Command(name = "disable")
    static final class Disable extends OnUser {

        Disable(Desk desk) {
            super(desk);
        }

        @Override
        String done(CrmSession session, User user) {
            desk.done(session.users().changeActive(user.id(), user.version(), false));
            return desk.texts().get("user.disabled", user.login());
        }
    }

    /** An account is deleted. */
    @Command(name = "delete")
    static final class Delete extends OnUser {

        Delete(Desk desk) {
            super(desk);
        }

        @Override
        String done(CrmSession session, User user) {
            desk.done(session.users().delete(user.id(), user.version()));
            return desk.texts().get("user.deleted", user.login());
        }
    }

    /** Users set their own passwords, knowing the present one or with a token. */
    @Command(name = "passwd")
    static final class Passwd implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "LOGIN", arity = "0..1", descriptionKey = "user.whose")
        private Optional<String> login = Optional.empty();

        Passwd(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                char[] proof = login.isPresent()
                        ? desk.secret(PASSWORD, "ask.present-password", login.get())
                        : desk.secret(RESET_TOKEN, "ask.reset-token");
                char[] fresh = fresh();
                Outcome<User> outcome = login.isPresent()
                        ? crm.changePassword(login.get(), proof, fresh)
                        : crm.resetPassword(new String(proof).strip(), fresh);
                Arrays.fill(proof, '\0');
                Arrays.fill(fresh, '\0');
                desk.answer(
                        desk.texts().get("user.password-set", desk.done(outcome).login()));
            }
            return Exit.FINE;
        }

        /** Whoever types without seeing types twice. */
        private char[] fresh() {
            char[] fresh = desk.secret(NEW_PASSWORD, "ask.new-password");
            char[] again = desk.secret(NEW_PASSWORD, "ask.new-password-again");
            if (!Arrays.equals(fresh, again)) {
                throw desk.usage("error.passwords-differ");
            }
            return fresh;
        }
    }

    /** A password is reset. */
    @Command(name = "reset")
    static final class Reset extends OnUser {

        Reset(Desk desk) {
            super(desk);
        }

        @Override
        String done(CrmSession session, User user) {
            ResetToken token = desk.done(session.accounts().reset(user.id()));
            desk.say(
                    "user.reset",
                    user.login(),
                    LocalDateTime.ofInstant(token.until(), desk.zone()).truncatedTo(ChronoUnit.SECONDS));
            return token.token();
        }
    }

    /** An account is unlocked. */
    @Command(name = "unlock")
    static final class Unlock extends OnUser {

        Unlock(Desk desk) {
            super(desk);
        }

        @Override
        String done(CrmSession session, User user) {
            desk.done(session.accounts().unlock(user.id()));
            return desk.texts().get("user.unlocked", user.login());
        }
    }

    /** A rep gets a sales code, or loses it. */
    @Command(name = "code")
    static final class Code extends OnUser {

        @Option(names = "--range", paramLabel = "RANGE")
        private Optional<String> range = Optional.empty();

        @Option(names = "--end")
        private boolean end;

        Code(Desk desk) {
            super(desk);
        }

        @Override
        String done(CrmSession session, User user) {
            if (end == range.isPresent()) {
                throw desk.usage("error.code-what");
            }
            if (end) {
                desk.done(session.salesCodes().end(user.id(), user.version()));
                return desk.texts().get("user.code-ended", user.login());
            }
            User after = desk.done(session.salesCodes().give(user.id(), user.version(), range.get()));
            return desk.texts()
                    .get("user.code-given", after.login(), after.salesCode().orElse(""));
        }
    }

    /** What superiors and departments a user had. */
    @Command(name = "history")
    static final class History implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "LOGIN", descriptionKey = "user.login")
        private String login = "";

        History(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = Stream.of("at", "what", "from", "to", "by")
                    .map(key -> new Sheet.Column(key, texts.get("user.column." + key), Sheet.Kind.TEXT))
                    .toList();
            try (Crm crm = desk.open();
                    Sheet sheet = desk.sheet(texts.get("user.history", login), columns)) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                Map<String, String> names =
                        desk.done(session.users().list()).stream().collect(Collectors.toMap(User::id, User::name));
                desk.done(session.departments().list()).forEach(d -> names.put(d.id(), d.name()));
                User user = desk.done(session.users().byLogin(login));
                Optional<String> page = Optional.empty();
                do {
                    Listing<OrganisationChange> listing =
                            desk.done(session.users().history(user.id(), PAGE, page));
                    for (OrganisationChange each : listing.items()) {
                        sheet.row(Arrays.asList(
                                LocalDateTime.ofInstant(each.at(), desk.zone()).truncatedTo(ChronoUnit.SECONDS),
                                texts.get("user.what." + each.what().name().toLowerCase(java.util.Locale.ROOT)),
                                each.from()
                                        .map(id -> names.getOrDefault(id, id))
                                        .orElse(null),
                                each.to().map(id -> names.getOrDefault(id, id)).orElse(null),
                                names.getOrDefault(each.by(), each.by())));
                    }
                    page = listing.next();
                } while (page.isPresent());
            }
            return Exit.FINE;
        }
    }
}
