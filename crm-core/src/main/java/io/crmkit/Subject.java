package io.crmkit;

import io.crmkit.access.Directory;
import io.crmkit.access.DirectoryCache;
import io.crmkit.access.Owned;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.approval.ApprovalKind;
import io.crmkit.approval.ApprovalPolicy;
import io.crmkit.customer.Evaluation;
import io.crmkit.customer.Followed;
import io.crmkit.customer.Mergeable;
import io.crmkit.internal.road.ByPolicy;
import io.crmkit.internal.road.Veil;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicySection;
import io.crmkit.privacy.Keepsake;
import io.crmkit.privacy.Person;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one subject brings to a CRM, said in one place: what it keeps, its part of the policy, and what the rules of others ask of it.
 * They know no more of a subject than stands here, so that audit, walls, sealing, approval, handover, merging and erasure hold for a new
 * one from its first day. A new subject is one more of these in {@link Subjects}.
 *
 * <p>What is audited, what walls stand before and what is sealed says each {@link Kind} of itself.
 */
interface Subject {

    /** {@return what it keeps in the store} */
    List<Kind<?>> kinds();

    /**
     * Its parts of the policy document (POL-01).
     *
     * @param training whether the shipped roles are those of a training system
     * @return the sections
     */
    default List<PolicySection<?>> sections(boolean training) {
        return List.of();
    }

    /**
     * What is wrong with a policy, beyond what its sections say of themselves.
     *
     * @param policy a policy that is read
     * @return the refusals
     */
    default List<Refusal> problems(Policy policy) {
        return List.of();
    }

    /** {@return how its answers that are no records look behind walls (ACC-07)} */
    default List<Veil<?>> veils() {
        return List.of();
    }

    /** {@return what of its records depends on the policy} */
    default List<ByPolicy<?>> byPolicy() {
        return List.of();
    }

    /** {@return who decides about its kinds of approval, as shipped, by name (APR-01)} */
    default Map<String, ApprovalPolicy.Definition> definitions() {
        return Map.of();
    }

    /**
     * Its kinds of approval (APR-01).
     *
     * @param evaluation grades customers
     * @param directory the organisation of now
     * @return the kinds, one for each definition
     */
    default List<ApprovalKind<?, ?>> approvals(Evaluation evaluation, Supplier<Directory> directory) {
        return List.of();
    }

    /** {@return what of its records follow-ups and documents can be about (CUS-08, CUS-14)} */
    default List<Followed<?>> followed() {
        return List.of();
    }

    /** {@return what refers to a customer and goes over to the other when two are merged (CUS-06)} */
    default List<Mergeable<?>> mergeable() {
        return List.of();
    }

    /** {@return which of its records are persons concerned (ACC-18)} */
    default List<Person<?>> persons() {
        return List.of();
    }

    /** {@return what it keeps about persons beside their records (ACC-18)} */
    default List<Keepsake> keepsakes() {
        return List.of();
    }

    /**
     * What users can hold of it and hand over (ACC-12). In the order of {@link Subjects#ALL}: what ends and sets free comes first, wholes
     * come before their parts.
     *
     * @param evaluation grades customers
     * @param approvals the approval engine
     * @param directory the organisation
     * @return what is owned
     */
    default List<Owned> owned(Evaluation evaluation, ApprovalEngine approvals, DirectoryCache directory) {
        return List.of();
    }
}
