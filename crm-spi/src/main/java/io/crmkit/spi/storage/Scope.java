package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Collection;
import java.util.Set;

/**
 * What a reader may come across: everything, or the records that carry one of some tokens. A scope is an argument of its
 * own in every query, so that no filter can widen it.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public sealed interface Scope {

    /** Sees every record of the tenant. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Unrestricted() implements Scope {}

    /**
     * Sees the records whose {@link Visibility} has one of the tokens; none sees nothing.
     *
     * @param tokens the tokens, at most 10,000
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    record Tokens(Set<String> tokens) implements Scope {
        /** Copies the tokens. */
        public Tokens {
            tokens = Set.copyOf(tokens);
        }
    }

    /** {@return the scope that sees every record of the tenant} */
    static Scope unrestricted() {
        return new Unrestricted();
    }

    /**
     * The scope of some tokens.
     *
     * @param tokens the tokens
     * @return the scope
     */
    static Scope of(Collection<String> tokens) {
        return new Tokens(Set.copyOf(tokens));
    }

    /**
     * Whether this scope sees a record of that visibility.
     *
     * @param visibility the record's
     * @return whether it does
     */
    default boolean sees(Visibility visibility) {
        if (this instanceof Tokens t) {
            return visibility.owner().filter(t.tokens()::contains).isPresent()
                    || visibility.grants().stream().anyMatch(t.tokens()::contains);
        }
        return true;
    }
}
