package io.crmkit.app;

import io.crmkit.CrmSession;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The reports over customers that take more than a name (INS-01). */
final class CustomerReportCommand {

    /** Their names. */
    static final List<String> NAMES = List.of("customers", "growth", "repurchase");

    private CustomerReportCommand() {}

    /** How customers are spread. */
    @Command(name = "customers")
    static final class Spread extends SessionCommand {

        @Option(names = "--by", paramLabel = "FIELD", descriptionKey = "crm.report.customers.by")
        private String by = "industry";

        Spread(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            ReportCommand.print(desk, desk.done(session.customerInsight().spread(by)));
            return Exit.FINE;
        }
    }

    /** How customers grow. */
    @Command(name = "growth")
    static final class Growth extends SessionCommand {

        @Option(names = "--months", paramLabel = "N", descriptionKey = "crm.report.growth.months")
        private int months = 12;

        Growth(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            ReportCommand.print(desk, desk.done(session.customerInsight().growth(months)));
            return Exit.FINE;
        }
    }

    /** How many buy again. */
    @Command(name = "repurchase")
    static final class Repurchase extends SessionCommand {

        @Option(names = "--from", paramLabel = "DATE", descriptionKey = "crm.report.repurchase.from")
        private Optional<LocalDate> from = Optional.empty();

        @Option(names = "--to", paramLabel = "DATE", descriptionKey = "crm.report.repurchase.to")
        private Optional<LocalDate> to = Optional.empty();

        Repurchase(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            LocalDate last = to.orElseGet(() -> LocalDate.ofInstant(desk.clock().instant(), desk.zone()));
            LocalDate first = from.orElseGet(() -> last.minusYears(1).plusDays(1));
            ReportCommand.print(desk, desk.done(session.customerInsight().repurchase(first, last)));
            return Exit.FINE;
        }
    }
}
