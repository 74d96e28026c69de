package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.automation.Discreet;
import io.crmkit.automation.Reminder;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.policy.Segment;
import io.crmkit.scoring.AmountSource;
import io.crmkit.scoring.GradeBands;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Grading;
import io.crmkit.scoring.Grading.Decision;
import io.crmkit.scoring.Grading.ToGrade;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.scoring.Silence;
import io.crmkit.scoring.SilencePolicy;
import io.crmkit.scoring.StageCard;
import io.crmkit.scoring.TradeHistory;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.PluginFailure;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.grading.Subject;
import io.crmkit.spi.storage.RecordKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules make of customers: grade (SCO), stage (LIF-01), silence and rhythm (LIF-04, LIF-05). The one function through
 * which a customer's trade record changes: purchases, deals won, changes of owner and the regular evaluation all come here.
 * Safe for use by many threads.
 */
public final class Evaluation {

    /** The kind of subject, as grading strategies are told. */
    private static final String SUBJECT = "customer";

    private static final String CURRENCY_OF_NOTHING = "XXX";
    private static final String SILENT = "LIF-04";
    private static final String RHYTHM = "LIF-05";

    private final Grading grading;

    /**
     * An evaluation.
     *
     * @param grading grades with the strategy in force
     */
    public Evaluation(Grading grading) {
        this.grading = grading;
    }

    /**
     * A customer to be judged.
     *
     * @param trade what it brought, and what was made of it before
     * @param customer what else is known
     */
    record Case(TradeRecord trade, Customer customer) {}

    /**
     * A reminder that is due.
     *
     * @param rule the rule that asks for it
     * @param episode names the episode: the day of the last purchase
     * @param text what to do and why
     * @param discreet what to say to whoever may not see amounts, if the text tells any
     */
    record Due(String rule, LocalDate episode, Label text, Optional<Discreet> discreet) {}

    /**
     * What the rules say of a customer, before anything is written.
     *
     * @param before the trade record as it was
     * @param after the trade record as it shall be
     * @param segments the settings that hold, and which segments made them so
     * @param silence how silent the customer is
     * @param failure why there is no new grade, if there is none
     * @param due what its owner would be reminded of, if it has one
     * @param settled episodes, by rule, whose reminders are over
     */
    record Verdict(
            TradeRecord before,
            TradeRecord after,
            Policy.Variant segments,
            Silence silence,
            Optional<PluginFailure> failure,
            List<Due> due,
            Map<String, LocalDate> settled) {

        Optional<String> gradeBefore(LocalDate today) {
            return before.grades().now(today).map(GradeCard.Counting::grade);
        }

        Optional<String> gradeAfter(LocalDate today) {
            return after.grades().now(today).map(GradeCard.Counting::grade);
        }

        Optional<StageCard.Event> stageBefore() {
            return before.stages().last();
        }

        Optional<StageCard.Event> stageAfter() {
            return after.stages().last();
        }

        boolean changes() {
            return !after.equals(before);
        }
    }

    // Facts that arrive

    /**
     * A customer bought something.
     *
     * @param unit the unit of work
     * @param customer the customer
     * @param day when
     * @param amount for how much
     * @return why it cannot be added up with what the customer bought before
     */
    static Optional<Refusal> bought(Unit unit, Customer customer, LocalDate day, Money amount) {
        TradeRecord trade = trade(unit, customer);
        if (!trade.bought().takes(amount)) {
            return Optional.of(otherCurrency(trade.bought(), amount, "CUS-02", "purchase.other-currency"));
        }
        put(unit, customer, trade, AmountSource.PURCHASES, trade.bought().plus(day, amount), day);
        return Optional.empty();
    }

    /**
     * A deal with a customer was won.
     *
     * @param unit the unit of work
     * @param customerId the customer
     * @param day when it was signed
     * @param amount what it brings
     * @return a warning when it is in another currency than the deals before and therefore not added up
     */
    public static Optional<Refusal> won(Unit unit, String customerId, LocalDate day, Money amount) {
        Customer customer = required(unit, customerId);
        TradeRecord trade = trade(unit, customer);
        if (!trade.won().takes(amount)) {
            return Optional.of(otherCurrency(trade.won(), amount, "SCO-01", "grading.deal-in-other-currency"));
        }
        put(unit, customer, trade, AmountSource.WON_DEALS, trade.won().plus(day, amount), day);
        return Optional.empty();
    }

