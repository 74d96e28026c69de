package io.crmkit.exchange;

import io.crmkit.shared.CleanText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;

/**
 * A user asks to take records out of the system (ACC-13).
 *
 * @param module of which records, such as {@code customer}
 * @param purpose what for; must be said wherever somebody has to approve
 * @param scope which of them, in words, such as {@code all in my scope}
 */
public record ExportRequest(
        @NotBlank @CleanText(max = 60) String module,
        @NotNull Optional<@CleanText(max = 500) String> purpose,
        @NotBlank @CleanText(max = 500) String scope) {}
