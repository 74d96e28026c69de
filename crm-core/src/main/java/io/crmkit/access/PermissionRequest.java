package io.crmkit.access;

import io.crmkit.shared.CleanText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Optional;

/**
 * A user asks for a right (ACC-08).
 *
 * @param right which
 * @param until when it shall end by itself, if it shall
 * @param justification why it is needed
 * @param evidence what shows that it is needed: number of an order, a document, a link
 */
public record PermissionRequest(
        @Valid @NotNull Right right,
        @NotNull Optional<Instant> until,
        @NotBlank @CleanText(max = 1000) String justification,
        @NotBlank @CleanText(max = 500) String evidence) {}
