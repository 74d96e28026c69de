package io.crmkit.internal.road;

import io.crmkit.shared.Refusal;

/**
 * What a role may grant: an action in a module (ACC-05).
 *
 * @param module such as {@code customer}
 * @param action such as {@code view}
 */
public record Permission(String module, String action) {

    /**
     * A permission.
     *
     * @param module the module
     * @param action the action
     * @return the permission
     */
    public static Permission of(String module, String action) {
        return new Permission(module, action);
    }

    /** {@return the refusal of whoever lacks it (ACC-09)} */
    public Refusal lacking() {
        return Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-09", "access.permission-missing", toString())
                .missing(toString());
    }

    /** {@return such as {@code customer:view}} */
    @Override
    public String toString() {
        return module + ":" + action;
    }
}
