package io.crmkit.trial;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A trial account (CUS-13, 试用账号). Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param registrant who tries; the e-mail address is the login
 * @param customer id of the customer concerned; absent for one who registered by itself and is no customer yet
 * @param owner id of the rep who looks after it; that of the customer where it has one, absent while that is in a pool
 * @param phase what happened last; where it stands follows from that and the time, see {@link #standing}
 * @param until until when it runs; absent before it has begun
 * @param extensions how often it was extended
 * @param asked whether an extension waits for its approval
 * @param history what happened, the oldest first, at most {@value #MOST_EVENTS}
 * @param trace who applied, and when
 */
@AggregateRoot
public record Trial(
        @Identity String id,
        long version,
        Registrant registrant,
        Optional<String> customer,
        Optional<String> owner,
        Phase phase,
        Optional<Instant> until,
        int extensions,
        boolean asked,
        List<Event> history,
        Trace trace)
        implements Entity<Trial> {

    /** How many events are remembered. */
    public static final int MOST_EVENTS = 100;

    /** What happened last. */
    enum Phase {
        WAITING,
        DECLINED,
        BEGUN,
        CONVERTED,
        ENDED
    }

    /**
     * Who tries.
     *
     * @param company the enterprise, at most 100 characters
     * @param contact the person
     * @param phone the telephone number, stored in international form
     * @param email the e-mail address, by which the person signs in
     * @param purpose what is to be tried, at most 500 characters
     */
    public record Registrant(
            @NotNull Optional<@CleanText(max = 100) String> company,
            @NotNull Optional<@CleanText(max = 100) String> contact,
            @NotNull Optional<@CleanText(max = 60) String> phone,
            @NotNull Optional<@CleanText(max = 254) String> email,
            @NotNull Optional<@CleanText(max = 500) String> purpose) {

        /**
         * Somebody who tries.
         *
         * @param company the enterprise
         * @param contact the person
         * @param phone the telephone number
         * @param email the e-mail address
         * @return the registrant
         */
        public static Registrant of(String company, String contact, String phone, String email) {
            return new Registrant(
                    Optional.of(company),
                    Optional.of(contact),
                    Optional.of(phone),
                    Optional.of(email),
                    Optional.empty());
        }
    }

    /**
     * Something that happened.
     *
     * @param what what
     * @param at when
     * @param by id of the user, or {@code registrant}
     * @param reason why, where somebody said so
     */
    public record Event(TrialStanding.Move what, Instant at, String by, Optional<String> reason) {}

    /** The kind. Indexes: whose, of which customer, what waits, what ends when, and the login, which nobody else has. */
    public static final Kind<Trial> KIND = new Kind<>(
                    RecordType.named("trial", 1)
                            .scoped()
                            .indexes(
                                    IndexSpec.text("owner"),
                                    IndexSpec.text("customer"),
                                    IndexSpec.text("phase"),
                                    IndexSpec.instant("until"),
                                    IndexSpec.text("login").asUnique(),
                                    IndexSpec.instant("updated"))
                            .orders(
                                    OrderSpec.descending("by_updated", "updated"),
                                    OrderSpec.ascending("by_end", "until"))
                            .build(),
                    "trial",
                    Trial.class,
                    (t, values) -> values.text("owner", t.owner().orElse(null))
                            .text("customer", t.customer().orElse(null))
                            .text("phase", t.phase().name())
                            .instant(
                                    "until",
                                    t.until()
                                            .filter(end -> t.phase() == Phase.BEGUN)
                                            .map(end -> end.truncatedTo(ChronoUnit.MICROS))
                                            .orElse(null))
                            .instant("updated", t.trace().updatedAt().truncatedTo(ChronoUnit.MICROS)),
                    Trial::owner,
                    t -> Set.of(),
                    false)
            .sealing("registrant.contact", "registrant.phone", "registrant.email")
            .findingName("login", "registrant.email")
            .behindWalls(
                    WalledField.of(Trial.class, "contact", "registrant.contact"),
                    WalledField.of(Trial.class, "phone", "registrant.phone"),
                    WalledField.of(Trial.class, "email", "registrant.email").toldBy("login"))
            .underAudit();

    /** Copies the list. */
    public Trial {
        history = history == null ? List.of() : List.copyOf(history);
    }

    /**
     * Where it stands.
     *
     * @param now the moment
     * @return the standing
     */
    public TrialStanding standing(Instant now) {
        return switch (phase) {
            case WAITING -> new TrialStanding.Waiting();
            case DECLINED -> new TrialStanding.Declined();
            case ENDED -> new TrialStanding.Ended();
            case CONVERTED -> new TrialStanding.Converted(customer.orElse(""));
            case BEGUN ->
                now.isBefore(until.orElseThrow())
                        ? new TrialStanding.Running(until.orElseThrow(), extensions)
                        : new TrialStanding.Expired(until.orElseThrow(), extensions);
        };
    }

    Trial applied(Registrant other, Optional<String> of, Optional<String> whose, Event event, Trace touched) {
        return new Trial(
                id, version, other, of, whose, Phase.WAITING, Optional.empty(), 0, false, with(event), touched);
    }

    Trial in(Phase next, Optional<Instant> end, Event event, Trace touched) {
        return new Trial(id, version, registrant, customer, owner, next, end, extensions, false, with(event), touched);
    }

    Trial asking(boolean waits, Optional<Event> event, Trace touched) {
        return new Trial(
                id,
                version,
                registrant,
                customer,
                owner,
                phase,
                until,
                extensions,
                waits,
                event.map(this::with).orElse(history),
                touched);
    }

    Trial extended(Instant end, Event event, Trace touched) {
        return new Trial(
                id,
                version,
                registrant,
                customer,
                owner,
                phase,
                Optional.of(end),
                extensions + 1,
                false,
                with(event),
                touched);
    }

    Trial of(Optional<String> other, Optional<String> whose, Trace touched) {
        return new Trial(id, version, registrant, other, whose, phase, until, extensions, asked, history, touched);
    }

    Trial ownedBy(Optional<String> other, Trace touched) {
        return new Trial(id, version, registrant, customer, other, phase, until, extensions, asked, history, touched);
    }

    private List<Event> with(Event event) {
        List<Event> all = new ArrayList<>(history);
        all.add(event);
        return all.size() > MOST_EVENTS ? all.subList(all.size() - MOST_EVENTS, all.size()) : all;
    }

    @Override
    public Trial withVersion(long other) {
        return new Trial(id, other, registrant, customer, owner, phase, until, extensions, asked, history, trace);
    }
}
