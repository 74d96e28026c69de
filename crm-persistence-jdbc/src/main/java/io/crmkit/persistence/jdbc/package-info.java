/** The record store on SQL databases. */
@NullMarked
package io.crmkit.persistence.jdbc;

import org.jspecify.annotations.NullMarked;
