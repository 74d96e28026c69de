package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what follow-ups and documents are about, within what the actor sees. Immutable. */
public final class FollowedSubjects {

    private final List<Followed<?>> kinds;

    /**
     * Subjects of some kinds.
     *
     * @param kinds the kinds
     */
    public FollowedSubjects(List<Followed<?>> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /**
     * A record that something can be about.
     *
     * @param unit the unit of work
     * @param subject type and id, such as {@code customer/7}
     * @param write the permission to write what is about it
     * @return the subject; refused when there is none, or none that the actor may know of
     */
    public Outcome<Followed.Subject> visible(Unit unit, String subject, Permission write) {
        int slash = subject.indexOf('/');
        String type = slash < 0 ? "" : subject.substring(0, slash);
        String id = subject.substring(slash + 1);
        for (Followed<?> kind : kinds) {
            if (kind.name().equals(type)) {
                return kind.visible(unit, id, write)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(Refusals.notFound(Messages.label("kind." + type), id)
                                .onField("subject")));
            }
        }
        return Outcome.refused(Refusal.of(
                        Refusal.Kind.INVALID,
                        "CUS-08",
                        "followup.unknown-subject",
                        subject,
                        kinds.stream().map(kind -> kind.name() + "/ID").collect(Collectors.joining(", ")))
                .onField("subject")
                .ofValue(subject));
    }

    /**
     * Whether the actor may know of a record that something is about.
     *
     * @param unit the unit of work
     * @param subject type and id
     * @param view any permission
     * @return whether
     */
    boolean sees(Unit unit, String subject, Permission view) {
        return visible(unit, subject, view).isDone();
    }

    /**
     * The record, where the actor may also write what is about it.
     *
     * @param unit the unit of work
     * @param subject type and id
     * @param write the permission to write what is about it
     * @return the subject, or why not
     */
    public Outcome<Followed.Subject> within(Unit unit, String subject, Permission write) {
        Outcome<Followed.Subject> found = visible(unit, subject, write);
        Optional<Followed.Subject> seen = found.toOptional();
        return seen.isPresent() && !seen.get().within()
                ? Outcome.refused(Refusals.outOfReach(write).onField("subject"))
                : found;
    }

    /** Records were followed up, each once. */
    void followed(Unit unit, Set<String> subjects, Instant at) {
        for (String subject : subjects) {
            int slash = subject.indexOf('/');
            kinds.stream()
                    .filter(kind -> kind.name().equals(subject.substring(0, slash)))
                    .forEach(kind -> kind.followed(unit, subject.substring(slash + 1), at));
        }
    }
}
