package io.crmkit.internal.road;

import io.crmkit.audit.AuditDraft;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.json.Json;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a unit puts into the audit with what it decides (ACC-10): which changes are told one by one, which are told of many records
 * together, and what of them is sensitive and stands beside the chain (ACC-11). Not safe for use by many threads.
 */
final class Told {

    /** Whoever touched a record last is in the entry as well. */
    private static final Set<String> TRACED = Set.of("trace.updatedAt", "trace.updatedBy");

    /** What begins anew with each owner: who the owner was, and when that changed, is in the entry as well. */
    private static final List<String> BEGUN = List.of("custody.since", "custody.followUps", "custody.left.");

    private final Operation operation;
    private final Optional<String> because;
    private final List<AuditDraft> drafts;

    /** Versions of records of which the same is told, by type and id. */
    private final Map<Alike, Map<String, Long>> alike;

    /** What is told of many records. */
    private record Alike(String operation, String type, Optional<String> reason, Map<String, Object> changes) {

        AuditDraft of(Map<String, Long> records) {
            if (records.size() > 1) {
                return AuditDraft.together(operation, type, records, reason, changes);
            }
            Map.Entry<String, Long> only = records.entrySet().iterator().next();
            return new AuditDraft(
                    operation, only.getKey(), Optional.of(only.getValue()), true, Optional.empty(), reason, changes);
        }
    }

    /**
     * Nothing yet.
     *
     * @param operation what is done
     */
    Told(Operation operation) {
        this(operation, Optional.empty(), new ArrayList<>(), new LinkedHashMap<>());
    }

    private Told(
            Operation operation,
            Optional<String> because,
            List<AuditDraft> drafts,
            Map<Alike, Map<String, Long>> alike) {
        this.operation = operation;
        this.because = because;
        this.drafts = drafts;
        this.alike = alike;
    }

    /** {@return nothing yet, of the same operation} */
    Told anew() {
        return new Told(operation, because, new ArrayList<>(), new LinkedHashMap<>());
    }

    /**
     * The same, to which is added what another operation does.
     *
     * @param other the other operation
     * @param reason why, where nothing else says so
     * @return what adds to this
     */
    Told by(Operation other, String reason) {
        return new Told(other, Optional.of(reason), drafts, alike);
    }

    void addTo(Told parent) {
        parent.drafts.addAll(drafts);
        alike.forEach((what, records) ->
                parent.alike.computeIfAbsent(what, k -> new LinkedHashMap<>()).putAll(records));
    }

    void addAll(List<AuditDraft> more) {
        drafts.addAll(more);
    }

    /** {@return the entries to be made} */
    List<AuditDraft> drafts() {
        if (alike.isEmpty()) {
            return drafts;
        }
        List<AuditDraft> all = new ArrayList<>(drafts);
        alike.forEach((what, records) -> {
            Map<String, Long> some = new LinkedHashMap<>();
            records.forEach((subject, version) -> {
                some.put(subject, version);
                if (some.size() == AuditDraft.TOGETHER) {
                    all.add(what.of(Map.copyOf(some)));
                    some.clear();
                }
            });
            if (!some.isEmpty()) {
                all.add(what.of(some));
            }
        });
        return all;
    }

    /** A record is new: the entry holds a hash of it. */
    <T extends Entity<T>> void created(Kind<T> kind, T written, String text, Set<String> sensitive) {
        drafts.add(draft(kind, written, Optional.empty(), Map.of("*", commitment(text, sensitive))));
    }

    /** The hash of a new record without its sensitive fields: few enough are possible that a hash would tell them. */
    private static String commitment(String text, Set<String> sensitive) {
        if (sensitive.stream()
                .noneMatch(path -> text.contains("\"" + path.substring(path.lastIndexOf('.') + 1) + "\":"))) {
            return AuditTrail.commitment(text); // as mostly; taking a record apart costs more than hashing it
        }
        return AuditTrail.commitment(Json.without(text, sensitive));
    }

    /** Fields of a record changed. */
    <T extends Entity<T>> void changed(
            Kind<T> kind, T written, Optional<String> reason, Map<String, Object> changes, Set<String> sensitive) {
        Map<String, Object> open = new LinkedHashMap<>();
        Map<String, Object> contents = new LinkedHashMap<>();
        changes.forEach((field, change) -> (tellsOf(sensitive, field) ? contents : open).put(field, change));
        drafts.add(draft(kind, written, reason, open).with(contents));
    }

    /** The same fields changed in the same way as in other records; what touched each last, and what begins anew with its owner, is not told. */
    <T extends Entity<T>> void changedAlike(
            Kind<T> kind, T written, Optional<String> reason, Map<String, Object> changes, Set<String> sensitive) {
        if (changes.keySet().stream().anyMatch(field -> tellsOf(sensitive, field))) {
            changed(kind, written, reason, changes, sensitive);
            return;
        }
        Map<String, Object> same = new LinkedHashMap<>(changes);
        same.keySet().removeIf(field -> TRACED.contains(field) || BEGUN.stream().anyMatch(field::startsWith));
        alike.computeIfAbsent(
                        new Alike(operation.name(), kind.name(), reason.or(() -> because), same),
                        k -> new LinkedHashMap<>())
                .put(kind.key(written.id()).toString(), written.version());
    }

    /** Something happened to a record as a whole: it went, or came back. */
    <T extends Entity<T>> void happened(Kind<T> kind, T written, Optional<String> reason) {
        drafts.add(draft(kind, written, reason, Map.of()));
    }

    /** Something happened that is not a change of one record. */
    void noted(String subject, Optional<String> reason) {
        drafts.add(done(subject, Optional.empty(), reason.or(() -> because), Map.of()));
    }

    /** The answer shows sensitive fields, or takes records out of the system. */
    void read(String subject, long times, Optional<String> reason) {
        drafts.add(done(subject, Optional.empty(), reason, Map.of()).times(times));
    }

    private <T extends Entity<T>> AuditDraft draft(
            Kind<T> kind, T written, Optional<String> reason, Map<String, Object> changes) {
        return done(
                kind.key(written.id()).toString(), Optional.of(written.version()), reason.or(() -> because), changes);
    }

    private AuditDraft done(
            String subject, Optional<Long> version, Optional<String> reason, Map<String, Object> changes) {
        return new AuditDraft(operation.name(), subject, version, true, Optional.empty(), reason, changes);
    }

    /** Whether a change of a field tells a sensitive content: it is such a field, a part of one, or holds one. */
    private static boolean tellsOf(Set<String> sensitive, String field) {
        return sensitive.stream()
                .anyMatch(path -> path.equals(field) || field.startsWith(path + ".") || path.startsWith(field + "."));
    }
}
