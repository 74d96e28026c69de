package io.crmkit.access;

import io.crmkit.approval.People;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The people of a directory, as approvals ask for them (APR-01). Immutable, safe for use by many threads. */
public final class DirectoryPeople implements People {

    private final Directory directory;

    /**
     * The people of a directory.
     *
     * @param directory the directory
     */
    public DirectoryPeople(Directory directory) {
        this.directory = directory;
    }

    @Override
    public boolean active(String userId) {
        return directory.user(userId).filter(User::active).isPresent();
    }

    @Override
    public Optional<String> superior(String userId) {
        return directory.user(userId).flatMap(User::superior);
    }

    @Override
    public Optional<String> department(String userId) {
        return directory.user(userId).flatMap(User::department);
    }

    @Override
    public Optional<String> head(String departmentId) {
        Set<String> seen = new HashSet<>();
        Optional<Department> at = directory.department(departmentId);
        while (at.isPresent() && at.get().head().isEmpty() && seen.add(at.get().id())) {
            at = at.get().parent().flatMap(directory::department);
        }
        return at.flatMap(Department::head);
    }

    @Override
    public Set<String> holders(String role) {
        return directory.users().stream()
                .filter(User::active)
                .map(User::id)
                .filter(id -> directory.rolesOf(id).containsKey(role))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<String> byLogin(String login) {
        return directory.byLogin(login).map(User::id);
    }

    @Override
    public String login(String userId) {
        return directory.user(userId).map(User::login).orElse(userId);
    }

    @Override
    public String name(String userId) {
        return directory.user(userId).map(User::name).orElse(userId);
    }

    @Override
    public Optional<String> departmentName(String departmentId) {
        return directory.department(departmentId).map(Department::name);
    }
}
