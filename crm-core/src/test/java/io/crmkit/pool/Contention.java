package io.crmkit.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportRow;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sixteen threads of eight reps on two nodes claim many customers: each rep sits on both nodes at once, and four threads go through the
 * same customers at the same time.
 */
public final class Contention {

    private static final int MOST_AGAIN = 100;
    private static final int THREADS = 16;
    private static final int REPS = 8;
    private static final Set<String> ENDS = Set.of("pool.used-up", "access.cap-reached");
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Instant MONDAY = Instant.parse("2026-03-02T04:00:00Z");

    private final AtomicReference<Instant> time = new AtomicReference<>(MONDAY);
    private final int customers;
    private final int perDay;
    private final int cap;

    /** So many customers, a multiple of 500. All reps together may claim half of them on a day, and own nine in ten. */
    public Contention(int customers) {
        this.customers = customers;
        perDay = customers * 6 / 100;
        cap = customers * 11 / 100;
    }

    /** Opens nodes over one store. */
    @FunctionalInterface
    public interface Opener {
        Crm open(InstantSource clock);
    }

    private record Claimed(int rep, LocalDate day, String customer) {}

    private record Tried(List<Claimed> claimed, List<Refusal> refused) {}

    /** Runs, checks, and says what it took. */
    public String run(Opener opener) throws InterruptedException, ExecutionException {
        try (Crm one = opener.open(time::get);
                Crm two = opener.open(time::get)) {
            fill(one);
            List<Crm> nodes = List.of(one, two);
            List<String> ids = ids(one);
            assertThat(ids).hasSize(customers);
            List<Claimed> claimed = new ArrayList<>();
            Map<String, Integer> refusals = new HashMap<>();
            long begun = System.nanoTime();
            for (int day = 0; day < 2; day++) {
                Tried tried = day(nodes, ids);
                claimed.addAll(tried.claimed());
                explained(tried.refused()).forEach((code, count) -> refusals.merge(code, count, Integer::sum));
                time.updateAndGet(now -> now.plus(java.time.Duration.ofDays(1)));
            }
            long took = (System.nanoTime() - begun) / 1_000_000;
            check(one, claimed);
            return claimed.size() + " claims and " + refusals + " refusals in " + took + " ms";
        }
    }

    private void fill(Crm crm) {
        crm.setUp(
                        NewUser.of("Admin", "administrator").withLogin("admin"),
                        NewUser.of("Director", "sales-vice-president").withLogin("director"))
                .orElseThrow();
        CrmSession admin = crm.signIn("admin");
        admin.policies()
                .publish(
                        "{customer: {maxOwned: " + cap + "}, pool: {claimsPerDay: " + perDay + "}}", "caps of the test")
                .orElseThrow();
        for (int i = 0; i < REPS; i++) {
            admin.users()
                    .create(NewUser.of("Rep " + i, "sales-rep").withLogin("rep" + i))
                    .orElseThrow();
        }
        ImportEntity importable = admin.importable().stream()
                .filter(entity -> entity.name().equals("customer"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < customers; i += 500) {
            List<ImportRow> rows = new ArrayList<>();
            for (int j = i; j < i + 500; j++) {
                Map<String, Object> values = Map.of("name", "客户 " + j);
                rows.add(new ImportRow("t", "c" + j, values.toString(), values));
            }
            assertThat(importable.load(rows)).allMatch(Outcome::isDone);
        }
    }

    private static List<String> ids(Crm crm) {
        List<String> ids = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Listing<Customer> page = crm.signIn("rep0")
                    .pool()
                    .list(Optional.of(Custody.PUBLIC), 1_000, token)
                    .orElseThrow();
            page.items().forEach(customer -> ids.add(customer.id()));
            token = page.next();
        } while (token.isPresent());
        Collections.sort(ids);
        Collections.shuffle(ids, new Random(7));
        return ids;
    }

