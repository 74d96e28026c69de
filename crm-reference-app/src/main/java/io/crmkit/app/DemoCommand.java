package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.Department;
import io.crmkit.access.User;
import io.crmkit.app.DemoCompany.Person;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerStanding;
import io.crmkit.customer.EvaluationReport;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.ImportReport;
import io.crmkit.exchange.Importer;
import io.crmkit.exchange.Mapping;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.shared.PluginFailure;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.storage.Filter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A tour of the rules through a made-up company: what they decide, and why. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {

    private static final String STORE = "demo.db";
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 30);
    private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(2099, 12, 31);
    private static final long ANOTHER_SEED = 7;
    private static final int SIZE = 2_000;
    private static final int FEWEST = 100;
    private static final int MOST = 3_000;

    /** What errors begin with that are told by their class. */
    private static final Pattern CLASS_NAME = Pattern.compile("^[\\w$]+(\\.[\\w$]+)+: ");

    private final Desk desk;

    @Option(names = "--customers", paramLabel = "N")
    private int customers = SIZE;

    @Option(names = "--seed", paramLabel = "N")
    private long seed = 20260630;

    @Option(names = "--fresh")
    private boolean fresh;

    private int section;

    DemoCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        if (customers < FEWEST || customers > MOST) {
            throw desk.usage(
                    "demo.customers-range", String.valueOf(customers), Figures.count(FEWEST), Figures.count(MOST));
        }
        CrmCommand options = desk.options();
        options.today
                .filter(day -> day.isBefore(EARLIEST) || day.isAfter(LATEST))
                .ifPresent(day -> {
                    throw desk.usage("demo.today-range", day, EARLIEST, LATEST);
                });
        if (options.format != CrmCommand.Format.TABLE) {
            throw desk.usage("demo.format", options.format.name().toLowerCase(Locale.ROOT));
        }
        options.store = Optional.of(options.store.orElse(STORE));
        options.today = Optional.of(options.today.orElse(TODAY));
        options.zone = Optional.of(options.zone.orElse(ZoneId.of("Asia/Shanghai")));
        Location location = desk.location();
        LocalDate today = options.today.get();
        try (DemoStore store = DemoStore.makeRoom(desk, location, fresh);
                DemoCompany company = DemoCompany.make(seed, customers, today, chinese());
                Crm crm = desk.builder()
                        .store(location.where())
                        .storeParameters(desk.storeParameters(location))
                        .random(new Random(seed))
                        .grading(new MoodyGrading(text("plugin.excuse")))
                        .open()) {
            if (crm.isSetUp()) {
                throw desk.usage("demo.store-in-use", location.shown());
            }
            desk.done(desk.setUp(crm));
            Department above = DemoStore.mark(crm.signIn(Desk.ADMINISTRATOR), desk);
            Tour tour = new Tour(crm, company, above, today);
            store.whole();
            tour.run();
        }
        return Exit.FINE;
    }

    /** The tour, section by section. */
    private final class Tour {
        private final Crm crm;
        private final DemoCompany company;
        private final LocalDate today;
        private final CrmSession director;
        private final Map<String, Person> repById;

        Tour(Crm crm, DemoCompany company, Department above, LocalDate today) {
            this.crm = crm;
            this.company = company;
            this.today = today;
            load();
            organise(above);
            this.director = crm.signIn(Desk.DIRECTOR);
            Map<String, Person> byLogin =
                    company.reps().stream().collect(Collectors.toMap(Person::login, Function.identity()));
            this.repById = director.users().list().orElseThrow().stream()
                    .filter(user -> byLogin.containsKey(user.login()))
                    .collect(Collectors.toMap(
                            User::id,
                            user -> byLogin.getOrDefault(
                                    user.login(), company.reps().get(0))));
        }

        private void load() {
            Mapping mapping = Mapping.parse(DemoCompany.MAPPING).orElseThrow();
            Path errors = company.directory().resolve("errors");
            ImportReport report =
                    desk.done(new Importer(crm.signIn(Desk.ADMINISTRATOR).importable())
                            .run(
                                    mapping,
                                    company.directory(),
                                    ImportOptions.standard().errorsTo(errors, desk.language()),
                                    ImportProgress.NONE));
            if (report.refused() > 0) {
                throw new IllegalStateException("the rules refuse " + report.refused() + " rows of the demonstration: "
                        + report.steps().stream()
                                .flatMap(step -> step.refusals().stream())
                                .map(group -> group.summary(desk.language()))
                                .limit(3)
                                .toList());
            }
        }

        /** The offices belong to the company; the managers report to the vice-president, who was there before the files were. */
        private void organise(Department whole) {
            CrmSession admin = crm.signIn(Desk.ADMINISTRATOR);
            for (Department office : desk.done(admin.departments().list())) {
                if (!office.id().equals(whole.id())) {
                    desk.done(admin.departments().move(office.id(), office.version(), Optional.of(whole.id())));
                }
            }
            String above = admin.users().byLogin(Desk.DIRECTOR).orElseThrow().id();
            for (Person manager : company.managers()) {
                User user = admin.users().byLogin(manager.login()).orElseThrow();
                desk.done(admin.users().changeSuperior(user.id(), user.version(), Optional.of(above)));
            }
        }

        void run() {
            text("intro", today, Figures.count(customers), Figures.count(company.purchases()))
                    .lines()
                    .forEach(desk::answer);
            company();
            scopes();
            gates();
            EvaluationReport evaluated = desk.done(director.grades().regrade());
            grades();
            silence(evaluated);
            life();
            trial();
            plugin();
            audit();
            words();
            next();
        }

        private void words() {
            head("words");
            desk.texts().bundle().keySet().stream()
                    .filter(key -> key.startsWith("demo.word."))
                    .sorted()
                    .forEach(key -> desk.answer("  " + desk.texts().get(key)));
        }

        private void next() {
            head("next");
            tryOut("reports", "report");
            tryOut("policy", "policy", "show", "--shipped");
            List<String> again = new ArrayList<>(List.of("demo", "--fresh", "--seed", String.valueOf(ANOTHER_SEED)));
            if (customers != SIZE) {
                again.addAll(List.of("--customers", String.valueOf(customers)));
            }
            tryOut("again", again.toArray(new String[0]));
            desk.answer(text("end"));
        }

        /** A command that works exactly as it is printed, in the directory where the tour was called. */
        private void tryOut(String why, String... command) {
            CrmCommand options = desk.options();
            List<String> all = new ArrayList<>(List.of(command));
            options.store.ifPresent(store -> all.addAll(List.of("--store", store)));
            options.databaseUser.ifPresent(user -> all.addAll(List.of("--user", user)));
            options.storeParameters.forEach(
                    (name, value) -> all.addAll(List.of("--store-parameter", name + "=" + value)));
            options.plugins.ifPresent(plugins -> all.addAll(List.of("--plugins", plugins.toString())));
            all.addAll(List.of("--at", today.toString()));
            options.language.ifPresent(language -> all.addAll(List.of("--lang", language)));
            desk.answer(text("try", text("try." + why)));
            desk.answer("    " + desk.world().program() + " "
                    + all.stream().map(World::quoted).collect(Collectors.joining(" ")));
        }

        private void company() {
            head("company");
            for (int i = 0; i < company.offices().size(); i++) {
                String office = company.offices().get(i);
                desk.answer(text(
                        "office",
                        office,
                        shown(company.managers().get(i)),
                        company.reps().stream()
                                .filter(rep -> rep.office().equals(office))
                                .map(this::shown)
                                .collect(Collectors.joining(desk.texts().get("demo.and")))));
            }
            desk.answer(text("roles"));
        }

        private void scopes() {
            head("scopes");
            Person asking = company.reps().get(0);
            Customer other = customer(c -> c.owner()
                            .map(repById::get)
                            .filter(rep -> !rep.equals(asking) && rep.office().equals(asking.office()))
                            .isPresent())
                    .orElseThrow();
            Person owner = owner(other);
            desk.answer(text("scopes.own", shown(asking), Figures.count(visible(asking))));
            desk.answer(text("scopes.ask", shown(asking), other.name(), shown(owner)));
            crm.signIn(asking.login())
                    .customers()
                    .get(other.id())
                    .refusals()
                    // The question went by the id, which says nothing to people.
                    .forEach(refusal -> desk.answer("  " + desk.told(refusal).replace(other.id(), other.name())));
            desk.answer(text("scopes.manager", shown(manager(asking)), Figures.count(visible(manager(asking)))));
            tryOut("own", "show", "customers", "--limit", "5", "--as", asking.login());
        }

        private long visible(Person person) {
            CrmSession session = crm.signIn(person.login());
            long seen = 0;
            Optional<String> page = Optional.empty();
            do {
                Listing<Customer> listing =
                        session.customers().list(1_000, page).orElseThrow();
                seen += listing.items().size();
                page = listing.next();
            } while (page.isPresent());
            return seen;
        }

        private void gates() {
            head("gates");
            Opportunity deal = deal();
            Person rep = repById.getOrDefault(deal.owner(), company.reps().get(0));
            CrmSession session = crm.signIn(rep.login());
            desk.answer(text("gates.try", shown(rep), deal.terms().name()));
            session.opportunities()
                    .move(deal, Stage.WON, Evidence.none())
                    .refusals()
                    .forEach(refusal -> desk.answer("  " + desk.told(refusal)));
            Money amount = deal.terms().expectedAmount().orElse(Money.cny("100000"));
            String contract = "HT-" + today.getYear() + "-900";
            Opportunity won = desk.done(
                    session.opportunities().move(deal, Stage.WON, Evidence.contract(contract, amount, today)));
            desk.answer(text("gates.won", contract, Figures.amount(amount), today, String.valueOf(won.version())));
            desk.answer("");
            desk.answer(text("gates.funnel"));
            ReportCommand.print(desk, director, Reports.Name.FUNNEL);
            tryOut("funnel", "report", "funnel");
        }

        /** One that is about to close, of a customer that buys already. */
        private Opportunity deal() {
            Optional<String> page = Optional.empty();
            do {
                Listing<Opportunity> listing = director.opportunities()
                        .list(Filter.equal("stage", Stage.ABOUT_TO_CLOSE.id()), 100, page)
                        .orElseThrow();
                for (Opportunity deal : listing.items()) {
                    if (hasBought(director.grades().of(deal.terms().customer()).orElseThrow())) {
                        return deal;
                    }
                }
                page = listing.next();
            } while (page.isPresent());
            throw new IllegalStateException("the company has no such deal");
        }

        private void grades() {
            head("grades");
            Customer best = standing(s -> counts(s, "A")).orElseThrow();
            desk.answer(text("grades.why", best.name(), "A"));
            reasons(director.grades().of(best.id()).orElseThrow());
            standing(s -> counts(s, "B")).ifPresent(customer -> {
                Person manager = manager(owner(customer));
                ManualGrade manual = ManualGrade.of("A", text("grades.reason")).until(today.plusDays(90));
                CustomerStanding now =
                        desk.done(crm.signIn(manager.login()).grades().adjust(customer.id(), manual));
                desk.answer(text(
                        "grades.by-hand",
                        shown(manager),
                        customer.name(),
                        manual.reason(),
                        today.plusDays(90),
                        now.counting().map(GradeCard.Counting::grade).orElse(""),
                        now.computed().map(Grade::code).orElse("")));
                tryOut("grade", "grades", "show", customer.name());
            });
            desk.answer("");
            desk.answer(text("grades.table"));
            ReportCommand.print(desk, director, Reports.Name.GRADES);
            tryOut("grades", "report", "grades");
        }

        private void reasons(CustomerStanding standing) {
            standing.computed()
                    .map(Grade::reasons)
                    .orElse(List.of())
                    .forEach(reason -> desk.answer("  " + (chinese() ? reason.zh() : reason.en())));
        }

        private void silence(EvaluationReport evaluated) {
            head("silence");
            ReportCommand.print(desk, director, Reports.Name.SILENCE);
            desk.answer("");
            List<Reminder> open = reminders(director);
            long silent = open.stream().filter(r -> r.rule().equals("LIF-04")).count();
            desk.answer(text(
                    "silence.reminders",
                    Figures.count(open.size()),
                    Figures.count(silent),
                    Figures.count(open.size() - silent),
                    Figures.count(evaluated.ownerless())));
            tryOut("silence", "report", "silence");
            // One reminder of each kind, from the first desk that has most kinds.
            Person shown = company.reps().get(0);
            List<Reminder> kinds = List.of();
            int all = 0;
            for (Person rep : company.reps()) {
                List<Reminder> hers = reminders(crm.signIn(rep.login()));
                Map<String, Reminder> byRule = new TreeMap<>();
                hers.forEach(reminder -> byRule.putIfAbsent(reminder.rule(), reminder));
                if (byRule.size() > kinds.size()) {
                    shown = rep;
                    kinds = List.copyOf(byRule.values());
                    all = hers.size();
                }
            }
            desk.answer(text("silence.rep", shown(shown), Figures.count(all)));
            kinds.forEach(reminder ->
                    desk.answer("  " + reminder.rule() + " " + reminder.text().in(desk.language())));
            tryOut("reminders", "reminders", "--as", shown.login());
        }

        private List<Reminder> reminders(CrmSession session) {
            List<Reminder> all = new ArrayList<>();
            Optional<String> page = Optional.empty();
            do {
                Listing<Reminder> listing = session.reminders()
                        .list(Reminder.State.OPEN, 1_000, page)
                        .orElseThrow();
                all.addAll(listing.items());
                page = listing.next();
            } while (page.isPresent());
            return all;
        }

        private void life() {
            head("life");
            standing(s -> s.stages().history().stream().anyMatch(e -> e.stage() == Lifecycle.Stage.WON_BACK)
                            && s.stages().history().size() >= 4)
                    .ifPresent(customer -> {
                        CustomerStanding standing =
                                director.grades().of(customer.id()).orElseThrow();
                        desk.answer(text("life.of", customer.name()));
                        standing.stages()
                                .history()
                                .forEach(event -> desk.answer(text(
                                        "life.event",
                                        event.on(),
                                        event.stage().label().in(desk.language()),
                                        event.reasons().get(0).in(desk.language()))));
                        tryOut("life", "grades", "show", customer.name());
                    });
        }

        private void trial() {
            head("trial");
            String document = "scoring: {grades: {bands: [{grade: A, from: 300000}, {grade: B, from: 50000}, "
                    + "{grade: C, from: 0}]}}";
            EvaluationReport trial = desk.done(director.grades().preview(Optional.of(document), today));
            desk.answer(text("trial.result", Figures.count(trial.customers()), Figures.count(trial.changed())));
            trial.changes().stream()
                    .limit(3)
                    .forEach(change -> desk.answer(text(
                            "trial.change",
                            change.name(),
                            change.gradeBefore().orElse("–"),
                            change.gradeAfter().orElse("–"))));
            desk.answer(text("trial.nothing"));
            tryOut("preview", "grades", "preview", "--on", today.plusDays(60).toString());
        }

        private void plugin() {
            head("plugin");
            EvaluationReport trial = desk.done(director.grades()
                    .preview(Optional.of("scoring: {strategy: {id: " + MoodyGrading.ID + "}}"), today));
            desk.answer(text(
                    "plugin.result", Figures.count(trial.customers() - trial.failed()), Figures.count(trial.failed())));
            trial.failures().stream().limit(1).forEach(failure -> desk.answer("  " + forPeople(failure)));
            desk.answer(text("plugin.harmless"));
            tryOut("plugin", "plugins");
        }

        /** With the customer's name for its id, and what the plugin said without the name of its error's class. */
        private String forPeople(PluginFailure failure) {
            String name =
                    director.customers().get(failure.subject()).orElseThrow().name();
            List<String> details = failure.details().stream()
                    .map(detail ->
                            text("plugin.said", CLASS_NAME.matcher(detail).replaceFirst("")))
                    .toList();
            return new PluginFailure(failure.plugin(), name, failure.reason(), details).message(desk.language());
        }

        private void audit() {
            head("audit");
            var verified = desk.done(crm.signIn(Desk.ADMINISTRATOR).audit().verify());
            desk.answer(text(
                    verified.intact() ? "audit.intact" : "audit.broken",
                    Figures.count(verified.entries()),
                    verified.firstBroken().orElse("")));
            tryOut("audit", "audit", "verify");
        }

        // Finding examples

        private Optional<Customer> standing(Predicate<CustomerStanding> wanted) {
            return customer(c -> c.owner().isPresent()
                    && director.grades().of(c.id()).toOptional().filter(wanted).isPresent());
        }

        private boolean counts(CustomerStanding standing, String grade) {
            return standing.counting().map(GradeCard.Counting::grade).equals(Optional.of(grade)) && hasBought(standing);
        }

        private boolean hasBought(CustomerStanding standing) {
            return standing.bought().total().signum() > 0;
        }

        private Optional<Customer> customer(Predicate<Customer> wanted) {
            Optional<String> page = Optional.empty();
            do {
                Listing<Customer> listing = director.customers().list(200, page).orElseThrow();
                Optional<Customer> found =
                        listing.items().stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found;
                }
                page = listing.next();
            } while (page.isPresent());
            return Optional.empty();
        }

        private Person owner(Customer customer) {
            return customer.owner()
                    .map(id -> repById.getOrDefault(id, company.reps().get(0)))
                    .orElseThrow();
        }

        private Person manager(Person rep) {
            return company.managers().get(company.offices().indexOf(rep.office()));
        }

        private String shown(Person person) {
            return text("person", person.name(), person.login());
        }
    }

    private boolean chinese() {
        return desk.language().getLanguage().equals("zh");
    }

    private void head(String key) {
        desk.stillRead();
        section++;
        desk.answer("");
        desk.answer(section + ". " + text(key + ".title"));
        desk.answer(text(key + ".about"));
    }

    private String text(String key, Object... args) {
        return desk.texts().get("demo." + key, args);
    }
}
