package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.customer.CleansingReport;
import io.crmkit.customer.Customer;
import io.crmkit.customer.Proposal;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Data cleansing (CUS-10). */
@Command(
        name = "cleanse",
        subcommands = {
            CleanseCommand.Run.class,
            CleanseCommand.ListAll.class,
            CleanseCommand.Accept.class,
            CleanseCommand.Decline.class
        })
final class CleanseCommand implements Runnable {

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CleanseCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static void exported(Desk desk, CrmSession session, int many) {
        if (desk.options().format != CrmCommand.Format.TABLE) { // an export, on record before it is handed out
            desk.done(session.audit().exported("cleansing", many));
        }
    }

    /** Looks for what is wrong. */
    @Command(name = "run")
    static final class Run implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--if-due")
        private boolean ifDue;

        @Option(names = "--dry-run")
        private boolean dry;

        Run(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                if (dry) {
                    CleansingReport report = desk.done(session.cleansing().preview());
                    exported(desk, session, report.rows().size());
                    ProposalWords words = new ProposalWords(desk, session);
                    try (Sheet sheet = desk.sheet(texts.get("cleanse.title"), words.columns())) {
                        report.rows().forEach(proposal -> sheet.row(words.row(proposal)));
                        sheet.note(texts.get("cleanse.would", report.looked(), report.total(), report.settled()));
                    }
                    return Exit.FINE;
                }
                Optional<CleansingReport> report = ifDue
                        ? desk.done(session.cleansing().runIfDue())
                        : Optional.of(desk.done(session.cleansing().run()));
                if (report.isEmpty()) {
                    desk.answer(texts.get("cleanse.not-due"));
                    return Exit.FINE;
                }
                report.get()
                        .found()
                        .forEach((rule, many) -> desk.answer(rule.label().in(desk.language()) + ": " + many));
                desk.answer(texts.get(
                        "cleanse.ran",
                        report.get().looked(),
                        report.get().total(),
                        report.get().settled()));
            }
            return Exit.FINE;
        }
    }

    /** Lists proposals. */
    @Command(name = "list")
    static final class ListAll implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--state", paramLabel = "STATE")
        private Proposal.State state = Proposal.State.OPEN;

        @Option(names = "--customer", paramLabel = "CUSTOMER")
        private Optional<String> customer = Optional.empty();

        @Option(names = "--limit", paramLabel = "N")
        private int limit = Integer.MAX_VALUE;

        ListAll(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            if (limit < 1) {
                throw desk.usage("error.limit");
            }
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Optional<List<Proposal>> hers =
                        customer.map(wanted -> of(session, GradesCommand.customer(desk, session, wanted)));
                ProposalWords words = new ProposalWords(desk, session);
                String title = texts.get("cleanse.title-of", state.label().in(desk.language()));
                try (Sheet sheet = desk.sheet(title, words.columns())) {
                    int count = 0;
                    boolean more;
                    Optional<String> token = Optional.empty();
                    do {
                        List<Proposal> page;
                        if (hers.isPresent()) {
                            page = hers.get();
                        } else {
                            Listing<Proposal> listing =
                                    desk.done(session.cleansing().list(state, Math.min(PAGE, limit - count), token));
                            page = listing.items();
                            token = listing.next();
                        }
                        List<Proposal> some = page.subList(0, Math.min(page.size(), limit - count));
                        more = some.size() < page.size() || token.isPresent();
                        exported(desk, session, some.size());
                        some.forEach(proposal -> sheet.row(words.row(proposal)));
                        count += some.size();
                        desk.stillRead();
                    } while (token.isPresent() && count < limit);
                    sheet.note(texts.get(more ? "search.more" : "show.count", count));
                    if (count > 0 && state == Proposal.State.OPEN) {
                        desk.say("cleanse.hint");
                    }
                }
            }
            return Exit.FINE;
        }

        private List<Proposal> of(CrmSession session, Customer wanted) {
            return desk.done(session.cleansing().of(wanted.id())).stream()
                    .filter(proposal -> proposal.state() == state)
                    .toList();
        }
    }

    /** Carries proposals out. */
    @Command(name = "accept")
    static final class Accept implements Callable<Integer> {

        private final Desk desk;

        @Parameters(arity = "1..*", paramLabel = "ID", descriptionKey = "crm.cleanse.id")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--value", paramLabel = "TEXT")
        private Optional<String> value = Optional.empty();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.cleanse.reason")
        private String reason = "";

        Accept(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                for (String id : ids) {
                    Proposal proposal = desk.done(session.cleansing().get(id));
                    ProposalWords words = new ProposalWords(desk, session);
                    words.row(proposal); // names as they are before: of two customers one is left
                    Outcome<Proposal> done = session.cleansing().accept(id, proposal.version(), value, reason);
                    if (done instanceof Outcome.Pending<Proposal> waits) {
                        desk.answer(desk.texts().get("approval.pending", waits.approval()));
                        continue;
                    }
                    desk.done(done);
                    done.warnings().forEach(warning -> desk.answer(desk.told(warning)));
                    desk.answer(words.done(proposal, value));
                }
            }
            return Exit.FINE;
        }
    }

    /** Leaves what was found as it is. */
    @Command(name = "decline")
    static final class Decline implements Callable<Integer> {

        private final Desk desk;

        @Parameters(arity = "1..*", paramLabel = "ID", descriptionKey = "crm.cleanse.id")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.cleanse.reason")
        private String reason = "";

        Decline(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                for (String id : ids) {
                    Proposal proposal = desk.done(session.cleansing().get(id));
                    desk.done(session.cleansing().decline(id, proposal.version(), reason));
                    desk.answer(desk.texts()
                            .get("cleanse.declined", id, new ProposalWords(desk, session).name(proposal.customer())));
                }
            }
            return Exit.FINE;
        }
    }
}