    /**
     * A deal that was won is won no longer.
     *
     * @param unit the unit of work
     * @param customerId the customer
     * @param day when it had been signed
     * @param amount what it had brought
     */
    public static void unwon(Unit unit, String customerId, LocalDate day, Money amount) {
        Customer customer = required(unit, customerId);
        TradeRecord trade = trade(unit, customer);
        if (trade.won().takes(amount)) {
            put(unit, customer, trade, AmountSource.WON_DEALS, trade.won().minus(day, amount), day);
        }
    }

    /** What a customer brought goes where the customer goes, and so do the reminders that still wait. */
    static void follow(Unit unit, String customer, Optional<String> owner) {
        unit.find(TradeRecord.KIND, customer).ifPresent(trade -> {
            unit.keep(TradeRecord.KIND, trade.withOwner(owner));
            trade.reminded()
                    .forEach(
                            (rule, episode) -> Reminder.handOver(unit, rule, key(customer), episode.toString(), owner));
        });
    }

    private static Refusal otherCurrency(Ledger ledger, Money amount, String rule, String code) {
        return Refusal.of(Refusal.Kind.RULE, rule, code, ledger.currency().orElse(""), amount.currency())
                .onField("amount");
    }

    private static void put(
            Unit unit, Customer customer, TradeRecord trade, AmountSource source, Ledger ledger, LocalDate day) {
        unit.check(Customer.KIND, customer.id()); // whose owner the trade record repeats
        boolean counts = source(unit.standing().policy()) == source;
        StageCard stages = counts ? trade.stages().forgetFrom(day) : trade.stages();
        unit.keep(TradeRecord.KIND, trade.withLedger(source, ledger, stages));
    }

    private static TradeRecord trade(Unit unit, Customer customer) {
        return unit.find(TradeRecord.KIND, customer.id())
                .orElseGet(() -> TradeRecord.none(customer.id(), customer.owner()));
    }

    private static Customer required(Unit unit, String customerId) {
        return unit.find(Customer.KIND, customerId)
                .orElseThrow(() -> new IllegalStateException("the customer " + customerId + " is gone"));
    }

    // What the rules say

    /**
     * Judges customers and writes what is new: grade, stage, reminders.
     *
     * @param unit the unit of work; their trade records may have been written in it
     * @param customers ids of the customers
     */
    public void run(Unit unit, Collection<String> customers) {
        List<String> ids = List.copyOf(customers);
        unit.prefetch(TradeRecord.KIND, ids);
        List<TradeRecord> trades = ids.stream()
                .flatMap(id -> unit.find(TradeRecord.KIND, id).stream())
                .toList();
        judge(unit, cases(unit, trades), unit.standing().policy(), unit.today())
                .forEach(verdict -> enter(unit, verdict));
    }

    /** What the rules of a policy say of customers on a day. Writes nothing. */
    List<Verdict> judge(Unit unit, List<Case> cases, Policy policy, LocalDate today) {
        boolean byGrade = policy.asks(Segmentation.GRADE);
        IdentityHashMap<Policy.Variant, List<Case>> bySettings = new IdentityHashMap<>(); // each variant is there once
        List<Policy.Variant> order = new ArrayList<>();
        for (Case one : cases) {
            Policy.Variant settings = Segmentation.of(policy, unit, one.customer(), Optional.empty());
            bySettings
                    .computeIfAbsent(settings, v -> {
                        order.add(v);
                        return new ArrayList<>();
                    })
                    .add(one);
        }
        Map<String, Verdict> verdicts = new HashMap<>();
        for (Policy.Variant settings : order) {
            ScoringPolicy scoring = settings.policy().get(ScoringPolicy.SECTION);
            List<Case> some = bySettings.getOrDefault(settings, List.of());
            List<Decision> decisions = grading.gradeAll(
                    some.stream().map(one -> toGrade(one, scoring, today)).toList(), scoring);
            for (int i = 0; i < some.size(); i++) {
                Case one = some.get(i);
                GradeCard grades = one.trade()
                        .grades()
                        .decided(decisions.get(i), scoring.strategy().id(), today);
                Policy.Variant all = byGrade
                        ? Segmentation.of(
                                policy, unit, one.customer(), grades.now(today).map(GradeCard.Counting::grade))
                        : settings;
                verdicts.put(one.trade().id(), verdict(one, decisions.get(i), grades, all, today));
            }
        }
        List<Verdict> inOrder = new ArrayList<>(cases.size());
        cases.forEach(one -> Optional.ofNullable(verdicts.get(one.trade().id())).ifPresent(inOrder::add));
        return inOrder;
    }

