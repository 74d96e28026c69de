package io.crmkit.exchange;

import java.util.List;

/**
 * One row as it is in the file.
 *
 * @param line the line where it begins, from 1
 * @param number which row it is, from 0
 * @param cells the cells of the data columns, uncleaned
 * @param id the identity that an error file remembers; empty in all others
 */
record Row(long line, int number, List<String> cells, String id) {}
