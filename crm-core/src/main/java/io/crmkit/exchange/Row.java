package io.crmkit.exchange;

import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Map;

/**
 * One row as it is in the file.
 *
 * @param line the line where it begins, from 1
 * @param number which row it is, from 0
 * @param cells the cells of the data columns, uncleaned
 * @param id the identity that an error file remembers; empty in all others
 * @param flaws why cells have no value, by position, such as formulas of a workbook
 */
record Row(long line, int number, List<String> cells, String id, Map<Integer, Refusal> flaws) {}
