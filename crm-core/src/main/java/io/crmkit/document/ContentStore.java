package io.crmkit.document;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the contents of documents: files, an object store, a document management system. {@link FileContentStore} keeps them as
 * files; for all else the embedding product implements it. Safe for use by many threads and, where several nodes share a store, by many nodes.
 */
public interface ContentStore {

    /**
     * Contents that are kept.
     *
     * @param id their id
     * @param at when they were put there
     */
    record Kept(String id, Instant at) {}

    /**
     * Keeps contents, wholly or not at all: until this returns they are not there, and once it has returned they survive a crash.
     *
     * @param id a new id: 1 to 64 characters of {@code a-z} and {@code 0-9}
     * @param content the contents; read to the end, not closed
     * @param at the time that {@link #list} shall tell
     * @throws IOException when they could not be kept, or the stream failed; nothing is there then
     */
    void put(String id, InputStream content, Instant at) throws IOException;

    /**
     * Contents.
     *
     * @param id their id
     * @return a stream, which the caller closes; none when they are not there
     * @throws IOException when they could not be read
     */
    Optional<InputStream> open(String id) throws IOException;

    /**
     * Keeps contents no longer. Nothing when they are not there.
     *
     * @param id their id
     * @throws IOException when they could not be deleted
     */
    void delete(String id) throws IOException;

    /**
     * What is kept, a page at a time.
     *
     * @param after only ids behind this one, in the order of code points; the empty text for the beginning
     * @param limit how many at most
     * @return the contents, in that order; fewer than the limit at the end
     * @throws IOException when it could not be told
     */
    List<Kept> list(String after, int limit) throws IOException;
}
