package io.crmkit.scoring;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A grade given by hand (SCO-02).
 *
 * @param grade the grade
 * @param reason why it differs from the computed one
 * @param until the last day on which it counts, if it shall end by itself
 */
public record ManualGrade(
        @NotBlank @Size(max = 16) String grade,
        @NotBlank @Size(max = 500) String reason,
        Optional<LocalDate> until) {

    /**
     * A grade without an end.
     *
     * @param grade the grade
     * @param reason why it differs from the computed one
     * @return the grade
     */
    public static ManualGrade of(String grade, String reason) {
        return new ManualGrade(grade, reason, Optional.empty());
    }

    /**
     * The same grade with an end.
     *
     * @param lastDay the last day on which it counts
     * @return another grade
     */
    public ManualGrade until(LocalDate lastDay) {
        return new ManualGrade(grade, reason, Optional.of(lastDay));
    }

    /** Whether it counts on a day, given that it was not withdrawn. */
    boolean countsOn(LocalDate day) {
        return until.filter(day::isAfter).isEmpty();
    }
}
