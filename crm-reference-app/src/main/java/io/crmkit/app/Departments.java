package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.access.Department;
import java.util.List;
import java.util.stream.Collectors;

/** Departments as people call them. */
final class Departments {

    private Departments() {}

    /**
     * The department of an id or a name. Names are not unique: where several bear one, an id is asked for.
     *
     * @return the department; when there is none, or more than one, the command ends
     */
    static Department called(Desk desk, CrmSession session, String wanted) {
        List<Department> all = desk.done(session.departments().list());
        List<Department> found = all.stream().filter(d -> d.id().equals(wanted)).toList();
        if (found.isEmpty()) {
            found = all.stream().filter(d -> d.name().equals(wanted)).toList();
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        throw desk.refused(
                found.isEmpty()
                        ? desk.texts().get("error.no-department", wanted)
                                + desk.texts()
                                        .near(
                                                wanted,
                                                all.stream()
                                                        .map(Department::name)
                                                        .toList())
                        : desk.texts()
                                .get(
                                        "error.several-departments",
                                        wanted,
                                        found.stream().map(Department::id).collect(Collectors.joining(", "))));
    }
}
