package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.Leaving;
import io.crmkit.access.Owned;
import io.crmkit.access.User;
import io.crmkit.handover.Handover;
import io.crmkit.handover.HandoverItem;
import io.crmkit.handover.Handovers;
import io.crmkit.handover.Plan;
import io.crmkit.handover.Preview;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Handover on leaving or moving (ACC-12). */
@Command(
        name = "handover",
        subcommands = {
            HandoverCommand.Previewing.class,
            HandoverCommand.Run.class,
            HandoverCommand.Prepare.class,
            HandoverCommand.Lift.class,
            HandoverCommand.Perform.class,
            HandoverCommand.GiveUp.class,
            HandoverCommand.ListAll.class,
            HandoverCommand.Show.class
        })
final class HandoverCommand implements Runnable {

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HandoverCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Names of users by their ids. */
    private static Map<String, String> names(Desk desk, CrmSession session) {
        return desk.done(session.users().list()).stream().collect(Collectors.toMap(User::id, User::login));
    }

    private static String kind(Desk desk, String kind) {
        return Messages.text(desk.language(), "kind." + kind);
    }

    /** Who takes over what, as options say it. */
    static final class Planning {

        @Option(names = "--to", required = true, split = ",", paramLabel = "LOGIN", descriptionKey = "handover.to")
        private List<String> to = new ArrayList<>();

        @Option(names = "--rule", paramLabel = "RULE", descriptionKey = "handover.rule")
        private List<String> rules = new ArrayList<>();

        @Option(names = "--finished-stays", descriptionKey = "handover.finished-stays")
        private boolean finishedStays;

        @Option(names = "--role", paramLabel = "ROLE", descriptionKey = "handover.role")
        private List<String> roles = new ArrayList<>();

        @Option(names = "--department", paramLabel = "NAME", descriptionKey = "handover.department")
        private Optional<String> department = Optional.empty();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "handover.reason")
        private String reason = "";

