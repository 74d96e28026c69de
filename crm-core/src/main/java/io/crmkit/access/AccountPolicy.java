package io.crmkit.access;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * The key {@code accounts} of the section {@code access}: how accounts live and how people sign in (ACC-01, ACC-02, ACC-14).
 *
 * @param training whether an account is activated only after its training is confirmed (ACC-14)
 * @param applications whether strangers may apply for an account
 * @param openApplications how many applications may wait at once, so that strangers cannot fill the store
 * @param passwords what passwords must be like, and how they are kept
 * @param lockout what happens when somebody guesses
 * @param idleMinutes after how many minutes without a call a session ends
 * @param sessions how many sessions a user may have open at once; the oldest ends when there is one more
 */
public record AccountPolicy(
        boolean training,
        boolean applications,
        @Min(1) @Max(100_000) int openApplications,
        @Valid @NotNull Passwords passwords,
        @Valid @NotNull Lockout lockout,
        @Min(1) @Max(1_440) int idleMinutes,
        @Min(1) @Max(100) int sessions) {

    /**
     * What passwords must be like (ACC-02). The cost follows OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
     *
     * @param length how many characters at least
     * @param classes of how many classes at least: small letters, capital letters, digits, anything else
     * @param history how many passwords, the present one among them, may not come again; 0 to allow any
     * @param expiryDays after how many days a password must be changed; 0 for never
     * @param resetMinutes for how long a reset token may be redeemed
     * @param resetPauseMinutes how long nobody can ask for another "forgot password" token of the same user; 0 for no pause
     * @param memoryKib Argon2id's memory in KiB
     * @param iterations Argon2id's passes
     * @param parallelism Argon2id's lanes
     */
    public record Passwords(
            @Min(8) @Max(128) int length,
            @Min(1) @Max(4) int classes,
            @Min(0) @Max(24) int history,
            @Min(0) @Max(3_650) int expiryDays,
            @Min(1) @Max(10_080) int resetMinutes,
            @Min(0) @Max(1_440) int resetPauseMinutes,
            @Min(7_168) @Max(1_048_576) int memoryKib,
            @Min(1) @Max(100) int iterations,
            @Min(1) @Max(16) int parallelism) {}

    /**
     * What happens when somebody guesses (ACC-02).
     *
     * @param failures after how many failures an account is locked
     * @param windowMinutes within how many minutes they count
     * @param lockMinutes for how many minutes it is locked
     */
    public record Lockout(
            @Min(1) @Max(1_000) int failures,
            @Min(1) @Max(1_440) int windowMinutes,
            @Min(1) @Max(10_080) int lockMinutes) {}

    /** {@return the shipped settings} */
    public static AccountPolicy shipped() {
        return new AccountPolicy(
                false, true, 200, new Passwords(10, 3, 5, 0, 30, 5, 19_456, 2, 1), new Lockout(5, 15, 15), 30, 20);
    }

    AccountPolicy withTraining(boolean asked) {
        return new AccountPolicy(asked, applications, openApplications, passwords, lockout, idleMinutes, sessions);
    }
}
