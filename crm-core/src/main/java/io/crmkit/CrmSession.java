package io.crmkit;

import io.crmkit.access.Access;
import io.crmkit.access.Accounts;
import io.crmkit.access.Applications;
import io.crmkit.access.AuditLog;
import io.crmkit.access.Departments;
import io.crmkit.access.DirectoryCache;
import io.crmkit.access.Doorkeeper;
import io.crmkit.access.Grants;
import io.crmkit.access.KeyRotation;
import io.crmkit.access.OwnAccount;
import io.crmkit.access.Owned;
import io.crmkit.access.Policies;
import io.crmkit.access.SalesCodes;
import io.crmkit.access.SignIns;
import io.crmkit.access.Users;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.approval.Approvals;
import io.crmkit.automation.Channels;
import io.crmkit.automation.Messaging;
import io.crmkit.automation.Reminders;
import io.crmkit.catalogue.Products;
import io.crmkit.customer.Cleansing;
import io.crmkit.customer.CleansingFixes;
import io.crmkit.customer.Contacts;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerPresence;
import io.crmkit.customer.CustomerSearch;
import io.crmkit.customer.Customers;
import io.crmkit.customer.Duties;
import io.crmkit.customer.Evaluation;
import io.crmkit.customer.Fields;
import io.crmkit.customer.FollowUps;
import io.crmkit.customer.Grades;
import io.crmkit.customer.Mergeable;
import io.crmkit.customer.Merges;
import io.crmkit.customer.PooledCustomers;
import io.crmkit.customer.Purchases;
import io.crmkit.customer.RecycleBin;
import io.crmkit.customer.duplicates.DuplicateCheck;
import io.crmkit.customer.duplicates.Duplicates;
import io.crmkit.customer.view.CustomerPart;
import io.crmkit.customer.view.CustomerViews;
import io.crmkit.document.ContentStore;
import io.crmkit.document.Documents;
import io.crmkit.exchange.Exports;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportJournal;
import io.crmkit.exchange.Importer;
import io.crmkit.handover.Handovers;
import io.crmkit.insight.CustomerInsight;
import io.crmkit.insight.Reports;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.validate.Validation;
import io.crmkit.pipeline.CustomerDeals;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.Opportunities;
import io.crmkit.pipeline.PipelinePolicy;
import io.crmkit.pipeline.PooledLeads;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicyBook;
import io.crmkit.pool.Pool;
import io.crmkit.pool.Pools;
import io.crmkit.privacy.Privacy;
import io.crmkit.scoring.GradingStrategies;
import io.crmkit.shared.Refusal;
import io.crmkit.trial.Trials;
import java.util.List;
import java.util.Optional;

/**
 * What one signed-in user may do. Every call asks anew what the user may, so a session needs no renewal when rights change.
 * Safe for use by many threads.
 */
public final class CrmSession {

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;
    private final PolicyBook book;
    private final Evaluation evaluation;
    private final GradingStrategies strategies;
    private final Channels channels;
    private final SignIns signIns;
    private final Doorkeeper doorkeeper;
    private final Validation validation;
    private final ApprovalEngine approvals;
    private final List<Owned> owned;
    private final Optional<ContentStore> contents;
    private final DuplicateCheck duplicates;
    private final List<Mergeable<?>> mergeable;
    private final List<CustomerPart> customerParts;

    CrmSession(
            Road road,
            Actor actor,
            DirectoryCache directory,
            PolicyBook book,
            Evaluation evaluation,
            GradingStrategies strategies,
            Channels channels,
            SignIns signIns,
            Doorkeeper doorkeeper,
            Validation validation,
            ApprovalEngine approvals,
            List<Owned> owned,
            Optional<ContentStore> contents,
            DuplicateCheck duplicates,
            List<Mergeable<?>> mergeable,
            List<CustomerPart> customerParts) {
        this.customerParts = customerParts;
        this.contents = contents;
        this.duplicates = duplicates;
        this.mergeable = mergeable;
        this.approvals = approvals;
        this.road = road;
        this.actor = actor;
        this.directory = directory;
        this.book = book;
        this.evaluation = evaluation;
        this.strategies = strategies;
        this.channels = channels;
        this.signIns = signIns;
        this.doorkeeper = doorkeeper;
        this.validation = validation;
        this.owned = owned;
    }

