package io.crmkit;

import io.crmkit.access.AccessPolicy;
import io.crmkit.access.AccountApplication;
import io.crmkit.access.Applications;
import io.crmkit.access.DirectoryCache;
import io.crmkit.access.DirectoryPeople;
import io.crmkit.access.Doorkeeper;
import io.crmkit.access.Leaving;
import io.crmkit.access.NewUser;
import io.crmkit.access.Owned;
import io.crmkit.access.PermissionRequests;
import io.crmkit.access.SessionPath;
import io.crmkit.access.Setup;
import io.crmkit.access.SignIns;
import io.crmkit.access.User;
import io.crmkit.approval.Absence;
import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.approval.ApprovalPolicy;
import io.crmkit.audit.AuditContent;
import io.crmkit.audit.AuditPolicy;
import io.crmkit.audit.AuditTrail;
import io.crmkit.audit.Erasure;
import io.crmkit.automation.ApprovalReminders;
import io.crmkit.automation.AutomationPolicy;
import io.crmkit.automation.Channels;
import io.crmkit.automation.OutgoingMessage;
import io.crmkit.automation.OwnedReminders;
import io.crmkit.automation.PersonalMessages;
import io.crmkit.automation.Reminder;
import io.crmkit.catalogue.Product;
import io.crmkit.customer.Attachable;
import io.crmkit.customer.CleansingReport;
import io.crmkit.customer.Contact;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerFields;
import io.crmkit.customer.CustomerPolicy;
import io.crmkit.customer.CustomerSearch;
import io.crmkit.customer.CustomerSeen;
import io.crmkit.customer.DutyPolicy;
import io.crmkit.customer.Evaluation;
import io.crmkit.customer.Fields;
import io.crmkit.customer.FollowUp;
import io.crmkit.customer.FollowUpPolicy;
import io.crmkit.customer.Followed;
import io.crmkit.customer.FollowedSubjects;
import io.crmkit.customer.Grades;
import io.crmkit.customer.GradingRun;
import io.crmkit.customer.MatchableCustomers;
import io.crmkit.customer.Mergeable;
import io.crmkit.customer.MergeableContacts;
import io.crmkit.customer.MergeableFollowUps;
import io.crmkit.customer.Merges;
import io.crmkit.customer.OwnedCustomers;
import io.crmkit.customer.PersonalFollowUps;
import io.crmkit.customer.PersonalProposals;
import io.crmkit.customer.PooledCustomers;
import io.crmkit.customer.PresencePolicy;
import io.crmkit.customer.PrimaryContact;
import io.crmkit.customer.Proposal;
import io.crmkit.customer.ProtectedChange;
import io.crmkit.customer.ProtectedFields;
import io.crmkit.customer.Purchase;
import io.crmkit.customer.RecycleBin;
import io.crmkit.customer.SavedQuery;
import io.crmkit.customer.Segmentation;
import io.crmkit.customer.TradeRecord;
import io.crmkit.customer.cleansing.CleansingPolicy;
import io.crmkit.customer.duplicates.DuplicateCheck;
import io.crmkit.customer.duplicates.DuplicatesPolicy;
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
import io.crmkit.dictionary.CompletenessPolicy;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.DictionaryPolicy;
import io.crmkit.document.ContentStore;
import io.crmkit.document.CustomerDocuments;
import io.crmkit.document.Document;
import io.crmkit.document.DocumentPolicy;
import io.crmkit.document.MergeableDocuments;
import io.crmkit.document.PersonalDocuments;
import io.crmkit.document.SeenDocuments;
import io.crmkit.exchange.ExportApproval;
import io.crmkit.exchange.ExportPolicy;
import io.crmkit.exchange.ExportTicket;
import io.crmkit.exchange.ImportJournal;
import io.crmkit.exchange.ImportPolicy;
import io.crmkit.handover.CapLift;
import io.crmkit.handover.Delegations;
import io.crmkit.handover.Handovers;
import io.crmkit.handover.PendingApprovals;
import io.crmkit.handover.Submissions;
import io.crmkit.internal.guard.GuardedStore;
import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Answers;
import io.crmkit.internal.road.Authority;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.AccessList;
import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.FieldProtection;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.RecordLock;
import io.crmkit.internal.validate.Validation;
import io.crmkit.pipeline.BackwardMove;
import io.crmkit.pipeline.CustomerLeads;
import io.crmkit.pipeline.CustomerOpportunities;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.MatchableLeads;
import io.crmkit.pipeline.MergeableOpportunities;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.OwnedLeads;
import io.crmkit.pipeline.OwnedOpportunities;
import io.crmkit.pipeline.PipelinePolicy;
import io.crmkit.pipeline.TeamMemberships;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicyBook;
import io.crmkit.policy.PolicySection;
import io.crmkit.policy.PolicyVersion;
import io.crmkit.pool.PoolPolicy;
import io.crmkit.pool.Pools;
import io.crmkit.privacy.Consent;
import io.crmkit.privacy.Keepsake;
import io.crmkit.privacy.Person;
import io.crmkit.privacy.PrivacyPolicy;
import io.crmkit.scoring.Grading;
import io.crmkit.scoring.GradingStrategies;
import io.crmkit.scoring.ScoringPolicy;
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
import io.crmkit.trial.MergeableTrials;
import io.crmkit.trial.OwnedTrials;
import io.crmkit.trial.PersonalLogins;
import io.crmkit.trial.Trial;
import io.crmkit.trial.TrialApproval;
import io.crmkit.trial.TrialLogins;
import io.crmkit.trial.TrialPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An opened CRM: one tenant of one store, with the policy in force. Safe for use by many threads; several of them, also on
 * several machines, may share a store.
 */
