package io.crmkit.pool;

import io.crmkit.automation.Discreet;
import io.crmkit.automation.Reminder;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.pool.Pooled.Held;
import io.crmkit.pool.Pooled.Known;
import io.crmkit.pool.RecyclingReport.Row;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One run over all that somebody owns, to do what {@link Recycling} says, or to tell what it would do. Not safe for use by many threads.
 */
final class RecyclingRun<T extends Entity<T>> {

    private static final Operation RECYCLE = Operation.of("pool.recycle", "pool", "recycle");
    private static final Operation PREVIEW = Operation.of("pool.preview", "pool", "preview");

    private static final int BATCH = 500;
    private static final int MOST_DAYS = 366;

    private final Road road;
    private final Actor actor;
    private final Pooled<T> pooled;
    private final Kind<T> kind;

    private long looked;
    private long recycled;
    private long reminded;
    private long underApproval;
    private final List<Row> rows = new ArrayList<>();
    private final TreeMap<Recycling.Exemption, Long> kept = new TreeMap<>();

    RecyclingRun(Road road, Actor actor, Pooled<T> pooled) {
        this.road = road;
        this.actor = actor;
        this.pooled = pooled;
        this.kind = pooled.kind();
    }

    /** What one batch did; it counts when it is committed. */
    private record Batch(
            LocalDate day,
            long policy,
            Optional<String> next,
            long looked,
            List<Row> rows,
            long recycled,
            long reminded,
            long underApproval,
            List<Recycling.Exemption> kept) {}

    private record From(Optional<String> token, boolean settles) {}

    /** A record that is to go, with the reason. */
    private record Going<T>(T record, Row row) {}

    private void add(Batch batch) {
        looked += batch.looked();
        recycled += batch.recycled();
        reminded += batch.reminded();
        underApproval += batch.underApproval();
        batch.rows().stream().limit(RecyclingReport.LISTED - (long) rows.size()).forEach(rows::add);
        batch.kept().forEach(why -> kept.merge(why, 1L, Long::sum));
    }

    private RecyclingReport report(LocalDate from, LocalDate to, long policy) {
        return new RecyclingReport(from, to, policy, looked, rows, recycled, reminded, kept, underApproval);
    }

    Outcome<RecyclingReport> recycle() {
        Outcome<Batch> last = batches(true, this::settled);
        if (last.isDone()) {
            last = batches(false, this::recycled);
        }
        return last.map(batch -> report(batch.day(), batch.day(), batch.policy()));
    }

    /** Decides one batch. */
    @FunctionalInterface
    private interface Step {
        Batch decide(Unit unit, Optional<String> token);
    }

    private Outcome<Batch> batches(boolean settles, Step step) {
        Optional<String> token = Optional.empty();
        while (true) {
            Optional<String> from = token;
            Outcome<Batch> batch = road.write(
                    actor,
                    RECYCLE,
                    new From(from, settles),
                    Batch.class,
                    unit -> Outcome.done(step.decide(unit, from)));
            if (!(batch instanceof Outcome.Done<Batch> done)) {
                return Outcome.refused(batch.refusals());
            }
            add(done.value());
            token = done.value().next();
            if (token.isEmpty()) {
                return batch;
            }
        }
    }

    /** Reminders of what was followed up, exempted or given to somebody since are over. */
    private Batch settled(Unit unit, Optional<String> token) {
        Listing<RecycleNotice> page =
                unit.everyone(RecycleNotice.KIND, Filter.equal(RecycleNotice.WAITS, kind.name()), BATCH, token);
        List<String> ids =
                page.items().stream().map(notice -> notice.subject().id()).toList();
        unit.prefetch(kind, ids);
        RecycleNotice.readAhead(
                unit, page.items().stream().map(RecycleNotice::subject).toList());
        List<T> owned = ids.stream()
                .flatMap(id -> unit.find(kind, id).stream())
                .filter(record -> pooled.held(record).owner().isPresent())
                .toList();
        List<Known> known = pooled.known(unit, owned, road.with().zone());
        TreeMap<String, LocalDate> waiting = new TreeMap<>();
        for (int i = 0; i < owned.size(); i++) {
            Recycling.Verdict verdict = known.get(i).on(unit.today());
            if (verdict.exemptions().isEmpty() && verdict.due().isPresent()) {
                waiting.put(owned.get(i).id(), verdict.due().get());
            }
        }
        for (RecycleNotice notice : page.items()) {
            if (!notice.due().equals(waiting.get(notice.subject().id()))) {
                RecycleNotice.settle(unit, notice.subject());
            }
        }
        return batch(unit, page.next(), 0, List.of(), 0, 0, 0, List.of());
    }

