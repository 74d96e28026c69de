/**
 * The grading contract: facts about a subject go in; grade, score and reasons come out, in batches.
 *
 * <p>Start at {@link io.crmkit.spi.grading.GradingStrategyProvider}. A strategy is a pure function of the facts and of
 * the parameters that it was created with, so that a trained model fits as well as a table of thresholds.
 */
@NullMarked
package io.crmkit.spi.grading;

import org.jspecify.annotations.NullMarked;
