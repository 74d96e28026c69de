package io.crmkit.customer;

import io.crmkit.access.Owned;
import io.crmkit.access.Ownership;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.pool.Custody;
import io.crmkit.pool.PoolPolicy;
import io.crmkit.pool.Pooled;
import io.crmkit.pool.Recycling;
import io.crmkit.pool.RecyclingPolicy;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.RecordKey;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Customers in pools (CUS-12). */
public final class PooledCustomers implements Pooled<Customer> {

    private final Evaluation evaluation;
    private final Deals deals;
    private final List<Owned> owned;

    /**
     * For one CRM.
     *
     * @param evaluation judges customers anew whose owner's department decides what they are judged by
     * @param deals knows of the opportunities with customers
     * @param owned all that users can hold, some of which goes along
     */
    public PooledCustomers(Evaluation evaluation, Deals deals, List<Owned> owned) {
        this.evaluation = evaluation;
        this.deals = deals;
        this.owned = owned;
    }

    @Override
    public Kind<Customer> kind() {
        return Customer.KIND;
    }

    @Override
    public Held held(Customer customer) {
        return new Held(customer.name(), customer.owner(), customer.pool(), customer.custody(), customer.trace());
    }

    @Override
    public Customer with(Customer customer, Optional<String> owner, Custody custody, Trace touched) {
        return customer.withCustody(owner, custody, touched);
    }

    @Override
    public OptionalInt cap(Unit unit) {
        return Customers.cap(unit);
    }

    @Override
    public List<Refusal> give(Unit unit, Customer customer, Optional<String> to, Permission permission) {
        if (to.isPresent()) {
            return OwnedCustomers.give(unit, customer, to, cap(unit), permission);
        }
        Ownership.pooled(unit, Customer.KIND.name(), customer.owner());
        OwnedCustomers.goAlong(unit, customer, to);
        return List.of();
    }

    @Override
    public void concluded(Unit unit, List<String> ids) {
        OwnedCustomers.conclude(unit, evaluation, ids);
        List<RecordKey> keys = ids.stream().map(Customer.KIND::key).toList();
        owned.forEach(each -> each.follow(unit, keys));
    }

    @Override
    public PoolPolicy policy(Unit unit, Customer customer) {
        return policy(unit, customer, grade(unit, customer, unit.today()));
    }

    private static PoolPolicy policy(Unit unit, Customer customer, Optional<String> grade) {
        return Segmentation.of(unit.standing().policy(), unit, customer, grade)
                .policy()
                .get(PoolPolicy.SECTION);
    }

    private static Optional<String> grade(Unit unit, Customer customer, LocalDate day) {
        return unit.find(TradeRecord.KIND, customer.id())
                .flatMap(trade -> trade.grades().now(day))
                .map(GradeCard.Counting::grade);
    }

    /** The pool that the policy names for a new customer: it has bought nothing, so it has no grade to look for. */
    static String intoAsNew(Unit unit, Customer customer) {
        return policy(unit, customer, Optional.empty()).into();
    }

    /**
     * What the rule of recycling says of a customer today, as far as the actor sees what it follows from: deals that the actor does not see
     * may protect it for longer.
     *
     * @param unit the unit of work
     * @param customer the customer
     * @param deals the opportunities that count
     * @param zone the enterprise's time zone
     * @return what it says; a customer that nobody owns is in its pool already
     */
    public static Recycling.Verdict verdict(Unit unit, Customer customer, Deals.Known deals, ZoneId zone) {
        Optional<String> grade = grade(unit, customer, unit.today());
        Optional<TradeRecord> trade = unit.walls().sees(TradeRecord.KIND.module(), TradeRecord.TRADED)
                ? unit.find(TradeRecord.KIND, customer.id())
                : Optional.empty();
        return Recycling.of(
                facts(customer, trade, deals, zone),
                grade,
                policy(unit, unit.shown(customer), grade).recycling());
    }

    /** The pool that the policy names for a customer that goes from somebody to nobody. */
    static String into(Unit unit, Customer customer) {
        return policy(unit, customer, grade(unit, customer, unit.today())).into();
    }

    @Override
    public List<Known> known(Unit unit, List<Customer> customers, ZoneId zone) {
        List<String> ids = customers.stream().map(Customer::id).toList();
        unit.prefetchToWrite(Customer.KIND, ids);
        unit.prefetch(TradeRecord.KIND, ids);
        Map<String, Deals.Known> with = ids.isEmpty() ? Map.of() : deals.with(unit, ids, zone);
        List<Known> known = new ArrayList<>(customers.size());
        for (Customer customer : customers) {
            Optional<TradeRecord> trade = unit.find(TradeRecord.KIND, customer.id());
            Deals.@Nullable Known own = with.get(customer.id());
            known.add(new Known(
                    facts(customer, trade, own == null ? Deals.Known.NONE : own, zone),
                    day -> grade(unit, customer, day),
                    grade -> policy(unit, customer, grade)));
        }
        return known;
    }

    private static Recycling.Facts facts(
            Customer customer, Optional<TradeRecord> trade, Deals.Known deals, ZoneId zone) {
        return new Recycling.Facts(
                LocalDate.ofInstant(
                        customer.custody().since().orElse(customer.trace().createdAt()), zone),
                LocalDate.ofInstant(customer.idleSince(), zone),
                deals.lastOpened(),
                trade.stream()
                        .flatMap(t -> Stream.of(
                                t.bought().history().last(), t.won().history().last()))
                        .flatMap(Optional::stream)
                        .max(LocalDate::compareTo),
                deals.open(),
                customer.custody().exempt().isPresent());
    }

    /**
     * Days for grades that are never given: misspelt, they would hold for nobody.
     *
     * @param policy the policy
     * @return a refusal for each
     */
    public static List<Refusal> unknownGrades(Policy policy) {
        TreeSet<String> known = new TreeSet<>(
                PoolPolicy.SECTION.defaults().recycling().followUp().keySet());
        for (Policy.Variant variant : policy.variants()) {
            List<String> grades = variant.policy().get(ScoringPolicy.SECTION).knownGrades();
            if (grades.isEmpty()) {
                return List.of(); // which ones a plugin of others gives, nobody can say beforehand
            }
            known.addAll(grades);
        }
        List<Refusal> wrong = new ArrayList<>();
        for (Policy.Variant variant : policy.variants()) {
            RecyclingPolicy recycling = variant.policy().get(PoolPolicy.SECTION).recycling();
            Map.of("followUp", recycling.followUp(), "opportunity", recycling.opportunity(), "deal", recycling.deal())
                    .forEach((part, days) -> days.keySet().stream()
                            .filter(grade -> !known.contains(grade))
                            .forEach(grade -> wrong.add(policy.within(variant, unknown(part, grade, known)))));
        }
        return wrong.stream().distinct().toList();
    }

    private static Refusal unknown(String part, String grade, Set<String> known) {
        String path = "pool.recycling." + part;
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID, "POL-01", "document.wrong-value", path, grade, String.join(", ", known))
                .onField(path)
                .ofValue(grade);
        return NearMiss.of(grade, known).map(refusal::suggesting).orElse(refusal);
    }
}
