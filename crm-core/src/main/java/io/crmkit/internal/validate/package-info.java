/** Jakarta Validation, spoken in both languages. Never seen from outside. */
@NullMarked
package io.crmkit.internal.validate;

import org.jspecify.annotations.NullMarked;
