package io.crmkit.access;

import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The departments that a user heads (ACC-04). */
final class HeadedDepartments implements Owned {

    private final DirectoryCache directory;

    HeadedDepartments(DirectoryCache directory) {
        this.directory = directory;
    }

    @Override
    public String kind() {
        return "headed_department";
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        return directory.current().departments().stream()
                .filter(department -> department.head().filter(userId::equals).isPresent())
                .sorted(Comparator.comparing(Department::id))
                .map(department -> Holding.of(Department.KIND.key(department.id())))
                .toList();
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        Department department =
                unit.find(Department.KIND, assigned.holding().record().id()).orElseThrow();
        DirectoryCache.moved(unit);
        unit.change(
                Department.KIND,
                department,
                department.withHead(
                        Optional.of(assigned.to()), department.trace().touched(unit.now(), unit.actorId())),
                terms.reason());
        return List.of();
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Department.KIND, id).isPresent();
    }

    @Override
    public List<Refusal> held(Unit unit, User user, List<Holding> holdings) {
        return holdings.stream()
                .flatMap(holding -> unit.find(Department.KIND, holding.record().id()).stream())
                .map(department ->
                        Refusal.of(Refusal.Kind.RULE, "ACC-01", "access.still-head", user.name(), department.name()))
                .toList();
    }
}
