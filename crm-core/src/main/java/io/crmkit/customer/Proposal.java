package io.crmkit.customer;

import io.crmkit.customer.cleansing.Finding;
import io.crmkit.customer.cleansing.Fix;
import io.crmkit.customer.cleansing.Rule;
import io.crmkit.internal.road.Concerning;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.road.Veil;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a cleansing found wrong, and what it proposes (CUS-10). There is one for each rule, record and field, ever: while the finding stays
 * as it is, no run proposes it again; when there is another value it is proposed anew. Who sees the customer, and the field in full, sees
 * it; to others it is not there. Immutable.
 *
 * @param id made of rule, record and field
 * @param version how often it was written
 * @param subject type and id of the record, such as {@code contact/7}
 * @param customer id of the customer concerned
 * @param finding what is wrong, and what would set it right
 * @param state where it stands
 * @param on the day on which it was found
 * @param decision who decided what, if somebody did
 */
public record Proposal(
        String id,
        long version,
        String subject,
        String customer,
        Finding finding,
        State state,
        LocalDate on,
        Optional<Decision> decision)
        implements Entity<Proposal>, Concerning {

    /** Where a proposal stands. */
    public enum State {
        /** Nobody has decided yet. */
        OPEN,
        /** It was carried out, or waits for whoever approves it. */
        ACCEPTED,
        /** It shall stay as it is. */
        DECLINED,
        /** What was found is there no more. */
        SETTLED;

        /** {@return the key that commands use, such as {@code open}} */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** {@return what people call it} */
        public Label label() {
            return Messages.label("cleansing.state." + key());
        }
    }

    /**
     * What somebody decided.
     *
     * @param by id of the user
     * @param at when
     * @param reason why
     */
    public record Decision(String by, Instant at, String reason) {}

    static final String STATE = "state";

    /** The kind. Two indexes: what is open, and what a customer has. */
    public static final Kind<Proposal> KIND = new Kind<>(
                    RecordType.named("cleansing_proposal", 1)
                            .indexes(IndexSpec.text("customer"), IndexSpec.text(STATE))
                            .build(),
                    "cleansing",
                    Proposal.class,
                    (p, values) -> values.text("customer", p.customer())
                            .text(STATE, p.state().name()),
                    p -> Optional.<String>empty(),
                    p -> java.util.Set.<String>of(),
                    false)
            .seenThrough(Customer.KIND, Proposal::customer)
            .sealing("finding.found", "finding.proposed");

    /** A value is shown to nobody who does not see the field in full (ACC-07). */
    public static final Veil<Proposal> VEIL = new Veil<>(
            Proposal.class,
            (proposal, walls) ->
                    walls.sees(proposal.module(), proposal.finding().field()) ? proposal : proposal.withoutValues());

    static String idOf(RecordKey subject, Finding finding) {
        return finding.rule() == Rule.DUPLICATE
                ? pair(subject, finding.proposed().orElseThrow())
                : idOf(finding.rule(), subject, finding.field());
    }

    /** The ids of all proposals that there can be for some fields of a record. */
    static List<String> idsOf(RecordKey subject, List<String> fields) {
        return Stream.of(Rule.values())
                .filter(rule -> rule != Rule.DUPLICATE)
                .flatMap(rule -> fields.stream().map(field -> idOf(rule, subject, field)))
                .toList();
    }

    private static String idOf(Rule rule, RecordKey subject, String field) {
        return rule.key() + ":" + subject + ":" + field;
    }

    private static String pair(RecordKey one, String other) {
        String id = one.id();
        return Rule.DUPLICATE.key() + ":" + (id.compareTo(other) < 0 ? id + ":" + other : other + ":" + id);
    }

    static Proposal of(Unit unit, RecordKey subject, String customer, Finding finding) {
        return new Proposal(
                idOf(subject, finding),
                1,
                subject.toString(),
                customer,
                finding,
                State.OPEN,
                unit.today(),
                Optional.empty());
    }

    /** {@return the module of the field} */
    String module() {
        return record().type();
    }

    @Override
    public String concerned() {
        return record().id();
    }

    RecordKey record() {
        int slash = subject.indexOf('/');
        return new RecordKey(subject.substring(0, slash), subject.substring(slash + 1));
    }

    /**
     * Whether the actor may know of it: customer and field in full, and where there are two, all of both, for what makes them one may be said
     * anywhere in them.
     */
    boolean seen(Unit unit) {
        boolean field = finding.field().equals(Finding.WHOLE) || unit.walls().sees(module(), finding.field());
        boolean there = !module().equals(Contact.KIND.name())
                || unit.find(Contact.KIND, record().id())
                        .filter(contact -> contact.customer().equals(customer))
                        .isPresent(); // who moved to another customer is nobody of this one any more
        return field && there && unit.sees(KIND, this) && (finding.fix() != Fix.MERGE || seesBoth(unit));
    }

    private boolean seesBoth(Unit unit) {
        return unit.walls().sees(Customer.KIND)
                && finding.proposed()
                        .flatMap(other -> unit.find(Customer.KIND, other))
                        .filter(other -> unit.sees(Customer.KIND, other))
                        .isPresent();
    }

    Proposal in(State other) {
        return new Proposal(id, version, subject, customer, finding, other, on, decision);
    }

    Proposal decided(State other, Decision how) {
        return new Proposal(id, version, subject, customer, finding, other, on, Optional.of(how));
    }

    /** The same with something else to do about what was found. */
    Proposal fixedBy(Fix fix) {
        return new Proposal(id, version, subject, customer, finding.fixedBy(fix), state, on, decision);
    }

    /** That there was one, without the values (ACC-18). */
    Proposal withoutValues() {
        Finding bare = new Finding(finding.rule(), finding.field(), Optional.empty(), finding.fix(), Optional.empty());
        return new Proposal(id, version, subject, customer, bare, state, on, decision);
    }

    @Override
    public Proposal withVersion(long other) {
        return new Proposal(id, other, subject, customer, finding, state, on, decision);
    }
}
