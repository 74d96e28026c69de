package io.crmkit.policy;

import io.crmkit.shared.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The settings in force, by section (POL-01), and those of the segments beside them (POL-04). Immutable. */
public final class Policy {

    private final long version;
    private final Map<String, Record> sections;
    private final Variant plain;
    private final Variants variants;

    /**
     * The settings that hold for somebody.
     *
     * @param policy the settings
     * @param segments the segments that made them so, in the order of the document; none for whom no segment fits
     */
    public record Variant(Policy policy, List<Segment> segments) {

        /** Copies the list. */
        public Variant {
            segments = List.copyOf(segments);
        }
    }

    Policy(long version, Map<String, Record> sections) {
        this(version, sections, Variants.NONE);
    }

    Policy(long version, Map<String, Record> sections, Variants variants) {
        this.version = version;
        this.sections = Map.copyOf(sections);
        this.variants = variants;
        this.plain = new Variant(this, List.of());
    }

    /** {@return the number of the document that was published, 0 for the shipped settings} */
    public long version() {
        return version;
    }

    /**
     * A section as it holds for whom no segment fits.
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

    /** {@return the segments, in the order of the document} */
    public List<Segment> segments() {
        return variants.segments();
    }

    /**
     * Whether any segment asks for a fact.
     *
     * @param fact the fact's name
     * @return whether
     */
    public boolean asks(String fact) {
        return variants.asked().contains(fact);
    }

    /**
     * The settings for somebody (POL-04): those of the first segment that fits, and of the first that fits among those that
     * ask for what rules make of somebody, such as the grade. Where both set the same, the one further up wins. Each variant
     * was made once, with the policy: asking is cheap, and the same segments answer with the same objects.
     *
     * @param facts by name of a fact the values that somebody has; it is asked only for what segments ask for. None for a
     *     fact that is not known, or not known yet
     * @return the settings and which segments made them
     */
    public Variant variant(Function<String, ? extends Collection<String>> facts) {
        return variants.isEmpty() ? plain : variants.of(facts).orElse(plain);
    }

    /**
     * What is wrong with the settings that segments make, told as something wrong with these segments.
     *
     * @param variant the settings, one of {@link #variants()}
     * @param problem what is wrong
     * @return the refusal; the problem itself when no segment made the settings
     */
    public Refusal within(Variant variant, Refusal problem) {
        if (variant.segments().isEmpty()) {
            return problem;
        }
        List<Segment> some = variant.segments();
        int place = segments().indexOf(some.get(some.size() - 1));
        return SegmentReader.contradiction(
                place, some.stream().map(Segment::name).toList(), problem);
    }

    /** {@return the settings of all that may hold for somebody, those for whom no segment fits first} */
    public List<Variant> variants() {
        return variants.all(plain);
    }
}
