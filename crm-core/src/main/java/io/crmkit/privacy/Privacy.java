package io.crmkit.privacy;

import io.crmkit.access.AuditLog;
import io.crmkit.access.Refusals;
import io.crmkit.audit.AuditEntry;
import io.crmkit.audit.Erasure;
import io.crmkit.internal.json.Json;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What persons concerned agreed to, and what they may ask for: to see, to have corrected, to have erased and to take along what is kept
 * about them (ACC-18). Corrections go the record's own ordinary way. Got from a session.
 */
public final class Privacy {

    private static final String MODULE = "privacy";
    private static final Operation VIEW = Operation.of("privacy.view", MODULE, "view");
    private static final Operation RECORD = Operation.of("privacy.consent", MODULE, "edit");
    private static final Operation USE = Operation.of("privacy.use", MODULE, "view");
    private static final Operation ACCESS = Operation.of("privacy.access", MODULE, "access");
    private static final Operation ERASE = Operation.of("privacy.erase", MODULE, "erase");

    private static final int ENTRIES = 1_000;

    private final Road road;
    private final Actor actor;
    private final List<Person<?>> persons;
    private final List<Keepsake> keepsakes;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param persons the kinds of persons
     * @param keepsakes what is kept about them beside their records
     */
    public Privacy(Road road, Actor actor, List<Person<?>> persons, List<Keepsake> keepsakes) {
        this.road = road;
        this.actor = actor;
        this.persons = List.copyOf(persons);
        this.keepsakes = List.copyOf(keepsakes);
    }

    /**
     * What an erasure took away.
     *
     * @param fields names of the record's fields that were emptied
     * @param entries of how many audit entries the contents went
     * @param kept how many reminders, messages and answers lost their contents
     * @param more whether there is more to erase: ask again
     */
    public record Erased(List<String> fields, long entries, long kept, boolean more) {
        /** Copies the list. */
        public Erased {
            fields = List.copyOf(fields);
        }
    }

    /**
     * What a person agreed to.
     *
     * @param person type and id of the record, such as {@code lead/7}
     * @return the oldest first, also what is over
     */
    public Outcome<List<Consent.Given>> consents(String person) {
        return road.read(
                actor,
                VIEW,
                unit -> with(
                        unit,
                        person,
                        key -> Outcome.done(unit.find(Consent.KIND, key.toString())
                                .map(Consent::given)
                                .orElse(List.of()))));
    }

    /**
     * Records that a person agrees to a purpose, from now on.
     *
     * @param person type and id of the record, such as {@code lead/7}
     * @param purpose key of a purpose of the policy
     * @param source how the person said so
     * @param until when it ends by itself, if it does
     * @return all that the person agreed to
     */
    public Outcome<Consent> give(String person, String purpose, String source, Optional<Instant> until) {
        record Command(
                @NotBlank @Size(max = 255) String person,
                @NotBlank @CleanText(max = 60) String purpose,
                @NotBlank @CleanText(max = 200) String source,
                @NotNull Optional<Instant> until) {}
        return road.write(
                actor,
                RECORD,
                new Command(person, purpose, source, until),
                Consent.class,
                unit -> with(unit, person, key -> {
                    PrivacyPolicy policy = unit.standing().policy().get(PrivacyPolicy.SECTION);
                    if (policy.purpose(purpose).isEmpty()) {
                        return Outcome.refused(Refusal.of(
                                        Refusal.Kind.INVALID,
                                        "ACC-18",
                                        "privacy.unknown-purpose",
                                        purpose,
                                        policy.keys())
                                .onField("purpose")
                                .ofValue(purpose));
                    }
                    if (until.filter(end -> !end.isAfter(unit.now())).isPresent()) {
                        return Outcome.refused(Refusal.of(
                                        Refusal.Kind.INVALID, "ACC-18", "privacy.over-already", unit.said(until.get()))
                                .onField("until"));
                    }
                    Consent.Given given =
                            new Consent.Given(purpose, source, unit.now(), until, unit.actorId(), Optional.empty());
                    Optional<Consent> before = unit.find(Consent.KIND, key.toString());
                    return Outcome.done(
                            before.isPresent()
                                    ? unit.change(
                                            Consent.KIND,
                                            before.get(),
                                            before.get().with(given),
                                            Optional.empty())
                                    : unit.create(Consent.KIND, new Consent(key.toString(), 1, List.of(given))));
                }));
    }

    /**
     * Records that a person takes back what was agreed to; it ends at once.
     *
     * @param person type and id of the record, such as {@code lead/7}
     * @param purpose key of the purpose
     * @param source how the person said so
     * @return all that the person agreed to
     */
    public Outcome<Consent> withdraw(String person, String purpose, String source) {
        record Command(
                @NotBlank @Size(max = 255) String person,
                @NotBlank @CleanText(max = 60) String purpose,
                @NotBlank @CleanText(max = 200) String source) {}
        return road.write(
                actor,
                RECORD,
                new Command(person, purpose, source),
                Consent.class,
                unit -> with(unit, person, key -> {
                    Optional<Consent> before = unit.find(Consent.KIND, key.toString())
                            .filter(consent -> consent.covers(purpose, unit.now()));
                    return before.isPresent()
                            ? Outcome.done(unit.change(
                                    Consent.KIND,
                                    before.get(),
                                    before.get().without(purpose, unit.now()),
                                    Optional.of(source)))
                            : Outcome.refused(
                                    Refusal.of(Refusal.Kind.RULE, "ACC-18", "privacy.nothing-to-withdraw", purpose)
                                            .onField("purpose")
                                            .ofValue(purpose));
                }));
    }

