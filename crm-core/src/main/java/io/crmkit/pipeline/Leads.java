package io.crmkit.pipeline;

import io.crmkit.access.Edits;
import io.crmkit.access.Owned;
import io.crmkit.access.Ownership;
import io.crmkit.access.Refusals;
import io.crmkit.access.Transfer;
import io.crmkit.access.UserDirectory;
import io.crmkit.catalogue.Product;
import io.crmkit.catalogue.Products;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.duplicates.DuplicateCheck;
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
import io.crmkit.pool.Custody;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be done with leads (PIP-01). Got from a session. */
public final class Leads {

    private static final String MODULE = "lead";
    private static final Operation VIEW = Operation.of("lead.view", MODULE, "view");
    private static final Operation CREATE = Operation.of("lead.create", MODULE, "create");
    private static final Operation EDIT = Operation.of("lead.edit", MODULE, "edit");
    private static final Operation ASSIGN = Operation.of("lead.assign", MODULE, "assign");
    private static final Operation IMPORT = Operation.of("lead.import", MODULE, "import");

    /**
     * A lead to be created.
     *
     * @param facts what is known
     * @param status how contact stands
     * @param owner id of the rep; absent means the creator, or nobody when the creator may leave leads to nobody
     */
    public record NewLead(
            @Valid @NotNull Lead.Facts facts,
            @NotNull ContactState status,
            @NotNull Optional<String> owner) {}

    private final Road road;
    private final Actor actor;
    private final List<Owned> owned;
    private final DuplicateCheck duplicates;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param owned all that users can hold
     * @param duplicates warns of duplicates
     */
    public Leads(Road road, Actor actor, List<Owned> owned, DuplicateCheck duplicates) {
        this.road = road;
        this.actor = actor;
        this.owned = owned;
        this.duplicates = duplicates;
    }

