package io.crmkit;

import io.crmkit.access.AccountApplication;
import io.crmkit.access.DirectoryCache;
import io.crmkit.access.DirectoryPeople;
import io.crmkit.access.Doorkeeper;
import io.crmkit.access.NewUser;
import io.crmkit.access.Owned;
import io.crmkit.access.SessionPath;
import io.crmkit.access.Setup;
import io.crmkit.access.SignIns;
import io.crmkit.access.User;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.audit.AuditTrail;
import io.crmkit.automation.ApprovalReminders;
import io.crmkit.automation.Channels;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.Attachable;
import io.crmkit.customer.CustomerFields;
import io.crmkit.customer.Evaluation;
import io.crmkit.customer.FollowedSubjects;
import io.crmkit.customer.MatchableCustomers;
import io.crmkit.customer.Mergeable;
import io.crmkit.customer.Segmentation;
import io.crmkit.customer.duplicates.DuplicateCheck;
import io.crmkit.customer.view.ApprovalsPart;
import io.crmkit.customer.view.CompletenessPart;
import io.crmkit.customer.view.ContactsPart;
import io.crmkit.customer.view.CustomerPart;
import io.crmkit.customer.view.DuplicatesPart;
import io.crmkit.customer.view.DutiesPart;
import io.crmkit.customer.view.FollowUpsPart;
import io.crmkit.customer.view.PoolPart;
import io.crmkit.customer.view.PresencePart;
import io.crmkit.customer.view.ProfilePart;
import io.crmkit.customer.view.RemindersPart;
import io.crmkit.customer.view.StandingPart;
import io.crmkit.customer.view.TradePart;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.DictionaryPolicy;
import io.crmkit.document.ContentStore;
import io.crmkit.document.CustomerDocuments;
import io.crmkit.document.SeenDocuments;
import io.crmkit.internal.guard.GuardedStore;
import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Authority;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.FieldProtection;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.validate.Validation;
import io.crmkit.pipeline.CustomerLeads;
import io.crmkit.pipeline.CustomerOpportunities;
import io.crmkit.pipeline.MatchableLeads;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicyBook;
import io.crmkit.pool.PoolPolicy;
import io.crmkit.scoring.Grading;
import io.crmkit.scoring.GradingStrategies;
import io.crmkit.shared.Ids;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.Plugins;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.trial.CustomerTrials;
import io.crmkit.trial.TrialLogins;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * An opened CRM: one tenant of one store, with the policy in force. Safe for use by many threads; several of them, also on
 * several machines, may share a store.
 */
public final class Crm implements AutoCloseable {

    /** What follow-ups and documents can be about (CUS-08, CUS-14). */
    static final FollowedSubjects FOLLOWED = new FollowedSubjects(Subjects.all(Subject::followed));

    /** What can be attached to follow-ups (CUS-08, CUS-14). */
    static final Attachable ATTACHABLE = new SeenDocuments(FOLLOWED);

    private final RecordStore store;
    private final Validation validation;
    private final PolicyBook book;
    private final DirectoryCache directory;
    private final SessionPath sessions;
    private final Doorkeeper doorkeeper;
    private final SignIns signIns;
    private final TrialLogins trialLogins;
    private final Road road;
    private final String via;
    private final GradingStrategies strategies;
    private final Evaluation evaluation;
    private final Plugins<GradingStrategyProvider> gradingPlugins;
    private final Channels channels;
    private final ApprovalEngine approvals;
    private final Runnable whenClosed;
    private final List<Owned> owned;
    private final Optional<ContentStore> contents;
    private final List<Mergeable<?>> mergeable = Subjects.all(Subject::mergeable);

    private final DuplicateCheck duplicates =
            new DuplicateCheck(List.of(new MatchableCustomers(), new MatchableLeads()));
    /** What one view of a customer shows, in this order (CUS-17). */
    private final List<CustomerPart> customerParts;

