package io.crmkit.dictionary;

import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A field as the document says it (CUS-01). Label, module and type are required; what is left out is not asked of values.
 *
 * @param label what people call it
 * @param module where it belongs
 * @param type what its values are
 * @param order when it is asked for: the lower the sooner; 0 to 1,000,000
 * @param counts whether it is one of the key fields that completeness counts (CUS-04)
 * @param required whether a customer cannot be created without it (CUS-03)
 * @param retired whether nobody fills it any more; what it holds is kept
 * @param sensitive whether its values are to be protected (ACC-11); they are then in no index that filters go by
 * @param searchable whether a customer can be found by its exact value, for texts of at most {@value #MOST_SEARCHED} characters; choices
 *     and booleans always can
 * @param maxLength how many characters a text may have, 1 to {@value #MOST_CHARACTERS}
 * @param pattern what a whole text must look like, in the syntax of RE2
 * @param range between which bounds numbers, amounts or days must be
 * @param options what can be chosen
 * @param unit what numbers count
 * @param currency of amounts that name none, ISO 4217
 * @param guidance how to fill it
 */
public record FieldDefinition(
        @NotNull Label label,
        @NotNull InformationModule module,
        @NotNull FieldType type,
        @NotNull Optional<@Min(0) @Max(1_000_000) Integer> order,
        @NotNull Optional<Boolean> counts,
        @NotNull Optional<Boolean> required,
        @NotNull Optional<Boolean> retired,
        @NotNull Optional<Boolean> sensitive,
        @NotNull Optional<Boolean> searchable,
        @NotNull Optional<@Min(1) @Max(MOST_CHARACTERS) Integer> maxLength,
        @NotNull Optional<@CleanText(min = 1, max = 200) String> pattern,
        @NotNull Optional<Range> range,
        @NotNull @Size(max = MOST_OPTIONS) List<@Valid Option> options,
        @NotNull Optional<Label> unit,
        @NotNull Optional<@CleanText(min = 3, max = 3) String> currency,
        @NotNull Optional<Label> guidance) {

    /** How many characters any value may have. */
    public static final int MOST_CHARACTERS = 4_000;

    /** How many options a field may have. */
    public static final int MOST_OPTIONS = 300;

    /** How many characters a text may have whose exact value is looked for. */
    public static final int MOST_SEARCHED = 120;

    /**
     * What can be chosen.
     *
     * @param key as it is stored
     * @param label what people call it
     */
    public record Option(
            @NotNull @CleanText(min = 1, max = 60) String key,
            @NotNull Label label) {}

    /**
     * Bounds, which belong to the range.
     *
     * @param min the least number
     * @param max the greatest number
     * @param earliest the earliest day
     * @param latest the latest day
     */
    public record Range(
            Optional<BigDecimal> min,
            Optional<BigDecimal> max,
            Optional<LocalDate> earliest,
            Optional<LocalDate> latest) {

        boolean isEmpty() {
            boolean numbers = min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0;
            boolean days =
                    earliest.isPresent() && latest.isPresent() && earliest.get().isAfter(latest.get());
            return numbers || days;
        }
    }

    /** Copies the options. */
    public FieldDefinition {
        options = options == null ? List.of() : List.copyOf(options);
    }
}
