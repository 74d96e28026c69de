/** A vendor's plugin that knows the SPI alone. */
@NullMarked
package io.example.scratch;

import org.jspecify.annotations.NullMarked;
