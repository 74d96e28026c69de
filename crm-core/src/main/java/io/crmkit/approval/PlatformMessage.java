package io.crmkit.approval;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;

/**
 * A message of a process platform that was acted on (APR-03): the same message is acted on once.
 *
 * @param id made of the platform's id of the message
 * @param version how often it was written
 * @param content hash of what it said
 * @param approval id of the approval
 */
record PlatformMessage(String id, long version, String content, String approval) implements Entity<PlatformMessage> {

    static final Kind<PlatformMessage> KIND =
            Kind.plain(RecordType.named("approval_message", 1).build(), PlatformMessage.class, (m, values) -> {});

    @Override
    public PlatformMessage withVersion(long other) {
        return new PlatformMessage(id, other, content, approval);
    }
}
