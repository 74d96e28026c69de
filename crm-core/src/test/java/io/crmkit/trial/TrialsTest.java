package io.crmkit.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.AccountPolicy;
import io.crmkit.access.PasswordHashing;
import io.crmkit.access.ResetToken;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.Merges;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrialsTest {

    private static final Trial.Registrant WANG = Trial.Registrant.of("腾云科技", "Wang", "13812345678", "wang@example.com");
    private static final char[] PASSWORD = "Correct-horse7".toCharArray();

    /** Fast, so that the tests are; that the shipped one is slow is tested where it is. */
    private static final class Plain implements PasswordHashing {
        @Override
        public String hash(char[] password, byte[] salt, AccountPolicy.Passwords cost) {
            return plain(password);
        }

        private static String plain(char[] password) {
            return "plain " + new String(password).hashCode();
        }

        @Override
        public boolean matches(char[] password, String hashed) {
            return plain(password).equals(hashed);
        }

        @Override
        public boolean outdated(String hashed, AccountPolicy.Passwords cost) {
            return false;
        }
    }

    private final TestCrm test = new TestCrm();
    private final Crm crm = Crm.builder()
            .store(new InMemoryStore(test.space))
            .clock(test.time::get)
            .zone(TestCrm.ZONE)
            .random(new Random(3))
            .passwordHashing(new Plain())
            .via("test")
            .open();
    private final CrmSession admin = crm.signIn("admin");
    private final CrmSession manager = crm.signIn("manager.ma");
    private final CrmSession lan = crm.signIn("lan");
    private final TrialLogins door = crm.trialLogins();

    @AfterEach
    void close() {
        crm.close();
        test.close();
    }

    private Customer jade() {
        return lan.customers().create(NewCustomer.named("Jade")).orElseThrow();
    }

    private void approve(String approval) {
        long version = manager.approvals().of(approval).orElseThrow().version();
        manager.approvals().approve(approval, version, Optional.empty()).orElseThrow();
    }

    private static String pending(Outcome<?> outcome) {
        assertThat(outcome).as(outcome.toString()).isInstanceOf(Outcome.Pending.class);
        return ((Outcome.Pending<?>) outcome).approval();
    }

    private Trial only() {
        return admin.trials().list(10, Optional.empty()).orElseThrow().items().get(0);
    }

    private Trial running() {
        approve(pending(lan.trials().apply(jade().id(), WANG, "wants to try")));
        return only();
    }

    private void at(Duration later) {
        test.time.set(TestCrm.NOON.plus(later));
    }

    private TrialStanding standing() {
        return only().standing(test.time.get());
    }

    private String signedIn(Trial trial) {
        ResetToken token = lan.trials().resetLogin(trial.id()).orElseThrow();
        door.setPassword(token.token(), PASSWORD).orElseThrow();
        return door.signIn("wang@example.com", PASSWORD).orElseThrow().token();
    }

    @Test
    @DisplayName(
            "CUS-13 a registered customer first, then an application: approved by another, it runs 30 days and is over by itself")
    void route() {
        Customer jade = jade();
        String approval = pending(lan.trials().apply(jade.id(), WANG, "wants to try"));
        assertThat(standing()).isInstanceOf(TrialStanding.Waiting.class);
        assertThat(TestCrm.code(lan.approvals()
                        .approve(
                                approval,
                                lan.approvals().of(approval).orElseThrow().version(),
                                Optional.empty())))
                .as("not by whoever asked")
                .isPresent();
        assertThat(TestCrm.code(crm.signIn("qiu").trials().apply(jade.id(), WANG, "mine")))
                .contains("shared.not-found");
        approve(approval);
        Trial trial = only();
        assertThat(trial.registrant().phone()).contains("+8613812345678");
        assertThat(standing()).isEqualTo(new TrialStanding.Running(TestCrm.NOON.plus(Duration.ofDays(30)), 0));
        assertThat(crm.signIn("qiu")
                        .trials()
                        .list(10, Optional.empty())
                        .orElseThrow()
                        .items())
                .isEmpty();
        at(Duration.ofDays(30).minusSeconds(1));
        assertThat(standing()).isInstanceOf(TrialStanding.Running.class);
        at(Duration.ofDays(30));
        assertThat(standing()).isInstanceOf(TrialStanding.Expired.class);
        at(Duration.ofDays(29));
        assertThat(standing()).as("a clock that was wrong has done no harm").isInstanceOf(TrialStanding.Running.class);
        assertThat(trial.history())
                .extracting(Trial.Event::what)
                .containsExactly(TrialStanding.Move.APPLY, TrialStanding.Move.BEGIN);
        assertThat(TestCrm.code(lan.trials().apply(jade.id(), WANG, "again"))).contains("trial.login-taken");
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-13 self-registration waits for the rep's approver; the answer tells nothing of who is known; a code or a receiver is needed")
    void selfRegistration() {
        assertThat(TestCrm.code(door.register(WANG, Optional.empty()))).contains("trial.code-needed");
        assertThat(TestCrm.code(door.register(WANG, Optional.of("HB1299")))).contains("access.sales-code-unknown");
        User known = admin.users().byLogin("lan").orElseThrow();
        String code = admin.salesCodes()
                .give(known.id(), known.version(), "HB12")
                .orElseThrow()
                .salesCode()
                .orElseThrow();
        assertThat(door.register(WANG, Optional.of(code)).orElseThrow()).isTrue();
        assertThat(door.register(WANG, Optional.of(code)).orElseThrow())
                .as("again: as if it were new")
                .isTrue();
        assertThat(admin.trials().list(10, Optional.empty()).orElseThrow().items())
                .hasSize(1);
        assertThat(only().owner()).contains(known.id());
        assertThat(only().customer()).isEmpty();
        assertThat(door.register(Trial.Registrant.of("X", "Y", "1", "no"), Optional.of(code))
                        .refusals())
                .hasSizeGreaterThanOrEqualTo(2);
        approve(manager.approvals()
                .inbox(10, Optional.empty())
                .orElseThrow()
                .items()
                .get(0)
                .id());
        assertThat(standing()).isInstanceOf(TrialStanding.Running.class);
        Trial converted = lan.trials()
                .convert(only().id(), only().version(), Optional.empty(), "buys")
                .orElseThrow();
        Customer customer =
                lan.customers().get(converted.customer().orElseThrow()).orElseThrow();
        assertThat(customer.name()).isEqualTo("腾云科技");
        assertThat(customer.owner()).contains(known.id());
        at(Duration.ofDays(999));
        assertThat(standing()).isEqualTo(new TrialStanding.Converted(customer.id()));
        admin.policies()
                .publish("trials: { selfRegistration: false }", "closed")
                .orElseThrow();
        assertThat(TestCrm.code(door.register(
                        Trial.Registrant.of("B", "Li", "13812345679", "li@example.com"), Optional.of(code))))
                .contains("trial.no-registrations");
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-13 two extensions of 15 days, each approved; no third, none while one waits, none for what is over")
    void extensions() {
        Trial trial = running();
        at(Duration.ofDays(20));
        String first = pending(lan.trials().extend(trial.id(), trial.version(), "needs more"));
        assertThat(TestCrm.code(lan.trials().extend(trial.id(), only().version(), "more")))
                .contains("trial.under-approval");
        at(Duration.ofDays(31));
        assertThat(standing()).isInstanceOf(TrialStanding.Expired.class);
        approve(first);
        assertThat(standing())
                .as("asked for in time")
                .isEqualTo(new TrialStanding.Running(TestCrm.NOON.plus(Duration.ofDays(45)), 1));
        String refused = pending(lan.trials().extend(trial.id(), only().version(), "again"));
        manager.approvals()
                .refuse(refused, manager.approvals().of(refused).orElseThrow().version(), "no")
                .orElseThrow();
        approve(pending(lan.trials().extend(trial.id(), only().version(), "please")));
        assertThat(standing()).isEqualTo(new TrialStanding.Running(TestCrm.NOON.plus(Duration.ofDays(60)), 2));
        assertThat(TestCrm.code(lan.trials().extend(trial.id(), only().version(), "a third")))
                .contains("trial.extended-enough");
        at(Duration.ofDays(61));
        assertThat(TestCrm.code(lan.trials().extend(trial.id(), only().version(), "too late")))
                .contains("trial.cannot");
        assertThat(lan.trials().due(0, 10, Optional.empty()).orElseThrow().items())
                .hasSize(1);
    }

    @Test
    @DisplayName("CUS-13 what is due can be asked for; one that was declined can be applied for again")
    void dueAndDeclined() {
        Customer jade = jade();
        String approval = pending(lan.trials().apply(jade.id(), WANG, "wants to try"));
        manager.approvals()
                .refuse(approval, manager.approvals().of(approval).orElseThrow().version(), "no")
                .orElseThrow();
        assertThat(standing()).isInstanceOf(TrialStanding.Declined.class);
        approve(pending(lan.trials().apply(jade.id(), WANG, "once more")));
        assertThat(admin.trials().list(10, Optional.empty()).orElseThrow().items())
                .hasSize(1);
        assertThat(lan.trials().due(29, 10, Optional.empty()).orElseThrow().items())
                .isEmpty();
        assertThat(lan.trials().due(31, 10, Optional.empty()).orElseThrow().items())
                .hasSize(1);
        assertThat(crm.signIn("qiu")
                        .trials()
                        .due(31, 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .isEmpty();
        lan.trials().end(only().id(), only().version(), "gone").orElseThrow();
        assertThat(lan.trials().due(31, 10, Optional.empty()).orElseThrow().items())
                .isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-13 the login is reset by owner or administrator, on record; a link works once, in time, and not beyond the trial")
    void links() {
        Trial trial = running();
        assertThat(TestCrm.code(crm.signIn("qiu").trials().resetLogin(trial.id())))
                .contains("shared.not-found");
        ResetToken lost = admin.trials().resetLogin(trial.id()).orElseThrow();
        ResetToken token = lan.trials().resetLogin(trial.id()).orElseThrow();
        assertThat(TestCrm.code(door.setPassword(lost.token(), PASSWORD))).contains("trial.reset-invalid");
        assertThat(TestCrm.code(door.setPassword(token.token(), "short".toCharArray())))
                .contains("access.password-length");
        door.setPassword(token.token(), PASSWORD).orElseThrow();
        assertThat(TestCrm.code(door.setPassword(token.token(), PASSWORD))).contains("trial.reset-invalid");
        assertThat(door.signIn("WANG@example.com", PASSWORD).isDone()).isTrue();
        ResetToken late = lan.trials().resetLogin(trial.id()).orElseThrow();
        assertThat(TestCrm.code(door.signIn("wang@example.com", PASSWORD)))
                .as("a reset ends the password of before")
                .contains("trial.sign-in-wrong");
        at(Duration.ofDays(1));
        assertThat(TestCrm.code(door.setPassword(late.token(), PASSWORD))).contains("trial.reset-invalid");
        ResetToken outlived = lan.trials().resetLogin(trial.id()).orElseThrow();
        lan.trials().end(trial.id(), only().version(), "gone").orElseThrow();
        assertThat(TestCrm.code(door.setPassword(outlived.token(), PASSWORD))).contains("trial.reset-invalid");
        assertThat(TestCrm.code(lan.trials().resetLogin(trial.id()))).contains("trial.cannot");
        try (Stream<StoredRecord> all = crm.snapshot()) {
            assertThat(all.filter(record -> record.key().type().equals("audit_entry"))
                            .map(record -> record.body().toString()))
                    .anyMatch(text -> text.contains("trial.reset-login"));
        }
        try (Stream<StoredRecord> all = crm.snapshot()) {
            assertThat(all.map(record -> record.body().toString()))
                    .noneMatch(text ->
                            text.contains(token.token().substring(token.token().indexOf('.') + 1)));
        }
    }

    @Test
    @DisplayName("CUS-13 a session ends at the next call when the trial is over, ended, reset, idle or signed out")
    void sessions() {
        Trial trial = running();
        String token = signedIn(trial);
        assertThat(door.resume(token).orElseThrow().trial()).isEqualTo(trial.id());
        for (int i = 0; i < 3; i++) {
            at(Duration.ofMinutes(20L * i));
            assertThat(door.resume(token).isDone()).isTrue();
        }
        at(Duration.ofMinutes(70));
        assertThat(TestCrm.code(door.resume(token))).as("idle").contains("trial.session-over");
        String second = door.signIn("wang@example.com", PASSWORD).orElseThrow().token();
        lan.trials().resetLogin(trial.id()).orElseThrow();
        at(Duration.ofMinutes(71));
        assertThat(TestCrm.code(door.resume(second))).as("reset").contains("trial.session-over");
        at(Duration.ofDays(30).minusMinutes(5));
        String third = signedIn(trial);
        assertThat(door.resume(third).isDone()).isTrue();
        at(Duration.ofDays(30));
        assertThat(TestCrm.code(door.resume(third))).as("expired").contains("trial.session-over");
        assertThat(TestCrm.code(door.signIn("wang@example.com", PASSWORD))).contains("trial.sign-in-wrong");
        lan.trials()
                .convert(trial.id(), only().version(), Optional.empty(), "bought")
                .orElseThrow();
        String fourth = door.signIn("wang@example.com", PASSWORD).orElseThrow().token();
        door.signOut(fourth);
        assertThat(door.resume(fourth).isDone()).isFalse();
        String fifth = door.signIn("wang@example.com", PASSWORD).orElseThrow().token();
        lan.trials().end(trial.id(), only().version(), "closed down").orElseThrow();
        assertThat(door.resume(fifth).isDone()).as("ended").isFalse();
        assertThat(door.resume("nonsense").isDone()).isFalse();
    }

    @Test
    @DisplayName("CUS-13 wrong passwords lock the login for a while, and all that is wrong is answered alike")
    void locked() {
        Trial trial = running();
        signedIn(trial);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(door.signIn("wang@example.com", "wrong".toCharArray())
                    .refusals()
                    .toString());
        }
        answers.add(door.signIn("wang@example.com", PASSWORD).refusals().toString());
        answers.add(door.signIn("nobody@example.com", PASSWORD).refusals().toString());
        assertThat(answers.stream().distinct()).hasSize(1);
        at(Duration.ofMinutes(15));
        assertThat(door.signIn("wang@example.com", PASSWORD).isDone()).isTrue();
    }

    @Test
    @DisplayName("CUS-06 CUS-10 CUS-13 a trial goes over with a merged customer, and keeps its customer out of the bin")
    void mergedAndBinned() {
        Trial trial = running();
        Customer jade = lan.customers().get(trial.customer().orElseThrow()).orElseThrow();
        assertThat(TestCrm.code(lan.bin().put(jade.id(), jade.version(), "rubbish")))
                .contains("bin.refers");
        Customer coral = lan.customers().create(NewCustomer.named("Coral")).orElseThrow();
        manager.merges().merge(Merges.Pair.of(coral, jade, "one")).orElseThrow();
        assertThat(only().customer()).contains(coral.id());
    }

    private long sessionsKept() {
        try (Stream<StoredRecord> all = crm.snapshot()) {
            return all.filter(record -> record.key().type().equals("trial_session"))
                    .filter(record -> !record.body().equals(StoredRecord.ERASED_BODY))
                    .count();
        }
    }

    @Test
    @DisplayName("CUS-13 nothing is left of a session that was signed out of")
    void signedOut() {
        String token = signedIn(running());
        assertThat(sessionsKept()).isEqualTo(1);
        door.signOut(token);
        assertThat(sessionsKept()).isZero();
        assertThat(TestCrm.code(door.resume(token))).contains("trial.session-over");
    }

    @Test
    @DisplayName(
            "ACC-18 CUS-13 an erasure ends the session and the login of who tries, and is in the file before without a hash")
    void erased() {
        Trial trial = running();
        String token = signedIn(trial);
        String person = "trial/" + trial.id();
        assertThat(admin.privacy().access(person).orElseThrow().toString())
                .contains("trialLogin")
                .doesNotContain("plain ");
        assertThat(door.resume(token).isDone()).isTrue();
        assertThat(admin.privacy().erase(person, "asked to").orElseThrow().kept())
                .isPositive();
        assertThat(TestCrm.code(door.resume(token))).contains("trial.session-over");
        assertThat(TestCrm.code(door.signIn("wang@example.com", PASSWORD))).contains("trial.sign-in-wrong");
        try (Stream<StoredRecord> all = crm.snapshot()) {
            assertThat(all.filter(record -> record.key().type().equals("trial_credential"))
                            .map(record -> record.body().toString()))
                    .hasSize(1)
                    .noneMatch(body -> body.contains("plain "));
        }
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName("CUS-13 trials that reps applied for do not close the door to those who register themselves")
    void mostWaiting() {
        admin.policies().publish("trials: { mostWaiting: 1 }", "few").orElseThrow();
        pending(lan.trials().apply(jade().id(), WANG, "wants to try"));
        User known = admin.users().byLogin("lan").orElseThrow();
        Optional<String> code = admin.salesCodes()
                .give(known.id(), known.version(), "HB12")
                .orElseThrow()
                .salesCode();
        door.register(Trial.Registrant.of("B", "Li", "13812345679", "li@example.com"), code)
                .orElseThrow();
        assertThat(TestCrm.code(door.register(Trial.Registrant.of("C", "Hu", "13812345670", "hu@example.com"), code)))
                .contains("trial.no-registrations");
    }

    @Test
    @DisplayName("CUS-13 ACC-02 where the product proves passwords itself, a trial that is over opens nothing")
    void ownSignOn() {
        running();
        try (Crm own = Crm.builder()
                .store(new InMemoryStore(test.space))
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .random(new Random(4))
                .signOn((login, password) -> true)
                .via("test")
                .open()) {
            String token = own.trialLogins()
                    .signIn("wang@example.com", PASSWORD)
                    .orElseThrow()
                    .token();
            at(Duration.ofDays(31));
            assertThat(TestCrm.code(own.trialLogins().signIn("wang@example.com", PASSWORD)))
                    .contains("trial.sign-in-wrong");
            assertThat(TestCrm.code(own.trialLogins().resume(token))).contains("trial.session-over");
        }
    }

    @Test
    @DisplayName(
            "APR-01 CUS-13 what waits for an approval is neither ended nor converted: the approval would never end")
    void underApproval() {
        String approval = pending(lan.trials().apply(jade().id(), WANG, "wants to try"));
        Trial waits = only();
        assertThat(TestCrm.code(lan.trials().end(waits.id(), waits.version(), "gone")))
                .contains("trial.under-approval");
        approve(approval);
        Trial runs = only();
        approval = pending(lan.trials().extend(runs.id(), runs.version(), "more"));
        Trial asked = only();
        assertThat(TestCrm.code(lan.trials().end(asked.id(), asked.version(), "gone")))
                .contains("trial.under-approval");
        assertThat(TestCrm.code(lan.trials().convert(asked.id(), asked.version(), Optional.empty(), "buys")))
                .contains("trial.under-approval");
        approve(approval);
        Trial longer = only();
        assertThat(lan.trials().end(longer.id(), longer.version(), "gone").isDone())
                .isTrue();
    }

    @Test
    @DisplayName("CUS-13 ACC-07 a login behind a wall is not found out by applying with what it might be")
    void guessed() {
        Customer jade = jade();
        String approval = ((Outcome.Pending<Trial>) lan.trials().apply(jade.id(), WANG, "wants to try")).approval();
        manager.approvals()
                .refuse(approval, manager.approvals().of(approval).orElseThrow().version(), "no")
                .orElseThrow();
        admin.policies()
                .publish("access: { roles: { sales-rep: { walls: { trial.email: HIDDEN } } } }", "discreet")
                .orElseThrow();
        Trial.Registrant other = Trial.Registrant.of("腾云科技", "Wang", "13812345678", "li@example.com");
        assertThat(TestCrm.code(lan.trials().apply(jade.id(), other, "again"))).contains("access.walled-question");
        assertThat(lan.trials().apply(jade.id(), WANG, "again").refusals().toString())
                .isEqualTo(
                        lan.trials().apply(jade.id(), other, "again").refusals().toString());
    }
}
