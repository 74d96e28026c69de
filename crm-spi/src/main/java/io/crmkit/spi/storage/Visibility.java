package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may come across a record, as tokens that are opaque to the store. The owner's token is single and has the declared
 * orders laid out behind it; grants are further tokens. A {@link Scope} sees a record when it holds the owner's token or
 * any grant. Immutable.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class Visibility {

    private static final Visibility NONE = new Visibility(null, new TreeSet<>());

    private final @Nullable String owner;
    private final SortedSet<String> grants;

    private Visibility(@Nullable String owner, SortedSet<String> grants) {
        this.owner = owner;
        this.grants = Collections.unmodifiableSortedSet(grants);
    }

    /** {@return no token at all: only an unrestricted scope sees the record} */
    public static Visibility none() {
        return NONE;
    }

    /**
     * An owner's token and further ones.
     *
     * @param owner the owner's token, or null
     * @param grants further tokens; at most 1,000
     * @return the visibility
     */
    public static Visibility of(@Nullable String owner, Collection<String> grants) {
        SortedSet<String> sorted = new TreeSet<>(CodePoints.ORDER);
        sorted.addAll(grants);
        return new Visibility(owner, sorted);
    }

    /** {@return the owner's token} */
    public Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    /** {@return the further tokens, by code point} */
    public SortedSet<String> grants() {
        return grants;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Visibility v && Objects.equals(v.owner, owner) && v.grants.equals(grants);
    }

    @Override
    public int hashCode() {
        return Objects.hash(owner, grants);
    }

    @Override
    public String toString() {
        return "owner " + owner + ", grants " + grants;
    }
}
