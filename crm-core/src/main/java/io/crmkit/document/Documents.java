package io.crmkit.document;

import io.crmkit.access.Refusals;
import io.crmkit.customer.Followed;
import io.crmkit.customer.FollowedSubjects;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.StorageException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What can be done with documents (CUS-14). Got from a session. */
public final class Documents {

    private static final String MODULE = "document";
    private static final Operation VIEW = Operation.of("document.view", MODULE, "view");
    private static final Operation READ = Operation.of("document.read", MODULE, "view");
    private static final Operation ADD = Operation.of("document.add", MODULE, "create");
    private static final Operation REVISE = Operation.of("document.revise", MODULE, "edit");
    private static final Operation MOVE = Operation.of("document.move", MODULE, "edit");
    private static final Operation REMOVE = Operation.of("document.remove", MODULE, "delete");
    private static final Operation RESTORE = Operation.of("document.restore", MODULE, "delete");
    private static final Operation COLLECT = Operation.of("document.collect", MODULE, "configure");

    private static final int BATCH = 500;

    private final Road road;
    private final Actor actor;
    private final FollowedSubjects subjects;
    private final Optional<ContentStore> store;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param subjects what documents can be attached to
     * @param store keeps contents, if the embedding product has said what does
     */
    public Documents(Road road, Actor actor, FollowedSubjects subjects, Optional<ContentStore> store) {
        this.road = road;
        this.actor = actor;
        this.subjects = subjects;
        this.store = store;
    }

    /** What was put into the store, before any record names it; genuine when it begins as its type says. */
    private record Taken(String content, long size, String sha256, String type, boolean genuine) {}

    // Reading

    /**
     * A document, without its contents.
     *
     * @param id the id
     * @return the document, if the actor may know of what it is attached to
     */
    public Outcome<Document> get(String id) {
        return road.read(actor, VIEW, unit -> seen(unit, id));
    }

    /**
     * The documents of a customer, a lead or a deal, by folder and name; without those that were removed.
     *
     * @param subject type and id, such as {@code customer/7}
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Document>> of(String subject, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> subjects.visible(unit, subject, VIEW.permission()).map(known -> {
                    Filter filter = Filter.and(Filter.equal("subject", known.subject()), Filter.present("slot"));
                    return unit.list(Document.KIND, filter, Document.BY_PLACE, limit, pageToken);
                }));
    }

    /**
     * What is in a document. That it was read is on record.
     *
     * @param id the document
     * @param number which version, or none for the latest
     * @return the contents, which the caller closes
     */
    public Outcome<InputStream> read(String id, Optional<Integer> number) {
        Outcome<Document.Contents> found = road.read(actor, READ, unit -> {
            Outcome<Document> seen = seen(unit, id);
            if (!(seen instanceof Outcome.Done<Document> done)) {
                return Outcome.refused(seen.refusals());
            }
            Optional<Document.Contents> wanted = done.value().contents().stream()
                    .filter(one -> number.isEmpty() ? one.equals(done.value().latest()) : number.get() == one.number())
                    .filter(one -> one.content().isPresent())
                    .findFirst();
            if (wanted.isEmpty()) {
                return Outcome.refused(Refusal.of(
                                Refusal.Kind.NOT_FOUND,
                                "CUS-14",
                                "documents.no-version",
                                number.map(String::valueOf).orElse("-"),
                                done.value().contents().size())
                        .onField("number"));
            }
            unit.tellRead(Document.KIND.key(id).toString(), 1);
            return Outcome.done(wanted.get());
        });
        return found instanceof Outcome.Done<Document.Contents> done
                ? opened(id, done.value())
                : Outcome.refused(found.refusals());
    }

    private Outcome<InputStream> opened(String id, Document.Contents contents) {
        if (store.isEmpty()) {
            return Outcome.refused(noStore());
        }
        try {
            return store.get()
                    .open(contents.content().orElseThrow())
                    .map(Outcome::done)
                    .orElseGet(() -> Outcome.refused(Refusal.of(
                            Refusal.Kind.NOT_FOUND, "CUS-14", "documents.contents-missing", id, contents.number())));
        } catch (IOException e) {
            throw trouble("the contents of document " + id + " cannot be read", e);
        }
    }

    // Writing