    private static Batch batch(
            Unit unit,
            Optional<String> next,
            long looked,
            List<Row> rows,
            long recycled,
            long reminded,
            long underApproval,
            List<Recycling.Exemption> kept) {
        long policy = unit.standing().policy().version();
        return new Batch(unit.today(), policy, next, looked, rows, recycled, reminded, underApproval, kept);
    }

    private Batch recycled(Unit unit, Optional<String> token) {
        LocalDate today = unit.today();
        Listing<T> page = unit.everyone(kind, idle(unit, today), BATCH, token);
        List<T> records = page.items();
        List<Known> known = pooled.known(unit, records, road.with().zone());
        RecycleNotice.readAhead(
                unit, records.stream().map(record -> kind.key(record.id())).toList());
        List<Going<T>> going = new ArrayList<>();
        List<Recycling.Exemption> stay = new ArrayList<>();
        long told = 0;
        long held = 0;
        for (int i = 0; i < records.size(); i++) {
            T record = records.get(i);
            Recycling.Verdict verdict = known.get(i).on(today);
            if (verdict.goesOn(today)) {
                if (unit.locks().refusal(kind, record.id()).isPresent()) {
                    held++;
                } else {
                    going.add(new Going<>(record, row(unit, record, known.get(i), verdict, today)));
                }
            } else {
                overdue(verdict, today).ifPresent(stay::add);
                told += remind(unit, record, known.get(i), verdict) ? 1 : 0;
            }
        }
        going.forEach(one -> let(unit, one));
        if (!going.isEmpty()) {
            pooled.concluded(unit, going.stream().map(one -> one.record().id()).toList());
        }
        List<Row> seen = going.stream()
                .filter(one -> unit.sees(kind, one.record()))
                .map(Going::row)
                .toList();
        return batch(unit, page.next(), records.size(), seen, going.size(), told, held, stay);
    }

    /** Those whom nobody has seen to for long enough, by any of the settings that may hold for them. */
    private Filter idle(Unit unit, LocalDate day) {
        List<RecyclingPolicy> settings = unit.standing().policy().variants().stream()
                .map(Policy.Variant::policy)
                .map(policy -> policy.get(PoolPolicy.SECTION).recycling())
                .toList();
        if (!settings.stream().allMatch(RecyclingPolicy::asksForFollowUpsOnly)) {
            return Filter.present(Pooled.IDLE_SINCE);
        }
        int least = settings.stream().mapToInt(RecyclingPolicy::leastDays).min().orElse(0);
        Instant before = day.minusDays(least)
                .plusDays(1)
                .atStartOfDay(road.with().zone())
                .toInstant();
        return Filter.range(Pooled.IDLE_SINCE, null, before);
    }

    private static Optional<Recycling.Exemption> overdue(Recycling.Verdict verdict, LocalDate day) {
        return verdict.due().filter(due -> !day.isBefore(due)).isPresent()
                ? verdict.exemptions().stream().findFirst()
                : Optional.empty();
    }

    private Row row(Unit unit, T record, Known known, Recycling.Verdict verdict, LocalDate day) {
        return new Row(
                record.id(),
                pooled.held(unit.shown(record)).name(),
                pooled.held(record).owner().orElseThrow(),
                day,
                verdict.cause().orElseThrow(),
                verdict.days(),
                verdict.since().orElseThrow(),
                known.policy().apply(known.grade().apply(day)).into());
    }

