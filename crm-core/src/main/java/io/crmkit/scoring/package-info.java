/**
 * Grading and scoring (SCO).
 *
 * <p>Start at {@link io.crmkit.scoring.GradeBands}, the pure rule of amounts and grades.
 */
@NullMarked
package io.crmkit.scoring;

import org.jspecify.annotations.NullMarked;
