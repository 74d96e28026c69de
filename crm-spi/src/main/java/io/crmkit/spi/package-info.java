/**
 * The border of CRM Kit: what a plugin vendor implements and what the core calls.
 *
 * <p>Start at {@link io.crmkit.spi.CrmPlugin}. Three contracts hang below it, each in a package of its own: storage
 * ({@code io.crmkit.spi.storage}), grading ({@code io.crmkit.spi.grading}) and notification
 * ({@code io.crmkit.spi.notification}). {@link io.crmkit.spi.Plugins} finds implementations by id. Nothing here knows a
 * customer, and nothing here needs more than the JDK.
 *
 * <p>Every public type carries {@link io.crmkit.spi.PublicApi}, which tells whether it is made to be called or to be
 * implemented, since when, and how stable it is. Types for implementing grow by default methods only.
 */
@NullMarked
package io.crmkit.spi;

import org.jspecify.annotations.NullMarked;
