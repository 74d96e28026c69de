package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.pipeline.Lead;
import io.crmkit.pool.ClaimQuota;
import io.crmkit.pool.Custody;
import io.crmkit.pool.Pool;
import io.crmkit.pool.PoolCount;
import io.crmkit.pool.RecyclingReport;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What nobody owns, and how it comes to an owner and back (CUS-12). */
@Command(
        name = "pool",
        subcommands = {
            PoolCommand.ListAll.class,
            PoolCommand.Claim.class,
            PoolCommand.Assign.class,
            PoolCommand.Release.class,
            PoolCommand.Exempt.class,
            PoolCommand.Recycle.class,
            PoolCommand.Preview.class
        })
final class PoolCommand implements Runnable {

    /** How many records are listed in a table; other formats list all. */
    private static final int LISTED = 50;

    /** What can be in a pool. */
    enum Kind {
        CUSTOMER,
        LEAD
    }

    /** One kind of record, as the commands need it. */
    private record Side<T extends Entity<T>>(
            String module,
            Pool<T> pool,
            Function<String, T> named,
            Function<T, String> name,
            Function<T, Optional<String>> place,
            Function<T, Custody> custody) {

        static Side<?> of(Kind kind, Desk desk, CrmSession session) {
            return kind == Kind.CUSTOMER
                    ? new Side<>(
                            "customer",
                            session.pool(),
                            wanted -> GradesCommand.customer(desk, session, wanted),
                            Customer::name,
                            Customer::pool,
                            Customer::custody)
                    : new Side<>(
                            "lead",
                            session.leadPool(),
                            wanted -> desk.done(session.leads().get(wanted)),
                            lead -> lead.facts().company().orElse(lead.id()),
                            Lead::pool,
                            Lead::custody);
        }

        Outcome<T> claim(String wanted) {
            return pool.claim(named.apply(wanted).id());
        }

        Outcome<T> assign(String wanted, String to, String reason) {
            T record = named.apply(wanted);
            return pool.assign(record.id(), record.version(), to, reason);
        }

        Outcome<T> release(String wanted, String reason) {
            T record = named.apply(wanted);
            return pool.release(record.id(), record.version(), reason);
        }

        Outcome<T> exempt(String wanted, boolean end, String reason) {
            T record = named.apply(wanted);
            return end
                    ? pool.endExemption(record.id(), record.version(), reason)
                    : pool.exempt(record.id(), record.version(), reason);
        }

        void list(Desk desk, CrmSession session, Sheet sheet, Optional<String> from) {
            ListedPages.print(
                    desk,
                    session,
                    sheet,
                    module,
                    (most, token) -> pool.list(from, most, token),
                    (T record) -> Arrays.asList(
                            record.id(),
                            name.apply(record),
                            place.apply(record).orElse(null),
                            custody.apply(record)
                                    .since()
                                    .map(at -> at.atZone(desk.zone()).toLocalDate())
                                    .orElse(null)));
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    PoolCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** A command about one kind of record. */
    private abstract static class OfKind extends SessionCommand {

        @Option(names = "--kind", paramLabel = "customer|lead", descriptionKey = "pool.kind")
        private Kind kind = Kind.CUSTOMER;

        OfKind(Desk desk) {
            super(desk);
        }

        @Override
        final int run(CrmSession session) {
            return run(session, Side.of(kind, desk, session));
        }

        abstract int run(CrmSession session, Side<?> side);
    }

    /** A command that does the same to each of some records. */
    private abstract static class Each extends OfKind {

        @Parameters(arity = "1..*", paramLabel = "ID", descriptionKey = "pool.id")
        private List<String> ids = new ArrayList<>();

        Each(Desk desk) {
            super(desk);
        }

        /** {@return what is done to a record} */
        abstract Function<String, Outcome<?>> each(CrmSession session, Side<?> side);

        @Override
        final int run(CrmSession session, Side<?> side) {
            Function<String, Outcome<?>> what = each(session, side);
            List<Sheet.Column> columns = Stream.of("record", "fate", "why")
                    .map(key -> new Sheet.Column(key, desk.texts().get("handover.column." + key), Sheet.Kind.TEXT))
                    .toList();
            boolean all = true;
            try (Sheet sheet = desk.sheet(desk.texts().get("pool.title"), columns)) {
                for (String id : ids) {
                    Outcome<?> outcome = what.apply(id);
                    all &= outcome.isDone();
                    sheet.row(Arrays.asList(
                            id,
                            desk.texts().get(outcome.isDone() ? "handover.fate.moved" : "handover.fate.refused"),
                            outcome.isDone() ? null : desk.told(outcome.refusals())));
                }
            }
            return all ? Exit.FINE : Exit.REFUSED;
        }
    }

    /** Lists what is in the pools. */
    @Command(name = "list")
    static final class ListAll extends OfKind {

        @Option(names = "--pool", paramLabel = "KEY")
        private Optional<String> pool = Optional.empty();

        ListAll(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session, Side<?> side) {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                    new Sheet.Column("name", texts.get("field.name"), Sheet.Kind.TEXT),
                    new Sheet.Column("pool", texts.get("pool.pool"), Sheet.Kind.TEXT),
                    new Sheet.Column("since", texts.get("grades.since"), Sheet.Kind.TEXT));
            List<PoolCount> pools = desk.done(side.pool().pools());
            ClaimQuota quota = desk.done(side.pool().quota());
            try (Sheet sheet = desk.sheet(texts.get("pool.title"), columns)) {
                side.list(desk, session, sheet, pool);
                pools.forEach(each -> sheet.note(texts.get(
                        "pool.count", each.key(), each.name().in(desk.language()), Figures.count(each.records()))));
                sheet.note(texts.get(
                        "pool.quota",
                        String.valueOf(quota.claimed()),
                        String.valueOf(quota.perDay()),
                        String.valueOf(quota.owned()),
                        String.valueOf(quota.cap())));
            }
            return Exit.FINE;
        }
    }

    /** Takes records out of a pool. */
    @Command(name = "claim")
    static final class Claim extends Each {

        Claim(Desk desk) {
            super(desk);
        }

        @Override
        Function<String, Outcome<?>> each(CrmSession session, Side<?> side) {
            return side::claim;
        }
    }

    /** Gives records out of a pool to somebody. */
    @Command(name = "assign")
    static final class Assign extends Each {

        @Option(names = "--to", required = true, paramLabel = "LOGIN")
        private String to = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "pool.reason")
        private String reason = "";

        Assign(Desk desk) {
            super(desk);
        }

        @Override
        Function<String, Outcome<?>> each(CrmSession session, Side<?> side) {
            String receiver = desk.done(session.users().byLogin(to)).id();
            return id -> side.assign(id, receiver, reason);
        }
    }