    /**
     * A customer with the grade that counts.
     *
     * @param trade what it brought
     * @param grade the grade, if there is one
     */
    public record Graded(TradeRecord trade, Optional<String> grade) {}

    /**
     * The grades that count today under the policy in force, computed anew. Writes nothing.
     *
     * @param unit the unit of work
     * @param trades the customers' trade records
     * @return the customers that are there, with their grades
     */
    public List<Graded> grades(Unit unit, List<TradeRecord> trades) {
        return judge(unit, cases(unit, trades), unit.standing().policy(), unit.today()).stream()
                .map(verdict -> new Graded(verdict.before(), verdict.gradeAfter(unit.today())))
                .toList();
    }

    /**
     * A customer with its silence.
     *
     * @param trade what it brought
     * @param ledger what of it counts
     * @param settings the settings that hold for it, of the policy in force
     * @param silence how silent it is
     */
    public record Silent(TradeRecord trade, Ledger ledger, Policy.Variant settings, Silence silence) {}

    /**
     * How silent customers are today by the months that hold for each (LIF-04, POL-04), by what the actor sees of them (ACC-07): segments
     * that ask for what is hidden fit nobody. Nobody is graded unless a segment asks for the grade. Writes nothing.
     *
     * @param unit the unit of work
     * @param trades the customers' trade records
     * @return the customers that are there, with their silence
     */
    public List<Silent> silences(Unit unit, List<TradeRecord> trades) {
        Policy policy = unit.standing().policy();
        List<Case> cases = cases(unit, trades).stream()
                .map(one -> new Case(one.trade(), unit.shown(one.customer())))
                .toList();
        if (policy.asks(Segmentation.GRADE)) {
            return judge(unit, cases, policy, unit.today()).stream()
                    .map(verdict -> new Silent(
                            verdict.before(),
                            verdict.before().ledger(source(policy)),
                            verdict.segments(),
                            verdict.silence()))
                    .toList();
        }
        List<Silent> silent = new ArrayList<>(cases.size());
        for (Case one : cases) {
            Policy.Variant variant = Segmentation.of(policy, unit, one.customer(), Optional.empty());
            Ledger ledger = one.trade().ledger(source(policy));
            SilencePolicy months = variant.policy().get(ScoringPolicy.SECTION).silence();
            silent.add(new Silent(one.trade(), ledger, variant, Silence.of(ledger.history(), unit.today(), months)));
        }
        return silent;
    }

    /**
     * The bands by which amounts of a customer are graded (SCO-01, POL-04), by what the actor sees of it (ACC-07).
     *
     * @param unit the unit of work
     * @param customer id of the customer
     * @return the bands, if there is such a customer
     */
    public Optional<GradeBands> bands(Unit unit, String customer) {
        return unit.find(Customer.KIND, customer)
                .map(known -> grading(unit.standing().policy(), unit, unit.shown(known))
                        .grades());
    }

    /**
     * Whether customers can come to other settings without being judged anew, since segments ask for departments: an owner who
     * goes to another one takes them along.
     *
     * @param policy the policy
     * @return whether
     */
    public static boolean moves(Policy policy) {
        return policy.asks(Segmentation.DEPARTMENT);
    }

