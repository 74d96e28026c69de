package io.crmkit;

import io.crmkit.access.AccessPolicy;
import io.crmkit.access.Applications;
import io.crmkit.access.Directory;
import io.crmkit.access.DirectoryCache;
import io.crmkit.access.Leaving;
import io.crmkit.access.Owned;
import io.crmkit.access.PermissionRequests;
import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.approval.ApprovalKind;
import io.crmkit.approval.ApprovalPolicy;
import io.crmkit.audit.AuditPolicy;
import io.crmkit.audit.AuditTrail;
import io.crmkit.automation.AutomationPolicy;
import io.crmkit.automation.OutgoingMessage;
import io.crmkit.automation.OwnedReminders;
import io.crmkit.automation.PersonalMessages;
import io.crmkit.automation.Reminder;
import io.crmkit.catalogue.Product;
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
import io.crmkit.customer.Grades;
import io.crmkit.customer.GradingRun;
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
import io.crmkit.customer.TradeRecord;
import io.crmkit.customer.cleansing.CleansingPolicy;
import io.crmkit.customer.duplicates.DuplicatesPolicy;
import io.crmkit.dictionary.CompletenessPolicy;
import io.crmkit.dictionary.DictionaryPolicy;
import io.crmkit.document.Document;
import io.crmkit.document.DocumentPolicy;
import io.crmkit.document.MergeableDocuments;
import io.crmkit.document.PersonalDocuments;
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
import io.crmkit.internal.road.Answered;
import io.crmkit.internal.road.Answers;
import io.crmkit.internal.road.ByPolicy;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.road.Veil;
import io.crmkit.internal.store.AccessList;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.RecordLock;
import io.crmkit.pipeline.BackwardMove;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.MergeableOpportunities;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.OwnedLeads;
import io.crmkit.pipeline.OwnedOpportunities;
import io.crmkit.pipeline.PipelinePolicy;
import io.crmkit.pipeline.TeamMemberships;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicySection;
import io.crmkit.policy.PolicyVersion;
import io.crmkit.pool.PoolPolicy;
import io.crmkit.pool.Pools;
import io.crmkit.privacy.Consent;
import io.crmkit.privacy.Keepsake;
import io.crmkit.privacy.Person;
import io.crmkit.privacy.PrivacyPolicy;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.trial.MergeableTrials;
import io.crmkit.trial.OwnedTrials;
import io.crmkit.trial.PersonalLogins;
import io.crmkit.trial.Trial;
import io.crmkit.trial.TrialApproval;
import io.crmkit.trial.TrialLogins;
import io.crmkit.trial.TrialPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All that a CRM consists of, subject by subject, and what follows from them together. */
final class Subjects {

    /** All of them, in the order in which a leaver's things go (see {@link Subject#owned}). */
    static final List<Subject> ALL = List.of(
            new Ground(),
            new Policies(),
            new Auditing(),
            new Approving(),
            new Exchange(),
            new Privacy(),
            new HandingOver(),
            new Dictionaries(),
            new Customers(),
            new Merging(),
            new Cleansing(),
            new Grading(),
            new Documents(),
            new Catalogue(),
            new Pipeline(),
            new Pooling(),
            new Trials(),
            new Automation(),
            new Access());

    /** Everything that is kept. */
    static final List<Kind<?>> KINDS = all(Subject::kinds);

    /** What may have sensitive fields, of its own or because a policy marks some (ACC-11). */
    static final List<Kind<?>> SEALED =
            KINDS.stream().filter(kind -> !kind.markable().isEmpty()).toList();

    /** Names of what is written only with an entry in the audit trail, in each of its versions. */
    static final Set<String> AUDITED =
            KINDS.stream().filter(Kind::audited).map(Kind::name).collect(Collectors.toUnmodifiableSet());

    /** What walls can stand before (ACC-07). */
    static final Answers ANSWERS = new Answers(
            KINDS.stream().filter(kind -> !kind.walled().isEmpty()).toList(),
            all(Subject::veils),
            all(Subject::byPolicy));

