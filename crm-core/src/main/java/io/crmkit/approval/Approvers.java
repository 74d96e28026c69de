package io.crmkit.approval;

import io.crmkit.approval.Approval.Request;
import io.crmkit.approval.ApprovalPolicy.Designation;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.approval.ApprovalPolicy.WhenEmpty;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds who decides (APR-01): a pure function of the people and the definition. The submitter never decides (ACC-19): where that is who
 * was looked for, and where an account is not active, the superior is. Not safe for use by many threads.
 */
final class Approvers {

    private final People people;
    private final String administrators;
    private final Request request;

    Approvers(People people, String administrators, Request request) {
        this.people = people;
        this.administrators = administrators;
        this.request = request;
    }

    /** Who decides a step, each once, in the order of the definition. */
    Set<String> of(Step step) {
        Set<String> found = new LinkedHashSet<>();
        step.approvers().forEach(who -> found.addAll(of(who)));
        return found;
    }

    /** Who decides a step instead for which nobody was found. */
    Set<String> instead(Step step) {
        if (step.whenEmpty() == WhenEmpty.NAMED) {
            Optional<String> named = step.named().flatMap(people::byLogin).flatMap(this::fit);
            if (named.isPresent()) {
                return Set.of(named.get());
            }
        }
        return administrators();
    }

    private Set<String> administrators() {
        Set<String> all = new TreeSet<>(people.holders(administrators));
        all.remove(request.submitter());
        return all;
    }

    private Set<String> of(Designation who) {
        return switch (who.by()) {
            case SUPERIOR -> set(superior(who.level().orElse(1)).flatMap(this::fit));
            case DEPARTMENT_HEAD ->
                set(people.department(request.submitter())
                        .flatMap(people::head)
                        .or(() -> superior(1))
                        .flatMap(this::fit));
            case CONCERNED_HEAD -> {
                Set<String> heads = new LinkedHashSet<>();
                request.concerned()
                        .forEach(department ->
                                people.head(department).flatMap(this::fit).ifPresent(heads::add));
                yield heads;
            }
            case ROLE -> holders(who.role().orElse(""));
            case USER -> set(who.user().flatMap(people::byLogin).flatMap(this::fit));
        };
    }

    private Set<String> holders(String role) {
        Set<String> all = new TreeSet<>(people.holders(role));
        boolean own = all.remove(request.submitter());
        return all.isEmpty() && own ? set(fit(request.submitter())) : all;
    }

    private static Set<String> set(Optional<String> one) {
        return one.map(Set::of).orElse(Set.of());
    }

    private Optional<String> superior(int level) {
        Optional<String> at = Optional.of(request.submitter());
        for (int i = 0; i < level; i++) {
            at = at.flatMap(people::superior);
        }
        return at;
    }

    /** The first from a user upwards who may decide. */
    private Optional<String> fit(String userId) {
        return upwards(userId, user -> true);
    }

    private Optional<String> upwards(String from, Predicate<String> wanted) {
        Set<String> seen = new HashSet<>();
        Optional<String> at = Optional.of(from);
        while (at.isPresent() && seen.add(at.get())) {
            String user = at.get();
            if (people.active(user) && !user.equals(request.submitter()) && wanted.test(user)) {
                return at;
            }
            at = people.superior(user);
        }
        return Optional.empty();
    }

    /** Who may decide as well because those who should are late; where nobody is above them, an administrator. */
    Optional<String> above(Designation to, List<String> late) {
        Optional<String> found = to.by() == ApprovalPolicy.By.SUPERIOR
                ? people.superior(late.get(late.size() - 1)).flatMap(s -> upwards(s, user -> !late.contains(user)))
                : of(to).stream().filter(user -> !late.contains(user)).findFirst();
        return found.or(() ->
                administrators().stream().filter(user -> !late.contains(user)).findFirst());
    }
}
