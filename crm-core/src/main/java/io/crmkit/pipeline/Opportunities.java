package io.crmkit.pipeline;

import io.crmkit.access.Edits;
import io.crmkit.access.Owned;
import io.crmkit.access.Ownership;
import io.crmkit.access.Refusals;
import io.crmkit.access.TeamGrants;
import io.crmkit.access.Transfer;
import io.crmkit.access.UserDirectory;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.catalogue.Product;
import io.crmkit.catalogue.Products;
import io.crmkit.customer.Customer;
import io.crmkit.customer.Customers;
import io.crmkit.customer.Evaluation;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportField;
import io.crmkit.exchange.ImportRow;
import io.crmkit.exchange.KnownRows;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Bulk;
import io.crmkit.internal.road.Lookup;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Tokens;
import io.crmkit.pipeline.Opportunity.Deal;
import io.crmkit.pipeline.Opportunity.Progress;
import io.crmkit.pipeline.Opportunity.StageChange;
import io.crmkit.pipeline.Opportunity.TeamMember;
import io.crmkit.pipeline.PipelinePolicy.Meaning;
import io.crmkit.pipeline.PipelinePolicy.StageDefinition;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import jakarta.validation.Valid;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** What can be done with opportunities (PIP-03 to PIP-05). Got from a session. */
public final class Opportunities {

    private static final String MODULE = "opportunity";
    private static final Operation VIEW = Operation.of("opportunity.view", MODULE, "view");
    private static final Operation CREATE = Operation.of("opportunity.create", MODULE, "create");
    static final Operation MOVE = Operation.of("opportunity.move", MODULE, "edit");
    private static final Operation TEAM = Operation.of("opportunity.team", MODULE, "edit");
    private static final Operation ASSIGN = Operation.of("opportunity.assign", MODULE, "assign");
    private static final Operation CONFIRM = Operation.of("opportunity.confirm-payment", MODULE, "confirm-payment");
    private static final Operation IMPORT = Operation.of("opportunity.import", MODULE, "import");
    private static final Operation HISTORY = Operation.of("opportunity.import-history", MODULE, "import-history");
    private static final Permission APPROVE = Permission.of(MODULE, "approve");

    private final Road road;
    private final Actor actor;
    private final Evaluation evaluation;
    private final ApprovalEngine approvals;
    private final List<Owned> owned;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param evaluation judges customers when a deal is won
     * @param approvals asks those who decide about backward moves (PIP-04)
     * @param owned all that users can hold
     */
    public Opportunities(Road road, Actor actor, Evaluation evaluation, ApprovalEngine approvals, List<Owned> owned) {
        this.approvals = approvals;
        this.road = road;
        this.actor = actor;
        this.evaluation = evaluation;
        this.owned = owned;
    }

