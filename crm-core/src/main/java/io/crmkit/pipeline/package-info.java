/**
 * Leads and opportunities (PIP): the way from a first word to a deal.
 *
 * <p>Start at {@link io.crmkit.pipeline.Pipeline}, the pure rules of stages and gates, which a product with tables of its
 * own can use alone; {@link io.crmkit.pipeline.Opportunities} and {@link io.crmkit.pipeline.Leads} are the use cases.
 */
@NullMarked
package io.crmkit.pipeline;

import org.jspecify.annotations.NullMarked;
