package io.crmkit.internal.guard;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a plugin stands with the guard.
 *
 * @param plugin its id
 * @param failures on how many subjects it failed in a row
 * @param unstoppable how many threads it holds that ignore interruption
 * @param quarantinedUntil until when it is left alone, if it was quarantined and not tried again since
 */
public record PluginStanding(String plugin, int failures, int unstoppable, Optional<Instant> quarantinedUntil) {}
