/**
 * Two plugins to try and to copy from: {@link io.example.plugins.SteadyBuyerGrading} grades customers by how regularly and how
 * lately they buy, {@link io.example.plugins.MailboxChannel} writes messages into a directory.
 */
@NullMarked
package io.example.plugins;

import org.jspecify.annotations.NullMarked;