public final class Crm implements AutoCloseable {

    /** Who decides what, as shipped (APR-01). */
    private static final Map<String, ApprovalPolicy.Definition> DEFINITIONS = Map.of(
            BackwardMove.NAME, BackwardMove.DEFINITION,
            CapLift.NAME, CapLift.DEFINITION,
            ExportApproval.NAME, ExportApproval.DEFINITION,
            PermissionRequests.NAME, PermissionRequests.DEFINITION,
            ProtectedChange.NAME, ProtectedChange.DEFINITION,
            TrialApproval.TRIAL, TrialApproval.DEFINITION,
            TrialApproval.EXTENSION, TrialApproval.DEFINITION);

    /** The sections of the document, as a product ships them. */
    static List<PolicySection<?>> sections(boolean training) {
        return List.of(
                AccessPolicy.section(training),
                ApprovalPolicy.section(DEFINITIONS),
                AuditPolicy.SECTION,
                AutomationPolicy.SECTION,
                CleansingPolicy.SECTION,
                CompletenessPolicy.SECTION,
                CustomerPolicy.SECTION,
                DictionaryPolicy.SECTION,
                DocumentPolicy.SECTION,
                DuplicatesPolicy.SECTION,
                DutyPolicy.SECTION,
                ExportPolicy.SECTION,
                FollowUpPolicy.SECTION,
                ImportPolicy.SECTION,
                PipelinePolicy.SECTION,
                PoolPolicy.SECTION,
                PresencePolicy.SECTION,
                PrivacyPolicy.SECTION,
                ProtectedFields.SECTION,
                ScoringPolicy.SECTION,
                TrialPolicy.SECTION);
    }

    /** What is written only with an entry in the audit trail, in each of its versions. */
    private static final Set<String> AUDITED = Stream.concat(
                    Stream.concat(DirectoryCache.AUDITED.stream(), Handovers.AUDITED.stream()),
                    Stream.of(
                                    Approval.KIND,
                                    Absence.KIND,
                                    ExportTicket.KIND,
                                    Erasure.KIND,
                                    Consent.KIND,
                                    PolicyVersion.KIND,
                                    Customer.KIND,
                                    Contact.KIND,
                                    Purchase.KIND,
                                    FollowUp.KIND,
                                    SavedQuery.KIND,
                                    Document.KIND,
                                    Product.KIND,
                                    Lead.KIND,
                                    Trial.KIND,
                                    Opportunity.KIND)
                            .map(Kind::name))
            .collect(Collectors.toUnmodifiableSet());

    /** What walls can stand before (ACC-07). */
    private static final Answers ANSWERS = new Answers(
            List.of(
                    Customer.KIND,
                    Contact.KIND,
                    TradeRecord.KIND,
                    Purchase.KIND,
                    FollowUp.KIND,
                    Product.KIND,
                    Lead.KIND,
                    Trial.KIND,
                    Opportunity.KIND),
            List.of(
                    Approval.VEIL,
                    Proposal.VEIL,
                    CleansingReport.VEIL,
                    CustomerSearch.ByContact.VEIL,
                    Grades.VEIL,
                    Reminder.VEIL,
                    OutgoingMessage.VEIL),
            List.of(CustomerFields.BY_POLICY));

