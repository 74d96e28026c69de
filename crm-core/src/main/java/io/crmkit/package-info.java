/**
 * CRM Kit: the rules of customer relationship management as a library.
 *
 * <p>Start at {@link io.crmkit.Crm}: {@code Crm.builder().store("sqlite:crm.db").open()} opens a store, {@link
 * io.crmkit.Crm#signIn} gives a {@link io.crmkit.CrmSession}, and from there every use case is one call. Whoever keeps
 * tables of their own uses the pure rules alone: {@link io.crmkit.pipeline.Pipeline#evaluate}, {@link
 * io.crmkit.scoring.GradeBands#grade}.
 */
@NullMarked
package io.crmkit;

import org.jspecify.annotations.NullMarked;
