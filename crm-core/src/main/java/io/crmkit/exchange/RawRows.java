package io.crmkit.exchange;

import io.crmkit.shared.Refusal;
import java.io.Closeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a file or sheet, as they stand there, the header among them. What cannot be read is a {@link FileProblem}. */
interface RawRows extends Closeable {

    /**
     * One row.
     *
     * @param line the line where it begins, from 1
     * @param cells all its cells
     * @param flaws why cells have no value, by position
     */
    record Raw(long line, List<String> cells, Map<Integer, Refusal> flaws) {}

    /** {@return the next row that is not empty, or null at the end} */
    @Nullable
    Raw next();

    /** {@return how many bytes of the file were read} */
    long position();

    /** {@return whether the file began with a byte order mark} */
    boolean marked();

    /** {@return whether rows may be shorter than the header, where cells at the end are empty} */
    boolean ragged();
}