    /**
     * An opportunity.
     *
     * @param id the id
     * @return the opportunity, if the actor may know of it
     */
    public Outcome<Opportunity> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Opportunity.KIND, id)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(notFound(id))));
    }

    /**
     * The opportunities that the actor may know of, by name.
     *
     * @param filter which, by the indexes of {@link Opportunity#KIND}
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Opportunity>> list(Filter filter, int limit, Optional<String> pageToken) {
        return road.read(
                actor, VIEW, unit -> Outcome.done(unit.list(Opportunity.KIND, filter, "by_name", limit, pageToken)));
    }

    /**
     * Creates an opportunity (PIP-03). Its owner may read the customer from now on.
     *
     * @param draft the opportunity
     * @return the opportunity as created
     */
    public Outcome<Opportunity> create(NewOpportunity draft) {
        return road.write(
                actor,
                CREATE,
                draft,
                Opportunity.class,
                unit -> create(unit, draft, ASSIGN.permission(), Optional.empty()));
    }

    /**
     * Moves an opportunity to another stage, through every gate (PIP-04, PIP-05).
     *
     * @param opportunity the opportunity as it was read
     * @param to the stage
     * @param evidence what the gate asks for
     * @return the opportunity as moved, or everything that is missing
     */
    public Outcome<Opportunity> move(Opportunity opportunity, Stage to, Evidence evidence) {
        return move(opportunity.id(), opportunity.version(), to, evidence);
    }

    /**
     * Moves an opportunity to another stage, through every gate (PIP-04, PIP-05). A backward move of somebody who may not decide about
     * it waits for the manager's approval, and the opportunity is locked meanwhile.
     *
     * @param id the opportunity
     * @param expectedVersion the version that was read
     * @param to the stage
     * @param evidence what the gate asks for
     * @return the opportunity as moved, that it waits, or everything that is missing
     */
    public Outcome<Opportunity> move(String id, long expectedVersion, Stage to, Evidence evidence) {
        record Command(
                String id,
                long expectedVersion,
                Stage to,
                @Valid Evidence evidence) {}
        return road.write(
                actor,
                MOVE,
                new Command(id, expectedVersion, to, evidence),
                Opportunity.class,
                unit -> Edits.change(
                        unit,
                        Opportunity.KIND,
                        id,
                        expectedVersion,
                        MOVE,
                        evidence.reason(),
                        before -> moved(unit, before, to, evidence, false)));
    }

    /**
     * Finance confirms the first payment: a won opportunity is closed (PIP-05). Nobody else can close one.
     *
     * @param id the opportunity
     * @param expectedVersion the version that was read
     * @return the opportunity as closed
     */
    public Outcome<Opportunity> confirmFirstPayment(String id, long expectedVersion) {
        return confirmFirstPayment(id, expectedVersion, Evidence.none());
    }

    /**
     * Finance confirms the first payment, which came to a company account (PIP-05, ACC-16).
     *
     * @param id the opportunity
     * @param expectedVersion the version that was read
     * @param receipt names the account: {@code Evidence.none().naming("icbc-0815")}
     * @return the opportunity as closed
     */
    public Outcome<Opportunity> confirmFirstPayment(String id, long expectedVersion, Evidence receipt) {
        record Command(
                String id, long expectedVersion, @Valid Evidence receipt) {}
        return road.write(
                actor,
                CONFIRM,
                new Command(id, expectedVersion, receipt),
                Opportunity.class,
                unit -> Edits.change(
                        unit,
                        Opportunity.KIND,
                        id,
                        expectedVersion,
                        CONFIRM,
                        Optional.empty(),
                        before -> moved(unit, before, Stage.CLOSED, receipt, true)));
    }

    private Outcome<Opportunity> moved(
            Unit unit, Opportunity before, Stage to, Evidence evidence, boolean confirmsPayment) {
        boolean own = before.owner().equals(unit.actorId());
        if (confirmsPayment && own) {
            return Outcome.refused(Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-19", "pipeline.own-deal"));
        }
        boolean mayMoveBack = !own && unit.standing().reaches(APPROVE, before.id(), Optional.of(before.owner()));
        Pipeline.Move move =
                new Pipeline.Move(before.stage(), to, evidence, unit.today(), mayMoveBack, confirmsPayment);
        List<Refusal> refusals = Pipeline.evaluate(move, policy(unit));
        if (refusals.equals(List.of(Pipeline.BACK_MANAGER))) { // all that is missing is somebody who decides
            return approvals.submit(unit, new BackwardMove(evaluation), BackwardMove.of(unit, before, to, evidence));
        }
        return refusals.isEmpty() ? moved(unit, before, move, evaluation) : Outcome.refused(refusals);
    }

    /** Moves a deal when every gate is open. */
    static Outcome<Opportunity> moved(Unit unit, Opportunity before, Pipeline.Move move, Evaluation evaluation) {
        PipelinePolicy policy = policy(unit);
        List<Refusal> refusals = Pipeline.evaluate(move, policy);
        if (!refusals.isEmpty()) {
            return Outcome.refused(refusals);
        }
        Stage to = move.to();
        Evidence evidence = move.evidence();
        StageDefinition target = policy.get(to);
        StageChange change =
                new StageChange(Optional.of(before.stage()), to, unit.now(), unit.actorId(), evidence.reason());
        Opportunity after =
                before.moved(target, decided(unit, before, target, evidence, policy), change, touched(unit, before));
        List<Refusal> warnings = traded(unit, Optional.of(before), after);
        if (!wonDeal(unit, before).equals(wonDeal(unit, after))) {
            evaluation.run(unit, List.of(after.terms().customer()));
        }
        return new Outcome.Done<>(after, warnings);
    }

    /** What a deal brings is added up with its customer's other deals (SCO-01), and taken back when it is won no longer. */
    private static List<Refusal> traded(Unit unit, Optional<Opportunity> before, Opportunity after) {
        Optional<Deal> was = before.flatMap(opportunity -> wonDeal(unit, opportunity));
        Optional<Deal> is = wonDeal(unit, after);
        String customer = after.terms().customer();
        if (was.equals(is)) {
            return List.of();
        }
        was.ifPresent(deal -> Evaluation.unwon(
                unit, customer, deal.closedOn().orElseThrow(), deal.amount().orElseThrow()));
        return is
                .flatMap(deal -> Evaluation.won(
                        unit,
                        customer,
                        deal.closedOn().orElseThrow(),
                        deal.amount().orElseThrow()))
                .stream()
                .toList();
    }

    private static Optional<Deal> wonDeal(Unit unit, Opportunity opportunity) {
        Meaning meaning = policy(unit).get(opportunity.stage()).meaning();
        return meaning == Meaning.WON || meaning == Meaning.CLOSED
                ? opportunity
                        .progress()
                        .deal()
                        .filter(deal ->
                                deal.amount().isPresent() && deal.closedOn().isPresent())
                        .map(deal -> deal.paid(Optional.empty())) // where it was paid to changes no figure
                : Optional.empty();
    }

    private static Optional<Deal> decided(
            Unit unit, Opportunity before, StageDefinition to, Evidence evidence, PipelinePolicy policy) {
        return switch (to.meaning()) {
            case OPEN -> Optional.empty();
            case WON ->
                Optional.of(new Deal(
                        evidence.signedOn().or(() -> Optional.of(unit.today())),
                        evidence.amount(),
                        evidence.contractNumber(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        evidence.account(),
                        Optional.empty()));
            case CLOSED -> before.progress().deal().map(deal -> deal.paid(evidence.account()));
            case LOST ->
                Optional.of(new Deal(
                        Optional.of(unit.today()),
                        Optional.empty(),
                        Optional.empty(),
                        evidence.lostReason(),
                        evidence.reason(),
                        Optional.of(before.stage()).filter(s -> policy.get(s).meaning() == Meaning.OPEN)));
        };
    }

    /**
     * Gives an opportunity to somebody else. The new owner may read the customer, the former no longer unless there is
     * another reason.
     *
     * @param id the opportunity
     * @param expectedVersion the version that was read
     * @param owner id of the new owner
     * @return the opportunity as changed
     */
    public Outcome<Opportunity> assign(String id, long expectedVersion, String owner) {
        record Command(String id, long expectedVersion, String owner) {}
        return road.write(
                actor,
                ASSIGN,
                new Command(id, expectedVersion, owner),
                Opportunity.class,
                unit -> Edits.change(unit, Opportunity.KIND, id, expectedVersion, ASSIGN, Optional.empty(), before -> {
                    List<Refusal> wrong = OwnedOpportunities.give(unit, before, owner, ASSIGN.permission());
                    if (!wrong.isEmpty()) {
                        return Outcome.refused(wrong);
                    }
                    return Outcome.done(before.withOwner(owner, touched(unit, before)));
                }));
    }

    /**
     * Transfers an opportunity to somebody else (ACC-12); never by team members (ACC-06).
     *
     * @param id the opportunity
     * @param expectedVersion the version that was read
     * @param to id of the new owner
     * @param reason why
     * @return the opportunity as changed
     */
    public Outcome<Opportunity> transfer(String id, long expectedVersion, String to, String reason) {
        return new Transfer<>(road, actor, Opportunity.KIND, owned)
                .one(id, expectedVersion, to, reason, Transfer.Parts.STAY);
    }

    /**
     * Transfers many opportunities to somebody else, in one change set; each is decided by itself.
     *
     * @param ids the opportunities, {@value Transfer#MOST} at most
     * @param to id of the new owner
     * @param reason why
     * @return an outcome for each, in the same order
     */
    public List<Outcome<Opportunity>> transfer(List<String> ids, String to, String reason) {
        return new Transfer<>(road, actor, Opportunity.KIND, owned).all(ids, to, reason, Transfer.Parts.STAY);
    }

    /**
     * Takes a user into the team of an opportunity, or changes the membership (ACC-06). Members may read the customer.
     *
     * @param id the opportunity
     * @param expectedVersion the version that was read
     * @param user id of the user
     * @param write whether the member may change the opportunity, or only read it
     * @param until when the membership ends, if it does
     * @return the opportunity as changed
     */
    public Outcome<Opportunity> addToTeam(
            String id, long expectedVersion, String user, boolean write, Optional<Instant> until) {
        record Command(String id, long expectedVersion, String user, boolean write, Optional<Instant> until) {}
        return road.write(
                actor,
                TEAM,
                new Command(id, expectedVersion, user, write, until),
                Opportunity.class,
                unit -> changeTeam(unit, id, expectedVersion, before -> {
                    if (!UserDirectory.isActive(unit, user)) {
                        return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "ACC-01", "access.unknown-user", user)
                                .onField("user"));
                    }
                    TeamGrants grants = TeamMemberships.grants(unit, user);
                    unit.keep(TeamGrants.KIND, grants.with(new TeamGrants.Grant(id, write, until)));
                    List<TeamMember> team = TeamMemberships.without(before, user);
                    team.add(new TeamMember(user, write, until));
                    return Outcome.done(before.withTeam(team, touched(unit, before)));
                }));
    }

    /**
     * Takes a user out of the team of an opportunity (ACC-06).
     *
     * @param id the opportunity
     * @param expectedVersion the version that was read
     * @param user id of the user
     * @return the opportunity as changed
     */
    public Outcome<Opportunity> removeFromTeam(String id, long expectedVersion, String user) {
        record Command(String id, long expectedVersion, String user) {}
        return road.write(
                actor,
                TEAM,
                new Command(id, expectedVersion, user),
                Opportunity.class,
                unit -> changeTeam(unit, id, expectedVersion, before -> {
                    unit.keep(
                            TeamGrants.KIND, TeamMemberships.grants(unit, user).without(id));
                    return Outcome.done(before.withTeam(TeamMemberships.without(before, user), touched(unit, before)));
                }));
    }

    /** The team is the owner's and the owner's superiors' to choose: members never do (ACC-06). */
    private static Outcome<Opportunity> changeTeam(
            Unit unit, String id, long expectedVersion, Function<Opportunity, Outcome<Opportunity>> edit) {
        return Edits.change(unit, Opportunity.KIND, id, expectedVersion, TEAM, Optional.empty(), before -> {
            if (!before.owner().equals(unit.actorId())
                    && !unit.standing().reaches(ASSIGN.permission(), id, Optional.of(before.owner()))) {
                return Outcome.refused(Refusals.outOfReach(ASSIGN.permission()));
            }
            Outcome<Opportunity> after = edit.apply(before);
            after.toOptional().ifPresent(o -> TeamMemberships.relate(unit, before, o));
            return after;
        });
    }

    private static Outcome<Opportunity> create(
            Unit unit, NewOpportunity draft, Permission assign, Optional<Trace.Origin> origin) {
        PipelinePolicy policy = policy(unit);
        StageDefinition first = policy.stages().get(0);
        Optional<StageDefinition> stage =
                draft.stage().map(policy::find).orElse(Optional.of(first)).filter(s -> s.meaning() == Meaning.OPEN);
        if (stage.isEmpty()) {
            return Outcome.refused(stageRefusal(draft.stage().orElse(first.stage()), policy, Meaning.OPEN));
        }
        Progress progress = new Progress(
                stage.get().stage(),
                stage.get().probability(),
                Optional.empty(),
                List.of(begun(unit, stage.get())),
                false);
        return create(unit, draft, assign, progress, origin);
    }

    private static StageChange begun(Unit unit, StageDefinition stage) {
        return new StageChange(Optional.empty(), stage.stage(), unit.now(), unit.actorId(), Optional.empty());
    }

    private static Outcome<Opportunity> create(
            Unit unit, NewOpportunity draft, Permission assign, Progress progress, Optional<Trace.Origin> origin) {
        List<Refusal> wrong = new ArrayList<>();
        Optional<Customer> customer = unit.visible(Customer.KIND, draft.terms().customer());
        if (customer.isEmpty()) {
            wrong.add(Refusals.notFound(
                            Messages.label("kind.customer"), draft.terms().customer())
                    .onField("customer"));
        }
        Opportunity.Terms terms =
                customer.map(known -> draft.terms().of(known.id())).orElse(draft.terms());
        terms.products().forEach(id -> {
            if (unit.find(Product.KIND, id).isEmpty()) {
                wrong.add(Refusals.notFound(Messages.label("kind.product"), id).onField("product"));
            }
        });
        String owner = draft.owner().orElse(unit.actorId());
        if (wrong.isEmpty()) {
            wrong.addAll(
                    Ownership.move(unit, MODULE, Optional.empty(), Optional.of(owner), OptionalInt.empty(), assign));
        }
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        unit.relate(Customer.KIND, terms.customer(), Tokens.related(owner), 1);
        Opportunity created = unit.create(
                Opportunity.KIND,
                new Opportunity(
                        unit.newId(),
                        1,
                        terms,
                        owner,
                        progress,
                        List.of(),
                        Trace.created(unit.now(), unit.actorId(), origin)));
        return new Outcome.Done<>(created, traded(unit, Optional.empty(), created));
    }

    private static Refusal stageRefusal(Stage stage, PipelinePolicy policy, Meaning... meanings) {
        List<Meaning> wanted = List.of(meanings);
        return Refusal.of(
                        Refusal.Kind.RULE,
                        "PIP-05",
                        "pipeline.not-such-a-stage",
                        Pipeline.name(stage, policy),
                        String.join(
                                ", ",
                                policy.stages().stream()
                                        .filter(s -> wanted.contains(s.meaning()))
                                        .map(StageDefinition::id)
                                        .toList()))
                .onField("stage")
                .ofValue(stage.id());
    }

    private static PipelinePolicy policy(Unit unit) {
        return unit.standing().policy().get(PipelinePolicy.SECTION);
    }

    private static Trace touched(Unit unit, Opportunity opportunity) {
        return opportunity.trace().touched(unit.now(), unit.actorId());
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(Messages.label("kind.opportunity"), id);
    }

    /**
     * How open opportunities are imported.
     *
     * @param policy the policy in force
     * @return the entity
     */
    public ImportEntity importing(PipelinePolicy policy) {
        return new Importing(policy, false);
    }

    /**
     * How closed deals of the past are imported: recorded as they were, marked as history, with a permission of its own.
     * Whatever happens to them later meets every gate.
     *
     * @param policy the policy in force
     * @return the entity
     */
    public ImportEntity importingHistory(PipelinePolicy policy) {
        return new Importing(policy, true);
    }

    /** Imports opportunities; customer, owner and product are named by their names. */
    private final class Importing implements ImportEntity {
        private final PipelinePolicy policy;
        private final boolean history;

        Importing(PipelinePolicy policy, boolean history) {
            this.policy = policy;
            this.history = history;
        }

        @Override
        public String name() {
            return history ? "opportunity-history" : MODULE;
        }

        @Override
        public List<ImportField> fields() {
            List<ImportField.Choice> stages = policy.stages().stream()
                    .filter(s -> (s.meaning() == Meaning.OPEN) != history)
                    .map(s -> new ImportField.Choice(s.id(), s.name()))
                    .toList();
            ImportField stage =
                    new ImportField("stage", Messages.label("field.stage"), ImportField.Type.CHOICE, history, stages);
            List<ImportField> fields = new ArrayList<>(List.of(
                    field("name", ImportField.Type.TEXT).asRequired(),
                    field("customer", ImportField.Type.REFERENCE).asRequired(),
                    field("owner", ImportField.Type.REFERENCE).asRequired(),
                    field("product", ImportField.Type.REFERENCE),
                    stage,
                    field("engagedOn", ImportField.Type.DATE),
                    field("expectedClose", ImportField.Type.DATE),
                    field("expectedAmount", ImportField.Type.MONEY),
                    field("source", ImportField.Type.TEXT)));
            if (history) {
                fields.add(field("closedOn", ImportField.Type.DATE).asRequired());
                fields.add(field("amount", ImportField.Type.MONEY));
                fields.add(field("contractNumber", ImportField.Type.TEXT));
                fields.add(new ImportField(
                        "lostReason",
                        Messages.label("field.lostReason"),
                        ImportField.Type.CHOICE,
                        false,
                        policy.lostReasons().stream()
                                .map(r -> new ImportField.Choice(r.key(), r.name()))
                                .toList()));
            }
            return fields;
        }

        private ImportField field(String name, ImportField.Type type) {
            return ImportField.of(name, Messages.label("field." + name), type);
        }

        @Override
        public List<Outcome<Loaded>> load(List<ImportRow> rows) {
            return road.bulk(
                    actor,
                    history ? HISTORY : IMPORT,
                    rows,
                    Bulk.<Aids, ImportRow, Loaded>of(unit -> new Aids(unit, rows), this::load)
                            .concluding((unit, aids) -> evaluation.run(unit, aids.won)));
        }

        private Outcome<Loaded> load(Unit unit, Aids aids, ImportRow row) {
            Optional<Loaded> before = aids.known.find(unit, row);
            if (before.isPresent()) {
                return Outcome.done(before.get());
            }
            List<Refusal> wrong = new ArrayList<>();
            Optional<String> customer = aids.customers.id(unit, "customer", row.text("customer"), wrong);
            Optional<String> product = aids.products.id(unit, "product", row.text("product"), wrong);
            Optional<String> owner = aids.users.find(unit, row, "owner", wrong);
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            Opportunity.Terms terms = new Opportunity.Terms(
                    row.text("name").orElse(""),
                    customer.orElse(""),
                    product.stream().toList(),
                    row.text("source"),
                    row.get("expectedAmount", Money.class),
                    row.get("expectedClose", LocalDate.class),
                    row.get("engagedOn", LocalDate.class));
            NewOpportunity draft =
                    new NewOpportunity(terms, owner, row.text("stage").map(Stage::new));
            wrong.addAll(road.violations(draft));
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            Optional<Trace.Origin> origin = Optional.of(KnownRows.origin(row));
            Outcome<Opportunity> created =
                    history ? record(unit, row, draft, origin) : create(unit, draft, IMPORT.permission(), origin);
            created.toOptional()
                    .filter(opportunity -> wonDeal(unit, opportunity).isPresent())
                    .ifPresent(opportunity -> aids.won.add(opportunity.terms().customer()));
            return created.map(aids.known::created);
        }

        /** Records a closed deal as it was. */
        private Outcome<Opportunity> record(
                Unit unit, ImportRow row, NewOpportunity draft, Optional<Trace.Origin> origin) {
            PipelinePolicy inForce = policy(unit);
            Stage stage = draft.stage().orElse(Stage.WON);
            Optional<StageDefinition> definition = inForce.find(stage).filter(s -> s.meaning() != Meaning.OPEN);
            if (definition.isEmpty()) {
                return Outcome.refused(stageRefusal(stage, inForce, Meaning.WON, Meaning.LOST, Meaning.CLOSED));
            }
            boolean lost = definition.get().meaning() == Meaning.LOST;
            Evidence evidence = new Evidence(
                    row.text("contractNumber"),
                    row.get("amount", Money.class).filter(amount -> !lost),
                    row.get("closedOn", LocalDate.class),
                    row.text("lostReason"),
                    Optional.empty());
            List<Refusal> wrong = new ArrayList<>(road.violations(evidence));
            if (!lost && evidence.amount().filter(Money::isPositive).isEmpty()) {
                wrong.add(Refusal.of(Refusal.Kind.RULE, "PIP-05", "pipeline.won.amount", Messages.label("field.amount"))
                        .onField("amount")
                        .missing("amount"));
            }
            evidence.signedOn()
                    .filter(day -> day.isAfter(unit.today()))
                    .ifPresent(day -> wrong.add(
                            Refusal.of(Refusal.Kind.INVALID, "CUS-16", "pipeline.closed-in-future", day, unit.today())
                                    .onField("closedOn")
                                    .ofValue(day.toString())));
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            Deal deal = new Deal(
                    evidence.signedOn(),
                    evidence.amount(),
                    evidence.contractNumber(),
                    evidence.lostReason(),
                    Optional.empty(),
                    Optional.empty());
            Progress progress = new Progress(
                    stage,
                    definition.get().probability(),
                    Optional.of(deal),
                    List.of(begun(unit, definition.get())),
                    true);
            return create(unit, draft, HISTORY.permission(), progress, origin);
        }
    }

    /** What is read ahead for one attempt to load rows. */
    private static final class Aids {
        private final KnownRows<Opportunity> known = new KnownRows<>(Opportunity.KIND, Opportunity::trace);
        private final Lookup<Customer> customers = Customers.byName();
        private final Lookup<Product> products = Products.byName();
        private final UserDirectory users = new UserDirectory();
        private final Set<String> won = new LinkedHashSet<>();

        Aids(Unit unit, List<ImportRow> rows) {
            known.readAhead(unit, rows);
            customers.readAhead(unit, ImportRow.texts(rows, "customer"));
            products.readAhead(unit, ImportRow.texts(rows, "product"));
        }
    }

    /**
     * A stage in use cannot be removed (PIP-04).
     *
     * @param unit the unit of work
     * @param next the policy to be published
     * @return a refusal for each stage that is in use and not there any more
     */
    public static List<Refusal> stagesInUse(Unit unit, Policy next) {
        PipelinePolicy pipeline = next.get(PipelinePolicy.SECTION);
        return unit.tallyAll(Opportunity.KIND, Filter.all(), List.of("stage"), List.of(Measure.count())).stream()
                .filter(group -> pipeline.find(
                                new Stage(String.valueOf(group.keys().get(0))))
                        .isEmpty())
                .map(group -> Refusal.of(
                                Refusal.Kind.RULE,
                                "PIP-04",
                                "pipeline.stage-in-use",
                                String.valueOf(group.keys().get(0)),
                                String.valueOf(group.measures().get(0)))
                        .onField("pipeline.stages"))
                .toList();
    }
}