        Plan plan(Desk desk, CrmSession session) {
            Map<String, String> ids = new HashMap<>();
            names(desk, session).forEach((id, login) -> ids.put(login, id));
            Optional<Leaving.Place> place = roles.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Leaving.Place(
                            new TreeSet<>(roles),
                            department.map(name ->
                                    Departments.called(desk, session, name).id())));
            if (roles.isEmpty() && department.isPresent()) {
                throw desk.usage("error.handover-place");
            }
            return new Plan(
                    reason,
                    place,
                    users(desk, ids, to.stream()),
                    rules.stream().map(rule -> rule(desk, ids, rule)).toList(),
                    finishedStays);
        }

        private static List<String> users(Desk desk, Map<String, String> ids, Stream<String> logins) {
            return logins.map(String::strip)
                    .map(login ->
                            Optional.ofNullable(ids.get(login)).orElseThrow(() -> desk.usage("error.no-user", login)))
                    .toList();
        }

        /** Such as {@code region=Hubei,kind=lead: lin, qiu}. */
        private static Plan.Rule rule(Desk desk, Map<String, String> ids, String text) {
            int colon = text.lastIndexOf(':');
            Map<String, Set<String>> asks = new TreeMap<>();
            for (String part : text.substring(0, Math.max(0, colon)).split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals < 1) {
                    throw desk.usage("error.handover-rule", text);
                }
                asks.computeIfAbsent(part.substring(0, equals).strip(), k -> new TreeSet<>())
                        .add(part.substring(equals + 1).strip());
            }
            if (!Set.of("kind", "record", Owned.REGION, Owned.INDUSTRY, Owned.TYPE)
                    .containsAll(asks.keySet())) {
                throw desk.usage("error.handover-rule", text);
            }
            return new Plan.Rule(
                    asks.getOrDefault("kind", Set.of()),
                    asks.getOrDefault(Owned.REGION, Set.of()),
                    asks.getOrDefault(Owned.INDUSTRY, Set.of()),
                    asks.getOrDefault(Owned.TYPE, Set.of()),
                    asks.getOrDefault("record", Set.of()),
                    users(desk, ids, Stream.of(text.substring(colon + 1).split(",", -1))));
        }
    }

    /** Something with a plan. */
    abstract static class Planned implements Callable<Integer> {

        final Desk desk;

        @Parameters(paramLabel = "LOGIN", descriptionKey = "handover.login")
        private String login = "";

        @ArgGroup(exclusive = false, multiplicity = "1")
        private Planning planning = new Planning();

        Planned(Desk desk) {
            this.desk = desk;
        }

        /** Does it. */
        abstract void with(CrmSession session, User from, Plan plan);

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                User from = desk.done(session.users().byLogin(login));
                with(session, from, planning.plan(desk, session));
            }
            return Exit.FINE;
        }
    }

    /** Tells what would happen. */
    @Command(name = "preview")
    static final class Previewing extends Planned {

        Previewing(Desk desk) {
            super(desk);
        }

        @Override
        void with(CrmSession session, User from, Plan plan) {
            Preview preview = desk.done(session.handovers().preview(from.id(), plan));
            sheet(
                    desk,
                    desk.texts().get("handover.preview", from.login()),
                    names(desk, session),
                    preview.items(),
                    preview.tallies(),
                    true,
                    "handover.nothing");
        }
    }

    /** Prepares and performs. */
    @Command(name = "run")
    static final class Run extends Planned {

        Run(Desk desk) {
            super(desk);
        }

        @Override
        void with(CrmSession session, User from, Plan plan) {
            told(desk, session, desk.done(session.handovers().perform(from.id(), plan)));
        }
    }

    /** Fences the account. */
    @Command(name = "prepare")
    static final class Prepare extends Planned {

        Prepare(Desk desk) {
            super(desk);
        }

        @Override
        void with(CrmSession session, User from, Plan plan) {
            Handover prepared = desk.done(session.handovers().prepare(from.id(), plan));
            desk.answer(desk.texts().get("handover.prepared", from.login(), prepared.id()));
        }
    }

    /** Something with a handover that is prepared. */
    abstract static class OnHandover implements Callable<Integer> {

        final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "handover.id")
        private String id = "";

        OnHandover(Desk desk) {
            this.desk = desk;
        }

        /** Does it. */
        abstract void with(CrmSession session, Handover handover);

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                with(session, desk.done(session.handovers().get(id)));
            }
            return Exit.FINE;
        }
    }

    /** Lifts caps. */
    @Command(name = "lift-caps")
    static final class Lift extends OnHandover {

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "handover.reason")
        private String reason = "";

        @Option(names = "--ask", descriptionKey = "handover.lift-ask")
        private boolean ask;

        Lift(Desk desk) {
            super(desk);
        }

        @Override
        void with(CrmSession session, Handover handover) {
            Handovers handovers = session.handovers();
            desk.done(
                    ask
                            ? handovers.askToLiftCaps(handover.id(), handover.version(), reason)
                            : handovers.liftCaps(handover.id(), handover.version(), reason));
            desk.answer(desk.texts().get("handover.lifted", handover.id()));
        }
    }

    /** Performs what is prepared. */
    @Command(name = "perform")
    static final class Perform extends OnHandover {

        Perform(Desk desk) {
            super(desk);
        }

        @Override
        void with(CrmSession session, Handover handover) {
            told(desk, session, desk.done(session.handovers().perform(handover.id(), handover.version())));
        }
    }

    /** Gives up what is prepared. */
    @Command(name = "give-up")
    static final class GiveUp extends OnHandover {

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "handover.reason")
        private String reason = "";

        GiveUp(Desk desk) {
            super(desk);
        }

        @Override
        void with(CrmSession session, Handover handover) {
            desk.done(session.handovers().giveUp(handover.id(), handover.version(), reason));
            desk.answer(desk.texts().get("handover.given-up", handover.id()));
        }
    }

    /** Shows what became of everything. */
    @Command(name = "show")
    static final class Show extends OnHandover {

        Show(Desk desk) {
            super(desk);
        }

        @Override
        void with(CrmSession session, Handover handover) {
            told(desk, session, handover);
        }
    }

    /** Lists handovers. */
    @Command(name = "list")
    static final class ListAll implements Callable<Integer> {

        private final Desk desk;

        ListAll(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = Stream.of("id", "at", "from", "state", "by", "reason")
                    .map(key -> new Sheet.Column(key, texts.get("handover.column." + key), Sheet.Kind.TEXT))
                    .toList();
            try (Crm crm = desk.open();
                    Sheet sheet = desk.sheet(texts.get("handover.list"), columns)) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                Map<String, String> names = names(desk, session);
                Optional<String> page = Optional.empty();
                do {
                    Listing<Handover> listing = desk.done(session.handovers().list(PAGE, page));
                    for (Handover each : listing.items()) {
                        sheet.row(Arrays.asList(
                                each.id(),
                                LocalDateTime.ofInstant(each.trace().createdAt(), desk.zone())
                                        .truncatedTo(ChronoUnit.SECONDS),
                                names.getOrDefault(each.from(), each.from()),
                                texts.get(
                                        "handover.state." + each.state().name().toLowerCase(Locale.ROOT)),
                                names.getOrDefault(each.askedBy(), each.askedBy()),
                                each.plan().reason()));
                    }
                    desk.stillRead();
                    page = listing.next();
                } while (page.isPresent());
            }
            return Exit.FINE;
        }
    }

    private static void told(Desk desk, CrmSession session, Handover handover) {
        Handovers handovers = session.handovers();
        List<HandoverItem> items = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<HandoverItem> some = desk.done(handovers.items(handover.id(), page));
            items.addAll(some.items());
            page = some.next();
        } while (page.isPresent());
        Map<String, String> names = names(desk, session);
        sheet(
                desk,
                desk.texts()
                        .get(
                                "handover.title",
                                names.getOrDefault(handover.from(), handover.from()),
                                desk.texts()
                                        .get("handover.state."
                                                + handover.state().name().toLowerCase(Locale.ROOT))),
                names,
                items,
                handover.tallies(),
                handover.state() == Handover.State.PREPARED,
                switch (handover.state()) {
                    case PREPARED -> "handover.not-yet";
                    case GIVEN_UP -> "handover.none-moved";
                    case DONE -> "handover.nothing";
                });
    }

    private static void sheet(
            Desk desk,
            String title,
            Map<String, String> names,
            List<HandoverItem> items,
            Map<String, Handover.Tally> tallies,
            boolean ahead,
            String nothing) {
        Texts texts = desk.texts();
        boolean will = ahead && desk.options().format == CrmCommand.Format.TABLE; // programs compare with what was done
        List<Sheet.Column> columns = Stream.of("kind", "record", "fate", "to", "why")
                .map(key -> new Sheet.Column(key, texts.get("handover.column." + key), Sheet.Kind.TEXT))
                .toList();
        try (Sheet sheet = desk.sheet(title, columns)) {
            for (HandoverItem item : items) {
                sheet.row(Arrays.asList(
                        kind(desk, item.kind()),
                        item.record(),
                        texts.get((will ? "handover.fate-ahead." : "handover.fate.")
                                + item.fate().name().toLowerCase(Locale.ROOT)),
                        item.to().map(id -> names.getOrDefault(id, id)).orElse(null),
                        item.why()
                                .map(why -> item.rule().map(rule -> rule + " ").orElse("") + why.in(desk.language()))
                                .orElse(null)));
                desk.stillRead();
            }
            tallies.forEach((kind, tally) -> sheet.note(texts.get(
                    will ? "handover.tally-ahead" : "handover.tally",
                    kind(desk, kind),
                    (long) tally.moved(),
                    (long) tally.kept(),
                    (long) tally.refused())));
            if (tallies.isEmpty()) {
                sheet.note(texts.get(nothing));
            }
        }
    }
}
