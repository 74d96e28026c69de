package io.crmkit.spi.grading;

import io.crmkit.spi.PublicApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A grade with its score and reasons. Immutable.
 *
 * @param code the grade, such as A, B or C: 1 to 16 characters, not blank
 * @param scoreOrNull a finite score from 0 to 100, or null when the strategy has none
 * @param reasons why, in the order of weight; at most 32
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Grade(String code, @Nullable Double scoreOrNull, List<Reason> reasons) {

    /**
     * One reason, in both languages.
     *
     * @param zh in Chinese
     * @param en in English
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public record Reason(String zh, String en) {
        /** Checks that nothing is missing. */
        public Reason {
            Objects.requireNonNull(zh, "zh");
            Objects.requireNonNull(en, "en");
        }
    }

    /** Checks the code and the score. */
    public Grade {
        if (code.isBlank() || code.length() > 16) {
            throw new IllegalArgumentException("a grade has 1 to 16 characters, not blank: '" + code + "'");
        }
        if (scoreOrNull != null && !(scoreOrNull >= 0 && scoreOrNull <= 100)) {
            throw new IllegalArgumentException("a score is a number from 0 to 100, not " + scoreOrNull);
        }
        reasons = List.copyOf(reasons);
        if (reasons.size() > 32) {
            throw new IllegalArgumentException("at most 32 reasons, not " + reasons.size());
        }
    }

    /**
     * A grade without score or reason.
     *
     * @param code the grade
     * @return the grade
     */
    public static Grade of(String code) {
        return new Grade(code, null, List.of());
    }

    /**
     * The same grade with a score.
     *
     * @param score from 0 to 100
     * @return a new grade
     */
    public Grade scored(double score) {
        return new Grade(code, score, reasons);
    }

    /**
     * The same grade with one more reason, the same text for both languages.
     *
     * @param reason the reason
     * @return a new grade
     */
    public Grade because(String reason) {
        return because(reason, reason);
    }

    /**
     * The same grade with one more reason.
     *
     * @param zh in Chinese
     * @param en in English
     * @return a new grade
     */
    public Grade because(String zh, String en) {
        List<Reason> more = new ArrayList<>(reasons);
        more.add(new Reason(zh, en));
        return new Grade(code, scoreOrNull, more);
    }

    /** {@return the score, if the strategy has one} */
    public OptionalDouble score() {
        return scoreOrNull == null ? OptionalDouble.empty() : OptionalDouble.of(scoreOrNull);
    }
}
