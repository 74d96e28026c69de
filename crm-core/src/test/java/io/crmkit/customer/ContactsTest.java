package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.access.Transfer;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportRow;
import io.crmkit.protection.TinkFieldKeys;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StoredRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContactsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    private final TestCrm test = new TestCrm();
    private final CrmSession lan = test.as("lan");
    private final Customer jade = customer(lan, "Jade");

    @AfterEach
    void close() {
        test.close();
    }

    private static Customer customer(CrmSession session, String name) {
        return session.customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private static NewContact wang(Customer customer) {
        return NewContact.of(
                customer.id(), Contact.Details.of("王小明", "138 0013 8000").withEmail("Wang@Example.COM"));
    }

    private Contact created(Customer customer, String name, String phone) {
        return lan.contacts()
                .create(NewContact.of(customer.id(), Contact.Details.of(name, phone)))
                .orElseThrow();
    }

    private static List<Contact> all(CrmSession session, Customer customer) {
        return session.contacts()
                .of(customer.id(), 100, Optional.empty())
                .orElseThrow()
                .items();
    }

    private static List<String> primaries(CrmSession session, Customer customer) {
        return all(session, customer).stream()
                .filter(Contact::primary)
                .map(Contact::id)
                .toList();
    }

    @Test
    @DisplayName("CUS-18 a customer has several contacts, of which the first active one is primary until another is")
    void several() {
        Contact wang = lan.contacts().create(wang(jade)).orElseThrow();
        assertThat(wang.details().phone()).contains("+8613800138000");
        assertThat(wang.details().email()).contains("Wang@example.com");
        assertThat(wang.primary()).isTrue();
        assertThat(wang.state()).isEqualTo(ContactState.NOT_CONTACTED);
        Contact li = created(jade, "Li", "010-62345678");
        assertThat(li.primary()).isFalse();
        assertThat(primaries(lan, jade)).containsExactly(wang.id());

        Contact first = lan.contacts().makePrimary(li.id(), li.version()).orElseThrow();
        assertThat(first.primary()).isTrue();
        assertThat(primaries(lan, jade)).containsExactly(li.id());
        assertThat(lan.contacts().primaryOf(jade.id()).orElseThrow())
                .map(Contact::id)
                .contains(li.id());
        Contact zhou = lan.contacts()
                .create(NewContact.of(jade.id(), Contact.Details.of("Zhou", "+44 20 7946 0958"))
                        .asPrimary())
                .orElseThrow();
        assertThat(primaries(lan, jade)).containsExactly(zhou.id());
        assertThat(test.as("admin").audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName(
            "CUS-02 CUS-03 name and phone are required, numbers and addresses valid; all is told at once, no value of it")
    void validation() {
        Outcome<Contact> empty = lan.contacts()
                .create(NewContact.of(
                        jade.id(),
                        new Contact.Details(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("nobody at nowhere"),
                                Optional.empty())));
        assertThat(empty.refusals())
                .extracting(Refusal::code, r -> r.field().orElse(""))
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("valid.required", "name"),
                        org.assertj.core.groups.Tuple.tuple("valid.required", "phone"),
                        org.assertj.core.groups.Tuple.tuple("dictionary.email", "email"));
        assertThat(empty.refusals().get(0).message(Locale.CHINA)).startsWith("请填写");
        Outcome<Contact> wrong =
                lan.contacts().create(NewContact.of(jade.id(), Contact.Details.of("王", "12800138000")));
        assertThat(code(wrong)).contains("dictionary.mobile");
        assertThat(wrong.refusals().toString()).doesNotContain("12800138000");
        assertThat(code(lan.contacts().create(NewContact.of(jade.id(), Contact.Details.of("a\u202Eb", "13800138000")))))
                .contains("valid.text");
        assertThat(code(lan.contacts().create(NewContact.of("none", Contact.Details.of("A", "13800138000")))))
                .contains("shared.not-found");
    }

    @Test
    @DisplayName("CUS-18 who leaves is no primary contact any more; who comes back and who moves keeps the history")
    void leaving() {
        Contact wang = lan.contacts().create(wang(jade)).orElseThrow();
        assertThat(code(lan.contacts().leave(wang.id(), wang.version(), TODAY.plusDays(1))))
                .contains("contact.in-future");
        Contact gone = lan.contacts().leave(wang.id(), wang.version(), TODAY).orElseThrow();
        assertThat(gone.active()).isFalse();
        assertThat(primaries(lan, jade)).isEmpty();
        assertThat(code(lan.contacts().makePrimary(gone.id(), gone.version()))).contains("contact.primary-left");
        assertThat(code(lan.contacts().leave(gone.id(), gone.version(), TODAY))).contains("contact.left-already");

        Customer coral = customer(lan, "Coral");
        Contact moved = lan.contacts()
                .move(gone.id(), gone.version(), coral.id(), "told by Wang")
                .orElseThrow();
        assertThat(moved.customer()).isEqualTo(coral.id());
        assertThat(moved.active()).isTrue();
        assertThat(moved.primary()).isTrue();
        assertThat(moved.former()).containsExactly(new Contact.Former(jade.id(), TODAY));
        assertThat(all(lan, jade)).isEmpty();
        assertThat(code(lan.contacts().move(moved.id(), moved.version(), coral.id(), "again")))
                .contains("contact.there-already");
        Customer qius = customer(test.as("qiu"), "Quartz");
        assertThat(code(lan.contacts().move(moved.id(), moved.version(), qius.id(), "told")))
                .as("a customer out of sight")
                .contains("shared.not-found");
        Contact away = lan.contacts().leave(moved.id(), moved.version(), TODAY).orElseThrow();
        assertThat(lan.contacts()
                        .comeBack(away.id(), away.version())
                        .orElseThrow()
                        .active())
                .isTrue();
    }

    @Test
    @DisplayName("CUS-19 the state of a contact is one of one vocabulary, which leads use too")
    void state() {
        Contact wang = lan.contacts().create(wang(jade)).orElseThrow();
        Contact keen = lan.contacts()
                .edit(wang.id(), wang.version(), wang.details(), ContactState.INTERESTED)
                .orElseThrow();
        assertThat(keen.state().label().zh()).isEqualTo("有意向");
        assertThat(Stream.of(ContactState.values()).map(ContactState::key))
                .containsExactly("not-contacted", "in-contact", "interested", "paused", "invalid");
        assertThat(code(lan.contacts().edit(wang.id(), wang.version(), wang.details(), ContactState.PAUSED)))
                .contains("shared.conflict");
    }

    @Test
    @DisplayName(
            "ACC-06 ACC-12 contacts are seen by whoever sees their customer, wherever it goes, with none of them written")
    void follow() {
        Contact wang = lan.contacts().create(wang(jade)).orElseThrow();
        CrmSession qiu = test.as("qiu");
        assertThat(code(qiu.contacts().get(wang.id()))).contains("shared.not-found");
        assertThat(code(qiu.contacts().of(jade.id(), 10, Optional.empty()))).contains("shared.not-found");
        assertThat(qiu.contacts().withPhone("13800138000", 10).orElseThrow()).isEmpty();
        assertThat(code(qiu.contacts().makePrimary(wang.id(), 1))).contains("shared.not-found");
        assertThat(code(qiu.contacts().create(wang(jade)))).contains("shared.not-found");
        assertThat(code(qiu.privacy().access("contact/" + wang.id()))).isPresent();
        assertThat(all(test.as("manager.ma"), jade)).hasSize(1);
        assertThat(code(test.as("fen").contacts().makePrimary(wang.id(), 1))).contains("access.permission-missing");

        test.as("director")
                .customers()
                .transfer(jade.id(), jade.version(), test.id("qiu"), "nearer", Transfer.Parts.FOLLOW)
                .orElseThrow();
        assertThat(qiu.contacts().get(wang.id()).orElseThrow().version()).isEqualTo(wang.version());
        assertThat(qiu.contacts().withPhone("+86 138-0013-8000", 10).orElseThrow())
                .hasSize(1);
        assertThat(qiu.contacts().named("王小明", 10).orElseThrow()).hasSize(1);
        assertThat(qiu.contacts().withEmail("wang@example.com", 10).orElseThrow())
                .hasSize(1);
        assertThat(code(lan.contacts().get(wang.id()))).contains("shared.not-found");
        assertThat(code(lan.contacts().edit(wang.id(), 1, wang.details(), ContactState.PAUSED)))
                .contains("shared.not-found");
    }

    @Test
    @DisplayName("CUS-18 two nodes that make different contacts primary at once leave exactly one")
    void race() throws Exception {
        try (Crm other = TestCrm.open(new InMemoryStore(test.space), test.time::get, 8)) {
            List<CrmSession> nodes = List.of(lan, other.signIn("lan"));
            List<Contact> contacts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                contacts.add(created(jade, "N" + i, "1380013800" + i));
            }
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                for (int round = 0; round < 25; round++) {
                    CountDownLatch go = new CountDownLatch(1);
                    List<Future<Outcome<Contact>>> running = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        CrmSession node = nodes.get(i % 2);
                        String id = contacts.get((round + i) % contacts.size()).id();
                        running.add(threads.submit(() -> {
                            go.await();
                            Contact now = node.contacts().get(id).orElseThrow();
                            return node.contacts().makePrimary(id, now.version());
                        }));
                    }
                    go.countDown();
                    for (Future<Outcome<Contact>> each : running) {
                        each.get();
                    }
                    List<String> primary = primaries(lan, jade);
                    assertThat(primary).hasSize(1);
                    assertThat(lan.contacts().primaryOf(jade.id()).orElseThrow())
                            .map(Contact::id)
                            .contains(primary.get(0));
                }
                Customer fresh = customer(lan, "Fresh");
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Outcome<Contact>>> running = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    CrmSession node = nodes.get(i % 2);
                    running.add(threads.submit(() -> {
                        go.await();
                        return node.contacts().create(wang(fresh));
                    }));
                }
                go.countDown();
                for (Future<Outcome<Contact>> each : running) {
                    each.get().orElseThrow();
                }
                assertThat(primaries(lan, fresh)).hasSize(1);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    @DisplayName("ACC-11 what is known of a person stands nowhere in the store, and is found by its equal")
    void sealed() {
        try (Crm crm = Crm.builder()
                .store(new InMemoryStore())
                .fieldKeys(TinkFieldKeys.generate())
                .open()) {
            crm.setUp(NewUser.of("Admin", "administrator").withLogin("admin")).orElseThrow();
            CrmSession admin = crm.signIn("admin");
            admin.contacts().create(wang(customer(admin, "Jade"))).orElseThrow();
            try (Stream<StoredRecord> all = crm.snapshot()) {
                assertThat(all.map(record -> record.body().toString()))
                        .noneMatch(text -> text.contains("王小明")
                                || text.contains("小明")
                                || text.contains("13800138000")
                                || text.toLowerCase(Locale.ROOT).contains("wang@"));
            }
            assertThat(admin.search()
                            .byContact("小明", 9, Optional.empty())
                            .orElseThrow()
                            .items())
                    .hasSize(1);
            assertThat(admin.contacts().withPhone("0086 138 0013 8000", 10).orElseThrow())
                    .extracting(contact -> contact.details().name().orElseThrow())
                    .containsExactly("王小明");
            assertThat(admin.contacts().withEmail("WANG@example.com", 10).orElseThrow())
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("ACC-18 what is known of a person is gone when the person is erased")
    void personal() {
        Contact wang = lan.contacts().create(wang(jade)).orElseThrow();
        test.as("admin").privacy().erase("contact/" + wang.id(), "asked to").orElseThrow();
        Contact erased = lan.contacts().get(wang.id()).orElseThrow();
        assertThat(erased.details().name()).isEmpty();
        assertThat(erased.details().phone()).isEmpty();
        assertThat(erased.primary()).isTrue();
        assertThat(lan.contacts().withPhone("13800138000", 10).orElseThrow()).isEmpty();
        assertThat(lan.contacts()
                        .edit(erased.id(), erased.version(), erased.details(), ContactState.INVALID)
                        .isDone())
                .as("what was erased need not be there again")
                .isTrue();
    }

    @Test
    @DisplayName("CUS-16 contacts are imported once, with who made them and when, at the customer that is named")
    void imported() {
        CrmSession admin = test.as("admin");
        ImportEntity entity = admin.importable().stream()
                .filter(e -> e.name().equals("contact"))
                .findFirst()
                .orElseThrow();
        Map<String, Object> values = Map.of(
                "customer",
                "Jade",
                "name",
                "王小明",
                "phone",
                "13800138000",
                "state",
                "in-contact",
                "createdBy",
                "Old Zhang",
                "createdOn",
                LocalDate.of(2019, 5, 1));
        ImportRow row = new ImportRow("old", "1", "f", values);
        assertThat(entity.load(List.of(row)).get(0).orElseThrow().effect()).isEqualTo(ImportEntity.Effect.NEW);
        assertThat(entity.load(List.of(row)).get(0).orElseThrow().effect()).isEqualTo(ImportEntity.Effect.UNCHANGED);
        Contact wang = all(lan, jade).get(0);
        assertThat(wang.primary()).isTrue();
        assertThat(wang.state()).isEqualTo(ContactState.IN_CONTACT);
        assertThat(wang.trace().original().orElseThrow().createdBy()).contains("Old Zhang");
        assertThat(wang.trace().original().orElseThrow().createdOn()).contains(LocalDate.of(2019, 5, 1));
        ImportRow unknown = new ImportRow("old", "2", "f", Map.of("customer", "Jad", "name", "A", "phone", "1"));
        assertThat(entity.load(List.of(unknown)).get(0).refusals())
                .extracting(Refusal::code)
                .containsExactlyInAnyOrder("exchange.reference-unknown", "dictionary.mobile");
    }
}
