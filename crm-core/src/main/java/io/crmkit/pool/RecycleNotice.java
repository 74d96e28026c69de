package io.crmkit.pool;

import io.crmkit.automation.Reminder;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Of what the owner of a record was reminded, so that the reminders end when the record is followed up or changes hands.
 *
 * @param id type and id of the record
 * @param version how often it was written
 * @param due the day of which it was told
 * @param told how many days before
 */
public record RecycleNotice(String id, long version, LocalDate due, List<Integer> told)
        implements Entity<RecycleNotice> {

    /** The rule that reminds. */
    public static final String RULE = "CUS-12";

    static final String WAITS = "waits";

    /** The kind. */
    public static final Kind<RecycleNotice> KIND = Kind.plain(
            RecordType.named("recycle_notice", 1).indexes(IndexSpec.text(WAITS)).build(),
            RecycleNotice.class,
            (n, values) ->
                    values.text(WAITS, n.told().isEmpty() ? null : n.subject().type()));

    /** Copies the list. */
    public RecycleNotice {
        told = List.copyOf(told);
    }

    RecordKey subject() {
        int slash = id.indexOf('/');
        return new RecordKey(id.substring(0, slash), id.substring(slash + 1));
    }

    static String period(LocalDate due, int days) {
        return due + "-" + days;
    }

    /** What was told before of this day; nothing when it told of another one. */
    static RecycleNotice of(Unit unit, RecordKey subject, LocalDate due) {
        return unit.find(KIND, subject.toString())
                .filter(known -> known.due().equals(due))
                .orElseGet(() -> new RecycleNotice(subject.toString(), 1, due, List.of()));
    }

    RecycleNotice telling(int days) {
        return new RecycleNotice(
                id, version, due, Stream.concat(told.stream(), Stream.of(days)).toList());
    }

    /**
     * The owner of a record need not be reminded any more: it was followed up, or changes hands.
     *
     * @param unit the unit of work
     * @param subject the record
     */
    public static void settle(Unit unit, RecordKey subject) {
        Optional<RecycleNotice> known = unit.find(KIND, subject.toString())
                .filter(notice -> !notice.told().isEmpty());
        known.ifPresent(notice -> {
            notice.told().forEach(days -> Reminder.settle(unit, RULE, subject, period(notice.due(), days)));
            unit.keep(KIND, new RecycleNotice(notice.id(), notice.version(), notice.due(), List.of()));
        });
    }

    /**
     * A record is gone for now, and nobody need be reminded of anything about it. Whether its owner will be reminded again that it goes
     * back to a pool is for the next run to say, should it be there again.
     *
     * @param unit the unit of work
     * @param subject the record
     * @return ids of all other reminders that waited; see {@link Reminder#waitAgain}
     */
    public static List<String> settleAll(Unit unit, RecordKey subject) {
        settle(unit, subject);
        return Reminder.settleAll(unit, subject);
    }

    /**
     * Reads ahead what {@link #settle} needs.
     *
     * @param unit the unit of work
     * @param subjects the records
     */
    public static void readAhead(Unit unit, Collection<RecordKey> subjects) {
        List<String> ids = subjects.stream().map(RecordKey::toString).toList();
        unit.prefetch(KIND, ids);
        unit.prefetch(
                Reminder.KIND,
                ids.stream()
                        .flatMap(id -> unit.find(KIND, id).stream())
                        .flatMap(notice -> notice.told().stream()
                                .map(days -> Reminder.idOf(RULE, notice.subject(), period(notice.due(), days))))
                        .toList());
    }

    @Override
    public RecycleNotice withVersion(long other) {
        return new RecycleNotice(id, other, due, told);
    }
}
