/** JSON as the core stores it. Never seen from outside. */
@NullMarked
package io.crmkit.internal.json;

import org.jspecify.annotations.NullMarked;
