package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a store can do, and how much of it.
 *
 * @param capabilities what it can do beyond the minimum
 * @param maxChanges how many changes it takes in one change set, 100 at least; shipped stores take 20,000
 * @param maxPayloadBytes how long a payload may be in UTF-8, 65,536 at least; shipped stores take 1,048,576 and more
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record StoreProfile(Set<Capability> capabilities, int maxChanges, int maxPayloadBytes) {

    /** Copies the capabilities and checks the least limits. */
    public StoreProfile {
        capabilities = Set.copyOf(capabilities);
        if (maxChanges < 100 || maxPayloadBytes < 65_536) {
            throw new IllegalArgumentException("a store takes at least 100 changes and 65536 bytes of payload, not "
                    + maxChanges + " and " + maxPayloadBytes);
        }
    }

    /**
     * A store of all capabilities but these. {@link Capability#BOUNDED} is not among them, because nobody makes that promise by
     * leaving it unsaid.
     *
     * @param without what it cannot do
     * @param maxChanges changes in one set
     * @param maxPayloadBytes bytes in one payload
     * @return the profile
     */
    public static StoreProfile allBut(Collection<Capability> without, int maxChanges, int maxPayloadBytes) {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        all.removeAll(without);
        all.remove(Capability.BOUNDED);
        return new StoreProfile(all, maxChanges, maxPayloadBytes);
    }

    /** {@return the same, with the promise that every call ends by itself: {@link Capability#BOUNDED}} */
    public StoreProfile bounded() {
        Set<Capability> more = EnumSet.of(Capability.BOUNDED);
        more.addAll(capabilities);
        return new StoreProfile(more, maxChanges, maxPayloadBytes);
    }

    /**
     * Whether the store can do this.
     *
     * @param capability what
     * @return whether it can
     */
    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }
}
