/**
 * The storage contract: one small record store, under all the typed repositories of the core.
 *
 * <p>Start at {@link io.crmkit.spi.storage.RecordStore}. A vendor implements {@link
 * io.crmkit.spi.storage.StorageProvider} and {@link io.crmkit.spi.storage.RecordStore}, and proves both with the
 * contract kit ({@code io.crmkit.spi.contract}, in crm-spi's test-jar). {@link io.crmkit.spi.storage.InMemoryStore} is
 * the readable definition of the contract and the oracle of the kit. {@link
 * io.crmkit.spi.storage.StorageChecks} holds the checks that every store makes, so that all refuse alike.
 *
 * <p><b>Records.</b> A record is known by tenant, type and id. It carries a payload (JSON text, opaque to the store),
 * index values, and a {@link io.crmkit.spi.storage.Visibility}. A store keeps three states: live, deleted (a tombstone,
 * which can be restored) and erased (nothing but the id and the version remains). Ids are never used again.
 *
 * <p><b>Values.</b> Text is any sequence of Unicode scalar values without U+0000. Ids and text are compared byte for
 * byte: case, accents and trailing spaces count. Text is ordered by code point, nulls come last in either direction.
 * Decimals have the scale that the index declares and fit a {@code long} when unscaled. Dates lie in the years 1 to
 * 9999; instants too, to the microsecond.
 */
@NullMarked
package io.crmkit.spi.storage;

import org.jspecify.annotations.NullMarked;
