package io.crmkit.pool;

import io.crmkit.shared.Label;

/**
 * A pool.
 *
 * @param key its key
 * @param name what people call it
 * @param records how many records are in it
 */
public record PoolCount(String key, Label name, long records) {}
