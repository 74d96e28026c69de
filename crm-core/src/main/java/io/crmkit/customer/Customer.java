package io.crmkit.customer;

import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.dictionary.DictionaryPolicy;
import io.crmkit.dictionary.InformationModule;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Tokens;
import io.crmkit.internal.store.WalledField;
import io.crmkit.pool.Custody;
import io.crmkit.pool.Pooled;
import io.crmkit.shared.Amount;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * An enterprise that buys or may buy (CUS-02). Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param profile what is known of it
 * @param owner id of the rep whose customer it is; absent for one that nobody owns
 * @param trace where it comes from
 * @param knownAt when what is known of it last changed or was confirmed (CUS-04: valid)
 * @param attested by whom and when what is known now was confirmed to be true (CUS-04: true)
 * @param custody since when it is whose, or in which pool, and what its owner did about it (CUS-12)
 */
@AggregateRoot
public record Customer(
        @Identity String id,
        long version,
        Profile profile,
        Optional<String> owner,
        Trace trace,
        Optional<Instant> knownAt,
        Optional<Attestation> attested,
        Custody custody)
        implements Entity<Customer> {

    /**
     * Somebody's word that what is known of a customer is true. It ends with the next change.
     *
     * @param by id of the user
     * @param at when
     */
    public record Attestation(String by, Instant at) {}

    /** A customer of before its custody was kept has an unknown one. */
    public Customer {
        custody = custody == null ? Custody.unknown() : custody;
    }

    /** The index of choices and of other values that customers are filtered by, as {@code field=value}. */
    public static final String FACETS = "facets";

    /**
     * The index of parts of words by which customers are searched (CUS-09): those of the name as they are, those of other fields as {@code
     * field=part}, and marks of telephone numbers.
     */
    public static final String WORDS = "words";

    /** The index of when it became one: for what was recorded elsewhere before, the middle of that day (INS-01, growth by month). */
    public static final String CREATED = "created";

    /** The index of how many key fields are filled (CUS-04). */
    public static final String FILLED = "filled";

    /** The index of when what is known last changed or was confirmed. */
    public static final String KNOWN_AT = "known_at";

    /** The index of whether what is known now was confirmed to be true. */
    public static final String ATTESTED = "attested";

    /**
     * The index of how many key fields of a module are filled.
     *
     * @param module a module whose fields count in the shipped dictionary
     * @return the index's name
     */
    public static String filled(InformationModule module) {
        return FILLED + "_" + module.key().replace('-', '_');
    }

    /** The kind. */
    public static final Kind<Customer> KIND = new Kind<>(
                    RecordType.named("customer", 1)
                            .scoped()
                            .indexes(
                                    IndexSpec.text("name"),
                                    IndexSpec.text("owner"),
                                    IndexSpec.text("industry"),
                                    IndexSpec.text("region"),
                                    IndexSpec.text("type"),
                                    IndexSpec.text("purchasing_power"),
                                    IndexSpec.text("tags").asMultiValued(),
                                    IndexSpec.text("source"),
                                    IndexSpec.text("parent"),
                                    IndexSpec.instant("updated"),
                                    IndexSpec.instant(CREATED),
                                    IndexSpec.text("external").asUniqueForever(),
                                    IndexSpec.text(FACETS).asMultiValued(),
                                    IndexSpec.text(WORDS).asMultiValued(),
                                    IndexSpec.integer(FILLED),
                                    IndexSpec.integer(filled(InformationModule.BASIC)),
                                    IndexSpec.integer(filled(InformationModule.PAYMENT)),
                                    IndexSpec.integer(filled(InformationModule.PURCHASING)),
                                    IndexSpec.instant(KNOWN_AT),
                                    IndexSpec.bool(ATTESTED),
                                    IndexSpec.text(Matchable.INDEX).asMultiValued(),
                                    IndexSpec.text(Pooled.POOL),
                                    IndexSpec.instant(Pooled.IDLE_SINCE))
                            .orders(
                                    OrderSpec.descending("by_updated", "updated"),
                                    OrderSpec.ascending("by_name", "name"))
                            .build(),
                    "customer",
                    Customer.class,
                    (c, values) -> values.text("name", c.profile().name())
                            .text("owner", c.owner().orElse(null))
                            .text("industry", c.profile().industry().orElse(null))
                            .text("region", c.profile().region().orElse(null))
                            .text("type", c.profile().type().orElse(null))
                            .text(
                                    "purchasing_power",
                                    c.profile().purchasingPower().orElse(null))
                            .many("tags", c.profile().tags())
                            .text("source", c.profile().source().orElse(null))
                            .text("parent", c.profile().parent().orElse(null))
                            .instant("updated", c.trace().updatedAt().truncatedTo(ChronoUnit.MICROS))
                            .instant(CREATED, c.createdAt().truncatedTo(ChronoUnit.MICROS))
                            .text("external", c.trace().external().orElse(null))
                            .instant(
                                    KNOWN_AT,
                                    c.knownAt()
                                            .map(at -> at.truncatedTo(ChronoUnit.MICROS))
                                            .orElse(null))
                            .bool(ATTESTED, c.attested().isPresent())
                            .text(Pooled.POOL, c.pool().orElse(null))
                            .instant(
                                    Pooled.IDLE_SINCE,
                                    c.owner().isPresent() ? c.idleSince().truncatedTo(ChronoUnit.MICROS) : null),
                    Customer::owner,
                    c -> c.pool().map(pool -> Set.of(Tokens.pool(pool))).orElse(Set.of()),
                    true)
            .underApproval()
            .succeededBy(MergeRecord.KIND, MergeRecord::heir)
            .sealing("profile.remark")
            .marking(Matchable.INDEX)
            .behindWalls(
                    field("shortName").toldBy(Matchable.INDEX).toldWithin(WORDS, "shortName="),
                    field("industry").toldBy("industry"),
                    field("region").toldBy("region"),
                    field("employees"),
                    field("annualRevenue"),
                    field("foundedYear"),
                    own("parent").toldBy("parent"),
                    field("source").toldBy("source"),
                    field("remark"),
                    field("type").toldBy("type"),
                    field("purchasingPower").toldBy("purchasing_power"),
                    own("tags").toldBy("tags"))
            .underAudit();

    /** A field that the dictionary does not have. */
    private static WalledField own(String name) {
        return WalledField.of(Customer.class, name, "profile." + name);
    }

    /** A field of the dictionary: whether it counts is for the policy to say, so figures of completeness tell of it. */
    private static WalledField field(String name) {
        return own(name)
                .countedBy(
                        FILLED,
                        filled(InformationModule.BASIC),
                        filled(InformationModule.PAYMENT),
                        filled(InformationModule.PURCHASING));
    }

    /**
     * What is known of a customer (CUS-02, CUS-07).
     *
     * @param name full registered name, at most 100 characters
     * @param shortName what people call it
     * @param industry key from the policy's list
     * @param region where it is
     * @param employees how many people work there
     * @param annualRevenue revenue in a year
     * @param foundedYear year of foundation
     * @param parent id of the customer it belongs to
     * @param source where it came from
     * @param remark anything else, at most 1,000 characters
     * @param type key of the customer type from the policy's list
     * @param purchasingPower key of the purchasing power from the policy's list
     * @param tags free words, at most {@value #MOST_TAGS} of at most 40 characters; sorted, each once
     * @param fields values of fields of the dictionary that are no components of this record, by key (CUS-01); each is the text by
     *     which {@link io.crmkit.dictionary.FieldType} says that it is stored
     */
    public record Profile(
            @NotBlank @CleanText(max = 100) String name,
            @NotNull Optional<@CleanText(max = 50) String> shortName,
            @NotNull Optional<@CleanText(max = 60) String> industry,
            @NotNull Optional<@CleanText(max = 100) String> region,
            @NotNull Optional<@PositiveOrZero Integer> employees,
            @NotNull Optional<@Amount Money> annualRevenue,
            @NotNull Optional<@Min(1000) @Max(2999) Integer> foundedYear,
            @NotNull Optional<String> parent,
            @NotNull Optional<@CleanText(max = 100) String> source,
            @NotNull Optional<@CleanText(max = 1000) String> remark,
            @NotNull Optional<@CleanText(max = 60) String> type,
            @NotNull Optional<@CleanText(max = 60) String> purchasingPower,
            @NotNull @Size(max = MOST_TAGS) List<@NotBlank @CleanText(max = 40) String> tags,

            @NotNull @Size(max = DictionaryPolicy.MOST_FIELDS)
            Map<String, @NotNull String> fields) {

        /** How many tags a customer may have. */
        public static final int MOST_TAGS = 50;

        /** Sorts the tags and fields; a customer of before there were any has none. */
        public Profile {
            fields = fields == null || fields.isEmpty()
                    ? Map.of()
                    : Collections.unmodifiableSortedMap(new TreeMap<>(fields));
            tags = tags == null || tags.isEmpty() ? List.of() : inOrder(List.copyOf(tags));
        }

        /** Tags that are in order already are what a store and a page bring by the thousand. */
        private static List<String> inOrder(List<String> tags) {
            String before = "";
            for (String tag : tags) {
                if (tag.compareTo(before) <= 0 || !tag.strip().equals(tag)) {
                    return tags.stream().map(String::strip).distinct().sorted().toList();
                }
                before = tag;
            }
            return tags;
        }

        /**
         * A customer of whom nothing is known that only the dictionary has.
         *
         * @param name full registered name
         * @param shortName what people call it
         * @param industry key from the policy's list
         * @param region where it is
         * @param employees how many people work there
         * @param annualRevenue revenue in a year
         * @param foundedYear year of foundation
         * @param parent id of the customer it belongs to
         * @param source where it came from
         * @param remark anything else
         * @param type key of the customer type from the policy's list
         * @param purchasingPower key of the purchasing power from the policy's list
         * @param tags free words
         */
        public Profile(
                String name,
                Optional<String> shortName,
                Optional<String> industry,
                Optional<String> region,
                Optional<Integer> employees,
                Optional<Money> annualRevenue,
                Optional<Integer> foundedYear,
                Optional<String> parent,
                Optional<String> source,
                Optional<String> remark,
                Optional<String> type,
                Optional<String> purchasingPower,
                List<String> tags) {
            this(
                    name,
                    shortName,
                    industry,
                    region,
                    employees,
                    annualRevenue,
                    foundedYear,
                    parent,
                    source,
                    remark,
                    type,
                    purchasingPower,
                    tags,
                    Map.of());
        }

        /**
         * A customer of whom the name is known.
         *
         * @param name full registered name
         * @return the profile
         */
        public static Profile named(String name) {
            return new Profile(
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }

        /**
         * The same with an industry.
         *
         * @param key key from the policy's list
         * @return the other
         */
        public Profile inIndustry(String key) {
            return with(Optional.of(key), parent, type, tags);
        }

        /**
         * The same of another type.
         *
         * @param key key from the policy's list
         * @return the other
         */
        public Profile ofType(String key) {
            return with(industry, parent, Optional.of(key), tags);
        }

        /**
         * The same with other tags.
         *
         * @param all all its tags from now on
         * @return the other
         */
        public Profile tagged(String... all) {
            return with(industry, parent, type, List.of(all));
        }

        /**
         * The same below another customer.
         *
         * @param customer id of the customer it belongs to
         * @return the other
         */
        public Profile below(String customer) {
            return with(industry, Optional.of(customer), type, tags);
        }

        private Profile with(
                Optional<String> otherIndustry,
                Optional<String> otherParent,
                Optional<String> otherType,
                List<String> otherTags) {
            return new Profile(
                    name,
                    shortName,
                    otherIndustry,
                    region,
                    employees,
                    annualRevenue,
                    foundedYear,
                    otherParent,
                    source,
                    remark,
                    otherType,
                    purchasingPower,
                    otherTags,
                    fields);
        }

        /**
         * The same with other values of the dictionary's fields.
         *
         * @param all all of them from now on
         * @return the other
         */
        public Profile withFields(Map<String, String> all) {
            return new Profile(
                    name,
                    shortName,
                    industry,
                    region,
                    employees,
                    annualRevenue,
                    foundedYear,
                    parent,
                    source,
                    remark,
                    type,
                    purchasingPower,
                    tags,
                    all);
        }
    }

    /** {@return the full registered name} */
    public String name() {
        return profile.name();
    }

    @Override
    public Customer withVersion(long other) {
        return new Customer(id, other, profile, owner, trace, knownAt, attested, custody);
    }

    /** What is known otherwise has been confirmed by nobody; what is known as before stays as old as it is. */
    Customer withProfile(Profile other, Trace touched) {
        return other.equals(profile)
                ? new Customer(id, version, profile, owner, touched, knownAt, attested, custody)
                : new Customer(
                        id,
                        version,
                        other,
                        owner,
                        touched,
                        Optional.of(touched.updatedAt()),
                        Optional.empty(),
                        custody);
    }

    /** What nobody fills any more is gone; what is known is as old and as true as before. */
    Customer cleared(Profile other, Trace touched) {
        return new Customer(id, version, other, owner, touched, knownAt, attested, custody);
    }

    /**
     * When it became a customer.
     *
     * @return when it was recorded; for one that was recorded elsewhere before (CUS-16), a moment that lies on that day in all time zones
     *     from -10 to +13 hours
     */
    public Instant createdAt() {
        return trace.original()
                .flatMap(Trace.Original::createdOn)
                .map(day -> day.atTime(10, 0).toInstant(ZoneOffset.UTC))
                .orElse(trace.createdAt());
    }

    /** {@return key of the pool that it is in, when nobody owns it (CUS-12)} */
    public Optional<String> pool() {
        return owner.isPresent() ? Optional.empty() : custody.pool().or(() -> Optional.of(Custody.PUBLIC));
    }

    /** {@return since when its owner has done nothing about it: the last follow-up, or when the owner got it} */
    public Instant idleSince() {
        return custody.idleSince(trace.createdAt());
    }

    /** {@return when it was last followed up (CUS-08), by whomever} */
    public Optional<Instant> lastFollowUpAt() {
        return custody.lastFollowUpAt();
    }

    /**
     * The same after a follow-up (CUS-08).
     *
     * @param at when it was followed up
     * @return the other
     */
    public Customer followedUp(Instant at) {
        return withCustody(owner, custody.followedUp(at), trace);
    }

    Customer withCustody(Optional<String> whose, Custody other, Trace touched) {
        return new Customer(id, version, profile, whose, touched, knownAt, attested, other);
    }

    /** Given to somebody. */
    Customer withOwner(String other, Trace touched) {
        return withOwner(Optional.of(other), Custody.PUBLIC, touched);
    }

    /** Given to somebody, or to a pool. */
    Customer withOwner(Optional<String> other, String into, Trace touched) {
        return withCustody(other, custody.moved(owner, other, into, touched.updatedAt()), touched);
    }

    /** As it was once, touched now. */
    Customer again(Trace touched) {
        return new Customer(id, version, profile, owner, touched, knownAt, attested, custody);
    }

    Customer confirmed(Trace touched) {
        return new Customer(
                id,
                version,
                profile,
                owner,
                touched,
                Optional.of(touched.updatedAt()),
                Optional.of(new Attestation(touched.updatedBy(), touched.updatedAt())),
                custody);
    }
}
