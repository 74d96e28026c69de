package io.crmkit.access;

/** How far a role reaches in a module (ACC-06). */
public enum Reach {
    /** Own records. */
    OWN,
    /** Own records and those of everybody below. */
    SUBORDINATES,
    /** Records of everybody in the own department. */
    DEPARTMENT,
    /** Records of everybody in the own department and in those below it. */
    DEPARTMENT_TREE,
    /** All records. */
    ALL
}
