package io.crmkit.exchange;

import java.util.List;

/**
 * What the first reading of a file finds.
 *
 * @param columns its data columns
 * @param rows how many rows it has
 * @param marked whether it begins with a byte order mark
 */
record FileFacts(List<String> columns, int rows, boolean marked) {}
