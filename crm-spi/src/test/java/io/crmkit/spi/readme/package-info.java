/** The examples of crm-spi's README, compiled; and the README compared with what there is. */
@NullMarked
package io.crmkit.spi.readme;

import org.jspecify.annotations.NullMarked;