    private void let(Unit unit, Going<T> one) {
        T record = one.record();
        Row row = one.row();
        Held held = pooled.held(record);
        List<Refusal> wrong = pooled.give(unit, record, Optional.empty(), RECYCLE.permission());
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("a rule keeps a record from a pool: " + wrong);
        }
        String why = RecycleNotice.RULE + " "
                + row.cause().name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + row.days();
        unit.changeAlike(
                kind,
                record,
                pooled.with(
                        record,
                        Optional.empty(),
                        held.custody().moved(held.owner(), Optional.empty(), row.into(), unit.now()),
                        held.trace().touched(unit.now(), unit.actorId())),
                Optional.of(why));
    }

    private boolean remind(Unit unit, T record, Known known, Recycling.Verdict verdict) {
        LocalDate today = unit.today();
        PoolPolicy policy = known.policy().apply(known.grade().apply(today));
        OptionalInt days = verdict.reminder(today, policy.recycling().remindDays());
        if (days.isEmpty()) {
            return false;
        }
        LocalDate due = verdict.due().orElseThrow();
        RecordKey subject = kind.key(record.id());
        RecycleNotice notice = RecycleNotice.of(unit, subject, due);
        if (notice.told().contains(days.getAsInt())) {
            return false;
        }
        Held held = pooled.held(record);
        // Its owner may not see its name, now or when reading this; the line that it stands under is the same for
        // everybody.
        Optional<Discreet> discreet = pooled.nameField()
                .map(field -> new Discreet(kind.module(), field, reminder(record.id(), due, verdict)));
        boolean fresh = Reminder.once(
                unit,
                held.owner().orElseThrow(),
                RecycleNotice.RULE,
                subject,
                RecycleNotice.period(due, days.getAsInt()),
                discreet.isPresent() ? record.id() : held.name(),
                reminder(held.name(), due, verdict),
                discreet);
        unit.keep(RecycleNotice.KIND, notice.telling(days.getAsInt()));
        unit.check(kind, record.id()); // by whose facts its owner is reminded
        return fresh;
    }

    private static Label reminder(String name, LocalDate due, Recycling.Verdict verdict) {
        String cause =
                verdict.cause().orElseThrow().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Messages.label("pool.remind." + cause, name, due, verdict.days());
    }

    Outcome<RecyclingReport> preview(int days) {
        if (days < 0 || days > MOST_DAYS) {
            throw new IllegalArgumentException("days ahead are 0 to " + MOST_DAYS + ", not " + days);
        }
        return road.read(actor, PREVIEW, unit -> {
            LocalDate last = unit.today().plusDays(days);
            Filter filter = idle(unit, last);
            Optional<String> token = Optional.empty();
            do {
                Unit batch = unit.another(); // what was read for one batch need not be kept for the next
                Listing<T> page = batch.all(kind, filter, BATCH, token);
                add(foreseen(batch, page, last));
                token = page.next();
            } while (token.isPresent());
            return Outcome.done(
                    report(unit.today(), last, unit.standing().policy().version()));
        });
    }

    private Batch foreseen(Unit unit, Listing<T> page, LocalDate last) {
        List<Known> known = pooled.known(unit, page.items(), road.with().zone());
        List<Row> go = new ArrayList<>();
        List<Recycling.Exemption> stay = new ArrayList<>();
        long held = 0;
        for (int i = 0; i < page.items().size(); i++) {
            T record = page.items().get(i);
            Optional<Row> row = first(unit, record, known.get(i), last);
            if (row.isEmpty()) {
                overdue(known.get(i).on(last), last).ifPresent(stay::add);
            } else if (unit.locks().refusal(kind, record.id()).isPresent()) {
                held++;
            } else {
                go.add(row.get());
            }
        }
        return batch(unit, page.next(), page.items().size(), go, go.size(), 0, held, stay);
    }

    /** The first day on which it goes: a grade may count for some of the days only. */
    private Optional<Row> first(Unit unit, T record, Known known, LocalDate last) {
        for (LocalDate day = unit.today(); !day.isAfter(last); day = day.plusDays(1)) {
            Recycling.Verdict verdict = known.on(day);
            if (verdict.goesOn(day)) {
                return Optional.of(row(unit, record, known, verdict, day));
            }
        }
        return Optional.empty();
    }
}