    /** What may have sensitive fields, of its own or because a policy marks some (ACC-11). */
    static final List<Kind<?>> SEALED = Stream.of(
                    DirectoryCache.SEALED,
                    List.of(Customer.KIND, Contact.KIND, Lead.KIND, Opportunity.KIND, Product.KIND, Purchase.KIND),
                    List.of(FollowUp.KIND, SavedQuery.KIND, Document.KIND, Trial.KIND),
                    List.of(Approval.KIND, AuditContent.KIND),
                    OutgoingMessage.SEALED,
                    Merges.KINDS,
                    RecycleBin.SEALED,
                    Road.SEALED)
            .<Kind<?>>flatMap(List::stream)
            .toList();

    /** What follow-ups and documents can be about (CUS-08, CUS-14). */
    static final FollowedSubjects FOLLOWED = new FollowedSubjects(List.of(
            new Followed<>(Customer.KIND, customer -> Optional.of(customer.id()), Customer::followedUp),
            new Followed<>(Lead.KIND, lead -> Optional.empty(), Lead::followedUp),
            new Followed<>(Opportunity.KIND, deal -> Optional.of(deal.terms().customer()))));

    /** What can be attached to follow-ups (CUS-08, CUS-14). */
    static final Attachable ATTACHABLE = new SeenDocuments(FOLLOWED);

    /** Who is a person concerned (ACC-18). */
    static final List<Person<?>> PERSONS = List.of(
            new Person<>(DirectoryCache.USERS, DirectoryCache::moved),
            Person.of(Lead.KIND),
            Person.of(Trial.KIND),
            Person.of(Contact.KIND));

    /** What is kept about persons beside their records (ACC-18). */
    static final List<Keepsake> KEEPSAKES = List.of(
            new PersonalMessages(),
            new PersonalFollowUps(),
            new PersonalProposals(),
            new PersonalDocuments(),
            new PersonalLogins(),
            new Keepsake() {
                @Override
                public List<Object> about(Unit unit, RecordKey person) {
                    return Road.answersAbout(unit, person.id(), TOGETHER);
                }

                @Override
                public int erase(Unit unit, RecordKey person) {
                    return Road.eraseAnswersAbout(unit, person.id(), TOGETHER);
                }
            },
            new Keepsake() {
                @Override
                public List<Object> about(Unit unit, RecordKey person) {
                    return isUser(person) ? Applications.of(unit, person.id(), TOGETHER) : List.of();
                }

                @Override
                public int erase(Unit unit, RecordKey person) {
                    return isUser(person) ? Applications.erase(unit, person.id(), TOGETHER) : 0;
                }

                private boolean isUser(RecordKey person) {
                    return person.type().equals(DirectoryCache.USERS.name());
                }
            });

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
    /** What goes over to the other when two customers are merged (CUS-06). */
    private final List<Mergeable> mergeable = List.of(
            new MergeableOpportunities(),
            new MergeableContacts(),
            new MergeableFollowUps(),
            new MergeableDocuments(),
            new MergeableTrials());

    private final DuplicateCheck duplicates =
            new DuplicateCheck(List.of(new MatchableCustomers(), new MatchableLeads()));
    /** What one view of a customer shows, in this order (CUS-17). */
    private final List<CustomerPart> customerParts;