    /**
     * Attaches a document. Its contents are written first; when it is refused then, they are deleted again.
     *
     * @param subject type and id of what it is attached to; the actor must reach it
     * @param place folder and name; nothing else there may be called so
     * @param note what is in it, if somebody says so
     * @param contents the contents; read to the end, not closed
     * @return the document
     */
    public Outcome<Document> add(String subject, Document.Place place, Optional<String> note, InputStream contents) {
        record Command(
                @NotBlank @CleanText(max = 255) String subject,
                @Valid @NotNull Document.Place place,
                @NotNull Optional<@CleanText(max = 500) String> note,
                @NotNull String sha256) {}
        Command asked = new Command(subject, place, note, "");
        Outcome<Followed.Subject> may = road.read(
                actor,
                ADD,
                unit -> permitted(
                        asked,
                        () -> subjects.within(unit, subject, ADD.permission())
                                .flatMap(known -> problem(unit, place)
                                        .<Outcome<Followed.Subject>>map(Outcome::refused)
                                        .orElseGet(() -> Outcome.done(known)))));
        return may.isDone()
                ? taken(
                        place,
                        contents,
                        taken -> road.write(
                                actor,
                                ADD,
                                new Command(subject, place, note, taken.sha256()),
                                Document.class,
                                unit -> added(unit, subject, place, note, taken)))
                : Outcome.refused(may.refusals());
    }

    private Outcome<Document> added(
            Unit unit, String subject, Document.Place place, Optional<String> note, Taken taken) {
        Outcome<Followed.Subject> within = subjects.within(unit, subject, ADD.permission());
        if (!(within instanceof Outcome.Done<Followed.Subject> known)) {
            return Outcome.refused(within.refusals());
        }
        Optional<Refusal> wrong = problem(unit, place).or(() -> problem(taken, place));
        if (wrong.isPresent()) {
            return Outcome.refused(wrong.get());
        }
        Document made = new Document(
                unit.newId(),
                1,
                known.value().subject(),
                known.value().customer(),
                place,
                List.of(contents(unit, 1, taken, note)),
                Optional.empty(),
                Trace.created(unit.now(), unit.actorId(), Optional.empty()));
        return occupied(unit, made)
                .<Outcome<Document>>map(Outcome::refused)
                .orElseGet(() -> Outcome.done(unit.create(Document.KIND, made)));
    }

    /**
     * Puts a further version of its contents into a document; those of before stay.
     *
     * @param id the document
     * @param expectedVersion the record's version that was read
     * @param note what is new in it, if somebody says so
     * @param contents the contents; read to the end, not closed
     * @return the document
     */
    public Outcome<Document> revise(String id, long expectedVersion, Optional<String> note, InputStream contents) {
        record Command(
                String id,
                long expectedVersion,
                @NotNull Optional<@CleanText(max = 500) String> note,
                @NotNull String sha256) {}
        Outcome<Document> may = road.read(
                actor,
                REVISE,
                unit -> permitted(
                        new Command(id, expectedVersion, note, ""), () -> writable(unit, id, expectedVersion, REVISE)));
        return may instanceof Outcome.Done<Document> done
                ? taken(
                        done.value().place(),
                        contents,
                        taken -> road.write(
                                actor,
                                REVISE,
                                new Command(id, expectedVersion, note, taken.sha256()),
                                Document.class,
                                unit -> revised(unit, id, expectedVersion, note, taken)))
                : may;
    }

