/** The CRM rule book's front door. */
@NullMarked
package io.crmkit;

import org.jspecify.annotations.NullMarked;
