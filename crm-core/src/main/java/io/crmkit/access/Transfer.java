package io.crmkit.access;

import io.crmkit.access.Owned.Assigned;
import io.crmkit.access.Owned.Holding;
import io.crmkit.access.Owned.Terms;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Bulk;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordKey;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives records of one kind to somebody else, one or many (ACC-12). It needs the kind's permission {@code transfer}, reaching the owner
 * before and the one after; members of a record's team never transfer it (ACC-06). Caps hold. Made by the use cases of each kind.
 *
 * @param <T> the records' type
 */
public final class Transfer<T extends Entity<T>> {

    /** How many records one call takes. */
    public static final int MOST = 1_000;

    /** What becomes of that which belongs to a record and has the same owner, such as the deals of a customer. */
    public enum Parts {
        /** It goes along. */
        FOLLOW,
        /** It stays with its owner. */
        STAY
    }

    private record Command(
            @NotBlank String id,
            OptionalLong expectedVersion,
            @NotBlank String to,
            @NotBlank @CleanText(max = 500) String reason,
            @NotNull Parts parts) {}

    /** Something that goes along. */
    private record Part(Owned kind, Assigned assigned) {}

    private final Road road;
    private final Actor actor;
    private final Kind<T> kind;
    private final Owned owned;
    private final List<Owned> all;
    private final Operation operation;

    /**
     * For records of a kind.
     *
     * @param road the road
     * @param actor who asks
     * @param kind the kind
     * @param all all that users can hold, this kind among it
     */
    public Transfer(Road road, Actor actor, Kind<T> kind, List<Owned> all) {
        this.road = road;
        this.actor = actor;
        this.kind = kind;
        this.all = all;
        owned = all.stream()
                .filter(each -> each.kind().equals(kind.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nobody owns a " + kind.name()));
        operation = Operation.of(kind.name() + ".transfer", kind.module(), "transfer");
    }

    /**
     * Gives a record to somebody else.
     *
     * @param id the record
     * @param expectedVersion the version that was read
     * @param to id of the new owner
     * @param reason why
     * @param parts what becomes of that which belongs to it
     * @return the record as changed
     */
    public Outcome<T> one(String id, long expectedVersion, String to, String reason, Parts parts) {
        Command command = new Command(id, OptionalLong.of(expectedVersion), to, reason, parts);
        return road.write(actor, operation, command, kind.javaType(), unit -> {
            Run run = new Run(unit, List.of(command));
            Outcome<T> outcome = run.decide(unit, command);
            run.conclude(unit);
            return outcome;
        });
    }

    /**
     * Gives many records to somebody else, in one change set. Each is decided by itself: one that is refused keeps no other.
     *
     * @param ids the records, {@value #MOST} at most
     * @param to id of the new owner
     * @param reason why
     * @param parts what becomes of that which belongs to them
     * @return an outcome for each, in the same order
     * @throws IllegalArgumentException for more
     */
    public List<Outcome<T>> all(List<String> ids, String to, String reason, Parts parts) {
        if (ids.size() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " at once, not " + ids.size());
        }
        List<Command> commands = ids.stream()
                .map(id -> new Command(id, OptionalLong.empty(), to, reason, parts))
                .toList();
        return road.bulk(
                actor,
                operation,
                commands,
                Bulk.<Run, Command, T>of(
                                unit -> new Run(unit, commands), (unit, run, command) -> run.decide(unit, command))
                        .concluding((unit, run) -> run.conclude(unit)));
    }

    /** One attempt. */
    private final class Run {
        private final Map<RecordKey, List<Part>> parts = new LinkedHashMap<>();
        private final List<Assigned> moved = new ArrayList<>();

        Run(Unit unit, List<Command> commands) {
            unit.prefetch(kind, commands.stream().map(Command::id).toList());
            List<Assigned> assigned = new ArrayList<>();
            Map<RecordKey, String> wholes = new LinkedHashMap<>();
            Map<RecordKey, String> receivers = new LinkedHashMap<>();
            for (Command command : commands) {
                String id = unit.heir(kind, command.id());
                RecordKey key = kind.key(id);
                unit.find(kind, id).ifPresent(record -> {
                    assigned.add(new Assigned(Holding.of(key), command.to()));
                    if (command.parts() == Parts.FOLLOW) {
                        kind.owner().apply(record).ifPresent(owner -> {
                            wholes.put(key, owner);
                            receivers.put(key, command.to());
                        });
                    }
                });
            }
            owned.readAhead(unit, assigned);
            if (!wholes.isEmpty()) {
                all.forEach(each -> readParts(unit, each, wholes, receivers));
            }
        }

        private void readParts(Unit unit, Owned each, Map<RecordKey, String> wholes, Map<RecordKey, String> receivers) {
            List<Assigned> along = new ArrayList<>();
            for (Holding holding : each.partsOf(unit, wholes)) {
                RecordKey whole = holding.partOf().orElseThrow();
                Assigned assigned = new Assigned(
                        holding, Optional.ofNullable(receivers.get(whole)).orElseThrow());
                along.add(assigned);
                parts.computeIfAbsent(whole, k -> new ArrayList<>()).add(new Part(each, assigned));
            }
            each.readAhead(unit, along);
        }

        Outcome<T> decide(Unit unit, Command command) {
            Optional<T> found = unit.visible(kind, command.id());
            if (found.isEmpty()) {
                return Outcome.refused(Refusals.notFound(Messages.label("kind." + kind.name()), command.id()));
            }
            String id = found.get().id();
            Optional<String> owner = kind.owner().apply(found.get());
            if (!unit.standing().reaches(operation.permission(), id, owner)) {
                return Outcome.refused(Refusals.outOfReach(operation.permission()));
            }
            if (command.expectedVersion().isPresent()) {
                Optional<Refusal> stale = Edits.stale(
                        kind,
                        command.id(),
                        found.get(),
                        command.expectedVersion().getAsLong());
                if (stale.isPresent()) {
                    return Outcome.refused(stale.get());
                }
            }
            if (owner.equals(Optional.of(command.to()))) {
                return Outcome.done(found.get());
            }
            Optional<String> reason = Optional.of(command.reason());
            Assigned assigned = new Assigned(Holding.of(kind.key(id)), command.to());
            List<Refusal> wrong = new ArrayList<>(
                    owned.move(unit, assigned, new Terms(owner, operation.permission(), false, reason)));
            for (Part part : parts.getOrDefault(kind.key(id), List.of())) {
                Permission permission = Permission.of(part.kind().kind(), "transfer");
                String partId = part.assigned().holding().record().id();
                if (unit.standing().holds(permission) && unit.standing().reaches(permission, partId, owner)) {
                    wrong.addAll(part.kind().move(unit, part.assigned(), new Terms(owner, permission, false, reason)));
                } else {
                    wrong.add(Refusals.outOfReach(permission));
                }
            }
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong.stream().distinct().toList());
            }
            moved.add(assigned);
            return Outcome.done(unit.find(kind, id).orElseThrow());
        }

        void conclude(Unit unit) {
            owned.conclude(unit, moved);
            List<RecordKey> keys =
                    moved.stream().map(each -> each.holding().record()).toList();
            all.forEach(each -> each.follow(unit, keys));
        }
    }
}
