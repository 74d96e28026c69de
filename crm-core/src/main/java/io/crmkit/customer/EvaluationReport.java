package io.crmkit.customer;

import io.crmkit.shared.PluginFailure;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an evaluation of the whole base did, or would do (POL-02).
 *
 * @param day the day it was made for
 * @param policy the number of the policy; one that is not published has the number that it would get
 * @param customers how many customers were judged: those with a purchase, a deal won, or a grade or stage by hand
 * @param grades how many customers have, or would have, each grade
 * @param stages how many are, or would be, in each stage
 * @param changes who of those whom the reader sees changes grade or stage, by id of the customer; at most {@value #LISTED} are listed
 * @param changed how many change in all
 * @param reminders how many reminders come about
 * @param ownerless how many silent customers nobody can be reminded of
 * @param failures grades that could not be computed of those whom the reader sees, the old ones stay; at most {@value #LISTED} are listed
 * @param failed how many could not be computed in all
 */
public record EvaluationReport(
        LocalDate day,
        long policy,
        long customers,
        SortedMap<String, Long> grades,
        SortedMap<String, Long> stages,
        List<Change> changes,
        long changed,
        long reminders,
        long ownerless,
        List<PluginFailure> failures,
        long failed) {

    /** How many changes and failures are listed one by one. */
    public static final int LISTED = 10_000;

    /**
     * A customer whose grade or stage changes.
     *
     * @param customer id of the customer
     * @param name its name
     * @param gradeBefore the grade that counts now, if there is one
     * @param gradeAfter the grade that would count
     * @param stageBefore the stage now, as the name of a {@link io.crmkit.scoring.Lifecycle.Stage}, if there is one
     * @param stageAfter the stage after
     */
    public record Change(
            String customer,
            String name,
            Optional<String> gradeBefore,
            Optional<String> gradeAfter,
            Optional<String> stageBefore,
            Optional<String> stageAfter) {}

    /** Copies the lists. */
    public EvaluationReport {
        changes = List.copyOf(changes);
        failures = List.copyOf(failures);
    }
}
