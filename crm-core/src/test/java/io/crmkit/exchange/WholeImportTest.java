package io.crmkit.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.User;
import io.crmkit.customer.Contact;
import io.crmkit.customer.Customer;
import io.crmkit.exchange.ImportOptions.Mode;
import io.crmkit.exchange.ImportReport.Result;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeImportTest {

    private static final String MAPPING = """
            source: old
            steps:
              - { file: customers.csv, entity: customer, id: no, columns: { name: name, owner: owner, above: parent } }
              - { file: people.csv, entity: contact, id: no,
                  columns: { company: customer, name: name, phone: phone, first: primary } }
            """;

    @TempDir
    Path directory;

    private final TestCrm test = new TestCrm();

    @BeforeEach
    void files() throws IOException {
        StringBuilder customers = new StringBuilder("no,name,owner,above\n");
        StringBuilder people = new StringBuilder("no,company,name,phone,first\n");
        for (int i = 0; i < 700; i++) {
            customers
                    .append(i)
                    .append(",C")
                    .append(i)
                    .append(i % 10 == 0 ? ",Lan" : ",")
                    .append(i == 5 ? ",C6" : ",")
                    .append('\n');
            people.append(i)
                    .append(",C")
                    .append(i / 2)
                    .append(",P")
                    .append(i)
                    .append(",1380013")
                    .append(1000 + i)
                    .append(i % 3 == 0 ? ",yes" : ",")
                    .append('\n');
        }
        Files.writeString(directory.resolve("customers.csv"), customers);
        Files.writeString(directory.resolve("people.csv"), people);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static Mapping mapping() {
        return Mapping.parse(MAPPING).orElseThrow();
    }

    private Outcome<ImportReport> run(Importer importer, Mode mode) {
        return importer.run(mapping(), directory, ImportOptions.standard().in(mode), ImportProgress.NONE);
    }

    /** An importer whose contacts are loaded as somebody else says, in the end. */
    private Importer with(CrmSession session, Function<ImportEntity, ImportEntity> changed) {
        List<ImportEntity> entities = session.importable().stream()
                .map(entity -> entity.name().equals("contact") ? changed.apply(entity) : entity)
                .toList();
        Importer whole = session.importer();
        return new Importer(entities, whole.journal());
    }

    /** The business part of the store, live records only. */
    private Map<String, String> records() {
        try (Stream<StoredRecord> all = test.crm.snapshot()) {
            return all.filter(record -> record.state() == RecordState.LIVE)
                    .filter(record -> !record.key().type().startsWith("audit"))
                    .collect(Collectors.toMap(
                            record -> record.key().toString(),
                            record -> record.body().payload().replaceAll("\"version\":\\d+,?", ""),
                            (a, b) -> b,
                            TreeMap::new));
        }
    }

    private abstract static class Changed implements ImportEntity {
        private final ImportEntity entity;

        Changed(ImportEntity entity) {
            this.entity = entity;
        }

        @Override
        public String name() {
            return entity.name();
        }

        @Override
        public List<ImportField> fields() {
            return entity.fields();
        }

        @Override
        public List<Outcome<Loaded>> load(List<ImportRow> rows) {
            return entity.load(rows);
        }

        @Override
        public Optional<List<Outcome<Loaded>>> preview(List<ImportRow> rows) {
            return entity.preview(rows);
        }

        @Override
        public boolean previews() {
            return entity.previews();
        }

        @Override
        public Optional<Undo<?>> undo() {
            return entity.undo();
        }
    }

    private static ImportEntity refusing(ImportEntity entity) {
        return new Changed(entity) {
            @Override
            public List<Outcome<Loaded>> load(List<ImportRow> rows) {
                List<Outcome<Loaded>> outcomes = new ArrayList<>(super.load(rows));
                if (rows.stream().anyMatch(row -> row.externalId().equals("650"))) {
                    outcomes.set(
                            outcomes.size() - 1,
                            Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-18", "contact.there-already")));
                }
                return outcomes;
            }
        };
    }

    /** As if the process was killed: nothing of the import runs any more. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static ImportEntity killed(ImportEntity entity) {
        return new Changed(entity) {
            @Override
            public List<Outcome<Loaded>> load(List<ImportRow> rows) {
                if (rows.stream().anyMatch(row -> row.externalId().equals("600"))) {
                    throw new Killed();
                }
                return super.load(rows);
            }
        };
    }

    @Test
    @DisplayName(
            "CUS-16 all or nothing: all rows are there, also those that refer to rows of the same import, and no journal is left")
    void all() {
        CrmSession admin = test.as("admin");
        ImportReport report = run(admin.importer(), Mode.ALL_OR_NOTHING).orElseThrow();
        assertThat(report.result())
                .as(report.summary(Locale.ENGLISH).toString())
                .isEqualTo(Result.LOADED);
        assertThat(report.created()).isEqualTo(1_400);
        assertThat(records().keySet()).noneMatch(key -> key.startsWith("import_"));
        assertThat(run(admin.importer(), Mode.ALL_OR_NOTHING).orElseThrow().changedNothing())
                .isTrue();
        assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName(
            "CUS-16 all or nothing: one bad row in the last file, and nothing is loaded; the error file has that row")
    void nothing() throws IOException {
        Files.writeString(
                directory.resolve("people.csv"),
                Files.readString(directory.resolve("people.csv")) + "x,C1,Last,12345,\ny,Nowhere,Last,13800138000,\n");
        Importer importer = test.as("admin").importer();
        Map<String, String> before = records();
        Path errors = directory.resolve("errors");
        ImportReport report = importer.run(
                        mapping(),
                        directory,
                        ImportOptions.standard().in(Mode.ALL_OR_NOTHING).errorsTo(errors, Locale.ENGLISH),
                        ImportProgress.NONE)
                .orElseThrow();
        assertThat(report.result()).isEqualTo(Result.NOTHING);
        assertThat(report.refused()).isEqualTo(2);
        assertThat(report.changedNothing()).isTrue();
        assertThat(records()).isEqualTo(before);
        assertThat(Files.readAllLines(errors.resolve("people.csv"))).hasSize(3);
    }

    @Test
    @DisplayName("CUS-16 a preview writes nothing and tells what is then loaded")
    void preview() {
        CrmSession admin = test.as("admin");
        Map<String, String> before = records();
        ImportReport preview = run(admin.importer(), Mode.PREVIEW).orElseThrow();
        assertThat(preview.result()).isEqualTo(Result.PREVIEWED);
        assertThat(preview.changedNothing()).isTrue();
        assertThat(records()).isEqualTo(before);
        ImportReport loaded = run(admin.importer(), Mode.SKIP_BAD).orElseThrow();
        assertThat(loaded.steps()).isEqualTo(preview.steps());
        ImportReport again = run(admin.importer(), Mode.PREVIEW).orElseThrow();
        assertThat(again.steps())
                .isEqualTo(run(admin.importer(), Mode.SKIP_BAD).orElseThrow().steps());
    }

    @Test
    @DisplayName(
            "CUS-16 all or nothing: refused after all, everything is taken back, and the same can be imported later")
    void takenBack() {
        CrmSession admin = test.as("admin");
        Map<String, String> before = records();
        Outcome<ImportReport> outcome = run(with(admin, WholeImportTest::refusing), Mode.ALL_OR_NOTHING);
        assertThat(outcome.orElseThrow().result()).isEqualTo(Result.TAKEN_BACK);
        assertThat(((Outcome.Done<ImportReport>) outcome).warnings())
                .extracting(Refusal::code)
                .contains("exchange.took-back");
        assertThat(without(records(), "owner_ledger")).isEqualTo(without(before, "owner_ledger"));
        assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
        assertThat(run(admin.importer(), Mode.ALL_OR_NOTHING).orElseThrow().created())
                .isEqualTo(1_400);
        assertThat(test.as("lan").customers().list(1_000, Optional.empty()).orElseThrow().items().stream()
                        .filter(customer -> customer.owner().equals(Optional.of(test.id("lan")))))
                .hasSize(70);
    }

    private static Map<String, String> without(Map<String, String> records, String type) {
        Map<String, String> rest = new TreeMap<>(records);
        rest.keySet().removeIf(key -> key.startsWith(type));
        return rest;
    }

    @Test
    @DisplayName(
            "CUS-16 all or nothing: killed in the middle, the next import takes it back first; what somebody changed, or refers to, stays")
    void killed() {
        CrmSession admin = test.as("admin");
        assertThatThrownBy(() -> run(with(admin, WholeImportTest::killed), Mode.ALL_OR_NOTHING))
                .isInstanceOf(Killed.class);
        assertThat(records().keySet()).anyMatch(key -> key.startsWith("import_run"));
        Customer touched = admin.customers().named("C10").orElseThrow().get(0);
        admin.customers()
                .edit(touched.id(), touched.version(), touched.profile().tagged("mine"))
                .orElseThrow();
        Trial.Registrant somebody = new Trial.Registrant(
                Optional.empty(),
                Optional.of("Wang"),
                Optional.of("13800138000"),
                Optional.of("wang@example.com"),
                Optional.empty());
        assertThat(test.as("director")
                        .trials()
                        .apply(
                                admin.customers()
                                        .named("C11")
                                        .orElseThrow()
                                        .get(0)
                                        .id(),
                                somebody,
                                "wants to try"))
                .isInstanceOf(Outcome.Pending.class);
        Outcome<ImportReport> outcome = run(admin.importer(), Mode.ALL_OR_NOTHING);
        assertThat(((Outcome.Done<ImportReport>) outcome).warnings())
                .extracting(refusal -> refusal.message(Locale.ENGLISH))
                .anyMatch(text -> text.contains("1198 records; 2 stay"));
        assertThat(outcome.orElseThrow().result()).isEqualTo(Result.LOADED);
        assertThat(outcome.orElseThrow().created()).isEqualTo(1_398);
        assertThat(records().keySet()).noneMatch(key -> key.startsWith("import_"));
        assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName("CUS-16 whoever takes back an import that still runs ends it: no row of it is loaded afterwards")
    void fenced() {
        CrmSession admin = test.as("admin");
        Importer slow = with(admin, entity -> new Changed(entity) {
            @Override
            public List<Outcome<Loaded>> load(List<ImportRow> rows) {
                if (rows.stream().anyMatch(row -> row.externalId().equals("600"))) { // the other believes it dead
                    assertThat(run(test.as("admin").importer(), Mode.ALL_OR_NOTHING)
                                    .orElseThrow()
                                    .result())
                            .isEqualTo(Result.LOADED);
                }
                return super.load(rows);
            }
        });
        assertThatThrownBy(() -> run(slow, Mode.ALL_OR_NOTHING)).isInstanceOf(ImportRun.TakenBack.class);
        List<Customer> all = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            var some = admin.customers().list(1_000, page).orElseThrow();
            all.addAll(some.items());
            page = some.next();
        } while (page.isPresent());
        assertThat(all).hasSize(700);
        List<Contact> people = admin.contacts()
                .of(all.get(0).id(), 10, Optional.empty())
                .orElseThrow()
                .items();
        assertThat(people).hasSize(2);
    }

    @Test
    @DisplayName("CUS-16 an entity that cannot be taken back is refused before anything is loaded")
    void unable() throws IOException {
        Files.writeString(directory.resolve("bought.csv"), "no,c,d,a\n1,C1,2026-01-01,5\n");
        Mapping mapping = Mapping.parse("""
                source: old
                currency: CNY
                steps:
                  - { file: bought.csv, entity: purchase, id: no, columns: { c: customer, d: date, a: amount } }
                """).orElseThrow();
        assertThat(test.as("admin")
                        .importer()
                        .run(mapping, directory, ImportOptions.standard().in(Mode.ALL_OR_NOTHING), ImportProgress.NONE)
                        .refusals())
                .extracting(Refusal::code)
                .containsExactly("exchange.not-whole-import");
    }

    @Test
    @DisplayName("CUS-16 CUS-12 what was taken back counts as nobody's, also when the importer reaches own people only")
    void takenBackByManager() throws IOException {
        CrmSession admin = test.as("admin");
        admin.policies()
                .publish(
                        "access: { roles: { loader: { name: { zh: 导入, en: loader }, reach: SUBORDINATES, reaches: { user: ALL },"
                                + " permissions: ['customer:*', 'contact:*', 'import:*', 'user:view'] } } }",
                        "test")
                .orElseThrow();
        User manager = test.user("manager.ma");
        admin.users()
                .changeRoles(manager.id(), manager.version(), Set.of("loader"))
                .orElseThrow();
        Files.writeString(directory.resolve("customers.csv"), "no,name,owner,above\n1,C1,Lan,\n");
        Files.writeString(directory.resolve("people.csv"), "no,company,name,phone,first\n1,C1,P,13800138000,\n");
        Importer importer = with(test.as("manager.ma"), entity -> new Changed(entity) {
            @Override
            public List<Outcome<Loaded>> load(List<ImportRow> rows) {
                return rows.stream()
                        .<Outcome<Loaded>>map(row -> Outcome.refused(
                                Refusal.of(Refusal.Kind.RULE, "CUS-16", "exchange.reference-unknown", "x", "y")))
                        .toList();
            }
        });
        assertThat(run(importer, Mode.ALL_OR_NOTHING).orElseThrow().result()).isEqualTo(Result.TAKEN_BACK);
        assertThat(test.as("lan").pool().quota().orElseThrow().owned()).isZero();
    }

    @Test
    @DisplayName(
            "ACC-08 CUS-16 all or nothing: whose right or account ends in the middle is refused and told that what is there stays until the next import takes it back, and that does")
    void rightEnds() {
        CrmSession admin = test.as("admin");
        String roles = "access: { roles: { loader: { name: { zh: 导入, en: loader }, reach: ALL, permissions: [%s] } } }";
        String full = "'customer:*', 'contact:*', 'import:*', 'user:view'";
        List<Runnable> ends = List.of(
                () -> admin.policies()
                        .publish(roles.formatted("'customer:*', 'contact:*', 'user:view'"), "no journal")
                        .orElseThrow(),
                () -> admin.policies()
                        .publish(roles.formatted("'customer:view', 'import:*', 'user:view'"), "no import")
                        .orElseThrow(),
                () -> admin.users()
                        .changeActive(
                                test.id("manager.ma"), test.user("manager.ma").version(), false)
                        .orElseThrow());
        User manager = test.user("manager.ma");
        admin.policies().publish(roles.formatted(full), "loader").orElseThrow();
        admin.users()
                .changeRoles(manager.id(), manager.version(), Set.of("loader"))
                .orElseThrow();
        for (Runnable end : ends) {
            admin.policies().publish(roles.formatted(full), "loader").orElseThrow();
            Importer importer = with(test.as("manager.ma"), entity -> new Changed(entity) {
                @Override
                public List<Outcome<Loaded>> load(List<ImportRow> rows) {
                    List<Outcome<Loaded>> outcomes = super.load(rows);
                    if (rows.stream().anyMatch(row -> row.externalId().equals("0"))) {
                        end.run();
                    }
                    return outcomes;
                }
            });
            Outcome<ImportReport> outcome = run(importer, Mode.ALL_OR_NOTHING);
            assertThat(outcome.refusals())
                    .extracting(Refusal::kind)
                    .first()
                    .isIn(Refusal.Kind.FORBIDDEN, Refusal.Kind.UNKNOWN_ACTOR);
            assertThat(outcome.refusals()).extracting(Refusal::code).contains("exchange.not-taken-back");
            assertThat(records().keySet())
                    .anyMatch(key -> key.startsWith("import_run"))
                    .anyMatch(key -> key.startsWith("customer/"));
            test.time.set(test.time.get().plus(java.time.Duration.ofDays(1)));
            Outcome<ImportReport> next = run(with(admin, WholeImportTest::refusing), Mode.ALL_OR_NOTHING);
            assertThat(next.orElseThrow().result()).isEqualTo(Result.TAKEN_BACK);
            assertThat(records().keySet())
                    .noneMatch(key -> key.startsWith("customer/") || key.startsWith("contact/"))
                    .noneMatch(key -> key.startsWith("import_"));
        }
    }
}
