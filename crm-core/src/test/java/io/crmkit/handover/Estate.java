package io.crmkit.handover;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportRow;
import io.crmkit.internal.json.Json;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A small company with a rep, lan, who has much to hand over: admin asks, the company head may approve, ma is lan's manager, lin and qiu
 * take over, ning reports to lan.
 */
public final class Estate {

    private static final List<String> REGIONS = List.of("Hubei", "Hunan", "Henan");
    private static final List<String> INDUSTRIES = List.of("retail", "manufacturing");

    private final Crm crm;

    public Estate(Crm crm) {
        this.crm = crm;
        if (crm.isSetUp()) {
            return;
        }
        crm.setUp(
                        NewUser.of("Admin", "administrator"),
                        NewUser.of("Director", "sales-vice-president"),
                        NewUser.of("Head", "company-head"))
                .orElseThrow();
        user("Ma", "sales-manager", "director");
        user("Lan", "sales-rep", "ma");
        user("Lin", "sales-rep", "ma");
        user("Qiu", "sales-rep", "ma");
        user("Ning", "sales-rep", "lan");
        user("Fen", "finance", "director");
    }

    private void user(String name, String role, String superior) {
        as("admin").users().create(NewUser.of(name, role).below(id(superior))).orElseThrow();
    }

    public CrmSession as(String login) {
        return crm.signIn(login);
    }

    public User user(String login) {
        return as("admin").users().byLogin(login).orElseThrow();
    }

    public String id(String login) {
        return user(login).id();
    }

    /** How many customers, and how many leads, anybody may own from now on. */
    public void cap(int most) {
        as("admin")
                .policies()
                .publish("{customer: { maxOwned: " + most + " }, pool: { maxLeads: " + most + " }}", "test")
                .orElseThrow();
    }

    /** Customers of a user, of all regions and industries in turn, deals with them and leads; every fifth deal is lost. */
    public void fill(String owner, int customers, int deals, int leads) {
        cap(100_000);
        load(
                "customer",
                customers,
                (i, row) -> {
                    row.put("name", owner + " 客户 " + i);
                    row.put("region", REGIONS.get(i % REGIONS.size()));
                    row.put("industry", INDUSTRIES.get(i % INDUSTRIES.size()));
                    row.put("owner", owner);
                },
                owner);
        load("opportunity", deals - deals / 5, (i, row) -> deal(row, owner, i, customers), owner);
        load(
                "opportunity-history",
                deals / 5,
                (i, row) -> {
                    deal(row, owner, i, customers);
                    row.put("stage", "lost");
                    row.put("closedOn", LocalDate.of(2026, 2, 1));
                },
                owner);
        load(
                "lead",
                leads,
                (i, row) -> {
                    row.put("company", owner + " 线索 " + i);
                    row.put("status", i % 4 == 0 ? "invalid" : "in-contact");
                    row.put("owner", owner);
                },
                owner);
        cap(200);
    }

    private static void deal(Map<String, Object> row, String owner, int i, int customers) {
        row.put("name", "Deal " + i);
        row.put("customer", owner + " 客户 " + i % customers);
        row.put("owner", owner);
        row.put("expectedAmount", Money.cny("1000"));
    }

    /** Customers of {@link #fill} have bought. */
    public void bought(String owner, int customers, LocalDate day) {
        load(
                "purchase",
                customers,
                (i, row) -> {
                    row.put("customer", owner + " 客户 " + i);
                    row.put("date", day);
                    row.put("quantity", 1L);
                    row.put("amount", Money.cny("10"));
                },
                owner + day);
    }