    /** {@return id of the user} */
    public String userId() {
        return actor.userId();
    }

    /**
     * The same session for one request that may arrive twice: with the same key, the same request is done once and
     * answered alike, and another one is refused (DAT-03).
     *
     * @param key the key, chosen by the requester
     * @return the session for that request
     */
    public CrmSession withRequestKey(String key) {
        return new CrmSession(
                road,
                actor.withKey(key),
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

    /** Signs out: whoever holds the token of this session cannot resume it. Nothing for sessions without a token. */
    public void signOut() {
        actor.session().ifPresent(signIns::leave);
    }

    /** {@return the user's own account} */
    public OwnAccount account() {
        return new OwnAccount(road.with(), validation, actor, directory, doorkeeper, signIns);
    }

    /** {@return the accounts of others: reset and unlock} */
    public Accounts accounts() {
        return new Accounts(road, actor);
    }

    /** {@return applications for accounts} */
    public Applications applications() {
        return new Applications(road, actor);
    }

    /** {@return sales codes} */
    public SalesCodes salesCodes() {
        return new SalesCodes(road, actor);
    }

    /** {@return users} */
    public Users users() {
        return new Users(road, actor, directory, owned);
    }

    /** {@return who may do what, and why} */
    public Access access() {
        return new Access(road, actor, directory);
    }

    /** {@return handovers of all that a user holds, on leaving or moving} */
    public Handovers handovers() {
        return new Handovers(road, actor, directory, owned, approvals);
    }

    /** {@return rights beside the own roles: asked for, granted, revoked} */
    public Grants grants() {
        return new Grants(road, actor, directory, approvals);
    }

    /** {@return governed export: asked for with a purpose, approved, written within the user's scope} */
    public Exports exports() {
        return new Exports(road, actor, approvals);
    }

    /** {@return departments} */
    public Departments departments() {
        return new Departments(road, actor, directory);
    }

    /** {@return customers} */
    public Customers customers() {
        return new Customers(road, actor, evaluation, approvals, owned, duplicates);
    }

    /** {@return one view of a customer across all modules, and what happened with it (CUS-17)} */
    public CustomerViews customerViews() {
        return customerViews(customerParts);
    }

    CustomerViews customerViews(List<CustomerPart> parts) {
        return new CustomerViews(road, actor, parts);
    }

    /** {@return duplicates: asked for before saving, and looked for in the whole base} */
    public Duplicates duplicates() {
        return new Duplicates(road, actor, duplicates);
    }

    /** {@return merges of customers that are one, and their undoing} */
    public Merges merges() {
        return new Merges(road, actor, evaluation, mergeable);
    }

    /** {@return data cleansing: what is wrong with customers and contacts, and what would set it right (CUS-10)} */
    public Cleansing cleansing() {
        return new Cleansing(
                road,
                actor,
                new CleansingFixes(
                        customers(),
                        contacts(),
                        merges(),
                        mergeable,
                        new CustomerDeals(),
                        road.with().zone()));
    }

    /** {@return the recycle bin of customers (CUS-10)} */
    public RecycleBin bin() {
        return new RecycleBin(road, actor, evaluation, mergeable, Subjects.all(Subject::keepsakes));
    }

    /** {@return the persons at customers} */
    public Contacts contacts() {
        return new Contacts(road, actor);
    }

    /** {@return the field dictionary} */
    public Fields fields() {
        return new Fields(road, actor, policies());
    }

    /** {@return the pool of customers (CUS-12)} */
    public Pool<Customer> pool() {
        return new Pool<>(road, actor, new PooledCustomers(evaluation, new CustomerDeals(), owned));
    }

    /** {@return the pool of leads (CUS-12)} */
    public Pool<Lead> leadPool() {
        return new Pool<>(road, actor, new PooledLeads());
    }

    /** {@return customers by keyword and filters, and the user's own queries (CUS-09)} */
    public CustomerSearch search() {
        return new CustomerSearch(road, actor);
    }

    /** {@return what was said and done with customers, leads and deals (CUS-08)} */
    public FollowUps followUps() {
        return new FollowUps(road, actor, Crm.FOLLOWED, Crm.ATTACHABLE);
    }

    /** {@return which customers are online, as the embedding product reports it (CUS-15)} */
    public CustomerPresence presence() {
        return new CustomerPresence(road, actor);
    }

    /** {@return documents of customers, leads and deals (CUS-14)} */
    public Documents documents() {
        return new Documents(road, actor, Crm.FOLLOWED, contents);
    }

    /** {@return what owners owe their customers (LIF-02, LIF-03, LIF-06, LIF-07, LIF-09)} */
    public Duties duties() {
        return new Duties(road, actor, new CustomerDeals());
    }

    /** {@return what customers bought} */
    public Purchases purchases() {
        return new Purchases(road, actor, evaluation);
    }

    /** {@return grades, stages and silence of customers} */
    public Grades grades() {
        return new Grades(road, actor, evaluation, strategies, book);
    }

    /** {@return the product catalogue} */
    public Products products() {
        return new Products(road, actor);
    }

    /** {@return trial accounts of customers (CUS-13)} */
    public Trials trials() {
        return new Trials(road, actor, approvals, customers());
    }

    /** {@return leads} */
    public Leads leads() {
        return new Leads(road, actor, owned, duplicates);
    }

    /** {@return opportunities} */
    public Opportunities opportunities() {
        return new Opportunities(road, actor, evaluation, approvals, owned);
    }

    /** {@return what waits for approval, and what the user can do with it} */
    public Approvals approvals() {
        return new Approvals(road, actor, approvals);
    }

    /** {@return reports} */
    public Reports reports() {
        return new Reports(road, actor, directory, evaluation);
    }

    /** {@return the reports over customers: how they are spread, how they grow, how many buy again (INS-01)} */
    public CustomerInsight customerInsight() {
        return new CustomerInsight(road, actor, directory);
    }

    /** {@return the outbox: what goes out to people through notification channels} */
    public Messaging messages() {
        return new Messaging(road, actor, directory, channels);
    }

    /** {@return what users have been reminded of} */
    public Reminders reminders() {
        return new Reminders(road, actor);
    }

    /** {@return the audit trail} */
    public AuditLog audit() {
        return new AuditLog(road, actor);
    }

    /** {@return what persons concerned agreed to, and what they may ask for (ACC-18)} */
    public Privacy privacy() {
        return new Privacy(road, actor, Subjects.all(Subject::persons), Subjects.all(Subject::keepsakes));
    }

    /** {@return what brings sensitive fields under the present key (ACC-11)} */
    public KeyRotation keyRotation() {
        return new KeyRotation(road, actor, Subjects.SEALED);
    }

    /** {@return policy documents} */
    public Policies policies() {
        return new Policies(
                road,
                actor,
                directory,
                book,
                List.of(
                        Opportunities::stagesInUse,
                        grades()::problems,
                        messages()::problems,
                        Fields::inUse,
                        CrmSession::pools));
    }

    private static List<Refusal> pools(Unit unit, Policy next) {
        return Pools.problems(unit, next, List.of(Customer.KIND, Lead.KIND));
    }

    /** {@return what can be imported, under this user's rights} */
    public List<ImportEntity> importable() {
        Policy policy = directory.current().policy();
        PipelinePolicy pipeline = policy.get(PipelinePolicy.SECTION);
        return List.of(
                departments().importing(),
                users().importing(),
                products().importing(),
                customers().importing(policy, mergeable),
                contacts().importing(),
                purchases().importing(),
                leads().importing(),
                opportunities().importing(pipeline),
                opportunities().importingHistory(pipeline));
    }

    /** {@return what imports files under this user's rights, also as a whole or not at all (CUS-16)} */
    public Importer importer() {
        return new Importer(importable(), new ImportJournal(road, actor));
    }
}
