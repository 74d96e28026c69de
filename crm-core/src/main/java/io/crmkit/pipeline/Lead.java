package io.crmkit.pipeline;

import io.crmkit.customer.duplicates.LookupKeys;
import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * Somebody who may become a customer (PIP-01, 线索). Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param facts what is known
 * @param status how contact stands
 * @param owner id of the rep, if somebody has taken it up
 * @param trace where it comes from
 */
@AggregateRoot
public record Lead(
        @Identity String id, long version, Facts facts, ContactState status, Optional<String> owner, Trace trace)
        implements Entity<Lead> {

    /** How contact stands (CUS-19). */
    public enum ContactState {
        /** 未联系. */
        NOT_CONTACTED,
        /** 联系中. */
        IN_CONTACT,
        /** 有意向. */
        INTERESTED,
        /** 暂缓. */
        PAUSED,
        /** 无效. */
        INVALID;

        /** {@return the key that files and reports use, such as {@code in-contact}} */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What is known of a lead.
     *
     * @param company the enterprise
     * @param contact a person there
     * @param phone the person's phone
     * @param needs what they want
     * @param product id of the product they want
     * @param source where it came from
     * @param engagedOn since when it is worked on
     */
    public record Facts(
            @NotNull Optional<@CleanText(max = 100) String> company,
            @NotNull Optional<@CleanText(max = 100) String> contact,
            @NotNull Optional<@CleanText(max = 40) String> phone,
            @NotNull Optional<@CleanText(max = 1000) String> needs,
            @NotNull Optional<String> product,
            @NotNull Optional<@CleanText(max = 100) String> source,
            @NotNull Optional<LocalDate> engagedOn) {

        /** {@return whether the lead says who it is or what is wanted} */
        boolean saysSomething() {
            return company.isPresent()
                    || contact.isPresent()
                    || phone.isPresent()
                    || needs.isPresent()
                    || product.isPresent();
        }
    }

    /** The kind. */
    public static final Kind<Lead> KIND = new Kind<>(
                    RecordType.named("lead", 1)
                            .scoped()
                            .indexes(
                                    IndexSpec.text("company"),
                                    IndexSpec.text("contact"),
                                    IndexSpec.text("phone"),
                                    IndexSpec.text("owner"),
                                    IndexSpec.text("status"),
                                    IndexSpec.text("source"),
                                    IndexSpec.text("product"),
                                    IndexSpec.instant("updated"),
                                    IndexSpec.text("external").asUniqueForever(),
                                    IndexSpec.text(Matchable.INDEX).asMultiValued())
                            .orders(OrderSpec.descending("by_updated", "updated"))
                            .build(),
                    "lead",
                    Lead.class,
                    (l, values) -> values.text("company", l.facts().company().orElse(null))
                            .text("owner", l.owner().orElse(null))
                            .text("status", l.status().key())
                            .text("source", l.facts().source().orElse(null))
                            .text("product", l.facts().product().orElse(null))
                            .instant("updated", l.trace().updatedAt().truncatedTo(ChronoUnit.MICROS))
                            .text("external", l.trace().external().orElse(null))
                            .many(Matchable.INDEX, LookupKeys.shipped().stored(MatchableLeads.says(l.id(), l.facts()))),
                    Lead::owner,
                    l -> Set.of(),
                    false)
            .underApproval()
            .sealing("facts.contact", "facts.phone")
            .findingName("contact", "facts.contact")
            .findingPhone("phone", "facts.phone")
            .marking(Matchable.INDEX)
            .behindWalls(
                    field("company").toldBy("company", Matchable.INDEX),
                    field("contact").toldBy("contact", Matchable.INDEX),
                    field("phone").toldBy("phone", Matchable.INDEX),
                    field("needs"),
                    field("product").toldBy("product"),
                    field("source").toldBy("source"),
                    field("engagedOn"));

    private static WalledField field(String name) {
        return WalledField.of(Lead.class, name, "facts." + name);
    }

    @Override
    public Lead withVersion(long other) {
        return new Lead(id, other, facts, status, owner, trace);
    }

    Lead with(Facts other, ContactState stands, Trace touched) {
        return new Lead(id, version, other, stands, owner, touched);
    }

    Lead withOwner(Optional<String> other, Trace touched) {
        return new Lead(id, version, facts, status, other, touched);
    }
}
