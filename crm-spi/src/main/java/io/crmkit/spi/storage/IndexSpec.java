package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Objects;

/**
 * One declared index of a record type.
 *
 * @param name 1 to 40 characters of {@code a-z}, {@code 0-9} and {@code _}, beginning with a letter
 * @param kind what values it holds
 * @param scale decimals: number of fraction digits, 0 to 9; zero for all other kinds
 * @param unique whether two live records of one tenant may not have the same value; a record without a value clashes
 *     with none
 * @param heldByTombstone unique only: whether a deleted record still keeps its value from others; an erased one never
 *     does
 * @param multiValued whether a record may have several values; such an index is never unique
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record IndexSpec(
        String name, IndexKind kind, int scale, boolean unique, boolean heldByTombstone, boolean multiValued) {

    /** Checks that the parts fit together. */
    public IndexSpec {
        StorageChecks.name("index", name);
        Objects.requireNonNull(kind, "kind");
        if (scale < 0 || scale > 9 || (kind != IndexKind.DECIMAL && scale != 0)) {
            throw new IllegalArgumentException("index " + name + ": scale " + scale + " does not fit " + kind);
        }
        if (multiValued && unique) {
            throw new IllegalArgumentException("index " + name + ": a multi-valued index cannot be unique");
        }
        if (heldByTombstone && !unique) {
            throw new IllegalArgumentException("index " + name + ": only a unique value can be held by a tombstone");
        }
    }

    /**
     * An index of text.
     *
     * @param name its name
     * @return the index
     */
    public static IndexSpec text(String name) {
        return new IndexSpec(name, IndexKind.TEXT, 0, false, false, false);
    }

    /**
     * An index of whole numbers.
     *
     * @param name its name
     * @return the index
     */
    public static IndexSpec integer(String name) {
        return new IndexSpec(name, IndexKind.INTEGER, 0, false, false, false);
    }

    /**
     * An index of exact decimals.
     *
     * @param name its name
     * @param scale number of fraction digits, 0 to 9
     * @return the index
     */
    public static IndexSpec decimal(String name, int scale) {
        return new IndexSpec(name, IndexKind.DECIMAL, scale, false, false, false);
    }

    /**
     * An index of dates.
     *
     * @param name its name
     * @return the index
     */
    public static IndexSpec date(String name) {
        return new IndexSpec(name, IndexKind.DATE, 0, false, false, false);
    }

    /**
     * An index of instants.
     *
     * @param name its name
     * @return the index
     */
    public static IndexSpec instant(String name) {
        return new IndexSpec(name, IndexKind.INSTANT, 0, false, false, false);
    }

    /**
     * An index of yes and no.
     *
     * @param name its name
     * @return the index
     */
    public static IndexSpec bool(String name) {
        return new IndexSpec(name, IndexKind.BOOLEAN, 0, false, false, false);
    }

    /** {@return the same index, unique among live records} */
    public IndexSpec asUnique() {
        return new IndexSpec(name, kind, scale, true, false, multiValued);
    }

    /** {@return the same index, unique among live and deleted records} */
    public IndexSpec asUniqueForever() {
        return new IndexSpec(name, kind, scale, true, true, multiValued);
    }

    /** {@return the same index for several values a record} */
    public IndexSpec asMultiValued() {
        return new IndexSpec(name, kind, scale, unique, heldByTombstone, true);
    }
}
