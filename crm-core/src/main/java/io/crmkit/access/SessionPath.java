package io.crmkit.access;

import io.crmkit.internal.store.Codec;
import io.crmkit.shared.Ids;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.RecordStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Sessions: the one path that writes without audit and without the directory's guard. It writes nothing else. Safe for use
 * by many threads.
 */
public final class SessionPath {

    private final RecordStore store;
    private final String tenant;
    private final Codec codec;
    private final InstantSource clock;
    private final Ids ids;

    /**
     * A path.
     *
     * @param store where
     * @param tenant whose
     * @param codec writes records
     * @param clock the time
     * @param ids new ids
     */
    public SessionPath(RecordStore store, String tenant, Codec codec, InstantSource clock, Ids ids) {
        this.store = store;
        this.tenant = tenant;
        this.codec = codec;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Begins a session. It is a convenience for presence: when it cannot be written, the work goes on without it.
     *
     * @param userId who
     * @param via the surface
     */
    public void begin(String userId, String via) {
        Instant now = clock.instant();
        Session session = new Session(ids.next(), 1, userId, via, now, now);
        Change insert =
                new Change.Insert(Session.KIND.key(session.id()), codec.encode(Session.KIND, session, Set.of()));
        store.commit(new ChangeSet(tenant, ids.next(), List.of(insert)));
    }
}
