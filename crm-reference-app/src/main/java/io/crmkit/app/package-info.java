/** The {@code crm} command. */
@NullMarked
package io.crmkit.app;

import org.jspecify.annotations.NullMarked;
