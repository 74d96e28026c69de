package io.crmkit.approval;

import io.crmkit.shared.CleanText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;

/**
 * What a process platform decided (APR-03).
 *
 * @param message the platform's id of this message: the same message counts once, however often it comes
 * @param approval id of the approval
 * @param round which time it was submitted, from 1, as its form says: what was decided about an earlier time is too late
 * @param verdict what was decided
 * @param by who decided, as the platform calls them
 * @param note what was said
 */
public record PlatformDecision(
        @NotBlank @CleanText(max = 200) String message,
        @NotBlank String approval,
        int round,
        @NotNull Verdict verdict,
        @NotBlank @CleanText(max = 200) String by,
        @NotNull Optional<@CleanText(max = 1000) String> note) {

    /** What a platform can decide. */
    public enum Verdict {
        /** It is approved. */
        APPROVED,
        /** It is refused. */
        REFUSED,
        /** It goes back to the submitter. */
        RETURNED
    }
}
