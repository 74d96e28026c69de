package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicyBook;
import io.crmkit.policy.PolicyVersion;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Trace;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/** The policy document in force and its versions (POL-01). Got from a session. */
public final class Policies {

    private static final Operation VIEW = Operation.of("policy.view", "policy", "view");
    private static final Operation PUBLISH = Operation.of("policy.publish", "policy", "configure");

    private record Publication(
            @NotBlank String document,
            @NotBlank @Size(max = 500) String reason) {}

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;
    private final PolicyBook book;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory knows what is in force
     * @param book reads documents
     */
    public Policies(Road road, Actor actor, DirectoryCache directory, PolicyBook book) {
        this.road = road;
        this.actor = actor;
        this.directory = directory;
        this.book = book;
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
        return road.write(actor, PUBLISH, new Publication(document, reason), PolicyVersion.class, unit -> {
            long number = unit.standing().policy().version() + 1;
            Outcome<Policy> parsed = book.parse(document, number);
            if (!parsed.isDone()) {
                return Outcome.refused(parsed.refusals());
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
        });
    }
}
