package io.crmkit.policy;

import java.util.Map;

/** The settings in force, by section (POL-01). Immutable. */
public final class Policy {

    private final long version;
    private final Map<String, Record> sections;

    Policy(long version, Map<String, Record> sections) {
        this.version = version;
        this.sections = Map.copyOf(sections);
    }

    /** {@return the number of the document that was published, 0 for the shipped settings} */
    public long version() {
        return version;
    }

    /**
     * A section.
     *
     * @param section which
     * @param <P> its record
     * @return the settings
     */
    public <P extends Record> P get(PolicySection<P> section) {
        Record settings = sections.get(section.name());
        if (settings == null) {
            throw new IllegalArgumentException("the section " + section.name() + " is not part of this policy");
        }
        return section.type().cast(settings);
    }
}
