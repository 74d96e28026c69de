package io.crmkit.approval;

import io.crmkit.shared.Label;
import java.time.Duration;
import java.util.List;

/**
 * How approvals went (APR-02): how long steps, people and departments take, what is overdue, and where it gets stuck.
 *
 * @param approvals how many approvals began in the period
 * @param ended how many of them are over
 * @param median how long half of those that are over took at most
 * @param steps by kind and step, the slowest first
 * @param people by who decided, or has to, the slowest first
 * @param departments the same by the department that they belong to
 * @param overdue what is late now, the longest first
 */
public record ProcessFigures(
        long approvals,
        long ended,
        Duration median,
        List<Row> steps,
        List<Row> people,
        List<Row> departments,
        List<Late> overdue) {

    /** Copies the lists. */
    public ProcessFigures {
        steps = List.copyOf(steps);
        people = List.copyOf(people);
        departments = List.copyOf(departments);
        overdue = List.copyOf(overdue);
    }

    /**
     * Figures of a step, a person or a department.
     *
     * @param kind the kind of approval, for steps; empty otherwise
     * @param name the step, the person or the department
     * @param decided how many tasks were decided
     * @param waiting how many wait
     * @param late how many were late, or are
     * @param mean how long a decision took on average
     * @param longest the longest that one took, or waits
     * @param bottleneck whether more than half of all the time that tasks took or wait is spent here, or more than a quarter of its
     *     tasks were late
     */
    public record Row(
            String kind,
            Label name,
            long decided,
            long waiting,
            long late,
            Duration mean,
            Duration longest,
            boolean bottleneck) {}

    /**
     * A task that is late.
     *
     * @param approval id of the approval
     * @param about what it is about
     * @param who names of those who may decide
     * @param waits for how long it has waited
     */
    public record Late(String approval, Label about, String who, Duration waits) {}
}
