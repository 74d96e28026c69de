package io.crmkit.automation;

import io.crmkit.policy.PluginLimits;
import io.crmkit.policy.PolicySection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The section {@code automation} of the policy document: how what the rules say reaches people (NTF-01).
 *
 * @param channels the channels that each reminder goes out through, beside the list of reminders; none as shipped
 * @param language of what goes out
 * @param attempts after how many attempts a message is parked
 * @param waitMinutes how long to wait after the first failed attempt, the second and so on, in minutes; the last goes on
 * @param claimMinutes how long a node that takes a message has for it, before another may take it, in minutes
 * @param guard what channels are granted
 */
public record AutomationPolicy(
        @NotNull @Size(max = 10) List<@Valid ChannelChoice> channels,
        @NotNull Language language,
        @Min(1) @Max(1_000) int attempts,
        @NotEmpty @Size(max = 50) List<@Min(1) @Max(10_080) Integer> waitMinutes,
        @Min(1) @Max(1_440) int claimMinutes,
        @Valid @NotNull PluginLimits guard) {

    /** Languages that messages can be written in. */
    public enum Language {
        /** Chinese. */
        ZH,
        /** English. */
        EN;

        /** {@return the language} */
        public java.util.Locale locale() {
            return this == ZH ? java.util.Locale.CHINESE : java.util.Locale.ENGLISH;
        }
    }

    /** How many messages a node takes at once: few, so that their claim is not over before their turn comes. */
    static final int BATCH = 20;

    /** Waiting for a thread twice, and for the plugin. */
    private static final int WAITS = 3;

    /** The section with the shipped settings. */
    public static final PolicySection<AutomationPolicy> SECTION = new PolicySection<>(
            "automation",
            AutomationPolicy.class,
            new AutomationPolicy(
                    List.of(), Language.ZH, 10, List.of(1, 5, 15, 60, 240, 720), 10, PluginLimits.shipped()));

    /** Copies the lists, and refuses a channel that is named twice, or a claim that may end before the attempts that it is for. */
    public AutomationPolicy {
        channels = channels == null ? List.of() : List.copyOf(channels);
        waitMinutes = waitMinutes == null ? List.of() : List.copyOf(waitMinutes);
        Set<String> ids = new HashSet<>();
        for (ChannelChoice channel : channels) {
            if (!ids.add(channel.id())) {
                throw new IllegalArgumentException("channels names " + channel.id() + " twice");
            }
        }
        long longest = guard == null ? 0 : BATCH * ((long) WAITS * guard.batchMillis() + guard.stopMillis());
        if (claimMinutes > 0 && claimMinutes * 60_000L <= longest) {
            throw new IllegalArgumentException("claimMinutes " + claimMinutes + " is no longer than " + BATCH
                    + " deliveries may take with guard.batchMillis and guard.stopMillis; at least "
                    + (longest / 60_000 + 1) + " are needed");
        }
    }

    /** How long to wait after so many attempts that failed. */
    Duration waitAfter(int failed) {
        return Duration.ofMinutes(waitMinutes.get(Math.min(Math.max(failed, 1), waitMinutes.size()) - 1));
    }
}