    /**
     * The segments whose customers are graded otherwise than all others.
     *
     * @param policy the policy
     * @return the segments
     */
    public static List<Segment> gradedApart(Policy policy) {
        ScoringPolicy plain = policy.get(ScoringPolicy.SECTION);
        return policy.variants().stream()
                .filter(variant -> variant.segments().size() == 1)
                .filter(variant -> {
                    ScoringPolicy own = variant.policy().get(ScoringPolicy.SECTION);
                    return !own.strategy().equals(plain.strategy())
                            || !own.parameters().equals(plain.parameters());
                })
                .map(variant -> variant.segments().get(0))
                .toList();
    }

    /** Judges a customer anew when what is known of it has changed and rules may ask for that. */
    void followProfile(Unit unit, Customer before, Customer after) {
        boolean owned =
                before.owner().equals(after.owner()) || !moves(unit.standing().policy());
        if (!owned
                || !facts(before).equals(facts(after))
                || !before.profile().tags().equals(after.profile().tags())) {
            run(unit, List.of(after.id()));
            unit.check(TradeRecord.KIND, after.id()); // a purchase at the same moment judges by what was known before
        }
    }

    /** The customers of trade records; a trade record whose customer is gone is left out. */
    static List<Case> cases(Unit unit, List<TradeRecord> trades) {
        unit.prefetch(Customer.KIND, trades.stream().map(TradeRecord::id).toList());
        List<Case> cases = new ArrayList<>(trades.size());
        for (TradeRecord trade : trades) {
            unit.find(Customer.KIND, trade.id()).ifPresent(customer -> cases.add(new Case(trade, customer)));
        }
        return cases;
    }

    private static ToGrade toGrade(Case one, ScoringPolicy scoring, LocalDate today) {
        Ledger ledger = one.trade().ledger(scoring.source());
        Subject subject = ledger.history()
                .subject(
                        SUBJECT,
                        one.trade().id(),
                        today,
                        ledger.currency().orElse(CURRENCY_OF_NOTHING),
                        facts(one.customer()));
        return new ToGrade(subject, one.trade().grades().computed());
    }

    /** The facts that strategies are told, by the names that the vendor guide lists. */
    private static Map<String, String> facts(Customer customer) {
        Customer.Profile profile = customer.profile();
        Map<String, String> facts = new HashMap<>();
        profile.industry().ifPresent(value -> facts.put("industry", value));
        profile.region().ifPresent(value -> facts.put("region", value));
        profile.type().ifPresent(value -> facts.put("type", value));
        profile.purchasingPower().ifPresent(value -> facts.put("purchasingPower", value));
        profile.source().ifPresent(value -> facts.put("source", value));
        profile.employees().ifPresent(value -> facts.put("employees", value.toString()));
        profile.foundedYear().ifPresent(value -> facts.put("foundedYear", value.toString()));
        return facts;
    }

    private static Verdict verdict(
            Case one, Decision decision, GradeCard grades, Policy.Variant variant, LocalDate today) {
        ScoringPolicy scoring = variant.policy().get(ScoringPolicy.SECTION);
        TradeRecord before = one.trade();
        Ledger ledger = before.ledger(scoring.source());
        TradeHistory history = ledger.history();
        StageCard stages = before.stages().upTo(history, today, scoring);
        Silence silence = Silence.of(history, today, scoring.silence(), ledger.currency());
        Map<String, LocalDate> reminded = new HashMap<>(before.reminded());
        Map<String, LocalDate> settled = new LinkedHashMap<>();
        List<Due> due = new ArrayList<>();
        remind(SILENT, silence.level() != Silence.Level.NONE, one, silence, reminded, settled, due);
        remind(
                RHYTHM,
                silence.level() == Silence.Level.NONE && silence.rhythmChanged(),
                one,
                silence,
                reminded,
                settled,
                due);
        TradeRecord after = before.judged(grades, stages, reminded);
        if (!after.equals(before)) {
            after = after.judged(grades, stages.seenOn(today), reminded);
        }
        return new Verdict(
                before,
                after,
                variant,
                silence,
                decision instanceof Grading.Kept kept ? Optional.of(kept.failure()) : Optional.empty(),
                due,
                settled);
    }

