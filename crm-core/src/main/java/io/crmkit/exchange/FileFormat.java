package io.crmkit.exchange;

import java.nio.charset.Charset;

/**
 * How a file is to be read.
 *
 * @param file its path below the directory
 * @param charset how its bytes become text
 * @param separator what stands between cells; {@link #WHITE_SPACE} for runs of blanks and tabs
 * @param header whether the first row names the columns
 */
record FileFormat(String file, Charset charset, char separator, boolean header) {

    static final char WHITE_SPACE = ' ';
}
