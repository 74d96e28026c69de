/**
 * Reports (INS): figures computed in the store, within the reader's scope.
 *
 * <p>Start at {@link io.crmkit.insight.Reports}; every report answers with a {@link io.crmkit.insight.Report}, which is
 * data that any surface can show.
 */
@NullMarked
package io.crmkit.insight;

import org.jspecify.annotations.NullMarked;
