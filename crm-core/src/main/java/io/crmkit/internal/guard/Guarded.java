package io.crmkit.internal.guard;

import io.crmkit.shared.PluginFailure;

/**
 * What a plugin gave for one subject: a result that was checked, or a failure that tells why there is none.
 *
 * @param <R> the result
 */
public sealed interface Guarded<R> {

    /**
     * A result.
     *
     * @param value the result, checked
     * @param <R> the result
     */
    record Given<R>(R value) implements Guarded<R> {}

    /**
     * No result.
     *
     * @param failure why
     * @param <R> the result
     */
    record Failed<R>(PluginFailure failure) implements Guarded<R> {}
}
