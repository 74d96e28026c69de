package io.crmkit.document;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.FollowUp;
import io.crmkit.customer.Merges;
import io.crmkit.customer.NewCustomer;
import io.crmkit.document.Document.Place;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

    private static final Optional<String> NO_NOTE = Optional.empty();

    private final TestCrm test = new TestCrm();
    private final Shelf shelf = new Shelf();
    private final Crm crm = Crm.builder()
            .store(new InMemoryStore(test.space))
            .clock(test.time::get)
            .zone(TestCrm.ZONE)
            .random(new Random(3))
            .contents(shelf)
            .via("test")
            .open();
    private final CrmSession lan = crm.signIn("lan");
    private final Customer jade =
            lan.customers().create(NewCustomer.named("Jade")).orElseThrow();
    private final String subject = "customer/" + jade.id();

    @AfterEach
    void close() {
        crm.close();
        test.close();
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private Document add(String name, String text) {
        return lan.documents()
                .add(subject, Place.of(name), NO_NOTE, bytes(text))
                .orElseThrow();
    }

    private static String text(Outcome<InputStream> contents) {
        try (InputStream in = contents.orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> names(String login) {
        return crm
                .signIn(login)
                .documents()
                .of(subject, 100, Optional.empty())
                .map(Listing::items)
                .toOptional()
                .orElse(List.of())
                .stream()
                .map(one -> one.place().folder() + "/" + one.place().name())
                .toList();
    }

    @Test
    @DisplayName(
            "CUS-08 CUS-14 what is attached to a follow-up is a document that its author may see, and that is there")
    void attached() {
        Document own = add("quote.txt", "one");
        Document gone = add("old.txt", "two");
        crm.signIn("manager.ma")
                .documents()
                .remove(gone.id(), gone.version(), "outdated")
                .orElseThrow();
        CrmSession qiu = crm.signIn("qiu");
        String coral =
                qiu.customers().create(NewCustomer.named("Coral")).orElseThrow().id();
        Document hidden = qiu.documents()
                .add("customer/" + coral, Place.of("secret.txt"), NO_NOTE, bytes("three"))
                .orElseThrow();
        FollowUp.Said said = FollowUp.Said.of(test.time.get(), FollowUp.Method.CALL, "sent the quote");

        FollowUp made = lan.followUps()
                .record(subject, said.with(List.of(), List.of(own.id())))
                .orElseThrow();
        Outcome<FollowUp> refused = lan.followUps()
                .record(subject, said.with(List.of(), List.of(own.id(), hidden.id(), "none", gone.id())));

        assertThat(refused.refusals())
                .allMatch(why -> why.field().equals(Optional.of("attachments"))
                        && why.code().equals("shared.not-found"))
                .extracting(why -> why.value().orElse(""))
                .containsExactly(hidden.id(), "none", gone.id());
        assertThat(lan.followUps()
                        .edit(made.id(), made.version(), said.with(List.of(), List.of(hidden.id())))
                        .refusals())
                .hasSize(1);
        crm.signIn("manager.ma")
                .documents()
                .remove(own.id(), own.version(), "outdated")
                .orElseThrow();
        assertThat(lan.followUps()
                        .edit(made.id(), made.version(), said.with(List.of("Wang"), List.of(own.id())))
                        .isDone())
                .as("what was attached before stays")
                .isTrue();
    }

    @Test
    @DisplayName(
            "CUS-14 files stand in folders of a customer, and come back as they were put there, version by version")
    void versions() {
        Document made = lan.documents()
                .add(subject, new Place("合同/2026", "合同.txt"), Optional.of("draft"), bytes("one"))
                .orElseThrow();
        add("a.txt", "other");
        Document revised = lan.documents()
                .revise(made.id(), made.version(), Optional.of("signed"), bytes("two"))
                .orElseThrow();

        assertThat(revised.contents()).hasSize(2);
        assertThat(revised.latest().note()).contains("signed");
        assertThat(revised.latest().size()).isEqualTo(3);
        assertThat(revised.latest().sha256())
                .isEqualTo("3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3");
        assertThat(text(lan.documents().read(made.id(), Optional.empty()))).isEqualTo("two");
        assertThat(text(lan.documents().read(made.id(), Optional.of(1)))).isEqualTo("one");
        assertThat(code(lan.documents().read(made.id(), Optional.of(3)))).contains("documents.no-version");
        assertThat(names("lan")).containsExactly("/a.txt", "合同/2026/合同.txt");
        assertThat(code(lan.documents().revise(made.id(), made.version(), NO_NOTE, bytes("three"))))
                .contains("shared.conflict");
    }

    @Test
    @DisplayName("CUS-14 ACC-06 who sees the customer sees its documents; a takeover takes them along")
    void permissions() {
        Document made = add("a.txt", "one");
        assertThat(names("manager.ma")).hasSize(1);
        assertThat(names("qiu")).isEmpty();
        assertThat(code(crm.signIn("qiu").documents().read(made.id(), Optional.empty())))
                .contains("shared.not-found");
        assertThat(code(crm.signIn("fen").documents().add(subject, Place.of("b.txt"), NO_NOTE, bytes("x"))))
                .contains("access.permission-missing");
        assertThat(shelf.all).as("who may not add fills no disk").hasSize(1);

        Customer now = lan.customers().get(jade.id()).orElseThrow();
        crm.signIn("director")
                .customers()
                .assign(now.id(), now.version(), Optional.of(test.id("qiu")), "moves")
                .orElseThrow();

        assertThat(text(crm.signIn("qiu").documents().read(made.id(), Optional.empty())))
                .isEqualTo("one");
        assertThat(names("lan")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.txt",
                "..",
                "a/b.txt",
                "a\\b.txt",
                "c:a.txt",
                " ",
                ".txt/",
                "a\u0000.txt",
                "a\u202Etxt.exe",
                "x/../../y.txt",
                "a.exe",
                "noending",
                "a.",
                ".txt",
                "a?.txt"
            })
    @DisplayName("CUS-14 a name that leads elsewhere, or whose type is not allowed, is refused and nothing is kept")
    void hostileNames(String name) {
        assertThat(lan.documents()
                        .add(subject, Place.of(name), NO_NOTE, bytes("x"))
                        .isDone())
                .isFalse();
        assertThat(lan.documents()
                        .add(subject, new Place("../x", "a.txt"), NO_NOTE, bytes("x"))
                        .isDone())
                .isFalse();
        assertThat(shelf.all).isEmpty();
    }

    @Test
    @DisplayName("CUS-14 what is too large, empty, or not what its name says is refused, and nothing is kept of it")
    void contents() {
        test.as("admin")
                .policies()
                .publish("document: { maxMegabytes: 1 }", "small")
                .orElseThrow();
        InputStream large = new ByteArrayInputStream(new byte[1_000_001]);
        assertThat(code(lan.documents().add(subject, Place.of("a.txt"), NO_NOTE, large)))
                .contains("documents.too-large");
        InputStream fits = new ByteArrayInputStream(new byte[1_000_000]);
        assertThat(lan.documents()
                        .add(subject, Place.of("full.txt"), NO_NOTE, fits)
                        .isDone())
                .isTrue();
        assertThat(code(lan.documents().add(subject, Place.of("a.txt"), NO_NOTE, bytes(""))))
                .contains("documents.empty");
        assertThat(code(lan.documents().add(subject, Place.of("a.pdf"), NO_NOTE, bytes("MZ"))))
                .contains("documents.not-what-it-says");
        assertThat(code(lan.documents().add(subject, Place.of("a.txt"), NO_NOTE, bytes("#!/bin/sh"))))
                .contains("documents.not-what-it-says");
        assertThat(lan.documents()
                        .add(subject, Place.of("a.pdf"), NO_NOTE, bytes("%PDF-1.7"))
                        .isDone())
                .isTrue();
        assertThat(shelf.all).hasSize(2);
    }

    @Test
    @DisplayName(
            "CUS-14 no two documents have the same place, whatever their capitals; a removed one frees it and can come back")
    void places() {
        Document made = add("a.txt", "one");
        assertThat(code(lan.documents().add(subject, Place.of("A.TXT"), NO_NOTE, bytes("x"))))
                .contains("documents.name-taken");
        assertThat(shelf.all).hasSize(1);
        CrmSession manager = crm.signIn("manager.ma");
        Document gone =
                manager.documents().remove(made.id(), made.version(), "old").orElseThrow();
        assertThat(names("lan")).isEmpty();
        Document other = add("a.txt", "two");
        assertThat(code(manager.documents().restore(made.id(), gone.version()))).contains("documents.name-taken");
        Document moved = lan.documents()
                .move(other.id(), other.version(), new Place("old", "a.txt"))
                .orElseThrow();
        manager.documents().restore(made.id(), gone.version()).orElseThrow();
        assertThat(names("lan")).containsExactly("/a.txt", "old/a.txt");
        assertThat(code(lan.documents().move(other.id(), moved.version(), Place.of("b.pdf"))))
                .contains("documents.other-type");
        assertThat(text(lan.documents().read(made.id(), Optional.empty()))).isEqualTo("one");
    }

    @Test
    @DisplayName(
            "CUS-14 contents that a crash left without a record are seen by nobody and collected after a day; named ones stay")
    void orphans() throws Exception {
        Document made = add("a.txt", "one");
        shelf.put("orphan", bytes("left behind"), test.time.get());
        CrmSession admin = crm.signIn("admin");

        assertThat(admin.documents().collect().orElseThrow()).isZero();
        test.time.updateAndGet(at -> at.plus(Duration.ofHours(24)));
        assertThat(admin.documents().collect().orElseThrow()).isZero();
        test.time.updateAndGet(at -> at.plusMillis(1));
        assertThat(admin.documents().collect().orElseThrow()).isEqualTo(1);

        assertThat(shelf.all).hasSize(1);
        assertThat(text(lan.documents().read(made.id(), Optional.empty()))).isEqualTo("one");
        assertThat(code(lan.documents().collect())).contains("access.permission-missing");
    }

    @Test
    @DisplayName("CUS-14 when contents cannot be kept no record is written; without a content store documents say so")
    void broken() {
        shelf.broken = true;
        assertThatThrownBy(() -> lan.documents().add(subject, Place.of("a.txt"), NO_NOTE, bytes("x")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("disk is full");
        assertThat(names("lan")).isEmpty();
        assertThat(code(test.as("lan").documents().add(subject, Place.of("a.txt"), NO_NOTE, bytes("x"))))
                .contains("documents.no-store");
    }

    @Test
    @DisplayName("CUS-14 DAT-03 the same request twice is one document, and keeps its contents once")
    void twice() {
        CrmSession once = lan.withRequestKey("r1");
        Document made = once.documents()
                .add(subject, Place.of("a.txt"), NO_NOTE, bytes("one"))
                .orElseThrow();
        assertThat(once.documents()
                        .add(subject, Place.of("a.txt"), NO_NOTE, bytes("one"))
                        .orElseThrow())
                .isEqualTo(made);
        assertThat(shelf.all).hasSize(1);
        assertThat(code(once.documents().add(subject, Place.of("a.txt"), NO_NOTE, bytes("two"))))
                .contains("shared.request-key-reused");
        assertThat(shelf.all).hasSize(1);
    }

    @Test
    @DisplayName(
            "CUS-06 CUS-14 documents go over when two customers are merged, beside one of the same name, and come back")
    void merged() {
        Document made = add("a.txt", "jade's");
        Customer other = lan.customers().create(NewCustomer.named("Jade Works")).orElseThrow();
        lan.documents()
                .add("customer/" + other.id(), Place.of("a.txt"), NO_NOTE, bytes("works'"))
                .orElseThrow();
        CrmSession director = crm.signIn("director");
        director.merges().merge(Merges.Pair.of(other, jade, "the same")).orElseThrow();

        assertThat(lan.documents()
                        .of("customer/" + other.id(), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .extracting(one -> one.place().folder())
                .containsExactly("", jade.id());
        assertThat(text(lan.documents().read(made.id(), Optional.empty()))).isEqualTo("jade's");
        director.merges().undo(jade.id(), "they are two").orElseThrow();
        assertThat(names("lan")).containsExactly("/a.txt");
    }

    @Test
    @DisplayName("CUS-14 ACC-18 a lead's documents are erased with it, and their contents with the next collection")
    void privacy() {
        Lead lead = lan.leads()
                .create(new Leads.NewLead(
                        new Lead.Facts(
                                Optional.of("Opal"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        ContactState.NOT_CONTACTED,
                        Optional.empty()))
                .orElseThrow();
        Document made = lan.documents()
                .add("lead/" + lead.id(), Place.of("Wang.txt"), NO_NOTE, bytes("Wang"))
                .orElseThrow();
        CrmSession admin = crm.signIn("admin");
        assertThat(admin.privacy().access("lead/" + lead.id()).orElseThrow().toString())
                .contains("Wang.txt");
        admin.privacy().erase("lead/" + lead.id(), "asked for").orElseThrow();
        assertThat(lan.documents().get(made.id()).orElseThrow().toString()).doesNotContain("Wang");
        test.time.updateAndGet(at -> at.plus(Duration.ofHours(25)));
        assertThat(admin.documents().collect().orElseThrow()).isEqualTo(1);
        assertThat(shelf.all).isEmpty();
    }
}
