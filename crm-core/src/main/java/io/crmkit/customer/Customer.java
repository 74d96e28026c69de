package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 */
@AggregateRoot
public record Customer(@Identity String id, long version, Profile profile, Optional<String> owner, Trace trace)
        implements Entity<Customer> {

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
                                    IndexSpec.text("external").asUniqueForever())
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
                            .text("external", c.trace().external().orElse(null)),
                    Customer::owner,
                    c -> Set.of(),
                    true)
            .underApproval()
            .sealing("profile.remark")
            .behindWalls(
                    field("shortName"),
                    field("industry").toldBy("industry"),
                    field("region").toldBy("region"),
                    field("employees"),
                    field("annualRevenue"),
                    field("foundedYear"),
                    field("parent").toldBy("parent"),
                    field("source").toldBy("source"),
                    field("remark"),
                    field("type").toldBy("type"),
                    field("purchasingPower").toldBy("purchasing_power"),
                    field("tags").toldBy("tags"));

    private static WalledField field(String name) {
        return WalledField.of(Customer.class, name, "profile." + name);
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
            @NotNull @Size(max = MOST_TAGS) List<@NotBlank @CleanText(max = 40) String> tags) {

        /** How many tags a customer may have. */
        public static final int MOST_TAGS = 50;

        /** Sorts the tags; a customer of before there were any has none. */
        public Profile {
            tags = tags == null || tags.isEmpty()
                    ? List.of()
                    : tags.stream().map(String::strip).distinct().sorted().toList();
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
                    otherTags);
        }
    }

    /** {@return the full registered name} */
    public String name() {
        return profile.name();
    }

    @Override
    public Customer withVersion(long other) {
        return new Customer(id, other, profile, owner, trace);
    }

    Customer withProfile(Profile other, Trace touched) {
        return new Customer(id, version, other, owner, touched);
    }

    Customer withOwner(Optional<String> other, Trace touched) {
        return new Customer(id, version, profile, other, touched);
    }
}
