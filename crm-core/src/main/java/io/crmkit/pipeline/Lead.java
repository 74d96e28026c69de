package io.crmkit.pipeline;

import io.crmkit.customer.ContactState;
import io.crmkit.customer.Worded;
import io.crmkit.customer.duplicates.LookupKeys;
import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Tokens;
import io.crmkit.internal.store.WalledField;
import io.crmkit.pool.Custody;
import io.crmkit.pool.Pooled;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
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
 * @param custody since when it is whose, or in which pool, and what its owner did about it (CUS-12)
 */
@AggregateRoot
public record Lead(
        @Identity String id,
        long version,
        Facts facts,
        ContactState status,
        Optional<String> owner,
        Trace trace,
        Custody custody)
        implements Entity<Lead> {

    /** A lead of before its custody was kept has an unknown one. */
    public Lead {
        custody = custody == null ? Custody.unknown() : custody;
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

    /** How leads are found by parts of names and by numbers (CUS-09). */
    static final Worded<Lead> WORDED = new Worded<Lead>("lead")
            .text("company", l -> l.facts().company())
            .text("contact", l -> l.facts().contact())
            .phone("phone", l -> l.facts().phone());

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
                                    IndexSpec.text(Matchable.INDEX).asMultiValued(),
                                    IndexSpec.text(Worded.INDEX).asMultiValued(),
                                    IndexSpec.text(Pooled.POOL),
                                    IndexSpec.instant(Pooled.IDLE_SINCE))
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
                            .many(Matchable.INDEX, LookupKeys.shipped().stored(MatchableLeads.says(l.id(), l.facts())))
                            .many(Worded.INDEX, WORDED.of(l))
                            .text(Pooled.POOL, l.pool().orElse(null))
                            .instant(
                                    Pooled.IDLE_SINCE,
                                    l.owner().isPresent() ? l.idleSince().truncatedTo(ChronoUnit.MICROS) : null),
                    Lead::owner,
                    l -> l.pool().map(pool -> Set.of(Tokens.pool(pool))).orElse(Set.of()),
                    false)
            .underApproval()
            .sealing("facts.contact", "facts.phone")
            .findingName("contact", "facts.contact")
            .findingPhone("phone", "facts.phone")
            .marking(Matchable.INDEX)
            .marking(Worded.INDEX)
            .behindWalls(
                    field("company")
                            .toldBy("company", Matchable.INDEX)
                            .toldWithin(Worded.INDEX, Worded.beginning("company")),
                    field("contact")
                            .toldBy("contact", Matchable.INDEX)
                            .toldWithin(Worded.INDEX, Worded.beginning("contact")),
                    field("phone").toldBy("phone", Matchable.INDEX).toldWithin(Worded.INDEX, Worded.beginning("phone")),
                    field("needs"),
                    field("product").toldBy("product"),
                    field("source").toldBy("source"),
                    field("engagedOn"))
            .underAudit();

    private static WalledField field(String name) {
        return WalledField.of(Lead.class, name, "facts." + name);
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
    public Lead followedUp(Instant at) {
        return withCustody(owner, custody.followedUp(at), trace);
    }

    @Override
    public Lead withVersion(long other) {
        return new Lead(id, other, facts, status, owner, trace, custody);
    }

    Lead with(Facts other, ContactState stands, Trace touched) {
        return new Lead(id, version, other, stands, owner, touched, custody);
    }

    Lead withCustody(Optional<String> whose, Custody other, Trace touched) {
        return new Lead(id, version, facts, status, whose, touched, other);
    }

    /** Given to somebody, or to a pool. */
    Lead withOwner(Optional<String> other, String into, Trace touched) {
        return withCustody(other, custody.moved(owner, other, into, touched.updatedAt()), touched);
    }
}