    Crm(CrmBuilder with, GuardedStore store) {
        this.store = store;
        this.via = with.via();
        validation = Validation.standard();
        book = book(validation, with.training());
        Codec codec = new Codec(store.name(), with.tenant(), FieldProtection.by(with.fieldKeys()));
        Ids ids = with.ids();
        Executor threads = with.executor();
        AuditTrail audit =
                new AuditTrail(store, with.tenant(), codec, ids, with.auditKey(), with.auditSigner(), AUDITED, threads);
        directory =
                new DirectoryCache(store, with.tenant(), codec, book, ANSWERS::marked, with.clock(), PoolPolicy::seen);
        sessions = new SessionPath(store, with.tenant(), codec, with.clock(), ids);
        doorkeeper = new Doorkeeper(directory, sessions);
        PluginGuard guard = new PluginGuard(threads, with.clock());
        gradingPlugins = with.gradingPlugins();
        strategies = new GradingStrategies(gradingPlugins, guard, with.clock());
        evaluation = new Evaluation(new Grading(strategies, guard));
        approvals = new ApprovalEngine(
                List.of(
                        new BackwardMove(evaluation),
                        new CapLift(),
                        new ExportApproval(),
                        new PermissionRequests(directory::current),
                        new ProtectedChange(evaluation),
                        TrialApproval.ofTrials(),
                        TrialApproval.ofExtensions()),
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
                ANSWERS,
                approvals);
        customerParts = customerParts();
        whenClosed = with.ends();
        contents = with.contents();
        channels = new Channels(with.notificationPlugins(), with.notificationParameters(), guard, with.clock());
        owned = owned();
        SignIns.Ports ports = with.signInPorts(threads);
        Authority door = SignIns.door(directory);
        trialLogins = new TrialLogins(
                new Road(
                        road.with(),
                        actor -> actor.userId().equals(TrialLogins.REGISTRANT)
                                ? door.standing(actor)
                                : doorkeeper.standing(actor),
                        validation,
                        ANSWERS,
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

    /** All that users can hold and hand over (ACC-12): what ends and sets free comes first, wholes come before their parts. */
    private List<Owned> owned() {
        List<Owned> all = new ArrayList<>(List.of(
                new Submissions(approvals),
                new PendingApprovals(approvals),
                new Delegations(),
                new OwnedCustomers(evaluation),
                new OwnedOpportunities(),
                new TeamMemberships(),
                new OwnedLeads(),
                new OwnedTrials(),
                new OwnedReminders()));
        all.addAll(Leaving.owned(directory));
        return List.copyOf(all);
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

    /** What walls can stand before, for tests. */
    static Answers answers() {
        return ANSWERS;
    }

    /** {@return a builder} */
    public static CrmBuilder builder() {
        return new CrmBuilder();
    }

    /** {@return all record types that the core keeps in a store, for printing its schema} */
    public static List<RecordType> recordTypes() {
        List<RecordType> types = new ArrayList<>();
        types.addAll(DirectoryCache.TYPES);
        types.addAll(AuditTrail.TYPES);
        types.addAll(Road.TYPES);
        types.addAll(Handovers.TYPES);
        types.addAll(ImportJournal.TYPES);
        types.add(AccessList.KIND.type());
        types.add(RecordLock.KIND.type());
        types.addAll(ApprovalEngine.TYPES);
        types.add(ExportTicket.KIND.type());
        types.add(PolicyVersion.KIND.type());
        types.add(Consent.KIND.type());
        types.addAll(Pools.TYPES);
        types.add(Reminder.KIND.type());
        types.add(OutgoingMessage.TYPE);
        types.add(Customer.KIND.type());
        types.add(Contact.KIND.type());
        types.add(PrimaryContact.KIND.type());
        types.add(Purchase.KIND.type());
        types.add(TradeRecord.KIND.type());
        types.add(FollowUp.KIND.type());
        types.add(SavedQuery.KIND.type());
        types.add(CustomerSeen.KIND.type());
        types.add(Document.KIND.type());
        Merges.KINDS.forEach(kind -> types.add(kind.type()));
        RecycleBin.KINDS.forEach(kind -> types.add(kind.type()));
        types.add(GradingRun.KIND.type());
        types.add(Fields.Recount.KIND.type());
        types.add(Product.KIND.type());
        types.add(Lead.KIND.type());
        types.add(Opportunity.KIND.type());
        TrialLogins.KINDS.forEach(kind -> types.add(kind.type()));
        return List.copyOf(types);
    }

    /**
     * Reads a policy document without any store (POL-01).
     *
     * @param document the document, YAML or JSON
     * @return the policy, or everything that is wrong with it
     */
    public static Outcome<Policy> checkPolicy(String document) {
        return book(Validation.standard(), false).parse(document, 0);
    }

    /**
     * Reads a field dictionary without any store (CUS-01).
     *
     * @param document the section {@code dictionary} of the policy document, YAML or JSON: what differs from the shipped fields
     * @return the dictionary, or everything that is wrong with it
     */
    public static Outcome<Dictionary> checkDictionary(String document) {
        Outcome<String> whole =
                book(Validation.standard(), false).withSection("", DictionaryPolicy.SECTION.name(), document);
        return whole instanceof Outcome.Done<String> done
                ? checkPolicy(done.value()).map(CustomerFields::of)
                : Outcome.refused(whole.refusals());
    }

    /** {@return the shipped policy as a document} */
    public static String shippedPolicy() {
        return builder().shippedPolicy();
    }

    static PolicyBook book(Validation validation, boolean training) {
        return new PolicyBook(
                sections(training),
                Segmentation.FACTS,
                validation,
                List.of(
                        CustomerFields::problems,
                        PooledCustomers::unknownGrades,
                        ProtectedFields::unknown,
                        policy -> AccessPolicy.unknownWalls(policy, ANSWERS.fields(policy)),
                        policy -> AuditPolicy.unknownFields(policy, SEALED),
                        policy -> ApprovalPolicy.unknown(
                                policy,
                                DEFINITIONS.keySet(),
                                policy.get(AccessPolicy.SECTION).roles().keySet())));
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