    /** Who decides what, as shipped (APR-01). */
    static final Map<String, ApprovalPolicy.Definition> DEFINITIONS = definitions();

    private Subjects() {}

    /** The same of all subjects. */
    static <T> List<T> all(Function<Subject, ? extends Collection<? extends T>> part) {
        List<T> all = new ArrayList<>();
        ALL.forEach(subject -> all.addAll(part.apply(subject)));
        return List.copyOf(all);
    }

    /** The sections of the policy document, as a product ships them, by their names. */
    static List<PolicySection<?>> sections(boolean training) {
        List<PolicySection<?>> sections = new ArrayList<>(all(subject -> subject.sections(training)));
        sections.add(ApprovalPolicy.section(DEFINITIONS));
        sections.sort(Comparator.comparing(PolicySection::name));
        return List.copyOf(sections);
    }

    /** What is wrong with a policy, beyond what its sections say of themselves. */
    static List<Function<Policy, List<Refusal>>> problems() {
        List<Function<Policy, List<Refusal>>> problems = new ArrayList<>();
        ALL.forEach(subject -> problems.add(subject::problems));
        problems.add(policy -> AccessPolicy.unknownWalls(policy, ANSWERS.fields(policy)));
        problems.add(policy -> AuditPolicy.unknownFields(policy, SEALED));
        problems.add(policy -> ApprovalPolicy.unknown(
                policy,
                DEFINITIONS.keySet(),
                policy.get(AccessPolicy.SECTION).roles().keySet()));
        return problems;
    }

    private static Map<String, ApprovalPolicy.Definition> definitions() {
        Map<String, ApprovalPolicy.Definition> definitions = new TreeMap<>();
        ALL.forEach(subject -> definitions.putAll(subject.definitions()));
        return Map.copyOf(definitions);
    }

