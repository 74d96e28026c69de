package io.crmkit.customer;

import io.crmkit.access.UserDirectory;
import io.crmkit.customer.duplicates.Candidates;
import io.crmkit.customer.duplicates.DuplicateCheck;
import io.crmkit.customer.duplicates.LookupKeys;
import io.crmkit.customer.duplicates.MatchRecord;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportField;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportRow;
import io.crmkit.exchange.ImportTurn;
import io.crmkit.exchange.KnownRows;
import io.crmkit.exchange.Undo;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Bulk;
import io.crmkit.internal.road.Lookup;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Imports customers; parent and owner are named by their names. */
final class CustomerImport implements ImportEntity {
    private final Road road;
    private final Actor actor;
    private final DuplicateCheck duplicates;
    private final CustomerCreation creation;
    private final CustomerPolicy policy;
    private final List<ImportField> fields;
    private final List<String> further;
    private final List<Mergeable<?>> parts;
    private final ImportOptions.Duplicates mode;

    private CustomerImport(CustomerImport like, ImportOptions.Duplicates mode) {
        this.road = like.road;
        this.actor = like.actor;
        this.duplicates = like.duplicates;
        this.creation = like.creation;
        this.policy = like.policy;
        this.fields = like.fields;
        this.further = like.further;
        this.parts = like.parts;
        this.mode = mode;
    }

