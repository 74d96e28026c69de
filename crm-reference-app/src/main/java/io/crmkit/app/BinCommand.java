package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.customer.Binned;
import io.crmkit.customer.Customer;
import io.crmkit.shared.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The recycle bin of customers (CUS-10). */
@Command(
        name = "bin",
        subcommands = {BinCommand.ListAll.class, BinCommand.Put.class, BinCommand.Restore.class, BinCommand.Purge.class
        })
final class BinCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BinCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Lists what is in the bin. */
    @Command(name = "list")
    static final class ListAll extends SessionCommand {

        ListAll(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                    new Sheet.Column("name", texts.get("field.name"), Sheet.Kind.TEXT),
                    new Sheet.Column("since", texts.get("bin.since"), Sheet.Kind.TEXT),
                    new Sheet.Column("until", texts.get("bin.until"), Sheet.Kind.TEXT),
                    new Sheet.Column("reason", texts.get("bin.reason"), Sheet.Kind.TEXT));
            try (Sheet sheet = desk.sheet(texts.get("bin.title"), columns)) {
                ListedPages.print(
                        desk,
                        session,
                        sheet,
                        "customer",
                        (most, token) -> session.bin().list(most, token),
                        (Binned one) -> Arrays.asList(
                                one.customer(),
                                one.name(),
                                one.at().atZone(desk.zone()).toLocalDate(),
                                one.until().atZone(desk.zone()).toLocalDate(),
                                one.reason()));
            }
            return Exit.FINE;
        }
    }

    /** Puts customers into the bin. */
    @Command(name = "put")
    static final class Put extends SessionCommand {

        @Parameters(arity = "1..*", paramLabel = "CUSTOMER", descriptionKey = "crm.bin.customer")
        private List<String> wanted = new ArrayList<>();

        @Option(names = "--reason", required = true, paramLabel = "TEXT")
        private String reason = "";

        Put(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            for (String each : wanted) {
                Customer customer = GradesCommand.customer(desk, session, each);
                Binned binned = desk.done(session.bin().put(customer.id(), customer.version(), reason));
                desk.answer(desk.texts()
                        .get(
                                "bin.put",
                                binned.name(),
                                binned.until().atZone(desk.zone()).toLocalDate().toString(),
                                binned.customer()));
            }
            return Exit.FINE;
        }
    }

    /** Takes customers out of the bin. */
    @Command(name = "restore")
    static final class Restore extends SessionCommand {

        @Parameters(arity = "1..*", paramLabel = "ID", descriptionKey = "crm.bin.customer")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--reason", required = true, paramLabel = "TEXT")
        private String reason = "";

        @Option(names = "--to-pool")
        private boolean toPool;

        Restore(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            for (String id : ids) {
                Outcome<Customer> restored = toPool
                        ? session.bin().restoreToPool(id, reason)
                        : session.bin().restore(id, reason);
                Customer customer = desk.done(restored);
                restored.warnings().forEach(warning -> desk.answer(desk.told(warning)));
                desk.answer(desk.texts().get("bin.restored", customer.name(), customer.id()));
            }
            return Exit.FINE;
        }
    }

    /** Takes away for good what can be restored no longer. */
    @Command(name = "purge")
    static final class Purge implements Callable<Integer> {

        private final Desk desk;

        Purge(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                long purged = desk.done(session.bin().purge());
                desk.answer(desk.texts().get("bin.purged", purged));
            }
            return Exit.FINE;
        }
    }
}
