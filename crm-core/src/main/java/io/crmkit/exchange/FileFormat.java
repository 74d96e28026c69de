package io.crmkit.exchange;

import java.nio.charset.Charset;
import java.util.Locale;

/**
 * How a file is to be read.
 *
 * @param file its path below the directory
 * @param charset how its bytes become text
 * @param separator what stands between cells; {@link #WHITE_SPACE} for runs of blanks and tabs
 * @param header whether the first row names the columns
 * @param sheet of a workbook; the first visible one when it is empty
 */
record FileFormat(String file, Charset charset, char separator, boolean header, String sheet) {

    static final char WHITE_SPACE = ' ';

    /** {@return whether it is a workbook rather than text} */
    boolean isWorkbook() {
        return file.toLowerCase(Locale.ROOT).endsWith(".xlsx");
    }

    /** {@return how messages call it: the file, and the sheet of a workbook} */
    String shown() {
        return sheet.isEmpty() ? file : file + " [" + sheet + "]";
    }
}