    /** Gives records back to a pool. */
    @Command(name = "release")
    static final class Release extends Each {

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "pool.reason")
        private String reason = "";

        Release(Desk desk) {
            super(desk);
        }

        @Override
        Function<String, Outcome<?>> each(CrmSession session, Side<?> side) {
            return id -> side.release(id, reason);
        }
    }

    /** Exempts records from recycling. */
    @Command(name = "exempt")
    static final class Exempt extends Each {

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "pool.reason")
        private String reason = "";

        @Option(names = "--end")
        private boolean end;

        Exempt(Desk desk) {
            super(desk);
        }

        @Override
        Function<String, Outcome<?>> each(CrmSession session, Side<?> side) {
            return id -> side.exempt(id, end, reason);
        }
    }

    /** Gives to the pools what was neglected, and reminds owners. */
    @Command(name = "recycle")
    static final class Recycle extends OfKind {

        Recycle(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session, Side<?> side) {
            RecyclingReport report = desk.done(side.pool().recycle());
            print(desk, session, report, desk.texts().get("pool.recycled", report.to()));
            return Exit.FINE;
        }
    }

    /** Tells what would go to the pools. */
    @Command(name = "preview")
    static final class Preview extends OfKind {

        @Option(names = "--days", paramLabel = "N")
        private int days;

        Preview(Desk desk) {
            super(desk);
        }

        @Override
        void check() {
            if (days < 0 || days > 366) {
                throw desk.usage("error.pool-days", days);
            }
        }

        @Override
        int run(CrmSession session, Side<?> side) {
            RecyclingReport report = desk.done(side.pool().preview(days));
            print(desk, session, report, desk.texts().get("pool.previewed", report.to()));
            return Exit.FINE;
        }
    }

    private static void print(Desk desk, CrmSession session, RecyclingReport report, String title) {
        Texts texts = desk.texts();
        Map<String, String> users = session.users().list().toOptional().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(User::id, User::name));
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                new Sheet.Column("name", texts.get("field.name"), Sheet.Kind.TEXT),
                new Sheet.Column("owner", texts.get("pool.owner"), Sheet.Kind.TEXT),
                new Sheet.Column("on", texts.get("pool.on"), Sheet.Kind.TEXT),
                new Sheet.Column("why", texts.get("handover.column.why"), Sheet.Kind.TEXT),
                new Sheet.Column("into", texts.get("pool.pool"), Sheet.Kind.TEXT));
        boolean table = desk.options().format == CrmCommand.Format.TABLE;
        try (Sheet sheet = desk.sheet(title, columns)) {
            report.rows().stream()
                    .limit(table ? LISTED : RecyclingReport.LISTED)
                    .forEach(row -> sheet.row(Arrays.asList(
                            row.id(),
                            row.name(),
                            users.getOrDefault(row.owner(), row.owner()),
                            row.on(),
                            row.why().in(desk.language()),
                            row.into())));
            if (table && report.recycled() > LISTED) {
                sheet.note(texts.get("grades.more", Figures.count(report.recycled() - LISTED)));
            }
            sheet.note(texts.get(
                    "pool.summary",
                    Figures.count(report.looked()),
                    Figures.count(report.recycled()),
                    Figures.count(report.reminded()),
                    Figures.count(report.underApproval())));
            report.kept()
                    .forEach((why, count) ->
                            sheet.note(texts.get("pool.kept", why.label().in(desk.language()), Figures.count(count))));
        }
    }
}
