package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.audit.AuditAuthor;
import io.crmkit.audit.AuditDraft;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.guard.PluginThreads;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.FieldProtection;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.shared.Ids;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Visibility;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What verifying the audit trail costs beside reading the same rows: entries of ten versions of each customer, each chained for
 * itself as people write them, then in turns all pages of entries by the store, and verification (chain with keyed hashes, index
 * values, cross-check with the customers). Arguments: {@code sqlite} or {@code postgresql}, with {@code =LOCATION} if what is there
 * shall stay and be used again, how many entries, and {@code alone} if no other thread shall read ahead.
 */
public final class AuditBench {

    private static final int VERSIONS = 10;
    private static final int TOGETHER = 5_000;
    private static final int ROUNDS = 3;

    private AuditBench() {}

    public static void main(String[] args) {
        String database = args.length > 0 ? args[0].replaceAll("=.*", "") : "sqlite";
        String kept = args.length > 0 && args[0].contains("=") ? args[0].substring(args[0].indexOf('=') + 1) : "";
        int entries = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        Executor threads = args.length > 2 ? Runnable::run : PluginThreads.bounded(2, Duration.ofSeconds(10));
        String url = !kept.isEmpty()
                ? kept
                : database.equals("postgresql") ? TestDatabases.freshPostgres() : TestDatabases.freshSqlite();
        try (RecordStore store = Crm.builder().storageFor(url).open(url, Parameters.none())) {
            store.prepare(Crm.recordTypes());
            Ids ids = Ids.timeOrdered(Clock.systemUTC(), new Random(7));
            AuditTrail trail = new AuditTrail(
                    store,
                    "default",
                    new Codec(database, "default", FieldProtection.NONE),
                    ids,
                    new byte[32],
                    null,
                    Set.of("customer"),
                    threads);
            if (store.query(Query.of("default", "audit_entry", Scope.unrestricted(), Filter.all(), 1))
                    .records()
                    .isEmpty()) {
                fill(store, trail, ids, entries);
            }
            for (int round = 0; round <= ROUNDS; round++) {
                long start = System.nanoTime();
                long rows = stream(store);
                double plain = (System.nanoTime() - start) / 1e9;
                start = System.nanoTime();
                AuditTrail.Verification found = trail.verify();
                double verified = (System.nanoTime() - start) / 1e9;
                if (!found.intact() || found.entries() != rows || rows != entries) {
                    throw new IllegalStateException(found + " of " + rows);
                }
                System.out.printf(
                        "%-11s %s %,d entries: streaming %.2f s, verifying %.2f s, ratio %.2f%n",
                        database, round == 0 ? "warm-up" : "round " + round, rows, plain, verified, verified / plain);
            }
        }
        System.exit(0);
    }

    private static void fill(RecordStore store, AuditTrail trail, Ids ids, int entries) {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        AuditAuthor author = new AuditAuthor(ids.next(), "lan", "bench");
        for (int from = 0; from < entries; from += TOGETHER) {
            List<AuditTrail.Chained> chains = new ArrayList<>();
            List<Change> changes = new ArrayList<>();
            for (int i = from; i < Math.min(entries, from + TOGETHER); i += VERSIONS) {
                String customer = String.format("c%025d", i / VERSIONS);
                changes.add(new Change.Load(new StoredRecord(
                        "default",
                        new RecordKey("customer", customer),
                        VERSIONS,
                        RecordState.LIVE,
                        new RecordBody(1, "{}", Visibility.none(), IndexValues.none()))));
                AuditTrail.Chained chained = trail.chain(author, at.plusMillis(i), versions(customer, i));
                changes.addAll(chained.changes());
                chains.add(chained);
            }
            CommitResult result = store.commit(new ChangeSet("default", ids.next(), changes));
            chains.forEach(chained -> trail.ended(chained, result));
        }
    }

    private static List<AuditDraft> versions(String customer, int number) {
        List<AuditDraft> drafts = new ArrayList<>();
        for (int version = 1; version <= VERSIONS; version++) {
            drafts.add(new AuditDraft(
                    "customer.edit",
                    "customer/" + customer,
                    Optional.of((long) version),
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Map.of("profile.name", List.of("name " + number, "name " + (number + version)))));
        }
        return drafts;
    }

    private static long stream(RecordStore store) {
        long rows = 0;
        String token = null;
        do {
            Page page = store.query(Query.of("default", "audit_entry", Scope.unrestricted(), Filter.all(), 1_000)
                    .from(token));
            rows += page.records().size();
            token = page.nextToken();
        } while (token != null);
        return rows;
    }
}
