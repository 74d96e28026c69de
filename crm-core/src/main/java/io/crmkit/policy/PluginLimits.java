package io.crmkit.policy;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * What a plugin is granted: a part of the policy section of whatever calls plugins. Every call keeps these limits, so that a
 * plugin that misbehaves costs its own results only (SCO-03, NTF-01).
 *
 * @param batchSize how many subjects a plugin is handed at once
 * @param batchMillis how long it may take for them, in milliseconds
 * @param stopMillis how long a thread may take to stop after it was interrupted, in milliseconds
 * @param failures after how many failures in a row, about different subjects, the plugin is quarantined
 * @param quarantineMinutes how long it is left alone then, in minutes, before it is tried again
 * @param threads how many threads it may hold at the same time, the ones that it never gave back included
 * @param textLength how long a text of a result may be, in characters
 */
public record PluginLimits(
        @Min(1) @Max(1000) int batchSize,
        @Min(1) @Max(600_000) int batchMillis,
        @Min(1) @Max(60_000) int stopMillis,
        @Min(1) @Max(100) int failures,
        @Min(1) @Max(44_640) int quarantineMinutes,
        @Min(1) @Max(64) int threads,
        @Min(64) @Max(10_000) int textLength) {

    /** {@return the shipped limits} */
    public static PluginLimits shipped() {
        return new PluginLimits(200, 5_000, 500, 5, 15, 4, 1_000);
    }

    /** {@return how long it is left alone when quarantined} */
    public Duration quarantine() {
        return Duration.ofMinutes(quarantineMinutes);
    }
}
