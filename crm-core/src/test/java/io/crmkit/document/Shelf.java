package io.crmkit.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps contents in memory. */
public final class Shelf implements ContentStore {
    record Held(ByteBuffer bytes, Instant at) {}

    final SortedMap<String, Held> all = new ConcurrentSkipListMap<>();
    boolean broken;

    @Override
    public void put(String id, InputStream content, Instant at) throws IOException {
        byte[] bytes = content.readAllBytes();
        if (broken) {
            throw new IOException("disk is full");
        }
        all.put(id, new Held(ByteBuffer.wrap(bytes), at));
    }

    @Override
    public Optional<InputStream> open(String id) {
        return Optional.ofNullable(all.get(id))
                .map(held -> new ByteArrayInputStream(held.bytes().array()));
    }

    @Override
    public void delete(String id) {
        all.remove(id);
    }

    @Override
    public List<Kept> list(String after, int limit) {
        return all.tailMap(after + "\0").entrySet().stream()
                .limit(limit)
                .map(entry -> new Kept(entry.getKey(), entry.getValue().at()))
                .toList();
    }
}