    private Outcome<Document> revised(Unit unit, String id, long expectedVersion, Optional<String> note, Taken taken) {
        Outcome<Document> found = writable(unit, id, expectedVersion, REVISE);
        if (!(found instanceof Outcome.Done<Document> done)) {
            return found;
        }
        Document before = done.value();
        int most = policy(unit).maxVersions();
        if (before.contents().size() >= most) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-14", "documents.many-versions", most));
        }
        Optional<Refusal> wrong = problem(taken, before.place());
        if (wrong.isPresent()) {
            return Outcome.refused(wrong.get());
        }
        return Outcome.done(unit.change(
                Document.KIND,
                before,
                before.with(contents(unit, before.latest().number() + 1, taken, note), touched(unit, before)),
                Optional.empty()));
    }

    /**
     * Puts a document elsewhere, or calls it otherwise.
     *
     * @param id the document
     * @param expectedVersion the record's version that was read
     * @param place folder and name; the ending stays
     * @return the document
     */
    public Outcome<Document> move(String id, long expectedVersion, Document.Place place) {
        record Command(
                String id,
                long expectedVersion,
                @Valid @NotNull Document.Place place) {}
        return changed(MOVE, new Command(id, expectedVersion, place), id, expectedVersion, Optional.empty(), unit -> {
            return before -> {
                Optional<Refusal> wrong = problem(unit, place);
                if (wrong.isEmpty()
                        && !FileType.of(place.name())
                                .equals(FileType.of(before.place().name()))) {
                    wrong = Optional.of(Refusal.of(
                                    Refusal.Kind.RULE,
                                    "CUS-14",
                                    "documents.other-type",
                                    before.place().name())
                            .onField("name"));
                }
                return free(unit, before.at(place, touched(unit, before)), wrong);
            };
        });
    }

    /**
     * Removes a document: it is listed no longer, and its place is free. It can be restored.
     *
     * @param id the document
     * @param expectedVersion the record's version that was read
     * @param reason why
     * @return the document
     */
    public Outcome<Document> remove(String id, long expectedVersion, String reason) {
        record Command(
                String id,
                long expectedVersion,
                @NotBlank @CleanText(max = 500) String reason) {}
        return changed(
                REMOVE,
                new Command(id, expectedVersion, reason),
                id,
                expectedVersion,
                Optional.of(reason),
                unit -> before -> Outcome.done(before.removed(Optional.of(reason), touched(unit, before))));
    }

    /**
     * Brings a removed document back to its place.
     *
     * @param id the document
     * @param expectedVersion the record's version that was read
     * @return the document; refused when something else stands there now
     */
    public Outcome<Document> restore(String id, long expectedVersion) {
        record Command(String id, long expectedVersion) {}
        return changed(
                RESTORE,
                new Command(id, expectedVersion),
                id,
                expectedVersion,
                Optional.empty(),
                unit -> before ->
                        free(unit, before.removed(Optional.empty(), touched(unit, before)), Optional.empty()));
    }

    private Outcome<Document> changed(
            Operation operation,
            Object command,
            String id,
            long expectedVersion,
            Optional<String> reason,
            Function<Unit, Function<Document, Outcome<Document>>> change) {
        return road.write(actor, operation, command, Document.class, unit -> {
            Outcome<Document> found = writable(unit, id, expectedVersion, operation);
            return found instanceof Outcome.Done<Document> done
                    ? change.apply(unit)
                            .apply(done.value())
                            .map(after -> unit.change(Document.KIND, done.value(), after, reason))
                    : found;
        });
    }

    private static Outcome<Document> free(Unit unit, Document after, Optional<Refusal> wrong) {
        return wrong.or(() -> occupied(unit, after))
                .<Outcome<Document>>map(Outcome::refused)
                .orElseGet(() -> Outcome.done(after));
    }

    // Contents

    /** Keeps contents, then lets the record be committed that names them; what is refused leaves none behind. */
    private Outcome<Document> taken(
            Document.Place place, InputStream contents, Function<Taken, Outcome<Document>> commit) {
        if (store.isEmpty()) {
            return Outcome.refused(noStore());
        }
        Outcome<DocumentPolicy> policy = road.read(actor, VIEW, unit -> Outcome.done(policy(unit)));
        if (!(policy instanceof Outcome.Done<DocumentPolicy> known)) {
            return Outcome.refused(policy.refusals());
        }
        long most = known.value().maxMegabytes() * 1_000_000L;
        String id = road.with().ids().next();
        Intake intake = new Intake(contents, most);
        try {
            store.get().put(id, intake, road.with().clock().instant());
        } catch (Intake.TooLarge e) {
            return Outcome.refused(Refusal.of(
                            Refusal.Kind.INVALID,
                            "CUS-14",
                            "documents.too-large",
                            known.value().maxMegabytes())
                    .onField("content"));
        } catch (IOException e) {
            throw trouble("the contents of " + place.name() + " could not be kept", e);
        }
        String type = FileType.of(place.name()).orElse("");
        boolean genuine = FileType.fits(type, intake.beginning());
        Outcome<Document> outcome = commit.apply(new Taken(id, intake.size(), intake.sha256(), type, genuine));
        boolean named = outcome instanceof Outcome.Done<Document> done
                && done.value().latest().content().filter(id::equals).isPresent();
        if (!named) { // refused, or the same request was answered before with contents of its own
            discard(id);
        }
        return outcome;
    }

    private void discard(String id) {
        try {
            store.orElseThrow().delete(id);
        } catch (IOException e) {
            // no record names it: it is collected later
        }
    }

    /**
     * Deletes contents that no document names and that are older than the policy says: what crashes left behind, and what was erased. For
     * every night.
     *
     * @return how many were deleted
     */
    public Outcome<Long> collect() {
        if (store.isEmpty()) {
            return Outcome.refused(noStore());
        }
        return road.read(actor, COLLECT, unit -> {
            Instant before = unit.now().minus(Duration.ofHours(policy(unit).orphanHours()));
            long deleted = 0;
            String after = "";
            List<ContentStore.Kept> page;
            try {
                do {
                    page = store.get().list(after, BATCH);
                    Set<String> old = new HashSet<>();
                    page.stream().filter(kept -> kept.at().isBefore(before)).forEach(kept -> old.add(kept.id()));
                    if (!old.isEmpty()) {
                        old.removeAll(named(unit.another(), old));
                    }
                    for (String id : old) {
                        store.get().delete(id);
                        deleted++;
                    }
                    after = page.isEmpty() ? after : page.get(page.size() - 1).id();
                } while (page.size() == BATCH);
            } catch (IOException e) {
                throw trouble("orphans could not be collected", e);
            }
            unit.note("documents", Optional.of("orphans: " + deleted));
            return Outcome.done(deleted);
        });
    }

    /** Those contents that some document names, of whomever. */
    private static Set<String> named(Unit unit, Set<String> contents) {
        Set<String> named = new HashSet<>();
        Optional<String> token = Optional.empty();
        do {
            Listing<Document> page = unit.everyone(Document.KIND, Filter.anyOf("content", contents), BATCH, token);
            page.items()
                    .forEach(document ->
                            document.contents().forEach(one -> one.content().ifPresent(named::add)));
            token = page.next();
        } while (token.isPresent());
        return named;
    }

    // Rules

    private <T> Outcome<T> permitted(Object command, java.util.function.Supplier<Outcome<T>> further) {
        List<Refusal> violations = road.violations(command);
        return violations.isEmpty() ? further.get() : Outcome.refused(violations);
    }

    private static Document.Contents contents(Unit unit, int number, Taken taken, Optional<String> note) {
        return new Document.Contents(
                number, Optional.of(taken.content()), taken.size(), taken.sha256(), unit.actorId(), unit.now(), note);
    }

    private static Trace touched(Unit unit, Document document) {
        return document.trace().touched(unit.now(), unit.actorId());
    }

    private static DocumentPolicy policy(Unit unit) {
        return unit.standing().policy().get(DocumentPolicy.SECTION);
    }

    private Outcome<Document> seen(Unit unit, String id) {
        return unit.visible(Document.KIND, id)
                .filter(document -> subjects.visible(unit, document.subject(), VIEW.permission())
                        .isDone())
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusals.notFound(Messages.label("kind.document"), id)));
    }

    private Outcome<Document> writable(Unit unit, String id, long expectedVersion, Operation operation) {
        Outcome<Document> found = seen(unit, id);
        if (!(found instanceof Outcome.Done<Document> done)) {
            return found;
        }
        Outcome<Followed.Subject> within = subjects.within(unit, done.value().subject(), operation.permission());
        if (!within.isDone()) {
            return Outcome.refused(within.refusals());
        }
        return done.value().version() == expectedVersion
                ? found
                : Outcome.refused(Refusals.conflict(
                        Messages.label("kind.document"),
                        expectedVersion,
                        done.value().version()));
    }

    private static Optional<Refusal> problem(Unit unit, Document.Place place) {
        if (!place.isPlain()) {
            return Optional.of(Refusal.of(Refusal.Kind.INVALID, "CUS-14", "documents.wrong-name")
                    .onField("name")
                    .ofValue(place.folder() + "/" + place.name()));
        }
        List<String> types = policy(unit).types();
        String type = FileType.of(place.name()).orElse("");
        return types.contains(type)
                ? Optional.empty()
                : Optional.of(Refusal.of(
                                Refusal.Kind.INVALID,
                                "CUS-14",
                                "documents.wrong-type",
                                type.toUpperCase(Locale.ROOT),
                                String.join(", ", types))
                        .onField("name")
                        .ofValue(place.name()));
    }

    private static Optional<Refusal> problem(Taken taken, Document.Place place) {
        if (taken.size() == 0) {
            return Optional.of(Refusal.of(Refusal.Kind.INVALID, "CUS-14", "documents.empty")
                    .onField("content"));
        }
        return taken.genuine()
                ? Optional.empty()
                : Optional.of(Refusal.of(
                                Refusal.Kind.INVALID,
                                "CUS-14",
                                "documents.not-what-it-says",
                                taken.type().toUpperCase(Locale.ROOT))
                        .onField("content")
                        .ofValue(place.name()));
    }

    private static Optional<Refusal> occupied(Unit unit, Document document) {
        return unit.query(Document.KIND, Document.sameSlot(document), 2).stream()
                .filter(other -> !other.id().equals(document.id()))
                .findFirst()
                .map(other -> Refusal.of(
                                Refusal.Kind.INVALID,
                                "CUS-14",
                                "documents.name-taken",
                                other.place().name())
                        .onField("name")
                        .ofValue(document.place().name()));
    }

    private static Refusal noStore() {
        return Refusal.of(Refusal.Kind.RULE, "CUS-14", "documents.no-store");
    }

    private static StorageException trouble(String what, IOException why) {
        return new StorageException(StorageException.Kind.UNAVAILABLE, what + ": " + why.getMessage(), why);
    }
}