    CustomerImport(
            Road road,
            Actor actor,
            DuplicateCheck duplicates,
            CustomerPolicy policy,
            Dictionary dictionary,
            List<Mergeable<?>> parts) {
        this.road = road;
        this.actor = actor;
        this.duplicates = duplicates;
        this.creation = new CustomerCreation(road);
        this.mode = ImportOptions.Duplicates.WARN;
        this.policy = policy;
        this.parts = parts;
        List<ImportField> more = dictionary.fields().stream()
                .filter(field -> !CustomerFields.isStandard(field.key()) && !field.retired())
                .map(CustomerImport::field)
                .toList();
        further = more.stream().map(ImportField::name).toList();
        fields = Stream.of(standard(), more, ImportRow.originals())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String name() {
        return Customer.KIND.name();
    }

    @Override
    public List<ImportField> fields() {
        return fields;
    }

    /** What is a number, an amount or a day is read as the mapping says; everything else as the dictionary does. */
    private static ImportField field(Field field) {
        ImportField.Type type = switch (field.type()) {
            case INTEGER -> ImportField.Type.INTEGER;
            case DECIMAL -> ImportField.Type.DECIMAL;
            case MONEY -> ImportField.Type.MONEY;
            case DATE -> ImportField.Type.DATE;
            case BOOLEAN -> ImportField.Type.BOOLEAN;
            case SINGLE_CHOICE -> ImportField.Type.CHOICE;
            case TEXT, MULTIPLE_CHOICE, PHONE, EMAIL, URL -> ImportField.Type.TEXT;
        };
        List<ImportField.Choice> choices = type == ImportField.Type.CHOICE
                ? field.options().stream()
                        .map(option -> new ImportField.Choice(option.key(), option.label()))
                        .toList()
                : List.of();
        return new ImportField(field.key(), field.label(), type, false, choices);
    }

    private Map<String, String> further(ImportRow row) {
        Map<String, String> values = new TreeMap<>();
        for (String key : further) {
            Object value = row.values().get(key);
            if (value != null) {
                values.put(key, value instanceof BigDecimal number ? number.toPlainString() : value.toString());
            }
        }
        return values;
    }

    private List<ImportField> standard() {
        return List.of(
                field("name", ImportField.Type.TEXT).asRequired(),
                field("shortName", ImportField.Type.TEXT),
                choice("industry", policy.industries()),
                new ImportField(
                        "region",
                        Messages.label("field.region"),
                        ImportField.Type.OPEN_CHOICE,
                        false,
                        Regions.choices()),
                field("employees", ImportField.Type.INTEGER),
                field("annualRevenue", ImportField.Type.MONEY),
                field("foundedYear", ImportField.Type.INTEGER),
                field("parent", ImportField.Type.REFERENCE),
                field("owner", ImportField.Type.REFERENCE),
                field("salesCode", ImportField.Type.TEXT),
                field("source", ImportField.Type.TEXT),
                field("remark", ImportField.Type.TEXT),
                choice("type", policy.types()),
                choice("purchasingPower", policy.purchasingPowers()),
                field("tags", ImportField.Type.TEXT));
    }

    private ImportField choice(String name, List<CustomerPolicy.Entry> list) {
        List<ImportField.Choice> choices = list.stream()
                .map(entry -> new ImportField.Choice(entry.key(), entry.name()))
                .toList();
        return new ImportField(name, Messages.label("field." + name), ImportField.Type.CHOICE, false, choices);
    }

    private ImportField field(String name, ImportField.Type type) {
        return ImportField.of(name, Messages.label("field." + name), type);
    }

    @Override
    public int batch() {
        return 2_000;
    }

    @Override
    public ImportEntity under(ImportOptions options) {
        return options.duplicates() == mode ? this : new CustomerImport(this, options.duplicates());
    }

    @Override
    public List<Outcome<Loaded>> load(List<ImportRow> rows) {
        return load(rows, ImportTurn.only());
    }

    /** Rows are compared with those of the batch before (CUS-05), be they written yet or not. */
    @Override
    public List<Outcome<Loaded>> load(List<ImportRow> rows, ImportTurn turn) {
        if (mode == ImportOptions.Duplicates.IGNORE) {
            return road.bulk(actor, Customers.IMPORT, rows, decided(rows));
        }
        return ImportTurn.again(() -> {
            List<Outcome<Loaded>> outcomes = road.bulk(
                    actor,
                    Customers.IMPORT,
                    rows,
                    Bulk.<Aids, ImportRow, Loaded>of(
                                    unit -> {
                                        turn.begin();
                                        Aids aids = new Aids(unit, rows);
                                        turn.earlier(Customer.class)
                                                .forEach(customer -> duplicates.found(
                                                        unit, Customer.KIND, customer, aids.candidates.orElseThrow()));
                                        return aids;
                                    },
                                    this::load)
                            .concluding((unit, aids) -> turn.deciding(aids.written))
                            .inTurn(turn::afterEarlier));
            if (outcomes.stream().noneMatch(Outcome::isDone)) {
                turn.deciding(List.of()); // what was decided was not written, whatever the next batch was told
            }
            return outcomes;
        });
    }

    private Bulk<Aids, ImportRow, Loaded> decided(List<ImportRow> rows) {
        return Bulk.of(unit -> new Aids(unit, rows), this::load);
    }

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Optional<List<Outcome<Loaded>>> preview(List<ImportRow> rows) {
        return Optional.of(road.tried(actor, Customers.IMPORT, rows, decided(rows)));
    }

    @Override
    public Optional<Undo<?>> undo() {
        return Optional.of(CustomerUndo.of(Customers.IMPORT.permission(), parts));
    }

    /** Names, by which rows refer to each other, and owners, whose count each customer of theirs writes. */
    @Override
    public Optional<Set<String>> shared(ImportRow row) {
        if (row.text("salesCode").isPresent()) {
            return Optional.empty(); // whoever has the code
        }
        Set<String> marks = new HashSet<>();
        row.text("name").map("name:"::concat).ifPresent(marks::add);
        row.text("parent").map("name:"::concat).ifPresent(marks::add);
        row.text("owner").map("owner:"::concat).ifPresent(marks::add);
        return Optional.of(marks);
    }

    @Override
    public Optional<String> namedBy() {
        return Optional.of("name");
    }

    private Outcome<Loaded> load(Unit unit, Aids aids, ImportRow row) {
        Optional<Loaded> before = aids.known.find(unit, row).or(() -> aids.merged(row));
        if (before.isPresent()) {
            return Outcome.done(before.get());
        }
        List<Refusal> wrong = new ArrayList<>();
        aids.binned(row).ifPresent(wrong::add);
        Optional<String> parent = aids.customers.id(unit, "parent", row.text("parent"), wrong);
        Optional<String> owner = aids.users.find(unit, row, "owner", wrong);
        Said said = aids.said(row);
        wrong.addAll(said.wrong());
        NewCustomer draft =
                new NewCustomer(parent.map(said.profile()::below).orElse(said.profile()), owner, row.text("salesCode"));
        wrong.addAll(road.violations(draft));
        row.original(unit.today(), wrong);
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        Outcome<Customer> created = creation.create(
                unit, draft, said.fields(), Customers.IMPORT.permission(), Optional.of(KnownRows.origin(row)));
        if (aids.candidates.isPresent()) {
            Candidates candidates = aids.candidates.get();
            created.toOptional()
                    .ifPresent(customer -> CustomerFields.keep(aids.policy, customer.profile(), aids.keys(said)));
            created = duplicates.over(unit, Customer.KIND, created, candidates);
            if (mode == ImportOptions.Duplicates.REFUSE
                    && created instanceof Outcome.Done<Customer> done
                    && !done.warnings().isEmpty()) {
                return Outcome.refused(done.warnings());
            }
            created.toOptional().ifPresent(customer -> {
                duplicates.wrote(unit, Customer.KIND, customer, candidates);
                aids.written.add(customer);
            });
        }
        return created.map(aids.known::created);
    }

    private Customer.Profile profile(ImportRow row, List<Refusal> wrong) {
        return new Customer.Profile(
                row.text("name").orElse("").strip(),
                row.text("shortName"),
                row.text("industry"),
                row.text("region"),
                row.integer("employees", wrong),
                row.get("annualRevenue", Money.class),
                row.integer("foundedYear", wrong),
                Optional.empty(),
                row.text("source"),
                row.text("remark"),
                row.text("type"),
                row.text("purchasingPower"),
                row.many("tags"),
                further(row));
    }

    /**
     * What a row says of a customer, but for its parent, which is looked up.
     *
     * @param profile the profile
     * @param wrong what is wrong with the row's values
     * @param fields its fields as the dictionary reads them
     */
    private record Said(Customer.Profile profile, List<Refusal> wrong, Outcome<SortedMap<String, String>> fields) {

        /** As it will be stored, if nothing is wrong with it. */
        Customer.Profile known() {
            return fields.toOptional()
                    .map(values -> CustomerFields.with(profile, values))
                    .orElse(profile);
        }
    }

    /** What is read ahead for one attempt to load rows. */
    private final class Aids {
        private final Policy policy;
        private final KnownRows<Customer> known = new KnownRows<>(Customer.KIND, Customer::trace);
        private final Lookup<Customer> customers = Customers.byName();
        private final UserDirectory users = new UserDirectory();
        private final Map<String, String> merged;
        private final Map<String, Refusal> binned;
        private final IdentityHashMap<ImportRow, Said> said = new IdentityHashMap<>();
        private final IdentityHashMap<Said, LookupKeys.Both> keys = new IdentityHashMap<>();
        private final Optional<Candidates> candidates;
        private final List<Customer> written = new ArrayList<>();

        Aids(Unit unit, List<ImportRow> rows) {
            policy = unit.standing().policy();
            candidates =
                    mode == ImportOptions.Duplicates.IGNORE ? Optional.empty() : Optional.of(candidates(unit, rows));
            known.readAhead(unit, rows);
            customers.readAhead(unit, ImportRow.texts(rows, "parent"));
            List<String> origins =
                    rows.stream().map(row -> KnownRows.origin(row).key()).toList();
            merged = MergedIds.imported(unit, origins);
            binned = BinRecord.imported(unit, origins);
        }

        /** What rows will be compared with (CUS-05): what is there, and rows that are written before them. */
        private Candidates candidates(Unit unit, List<ImportRow> rows) {
            Map<MatchRecord, Set<String>> asked = new LinkedHashMap<>();
            for (ImportRow row : rows) {
                Customer.Profile profile = said(row).known();
                LookupKeys.Both both = CustomerFields.keys(policy, profile);
                keys.put(said(row), both);
                asked.put(MatchableCustomers.says(policy, "", profile), both.asked());
            }
            return duplicates.ahead(unit, asked.keySet(), draft -> asked.getOrDefault(draft, Set.of()));
        }

        Said said(ImportRow row) {
            return said.computeIfAbsent(row, r -> {
                List<Refusal> wrong = new ArrayList<>();
                Customer.Profile profile = profile(r, wrong);
                return new Said(profile, wrong, CustomerFields.of(policy).read(profile.fields()));
            });
        }

        LookupKeys.Both keys(Said row) {
            return Objects.requireNonNull(keys.get(row), "what was read ahead");
        }

        /** That a row's customer is in the recycle bin (CUS-10). */
        Optional<Refusal> binned(ImportRow row) {
            return Optional.ofNullable(binned.get(KnownRows.origin(row).key()));
        }

        /** What a row became that was merged since: the survivor, whatever the row says now. */
        Optional<ImportEntity.Loaded> merged(ImportRow row) {
            return Optional.ofNullable(merged.get(KnownRows.origin(row).key()))
                    .map(survivor -> new ImportEntity.Loaded(survivor, ImportEntity.Effect.DIFFERENT));
        }
    }
}
