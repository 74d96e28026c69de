package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;

/** What a {@link Filter} means, for stores that look at records one by one. */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class Filters {

    private Filters() {}

    /**
     * Whether index values match a filter. Logic is two-valued.
     *
     * @param filter the filter, checked before against the record type
     * @param values the index values of a record
     * @return whether they match
     */
    public static boolean matches(Filter filter, IndexValues values) {
        if (filter instanceof Filter.All) {
            return true;
        }
        if (filter instanceof Filter.And f) {
            return f.parts().stream().allMatch(part -> matches(part, values));
        }
        if (filter instanceof Filter.Or f) {
            return f.parts().stream().anyMatch(part -> matches(part, values));
        }
        if (filter instanceof Filter.Not f) {
            return !matches(f.part(), values);
        }
        if (filter instanceof Filter.AnyOf f) {
            return values.many(f.index()).stream().anyMatch(f.values()::contains);
        }
        if (filter instanceof Filter.Present f) {
            return values.get(f.index()) != null;
        }
        return single(filter, values);
    }

    private static boolean single(Filter filter, IndexValues values) {
        if (filter instanceof Filter.Equal f) {
            return f.value().equals(values.get(f.index()));
        }
        if (filter instanceof Filter.In f) {
            Object value = values.get(f.index());
            return value != null && f.values().contains(value);
        }
        if (filter instanceof Filter.Prefix f) {
            return values.get(f.index()) instanceof String text && text.startsWith(f.prefix());
        }
        if (filter instanceof Filter.Range f) {
            Object value = values.get(f.index());
            return value != null && aboveFrom(f, value) && belowTo(f, value);
        }
        throw new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "the predicate " + filter.getClass().getName());
    }

    private static boolean aboveFrom(Filter.Range range, Object value) {
        Object from = range.from();
        if (from == null) {
            return true;
        }
        int order = Values.compare(value, from);
        return order > 0 || (order == 0 && range.fromInclusive());
    }

    private static boolean belowTo(Filter.Range range, Object value) {
        Object to = range.to();
        if (to == null) {
            return true;
        }
        int order = Values.compare(value, to);
        return order < 0 || (order == 0 && range.toInclusive());
    }
}
