/**
 * Grading and scoring (SCO), silence and lifecycle (LIF).
 *
 * <p>Start at {@link io.crmkit.scoring.Grading}, which grades with the strategy in force. The pure rules stand alone: {@link
 * io.crmkit.scoring.GradeBands#grade}, {@link io.crmkit.scoring.Silence#of}, {@link io.crmkit.scoring.Lifecycle#stage}, {@link
 * io.crmkit.scoring.GradeCard#on}.
 */
@NullMarked
package io.crmkit.scoring;

import org.jspecify.annotations.NullMarked;