    private void load(String entity, int count, BiConsumer<Integer, Map<String, Object>> cells, String source) {
        ImportEntity importing = as("admin").importable().stream()
                .filter(e -> e.name().equals(entity))
                .findFirst()
                .orElseThrow();
        for (int from = 0; from < count; from += 1_000) {
            List<ImportRow> rows = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + 1_000); i++) {
                Map<String, Object> row = new HashMap<>();
                cells.accept(i, row);
                rows.add(new ImportRow(source, entity + i, "f", row));
            }
            importing.load(rows).forEach(Outcome::orElseThrow);
        }
    }

    /** All items of a handover, for a reader. */
    public List<HandoverItem> items(CrmSession reader, String handover) {
        List<HandoverItem> items = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<HandoverItem> some =
                    reader.handovers().items(handover, page).orElseThrow();
            items.addAll(some.items());
            page = some.next();
        } while (page.isPresent());
        return items;
    }

    /** Live records of a type. */
    public List<StoredRecord> records(String type) {
        try (Stream<StoredRecord> all = crm.snapshot()) {
            return all.filter(r -> r.key().type().equals(type) && r.state() == RecordState.LIVE)
                    .toList();
        }
    }

    /** Everything that a handover could change, with versions: two states are alike when these are. */
    public Map<RecordKey, StoredRecord> state() {
        try (Stream<StoredRecord> all = crm.snapshot()) {
            return all.filter(r -> r.state() == RecordState.LIVE
                            && !Set.of("session", "audit_lane", "audit_entry", "audit_repeats", "presence")
                                    .contains(r.key().type()))
                    .collect(Collectors.toMap(StoredRecord::key, r -> r));
        }
    }

    /** How many of each kind each user owns, counted anew. */
    public Map<String, Map<String, Integer>> recount() {
        Map<String, Map<String, Integer>> owned = new TreeMap<>();
        for (String kind : List.of("customer", "opportunity", "lead")) {
            owners(kind)
                    .forEach((id, owner) ->
                            owned.computeIfAbsent(owner, k -> new TreeMap<>()).merge(kind, 1, Integer::sum));
        }
        return owned;
    }

    /** How many of each kind each user owns, as the ledgers say. */
    public Map<String, Map<String, Integer>> ledgers() {
        Map<String, Map<String, Integer>> owned = new TreeMap<>();
        for (StoredRecord ledger : records("owner_ledger")) {
            Json.parse(ledger.payload()).get("owned").properties().forEach(entry -> {
                if (entry.getValue().asInt() != 0) {
                    owned.computeIfAbsent(ledger.id(), k -> new TreeMap<>())
                            .put(entry.getKey(), entry.getValue().asInt());
                }
            });
        }
        return owned;
    }

    /** Owners by record. */
    public Map<String, String> owners(String kind) {
        return texts(kind, node -> node.get("owner"));
    }

    private Map<String, String> texts(String kind, Function<JsonNode, JsonNode> field) {
        Map<String, String> found = new TreeMap<>();
        for (StoredRecord record : records(kind)) {
            JsonNode value = field.apply(Json.parse(record.payload()));
            if (value != null) {
                found.put(record.id(), value.asString());
            }
        }
        return found;
    }

    /** What must be so whatever happened: nothing is said twice and differently, and nothing is nobody's. */
    public List<String> flaws(Set<String> stillHeld) {
        List<String> flaws = new ArrayList<>();
        if (!ledgers().equals(recount())) {
            flaws.add("ledgers " + ledgers() + " but counted " + recount());
        }
        Map<String, String> customers = owners("customer");
        texts("trade", node -> node.get("owner")).forEach((id, owner) -> {
            if (!owner.equals(customers.get(id))) {
                flaws.add("trade " + id + " is " + owner + "'s");
            }
        });
        Set<String> active = as("admin").users().list().orElseThrow().stream()
                .filter(User::active)
                .map(User::id)
                .collect(Collectors.toSet());
        for (String kind : List.of("customer", "opportunity", "lead")) {
            owners(kind).forEach((id, owner) -> {
                if (!active.contains(owner) && !stillHeld.contains(kind + "/" + id)) {
                    flaws.add(kind + "/" + id + " is an orphan of " + owner);
                }
            });
        }
        Map<String, Set<String>> readers = new TreeMap<>();
        Map<String, String> deals = owners("opportunity");
        texts("opportunity", node -> node.get("terms").get("customer"))
                .forEach((id, customer) ->
                        readers.computeIfAbsent(customer, k -> new TreeSet<>()).add("r:" + deals.get(id)));
        for (StoredRecord customer : records("customer")) {
            Set<String> related = customer.body().visibility().grants().stream()
                    .filter(token -> token.startsWith("r:"))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!related.equals(readers.getOrDefault(customer.id(), Set.of()))) {
                flaws.add("customer/" + customer.id() + " is read by " + related + ", not by "
                        + readers.get(customer.id()));
            }
        }
        return flaws;
    }
}