    private Tried day(List<Crm> nodes, List<String> ids) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Tried>> work = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                work.add(() -> walk(nodes.get(thread % 2), thread / 2, ids, (thread % 4) * (customers / 4)));
            }
            Tried all = new Tried(new ArrayList<>(), new ArrayList<>());
            for (Future<Tried> each : threads.invokeAll(work)) {
                all.claimed().addAll(each.get().claimed());
                all.refused().addAll(each.get().refused());
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }

    /** Goes on until nothing is to be had any more: three times in a row a rule says so. */
    private Tried walk(Crm node, int rep, List<String> ids, int from) {
        CrmSession session = node.signIn("rep" + rep);
        LocalDate today = LocalDate.ofInstant(time.get(), ZONE);
        Tried tried = new Tried(new ArrayList<>(), new ArrayList<>());
        int stopped = 0;
        for (int i = 0; i < ids.size() && stopped < 3; i++) {
            String id = ids.get((from + i) % ids.size());
            Outcome<Customer> outcome = session.pool().claim(id);
            for (int again = 0; again < MOST_AGAIN && isBusy(outcome); again++) {
                outcome = session.pool().claim(id); // as the answer says: nothing was done
            }
            if (outcome.isDone()) {
                tried.claimed().add(new Claimed(rep, today, id));
            }
            tried.refused().addAll(outcome.refusals());
            stopped = outcome.refusals().stream().anyMatch(refusal -> ENDS.contains(refusal.code())) ? stopped + 1 : 0;
        }
        return tried;
    }

    private static boolean isBusy(Outcome<?> outcome) {
        return outcome.refusals().stream().anyMatch(refusal -> refusal.code().equals("shared.busy"));
    }

    /** Every refusal names its rule, says why in both languages, and when it is over where waiting helps. */
    private Map<String, Integer> explained(List<Refusal> refused) {
        Map<String, Integer> codes = new HashMap<>();
        Instant tomorrow = LocalDate.ofInstant(time.get(), ZONE)
                .plusDays(1)
                .atStartOfDay(ZONE)
                .toInstant();
        for (Refusal refusal : refused) {
            codes.merge(refusal.code(), 1, Integer::sum);
            assertThat(refusal.message(Locale.CHINA)).isNotBlank();
            switch (refusal.code()) {
                case "pool.used-up" -> {
                    assertThat(refusal.rule()).isEqualTo("CUS-12");
                    assertThat(refusal.earliest()).contains(tomorrow);
                    assertThat(refusal.message(Locale.ENGLISH)).contains(perDay + " of " + perDay);
                }
                case "access.cap-reached" -> {
                    assertThat(refusal.rule()).isEqualTo("CUS-12");
                    assertThat(refusal.message(Locale.ENGLISH)).contains(cap + " of at most " + cap, "Release");
                }
                case "pool.owned" -> assertThat(refusal.rule()).isEqualTo("CUS-12"); // the rep's own, by the other node
                case "shared.not-found" -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
                default -> throw new AssertionError("a refusal that nobody expected: " + refusal);
            }
        }
        return codes;
    }

    private void check(Crm crm, List<Claimed> claimed) {
        assertThat(claimed).extracting(Claimed::customer).doesNotHaveDuplicates();
        assertThat(claimed).hasSize(REPS * cap);
        Map<String, Integer> claims = new HashMap<>();
        claimed.forEach(one -> claims.merge(one.rep() + " on " + one.day(), 1, Integer::sum));
        assertThat(claims).hasSize(REPS * 2);
        assertThat(new TreeSet<>(claims.values())).isSubsetOf(perDay, cap - perDay);
        Map<String, String> owners = new HashMap<>();
        Optional<String> token = Optional.empty();
        do {
            Listing<Customer> page =
                    crm.signIn("director").customers().list(1_000, token).orElseThrow();
            page.items().forEach(customer -> customer.owner().ifPresent(owner -> owners.put(customer.id(), owner)));
            token = page.next();
        } while (token.isPresent());
        assertThat(owners).hasSize(REPS * cap);
        for (Claimed one : claimed) {
            assertThat(owners.get(one.customer()))
                    .isEqualTo(crm.signIn("rep" + one.rep()).userId());
        }
        for (int rep = 0; rep < REPS; rep++) {
            ClaimQuota quota = crm.signIn("rep" + rep).pool().quota().orElseThrow();
            assertThat(quota.owned()).isEqualTo(cap);
        }
        assertThat(crm.signIn("admin").audit().verify().orElseThrow().problem()).isEmpty();
    }
}
