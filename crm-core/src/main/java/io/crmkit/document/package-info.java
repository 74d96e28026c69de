/**
 * Documents of customers, leads and opportunities (CUS-14). Start at {@link io.crmkit.document.Documents}.
 *
 * <p>What a document is, in which folder and by whom, is a record like all others; its contents are kept behind {@link
 * io.crmkit.document.ContentStore}, by the embedding product or as files by {@link io.crmkit.document.FileContentStore}. Contents
 * are written first and the record is committed then, so that no record ever lacks its contents; what a crash between the two leaves
 * behind is named by no record, seen by nobody, and collected by {@link io.crmkit.document.Documents#collect}. Who sees and writes a document follows from what it is attached to.
 */
@NullMarked
package io.crmkit.document;

import org.jspecify.annotations.NullMarked;
