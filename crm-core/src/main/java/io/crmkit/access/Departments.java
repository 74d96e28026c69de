package io.crmkit.access;

import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportField;
import io.crmkit.exchange.ImportRow;
import io.crmkit.exchange.KnownRows;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Bulk;
import io.crmkit.internal.road.Lookup;
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
import jakarta.validation.constraints.NotBlank;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What can be done with departments (ACC-04). Got from a session. */
public final class Departments {

    private static final Operation VIEW = Operation.of("department.view", "department", "view");
    private static final Operation CREATE = Operation.of("department.create", "department", "create");
    private static final Operation HEAD = Operation.of("department.change-head", "department", "edit");
    private static final Operation MOVE = Operation.of("department.move", "department", "edit");

    private record NewDepartment(
            @NotBlank @CleanText(max = 100) String name, Optional<String> parent) {}

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory the organisation
     */
    public Departments(Road road, Actor actor, DirectoryCache directory) {
        this.road = road;
        this.actor = actor;
        this.directory = directory;
    }

    /** {@return all departments, by name} */
    public Outcome<List<Department>> list() {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(directory.current().departments().stream()
                        .sorted(Comparator.comparing(Department::name).thenComparing(Department::id))
                        .toList()));
    }

    /**
     * Creates a department.
     *
     * @param name what people call it
     * @param parent id of the department it is part of, if any
     * @return the department as created
     */
    public Outcome<Department> create(String name, Optional<String> parent) {
        NewDepartment draft = new NewDepartment(name, parent);
        return road.write(actor, CREATE, draft, Department.class, unit -> create(unit, draft, Optional.empty()));
    }

    /**
     * Moves a department below another one (ACC-04).
     *
     * @param departmentId the department
     * @param expectedVersion the version that was read
     * @param parent id of the department it shall be part of, or none
     * @return the department as changed
     */
    public Outcome<Department> move(String departmentId, long expectedVersion, Optional<String> parent) {
        record Command(String departmentId, long expectedVersion, Optional<String> parent) {}
        return road.write(
                actor,
                MOVE,
                new Command(departmentId, expectedVersion, parent),
                Department.class,
                unit -> Edits.change(
                        unit, Department.KIND, departmentId, expectedVersion, MOVE, Optional.empty(), before -> {
                            Optional<Refusal> wrong = parent.flatMap(p -> problem(unit, before, p));
                            if (wrong.isPresent()) {
                                return Outcome.refused(wrong.get());
                            }
                            DirectoryCache.moved(unit);
                            OrganisationChange.note(
                                    unit,
                                    Department.KIND,
                                    departmentId,
                                    OrganisationChange.What.PARENT,
                                    before.parent(),
                                    parent);
                            return Outcome.done(
                                    before.withParent(parent, before.trace().touched(unit.now(), unit.actorId())));
                        }));
    }

    /**
     * Names the head of a department, who approves what its members ask for.
     *
     * @param departmentId the department
     * @param expectedVersion the version that was read
     * @param head id of an active user, or none
     * @return the department as changed
     */
    public Outcome<Department> changeHead(String departmentId, long expectedVersion, Optional<String> head) {
        record Command(String departmentId, long expectedVersion, Optional<String> head) {}
        return road.write(
                actor,
                HEAD,
                new Command(departmentId, expectedVersion, head),
                Department.class,
                unit -> Edits.change(
                        unit, Department.KIND, departmentId, expectedVersion, HEAD, Optional.empty(), before -> {
                            Optional<String> missing = head.filter(user -> !UserDirectory.isActive(unit, user));
                            if (missing.isPresent()) {
                                return Outcome.refused(
                                        Refusal.of(Refusal.Kind.INVALID, "ACC-01", "access.unknown-user", missing.get())
                                                .onField("head"));
                            }
                            DirectoryCache.moved(unit);
                            OrganisationChange.note(
                                    unit,
                                    Department.KIND,
                                    departmentId,
                                    OrganisationChange.What.HEAD,
                                    before.head(),
                                    head);
                            return Outcome.done(
                                    before.withHead(head, before.trace().touched(unit.now(), unit.actorId())));
                        }));
    }

    /**
     * What a department was part of, and who headed it (ACC-04), the oldest step first.
     *
     * @param departmentId the department
     * @param limit how many steps at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page of steps
     */
    public Outcome<Listing<OrganisationChange>> history(String departmentId, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Department.KIND, departmentId).isPresent()
                        ? Outcome.done(unit.list(
                                OrganisationChange.KIND,
                                Filter.equal(
                                        "subject",
                                        Department.KIND.key(departmentId).toString()),
                                "by_at",
                                limit,
                                pageToken))
                        : Outcome.refused(notFound(departmentId)));
    }

    /** A parent must exist, and no department may end up below itself. */
    private static Optional<Refusal> problem(Unit unit, Department department, String parent) {
        Optional<Department> above = unit.find(Department.KIND, parent);
        if (above.isEmpty()) {
            return Optional.of(notFound(parent).onField("parent"));
        }
        Set<String> seen = new TreeSet<>();
        String name = above.get().name();
        while (above.isPresent() && seen.add(above.get().id())) {
            if (above.get().id().equals(department.id())) {
                return Optional.of(
                        Refusal.of(Refusal.Kind.RULE, "ACC-04", "access.department-cycle", department.name(), name)
                                .onField("parent"));
            }
            above = above.get().parent().flatMap(p -> unit.find(Department.KIND, p));
        }
        return Optional.empty();
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(Messages.label("kind.department"), id);
    }

    private static Outcome<Department> create(Unit unit, NewDepartment draft, Optional<Trace.Origin> origin) {
        Optional<String> missing =
                draft.parent().filter(p -> unit.find(Department.KIND, p).isEmpty());
        if (missing.isPresent()) {
            return Outcome.refused(notFound(missing.get()).onField("parent"));
        }
        DirectoryCache.moved(unit);
        String id = unit.newId();
        OrganisationChange.note(
                unit, Department.KIND, id, OrganisationChange.What.PARENT, Optional.empty(), draft.parent());
        return Outcome.done(unit.create(
                Department.KIND,
                new Department(
                        id,
                        1,
                        draft.name().strip(),
                        draft.parent(),
                        Optional.empty(),
                        Trace.created(unit.now(), unit.actorId(), origin))));
    }

    /** {@return how departments are imported} */
    public ImportEntity importing() {
        return new Importing();
    }

    /** What is read ahead for one attempt to load rows. */
    private static final class Aids {
        private final KnownRows<Department> known = new KnownRows<>(Department.KIND, Department::trace);
        private final Lookup<Department> departments = new Lookup<>(Department.KIND, "name", Department::name);

        Aids(Unit unit, List<ImportRow> rows) {
            known.readAhead(unit, rows);
        }
    }

    /** Imports departments; the parent is named by its name. */
    private final class Importing implements ImportEntity {
        @Override
        public String name() {
            return "department";
        }

        @Override
        public List<ImportField> fields() {
            return List.of(
                    ImportField.of("name", Messages.label("field.name"), ImportField.Type.TEXT)
                            .asRequired(),
                    ImportField.of("parent", Messages.label("field.parent"), ImportField.Type.REFERENCE));
        }

        @Override
        public List<Outcome<Loaded>> load(List<ImportRow> rows) {
            return road.bulk(actor, CREATE, rows, Bulk.of(unit -> new Aids(unit, rows), this::load));
        }

        private Outcome<Loaded> load(Unit unit, Aids aids, ImportRow row) {
            Optional<Loaded> before = aids.known.find(unit, row);
            if (before.isPresent()) {
                return Outcome.done(before.get());
            }
            Optional<Lookup.Result<Department>> parent =
                    row.text("parent").map(p -> aids.departments.find(unit, "parent", p));
            Optional<Refusal> wrong = parent.flatMap(Lookup.Result::refusal);
            if (wrong.isPresent()) {
                return Outcome.refused(wrong.get());
            }
            NewDepartment draft = new NewDepartment(
                    row.text("name").orElse(""),
                    parent.flatMap(Lookup.Result::found).map(Department::id));
            List<Refusal> invalid = road.violations(draft);
            return invalid.isEmpty()
                    ? create(unit, draft, Optional.of(KnownRows.origin(row))).map(aids.known::created)
                    : Outcome.refused(invalid);
        }
    }
}
