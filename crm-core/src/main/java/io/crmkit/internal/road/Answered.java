package io.crmkit.internal.road;

import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.json.Json;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.util.List;
import java.util.Optional;

/**
 * A request that was answered under an idempotency key: who sends it again is answered the same, and nothing is done twice (DAT-03).
 *
 * @param id made of the actor and the key
 * @param version how often it was written
 * @param content operation and a hash of what was asked
 * @param answer what was answered; empty when it waits for an approval, or was erased
 * @param approval id of the approval that it waits for
 * @param about id of the record that the answer tells of
 */
public record Answered(
        String id, long version, String content, String answer, Optional<String> approval, Optional<String> about)
        implements Entity<Answered> {

    static final Kind<Answered> KIND = Kind.plain(
                    RecordType.named("request", 1)
                            .indexes(IndexSpec.text("about"))
                            .build(),
                    Answered.class,
                    (r, values) -> values.text("about", r.about().orElse(null)))
            .sealing("content", "answer");

    /**
     * What was answered before under the actor's key.
     *
     * @param unit the unit of work
     * @param actor who asks
     * @param operation what
     * @param command what exactly
     * @param answerType what is answered
     * @param <T> what is answered
     * @return the answer, or why the key cannot be used for this; nothing for a key that comes for the first time, or no key
     */
    static <T> Optional<Outcome<T>> before(
            Unit unit, Actor actor, Operation operation, Object command, Class<T> answerType) {
        return actor.requestKey()
                .flatMap(key -> unit.find(KIND, id(actor, key)))
                .map(answered -> answered.content().equals(content(operation, command))
                        ? answered.again(answerType)
                        : Outcome.refused(Refusal.of(Refusal.Kind.CONFLICT, "DAT-03", "shared.request-key-reused")));
    }

    private <T> Outcome<T> again(Class<T> answerType) {
        if (approval.isPresent()) {
            return new Outcome.Pending<>(approval.get());
        }
        return answer.isEmpty()
                ? Outcome.refused(Refusal.of(Refusal.Kind.CONFLICT, "ACC-18", "shared.answer-erased"))
                : Outcome.done(Json.read(answer, answerType));
    }

    /**
     * Keeps an answer under the actor's key, if the request has one.
     *
     * @param unit the unit of work
     * @param actor who asks
     * @param operation what
     * @param command what exactly
     * @param outcome what is answered
     * @param <T> what is answered
     */
    static <T> void keep(Unit unit, Actor actor, Operation operation, Object command, Outcome<T> outcome) {
        actor.requestKey()
                .ifPresent(key -> unit.keep(
                        KIND,
                        new Answered(
                                id(actor, key),
                                1,
                                content(operation, command),
                                outcome instanceof Outcome.Done<T> done ? Json.write(done.value()) : "",
                                outcome instanceof Outcome.Pending<T> waits
                                        ? Optional.of(waits.approval())
                                        : Optional.empty(),
                                outcome.toOptional().flatMap(Answered::concerned))));
    }

    /** The record that an answer tells of. */
    private static Optional<String> concerned(Object answer) {
        if (answer instanceof Concerning other) {
            return Optional.of(other.concerned());
        }
        return answer instanceof Entity<?> entity ? Optional.of(entity.id()) : Optional.empty();
    }

    /**
     * What was answered about a record, for the person concerned (ACC-18).
     *
     * @param unit the unit of work
     * @param id the record's id
     * @param limit how many at most
     * @return the answers
     */
    public static List<Object> about(Unit unit, String id, int limit) {
        return unit.query(KIND, Filter.equal("about", id), limit).stream()
                .map(answered -> Json.read(answered.answer(), Object.class))
                .toList();
    }

    /**
     * Takes away what was answered about a record (ACC-18). Whoever asks again is told that it was done, and not what was answered.
     *
     * @param unit the unit of work
     * @param id the record's id
     * @param limit how many at most
     * @return how many answers
     */
    public static int eraseAbout(Unit unit, String id, int limit) {
        List<Answered> answers = unit.query(KIND, Filter.equal("about", id), limit);
        answers.forEach(answered -> unit.keep(KIND, answered.erased()));
        return answers.size();
    }

    /** That it was answered, without what. */
    private Answered erased() {
        return new Answered(id, version, content, "", approval, Optional.empty());
    }

    private static String id(Actor actor, String key) {
        return AuditTrail.contents(List.of(actor.userId(), key));
    }

    private static String content(Operation operation, Object command) {
        return operation.name() + ":" + AuditTrail.contents(command);
    }

    @Override
    public Answered withVersion(long other) {
        return new Answered(id, other, content, answer, approval, about);
    }
}
