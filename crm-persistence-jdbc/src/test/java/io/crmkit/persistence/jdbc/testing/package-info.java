/** Databases to test with; published in this module's test-jar. */
@NullMarked
package io.crmkit.persistence.jdbc.testing;

import org.jspecify.annotations.NullMarked;
