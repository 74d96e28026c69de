/**
 * The guard that every call of a plugin passes. Never seen from outside.
 *
 * <p>Start at {@link io.crmkit.internal.guard.PluginGuard}.
 */
@NullMarked
package io.crmkit.internal.guard;

import org.jspecify.annotations.NullMarked;
