package io.crmkit.access;

import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The people who report to a user (ACC-04). Who of them takes the user's place reports to the user's own superior. */
final class Subordinates implements Owned {

    private static final Operation VIEW = Operation.of("user.view", "user", "view");

    private final DirectoryCache directory;

    Subordinates(DirectoryCache directory) {
        this.directory = directory;
    }

    @Override
    public String kind() {
        return "subordinate";
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        return directory.current().reportsOf(userId).stream()
                .sorted(Comparator.comparing(User::id))
                .map(user -> Holding.of(User.KIND.key(user.id())))
                .toList();
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        String id = assigned.holding().record().id();
        User user = unit.find(User.KIND, id).orElseThrow();
        boolean takesThePlace = id.equals(assigned.to());
        Optional<String> superior = takesThePlace
                ? terms.from().flatMap(from -> unit.find(User.KIND, from)).flatMap(User::superior)
                : Optional.of(assigned.to());
        List<Refusal> wrong =
                superior.map(above -> Users.superiorProblems(unit, id, above)).orElse(List.of());
        if (wrong.isEmpty()) {
            DirectoryCache.moved(unit);
            OrganisationChange.note(unit, User.KIND, id, OrganisationChange.What.SUPERIOR, user.superior(), superior);
            unit.change(User.KIND, user, user.withSuperior(superior, Users.touched(unit, user)), terms.reason());
        }
        return wrong;
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return Users.reached(unit, VIEW, id).isDone();
    }

    @Override
    public List<Refusal> held(Unit unit, User user, List<Holding> holdings) {
        return List.of(Refusal.of(
                Refusal.Kind.RULE,
                "ACC-01",
                "access.still-superior",
                user.name(),
                holdings.stream()
                        .flatMap(
                                holding -> unit.find(User.KIND, holding.record().id()).stream())
                        .map(User::name)
                        .sorted()
                        .limit(5)
                        .collect(Collectors.joining(", "))));
    }
}
