/**
 * Personal data (ACC-18): for which purposes it may be used, who agreed to what, and what a person concerned may ask for. Knows no
 * subject: each brings its persons and what it keeps about them. Begin with {@link io.crmkit.privacy.Privacy}.
 */
@NullMarked
package io.crmkit.privacy;

import org.jspecify.annotations.NullMarked;