    /** The one road, and what it keeps of requests that were answered. */
    private static final class Ground implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            List<Kind<?>> kinds = new ArrayList<>(Road.KINDS);
            kinds.add(AccessList.KIND);
            return kinds;
        }

        @Override
        public List<Keepsake> keepsakes() {
            return List.of(new Keepsake() {
                @Override
                public List<Object> about(Unit unit, RecordKey person) {
                    return Answered.about(unit, person.id(), TOGETHER);
                }

                @Override
                public int erase(Unit unit, RecordKey person) {
                    return Answered.eraseAbout(unit, person.id(), TOGETHER);
                }
            });
        }
    }

    private static final class Policies implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return List.of(PolicyVersion.KIND);
        }
    }

    private static final class Auditing implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return AuditTrail.KINDS;
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(AuditPolicy.SECTION);
        }
    }

    /** Its section holds what all subjects define: {@link Subjects#sections}. */
    private static final class Approving implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            List<Kind<?>> kinds = new ArrayList<>(ApprovalEngine.KINDS);
            kinds.add(RecordLock.KIND);
            return kinds;
        }

        @Override
        public List<Veil<?>> veils() {
            return List.of(Approval.VEIL);
        }
    }

    private static final class Exchange implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            List<Kind<?>> kinds = new ArrayList<>(ImportJournal.KINDS);
            kinds.add(ExportTicket.KIND);
            return kinds;
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(ExportPolicy.SECTION, ImportPolicy.SECTION);
        }

        @Override
        public Map<String, ApprovalPolicy.Definition> definitions() {
            return Map.of(ExportApproval.NAME, ExportApproval.DEFINITION);
        }

        @Override
        public List<ApprovalKind<?, ?>> approvals(Evaluation evaluation, Supplier<Directory> directory) {
            return List.of(new ExportApproval());
        }
    }

    private static final class Privacy implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return List.of(Consent.KIND);
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(PrivacyPolicy.SECTION);
        }
    }

    private static final class HandingOver implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return Handovers.KINDS;
        }

        @Override
        public Map<String, ApprovalPolicy.Definition> definitions() {
            return Map.of(CapLift.NAME, CapLift.DEFINITION);
        }

        @Override
        public List<ApprovalKind<?, ?>> approvals(Evaluation evaluation, Supplier<Directory> directory) {
            return List.of(new CapLift());
        }

        @Override
        public List<Owned> owned(Evaluation evaluation, ApprovalEngine approvals, DirectoryCache directory) {
            return List.of(new Submissions(approvals), new PendingApprovals(approvals), new Delegations());
        }
    }

    private static final class Dictionaries implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return List.of(Fields.Recount.KIND);
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(CompletenessPolicy.SECTION, DictionaryPolicy.SECTION);
        }

        @Override
        public List<Refusal> problems(Policy policy) {
            return CustomerFields.problems(policy);
        }

        @Override
        public List<ByPolicy<?>> byPolicy() {
            return List.of(CustomerFields.BY_POLICY);
        }
    }

    /** Customers with their contacts, purchases and follow-ups. */
    private static final class Customers implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return List.of(
                    Customer.KIND,
                    Contact.KIND,
                    PrimaryContact.KIND,
                    Purchase.KIND,
                    TradeRecord.KIND,
                    FollowUp.KIND,
                    SavedQuery.KIND,
                    CustomerSeen.KIND);
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(
                    CustomerPolicy.SECTION,
                    DutyPolicy.SECTION,
                    FollowUpPolicy.SECTION,
                    PresencePolicy.SECTION,
                    ProtectedFields.SECTION);
        }

        @Override
        public List<Refusal> problems(Policy policy) {
            return ProtectedFields.unknown(policy);
        }

        @Override
        public List<Veil<?>> veils() {
            return List.of(CustomerSearch.ByContact.VEIL);
        }

        @Override
        public Map<String, ApprovalPolicy.Definition> definitions() {
            return Map.of(ProtectedChange.NAME, ProtectedChange.DEFINITION);
        }

        @Override
        public List<ApprovalKind<?, ?>> approvals(Evaluation evaluation, Supplier<Directory> directory) {
            return List.of(new ProtectedChange(evaluation));
        }

        @Override
        public List<Followed<?>> followed() {
            return List.of(new Followed<>(Customer.KIND, customer -> Optional.of(customer.id()), Customer::followedUp));
        }

        @Override
        public List<Mergeable<?>> mergeable() {
            return List.of(new MergeableContacts(), new MergeableFollowUps());
        }

        @Override
        public List<Person<?>> persons() {
            return List.of(Person.of(Contact.KIND));
        }

        @Override
        public List<Keepsake> keepsakes() {
            return List.of(new PersonalFollowUps());
        }

        @Override
        public List<Owned> owned(Evaluation evaluation, ApprovalEngine approvals, DirectoryCache directory) {
            return List.of(new OwnedCustomers(evaluation));
        }
    }

    private static final class Merging implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return Merges.KINDS;
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(DuplicatesPolicy.SECTION);
        }
    }

    private static final class Cleansing implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return RecycleBin.KINDS;
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(CleansingPolicy.SECTION);
        }

        @Override
        public List<Veil<?>> veils() {
            return List.of(Proposal.VEIL, CleansingReport.VEIL);
        }

        @Override
        public List<Keepsake> keepsakes() {
            return List.of(new PersonalProposals());
        }
    }

    private static final class Grading implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return List.of(GradingRun.KIND);
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(ScoringPolicy.SECTION);
        }

        @Override
        public List<Veil<?>> veils() {
            return List.of(Grades.VEIL);
        }
    }

    private static final class Documents implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return List.of(Document.KIND);
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(DocumentPolicy.SECTION);
        }

        @Override
        public List<Mergeable<?>> mergeable() {
            return List.of(new MergeableDocuments());
        }

        @Override
        public List<Keepsake> keepsakes() {
            return List.of(new PersonalDocuments());
        }
    }

    private static final class Catalogue implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return List.of(Product.KIND);
        }
    }

    private static final class Pipeline implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return List.of(Lead.KIND, Opportunity.KIND);
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(PipelinePolicy.SECTION);
        }

        @Override
        public Map<String, ApprovalPolicy.Definition> definitions() {
            return Map.of(BackwardMove.NAME, BackwardMove.DEFINITION);
        }

        @Override
        public List<ApprovalKind<?, ?>> approvals(Evaluation evaluation, Supplier<Directory> directory) {
            return List.of(new BackwardMove(evaluation));
        }

        @Override
        public List<Followed<?>> followed() {
            return List.of(
                    new Followed<>(Lead.KIND, lead -> Optional.empty(), Lead::followedUp),
                    new Followed<>(
                            Opportunity.KIND, deal -> Optional.of(deal.terms().customer())));
        }

        @Override
        public List<Mergeable<?>> mergeable() {
            return List.of(new MergeableOpportunities());
        }

        @Override
        public List<Person<?>> persons() {
            return List.of(Person.of(Lead.KIND));
        }

        @Override
        public List<Owned> owned(Evaluation evaluation, ApprovalEngine approvals, DirectoryCache directory) {
            return List.of(new OwnedOpportunities(), new TeamMemberships(), new OwnedLeads());
        }
    }

    private static final class Pooling implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return Pools.KINDS;
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(PoolPolicy.SECTION);
        }

        @Override
        public List<Refusal> problems(Policy policy) {
            return PooledCustomers.unknownGrades(policy);
        }
    }

    private static final class Trials implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return TrialLogins.KINDS;
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(TrialPolicy.SECTION);
        }

        @Override
        public Map<String, ApprovalPolicy.Definition> definitions() {
            return Map.of(
                    TrialApproval.TRIAL, TrialApproval.DEFINITION,
                    TrialApproval.EXTENSION, TrialApproval.DEFINITION);
        }

        @Override
        public List<ApprovalKind<?, ?>> approvals(Evaluation evaluation, Supplier<Directory> directory) {
            return List.of(TrialApproval.ofTrials(), TrialApproval.ofExtensions());
        }

        @Override
        public List<Mergeable<?>> mergeable() {
            return List.of(new MergeableTrials());
        }

        @Override
        public List<Person<?>> persons() {
            return List.of(Person.of(Trial.KIND));
        }

        @Override
        public List<Keepsake> keepsakes() {
            return List.of(new PersonalLogins());
        }

        @Override
        public List<Owned> owned(Evaluation evaluation, ApprovalEngine approvals, DirectoryCache directory) {
            return List.of(new OwnedTrials());
        }
    }

    private static final class Automation implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            List<Kind<?>> kinds = new ArrayList<>(OutgoingMessage.KINDS);
            kinds.add(Reminder.KIND);
            return kinds;
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(AutomationPolicy.SECTION);
        }

        @Override
        public List<Veil<?>> veils() {
            return List.of(Reminder.VEIL, OutgoingMessage.VEIL);
        }

        @Override
        public List<Keepsake> keepsakes() {
            return List.of(new PersonalMessages());
        }

        @Override
        public List<Owned> owned(Evaluation evaluation, ApprovalEngine approvals, DirectoryCache directory) {
            return List.of(new OwnedReminders());
        }
    }

    /** The organisation and its accounts. */
    private static final class Access implements Subject {

        @Override
        public List<Kind<?>> kinds() {
            return DirectoryCache.KINDS;
        }

        @Override
        public List<PolicySection<?>> sections(boolean training) {
            return List.of(AccessPolicy.section(training));
        }

        @Override
        public Map<String, ApprovalPolicy.Definition> definitions() {
            return Map.of(PermissionRequests.NAME, PermissionRequests.DEFINITION);
        }

        @Override
        public List<ApprovalKind<?, ?>> approvals(Evaluation evaluation, Supplier<Directory> directory) {
            return List.of(new PermissionRequests(directory));
        }

        @Override
        public List<Person<?>> persons() {
            return List.of(new Person<>(DirectoryCache.USERS, DirectoryCache::moved));
        }

        @Override
        public List<Keepsake> keepsakes() {
            return List.of(new Keepsake() {
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
        }

        @Override
        public List<Owned> owned(Evaluation evaluation, ApprovalEngine approvals, DirectoryCache directory) {
            return Leaving.owned(directory);
        }
    }
}
