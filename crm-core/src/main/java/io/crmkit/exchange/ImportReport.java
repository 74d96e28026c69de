package io.crmkit.exchange;

import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What became of an import.
 *
 * @param steps each step, in order
 * @param errorFiles the error files that have rows to correct
 * @param result what the import did in the end; the numbers of steps tell what would be unless it loaded
 */
public record ImportReport(List<Step> steps, List<Path> errorFiles, Result result) {

    /** What an import did in the end. */
    public enum Result {
        /** The good rows are there. */
        LOADED,
        /** Nothing was loaded: it was only asked what would be. */
        PREVIEWED,
        /** Nothing was loaded, because rows are bad. */
        NOTHING,
        /** What was loaded was taken back, because rows were refused after all. */
        TAKEN_BACK
    }

    /**
     * What became of one step. {@code read} is the sum of all that follows it, up to {@code refused}.
     *
     * @param file its file
     * @param entity its entity
     * @param read rows in the file
     * @param passedOver rows that do not belong to the step
     * @param repeated rows whose external id was seen before in a step that wants each once
     * @param incomplete rows without a required field in a step that skips them
     * @param created rows that became a new record
     * @param unchanged rows that were imported before and say the same
     * @param different rows that were imported before and say something else now; their records were left as they are
     * @param refused rows that were refused
     * @param corrected values that were nearly a choice and were taken for it
     * @param refusals why rows were refused, like ones together, the most frequent first
     * @param remarks what to know about rows that were not refused for it, likewise
     */
    public record Step(
            String file,
            String entity,
            long read,
            long passedOver,
            long repeated,
            long incomplete,
            long created,
            long unchanged,
            long different,
            long refused,
            long corrected,
            List<Group> refusals,
            List<Group> remarks) {

        /** Copies the lists. */
        public Step {
            refusals = List.copyOf(refusals);
            remarks = List.copyOf(remarks);
        }

        /**
         * The numbers in one line.
         *
         * @param language the language
         * @return the line
         */
        public String summary(Locale language) {
            return Messages.text(
                    language,
                    "exchange.report-step",
                    file,
                    entity,
                    read,
                    created,
                    unchanged,
                    different,
                    refused,
                    passedOver + repeated + incomplete,
                    corrected);
        }
    }

    /**
     * Rows that share a reason.
     *
     * @param example the reason; the first of them, where they differ in more than the group looks at
     * @param count how many
     * @param firstLine the line of the first
     * @param mixed whether values differ, because there were too many to tell apart
     */
    public record Group(Refusal example, long count, long firstLine, boolean mixed) {

        /**
         * The group in one line, such as {@code 1480 × There is no product "GTXPro". Did you mean "GTX Pro"? (first: line 3)}.
         *
         * @param language the language
         * @return the line
         */
        public String summary(Locale language) {
            return Messages.text(
                    language,
                    mixed ? "exchange.report-mixed" : "exchange.report-group",
                    count,
                    example.rule(),
                    example.message(language),
                    firstLine);
        }
    }

    /** Copies the lists. */
    public ImportReport {
        steps = List.copyOf(steps);
        errorFiles = List.copyOf(errorFiles);
    }

    /** {@return how many rows were refused, over all steps} */
    public long refused() {
        return total(Step::refused);
    }

    /** {@return how many records are new, over all steps} */
    public long created() {
        return total(Step::created);
    }

    /** {@return whether the import changed nothing} */
    public boolean changedNothing() {
        return created() == 0 || result != Result.LOADED;
    }

    /**
     * A number over all steps.
     *
     * @param number the number
     * @return its sum
     */
    public long total(ToLongFunction<Step> number) {
        return steps.stream().mapToLong(number).sum();
    }

    /**
     * What became of an entity, over all steps that fill it.
     *
     * @param entity the entity
     * @param number which number
     * @return its sum
     */
    public long total(String entity, ToLongFunction<Step> number) {
        return steps.stream()
                .filter(step -> step.entity().equals(entity))
                .mapToLong(number)
                .sum();
    }

    /**
     * The report as text: a line for each step, and below it a line for each reason.
     *
     * @param language the language
     * @return the lines
     */
    public List<String> summary(Locale language) {
        List<String> lines = new ArrayList<>();
        for (Step step : steps) {
            lines.add(step.summary(language));
            step.refusals().forEach(group -> lines.add("  " + group.summary(language)));
            step.remarks().forEach(group -> lines.add("  " + group.summary(language)));
        }
        return lines;
    }
}
