/**
 * Customer 360 (CUS-17): one view of a customer across all modules, and what happened with it, newest first.
 *
 * <p>Start at {@link io.crmkit.customer.view.CustomerViews}, the use cases. What the view shows comes from parts: each subject brings a
 * {@link io.crmkit.customer.view.CustomerPart} of its own, which is registered where the CRM is put together, and the view knows none of
 * them by name. A part answers under the reader's own permissions and walls: what it adds passes the walls on its way into the view, one
 * whose permission is not held is not asked, and one that fails costs only itself. Each part asks a fixed number of questions for a page of
 * answers, so that the view's cost does not follow the size of the customer.
 */
@NullMarked
package io.crmkit.customer.view;

import org.jspecify.annotations.NullMarked;
