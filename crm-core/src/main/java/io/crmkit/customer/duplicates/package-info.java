/**
 * Duplicate detection (CUS-05, CUS-06): which records are of the same customer, how sure that is, and why.
 *
 * <p>The pure rules need no storage: start at {@link io.crmkit.customer.duplicates.DuplicateDetector}, which learns from a whole base, or at
 * {@link io.crmkit.customer.duplicates.DuplicateJudge}, which judges two records by shipped figures.
 *
 * <p>On the road, {@link io.crmkit.customer.duplicates.DuplicateCheck} warns before something is saved. Beside each record that can be a
 * duplicate stand its {@link io.crmkit.customer.duplicates.LookupKeys}, as keyed marks in a multi-valued index; one look-up for each kind finds the
 * candidates. What can be a duplicate is a {@link io.crmkit.customer.duplicates.Matchable}, registered where the CRM is put together.
 *
 * <p>Who saves many at once, such as an import, reads ahead for a whole chunk and then asks for each row:
 *
 * <pre>{@code
 * Candidates ahead = check.ahead(unit, rows.stream().map(this::says).toList());     // a few reads, in the unit's preparation
 * Outcome<Customer> created = check.over(unit, Customer.KIND, create(unit, draft), ahead);   // each row
 * check.wrote(unit, Customer.KIND, created.orElseThrow(), ahead);                    // so that the rows after it see it
 * List<List<Suspect>> only = check.check(unit, drafts);                              // or just ask, for a preview
 * }</pre>
 *
 * <p>A warning names a record that its reader sees, with reasons that use nothing behind a wall. Of one that the reader does not see it tells
 * only that there is one and whom to ask; this is a declared disclosure.
 */
@NullMarked
package io.crmkit.customer.duplicates;

import org.jspecify.annotations.NullMarked;
