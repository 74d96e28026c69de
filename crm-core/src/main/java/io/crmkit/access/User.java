package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * Somebody who works with the product (ACC-01, ACC-04).
 *
 * @param id the id
 * @param version how often it was written
 * @param login unique login name
 * @param name what people call the user
 * @param email mailbox, if known
 * @param department id of the department, if any
 * @param superior id of the user reported to, if any
 * @param roles ids of the roles held
 * @param active whether the account may be used
 * @param trace where it comes from
 */
@AggregateRoot
public record User(
        @Identity String id,
        long version,
        String login,
        String name,
        Optional<String> email,
        Optional<String> department,
        Optional<String> superior,
        SortedSet<String> roles,
        boolean active,
        Trace trace)
        implements Entity<User> {

    /** The kind. */
    static final Kind<User> KIND = Kind.plain(
            RecordType.named("user", 1)
                    .indexes(
                            IndexSpec.text("login").asUniqueForever(),
                            IndexSpec.text("name"),
                            IndexSpec.text("external").asUniqueForever())
                    .build(),
            User.class,
            (u, values) -> values.text("login", u.login())
                    .text("name", u.name())
                    .text("external", u.trace().external().orElse(null)));

    /** Copies the roles. */
    public User {
        roles = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    @Override
    public User withVersion(long other) {
        return new User(id, other, login, name, email, department, superior, roles, active, trace);
    }

    User withSuperior(Optional<String> other, Trace touched) {
        return new User(id, version, login, name, email, department, other, roles, active, touched);
    }

    User withDepartment(Optional<String> other, Trace touched) {
        return new User(id, version, login, name, email, other, superior, roles, active, touched);
    }

    User withRoles(Set<String> other, Trace touched) {
        return new User(id, version, login, name, email, department, superior, new TreeSet<>(other), active, touched);
    }

    User withActive(boolean other, Trace touched) {
        return new User(id, version, login, name, email, department, superior, roles, other, touched);
    }
}
