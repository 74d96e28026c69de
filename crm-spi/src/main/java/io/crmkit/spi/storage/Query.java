package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which records.
 *
 * @param tenant whose records
 * @param type the record type's name
 * @param scope what the reader may come across
 * @param filter which of those are wanted
 * @param order the name of a declared order, or null for the order of ids
 * @param limit how many at most, 1 to 10,000
 * @param pageToken where to go on, as the page before said, or null for the beginning
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Query(
        String tenant,
        String type,
        Scope scope,
        Filter filter,
        @Nullable String order,
        int limit,
        @Nullable String pageToken) {

    /** Checks that nothing is missing and that the limit is in range. */
    public Query {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(filter, "filter");
        if (limit < 1 || limit > 10_000) {
            throw new IllegalArgumentException("limit " + limit + "; allowed is 1 to 10000");
        }
    }

    /**
     * The first page in the order of ids.
     *
     * @param tenant whose records
     * @param type the record type's name
     * @param scope what the reader may come across
     * @param filter which of those are wanted
     * @param limit how many at most
     * @return the query
     */
    public static Query of(String tenant, String type, Scope scope, Filter filter, int limit) {
        return new Query(tenant, type, scope, filter, null, limit, null);
    }

    /**
     * The same in a declared order.
     *
     * @param name the order's name
     * @return the query
     */
    public Query orderedBy(String name) {
        return new Query(tenant, type, scope, filter, name, limit, pageToken);
    }

    /**
     * The same from a page token on.
     *
     * @param token what the page before said
     * @return the query
     */
    public Query from(@Nullable String token) {
        return new Query(tenant, type, scope, filter, order, limit, token);
    }
}
