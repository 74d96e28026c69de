package io.crmkit.audit;

/**
 * Who an entry is about.
 *
 * @param id id of the user
 * @param login the user's login
 * @param via the surface
 */
public record AuditAuthor(String id, String login, String via) {}
