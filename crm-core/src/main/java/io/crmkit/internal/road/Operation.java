package io.crmkit.internal.road;

/**
 * A use case, as it is permitted and recorded.
 *
 * @param name such as {@code opportunity.move}
 * @param permission what the actor must hold
 */
public record Operation(String name, Permission permission) {

    /**
     * A use case.
     *
     * @param name its name
     * @param module the permission's module
     * @param action the permission's action
     * @return the operation
     */
    public static Operation of(String name, String module, String action) {
        return new Operation(name, Permission.of(module, action));
    }
}