    /** Once per episode, and only somebody can be reminded. */
    private static void remind(
            String rule,
            boolean isDue,
            Case one,
            Silence silence,
            Map<String, LocalDate> reminded,
            Map<String, LocalDate> settled,
            List<Due> due) {
        LocalDate known = reminded.get(rule);
        Optional<LocalDate> episode = silence.since();
        if (known != null && (!isDue || !episode.equals(Optional.of(known)))) {
            reminded.remove(rule);
            settled.put(rule, known);
            known = null;
        }
        if (isDue && known == null && episode.isPresent() && one.trade().owner().isPresent()) {
            reminded.put(rule, episode.get());
            due.add(new Due(rule, episode.get(), text(rule, one.customer(), silence), discreet(rule, one.customer())));
        }
    }

    private static Label text(String rule, Customer customer, Silence silence) {
        String code = rule.equals(SILENT) ? "grading.remind.silent" : "grading.remind.rhythm";
        Label because = new Label(
                String.join("", silence.reasons().stream().map(Label::zh).toList()),
                String.join(" ", silence.reasons().stream().map(Label::en).toList()));
        return Messages.label(code, customer.name(), because);
    }

    /** Only a changed rhythm is told with amounts. */
    private static Optional<Discreet> discreet(String rule, Customer customer) {
        return rule.equals(SILENT)
                ? Optional.empty()
                : Optional.of(new Discreet(
                        TradeRecord.KIND.module(),
                        TradeRecord.TRADED,
                        Messages.label("grading.remind.rhythm-discreet", customer.name())));
    }

    /** Writes what is new. What changed a grade or a stage is on record (ACC-10). */
    void enter(Unit unit, Verdict verdict) {
        if (!verdict.changes()) {
            return;
        }
        unit.check(Customer.KIND, verdict.after().id()); // by whose facts it was judged
        TradeRecord after = unit.keep(TradeRecord.KIND, verdict.after());
        Map<String, Object> changes = new LinkedHashMap<>();
        LocalDate today = unit.today();
        tell(changes, "grade", verdict.gradeBefore(today), verdict.gradeAfter(today));
        tell(
                changes,
                "stage",
                verdict.stageBefore().map(e -> e.stage().name()),
                verdict.stageAfter().map(e -> e.stage().name()));
        verdict.failure()
                .ifPresent(failure -> changes.put(TradeRecord.FAILURE, failure.message(java.util.Locale.ENGLISH)));
        if (!changes.isEmpty()) {
            List<Segment> segments = verdict.segments().segments();
            if (!segments.isEmpty()) {
                changes.put(
                        TradeRecord.SEGMENTS,
                        segments.stream().map(Segment::name).toList());
            }
            unit.tell(TradeRecord.KIND, after, Optional.empty(), changes);
        }
        RecordKey customer = key(after.id());
        verdict.settled().forEach((rule, episode) -> Reminder.settle(unit, rule, customer, episode.toString()));
        after.owner()
                .ifPresent(owner -> verdict.due()
                        .forEach(due -> Reminder.once(
                                unit,
                                owner,
                                due.rule(),
                                customer,
                                due.episode().toString(),
                                name(unit, after.id()),
                                due.text(),
                                due.discreet())));
    }

    private static void tell(
            Map<String, Object> changes, String what, Optional<String> before, Optional<String> after) {
        if (!before.equals(after)) {
            changes.put(what, List.of(before.orElse(""), after.orElse("")));
        }
    }

    private static String name(Unit unit, String customer) {
        return unit.find(Customer.KIND, customer).map(c -> c.profile().name()).orElse("");
    }

    private static RecordKey key(String customer) {
        return Customer.KIND.key(customer);
    }

    /** The settings that a customer is graded by (POL-04): they do not depend on the grade. */
    static ScoringPolicy grading(Policy policy, Unit unit, Customer customer) {
        return Segmentation.of(policy, unit, customer, Optional.empty())
                .policy()
                .get(ScoringPolicy.SECTION);
    }

    /** What counts, the same for all customers: reports add it up. */
    static AmountSource source(Policy policy) {
        return policy.get(ScoringPolicy.SECTION).source();
    }

    /** {@return the refusal for a customer that is not there for the actor} */
    static Refusal notFound(String id) {
        return Refusals.notFound(Messages.label("kind.customer"), id);
    }
}