    Crm(CrmBuilder with, GuardedStore store) {
        this.store = store;
        this.via = with.via();
        validation = Validation.standard();
        book = book(with.training());
        Codec codec = new Codec(store.name(), with.tenant(), FieldProtection.by(with.fieldKeys()));
        Ids ids = with.ids();
        Executor threads = with.executor();
        AuditTrail audit = new AuditTrail(
                store, with.tenant(), codec, ids, with.auditKey(), with.auditSigner(), Subjects.AUDITED, threads);
        directory = new DirectoryCache(
                store, with.tenant(), codec, book, Subjects.ANSWERS::marked, with.clock(), PoolPolicy::seen);
        sessions = new SessionPath(store, with.tenant(), codec, with.clock(), ids);
        doorkeeper = new Doorkeeper(directory, sessions);
        PluginGuard guard = new PluginGuard(threads, with.clock());
        gradingPlugins = with.gradingPlugins();
        strategies = new GradingStrategies(gradingPlugins, guard, with.clock());
        evaluation = new Evaluation(new Grading(strategies, guard));
        approvals = new ApprovalEngine(
                Subjects.all(subject -> subject.approvals(evaluation, directory::current)),
                () -> new DirectoryPeople(directory.current()),
                new ApprovalReminders(),
                with.approvalPlatform(),
                with.zone());
        road = new Road(
                new Road.Surroundings(
                        store,
                        with.tenant(),
                        codec,
                        audit,
                        with.clock(),
                        with.zone(),
                        ids,
                        with.random(),
                        with.pause(),
                        with.pageKey(),
                        threads),
                doorkeeper,
                validation,
                Subjects.ANSWERS,
                approvals);
        customerParts = customerParts();
        whenClosed = with.ends();
        contents = with.contents();
        channels = new Channels(with.notificationPlugins(), with.notificationParameters(), guard, with.clock());
        owned = Subjects.all(subject -> subject.owned(evaluation, approvals, directory));
        SignIns.Ports ports = with.signInPorts(threads);
        Authority door = SignIns.door(directory);
        trialLogins = new TrialLogins(
                new Road(
                        road.with(),
                        actor -> actor.userId().equals(TrialLogins.REGISTRANT)
                                ? door.standing(actor)
                                : doorkeeper.standing(actor),
                        validation,
                        Subjects.ANSWERS,
                        approvals),
                approvals,
                ports,
                login -> directory.current().byLogin(login),
                via);
        signIns = new SignIns(
                road.with(),
                validation,
                directory,
                sessions,
                (unit, user, rule, period, text) -> Reminder.once(
                        unit,
                        user.id(),
                        rule,
                        new RecordKey("user", user.id()),
                        period,
                        user.name(),
                        text,
                        Optional.empty()),
                ports,
                via);
        Preparation preparation = store.prepare(recordTypes());
        if (!preparation.building().isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.BUILDING,
                    "the store was made by an older version and these indexes are not filled yet: "
                            + preparation.building());
        }
    }

    private List<CustomerPart> customerParts() {
        return List.of(
                new ProfilePart(),
                new CompletenessPart(),
                new StandingPart(evaluation),
                new DutiesPart(CustomerOpportunities::known),
                new PoolPart(CustomerOpportunities::known),
                new ContactsPart(),
                new FollowUpsPart(),
                new CustomerLeads(),
                new CustomerOpportunities(),
                new TradePart(),
                new CustomerTrials(),
                new CustomerDocuments(),
                new RemindersPart(),
                new ApprovalsPart(approvals),
                new DuplicatesPart(duplicates),
                new PresencePart());
    }

    /** {@return a builder} */
    public static CrmBuilder builder() {
        return new CrmBuilder();
    }

    /** {@return all record types that the core keeps in a store, for printing its schema} */
    public static List<RecordType> recordTypes() {
        return Subjects.KINDS.stream().<RecordType>map(Kind::type).toList();
    }

    /**
     * Reads a policy document without any store (POL-01).
     *
     * @param document the document, YAML or JSON
     * @return the policy, or everything that is wrong with it
     */
    public static Outcome<Policy> checkPolicy(String document) {
        return book(false).parse(document, 0);
    }

    /**
     * Reads a field dictionary without any store (CUS-01).
     *
     * @param document the section {@code dictionary} of the policy document, YAML or JSON: what differs from the shipped fields
     * @return the dictionary, or everything that is wrong with it
     */
    public static Outcome<Dictionary> checkDictionary(String document) {
        Outcome<String> whole = book(false).withSection("", DictionaryPolicy.SECTION.name(), document);
        return whole instanceof Outcome.Done<String> done
                ? checkPolicy(done.value()).map(CustomerFields::of)
                : Outcome.refused(whole.refusals());
    }

    /** {@return the shipped policy as a document} */
    public static String shippedPolicy() {
        return builder().shippedPolicy();
    }

    /** One for all CRMs: what it has read for one of them need not be read again for another. */
    private static final PolicyBook BOOK = newBook(false);

    private static final PolicyBook BOOK_WITH_TRAINING = newBook(true);

    static PolicyBook book(boolean training) {
        return training ? BOOK_WITH_TRAINING : BOOK;
    }

    private static PolicyBook newBook(boolean training) {
        return new PolicyBook(
                Subjects.sections(training), Segmentation.FACTS, Validation.standard(), Subjects.problems());
    }

    /** {@return whether the store has users} */
    public boolean isSetUp() {
        return directory.isSetUp();
    }

    /**
     * Makes the first users of a store that has none. It works once.
     *
     * @param users the users, an administrator among them
     * @return the users as created, or why not
     */
    public Outcome<List<User>> setUp(NewUser... users) {
        return Setup.run(road.with(), validation, book.shipped(), via, List.of(users));
    }

    /**
     * Signs a user in. Whether it is really that user is for the embedding product to know; what the user may is asked
     * anew at every call.
     *
     * @param login the login
     * @return the session
     * @throws IllegalArgumentException when there is no such active user
     */
    public CrmSession signIn(String login) {
        return trySignIn(login)
                .toOptional()
                .orElseThrow(() -> new IllegalArgumentException("there is no active user '" + login + "'"));
    }

    /**
     * Signs a user in, if there is one.
     *
     * @param login the login
     * @return the session, or that there is no such active user
     */
    public Outcome<CrmSession> trySignIn(String login) {
        Optional<User> user = directory.current().byLogin(login).filter(User::active);
        if (user.isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.UNKNOWN_ACTOR, "ACC-01", "access.unknown-user", login)
                    .ofValue(login));
        }
        sessions.begin(user.get().id(), via);
        Actor actor = new Actor(user.get().id(), user.get().login(), via, Optional.empty());
        return Outcome.done(session(actor));
    }

    private CrmSession session(Actor actor) {
        return new CrmSession(
                road,
                actor,
                directory,
                book,
                evaluation,
                strategies,
                channels,
                signIns,
                doorkeeper,
                validation,
                approvals,
                owned,
                contents,
                duplicates,
                mergeable,
                customerParts);
    }

    private SignedIn signedIn(SignIns.Entered entered) {
        Actor actor = new Actor(
                entered.user().id(), entered.user().login(), via, Optional.empty(), Optional.of(entered.session()));
        return new SignedIn(session(actor), entered.token());
    }

    /**
     * Signs a user in who proves who it is (ACC-02). A wrong login, a wrong password and a locked account are answered alike. The
     * session ends when it is idle, when the password is changed, and when the account is disabled, at the next call on
     * whatever node.
     *
     * @param login the login
     * @param password the password; the caller may wipe it afterwards
     * @param device what the user would call the device, at most 100 characters: a new one is told to the user (ACC-17)
     * @return the session and the token that resumes it; warnings say what is unusual about it
     */
    public Outcome<SignedIn> authenticate(String login, char[] password, String device) {
        return signIns.authenticate(login, password, device).map(this::signedIn);
    }

    /**
     * Goes on with a session that was begun by {@link #authenticate}, on any node.
     *
     * @param token the token
     * @return the session, as long as it is open
     */
    public Outcome<SignedIn> resume(String token) {
        return signIns.resume(token).map(this::signedIn);
    }

    /**
     * Changes a password, also one that has expired (ACC-01). All sessions of the user end.
     *
     * @param login the login
     * @param present the present password
     * @param fresh the new one
     * @return the user, or why not
     */
    public Outcome<User> changePassword(String login, char[] present, char[] fresh) {
        return signIns.change(login, present, fresh, Optional.empty());
    }

    /**
     * Sends a reset token to a user who forgot the password (ACC-01), in the way that {@link CrmBuilder#resetPost} knows. The
     * answer does not tell whether there is such a user.
     *
     * @param login the login
     * @return done in any case; refused only where no way to send tokens is known
     */
    public Outcome<Boolean> forgotPassword(String login) {
        return signIns.forgot(login);
    }

    /**
     * Sets a password by a reset token (ACC-01), once, as long as its time is not over, the user is active and the password was not
     * changed otherwise. All sessions of the user end, and so does a lock.
     *
     * @param token the token
     * @param fresh the new password
     * @return the user, or why not
     */
    public Outcome<User> resetPassword(String token, char[] fresh) {
        return signIns.redeem(token, fresh);
    }

    /** {@return what customers do at their own door: register for a trial, set a password, sign in (CUS-13)} */
    public TrialLogins trialLogins() {
        return trialLogins;
    }

    /**
     * Applies for an account (ACC-01); anybody can, as long as the policy says so and not too many applications wait.
     *
     * @param draft what the applicant says
     * @return the application
     */
    public Outcome<AccountApplication> applyForAccount(AccountApplication.Draft draft) {
        return signIns.apply(draft);
    }

    /**
     * Everything that this tenant's store holds, as it was at one moment, for backup and for moving between stores. Nobody's
     * rights are asked: this is for whoever operates the store.
     *
     * @return the records; close the stream
     */
    public Stream<StoredRecord> snapshot() {
        return store.snapshot(road.with().tenant());
    }

    /** Closes the channels and the store. Idempotent. */
    @Override
    public void close() {
        try {
            channels.close();
        } finally {
            try {
                store.close();
            } finally {
                whenClosed.run();
            }
        }
    }
}
