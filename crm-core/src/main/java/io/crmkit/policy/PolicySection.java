package io.crmkit.policy;

/**
 * A subject's part of the policy document.
 *
 * @param name its key in the document
 * @param type a record whose components are the settings
 * @param defaults the shipped settings
 * @param <P> the record
 */
public record PolicySection<P extends Record>(String name, Class<P> type, P defaults) {}
