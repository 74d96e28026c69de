package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
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
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.storage.Filter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A tour of the rules through a made-up company: what they decide, and why. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {

    private static final String STORE = "demo.db";
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 30);
    private static final int FEWEST = 100;
    private static final int MOST = 3_000;

    private final Desk desk;

    @Option(names = "--customers", paramLabel = "N")
    private int customers = 2_000;

    @Option(names = "--seed", paramLabel = "N")
    private long seed = 20260630;

    private int section;

    DemoCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        if (customers < FEWEST || customers > MOST) {
            throw desk.usage("demo.customers-range", customers, FEWEST, String.valueOf(MOST));
        }
        CrmCommand options = desk.options();
        options.store = options.store.equals(CrmCommand.DEFAULT_STORE) ? STORE : options.store;
        options.today = Optional.of(options.today.orElse(TODAY));
        options.zone = Optional.of(options.zone.orElse(ZoneId.of("Asia/Shanghai")));
        Location location = desk.location();
        location.file().filter(Files::exists).ifPresent(file -> {
            throw desk.usage("demo.store-exists", location.shown());
        });
        LocalDate today = options.today.get();
        try (DemoCompany company = DemoCompany.make(seed, customers, today);
                Crm crm = desk.builder()
                        .store(location.where())
                        .storeParameters(desk.storeParameters(location))
                        .random(new Random(seed))
                        .grading(new MoodyGrading())
                        .open()) {
            if (crm.isSetUp()) {
                throw desk.usage("demo.store-exists", location.shown());
            }
            desk.done(desk.setUp(crm));
            new Tour(crm, company, today).run();
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

        Tour(Crm crm, DemoCompany company, LocalDate today) {
            this.crm = crm;
            this.company = company;
            this.today = today;
            load();
            manage();
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

        /** The managers report to the vice-president, who was there before the files were. */
        private void manage() {
            CrmSession admin = crm.signIn(Desk.ADMINISTRATOR);
            String above = admin.users().byLogin(Desk.DIRECTOR).orElseThrow().id();
            for (Person manager : company.managers()) {
                User user = admin.users().byLogin(manager.login()).orElseThrow();
                desk.done(admin.users().changeSuperior(user.id(), user.version(), Optional.of(above)));
            }
        }

        void run() {
            desk.answer(text("intro", today, count(customers), count(company.purchases())));
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
            head("next");
            String store = desk.options().store;
            for (String command : List.of(
                    "report funnel --lang " + desk.language().getLanguage(),
                    "report grades --at " + today,
                    "reminders --at " + today + " --as " + company.reps().get(0).login(),
                    "audit --limit 5",
                    "policy show --shipped")) {
                desk.answer("  crm --store " + store + " " + command);
            }
            desk.answer(text("end"));
        }

        private void company() {
            head("company");
            for (int i = 0; i < DemoCompany.OFFICES.size(); i++) {
                String office = DemoCompany.OFFICES.get(i);
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
            desk.answer(text("scopes.own", shown(asking), count(visible(asking))));
            desk.answer(text("scopes.ask", shown(asking), other.name(), shown(owner)));
            Outcome<Customer> refused = crm.signIn(asking.login()).customers().get(other.id());
            refused.refusals().forEach(refusal -> desk.answer("  " + desk.told(refusal)));
            desk.answer(text("scopes.manager", shown(manager(asking)), count(visible(manager(asking)))));
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
            ReportCommand.print(desk, director, Reports.Name.FUNNEL);
            Opportunity deal = director.opportunities()
                    .list(Filter.equal("stage", Stage.ABOUT_TO_CLOSE.id()), 1, Optional.empty())
                    .orElseThrow()
                    .items()
                    .get(0);
            Person rep = repById.getOrDefault(deal.owner(), company.reps().get(0));
            CrmSession session = crm.signIn(rep.login());
            desk.answer("");
            desk.answer(text("gates.try", shown(rep), deal.terms().name()));
            session.opportunities()
                    .move(deal, Stage.WON, Evidence.none())
                    .refusals()
                    .forEach(refusal -> desk.answer("  " + desk.told(refusal)));
            Money amount = deal.terms().expectedAmount().orElse(Money.cny("100000"));
            Opportunity won = desk.done(
                    session.opportunities().move(deal, Stage.WON, Evidence.contract("HT-2026-900", amount, today)));
            desk.answer(text("gates.won", "HT-2026-900", money(amount), today, won.version()));
        }

        private void grades() {
            head("grades");
            ReportCommand.print(desk, director, Reports.Name.GRADES);
            desk.answer("");
            Customer best = standing(s -> counts(s, "A")).orElseThrow();
            CustomerStanding why = director.grades().of(best.id()).orElseThrow();
            desk.answer(text("grades.why", best.name(), "A"));
            reasons(why);
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
            });
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
            long open = reminders(director).size();
            desk.answer(text("silence.reminders", count(open), count(evaluated.ownerless())));
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
            desk.answer(text("silence.rep", shown(shown), count(all)));
            kinds.forEach(reminder ->
                    desk.answer("  " + reminder.rule() + " " + reminder.text().in(desk.language())));
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
                                .forEach(event -> desk.answer("  " + event.on() + "  "
                                        + event.stage().label().in(desk.language()) + ": "
                                        + event.reasons().get(0).in(desk.language())));
                    });
        }

        private void trial() {
            head("trial");
            String document = "scoring: {grades: {bands: [{grade: A, from: 300000}, {grade: B, from: 50000}, "
                    + "{grade: C, from: 0}]}}";
            desk.answer("  " + document);
            EvaluationReport trial = desk.done(director.grades().preview(Optional.of(document), today));
            desk.answer(text("trial.result", count(trial.customers()), count(trial.changed())));
            trial.changes().stream()
                    .limit(3)
                    .forEach(change -> desk.answer("  " + change.name() + ": "
                            + change.gradeBefore().orElse("–") + " → "
                            + change.gradeAfter().orElse("–")));
            desk.answer(text("trial.nothing"));
        }

        private void plugin() {
            head("plugin");
            EvaluationReport trial = desk.done(director.grades()
                    .preview(Optional.of("scoring: {strategy: {id: " + MoodyGrading.ID + "}}"), today));
            desk.answer(text("plugin.result", count(trial.customers() - trial.failed()), count(trial.failed())));
            trial.failures().stream().limit(1).forEach(failure -> desk.answer("  " + failure.message(desk.language())));
            desk.answer(text("plugin.harmless"));
        }

        private void audit() {
            head("audit");
            var verified = desk.done(crm.signIn(Desk.ADMINISTRATOR).audit().verify());
            desk.answer(text(
                    verified.intact() ? "audit.intact" : "audit.broken",
                    count(verified.entries()),
                    verified.firstBroken().orElse("")));
        }

        // Finding examples

        private Optional<Customer> standing(Predicate<CustomerStanding> wanted) {
            return customer(c -> c.owner().isPresent()
                    && director.grades().of(c.id()).toOptional().filter(wanted).isPresent());
        }

        private boolean counts(CustomerStanding standing, String grade) {
            return standing.counting().map(GradeCard.Counting::grade).equals(Optional.of(grade))
                    && standing.bought().total().compareTo(BigDecimal.ZERO) > 0;
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
            return company.managers().get(DemoCompany.OFFICES.indexOf(rep.office()));
        }

        private String shown(Person person) {
            return chinese() ? person.name() : person.name() + " (" + person.login() + ")";
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

    private String money(Money money) {
        return String.format(desk.language(), "%,.0f %s", money.amount(), money.currency());
    }

    private static String count(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }
}
