package io.crmkit.access.worlds;

import io.crmkit.CrmSession;
import io.crmkit.access.Decision;
import io.crmkit.access.worlds.Naive.Twin;
import io.crmkit.access.worlds.World.Rec;
import io.crmkit.customer.Customer;
import io.crmkit.exchange.ExportRequest;
import io.crmkit.exchange.ExportTicket;
import io.crmkit.insight.Report;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Asks the engine and the naive evaluator the same questions about one world; says the first on which they differ. */
final class Comparison {

    /** How many answers were compared, over all worlds. */
    static final LongAdder ANSWERS = new LongAdder();

    private static final Map<String, Map<String, String>> INDEXES = Map.of(
            "customer", Map.of("industry", "industry", "region", "region", "source", "source"),
            "opportunity", Map.of("lostReason", "lost_reason", "expectedAmount", "expected"));

    private final Built built;
    private final World world;
    private final Naive naive;
    private final Random random;

    private Comparison(Built built, Naive naive, Random random) {
        this.built = built;
        this.world = built.world;
        this.naive = naive;
        this.random = random;
    }

    /** The first difference, if there is one. */
    static Optional<String> difference(Built built, Twin twin, long seed) {
        Comparison comparison = new Comparison(built, new Naive(built.world, twin), new Random(seed));
        return IntStream.range(0, built.world.people().size())
                .mapToObj(comparison::of)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> same(Supplier<String> what, Object expected, Object actual) {
        ANSWERS.increment();
        return Objects.equals(expected, actual)
                ? Optional.empty()
                : Optional.of(what.get() + ": by the rules " + expected + ", by the engine " + actual);
    }

    private static String code(Outcome<?> outcome) {
        return outcome.isDone()
                ? "done"
                : outcome.refusals().get(0).rule() + " "
                        + outcome.refusals().get(0).code();
    }

    private Optional<String> of(int person) {
        CrmSession session = built.sessions.get(person);
        List<Optional<String>> found = new ArrayList<>();
        for (int i = 0; i < world.records().size(); i++) {
            found.add(get(session, person, i));
            found.add(edit(session, person, i));
            if (random.nextInt(3) == 0) {
                found.add(explained(person, i));
            }
        }
        for (String kind : World.KINDS) {
            found.add(list(session, person, kind));
        }
        found.add(asked(session, person, "customer"));
        found.add(asked(session, person, "opportunity"));
        found.add(named(session, person));
        found.add(exported(session, person, World.KINDS.get(random.nextInt(World.KINDS.size()))));
        found.add(funnel(session, person));
        found.add(reps(session, person));
        return found.stream()
                .flatMap(Optional::stream)
                .map(d -> "P" + person + " " + d)
                .findFirst();
    }

    private String denied(int person, String permission) {
        return !naive.active(person)
                ? "ACC-01 access.unknown-user"
                : naive.holds(person, permission) ? "" : "ACC-09 access.permission-missing";
    }

    private Optional<String> get(CrmSession session, int person, int place) {
        Rec rec = world.records().get(place);
        String id = built.ids.get(place);
        Outcome<Map<String, String>> answer = switch (rec.kind()) {
            case "customer" -> session.customers().get(id).map(Built::fields);
            case "lead" -> session.leads().get(id).map(Built::fields);
            default -> session.opportunities().get(id).map(Built::fields);
        };
        String denied = denied(person, rec.kind() + ":view");
        Object expected = !denied.isEmpty()
                ? denied
                : naive.sees(person, rec) ? naive.shown(person, rec) : "ACC-06 shared.not-found";
        return same(
                () -> "get " + rec,
                expected,
                answer.toOptional().<Object>map(a -> a).orElseGet(() -> code(answer)));
    }

    /** With a version that never was: whoever may edit is told of a conflict, and nothing changes. */
    private Optional<String> edit(CrmSession session, int person, int place) {
        Rec rec = world.records().get(place);
        String id = built.ids.get(place);
        if (rec.kind().equals("lead")) {
            return Optional.empty();
        }
        Outcome<?> answer = rec.kind().equals("customer")
                ? session.customers().edit(id, 99, Customer.Profile.named("x"))
                : session.opportunities().move(id, 99, Stage.IN_DEPTH, Evidence.none());
        String denied = denied(person, rec.kind() + ":edit");
        String expected = !denied.isEmpty()
                ? denied
                : naive.edits(person, rec)
                        ? "DAT-03 shared.conflict"
                        : naive.sees(person, rec) ? "ACC-06 access.out-of-reach" : "ACC-06 shared.not-found";
        return same(() -> "edit " + rec, expected, code(answer));
    }

    private Optional<String> explained(int person, int place) {
        Rec rec = world.records().get(place);
        String subject = rec.kind() + "/" + built.ids.get(place);
        String login = "p" + person;
        boolean view = random.nextBoolean();
        Decision decision = built.admin
                .access()
                .explain(login, view ? "view" : "edit", subject)
                .orElseThrow();
        boolean expected =
                view ? naive.holds(person, rec.kind() + ":view") && naive.sees(person, rec) : naive.edits(person, rec);
        return same(() -> "explain " + decision, expected, decision.allowed())
                .or(() -> same(
                        () -> "needs " + decision, expected, decision.needed().isEmpty()));
    }

    private Outcome<Listing<Map<String, String>>> page(
            CrmSession session, String kind, Filter filter, int limit, Optional<String> from) {
        return switch (kind) {
            case "customer" -> session.customers().list(filter, limit, from).map(p -> fields(p, Built::fields));
            case "lead" -> session.leads().list(limit, from).map(p -> fields(p, Built::fields));
            default -> session.opportunities().list(filter, limit, from).map(p -> fields(p, Built::fields));
        };
    }

    private static <T extends Entity<T>> Listing<Map<String, String>> fields(
            Listing<T> page, Function<T, Map<String, String>> fields) {
        return new Listing<>(
                page.items().stream()
                        .map(t -> {
                            Map<String, String> all = new TreeMap<>(fields.apply(t));
                            all.put("id", t.id());
                            return all;
                        })
                        .toList(),
                page.next());
    }

    /** All pages of a random size, one after the other. */
    private Object walked(CrmSession session, String kind, Filter filter) {
        int limit = 1 + random.nextInt(4);
        List<Map<String, String>> all = new ArrayList<>();
        Optional<String> from = Optional.empty();
        do {
            Outcome<Listing<Map<String, String>>> page = page(session, kind, filter, limit, from);
            if (!page.isDone()) {
                return code(page);
            }
            all.addAll(page.orElseThrow().items());
            from = page.orElseThrow().next();
        } while (from.isPresent());
        return all;
    }

    private Object expected(int person, String kind, Predicate<Rec> wanted) {
        String denied = denied(person, kind + ":view");
        if (!denied.isEmpty()) {
            return denied;
        }
        List<Map<String, String>> all = new ArrayList<>();
        for (int place : naive.list(person, kind, built.ids)) {
            if (wanted.test(world.records().get(place))) {
                Map<String, String> shown = naive.shown(person, world.records().get(place));
                shown.put("id", built.ids.get(place));
                all.add(shown);
            }
        }
        return all;
    }

    private Optional<String> list(CrmSession session, int person, String kind) {
        return same(() -> "list " + kind, expected(person, kind, rec -> true), walked(session, kind, Filter.all()));
    }

    /** What leaves the system, after somebody approved it where the policy asks for that, is the list, no more and no less (ACC-13). */
    private Optional<String> exported(CrmSession session, int person, String kind) {
        Outcome<ExportTicket> asked =
                session.exports().request(new ExportRequest(kind, Optional.of("to compare"), "all that is seen"));
        Optional<String> ticket = asked.toOptional().map(ExportTicket::id);
        if (asked instanceof Outcome.Pending<ExportTicket> waits) {
            built.admin
                    .approvals()
                    .approve(waits.approval(), 1, Optional.empty())
                    .orElseThrow();
            ticket = Optional.of(waits.approval());
        }
        Object actual;
        if (ticket.isPresent() && asked.isDone() == Built.asksBeforeExports(world)) {
            actual = "approved as the policy does not say";
        } else if (ticket.isPresent()) {
            List<Map<String, String>> rows = new ArrayList<>();
            int limit = 1 + random.nextInt(4);
            Outcome<Long> written = session.exports()
                    .write(
                            ticket.get(),
                            kind,
                            from -> page(session, kind, Filter.all(), limit, from),
                            Long.MAX_VALUE,
                            rows::addAll);
            actual = written.isDone() ? rows : code(written);
        } else {
            actual = code(asked);
        }
        return same(() -> "export " + kind, expected(person, kind, rec -> true), actual);
    }

    /** A filter of up to three parts; whoever does not see a field of it in full is refused. */
    private Optional<String> asked(CrmSession session, int person, String kind) {
        Map<String, String> indexes = INDEXES.getOrDefault(kind, Map.of());
        List<String> fields = indexes.keySet().stream().sorted().toList();
        List<String> used = new ArrayList<>();
        List<Filter> filters = new ArrayList<>();
        List<Predicate<Rec>> tests = new ArrayList<>();
        int parts = 1 + random.nextInt(2);
        for (int i = 0; i < parts; i++) {
            String field = fields.get(random.nextInt(fields.size()));
            String index = indexes.getOrDefault(field, field);
            String value = World.value(random, field);
            boolean amount = field.equals("expectedAmount");
            Object asked = amount ? new BigDecimal(value).setScale(Money.MAX_SCALE) : value;
            used.add(field);
            switch (random.nextInt(amount ? 2 : 3)) {
                case 0 -> {
                    filters.add(Filter.equal(index, asked));
                    tests.add(rec -> value.equals(rec.fields().get(field)));
                }
                case 1 -> {
                    filters.add(Filter.not(Filter.in(index, Set.of(asked))));
                    tests.add(rec -> !value.equals(rec.fields().get(field)));
                }
                default -> {
                    String head = value.substring(0, 1);
                    filters.add(Filter.prefix(index, head));
                    tests.add(rec -> rec.fields().getOrDefault(field, "").startsWith(head));
                }
            }
        }
        boolean all = random.nextBoolean();
        Filter filter = all ? new Filter.And(filters) : new Filter.Or(filters);
        Predicate<Rec> test = rec ->
                all ? tests.stream().allMatch(t -> t.test(rec)) : tests.stream().anyMatch(t -> t.test(rec));
        Object expected = expected(person, kind, test);
        boolean barred = used.stream().anyMatch(field -> naive.closed(person, kind, field));
        return same(
                () -> "list " + kind + " " + filter,
                expected instanceof List && barred ? "ACC-07 access.walled-question" : expected,
                walked(session, kind, filter));
    }

    private Optional<String> named(CrmSession session, int person) {
        String name = world.records().get(0).name();
        Outcome<List<Map<String, String>>> answer = session.customers()
                .named(name)
                .map(found -> fields(new Listing<>(found, Optional.empty()), Built::fields)
                        .items());
        return same(
                () -> "named " + name,
                expected(person, "customer", rec -> rec.name().equals(name)),
                answer.toOptional().<Object>map(a -> a).orElseGet(() -> code(answer)));
    }

    private Object figures(int person, Function<Rec, String> key) {
        String denied = denied(person, "report:view");
        denied = denied.isEmpty() ? denied(person, "opportunity:view") : denied;
        return denied.isEmpty()
                ? naive.figures(person, key).<Object>map(f -> f).orElse("ACC-07 access.walled-question")
                : denied;
    }

    /** Number and sum of deals by stage, computed in the store. */
    private Optional<String> funnel(CrmSession session, int person) {
        Outcome<Report> report = session.reports().get(Reports.Name.FUNNEL);
        Outcome<Map<String, List<Long>>> answer = report.map(r -> {
            Map<String, List<Long>> rows = new TreeMap<>();
            r.rows().forEach(row -> {
                long count = (Long) Objects.requireNonNull(row.get(2));
                long amount = row.get(3) instanceof Money money ? money.amount().longValueExact() : 0;
                if (count > 0) {
                    rows.put(Objects.requireNonNull((Label) row.get(0)).en(), List.of(count, amount));
                }
            });
            return rows;
        });
        return same(
                () -> "funnel",
                figures(person, deal -> deal.lost() ? "lost" : "initial contact"),
                answer.toOptional().<Object>map(a -> a).orElseGet(() -> code(report)));
    }

    /** Lost deals by rep, grouped in the store. */
    private Optional<String> reps(CrmSession session, int person) {
        Outcome<Report> report = session.reports().get(Reports.Name.REPS);
        Map<String, Long> rows = new TreeMap<>();
        report.toOptional()
                .ifPresent(r -> r.rows().forEach(row -> {
                    if (row.get(2) instanceof Long lost && lost > 0) {
                        rows.put(String.valueOf(row.get(0)), lost);
                    }
                }));
        Object expected =
                figures(person, deal -> deal.lost() ? "P" + deal.owner().orElseThrow() : "");
        if (expected instanceof Map<?, ?> groups) {
            Map<String, Long> counts = new TreeMap<>();
            groups.forEach((owner, figures) -> counts.put((String) owner, (Long) ((List<?>) figures).get(0)));
            counts.remove("");
            expected = counts;
        }
        return same(() -> "reps", expected, report.isDone() ? rows : code(report));
    }
}
