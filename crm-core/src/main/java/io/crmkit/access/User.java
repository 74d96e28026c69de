package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Objects;
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
 * @param phone telephone, if known
 * @param department id of the department, if any
 * @param superior id of the user reported to, if any
 * @param roles ids of the roles held
 * @param state how far the account's life has come
 * @param trainedOn the day on which training was confirmed, if it was (ACC-14)
 * @param salesCode the sales code that is the user's, if one is (ACC-03)
 * @param trace where it comes from
 */
@AggregateRoot
public record User(
        @Identity String id,
        long version,
        String login,
        String name,
        Optional<String> email,
        Optional<String> phone,
        Optional<String> department,
        Optional<String> superior,
        SortedSet<String> roles,
        State state,
        Optional<LocalDate> trainedOn,
        Optional<String> salesCode,
        Trace trace)
        implements Entity<User> {

    /** How far an account's life has come (ACC-01). */
    public enum State {
        /** It was created and never activated yet, for instance because training is not confirmed. */
        WAITING,
        /** It may be used. */
        ACTIVE,
        /** It may not be used. */
        DISABLED,
        /** It may not be used, nor be given anything, while somebody else takes over what its holder has (ACC-12). */
        FENCED,
        /** It is gone for good; what is left keeps its login from being given to somebody else. */
        DELETED
    }

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
                            .text("name", u.state() == State.DELETED ? null : u.name())
                            .text("external", u.trace().external().orElse(null)))
            .sealing("email", "phone")
            .underAudit();

    /** Copies the roles. */
    public User {
        Objects.requireNonNull(state, "state");
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    /** {@return whether the account may be used} */
    public boolean active() {
        return state == State.ACTIVE;
    }

    @Override
    public User withVersion(long other) {
        return new User(
                id, other, login, name, email, phone, department, superior, roles, state, trainedOn, salesCode, trace);
    }

    User withProfile(UserProfile profile, Trace touched) {
        return new User(
                id,
                version,
                login,
                profile.name().strip(),
                profile.email(),
                profile.phone(),
                department,
                superior,
                roles,
                state,
                trainedOn,
                salesCode,
                touched);
    }

    User withSuperior(Optional<String> other, Trace touched) {
        return new User(
                id, version, login, name, email, phone, department, other, roles, state, trainedOn, salesCode, touched);
    }

    User withDepartment(Optional<String> other, Trace touched) {
        return new User(
                id, version, login, name, email, phone, other, superior, roles, state, trainedOn, salesCode, touched);
    }

    User withRoles(Set<String> other, Trace touched) {
        return new User(
                id,
                version,
                login,
                name,
                email,
                phone,
                department,
                superior,
                new TreeSet<>(other),
                state,
                trainedOn,
                salesCode,
                touched);
    }

    User in(State other, Trace touched) {
        return new User(
                id,
                version,
                login,
                name,
                email,
                phone,
                department,
                superior,
                roles,
                other,
                trainedOn,
                salesCode,
                touched);
    }

    User trained(LocalDate day, Trace touched) {
        return new User(
                id,
                version,
                login,
                name,
                email,
                phone,
                department,
                superior,
                roles,
                state,
                Optional.of(day),
                salesCode,
                touched);
    }

    User withSalesCode(Optional<String> code, Trace touched) {
        return new User(
                id, version, login, name, email, phone, department, superior, roles, state, trainedOn, code, touched);
    }

    /** What is left of a deleted account: who it was, without how to reach it and without any right. */
    User deleted(Trace touched) {
        return new User(
                id,
                version,
                login,
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new TreeSet<>(),
                State.DELETED,
                trainedOn,
                Optional.empty(),
                touched);
    }
}
