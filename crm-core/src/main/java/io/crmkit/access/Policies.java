package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicyBook;
import io.crmkit.policy.PolicyVersion;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import jakarta.validation.constraints.NotBlank;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The policy document in force and its versions (POL-01). Got from a session. */
public final class Policies {

    private static final Operation VIEW = Operation.of("policy.view", "policy", "view");
    private static final Operation PUBLISH = Operation.of("policy.publish", "policy", "configure");

    private record Publication(
            @NotBlank String document,
            @NotBlank @CleanText(max = 500) String reason) {}

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;
    private final PolicyBook book;
    private final List<PolicyGuard> guards;

    /** A subject's word on a policy that is to be published: whether what is stored would still make sense under it. */
    @FunctionalInterface
    public interface PolicyGuard {
        /**
         * What stands in the way.
         *
         * @param unit the unit of work
         * @param next the policy to be published
         * @return the refusals
         */
        List<Refusal> problems(Unit unit, Policy next);
    }

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory knows what is in force
     * @param book reads documents
     * @param guards the subjects' words on a policy to be published
     */
    public Policies(Road road, Actor actor, DirectoryCache directory, PolicyBook book, List<PolicyGuard> guards) {
        this.road = road;
        this.actor = actor;
        this.directory = directory;
        this.book = book;
        this.guards = List.copyOf(guards);
    }

    /**
     * What a document would be, without putting it in force. Needs no permission: it changes and reveals nothing.
     *
     * @param document the document
     * @return the policy, or everything that is wrong with it
     */
    public Outcome<Policy> check(String document) {
        return book.parse(document, 0);
    }

    /** {@return the document in force; none when the shipped settings are} */
    public Outcome<Optional<PolicyVersion>> inForce() {
        return road.read(actor, VIEW, unit -> {
            long number = directory.current().policy().version();
            return Outcome.done(
                    number == 0 ? Optional.empty() : unit.find(PolicyVersion.KIND, PolicyVersion.idOf(number)));
        });
    }

    /**
     * Puts a document in force, at once and on every node.
     *
     * @param document the document
     * @param reason why
     * @return the version
     */
    public Outcome<PolicyVersion> publish(String document, String reason) {
        return road.write(
                actor,
                PUBLISH,
                new Publication(document, reason),
                PolicyVersion.class,
                unit -> published(unit, document, reason));
    }

    /**
     * Puts one section of the document in force, and leaves all others as they are. The document is written anew, as JSON: comments are
     * in its earlier versions.
     *
     * @param section the section, such as {@code dictionary}
     * @param text what the section shall say, YAML or JSON, with or without its name on top
     * @param reason why
     * @return the version
     */
    public Outcome<PolicyVersion> publishSection(String section, String text, String reason) {
        record Part(
                String section,
                @NotBlank String text,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(actor, PUBLISH, new Part(section, text, reason), PolicyVersion.class, unit -> {
            Outcome<String> whole = book.withSection(document(unit), section, text);
            return whole instanceof Outcome.Done<String> done
                    ? published(unit, done.value(), reason)
                    : Outcome.refused(whole.refusals());
        });
    }

    /**
     * What the policy would be with another section, without putting it in force.
     *
     * @param section the section
     * @param text what the section shall say
     * @return the policy, or everything that is wrong with it
     */
    public Outcome<Policy> checkSection(String section, String text) {
        return road.read(actor, VIEW, unit -> {
            Outcome<String> whole = book.withSection(document(unit), section, text);
            return whole instanceof Outcome.Done<String> done
                    ? book.parse(done.value(), unit.standing().policy().version() + 1)
                    : Outcome.refused(whole.refusals());
        });
    }

    private static String document(Unit unit) {
        long number = unit.standing().policy().version();
        return number == 0
                ? ""
                : unit.find(PolicyVersion.KIND, PolicyVersion.idOf(number))
                        .map(PolicyVersion::document)
                        .orElse("");
    }

    private Outcome<PolicyVersion> published(Unit unit, String document, String reason) {
        long number = unit.standing().policy().version() + 1;
        Outcome<Policy> parsed = book.parse(document, number);
        if (!parsed.isDone()) {
            return Outcome.refused(parsed.refusals());
        }
        Policy next = parsed.orElseThrow();
        List<Refusal> wrong = new ArrayList<>();
        Administration.lockedOut(next, directory.current().users()).ifPresent(wrong::add);
        guards.forEach(guard -> wrong.addAll(guard.problems(unit, next)));
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        DirectoryCache.policyMoved(unit, number);
        return Outcome.done(unit.create(
                PolicyVersion.KIND,
                new PolicyVersion(
                        PolicyVersion.idOf(number),
                        1,
                        number,
                        document,
                        reason,
                        Trace.created(unit.now(), unit.actorId(), Optional.empty()))));
    }
}
