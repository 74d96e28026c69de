package io.crmkit.access.worlds;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.Department;
import io.crmkit.access.Grant;
import io.crmkit.access.NewUser;
import io.crmkit.access.PermissionRequest;
import io.crmkit.access.Right;
import io.crmkit.access.User;
import io.crmkit.access.worlds.World.Granted;
import io.crmkit.access.worlds.World.Member;
import io.crmkit.access.worlds.World.Person;
import io.crmkit.access.worlds.World.Rec;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.RecordStore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A world as the engine has it, made through its use cases. */
final class Built implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-02T04:00:00Z");

    /** Where no plugin is found: looking through the whole class path takes as long as all questions to a few people. */
    private static final ClassLoader NOTHING = new ClassLoader(null) {};

    final World world;
    private volatile Instant time = NOW.minusSeconds(3_600); // an hour later some grants are over
    final Crm crm;
    final CrmSession admin;
    final List<CrmSession> sessions = new ArrayList<>();
    final List<String> users = new ArrayList<>();
    final List<String> ids = new ArrayList<>();

    Built(World world, RecordStore store, String tenant) {
        this.world = world;
        crm = Crm.builder()
                .store(store)
                .tenant(tenant)
                .clock(() -> time)
                .zone(ZoneOffset.UTC)
                .random(new Random(5))
                .pause(time -> Thread.onSpinWait())
                .executor(Runnable::run) // no plugin here is a stranger
                .plugins(NOTHING)
                .open();
        crm.setUp(NewUser.of("Admin", "administrator").withLogin("admin")).orElseThrow();
        admin = crm.signIn("admin");
        admin.policies().publish(policy(world), "a world").orElseThrow();
        List<String> depts = new ArrayList<>();
        for (int i = 0; i < world.depts().size(); i++) {
            Department dept = admin.departments()
                    .create("D" + i, world.depts().get(i).parent().map(depts::get))
                    .orElseThrow();
            depts.add(dept.id());
        }
        List<User> made = new ArrayList<>();
        for (int i = 0; i < world.people().size(); i++) {
            Person person = world.people().get(i);
            NewUser draft = NewUser.of("P" + i, person.roles().toArray(String[]::new));
            draft = person.dept().isPresent() ? draft.in(depts.get(person.dept().get())) : draft;
            draft = person.superior().isPresent()
                    ? draft.below(users.get(person.superior().get()))
                    : draft;
            User user = admin.users().create(draft).orElseThrow();
            made.add(user);
            users.add(user.id());
            sessions.add(crm.signIn(user.login()));
        }
        world.records().forEach(rec -> ids.add(make(rec)));
        world.grants().forEach(grant -> grant(grant, depts));
        for (int i = 0; i < made.size(); i++) {
            if (!world.people().get(i).active()) {
                User user = made.get(i);
                admin.users().changeActive(user.id(), user.version(), false).orElseThrow();
            }
        }
        time = NOW;
    }

    /** Asked for and decided as every other; what is held already need not be granted. */
    private void grant(Granted granted, List<String> depts) {
        String[] permissions = granted.permissions().toArray(String[]::new);
        Right right = granted.role()
                .map(Right::role)
                .or(() -> granted.dept().map(dept -> Right.data(depts.get(dept), permissions)))
                .orElseGet(() -> Right.permissions(granted.reach().orElseThrow(), permissions));
        Outcome<Grant> asked = sessions.get(granted.person())
                .grants()
                .request(new PermissionRequest(
                        right, granted.minutes().map(m -> NOW.plusSeconds(60L * m)), "it is needed", "a document"));
        if (asked instanceof Outcome.Pending<Grant> waits) {
            admin.approvals().approve(waits.approval(), 1, Optional.empty()).orElseThrow();
        } else if (!asked.refusals().stream().allMatch(r -> r.code().equals("access.grant.held"))) {
            throw new IllegalStateException(asked.toString());
        }
    }

    private String make(Rec rec) {
        Map<String, String> f = rec.fields();
        Optional<String> owner = rec.owner().map(users::get);
        return switch (rec.kind()) {
            case "customer" ->
                admin.customers()
                        .create(new NewCustomer(
                                new Customer.Profile(
                                        rec.name(),
                                        Optional.empty(),
                                        at(f, "industry"),
                                        at(f, "region"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        at(f, "source"),
                                        at(f, "remark"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of()),
                                owner))
                        .orElseThrow()
                        .id();
            case "lead" ->
                admin.leads()
                        .create(new Leads.NewLead(
                                new Lead.Facts(
                                        at(f, "company"),
                                        Optional.empty(),
                                        at(f, "phone"),
                                        Optional.of(rec.name()),
                                        Optional.empty(),
                                        at(f, "source"),
                                        Optional.empty()),
                                ContactState.NOT_CONTACTED,
                                owner))
                        .orElseThrow()
                        .id();
            default -> deal(rec, owner.orElseThrow());
        };
    }

    private String deal(Rec rec, String owner) {
        Opportunity deal = admin.opportunities()
                .create(NewOpportunity.of(new Opportunity.Terms(
                                rec.name(),
                                ids.get(rec.customer()),
                                List.of(),
                                at(rec.fields(), "source"),
                                at(rec.fields(), "expectedAmount").map(Money::cny),
                                Optional.empty(),
                                Optional.empty()))
                        .ownedBy(owner))
                .orElseThrow();
        for (Member member : rec.team()) {
            deal = admin.opportunities()
                    .addToTeam(
                            deal.id(),
                            deal.version(),
                            users.get(member.person()),
                            member.write(),
                            member.minutes().map(m -> NOW.plusSeconds(60L * m)))
                    .orElseThrow();
        }
        if (rec.lost()) {
            deal = admin.opportunities()
                    .move(deal, Stage.LOST, Evidence.lost(rec.fields().getOrDefault("lostReason", "price"), "so it is"))
                    .orElseThrow();
        }
        return deal.id();
    }

    private static Optional<String> at(Map<String, String> fields, String field) {
        return Optional.ofNullable(fields.get(field));
    }

    static Map<String, String> fields(Customer customer) {
        Map<String, String> seen = new TreeMap<>(Map.of("name", customer.name()));
        customer.profile().industry().ifPresent(v -> seen.put("industry", v));
        customer.profile().region().ifPresent(v -> seen.put("region", v));
        customer.profile().source().ifPresent(v -> seen.put("source", v));
        customer.profile().remark().ifPresent(v -> seen.put("remark", v));
        return seen;
    }

    static Map<String, String> fields(Lead lead) {
        Map<String, String> seen = new TreeMap<>();
        lead.facts().needs().ifPresent(v -> seen.put("name", v));
        lead.facts().company().ifPresent(v -> seen.put("company", v));
        lead.facts().phone().ifPresent(v -> seen.put("phone", v));
        lead.facts().source().ifPresent(v -> seen.put("source", v));
        return seen;
    }

    static Map<String, String> fields(Opportunity deal) {
        Map<String, String> seen = new TreeMap<>(Map.of("name", deal.terms().name()));
        deal.terms().source().ifPresent(v -> seen.put("source", v));
        deal.terms()
                .expectedAmount()
                .ifPresent(v -> seen.put("expectedAmount", v.amount().toPlainString()));
        deal.progress().deal().flatMap(Opportunity.Deal::lostReason).ifPresent(v -> seen.put("lostReason", v));
        return seen;
    }

    /** Only the roles of this world and the administrator; JSON is YAML. */
    private static String policy(World world) {
        String roles = world.roles().entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\": {\"name\": {\"zh\": \"" + e.getKey() + "\", \"en\": \"" + e.getKey()
                        + "\"}, \"reach\": \"" + e.getValue().reach() + "\", \"reaches\": {"
                        + pairs(e.getValue().reaches()) + "}, \"permissions\": ["
                        + Stream.concat(
                                        e.getValue().permissions().stream(),
                                        Stream.of("access:request", "approval:edit"))
                                .map(p -> "\"" + p + "\"")
                                .collect(Collectors.joining(", "))
                        + "], \"walls\": {" + pairs(e.getValue().walls()) + "}}")
                .collect(Collectors.joining(", "));
        String administrator =
                "{\"steps\": [{\"name\": {\"zh\": \"s\", \"en\": \"s\"}, \"approvers\": [{\"by\": \"USER\", "
                        + "\"user\": \"admin\"}], \"mode\": \"ALL\", \"whenEmpty\": \"PASS\"}]}";
        return "{\"access\": {\"roles\": {" + roles + "}}, \"approval\": {\"kinds\": {\"permission-request\": "
                + administrator + ", \"export\": " + (asksBeforeExports(world) ? administrator : "{\"steps\": []}")
                + "}}}";
    }

    /** In every other world somebody must approve an export. */
    static boolean asksBeforeExports(World world) {
        return world.people().size() % 2 == 0;
    }

    private static String pairs(Map<String, ? extends Enum<?>> map) {
        return map.entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\": \"" + e.getValue().name().toUpperCase(Locale.ROOT) + "\"")
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        crm.close();
    }
}
