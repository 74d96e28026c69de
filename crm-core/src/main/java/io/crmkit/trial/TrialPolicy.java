package io.crmkit.trial;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/**
 * The section {@code trials} of the policy document (CUS-13).
 *
 * @param days for how many days a trial runs, 1 to 365
 * @param extensions how often it can be extended, 0 to 10
 * @param extensionDays by how many days each time, 1 to 365
 * @param selfRegistration whether customers can register themselves
 * @param receivedBy login of the user in whose name a customer applies who registers without a sales code; without one, a code is needed
 * @param mostWaiting how many registrations of customers themselves can wait for a decision at once, 1 to 10,000
 * @param resetMinutes for how long a link to set a password is good, 5 to 10,080
 * @param idleMinutes after how many minutes without a call a customer's session ends, 1 to 1,440
 * @param tries how many wrong passwords lock a login, 1 to 100
 * @param lockMinutes for how long, 1 to 1,440
 */
public record TrialPolicy(
        @Min(1) @Max(365) int days,
        @Min(0) @Max(10) int extensions,
        @Min(1) @Max(365) int extensionDays,
        boolean selfRegistration,
        @NotNull Optional<@Size(max = 100) String> receivedBy,
        @Min(1) @Max(10_000) int mostWaiting,
        @Min(5) @Max(10_080) int resetMinutes,
        @Min(1) @Max(1_440) int idleMinutes,
        @Min(1) @Max(100) int tries,
        @Min(1) @Max(1_440) int lockMinutes) {

    /** The section with the shipped settings. */
    public static final PolicySection<TrialPolicy> SECTION = new PolicySection<>(
            "trials", TrialPolicy.class, new TrialPolicy(30, 2, 15, true, Optional.empty(), 200, 1_440, 30, 5, 15));

    /** A document of before there was a receiver has none. */
    public TrialPolicy {
        receivedBy = receivedBy == null ? Optional.empty() : receivedBy;
    }
}
