package io.crmkit.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is out of the ordinary (ACC-10) in entries that come the newest first. Hours slide: it helps nobody to spread what
 * an hour does not allow over the turn of the clock. Remembers the last hour of each user. Not safe for use by many threads.
 */
public final class AnomalyWatch {

    private static final Duration HOUR = Duration.ofHours(1);

    private final AuditPolicy policy;
    private final ZoneId zone;
    private final Map<Key, Slide> slides = new HashMap<>();
    private final Map<Key, Anomaly> days = new HashMap<>();
    private final List<Anomaly> found = new ArrayList<>();

    private record Key(
            Anomaly.Kind kind, String user, @Nullable LocalDate day) {}

    private record Beat(Instant at, long times) {}

    /** What one user did in the hour after the entry that came last. */
    private final class Slide {
        private final Anomaly.Kind kind;
        private final long most;
        private final long limit;
        private final Deque<Beat> hour = new ArrayDeque<>();
        private long sum;
        private @Nullable Anomaly open;

        Slide(Anomaly.Kind kind, long most, long limit) {
            this.kind = kind;
            this.most = most;
            this.limit = limit;
        }

        void add(String user, String login, Instant at, long times) {
            hour.addLast(new Beat(at, times));
            sum += times;
            while (!hour.getFirst().at().isBefore(at.plus(HOUR))) {
                sum -= hour.removeFirst().times();
            }
            if (sum <= most) {
                return;
            }
            Instant last = hour.getFirst().at();
            Anomaly before = open;
            if (before != null && !last.isBefore(before.from())) {
                open = new Anomaly(kind, user, login, at, before.to(), Math.max(sum, before.count()), limit);
            } else {
                end();
                open = new Anomaly(kind, user, login, at, last, sum, limit);
            }
        }

        void end() {
            if (open != null) {
                found.add(open);
            }
        }
    }

    /**
     * A watch.
     *
     * @param policy what is ordinary
     * @param zone the enterprise's time zone
     */
    public AnomalyWatch(AuditPolicy policy, ZoneId zone) {
        this.policy = policy;
        this.zone = zone;
    }

    /**
     * Takes notice of an entry.
     *
     * @param entry the entry, not newer than the one before
     */
    public void saw(AuditEntry entry) {
        if (entry.actor().equals("system")) {
            return;
        }
        long times = entry.times().orElse(1L);
        if (!entry.done()) {
            slide(entry, Anomaly.Kind.REFUSALS, policy.refusalsPerHour() - 1L, policy.refusalsPerHour(), times);
        } else if (entry.operation().endsWith(".view")) {
            slide(entry, Anomaly.Kind.VIEWS, policy.viewsPerHour(), policy.viewsPerHour(), times);
        } else if (entry.operation().endsWith(".export")) {
            day(Anomaly.Kind.EXPORTS, entry.actor(), entry.login(), entry.at(), times, policy.exportedRowsPerDay());
        }
        present(entry.actor(), entry.login(), entry.at());
    }

    /**
     * Takes notice that a user was there, in any order.
     *
     * @param user id of the user
     * @param login the user's login
     * @param at when
     */
    public void present(String user, String login, Instant at) {
        if (policy.outside(at.atZone(zone).toLocalTime())) {
            day(Anomaly.Kind.HOURS, user, login, at, 1, 0);
        }
    }

    private void slide(AuditEntry entry, Anomaly.Kind kind, long most, long limit, long times) {
        slides.computeIfAbsent(new Key(kind, entry.actor(), null), key -> new Slide(kind, most, limit))
                .add(entry.actor(), entry.login(), entry.at(), times);
    }

    private void day(Anomaly.Kind kind, String user, String login, Instant at, long times, long limit) {
        ZonedDateTime local = at.atZone(zone);
        days.merge(
                new Key(kind, user, local.toLocalDate()),
                new Anomaly(kind, user, login, at, at, times, limit),
                (a, b) -> new Anomaly(
                        kind,
                        user,
                        a.login(),
                        a.from().isBefore(b.from()) ? a.from() : b.from(),
                        a.to().isAfter(b.to()) ? a.to() : b.to(),
                        a.count() + b.count(),
                        limit));
    }

    /** {@return what was out of the ordinary, in the order of time; called once, after the last entry} */
    public List<Anomaly> found() {
        slides.values().forEach(Slide::end);
        days.values().stream().filter(a -> a.count() > a.limit()).forEach(found::add);
        found.sort(Comparator.comparing(Anomaly::from)
                .thenComparing(Anomaly::userId)
                .thenComparing(Anomaly::kind));
        return List.copyOf(found);
    }
}
