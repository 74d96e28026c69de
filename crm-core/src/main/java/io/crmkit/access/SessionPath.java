package io.crmkit.access;

import io.crmkit.internal.store.Codec;
import io.crmkit.shared.Ids;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions: the one path that writes without audit and without the directory's guard. It writes nothing else. Safe for use
 * by many threads.
 */
public final class SessionPath {

    private static final System.Logger LOG = System.getLogger(SessionPath.class.getName());

    /** How exactly signs of life are kept. */
    private static final Duration TOUCH = Duration.ofMinutes(1);

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
        Session session = new Session(ids.next(), 1, userId, via, now, now, Optional.empty(), Optional.empty(), false);
        Change insert =
                new Change.Insert(Session.KIND.key(session.id()), codec.encode(Session.KIND, session, Set.of()));
        try {
            store.commit(new ChangeSet(tenant, ids.next(), List.of(insert)));
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.WARNING, "a session could not be recorded: {0}", e.getMessage());
        }
    }

    /**
     * A session that may go on.
     *
     * @param id its id
     * @param idle after how much time without a call it ends
     * @return the session; empty when there is none, or it is over
     */
    Optional<Session> open(String id, Duration idle) {
        return store.find(tenant, Session.KIND.key(id))
                .map(record -> codec.decode(Session.KIND, record))
                .filter(session -> session.open(clock.instant(), idle));
    }

    /**
     * Notes a sign of life, at most once a minute. Whoever was faster has noted as much; and a session that ended meanwhile
     * stays as it is.
     *
     * @param session the session
     */
    void touch(Session session) {
        Instant now = clock.instant();
        if (now.isBefore(session.lastSeen().plus(TOUCH))) {
            return;
        }
        Change update = new Change.Update(
                Session.KIND.key(session.id()),
                session.version(),
                codec.encode(Session.KIND, session.seen(now), Set.of()));
        try {
            store.commit(new ChangeSet(tenant, ids.next(), List.of(update)));
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.WARNING, "a sign of life could not be recorded: {0}", e.getMessage());
        }
    }
}