    /**
     * Whether personal data may be used or handed to somebody for a purpose, asked before it is: a call, a mailing, a list for a
     * partner. The use is on record, and so is its refusal.
     *
     * @param person type and id of the record, such as {@code lead/7}
     * @param purpose key of the purpose
     * @param use what is done with it and by whom, such as {@code mailing of spring}
     * @return true, or why it may not
     */
    public Outcome<Boolean> use(String person, String purpose, String use) {
        record Command(
                @NotBlank @Size(max = 255) String person,
                @NotBlank @CleanText(max = 60) String purpose,
                @NotBlank @CleanText(max = 200) String use) {}
        return road.write(
                actor,
                USE,
                new Command(person, purpose, use),
                Boolean.class,
                unit -> with(unit, person, key -> {
                    Optional<Refusal> refusal = Consent.refusal(unit, key, purpose);
                    if (refusal.isPresent()) {
                        return Outcome.refused(refusal.get());
                    }
                    unit.note(key.toString(), Optional.of(purpose + ": " + use));
                    return Outcome.done(true);
                }));
    }

    /**
     * All that is kept about a person, for that person. Who meets a wall before a field of it is refused.
     *
     * @param person type and id of the record, such as {@code lead/7}
     * @return the file
     */
    public Outcome<PersonFile> access(String person) {
        return road.read(actor, ACCESS, unit -> with(unit, person, key -> Outcome.done(file(unit, key))));
    }

    private PersonFile file(Unit unit, RecordKey key) {
        Kind<?> kind = kind(key).kind();
        kind.walled().forEach(field -> unit.require(kind.module(), field.name()));
        List<Object> kept = new ArrayList<>();
        keepsakes.forEach(keepsake -> keepsake.about(unit, key).forEach(each -> kept.add(plain(each))));
        List<Object> history = new ArrayList<>();
        boolean[] more = {false};
        for (AuditEntry entry : road.with()
                .audit()
                .newest(Filter.equal("subject", key.toString()), ENTRIES, null, token -> more[0] = true)) {
            history.add(plain(entry));
        }
        unit.tellRead(key.toString(), 1);
        return new PersonFile(
                key.toString(),
                List.copyOf(fields(unit, kind)),
                unit.find(kind, key.id()).map(Privacy::plain).orElse(Map.of()),
                unit.find(Consent.KIND, key.toString()).map(Consent::given).orElse(List.of()),
                kept,
                history,
                more[0]);
    }

    private static Object plain(Object value) {
        return Json.read(Json.tree(value), Object.class);
    }

    private static Set<String> fields(Unit unit, Kind<?> kind) {
        return unit.sealed().of(kind);
    }

    /**
     * Erases what is kept about a person, for good: the personal fields of the record, what the audit trail holds of them, and what
     * reminders, messages and answers tell. Who did what and when stays, the chain of the audit trail stays valid, and the erasure is
     * on record.
     *
     * @param person type and id of the record, such as {@code lead/7}
     * @param reason why
     * @return what was taken away
     */
    public Outcome<Erased> erase(String person, String reason) {
        record Command(
                @NotBlank @Size(max = 255) String person,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(
                actor,
                ERASE,
                new Command(person, reason),
                Erased.class,
                unit -> with(unit, person, key -> Outcome.done(erased(unit, kind(key), key, reason))));
    }

    private <T extends Entity<T>> Erased erased(Unit unit, Person<T> person, RecordKey key, String reason) {
        Kind<T> kind = person.kind();
        T before = unit.find(kind, key.id()).orElseThrow();
        List<String> fields = kind.present(before, fields(unit, kind));
        if (!fields.isEmpty()) {
            T written = unit.keep(kind, kind.without(before, fields));
            unit.tell(kind, written, Optional.of(reason), Map.of("erased", fields));
            person.changed().accept(unit);
        }
        long entries = AuditLog.erase(unit, key.toString(), reason);
        long kept = 0;
        boolean more = entries == Erasure.TOGETHER;
        for (Keepsake keepsake : keepsakes) {
            int some = keepsake.erase(unit, key);
            more |= some == Keepsake.TOGETHER;
            kept += some;
        }
        unit.note(key.toString(), Optional.of(reason));
        return new Erased(fields, entries, kept, more);
    }

    /** Goes on with a person that the actor may see. */
    private <R> Outcome<R> with(Unit unit, String person, Function<RecordKey, Outcome<R>> then) {
        int slash = person.indexOf('/');
        Optional<RecordKey> key = persons.stream()
                .filter(p -> slash > 0 && p.kind().name().equals(person.substring(0, slash)))
                .filter(p -> slash + 1 < person.length())
                .map(p -> p.kind().key(person.substring(slash + 1)))
                .findFirst();
        if (key.isEmpty()) {
            return Outcome.refused(Refusal.of(
                            Refusal.Kind.INVALID,
                            "ACC-18",
                            "privacy.no-person",
                            person,
                            String.join(
                                    ", ",
                                    persons.stream()
                                            .map(p -> p.kind().name() + "/…")
                                            .toList()))
                    .onField("person")
                    .ofValue(person));
        }
        return unit.visible(kind(key.get()).kind(), key.get().id())
                .map(known -> then.apply(new RecordKey(key.get().type(), known.id())))
                .orElseGet(() -> Outcome.refused(Refusals.notFound(
                        Messages.label("kind." + key.get().type()), key.get().id())));
    }

    private Person<?> kind(RecordKey key) {
        return persons.stream()
                .filter(p -> p.kind().name().equals(key.type()))
                .findFirst()
                .orElseThrow();
    }
}
