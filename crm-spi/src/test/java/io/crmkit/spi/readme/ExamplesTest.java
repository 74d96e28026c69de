package io.crmkit.spi.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.spi.broken.ClauseRun;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The README's plugins keep the contracts as the README's tests run them; only their services files are not written here. */
class ExamplesTest {

    @Test
    @DisplayName("the README's grading plugin keeps every clause but the one that looks for its services file")
    void grading() {
        Class<?> test = Examples.KeyAccountGradingTest.class;
        ClauseRun run = ClauseRun.of(test, ClauseRun.clauses(test));
        assertThat(run.failed()).containsOnlyKeys("G03");
        assertThat(run.skipped()).isEmpty();
    }

    @Test
    @DisplayName("the README's channel keeps every clause but that one, and what it does not declare is skipped")
    void channel() {
        Class<?> test = Examples.HookChannelTest.class;
        ClauseRun run = ClauseRun.of(test, ClauseRun.clauses(test));
        assertThat(run.failed()).containsOnlyKeys("N03");
        assertThat(run.skipped()).containsOnlyKeys("N06", "N08", "N12", "N38", "N39", "N40", "N61", "N62");
    }
}
