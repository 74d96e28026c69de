package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.util.Optional;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A part of the organisation (ACC-04).
 *
 * @param id the id
 * @param version how often it was written
 * @param name what people call it
 * @param parent id of the department it is part of, if any
 * @param head id of the user who heads it, if any
 * @param trace where it comes from
 */
@AggregateRoot
public record Department(
        @Identity String id, long version, String name, Optional<String> parent, Optional<String> head, Trace trace)
        implements Entity<Department> {

    /** The kind. */
    static final Kind<Department> KIND = Kind.plain(
                    RecordType.named("department", 1)
                            .indexes(
                                    IndexSpec.text("name"),
                                    IndexSpec.text("external").asUniqueForever())
                            .build(),
                    Department.class,
                    (d, values) -> values.text("name", d.name())
                            .text("external", d.trace().external().orElse(null)))
            .underAudit();

    @Override
    public Department withVersion(long other) {
        return new Department(id, other, name, parent, head, trace);
    }

    Department withParent(Optional<String> other, Trace touched) {
        return new Department(id, version, name, other, head, touched);
    }

    Department withHead(Optional<String> other, Trace touched) {
        return new Department(id, version, name, parent, other, touched);
    }
}