    /**
     * A lead.
     *
     * @param id the id
     * @return the lead, if the actor may know of it
     */
    public Outcome<Lead> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Lead.KIND, id)
                        .map(lead -> {
                            // Also of a lead without a phone: that there is one must not show in who sees the trail
                            // (ACC-07, ACC-10).
                            unit.tellRead(Lead.KIND.key(id).toString(), 1);
                            return Outcome.done(lead);
                        })
                        .orElseGet(() -> Outcome.refused(notFound(id))));
    }

    /**
     * The leads that the actor may know of, the last changed first.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Lead>> list(int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            Listing<Lead> page = unit.list(Lead.KIND, Filter.all(), "by_updated", limit, pageToken);
            unit.tellRead(MODULE, page.items().size());
            return Outcome.done(page);
        });
    }

    /**
     * The leads that have a keyword in the enterprise, the person or the telephone number, as far as the actor may know of them, in the
     * order of their ids (CUS-09). What the actor does not see of a lead finds none.
     *
     * @param keyword parts of words, or a whole number
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page, or that the keyword is too short
     */
    public Outcome<Listing<Lead>> search(String keyword, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> Lead.WORDED
                        .find(unit, Lead.KIND, keyword, limit, pageToken, portion -> {})
                        .map(page -> {
                            unit.tellRead(MODULE, page.items().size());
                            return page;
                        }));
    }

    /**
     * The leads with a telephone number, however it is written (ACC-11).
     *
     * @param phone the number
     * @param limit how many at most, 1 to 1,000
     * @return those of them that the actor may know of
     */
    public Outcome<List<Lead>> withPhone(String phone, int limit) {
        return alike("phone", phone, limit);
    }

    /**
     * The leads with a contact of a name, whatever its capitals and spaces (ACC-11).
     *
     * @param name the name
     * @param limit how many at most, 1 to 1,000
     * @return those of them that the actor may know of
     */
    public Outcome<List<Lead>> withContact(String name, int limit) {
        return alike("contact", name, limit);
    }

    private Outcome<List<Lead>> alike(String field, String value, int limit) {
        return road.read(actor, VIEW, unit -> {
            List<Lead> leads = unit.search(Lead.KIND, unit.sealed().equal(Lead.KIND, field, value), limit);
            unit.tellRead(MODULE, leads.size());
            return Outcome.done(leads);
        });
    }

    /**
     * Creates a lead (PIP-01). What it may be a duplicate of, it is warned of (CUS-05); where the policy wants a reason for such a
     * lead, it is refused.
     *
     * @param draft the lead
     * @return the lead as created
     */
    public Outcome<Lead> create(NewLead draft) {
        return road.write(actor, CREATE, draft, Lead.class, unit -> checked(unit, draft, Optional.empty()));
    }

    /**
     * Creates a lead although it may be suspected to be a duplicate (CUS-05).
     *
     * @param draft the lead
     * @param reason why it is none, or is wanted anyway; goes on record when a duplicate is suspected
     * @return the lead as created
     */
    public Outcome<Lead> create(NewLead draft, String reason) {
        record Command(
                @Valid NewLead draft,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(
                actor,
                CREATE,
                new Command(draft, reason),
                Lead.class,
                unit -> checked(unit, draft, Optional.of(reason)));
    }

    private Outcome<Lead> checked(Unit unit, NewLead draft, Optional<String> reason) {
        return duplicates.over(
                unit, Lead.KIND, create(unit, draft, ASSIGN.permission(), Optional.empty()), true, reason);
    }

    /**
     * Gives a lead to somebody, or to nobody.
     *
     * @param id the lead
     * @param expectedVersion the version that was read
     * @param owner id of the new owner, or none
     * @return the lead as changed
     */
    public Outcome<Lead> assign(String id, long expectedVersion, Optional<String> owner) {
        record Command(String id, long expectedVersion, Optional<String> owner) {}
        return road.write(
                actor,
                ASSIGN,
                new Command(id, expectedVersion, owner),
                Lead.class,
                unit -> Edits.change(unit, Lead.KIND, id, expectedVersion, ASSIGN, Optional.empty(), before -> {
                    List<Refusal> wrong =
                            PooledLeads.give(unit, before, owner, PooledLeads.most(unit), ASSIGN.permission());
                    return wrong.isEmpty()
                            ? Outcome.done(before.withOwner(
                                    owner,
                                    PooledLeads.into(unit, before.owner()),
                                    before.trace().touched(unit.now(), unit.actorId())))
                            : Outcome.refused(wrong);
                }));
    }

    /**
     * Transfers a lead to somebody else (ACC-12).
     *
     * @param id the lead
     * @param expectedVersion the version that was read
     * @param to id of the new owner
     * @param reason why
     * @return the lead as changed
     */
    public Outcome<Lead> transfer(String id, long expectedVersion, String to, String reason) {
        return new Transfer<>(road, actor, Lead.KIND, owned).one(id, expectedVersion, to, reason, Transfer.Parts.STAY);
    }

    /**
     * Transfers many leads to somebody else, in one change set; each is decided by itself.
     *
     * @param ids the leads, {@value Transfer#MOST} at most
     * @param to id of the new owner
     * @param reason why
     * @return an outcome for each, in the same order
     */
    public List<Outcome<Lead>> transfer(List<String> ids, String to, String reason) {
        return new Transfer<>(road, actor, Lead.KIND, owned).all(ids, to, reason, Transfer.Parts.STAY);
    }

    /**
     * Changes what is known of a lead, such as a telephone that was wrong (ACC-18).
     *
     * @param id the lead
     * @param expectedVersion the version that was read
     * @param facts what is known from now on
     * @param status how contact stands
     * @return the lead as changed
     */
    public Outcome<Lead> edit(String id, long expectedVersion, Lead.Facts facts, ContactState status) {
        record Command(
                String id,
                long expectedVersion,
                @Valid @NotNull Lead.Facts facts,
                @NotNull ContactState status) {}
        return road.write(actor, EDIT, new Command(id, expectedVersion, facts, status), Lead.class, unit -> {
            Optional<Lead> known = unit.visible(Lead.KIND, id);
            return duplicates.changed(unit, Lead.KIND, known, edited(unit, id, expectedVersion, facts, status));
        });
    }

    private static Outcome<Lead> edited(
            Unit unit, String id, long expectedVersion, Lead.Facts facts, ContactState status) {
        return Edits.change(unit, Lead.KIND, id, expectedVersion, EDIT, Optional.empty(), before -> {
            Lead after = unit.meant(
                    Lead.KIND, before, before.with(facts, status, before.trace().touched(unit.now(), unit.actorId())));
            List<Refusal> wrong = problems(unit, after.facts());
            return wrong.isEmpty() ? Outcome.done(after) : Outcome.refused(wrong);
        });
    }

    private static List<Refusal> problems(Unit unit, Lead.Facts facts) {
        List<Refusal> wrong = new ArrayList<>();
        if (!facts.saysSomething()) {
            wrong.add(Refusal.of(Refusal.Kind.RULE, "PIP-01", "lead.says-nothing"));
        }
        facts.product().ifPresent(id -> {
            if (unit.find(Product.KIND, id).isEmpty()) {
                wrong.add(Refusals.notFound(Messages.label("kind.product"), id).onField("product"));
            }
        });
        return wrong;
    }

    private static Outcome<Lead> create(Unit unit, NewLead draft, Permission assign, Optional<Trace.Origin> origin) {
        List<Refusal> wrong = problems(unit, draft.facts());
        Optional<String> owner = Ownership.ofNew(unit, assign, draft.owner());
        if (wrong.isEmpty()) {
            wrong.addAll(Ownership.move(unit, MODULE, Optional.empty(), owner, PooledLeads.most(unit), assign));
        }
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        return Outcome.done(unit.create(
                Lead.KIND,
                new Lead(
                        unit.newId(),
                        1,
                        draft.facts(),
                        draft.status(),
                        owner,
                        Trace.created(unit.now(), unit.actorId(), origin),
                        Custody.begun(owner, PooledLeads.into(unit, owner), unit.now()))));
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(Messages.label("kind.lead"), id);
    }

    /** {@return how leads are imported} */
    public ImportEntity importing() {
        return new Importing();
    }

    /** Imports leads; owner and product are named by their names. */
    private final class Importing implements ImportEntity {
        @Override
        public String name() {
            return MODULE;
        }

        @Override
        public List<ImportField> fields() {
            return List.of(
                    field("company", ImportField.Type.TEXT),
                    field("contact", ImportField.Type.TEXT),
                    field("phone", ImportField.Type.TEXT),
                    field("needs", ImportField.Type.TEXT),
                    field("product", ImportField.Type.REFERENCE),
                    field("owner", ImportField.Type.REFERENCE),
                    field("source", ImportField.Type.TEXT),
                    new ImportField(
                            "status",
                            Messages.label("field.status"),
                            ImportField.Type.CHOICE,
                            false,
                            ContactState.choices()),
                    field("engagedOn", ImportField.Type.DATE));
        }

        private ImportField field(String name, ImportField.Type type) {
            return ImportField.of(name, Messages.label("field." + name), type);
        }

        @Override
        public List<Outcome<Loaded>> load(List<ImportRow> rows) {
            return road.bulk(actor, IMPORT, rows, Bulk.of(unit -> new Aids(unit, rows), this::load));
        }

        private Outcome<Loaded> load(Unit unit, Aids aids, ImportRow row) {
            Optional<Loaded> before = aids.known.find(unit, row);
            if (before.isPresent()) {
                return Outcome.done(before.get());
            }
            List<Refusal> wrong = new ArrayList<>();
            Optional<String> product = aids.products.id(unit, "product", row.text("product"), wrong);
            Optional<String> owner = aids.users.find(unit, row, "owner", wrong);
            NewLead draft = new NewLead(
                    new Lead.Facts(
                            row.text("company"),
                            row.text("contact"),
                            row.text("phone"),
                            row.text("needs"),
                            product,
                            row.text("source"),
                            row.get("engagedOn", LocalDate.class)),
                    row.text("status").flatMap(ContactState::of).orElse(ContactState.NOT_CONTACTED),
                    owner);
            wrong.addAll(road.violations(draft));
            return wrong.isEmpty()
                    ? create(unit, draft, IMPORT.permission(), Optional.of(KnownRows.origin(row)))
                            .map(aids.known::created)
                    : Outcome.refused(wrong);
        }
    }

    /** What is read ahead for one attempt to load rows. */
    private static final class Aids {
        private final KnownRows<Lead> known = new KnownRows<>(Lead.KIND, Lead::trace);
        private final Lookup<Product> products = Products.byName();
        private final UserDirectory users = new UserDirectory();

        Aids(Unit unit, List<ImportRow> rows) {
            known.readAhead(unit, rows);
            products.readAhead(unit, ImportRow.texts(rows, "product"));
        }
    }
}
